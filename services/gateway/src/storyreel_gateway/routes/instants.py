"""Points in time, as queries say them."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_WRONG = "must be a time such as 2026-01-31T12:00:00Z (in a URL, + is %2B)"


def _said(text: object) -> object:
    """No number and no bare date: a time without its zone would be guessed."""
    if isinstance(text, str) and _RFC_3339.fullmatch(text) is None:
        raise ValueError(_WRONG)
    return text


def _as_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(_WRONG) from None


Instant = Annotated[AwareDatetime, BeforeValidator(_said), AfterValidator(_as_utc)]
"""RFC 3339, in UTC once read."""


def as_text(moment: datetime | None) -> str | None:
    """The same instant, for a link."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
