"""The small types that events and API models share."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer

AspectRatio = Literal["16:9", "9:16", "1:1", "4:3"]
CostKind = Literal["image", "clip"]
CostState = Literal["reserved", "billed", "released"]
ExportFormat = Literal["mp4", "mov", "webm"]
ExportQuality = Literal["low", "medium", "high"]
ProviderName = Literal["animatic", "replicate"]
Scope = Literal["jobs:read", "jobs:write", "assets:write", "admin"]
"""What an API key may do. `jobs:read` also reads assets; `admin` also manages keys, of every owner."""

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


def _as_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_as_utc)]
"""A point in time; RFC 3339 in UTC with `Z` on the wire."""
