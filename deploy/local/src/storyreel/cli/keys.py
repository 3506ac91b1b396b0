"""`storyreel keys`: who may do what, and until when."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, get_args

import typer
from rich.table import Table
from rich.text import Text

from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.output import Json, console, moment, print_json, table
from storyreel.cli.times import end
from storyreel_contracts.api import ApiKey, KeyRequest
from storyreel_contracts.types import Scope

app = typer.Typer(
    name="keys",
    help="API keys: make, list and revoke them. Needs a key with the scope admin, such as that of `storyreel up`.",
    no_args_is_help=True,
)

SCOPES: tuple[Scope, ...] = get_args(Scope)
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The key's id, not the key itself.", show_default=False)]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Your own word for it.", show_default=False)],
    *,
    scope: Annotated[
        list[str], typer.Option("--scope", "-s", help=f"{', '.join(SCOPES)}; again for more.", show_default=False)
    ],
    owner: Annotated[str | None, typer.Option(help="Whose it is, default: yours.", show_default=False)] = None,
    expires: Annotated[
        str | None, typer.Option(help="90d, 12h, or a date; default: until it is revoked.", show_default=False)
    ] = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Make a key. It is printed this once, alone on stdout."""
    told: dict[str, Any] = {"owner_id": owner, "expires_at": None if expires is None else end(expires)}
    said = {option: value for option, value in told.items() if value is not None}
    wish = KeyRequest.model_validate({"name": name, "scopes": scope, **said})
    with connect(url, key) as client:
        made = client.keys.create(wish)
    if json:
        return print_json(made)
    about = console(stderr=True)
    about.print(_card(made))
    about.print("keep the key, nobody can read it again:", markup=False)
    return typer.echo(made.key)


@app.command("list")
def list_keys(
    *,
    owner: Annotated[str | None, typer.Option(help="Only this owner's.", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also revoked ones.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Keys, newest first."""
    with connect(url, key) as client:
        pages = client.keys.list(owner_id=owner, revoked=None if everything else False, page_size=min(limit, 100))
        found = list(islice(pages, limit))
    if json:
        return print_json(found)
    if not found:
        return console().print("no keys")
    made = table("key", "begins", "name", "owner", "may", "used", "state")
    for one in found:
        used = moment(one.last_used_at) if one.last_used_at else "never"
        row = (one.prefix or "", Text(one.name), one.owner_id, ", ".join(one.scopes), used, _state(one))
        made.add_row(str(one.key_id), *row)
    return console().print(made)


@app.command()
def show(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="Default: the one in use.")] = "self",
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """One key's record; without an id, that of the key in use."""
    with connect(url, key) as client:
        found = client.keys.own() if key_id == "self" else client.keys.get(key_id)
    return print_json(found) if json else console().print(_card(found))


@app.command()
def revoke(key_id: KeyId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Revoke a key; within seconds it opens nothing any more."""
    with connect(url, key) as client:
        client.keys.revoke(key_id)
    if json:
        return print_json({"revoked": key_id})
    return console().print(f"revoked {key_id}", markup=False)


def _state(one: ApiKey) -> Text:
    if one.revoked_at is not None:
        return Text(f"revoked {moment(one.revoked_at)}", style="red")
    if one.expires_at is None:
        return Text("works", style="green")
    over = one.expires_at <= datetime.now(UTC)
    return Text(f"{'expired' if over else 'until'} {moment(one.expires_at)}", style="red" if over else "green")


def _card(one: ApiKey) -> Table:
    made = Table.grid(padding=(0, 2))
    facts: dict[str, str | Text] = {
        "key": str(one.key_id),
        "name": Text(one.name),
        "begins": one.prefix or "",
        "owner": one.owner_id,
        "may": ", ".join(one.scopes),
        "state": _state(one),
        "made": moment(one.created_at),
        "last used": moment(one.last_used_at) if one.last_used_at else "never",
    }
    for name, fact in facts.items():
        if fact:
            made.add_row(Text(name, style="dim"), fact)
    return made
