"""A view as it lies in Redis: three lines of what reading needs, then the JSON."""

from typing import NamedTuple
from uuid import UUID

from storyreel_gateway.domain.view import JobView


class Stored(NamedTuple):
    """A view read back; `etag` and `body` go out as they are."""

    version: int
    owner_id: bytes
    etag: bytes
    body: bytes


def key_of(job_id: UUID) -> str:
    """Where a job's view lies."""
    return f"storyreel:job:{job_id}"


def packed(view: JobView) -> bytes:
    """The bytes of a view."""
    return b"%d\n%s\n%s\n%s" % (view.version, view.owner_id.encode(), view.etag.encode(), view.body)


def unpacked(data: bytes) -> Stored | None:
    """The view in these bytes; none where they are not one."""
    parts = data.split(b"\n", 3)
    if len(parts) != 4 or not parts[0].isdigit():
        return None
    return Stored(int(parts[0]), parts[1], parts[2], parts[3])


def stored_of(view: JobView) -> Stored:
    """A view that did not come from Redis, in the same shape."""
    return Stored(view.version, view.owner_id.encode(), view.etag.encode(), view.body)
