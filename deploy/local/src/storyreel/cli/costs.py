"""Money: what a film would cost, what it did cost, what a month came to."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from storyreel.cli.asking import (
    Aspect,
    AutoApprove,
    BrandColors,
    ClientId,
    Duration,
    Fallback,
    LogoCorner,
    MaxCost,
    OwnAssets,
    OwnLogo,
    Prompt,
    Provider,
    Seed,
    Style,
    brand,
    wish,
)
from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.output import Json, console, dollars, print_json, table
from storyreel.client import Storyreel
from storyreel_contracts.api import Estimate, EstimateLine, GenerationRequest, JobCosts, UsageReport
from storyreel_contracts.types import CostKind

FREE = "animatic"
"""Who makes films for nothing: nobody is asked first."""

_AGAIN: Mapping[CostKind, str] = {"image": " (refined)", "clip": " (again)"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (estimate, costs, usage):
        app.command()(command)


def tell_price(client: Storyreel, request: GenerationRequest) -> None:
    """Say on stderr what a film will cost, unless it is nothing. Who sits there and named neither a provider nor a
    limit may not know that the house asks somebody who is paid: they are asked."""
    free = request.provider == FREE and request.fallback_provider is None
    told = None if free else client.costs.estimate(request)
    if told is None or not (told.total_usd or told.reserved_usd):
        return
    console(stderr=True).print(_summary(told), markup=False, soft_wrap=True)
    if request.provider is None and request.max_cost_usd is None and sys.stdin.isatty():
        typer.confirm("Make it? (--provider or --max-cost say it without being asked)", abort=True, err=True)


def estimate(  # noqa: PLR0913 - each is an option
    prompt: Prompt,
    *,
    duration: Duration = 30,
    style: Style = None,
    aspect: Aspect = "16:9",
    seed: Seed = None,
    provider: Provider = None,
    fallback: Fallback = None,
    max_cost: MaxCost = None,
    client_id: ClientId = None,
    auto_approve: AutoApprove = False,
    asset: OwnAssets = None,
    logo: OwnLogo = None,
    logo_position: LogoCorner = "top-right",
    brand_color: BrandColors = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """What a film would cost; nothing is made. The options are those of `make`."""
    request = wish(
        prompt, duration, aspect, auto_approve=auto_approve, style=style, seed=seed, provider=provider,
        fallback_provider=fallback, max_cost_usd=max_cost, client_id=client_id, asset_ids=asset or None,
        brand_guidelines=brand(logo, logo_position, brand_color) or None,
    )  # fmt: skip
    with connect(url, key) as client:
        told = client.costs.estimate(request)
    if json:
        return print_json(told)
    out = console()
    out.print(_estimate_table(told))
    return out.print(_summary(told), markup=False, soft_wrap=True)


def costs(
    job_id: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)],
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """What a job was quoted, what is reserved and what was billed, line by line."""
    with connect(url, key) as client:
        told = client.costs.of_job(job_id)
    if json:
        return print_json(told)
    out = console()
    out.print(_costs_card(told))
    return out.print(_lines_table(told))


def usage(
    month: Annotated[str | None, typer.Option(help="YYYY-MM, UTC; default: now.", show_default=False)] = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """What all of your keys did and spent in a month."""
    with connect(url, key) as client:
        told = client.costs.usage(month)
    if json:
        return print_json(told)
    out = console()
    out.print(_usage_card(told))
    return out.print(_providers_table(told)) if told.providers else None


def _summary(told: Estimate) -> str:
    parts = f"{dollars(told.images_usd)} pictures + {dollars(told.clips_usd)} clips"
    most = f", {dollars(told.reserved_usd)} if another takes all over" if told.reserved_usd > told.total_usd else ""
    fits = "" if told.within_budget else ", more than the budget allows"
    by = f"by {told.provider}, prices of {told.price_version}"
    return f"estimate {dollars(told.total_usd)} ({parts}) {by}{most}{fits}"


def _estimate_table(told: Estimate) -> Table:
    """Lines that differ by their scene only are one."""
    made = table("piece", "scene", "model", "quantity", "unit price", "amount")
    for _, equal in groupby(told.lines, key=lambda line: (line.kind, line.model, line.unit, line.unit_price_usd)):
        lines = list(equal)
        first, quantity = lines[0], sum((line.quantity for line in lines), Decimal())
        piece = first.kind if len(lines) == 1 else f"{first.kind} ×{len(lines)}"
        amount = sum((line.amount_usd for line in lines), Decimal())
        words = f"{quantity:f} {first.unit}{'' if quantity == 1 else 's'}"
        made.add_row(piece, _scenes(lines), first.model, words, dollars(first.unit_price_usd), dollars(amount))
    return made


def _scenes(lines: Sequence[EstimateLine]) -> str:
    """`3`, `1-12`, `2, 5`, or `all` where a line is about all together."""
    numbers = sorted(line.scene_number for line in lines if line.scene_number is not None)
    if len(numbers) < len(lines):
        return "all"
    whole = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]}-{numbers[-1]}" if whole else ", ".join(map(str, numbers))


def _lines_table(told: JobCosts) -> Table:
    """In the order in which they came; a picture or clip of a scene that had one says so."""
    made, seen = table("piece", "scene", "state", "quoted", "reserved", "billed", "model"), set()
    for line in told.lines:
        piece = line.kind, line.scene_number
        again = _AGAIN[line.kind] if piece in seen and line.scene_number is not None else ""
        seen.add(piece)
        scene = "" if line.scene_number is None else str(line.scene_number)
        amounts = (line.quoted_usd, line.reserved_usd, line.actual_usd)
        made.add_row(f"{line.kind}{again}", scene, line.state, *map(dollars, amounts), line.model)
    return made


def _costs_card(told: JobCosts) -> Table:
    variance = "" if told.variance_percent is None else f"{told.variance_percent:+.1f} %"
    return _card(
        ("job", str(told.job_id)),
        ("provider", f"{told.provider}, prices of {told.price_version}"),
        ("estimated", dollars(told.estimated_usd)),
        ("quoted", dollars(told.quoted_usd)),
        ("reserved", dollars(told.reserved_usd)),
        ("billed", dollars(told.actual_usd)),
        ("unknown", f"{dollars(told.unknown_usd)}, perhaps paid: storyreel ledger" if told.unknown_usd else ""),
        ("variance", f"{variance}, too much" if told.variance_exceeded else variance),
        ("limit", dollars(told.max_cost_usd)),
        ("left of it", dollars(told.remaining_usd)),
    )


def _usage_card(told: UsageReport) -> Table:
    most = "" if told.concurrency_limit is None else f" of {told.concurrency_limit}"
    return _card(
        ("month", told.month),
        ("jobs", str(told.jobs)),
        ("films", str(told.films)),
        ("pictures", str(told.images)),
        ("clips", f"{told.clip_seconds:f} s"),
        ("copies", str(told.exports)),
        ("quoted", dollars(told.quoted_usd)),
        ("reserved", dollars(told.reserved_usd)),
        ("billed", dollars(told.actual_usd)),
        ("budget", dollars(told.monthly_budget_usd)),
        ("left of it", dollars(told.remaining_usd)),
        ("in work now", f"{told.jobs_in_work}{most}"),
    )


def _providers_table(told: UsageReport) -> Table:
    made = table("provider", "pictures", "clips", "quoted", "reserved", "billed")
    for one in told.providers:
        amounts = (one.quoted_usd, one.reserved_usd, one.actual_usd)
        made.add_row(one.provider, str(one.images), f"{one.clip_seconds:f} s", *map(dollars, amounts))
    return made


def _card(*facts: tuple[str, str]) -> Table:
    made = Table.grid(padding=(0, 2))
    for name, fact in _known(facts):
        made.add_row(Text(name, style="dim"), fact)
    return made


def _known(facts: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, fact) for name, fact in facts if fact)
