"""Many films at once: submit a file of wishes, follow the whole, stop it."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from storyreel.cli.called import command
from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.endings import Unusable
from storyreel.cli.output import Json, console, moment, print_json, table
from storyreel.cli.steps import steps
from storyreel.client import Storyreel, StoryreelApiError, StoryreelError
from storyreel_contracts.api import BatchCounts, BatchRequest, BatchResponse, BatchSummary
from storyreel_contracts.complaints import complaint

app = typer.Typer(help="Many films at once, under one budget.", no_args_is_help=True)
BatchId = Annotated[str, typer.Argument(metavar="BATCH", help="The batch's id.", show_default=False)]
Wait = Annotated[bool, typer.Option("--wait", "-w", help="Follow it until nothing goes on by itself.")]
Places: TypeAlias = Mapping[int, str]
"""By a request's index, where it stands in the file."""

COLOURS = {
    "completed": "green", "failed": "red", "refused": "red", "canceled": "dim", "waiting": "cyan", "running": "yellow",
}  # fmt: skip
WHOLE = "batch"


class BatchFellShort(StoryreelError):
    """A batch came to rest without all of its films."""

    def __init__(self, batch: BatchResponse) -> None:
        super().__init__(f"batch {batch.batch_id}: {_counted(batch.counts)} of {batch.counts.total}")


class WishRefused(StoryreelError):
    """The API found something wrong with a wish; the message says where it stands."""


@app.command()
def submit(
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON, JSON lines, or - for stdin.", show_default=False)],
    *,
    max_cost: Annotated[float | None, typer.Option(help="Dollars for all together.", show_default=False)] = None,
    client_id: Annotated[str | None, typer.Option(help="For wishes that have none.", show_default=False)] = None,
    wait: Wait = False,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Ask for many films: a list of requests, one request a line, or a whole batch with its budget."""
    given: dict[str, Any] = {"max_cost_usd": max_cost, "client_id": client_id}
    wanted, places = _wanted(_text(file))
    told = {name: value for name, value in given.items() if value is not None}
    try:
        request = BatchRequest.model_validate(wanted | told)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise Unusable("; ".join(f"{_at(one['loc'], places)}: {complaint(one)}" for one in found)) from error
    with connect(url, key) as client:
        batch = _submitted(client, request, places)
        if wait:
            batch = _follow(client, str(batch.batch_id))
    _print(batch, json=json)
    if not (json or wait):
        console().print(f"follow it: {command('batch', 'watch', batch.batch_id)}", markup=False, soft_wrap=True)


@app.command(name="list")
def list_batches(
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """One's own batches, newest first."""
    with connect(url, key) as client:
        pages = client.batches.list(page_size=min(limit, 100))
        found = list(islice(pages, limit))
    if json:
        return print_json(found)
    return console().print(_table(found) if found else "no batches")


@app.command()
def show(batch_id: BatchId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """One batch and what became of each request."""
    with connect(url, key) as client:
        _print(client.batches.batch(batch_id), json=json)


@app.command()
def watch(batch_id: BatchId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Follow a batch until nothing goes on by itself; with --json one line a change."""
    with connect(url, key) as client:
        if json:
            batch = client.batches.wait(batch_id, on_change=lambda found: typer.echo(found.model_dump_json()))
        else:
            batch = _follow(client, batch_id)
            _print(batch, json=False)
    if batch.counts.failed or batch.counts.refused or batch.status == "canceled":
        raise BatchFellShort(batch)


@app.command()
def cancel(batch_id: BatchId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Stop a batch: what waits never starts, what is in work stops."""
    with connect(url, key) as client:
        _print(client.batches.cancel(batch_id), json=json)


def _text(file: str) -> str:
    return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")


def _submitted(client: Storyreel, request: BatchRequest, places: Places) -> BatchResponse:
    """Ask; what the API finds wrong with a wish is said with its line."""
    try:
        return client.batches.submit(request)
    except StoryreelApiError as error:
        if not error.errors:
            raise
        said = "; ".join(f"{_at(one.field.split('.'), places)}: {one.message}" for one in error.errors)
        raise WishRefused(f"{said} [{error.code}]") from error


def _at(path: Sequence[str | int], places: Places) -> str:
    """`line 3: prompt` for `requests.2.prompt` of a file with one wish a line."""
    if len(path) > 1 and path[0] == "requests" and (place := places.get(int(path[1]))) is not None:
        return ": ".join(filter(None, (place, ".".join(map(str, path[2:])))))
    return ".".join(map(str, path)) or "batch"


def _wanted(text: str) -> tuple[dict[str, Any], Places]:
    """The batch in a text: a whole one, a list of requests, or one request a line; and where those lines are.

    Raises:
        Unusable: it is none of these
    """
    try:
        said = loads(text)
    except JSONDecodeError as whole:
        lines = _lines(text, whole)
        places = {index: f"line {number}" for index, number in enumerate(lines)}
        return {"requests": list(lines.values())}, places
    if isinstance(said, list):
        return {"requests": said}, {}
    if isinstance(said, dict):
        return (said, {}) if "requests" in said else ({"requests": [said]}, {0: ""})
    raise Unusable("a batch is a list of requests, one request a line, or an object with `requests`")


def _lines(text: str, whole: JSONDecodeError) -> dict[int, Any]:
    """Each wish by the number of its line."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) < 2:
        raise Unusable(f"this is not JSON: line {whole.lineno}, column {whole.colno}") from whole
    said = {}
    for number, line in lines:
        try:
            said[number] = loads(line)
        except JSONDecodeError as error:
            raise Unusable(f"this is neither JSON nor JSON lines: line {number}, column {error.colno}") from error
    return said


def _follow(client: Storyreel, batch_id: str) -> BatchResponse:
    with steps(console(stderr=True)) as shown:

        def tell(batch: BatchResponse) -> None:
            shown.begin(WHOLE)
            shown.advance(WHOLE, batch.percent, _counted(batch.counts))

        batch = client.batches.wait(batch_id, on_change=tell)
        shown.done(WHOLE, _counted(batch.counts))
    return batch


def _counted(counts: BatchCounts) -> str:
    """`3 completed, 1 failed`."""
    told = {name: number for name, number in counts.model_dump().items() if name != "total" and number}
    return ", ".join(f"{number} {name}" for name, number in told.items())


def _cost(batch: BatchSummary) -> str:
    spent = f"${batch.actual_cost if batch.actual_cost is not None else batch.estimated_cost:.2f}"
    return spent if batch.max_cost_usd is None else f"{spent} of ${batch.max_cost_usd:.2f}"


def _table(found: Iterable[BatchSummary]) -> Table:
    made = table("batch", "status", "films", "percent", "cost", "created")
    for one in found:
        status = Text(one.status, style=COLOURS.get(one.status, ""))
        percent = f"{one.percent:.0f} %"
        made.add_row(str(one.batch_id), status, _counted(one.counts), percent, _cost(one), moment(one.created_at))
    return made


def _print(batch: BatchResponse, *, json: bool) -> None:
    if json:
        return print_json(batch)
    out = console()
    out.print(_table([batch]))
    made = table("request", "state", "percent", "job", "why")
    for item in batch.items:
        state = Text(item.state, style=COLOURS.get(item.state, ""))
        why = f"{item.error.message} [{item.error.code}]" if item.error else ""
        made.add_row(str(item.index), state, f"{item.percent:.0f} %", str(item.job_id or ""), Text(why))
    return out.print(made)
