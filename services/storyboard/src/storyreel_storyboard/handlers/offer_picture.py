"""A picture becomes a task: of those computed here, or of those that somebody else is waited for."""

from collections.abc import Mapping

from storyreel_contracts.events import Event
from storyreel_contracts.types import ProviderName
from storyreel_storyboard.ports import ImageProvider, StoryboardUnit
from storyreel_storyboard.work import KIND, REMOTE, PictureWork

Providers = Mapping[ProviderName, ImageProvider]


async def offer_picture(unit: StoryboardUnit, event: Event, work: PictureWork, providers: Providers) -> None:
    """Write it down, once for each provider that is asked; nothing where the job was canceled."""
    provider = providers.get(work.provider)
    kind = REMOTE if provider and provider.remote else KIND
    await unit.tasks.offer(kind=kind, key=work.key, event=event, payload=work.model_dump(mode="json"))
