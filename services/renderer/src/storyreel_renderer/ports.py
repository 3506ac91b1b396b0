"""What the renderer asks of the world."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.ports import Unit, Units
from storyreel_contracts.events import RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_media.film.spec import Film, Segment


@dataclass(frozen=True, slots=True)
class Footage:
    """What a scene shows: a still for the camera to move over, or a `moving` clip; `cost_usd` was paid for it."""

    path: Path
    moving: bool
    cost_usd: Decimal


class ClipProvider(Protocol):
    """Makes a scene's footage of its picture."""

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


class RendererUnit(Unit, Protocol):
    """One transaction of this service."""

    @property
    def clips(self) -> Clips:
        """Its clips."""


RendererUnits = Units[RendererUnit]
