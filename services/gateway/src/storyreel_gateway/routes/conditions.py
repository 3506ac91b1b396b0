"""`If-Match`: an edit of what its author has seen, or none (RFC 9110, section 13.1.1)."""

from typing import Annotated

from fastapi import Depends, Header

from storyreel_gateway.handlers.steps import Expected

_IF_MATCH = Header(
    alias="If-Match",
    description="The job's `ETag` as you read it, several of them, or `*`. 412 where the job has changed since.",
)


async def _expected(if_match: Annotated[str | None, _IF_MATCH] = None) -> Expected:
    """The strong tags of the header: a weak one never matches. Our tags hold no comma."""
    if if_match is None or if_match.strip() == "*":
        return None
    return frozenset(tag.strip() for tag in if_match.split(","))


AsSeen = Annotated[Expected, Depends(_expected)]
