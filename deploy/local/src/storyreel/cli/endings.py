"""How a command ends when it cannot do what it was told: one sentence and an exit code."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import asyncpg
import httpx
from nats.errors import Error as NatsError
from pydantic import ValidationError

from storyreel.cli.called import command
from storyreel.cli.fields import in_options, wrong
from storyreel.client import StoryreelApiError, StoryreelError, Unreachable
from storyreel.errors import CannotStart
from storyreel_chassis.errors import StoryreelError as ServiceError
from storyreel_chassis.errors import Transient
from storyreel_contracts.complaints import complaint

FAILED, USAGE, AWAY, INTERRUPTED = 1, 2, 3, 130
"""The answer was no; the command was wrong; nothing answered; Ctrl-C."""

_HINTS = {401: "check the API key (--key, STORYREEL_API_KEY)"}

_ADVICE = tuple(
    (re.compile(spoken), words)
    for spoken, words in (
        (r"POST to …/(\w+)", r"run `storyreel \1 JOB`"),
        (r"POST /api/v2/generate", "`storyreel make`"),
        (r"GET /api/v2/batches\b", "`storyreel batch list`"),
        (r"GET /api/v2/jobs\b", "`storyreel jobs`"),
        (r"GET /api/v2/keys\b", "`storyreel keys list`"),
        (r"GET /api/v2/assets\b", "`storyreel assets list`"),
        (r"GET …/storyboard/versions", "`storyreel versions JOB`"),
        (r"GET /api/v2/webhooks/deliveries", "`storyreel webhooks deliveries`"),
        (r"PUT /api/v2/webhooks/endpoint", "`storyreel webhooks set URL`"),
        (r"GET …/events", "`storyreel watch --all`"),
        (r"GET …/(\w+)", r"`storyreel \1 JOB`"),
        (r"follow …/events", "follow it with `storyreel watch JOB`"),
    )
)
_SENTENCE = re.compile(r"(?<=[.!?] )[a-z]")


class Ending(NamedTuple):
    """What to say and how to exit."""

    code: int
    sentence: str


class Unusable(Exception):
    """What the command was told does not fit together; the message is the sentence."""


def ending(error: Exception) -> Ending | None:
    """The ending for an error that a person can act on; None for a defect of ours, which deserves its traceback."""
    for kinds, code, words in _ENDINGS:
        if isinstance(error, kinds):
            return Ending(code, words(error))
    return None


def _refusal(error: Any) -> str:
    hint = _HINTS.get(error.status, "")
    return f"{in_commands(_told(error))} [{error.code}]{f': {hint}' if hint else ''}"


def _told(error: StoryreelApiError) -> str:
    """What was refused; where that is about fields, by the options that fill them."""
    if error.errors and error.detail.startswith(error.errors[0].field):
        return "; ".join(wrong(one.field, one.message) for one in error.errors)
    return str(error)


def in_commands(sentence: str) -> str:
    """What the API advises, said in commands and options instead of HTTP and fields."""
    for spoken, words in _ADVICE:
        sentence = spoken.sub(words, sentence)
    sentence = _SENTENCE.sub(lambda found: found[0].upper(), in_options(sentence))
    return sentence.replace("`storyreel ", f"`{command()} ")


def _fields(error: Any) -> str:
    """Each field that is not right, in the words of its limits."""
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(wrong(one["loc"], complaint(one)) for one in found)


def _system(error: Any) -> str:
    """What the operating system said."""
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


def _server(error: Any) -> str:
    """What a server said, or by its class when it said nothing."""
    return f"the server says: {error or type(error).__name__}"


_ENDINGS: tuple[tuple[tuple[type[Exception], ...], int, Callable[[Any], str]], ...] = (
    ((StoryreelApiError,), FAILED, _refusal),
    ((Unreachable, Transient), AWAY, str),
    ((ValidationError,), USAGE, _fields),
    ((Unusable, httpx.InvalidURL), USAGE, str),
    ((StoryreelError, CannotStart, ServiceError), FAILED, str),
    ((NatsError, asyncpg.PostgresError), FAILED, _server),
    ((OSError,), FAILED, _system),
)
"""The first that fits, so the narrower come first."""
