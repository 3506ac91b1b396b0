"""`storyreel capacity`: how much of everything so many films an hour take, and what breaks first."""

from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from storyreel.cli.output import Json, console, print_json, table, writable
from storyreel_contracts.types import ExportFormat, ProviderName

if TYPE_CHECKING:
    from storyreel.capacity.measured import Measured
    from storyreel.capacity.sizing import Plan


MOST = 1_000_000_000
"""Of anything: beyond it a plan is no longer a number."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(capacity)


def _formats(text: str) -> tuple[ExportFormat, ...]:
    """`mp4,webm`, or nothing for no copies."""
    found = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    for one in found:
        if one not in get_args(ExportFormat):
            raise typer.BadParameter(f"{one!r} is no format: mp4, mov, webm, with commas")
    return tuple(one for one in get_args(ExportFormat) if one in found)


def _quality(text: str) -> str:
    from storyreel.capacity.measured import SIDES  # noqa: PLC0415  the other commands do not reckon

    if text not in SIDES:
        raise typer.BadParameter(f"{text!r} is no quality: {', '.join(SIDES)}")
    return text


def capacity(  # noqa: PLR0913 - each is an option
    *,
    films_per_hour: Annotated[float, typer.Option(min=0, max=MOST, help="On average over a day.", show_default=False)],
    length: Annotated[int, typer.Option(min=5, max=300, help="Of a film, seconds.")] = 30,
    quality: Annotated[str, typer.Option(callback=_quality, help="480p, 720p or 1080p.")] = "1080p",
    formats: Annotated[str, typer.Option(help="Copies that are made of every film.")] = "mp4",
    provider: Annotated[ProviderName, typer.Option(help="Who makes pictures and clips.")] = "animatic",
    peak: Annotated[float, typer.Option(min=1, max=MOST, help="The busiest hour against the average one.")] = 3,
    refined: Annotated[float, typer.Option(min=0, max=MOST, help="Pictures drawn again, a film.")] = 1,
    watchers: Annotated[
        float, typer.Option(min=0, max=MOST, help="Clients that read a job's status every second.")
    ] = 1,
    views: Annotated[float, typer.Option(min=0, max=MOST, help="How often a film is fetched.")] = 2,
    keep_days: Annotated[int, typer.Option(min=1, max=MOST, help="How long films are kept.")] = 30,
    cores: Annotated[int, typer.Option(min=1, max=256, help="Of one replica of a worker.")] = 2,
    measured: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="What --calibrate wrote.", show_default=False)
    ] = None,
    calibrate: Annotated[
        Path | None,
        typer.Option(
            callback=writable, help="Measure this machine first (a minute), and keep it there.", show_default=False
        ),
    ] = None,
    json: Json = False,
) -> None:
    """How many cores, replicas, bytes and dollars so many films an hour take, and what breaks first."""
    from storyreel.capacity.demand import Wish  # noqa: PLC0415  the other commands do not reckon
    from storyreel.capacity.sizing import plan  # noqa: PLC0415

    wish = Wish(
        films_per_hour=films_per_hour, length=length, quality=quality, formats=_formats(formats),  # type: ignore[arg-type]  # checked above
        provider=provider, peak=peak, refined=refined, watchers=watchers, views=views, keep_days=keep_days,
    )  # fmt: skip
    made = plan(wish, _known(measured, calibrate), cores_each=cores)
    if json:
        return print_json(_facts(made))
    return _show(made)


def _known(measured: Path | None, calibrate: Path | None) -> "Measured":
    from storyreel.capacity.measured import read  # noqa: PLC0415

    known = read(measured)
    if calibrate is None:
        return known
    from storyreel.capacity.calibrating import calibrated  # noqa: PLC0415  it loads what draws and films

    console(stderr=True).print("measuring this machine: two pictures, a film of ten seconds, a copy …")
    here = calibrated(known, datetime.now(UTC).date())
    calibrate.write_text(here.model_dump_json(indent=1) + "\n", "utf-8")
    return here


def _show(made: "Plan") -> None:
    from storyreel.capacity import telling  # noqa: PLC0415

    out, wish = console(), made.wish
    out.print(telling.headline(wish), soft_wrap=True)
    listed = table("what", "how much", "why")
    for row in telling.rows(made):
        listed.add_row(*row)
    out.print(listed)
    out.print("autoscaling: " + " · ".join(map(telling.keda, made.workers)), soft_wrap=True)
    out.print("\nwhat breaks first, each as it is by default:")
    for ceiling in made.ceilings:
        mark = "✗" if ceiling.films_per_hour <= wish.films_per_hour else "✓"
        out.print(f"  {mark} {telling.breaks(ceiling)}", soft_wrap=True)
    known = made.known
    out.print(f"\nassumed: {telling.assumed()}", soft_wrap=True)
    out.print(f"measured on {known.machine}, {known.day}, by `{known.how}`", soft_wrap=True)


def _facts(made: "Plan") -> dict[str, Any]:
    from storyreel.capacity.sizing import ROOM, UTILISATION  # noqa: PLC0415

    told = {name: _plain(value) for name, value in asdict(made).items() if name != "known"}
    assumed = {"reserve_of_sizes": ROOM, "utilisation": UTILISATION}
    return told | {"assumed": assumed, "measured": made.known.model_dump(mode="json")}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
