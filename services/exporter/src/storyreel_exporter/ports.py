"""What the exporter asks of the world."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from storyreel_chassis.ports import Unit, Units
from storyreel_contracts.events import ExportRequested, Message
from storyreel_contracts.types import ExportFormat, ExportQuality, FilmSeconds


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy on the local disk, read through; sizes in pixels and bytes, `duration` in seconds."""

    size: int
    duration: Decimal
    width: int
    height: int
    video_codec: str
    audio_codec: str | None
    remuxed: bool


class CopyMaker(Protocol):
    """Turns a master into a copy."""

    async def make(
        self, master: Path, format_: ExportFormat, quality: ExportQuality, out: Path,
        on_percent: Callable[[float], None],
    ) -> MadeCopy:  # fmt: skip
        """Write `out`, whole and checked, or nothing; a cancelled call leaves no process.

        Raises:
            Refused: the master cannot be read
            Transient: later it may work, `storage_full` among the reasons
            Broken: nothing here can make copies
        """


class Masters(Protocol):
    """Films from the store, kept at hand on the local disk."""

    def hold(self, key: str) -> AbstractAsyncContextManager[Path]:
        """The film as a file that stays while the block runs.

        Raises:
            ObjectMissing: it is not in the store
            Transient: the store is away
        """


class Workspace(Protocol):
    """Local disk for work in progress."""

    def folder(self, name: str) -> AbstractAsyncContextManager[Path]:
        """A new, empty folder, removed at the block's end. A full disk inside it is raised as `storage_full`."""


class KeptCopy(Message):
    """A copy that lies in the object store."""

    object_key: str
    media_type: str
    size: int
    duration: FilmSeconds
    width: int
    height: int
    video_codec: str
    audio_codec: str | None
    remuxed: bool


class Copies(Protocol):
    """One copy for each film, format and quality, however many ask for it."""

    async def ask(self, request: ExportRequested) -> bool:
        """Note that somebody waits for a copy; True where nobody is making it, so that whoever asked has to."""

    async def find(self, request: ExportRequested) -> KeptCopy | None:
        """The copy as it was last made."""

    async def made(self, request: ExportRequested, copy: KeptCopy) -> Sequence[ExportRequested]:
        """The copy is there; everyone who waited for it until now, `request` among them."""

    async def not_made(self, request: ExportRequested) -> Sequence[ExportRequested]:
        """The copy could not be made; everyone who waited. Who asks next makes another try."""


class ExporterUnit(Unit, Protocol):
    """One transaction of this service."""

    @property
    def copies(self) -> Copies:
        """Its copies."""


ExporterUnits = Units[ExporterUnit]
