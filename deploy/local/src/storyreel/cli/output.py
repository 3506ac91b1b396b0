"""What commands print: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from storyreel_contracts.api import JobResponse, StoryboardEntry
from storyreel_contracts.status import VideoStatus

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

PIPE_WIDTH = 160
"""Columns when nobody watches: nothing is cut that a `grep` may look for."""
ENDLESS = 10_000
"""Columns in which anything fits."""

_OBEYED = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
_UNITS = (("kB", 1e3), ("MB", 1e6), ("GB", 1e9))

COLOURS = {
    VideoStatus.COMPLETED: "green",
    VideoStatus.FAILED: "red",
    VideoStatus.CANCELED: "dim",
    VideoStatus.STORYBOARD_READY: "cyan",
}


def writable(path: Path | None) -> Path | None:
    """A file that can be put there; folders are made by whom they belong to."""
    if path is not None and path.is_dir():
        raise typer.BadParameter(f"{path} is a folder: name a file in it")
    if path is not None and not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}: make it first, or name another")
    return path


def out_option(help: str) -> Any:  # noqa: A002 - typer's own word
    """`--out`: refused before anything is done where no file can be."""
    return typer.Option("--out", "-o", help=help, show_default=False, callback=writable)


def console(*, stderr: bool = False) -> Console:
    """A console for the present stdout (or stderr). What it prints is text: prompts and names may have brackets."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, highlight=False, markup=False, emoji=False, width=width)


def printable(text: str) -> str:
    """As long as the text, with nothing in it that a terminal obeys: it may be anybody's. Lines and tabs stay."""
    return text.translate(_OBEYED)


def print_json(value: object) -> None:
    """One JSON document."""
    json.dump(_plain(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def table(*columns: str) -> Table:
    """An empty table in the house's look."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for number, column in enumerate(columns):
        made.add_column(column, no_wrap=number == 0, overflow="fold")
    return made


def fitting(out: Console, rows: Sequence[Mapping[str, str | Text]], *, spare: Sequence[str], wraps: str) -> Table:
    """A table of one row or more in which nothing is broken that one may want to copy.

    A terminal too narrow for it gets none of the `spare` columns that have no room; one column `wraps` at its words.
    Where nobody watches `out` becomes as wide as the table.
    """
    columns, dropped = list(rows[0]), list(spare)
    while True:
        made = table()
        for column in columns:
            made.add_column(column, no_wrap=column != wraps, overflow="fold")
        for row in rows:
            made.add_row(*(row[column] for column in columns))
        needed = out.measure(made, options=out.options.update(width=ENDLESS))
        if not out.is_terminal:
            out.width = max(out.width, needed.maximum)
        if needed.minimum <= out.width or not dropped:
            return made
        columns.remove(dropped.pop(0))


def status(job: JobResponse) -> Text:
    """The status in its colour."""
    return Text(job.status.value, style=COLOURS.get(job.status, "yellow"))


def moment(when: datetime) -> str:
    """A time, local, to the second, with how far that is from UTC."""
    return when.astimezone().isoformat(sep=" ", timespec="seconds")


def size(number: int) -> str:
    """`812 bytes`, `4.1 kB`, `2.3 MB`: as much as is worth saying."""
    if number < 1000:
        return f"{number} byte{'' if number == 1 else 's'}"
    unit, factor = next((name, each) for name, each in _UNITS if number < 999.95 * each or name == "GB")
    return f"{number / factor:.1f} {unit}"


def dollars(amount: Decimal | None) -> str:
    """`$1.10`, `$0.003`; nothing where nothing is known."""
    if amount is None:
        return ""
    return f"${amount:.2f}" if amount == round(amount, 2) else f"${amount.normalize():f}"


def jobs_table(jobs: Iterable[JobResponse]) -> Table:
    """One line a job."""
    made = table("job", "status", "scenes", "created", "about")
    for job in jobs:
        scenes = f"{job.progress.scenes_completed}/{job.progress.scenes_total}"
        first = job.storyboard[0].scene.description if job.storyboard else ""
        made.add_row(str(job.job_id), status(job), scenes, moment(job.created_at), _short(first, 60))
    return made


def job_card(job: JobResponse) -> Table:
    """A job's facts."""
    made = Table.grid(padding=(0, 2))
    facts: dict[str, str | Text] = {
        "job": str(job.job_id),
        "status": status(job),
        "says": job.error_message or job.progress.message or "",
        "approved": "yes" if job.approved else "no",
        "refinements left": str(job.refinements_left),
        "cost": dollars(job.estimated_cost if job.actual_cost is None else job.actual_cost),
        "updated": moment(job.updated_at),
        "can": ", ".join(
            name for name in ("approve", "render", "refine", "reorder", "restore", "cancel") if name in job.links
        ),
    }
    for name, fact in facts.items():
        if fact:
            made.add_row(Text(name, style="dim"), fact)
    return made


def storyboard_table(entries: Iterable[StoryboardEntry]) -> Table:
    """One line a scene."""
    made = table("scene", "seconds", "picture", "what it shows")
    for entry in entries:
        scene = entry.scene
        by = f" by {entry.picture_provider}" if entry.picture_provider else ""
        picture = entry.error or f"{entry.generation_status.value}{by}"
        made.add_row(str(scene.scene_number), f"{scene.duration:.2f}", picture, scene.description)
    return made


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
