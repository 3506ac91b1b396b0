"""Lengths of time as people type them."""

import re
from datetime import UTC, datetime, timedelta

from storyreel.cli.endings import Unusable

_LENGTH = re.compile(r"([1-9]\d{0,6})(s|m|h|d)", re.IGNORECASE)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def length(text: str) -> timedelta:
    """`90s`, `30m`, `12h` or `7d`.

    Raises:
        Unusable: it is none of these
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise Unusable(f"{text!r} is no length of time: write 90s, 30m, 12h or 7d")
    return timedelta(**{_UNITS[found[2].lower()]: int(found[1])})


def end(text: str) -> datetime:
    """A date or time, or a length of time from now.

    Raises:
        Unusable: it is neither
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return datetime.now(UTC) + length(text)
    return moment.astimezone(UTC)  # a time without a zone is meant as the clock on the wall
