"""What is written down to be done for a film."""

from storyreel_contracts.events import RenderRequested, RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_renderer.ports import RendererUnit
from storyreel_renderer.work import CLIP, RENDER, clip_work


async def offer_film(unit: RendererUnit, request: RenderRequested) -> None:
    """The film is to be made: everything that it shows is there."""
    payload = request.model_dump(mode="json")
    await unit.tasks.offer(kind=RENDER, key=str(request.render_id), event=request, payload=payload)


async def offer_clip(unit: RendererUnit, request: RenderRequested, scene: RenderScene, provider: ProviderName) -> None:
    """A scene's clip is to be made by somebody far away."""
    work = clip_work(request, scene, provider)
    await unit.tasks.offer(kind=CLIP, key=work.key, event=request, payload=work.model_dump(mode="json"))
