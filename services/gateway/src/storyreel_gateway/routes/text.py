"""What the database, the bus and every reader of JSON can keep; the JSON that Python takes is more than that."""

from math import isfinite
from typing import NamedTuple

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from storyreel_gateway.routes.limits import STREAMED, UNKEPT

MOST_LEVELS = 32
"""Of nesting: workers that read JSON in other ways than we do must not stumble over it."""
MOST_INTEGER = 2**63 - 1


class Flaw(NamedTuple):
    """Why a value cannot be kept; `kind` is the problem's code where it has one of its own."""

    kind: str
    reason: str


NUL = Flaw("text_invalid", "must not hold the character U+0000")
HALF = Flaw("text_invalid", "must not hold half of a surrogate pair")
ENDLESS = Flaw("value_invalid", "must be a finite number")
HUGE = Flaw("value_invalid", "must fit into 64 bits")
DEEP = Flaw("value_invalid", f"must not be nested deeper than {MOST_LEVELS} levels")


async def only_keepable(request: Request) -> None:
    """Turn a request down that holds what cannot be kept, before anything is done about it.

    Raises:
        RequestValidationError: of a `Flaw`'s kind
    """
    if b"%00" in request.scope["query_string"]:
        raise _refusal("query", NUL)
    if request.method != "POST" or request.scope["path"] in STREAMED | UNKEPT or not await request.body():
        return
    try:
        document = await request.json()
    except (ValueError, RecursionError):
        return  # who needs the body has complained already
    fields = document if isinstance(document, dict) else {"": document}
    for name, value in fields.items():
        if found := flaw(name):
            raise _refusal("body", found)
        if found := flaw(value):
            raise _refusal("body", found, name)


def flaw(value: object) -> Flaw | None:
    """What is wrong with a parsed JSON value, at any depth; None where it can be kept."""
    level = [value]
    for _ in range(MOST_LEVELS):
        below: list[object] = []
        for one in level:
            if found := _own_flaw(one):
                return found
            if isinstance(one, dict):
                below += [*one, *one.values()]
            elif isinstance(one, list):
                below += one
        if not below:
            return None
        level = below
    return DEEP


def _own_flaw(one: object) -> Flaw | None:
    if isinstance(one, str):
        if "\x00" in one:
            return NUL
        return HALF if not one.isascii() and any("\ud800" <= letter <= "\udfff" for letter in one) else None
    if isinstance(one, float) and not isfinite(one):
        return ENDLESS
    return HUGE if isinstance(one, int | float) and abs(one) > MOST_INTEGER else None


def _refusal(where: str, found: Flaw, name: str = "") -> RequestValidationError:
    place = (where, name) if name else (where,)
    return RequestValidationError([{"type": found.kind, "loc": place, "msg": found.reason, "input": None}])
