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


def age_of(made: UUID) -> float:
    """How many seconds ago a UUIDv7 was made, by whatever clock made it; never negative."""
    return max(0.0, (now() - _EPOCH).total_seconds() - (made.int >> 80) / 1000)


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
