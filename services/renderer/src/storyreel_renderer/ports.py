"""What the renderer asks of the world."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.ports import Units
from storyreel_contracts.events import RenderRequested, RenderScene
from storyreel_contracts.pricing import ClipPrice, Resolution
from storyreel_contracts.types import AspectRatio, ProviderName
from storyreel_media.film.spec import Film, Segment
from storyreel_media.outputs.judging import Received
from storyreel_media.purchasing.ports import Bought, Piece, PurchasingUnit


@dataclass(frozen=True, slots=True)
class Footage:
    """What a scene shows: a still for the camera to move over, or a `moving` clip; `cost_usd` was paid for it."""

    path: Path
    moving: bool
    cost_usd: Decimal
    model: str = ""


class ClipProvider(Protocol):
    """Makes a scene's footage of its picture at once, for nothing, while the film is made."""

    @property
    def name(self) -> ProviderName:
        """As in the price catalogue."""

    async def shoot(self, scene: RenderScene, picture: Path) -> Footage:
        """Footage for one scene, in the picture's folder.

        Raises:
            Refused: this scene will never be shot
            Transient: later it may be
            Broken: the provider's answer makes no sense
        """


@dataclass(frozen=True, slots=True)
class ClipTerms:
    """What a far provider is asked for beyond words and pictures: its model, whole `seconds` and the resolution."""

    model: str
    seconds: Decimal
    resolution: Resolution
    price_usd: Decimal


@dataclass(frozen=True, slots=True)
class ClipStill:
    """A picture that a clip begins or ends with; `content_key` says what it was made from."""

    path: Path
    content_key: str


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """A clip that somebody far away is to make. It begins with the picture `first` and, where there is one, ends in
    `last`."""

    scene_number: int
    prompt: str
    seed: int
    aspect_ratio: AspectRatio
    first: ClipStill
    last: ClipStill | None
    terms: ClipTerms


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A clip as a local file. What had to be paid for is `bought`: it is closed when the clip is kept."""

    file: Received
    model: str
    bought: Bought | None = None


class RemoteClips(Protocol):
    """Makes clips far away: each takes minutes, so it is a task of its own, and may cost money."""

    @property
    def name(self) -> ProviderName:
        """As in the price catalogue."""

    def terms(self, seconds: Decimal, price: ClipPrice) -> ClipTerms:
        """What it asks for a scene of that length, at the list price.

        Raises:
            Broken: nobody here knows how to ask the catalogue's model
        """

    async def shoot(self, request: ClipRequest, piece: Piece, out: Path) -> MadeClip:
        """One clip, as the file `out`. What costs money is bought for `piece`, through a till.

        Raises:
            Refused: this scene will never be shot, or may not be paid for
            Transient: later it may be
            Broken: the provider's answer makes no sense
            Fenced: another worker has the task
        """


class SegmentsUnusable(Transient):
    """Segments do not fit together, for example because a kept one is damaged: they have to be made again."""

    def __init__(self, reason: str) -> None:
        super().__init__("segments_unusable", reason)


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What a finished film really is; sizes in pixels and bytes, `duration` in seconds."""

    width: int
    height: int
    frames: int
    duration: Decimal
    size: int


class FilmStudio(Protocol):
    """Makes films, away from this process. Every call may raise `Transient`, `storage_full` among them."""

    def plan(self, film: Film) -> Sequence[Segment]:
        """The film's segments in order."""

    async def segment(self, film: Film, segment: Segment, out: Path, on_frame: Callable[[int], None]) -> None:
        """Encode one segment; `on_frame` hears how many of its frames are done. A cancelled call leaves nothing.

        Raises:
            Refused: the footage cannot be read
        """

    async def compose(self, film: Film, files: Sequence[Path], out: Path) -> None:
        """Join the segments, in order, and add the sound.

        Raises:
            SegmentsUnusable: they do not fit
        """

    async def inspect(self, film: Film, master: Path) -> FilmFacts:
        """Read the finished film through.

        Raises:
            Transient: it is not, to the frame, the film that it should be
        """


class Workspace(Protocol):
    """Local disk for work in progress."""

    def folder(self, name: str) -> AbstractAsyncContextManager[Path]:
        """A new, empty folder, removed at the block's end. A full disk inside it is raised as `storage_full`."""


class Clips(Protocol):
    """Which scenes of which render have been told."""

    async def note(self, render_id: UUID, scene_id: UUID, *, reused: bool) -> bool:
        """A scene's clip is there; False where that was noted before."""

    async def count(self, render_id: UUID) -> tuple[int, int]:
        """(rendered, reused) of a render."""


@dataclass(frozen=True, slots=True)
class KeptClip:
    """A clip that lies in the object store."""

    object_key: str
    media_type: str
    provider: ProviderName
    model: str
    kept_at: datetime | None = None


class Footages(Protocol):
    """Every clip that was ever bought or made far away, by what it was made from."""

    async def find(self, owner_id: str, content_key: str) -> KeptClip | None:
        """The clip that this owner already has of the same content."""

    async def keep(self, owner_id: str, content_key: str, clip: KeptClip) -> None:
        """Note a clip; one made again takes the place of the former."""

    async def forget(self, owner_id: str, content_key: str, clip: KeptClip) -> None:
        """The object of a clip that was found is gone; nothing happens where it was made again meanwhile."""


@dataclass(frozen=True, slots=True)
class Take:
    """A scene's footage in one film: by whom it is made and, once it is `there`, what it is.

    Without an `object_key` the scene is filmed from its still. `cost_usd` was paid for this film, nothing for a clip
    that its owner had.
    """

    scene_id: UUID
    scene_number: int
    provider: ProviderName
    model: str = ""
    object_key: str | None = None
    cost_usd: Decimal = Decimal(0)
    there: bool = True


@dataclass(frozen=True, slots=True)
class Shooting:
    """How far a film's clips are; `over`: it waits for none of them any more."""

    request: RenderRequested
    takes: tuple[Take, ...]
    over: bool

    def awaits(self, scene_id: UUID, provider: ProviderName) -> bool:
        """Whether this scene's footage is still to come, from this provider."""
        return not self.over and any(
            (take.scene_id, take.provider, take.there) == (scene_id, provider, False) for take in self.takes
        )


class Shootings(Protocol):
    """The films whose clips are made far away."""

    async def open(self, request: RenderRequested) -> None:
        """A film waits for a clip of every scene, by the provider that it was asked of."""

    async def await_take(self, render_id: UUID, scene: RenderScene, provider: ProviderName) -> None:
        """It waits for a scene's clip by this provider now."""

    async def hold(self, render_id: UUID) -> Shooting | None:
        """The shooting; None where there is none. Transactions that hold one take turns."""

    async def note(self, render_id: UUID, take: Take) -> None:
        """A scene has its footage."""

    async def end(self, render_id: UUID) -> None:
        """It waits for nothing any more."""

    async def takes(self, render_id: UUID) -> Sequence[Take]:
        """Every scene's, in the film's order; none where there is no such shooting."""


class RendererUnit(PurchasingUnit, Protocol):
    """One transaction of this service."""

    @property
    def clips(self) -> Clips:
        """Which clips were told."""

    @property
    def footage(self) -> Footages:
        """Its clips."""

    @property
    def shootings(self) -> Shootings:
        """Its films in the making."""


RendererUnits = Units[RendererUnit]
