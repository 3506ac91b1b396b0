"""`storyreel events`: what is said on the bus, as it is said, of everybody's jobs."""

import asyncio
import json as json_
import sys
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from storyreel.cli.called import command
from storyreel.cli.connection import events_url
from storyreel.cli.output import Json, console, moment, printable
from storyreel.cli.times import length
from storyreel.listening import CONNECT_SECONDS, heard
from storyreel_chassis.addresses import BusAddress
from storyreel_chassis.errors import Transient
from storyreel_contracts.events import CATALOGUE

_TYPES = {event.__name__: event.slug() for event in CATALOGUE}
_TOLD = ("scene_number", "scenes", "format", "quality", "previous", "status", "storyboard_version")
"""What is worth a word in a line, where an event has it as a word or a number."""


def _known(names: list[str] | None) -> list[str] | None:
    for name in names or []:
        if name not in _TYPES:
            raise typer.BadParameter(f"there is no event {name}; there are: {', '.join(_TYPES)}")
    return names


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(events)


def events(
    since: Annotated[
        str | None, typer.Option(help="Begin so long ago: 90s, 30m, 2h, 7d; default: now.", show_default=False)
    ] = None,
    job: Annotated[UUID | None, typer.Option(help="Of this job only.", show_default=False)] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="Of this type only; again for more.", callback=_known, show_default=False),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Wait for more; Ctrl-C leaves.")] = True,
    json: Json = False,
) -> None:
    """Every event on the bus (STORYREEL_NATS_URL, or the kept home's); with --json one a line, as it was said."""
    begin = datetime.now(UTC) - length(since) if since else datetime.now(UTC)
    slugs = [_TYPES[name] for name in types or ()] or ["*"]
    subjects = [f"storyreel.*.{slug}.*.{job or '*'}" for slug in slugs]
    url = events_url()
    place = f"connecting to NATS at {BusAddress.of(url).places}, for at most {CONNECT_SECONDS:g} s"
    console(stderr=True).print(
        f"{place}; then listening until Ctrl-C" if follow else place, style="dim", soft_wrap=True
    )
    try:
        asyncio.run(_show(url, subjects, begin, follow=follow, json=json))
    except Transient as error:
        advice = f"start the stack (`{command('up')}`), or set STORYREEL_NATS_URL to what `{command('env')}` prints"
        raise Transient(error.code, f"{error}; {advice}") from error


async def _show(url: str, subjects: list[str], since: datetime, *, follow: bool, json: bool) -> None:
    async with aclosing(heard(url, subjects, since=since, follow=follow)) as messages:
        async for message in messages:
            if json:
                sys.stdout.write(message.data.decode(errors="replace") + "\n")
                sys.stdout.flush()
            else:
                console().print(_line(message.subject, message.data), soft_wrap=True)


def _line(subject: str, data: bytes) -> str:
    """When, which job, what; whatever is said is shown in one line, understood or not."""
    try:
        told: dict[str, Any] = json_.loads(data)
        when = moment(datetime.fromisoformat(told["occurred_at"]))
        words = f"{when}  {told['job_id']}  {told['event_type']:<24} {_words(told)}"
        return printable(" ".join(words.splitlines())).rstrip()
    except (ValueError, KeyError, TypeError):
        return f"{printable(subject)}  {len(data)} bytes that are no event"


def _words(told: dict[str, Any]) -> str:
    said = [f"{name} {told[name]}" for name in _TOLD if isinstance(told.get(name), str | int)]
    problem = told.get("problem")
    return ", ".join((*said, *([str(problem["message"])] if isinstance(problem, dict) else [])))
