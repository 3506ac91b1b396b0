"""Lists over HTTP: one page an answer, and where the next one is (RFC 8288)."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query

Limit = Annotated[int, Query(ge=1, le=100)]
CURSOR = "From the `Link` header of the page before."
Cursor = Annotated[str | None, Query(description=CURSOR, json_schema_extra={"format": "uuid"})]
LINKED = 'Where there are more, `Link: <…>; rel="next"`.'


def next_page(path: str, following: str | None, **asked: str | int | UUID | None) -> dict[str, str]:
    """The `Link` header, where there is a next page.

    Args:
        path: the list's own
        following: the next page's cursor
        asked: the parameters that it has in common with this one
    """
    if following is None:
        return {}
    query = urlencode({name: value for name, value in (asked | {"cursor": following}).items() if value is not None})
    return {"Link": f'<{path}?{query}>; rel="next"'}
