"""`storyreel dead-letters`: what nobody could handle."""

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from storyreel import dead_letters
from storyreel.cli.connection import database_url, nats_url
from storyreel.cli.output import Json, console, moment, print_json, printable, table
from storyreel.dead_letters import Found

app = typer.Typer(
    name="dead-letters",
    help="Messages and work that no attempt could handle: list them, read one, give it another life.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The letter's id, or how it begins.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="Also those that were replayed.")]


@app.command("list")
def list_letters(replayed: All = False, json: Json = False) -> None:
    """The dead letters of all services, newest first."""
    found = asyncio.run(dead_letters.listed(database_url(), replayed=replayed))
    if json:
        return print_json([_facts(one) for one in found])
    if not found:
        return console().print("no dead letters")
    made = table("letter", "service", "what", "attempts", "since", "why")
    for one in found:
        letter = one.letter
        why = f"{letter.code}: {letter.message}{' (replayed)' if letter.replayed_at else ''}"
        row = (str(letter.letter_id), one.service, _what(one), str(letter.attempts), moment(letter.created_at), why)
        made.add_row(*map(printable, row))
    return console().print(made)


@app.command()
def show(letter_id: Id, json: Json = False) -> None:
    """One dead letter with its body and traceback."""
    one = asyncio.run(dead_letters.found(database_url(), letter_id))
    if json:
        return print_json(_facts(one))
    letter, out = one.letter, console()
    for name, fact in _facts(one).items():
        if fact is not None and fact != "" and name not in {"body", "detail"}:
            out.print(Text.assemble((f"{name:<12}", "dim"), f" {printable(str(fact))}"))
    for text in (letter.body, letter.detail):
        if text:
            out.print(f"\n{printable(text)}", markup=False)
    return None


@app.command()
def replay(
    letter_ids: Annotated[list[str] | None, typer.Argument(metavar="ID", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were not replayed yet.")] = False,
    json: Json = False,
) -> None:
    """Give dead letters another life, once what was wrong is mended."""
    if bool(letter_ids) == everything:
        raise typer.BadParameter("give ids, or --all")
    which = asyncio.run(_replay(letter_ids or []))
    if json:
        return print_json({"replayed": [str(one.letter.letter_id) for one in which]})
    for one in which:
        console().print(f"replayed {one.letter.letter_id} ({one.service}, {_what(one)})")
    return None if which else console().print("no dead letters")


async def _replay(starts: list[str]) -> list[Found]:
    """Replay those, or all when none is named."""
    url = database_url()
    which = [await dead_letters.found(url, start) for start in starts] or await dead_letters.listed(url, limit=10_000)
    if which:
        await dead_letters.replay(url, nats_url(), which)
    return which


def _what(one: Found) -> str:
    letter = one.letter
    return f"{letter.task_kind} {letter.task_key}" if letter.task_kind else letter.event_type


def _facts(one: Found) -> dict[str, object]:
    letter = one.letter
    return {
        "letter_id": str(letter.letter_id),
        "service": one.service,
        "event_type": letter.event_type,
        "event_id": _text(letter.event_id),
        "job_id": _text(letter.job_id),
        "subject": letter.subject,
        "task": f"{letter.task_kind}:{letter.task_key}" if letter.task_kind else None,
        "code": letter.code,
        "message": letter.message,
        "attempts": letter.attempts,
        "created_at": letter.created_at.isoformat(),
        "replayed_at": letter.replayed_at.isoformat() if letter.replayed_at else None,
        "body": letter.body,
        "detail": letter.detail,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
