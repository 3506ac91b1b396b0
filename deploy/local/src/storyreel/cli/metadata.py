"""`storyreel metadata`: a film's facts, and who made which scene."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.output import Json, console, dollars, print_json, size, table
from storyreel_contracts.api import JobMetadata, Maker, SceneSource


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(metadata)


def metadata(
    job_id: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)],
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """A job's facts: its film, what it cost, and who made which scene."""
    with connect(url, key) as client:
        told = client.metadata(job_id)
    if json:
        return print_json(told)
    out = console()
    out.print(_card(told))
    return out.print(_sources(told.video.sources)) if told.video.sources else None


def _card(told: JobMetadata) -> Table:
    film, scenes = told.video.parameters, told.scenes
    facts = {
        "job": str(told.job_id),
        "status": told.status.value,
        "scenes": f"{scenes.completed} of {scenes.total}" + (f", {scenes.failed} failed" if scenes.failed else ""),
        "film": f"{film.width}×{film.height}, {film.fps} fps, {film.duration:f} s, {size(film.size)}" if film else "",
        "estimated": dollars(told.costs.estimated),
        "billed": dollars(told.costs.actual),
        "seed": "" if told.seed is None else str(told.seed),
        "refinements": str(told.metrics.refinement_count),
        "downloads": str(told.metrics.download_count),
        "trace": told.trace_id or "",
    }
    made = Table.grid(padding=(0, 2))
    for name, fact in facts.items():
        if fact:
            made.add_row(Text(name, style="dim"), fact)
    return made


def _sources(sources: Sequence[SceneSource]) -> Table:
    made = table("scene", "picture by", "clip by")
    for one in sources:
        made.add_row(str(one.scene_number), _maker(one.picture), _maker(one.clip))
    return made


def _maker(one: Maker | None) -> str:
    return "" if one is None else " ".join(part for part in (one.provider, one.model) if part)
