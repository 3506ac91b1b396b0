"""A scene of a film has its footage; the last one makes the film work."""

from uuid import UUID

from storyreel_renderer.handlers.offer_work import offer_film
from storyreel_renderer.ports import RendererUnit, Take


async def settle_take(unit: RendererUnit, render_id: UUID, take: Take) -> None:
    """Note it, unless the film does not wait for it: it has failed, or the scene is another provider's by now."""
    shooting = await unit.shootings.hold(render_id)
    if shooting is None or not shooting.awaits(take.scene_id, take.provider):
        return
    await unit.shootings.note(render_id, take)
    if all(other.there for other in shooting.takes if other.scene_id != take.scene_id):
        await unit.shootings.end(render_id)
        await offer_film(unit, shooting.request)
