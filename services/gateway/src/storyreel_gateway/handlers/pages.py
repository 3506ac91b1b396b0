"""Lists in pages: newest first, from a cursor on; ids sort by time."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from storyreel_gateway.domain.refusals import refuse

T = TypeVar("T")


def before_of(cursor: str | None) -> UUID | None:
    """The id before which a page begins; None: with the newest.

    Raises:
        Refused: the cursor is not one of ours
    """
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError:
        raise refuse("cursor_invalid") from None


def cut(found: Sequence[T], limit: int, id_of: Callable[[T], UUID]) -> tuple[Sequence[T], str | None]:
    """A page of what was found, one more than it holds, and the cursor of the next page where there is one."""
    page = found[:limit]
    return page, str(id_of(page[-1])) if len(found) > limit else None
