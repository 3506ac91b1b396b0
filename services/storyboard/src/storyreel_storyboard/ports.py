"""What the storyboard service asks of the world."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from storyreel_chassis.ports import Units
from storyreel_contracts.events import Illustration, IllustrationFailure
from storyreel_contracts.pricing import ImagePrice
from storyreel_contracts.types import AspectRatio, ProviderName
from storyreel_media.purchasing.ports import Bought, Piece, PurchasingUnit, Till


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A picture, in words; `colours` are the brand's, as "#rrggbb"; `price` says by which model, and what it costs."""

    prompt: str
    description: str
    style: str | None
    aspect_ratio: AspectRatio
    seed: int
    price: ImagePrice
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadePicture:
    """A finished picture: encoded bytes, size in pixels, its price in US dollars.

    `bought` is the purchase behind it, which whoever keeps the picture closes; None where none was needed.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    cost_usd: Decimal
    model: str
    bought: Bought | None = None


class ImageProvider(Protocol):
    """Makes pictures."""

    @property
    def name(self) -> ProviderName:
        """As in the price catalogue."""

    @property
    def remote(self) -> bool:
        """Whether it is waited for, and not computed here: its pictures take none of the slots of those that are."""

    def variant(self, model: str) -> str:
        """The catalogue's model, and whatever else changes what is made; a part of every picture's content key."""

    async def illustrate(self, request: PictureRequest, till: Till) -> MadePicture:
        """Make one picture. What costs money is bought with `till`, which finds again what was bought before.

        Raises:
            Refused: this request will never be served, for example by a content policy
            Transient: later it may be
            Fenced: another worker has the task
            Broken: the provider's answer makes no sense
        """


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that lies in the object store."""

    image_key: str
    media_type: str
    width: int
    height: int
    provider: ProviderName
    model: str
    cost_usd: Decimal


class Pictures(Protocol):
    """Every picture ever made, by what it was made from."""

    async def find(self, owner_id: str, content_key: str) -> KeptPicture | None:
        """The picture that this owner already has of the same content."""

    async def keep(self, owner_id: str, content_key: str, picture: KeptPicture) -> None:
        """Note a picture; one made again takes the place of the former."""


@dataclass(frozen=True, slots=True)
class Board:
    """How far a storyboard is: what ended so far, by scene number; `complete` is true exactly once."""

    scenes: int
    pictures: tuple[Illustration, ...]
    failures: tuple[IllustrationFailure, ...]
    complete: bool

    @property
    def percent(self) -> float:
        """Of its scenes."""
        return 100 * (len(self.pictures) + len(self.failures)) / self.scenes


class Boards(Protocol):
    """The storyboards whose scenes are being illustrated, each named by the event that asked for it."""

    async def open(self, cause: UUID, scenes: int) -> None:
        """A prompt became so many scenes."""

    async def note(self, cause: UUID, outcome: Illustration | IllustrationFailure) -> Board | None:
        """A scene ended so; the board as it stands then, None where there is no board (one picture was refined).

        Transactions that note on one board at once take turns.
        """


class StoryboardUnit(PurchasingUnit, Protocol):
    """One transaction of this service."""

    @property
    def boards(self) -> Boards:
        """Its storyboards."""

    @property
    def pictures(self) -> Pictures:
        """Its pictures."""


StoryboardUnits = Units[StoryboardUnit]


class Tills(Protocol):
    """Whoever buys for claimed tasks."""

    def till(self, piece: Piece) -> Till:
        """What a provider's adapter buys with for one piece of work."""
