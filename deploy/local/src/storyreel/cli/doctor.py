"""`storyreel doctor`: what is wrong, and what to do, in one screen."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from storyreel.cli.called import command
from storyreel.cli.connection import Key, Url, kept_key, local_url
from storyreel.cli.endings import AWAY, FAILED, Unusable
from storyreel.cli.output import Json, console, print_json, printable
from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, State, ago, counted, worst
from storyreel.settings import UpSettings

if TYPE_CHECKING:
    from storyreel.doctor.checkup import Checkup

WARNED = 4
"""The exit code where nothing is broken, and something deserves a look; 2 always means a wrong command."""
MARKS: Mapping[State, tuple[str, str]] = {
    "broken": ("✗", "bold red"), "warning": ("!", "bold yellow"), "not_asked": ("?", "yellow"), "well": ("✓", "green"),
}  # fmt: skip
RUNBOOKS = "docs/runbooks"
MARGIN = 16
"""Columns of mark and area."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(url: Url = None, key: Key = None, json: Json = False) -> None:
    """What is wrong, what users see of it, and what to do: of this machine's stack, or of the system at --url.

    Needs a key with the scope admin for more than readiness. Exit codes: 0 all is well · 1 something is broken ·
    3 no gateway answers · 4 nothing is broken, something deserves a look.
    """
    found = asyncio.run(_visit(url, key))
    at = datetime.now(UTC)
    if json:
        print_json(_facts(found, at))
    else:
        _show(console(), found, at)
    raise typer.Exit(exit_code(found))


def exit_code(found: "Checkup") -> int:
    """By the worst that was found."""
    if not found.reached:
        return AWAY
    return {"well": 0, "broken": FAILED}.get(worst(found.sections), WARNED)


async def _visit(url: str | None, key: str | None) -> "Checkup":
    """Without a URL this machine's stack, whether it runs or not."""
    from storyreel.doctor import checkup, machine  # noqa: PLC0415  the other commands need no servers

    told = (key or _or_nothing(lambda: kept_key(url))).strip()
    if url:
        return await checkup.elsewhere(url.rstrip("/"), told)
    try:
        home = UpSettings().home
    except ValidationError:  # a section says which variable is wrong
        return await checkup.here("", told, Care(), runs=False)
    local = _or_nothing(local_url)
    return await checkup.here(local, told, Care(home), runs=bool(local) and machine.is_held(home / "lock"))


def _or_nothing(find: Callable[[], str]) -> str:
    """What is kept, where it can be read: what is wrong with it is for a section to say."""
    try:
        return find()
    except (Unusable, ValueError):
        return ""


def _facts(found: "Checkup", at: datetime) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "url": found.url,
        "state": worst(found.sections),
        "exit_code": exit_code(found),
        "areas": [
            {
                "area": section.area,
                "state": section.state,
                "says": section.not_asked or section.well,
                "findings": [_finding(one) for one in section.findings],
            }
            for section in found.sections
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "severity": one.severity,
        "what": one.what,
        "since": one.since.isoformat() if one.since else None,
        "users": one.users,
        "do": typed(one.do),
        "runbook": f"{RUNBOOKS}/{one.runbook}.md" if one.runbook else None,
    }


def typed(sentence: str) -> str:
    """The sentence with our commands as they can be typed here."""
    return sentence.replace("`storyreel ", f"`{command()} ")


def _show(out: Console, found: "Checkup", at: datetime) -> None:
    """The worst areas first, each finding with what to do; the well ones are a line."""
    order: list[State] = ["broken", "warning", "not_asked", "well"]
    for state in order:
        for section in found.sections:
            if section.state == state:
                _show_section(out, section, at)
    number = {
        kind: sum(one.severity == kind for section in found.sections for one in section.findings)
        for kind in ("broken", "warning")
    }
    told = [f"{number['broken']} broken", counted(number["warning"], "warning")]
    unknown = sum(section.not_asked is not None for section in found.sections)
    if unknown:
        told.append(f"{counted(unknown, 'area')} could not be asked")
    out.print("all well" if worst(found.sections) == "well" else " · ".join(told), soft_wrap=True)


def _show_section(out: Console, section: Section, at: datetime) -> None:
    for one in sorted(section.findings, key=lambda one: one.severity):
        since = f" (for {ago(one.since, at)})" if one.since else ""
        _row(out, one.severity, section.area, Text(f"{one.what}{since}", style="bold"))
        _hang(out, Text(), Text.assemble(("users: ", "dim"), one.users))
        runbook = f" · {RUNBOOKS}/{one.runbook}.md" if one.runbook else ""
        _hang(out, Text(), Text.assemble(("do:    ", "dim"), typed(one.do), (runbook, "dim")))
    if section.not_asked:
        _row(out, "not_asked", section.area, Text(f"could not ask: {section.not_asked}"))
    elif not section.findings:
        _row(out, "well", section.area, Text(section.well))


def _row(out: Console, state: State, area: str, said: Text) -> None:
    mark, style = MARKS[state]
    _hang(out, Text.assemble((mark, style), f" {area}"), said)


def _hang(out: Console, margin: Text, said: Text) -> None:
    """A text in lines beside its margin; a word that is longer than a line is left whole, to be copied."""
    said.plain = printable(said.plain)
    for line in said.wrap(out, max(out.width - MARGIN, MARGIN)):
        line.rstrip()
        margin.pad_right(MARGIN - len(margin.plain))
        out.print(margin + line, soft_wrap=True)
        margin = Text()
