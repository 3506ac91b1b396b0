"""Identities and times."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: sorts by time of making, 74 random bits."""
    return uuid7()


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
