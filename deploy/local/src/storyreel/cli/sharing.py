"""`storyreel share`, `shares` and `unshare`: links for people without a key."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from storyreel.cli.called import command
from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.films import JobId
from storyreel.cli.output import Json, console, moment, print_json, table
from storyreel.cli.times import length
from storyreel_contracts.api import ShareResponse
from storyreel_contracts.api.shares import Shared


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for one in (share, shares, unshare):
        app.command()(one)


def share(
    job_id: JobId,
    *,
    what: Annotated[Shared, typer.Option(help="What the link shows.")] = "film",
    expires: Annotated[str, typer.Option(help="How long it works: 30m, 12h, 7d; at most 30d.")] = "7d",
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Make a link that shows the film, or the storyboard, to whoever has it."""
    with connect(url, key) as client:
        made = client.shares.create(job_id, what, expires_in=length(expires))
    if json:
        return print_json(made)
    ended = command("unshare", job_id, made.share_id)
    end = f"works until {moment(made.expires_at)}; to end it before: {ended}"
    console(stderr=True).print(end, markup=False, soft_wrap=True)
    return typer.echo(made.url)


def shares(job_id: JobId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """A job's links, newest first."""
    with connect(url, key) as client:
        found = list(client.shares.list(job_id))
    if json:
        return print_json(found)
    if not found:
        return console().print("no links")
    made = table("link", "shows", "state", "address")
    for one in found:
        made.add_row(str(one.share_id), one.what, _state(one), one.url or "")
    return console().print(made)


def unshare(
    job_id: JobId,
    share_id: Annotated[str, typer.Argument(metavar="LINK", help="The link's id.", show_default=False)],
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Revoke a link; from now on it opens nothing."""
    with connect(url, key) as client:
        client.shares.revoke(job_id, share_id)
    if json:
        return print_json({"revoked": share_id})
    return console().print(f"revoked {share_id}", markup=False)


def _state(one: ShareResponse) -> Text:
    if one.revoked_at is not None:
        return Text(f"revoked {moment(one.revoked_at)}", style="red")
    over = one.expires_at <= datetime.now(UTC)
    return Text(f"{'expired' if over else 'until'} {moment(one.expires_at)}", style="red" if over else "green")
