"""Text that Postgres can keep: U+0000 is legal in JSON and in queries, but nowhere in a database."""

import re

from fastapi import Request
from fastapi.exceptions import RequestValidationError

_NUL = re.compile(rb"\x00|(?<!\\)(?:\\\\)*\\u0000")


async def no_nul(request: Request) -> None:
    """Turn a request with U+0000 down before anything is done about it.

    Raises:
        RequestValidationError: of type `text_invalid`
    """
    where = "query" if b"%00" in request.scope["query_string"] else None
    if request.method == "POST" and _NUL.search(await request.body()):
        where = "body"
    if where is not None:
        raise RequestValidationError(
            [{"type": "text_invalid", "loc": (where,), "msg": "must not hold the character U+0000", "input": None}]
        )
