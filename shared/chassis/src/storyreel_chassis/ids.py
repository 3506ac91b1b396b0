"""Identities and times."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id() -> UUID:
    """A UUIDv7: sorts by time of making, 74 random bits."""
    return uuid7()


def first_id(moment: datetime, *, shifted: timedelta = timedelta(0)) -> UUID:
    """The smallest UUIDv7 of a moment's millisecond, or of one a little before or after it."""
    milliseconds = (moment - _EPOCH + shifted) // timedelta(milliseconds=1)
    return UUID(int=min(max(milliseconds, 0), 2**48 - 1) << 80)


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
