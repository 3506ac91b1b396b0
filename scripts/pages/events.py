"""docs/events.md: every event, who says it, who hears it, and what it looks like."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from pydantic import BaseModel

from scripts.pages.fields import rows
from scripts.pages.hearers import all_hearers
from storyreel_contracts import topology
from storyreel_contracts.events import (
    CATALOGUE,
    Event,
    Illustration,
    IllustrationFailure,
    Logo,
    ParsedScene,
    Problem,
    Progress,
    ProvidedPicture,
    PurchaseTold,
    RenderScene,
    Soundtrack,
)
from storyreel_contracts.samples import samples

PARTS: tuple[type[BaseModel], ...] = (
    ProvidedPicture, ParsedScene, Illustration, IllustrationFailure, RenderScene, Logo, Soundtrack, Problem,
)  # fmt: skip
Hearers = Mapping[type[Event], Sequence[tuple[str, str]]]
ENVELOPE = frozenset(Event.model_fields)

_HEAD = f"""\
# Events

Generated from the code by `make docs`.

Every event is one JSON object on the NATS stream `{topology.STREAM}`, under the subject
`storyreel.<publisher>.<event>.v<version>.<job_id>`. It is kept for {topology.RETENTION.days} days; its `event_id` is
also the `Nats-Msg-Id`, so what is published twice within {topology.DUPLICATE_WINDOW.seconds // 60} minutes is stored
once. Delivery is at least once: hearers note `event_id` and let a repeat change nothing. Fields may be added within a
version; ignore those you do not know. Python hearers use the models of `storyreel_contracts.events`, others
[asyncapi.json](asyncapi.json). A golden sample of each event is in `storyreel_contracts/golden/`.
[subscribers.md](subscribers.md) says how to listen in.
"""


def page() -> str:
    """The page's text."""
    hearers = all_hearers()
    parts = [_HEAD, "## Overview\n", *_overview(hearers), "", "## Every event carries\n", *rows(Event), ""]
    for publisher, events in groupby(CATALOGUE, key=lambda event: event.publisher):
        parts += [f"## The {publisher} says\n"]
        for event in events:
            parts += _event(event, hearers.get(event, []))
    parts += ["## Parts\n"]
    for part in PARTS:
        parts += [f"### {part.__name__}\n", f"{_sentence(part)}\n", *rows(part), ""]
    parts += ["## Progress\n", *_passing(Progress, Progress.subject_for("<job_id>")), ""]
    parts += ["## PurchaseTold\n", *_passing(PurchaseTold, PurchaseTold.subject_for("<purchase_id>"))]
    return "\n".join(parts) + "\n"


def _overview(hearers: Hearers) -> Iterable[str]:
    yield "| event | said by | heard by |"
    yield "|---|---|---|"
    for event in CATALOGUE:
        heard = ", ".join(service for service, _ in hearers.get(event, [])) or "outside subscribers"
        yield f"| [{event.__name__}](#{event.__name__.lower()}) | {event.publisher} | {heard} |"


def _event(event: type[Event], heard: Sequence[tuple[str, str]]) -> list[str]:
    lines = [f"### {event.__name__}\n", f"{_sentence(event)}\n", f"Subject: `{event.subject_for('<job_id>')}`\n"]
    lines += [f"- heard by the {service}: `{handler}`" for service, handler in heard]
    lines += [""] if heard else ["Heard by no service of ours; it is for outside subscribers.\n"]
    lines += [*rows(event, without=ENVELOPE), ""]
    lines += ["<details><summary>Sample</summary>\n", "```json", samples(event)[-1].rstrip(), "```\n", "</details>\n"]
    return lines


def _passing(message: type[BaseModel], subject: str) -> Iterable[str]:
    yield f"{_sentence(message)}\n"
    yield f"Subject: `{subject}`, on plain NATS: no stream keeps it.\n"
    yield from rows(message)


def _sentence(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").strip()
