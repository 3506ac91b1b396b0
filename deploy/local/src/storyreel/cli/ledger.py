"""`storyreel ledger`: what was bought of providers, what it stands at, and what may have been paid."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

import typer
from rich.text import Text

from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.output import Json, console, dollars, fitting, print_json
from storyreel_contracts.api import PurchaseResponse, PurchaseTotals
from storyreel_contracts.types import ProviderName, PurchaseState

COLOURS: dict[PurchaseState, str] = {
    "succeeded": "green", "failed": "red", "canceled": "dim", "void": "dim", "unknown": "bold yellow",
}  # fmt: skip
SPARE = ("made by", "prediction", "when", "what", "scene", "price")
"""What a narrow terminal does without, the first one first; all of it is in the JSON."""
UNKNOWN = (
    "unknown: nobody can tell whether this was paid, so its price stays reserved, and nobody buys it again by itself. "
    "Look for the model and the time in your provider's list of predictions (replicate.com/predictions). "
    "Refine the scene, or render again, to have it made anew."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(ledger)


def ledger(  # noqa: PLR0913 - each is an option
    *,
    state: Annotated[PurchaseState | None, typer.Option(help="Only these.", show_default=False)] = None,
    job: Annotated[str | None, typer.Option(metavar="JOB", help="Only for this job.", show_default=False)] = None,
    provider: Annotated[ProviderName | None, typer.Option(help="Only of this one.", show_default=False)] = None,
    since: Annotated[datetime | None, typer.Option(help="Bought then or later.", show_default=False)] = None,
    until: Annotated[datetime | None, typer.Option(help="Bought earlier.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """What was bought of providers for you, newest first, and what all of it comes to."""
    which: dict[str, Any] = {"state": state, "provider": provider, "job_id": job, "since": since, "until": until}
    with connect(url, key) as client:
        found = list(islice(client.purchases.list(**which, page_size=min(limit, 100)), limit))
        totals = client.purchases.totals(**which)
    if json:
        return print_json({"purchases": found, "totals": totals})
    out = console()
    out.print(fitting(out, list(map(_row, found)), spare=SPARE, wraps="state") if found else "no purchases")
    out.print(_summary(totals, shown=len(found)), markup=False, soft_wrap=True)
    if totals.unknown_usd or any(one.state == "unknown" for one in found):
        out.print(UNKNOWN, markup=False, soft_wrap=True)
    return None


def _row(one: PurchaseResponse) -> Mapping[str, str | Text]:
    return {
        "when": f"{one.created_at.astimezone():%Y-%m-%d %H:%M:%S}",
        "job": str(one.job_id),
        "scene": str(one.scene_number),
        "what": one.kind,
        "made by": _maker(one),
        "state": _state(one),
        "price": dollars(one.price_usd),
        "paid": dollars(one.cost_usd),
        "prediction": one.prediction_id or "",
    }


def _maker(one: PurchaseResponse) -> str:
    """`replicate/flux-schnell`: whose model it is fills a line, and is in the JSON."""
    return f"{one.provider}/{one.model.rpartition('/')[2]}"


def _state(one: PurchaseResponse) -> Text:
    why = "" if one.error is None or one.error.code == f"purchase_{one.state}" else f" ({one.error.code})"
    return Text(f"{one.state}{why}", style=COLOURS.get(one.state, "yellow"))


def _summary(totals: PurchaseTotals, *, shown: int) -> str:
    number = f"{totals.count} purchase{'' if totals.count == 1 else 's'}"
    listed = "" if totals.count <= shown else f", the newest {shown} listed"
    parts = f"paid {dollars(totals.paid_usd)}, open {dollars(totals.open_usd)}, unknown {dollars(totals.unknown_usd)}"
    return f"{number}{listed}: {parts}"
