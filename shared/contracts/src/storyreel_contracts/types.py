"""The small types that events and API models share."""

from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from storyreel_contracts.formats import AssetFormat as AssetFormat  # noqa: PLC0414 - told on
from storyreel_contracts.formats import AssetType as AssetType  # noqa: PLC0414 - told on

AspectRatio = Literal["16:9", "9:16", "1:1", "4:3"]
CostKind = Literal["image", "clip"]
CostState = Literal["reserved", "billed", "released", "unknown"]
"""`unknown`: it may have been paid for, and nobody can tell; its price stays reserved."""
ExportFormat = Literal["mp4", "mov", "webm"]
ExportQuality = Literal["low", "medium", "high"]
ProviderName = Literal["animatic", "replicate", "cog"]
PictureSource = Literal["animatic", "replicate", "cog", "upload"]
"""Who a picture is by: a provider, or, as `upload`, its owner. Nobody can ask for pictures by `upload`."""

AudioTrack = Literal["bed", "silence", "soundtrack", "clips"]
"""What a film sounds like: a soft generated bed, nothing, the job's own soundtrack, or the sound of its clips."""

PurchaseState = Literal["intended", "running", "succeeded", "failed", "canceled", "void", "unknown"]
"""How far something that costs money is.

`intended`: written down, and perhaps asked for; `running`: the provider has it, and we have its id; `succeeded`,
`failed`, `canceled`: how it ended there; `void`: nothing was bought; `unknown`: nobody can tell whether anything was.
"""

LogoPosition = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
Scope = Literal["jobs:read", "jobs:write", "assets:write", "admin"]
"""What an API key may do. `jobs:read` also reads assets; `admin` also manages keys, of every owner, and sees how the
whole system does."""

PublisherName = Literal["gateway", "storyboard", "renderer", "exporter"]

_as_number = PlainSerializer(float, return_type=float, when_used="json")

Seconds = Annotated[Decimal, Field(gt=0, le=60, decimal_places=2), _as_number]
"""A scene's length, seconds, two decimals; a JSON number on the wire."""

FilmSeconds = Annotated[Decimal, Field(gt=0, decimal_places=3), _as_number]
"""A film's length, seconds; a JSON number on the wire."""

Dollars = Annotated[Decimal, Field(ge=0, decimal_places=6), _as_number]
"""An amount of US dollars; a JSON number on the wire."""

Quantity = Annotated[Decimal, Field(ge=0, decimal_places=3), _as_number]
"""Pictures, or seconds; a JSON number on the wire."""


def whole(number: object) -> object:
    """243.0 is a whole number too: not every language writes it otherwise."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Whole = Annotated[int, Field(strict=True), BeforeValidator(whole)]
"""A whole number in a request, as JSON Schema has it; text is none."""

Seed = Annotated[int, Field(strict=True, ge=0, lt=2**31), BeforeValidator(whole)]
"""What a film is drawn from."""

_MOST_DOLLARS = 1_000_000


def _in_millionths(amount: object) -> object:
    """A number that says more than money can: 0.1 + 0.2 is 0.3. Text is no number."""
    if isinstance(amount, str | bool):
        raise ValueError(f"must be a number, 0 to {_MOST_DOLLARS:,}")  # noqa: TRY004 - a complaint of the model
    if isinstance(amount, float) and 0 <= amount <= _MOST_DOLLARS:
        return Decimal(repr(amount)).quantize(Decimal("0.000001"), ROUND_DOWN)
    return amount


Budget = Annotated[
    Dollars,
    Field(le=_MOST_DOLLARS),
    BeforeValidator(_in_millionths),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": float(_MOST_DOLLARS)}),
]
"""What somebody is willing to spend, US dollars; a JSON number, cut to millionths."""


def _as_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is in no year from 1 to 9999 in UTC") from error


Moment = Annotated[AwareDatetime, AfterValidator(_as_utc)]
"""A point in time; RFC 3339 in UTC with `Z` on the wire."""
