"""`storyreel webhooks`: who is told of one's jobs, and what came of it."""

from itertools import islice
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.output import Json, console, moment, print_json, table
from storyreel_contracts.api import DeliveryState, WebhookDelivery, WebhookEndpoint

app = typer.Typer(
    name="webhooks",
    help="Have a URL told what happens to your jobs, signed by Standard Webhooks.",
    no_args_is_help=True,
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The delivery's id.", show_default=False)]


@app.command("set")
def set_endpoint(
    endpoint: Annotated[str, typer.Argument(metavar="URL", help="Public, https.", show_default=False)],
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Tell this URL of every job made with your key; a disabled one is active again."""
    with connect(url, key) as client:
        _print(client.webhooks.set(endpoint), json=json)


@app.command()
def show(url: Url = None, key: Key = None, json: Json = False) -> None:
    """Your key's endpoint, and how it does."""
    with connect(url, key) as client:
        _print(client.webhooks.endpoint(), json=json)


@app.command()
def unset(url: Url = None, key: Key = None, json: Json = False) -> None:
    """Tell nobody any more; what waits is canceled."""
    with connect(url, key) as client:
        client.webhooks.unset()
    if json:
        return print_json({"url": None})
    return console().print("nobody is told any more")


@app.command()
def secret(url: Url = None, key: Key = None, json: Json = False) -> None:
    """The secret that signs; give it to whoever receives."""
    with connect(url, key) as client:
        told = client.webhooks.secret()
    return print_json(told) if json else typer.echo(told.secret)


@app.command()
def rotate(url: Url = None, key: Key = None, json: Json = False) -> None:
    """Change the secret and print the new one; the former signs beside it for 24 hours."""
    with connect(url, key) as client:
        told = client.webhooks.rotate()
    return print_json(told) if json else typer.echo(told.secret)


@app.command()
def deliveries(
    job: Annotated[str | None, typer.Option(metavar="JOB", help="Only of this job.", show_default=False)] = None,
    state: Annotated[DeliveryState | None, typer.Option(help="Only these.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """What was sent, newest first, and what came of it."""
    with connect(url, key) as client:
        pages = client.webhooks.deliveries(job_id=job, state=state, page_size=min(limit, 100))
        found = list(islice(pages, limit))
    if json:
        return print_json(found)
    return console().print(_table(found) if found else "no deliveries")


@app.command()
def replay(delivery_id: Id, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Send a delivery again, under the id that it has."""
    with connect(url, key) as client:
        told = client.webhooks.replay(delivery_id)
    return print_json(told) if json else console().print(_table([told]))


@app.command("test")
def send_test(url: Url = None, key: Key = None, json: Json = False) -> None:
    """Send a test event to your key's endpoint."""
    with connect(url, key) as client:
        told = client.webhooks.test()
    return print_json(told) if json else console().print(_table([told]))


def _print(endpoint: WebhookEndpoint, *, json: bool) -> None:
    if json:
        return print_json(endpoint)
    card = Table.grid(padding=(0, 2))
    since = f" since {moment(endpoint.disabled_at)}" if endpoint.disabled_at else ""
    facts = {
        "url": endpoint.url,
        "state": f"{endpoint.state}{since}",
        "failures": str(endpoint.failures),
        "secret": endpoint.secret_hint,
    }
    for name, fact in facts.items():
        card.add_row(Text(name, style="dim"), fact)
    return console().print(card)


def _table(found: list[WebhookDelivery]) -> Table:
    made = table("delivery", "type", "state", "tries", "since", "last")
    for one in found:
        last = one.last_error or (str(one.last_status) if one.last_status else "")
        row = (str(one.delivery_id), one.type, one.state, str(one.attempts), moment(one.created_at), last)
        made.add_row(*row)
    return made
