"""A scene of a film has its footage; the last one makes the film work."""

from uuid import UUID

from storyreel_renderer.handlers.offer_work import offer_film
from storyreel_renderer.ports import RendererUnit, Take


async def settle_take(unit: RendererUnit, render_id: UUID, take: Take) -> float | None:
    """Note it; how much of the film's footage is there then, per cent.

    None, and nothing noted, where the film does not wait for it: it has failed, or the scene is another provider's now.
    """
    shooting = await unit.shootings.hold(render_id)
    if shooting is None or not shooting.awaits(take.scene_id, take.provider):
        return None
    await unit.shootings.note(render_id, take)
    there = 1 + sum(other.there for other in shooting.takes)
    if there == len(shooting.takes):
        await unit.shootings.end(render_id)
        await offer_film(unit, shooting.request)
    return 100 * there / len(shooting.takes)
