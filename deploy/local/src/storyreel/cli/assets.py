"""Own pictures, films, sounds and documents."""

from collections.abc import Iterable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.endings import Unusable
from storyreel.cli.output import Json, console, moment, out_option, print_json, size, table
from storyreel.client import Storyreel
from storyreel_contracts.api import Asset
from storyreel_contracts.formats import AssetType

app = typer.Typer(help="Your own pictures, films, sounds and documents.", no_args_is_help=True)
AssetId = Annotated[str, typer.Argument(metavar="ASSET", help="The asset's id.", show_default=False)]
ClientId = Annotated[str | None, typer.Option(help="Your word for whose it is.", show_default=False)]


@app.command()
def upload(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="What to upload.", exists=True, dir_okay=False)],
    *,
    name: Annotated[str | None, typer.Option(help="What to call it, for one file.", show_default=False)] = None,
    client_id: ClientId = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Upload files: jpg, png, gif, webp, mp4, mov, mp3, wav or pdf, up to 50 MB each."""
    if name is not None and len(files) > 1:
        raise Unusable("--name is for one file; leave it away and each keeps its own name")
    with connect(url, key) as client:
        made = _send(client, files, name, client_id)
    if json:
        return print_json(made)
    return console().print(_assets_table(made))


def _send(client: Storyreel, files: list[Path], name: str | None, client_id: str | None) -> list[Asset]:
    """Upload one after the other, with a bar each where somebody watches."""
    out = console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    made = []
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bars:
        for file in files:
            bar = bars.add_task(file.name, total=file.stat().st_size)
            shown = partial(_show, bars, bar)
            made.append(client.assets.upload(file, name=name, client_id=client_id, on_progress=shown))
    return made


def _show(bars: Progress, bar: TaskID, sent: int, size: int) -> None:
    bars.update(bar, completed=sent, total=size)


@app.command("list")
def list_(
    *,
    type: Annotated[AssetType | None, typer.Option("--type", help="Only these.", show_default=False)] = None,  # noqa: A002
    client_id: Annotated[str | None, typer.Option(help="Only those.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """One's own assets, newest first."""
    with connect(url, key) as client:
        pages = client.assets.list(type=type, client_id=client_id, page_size=min(limit, 100))
        found = list(islice(pages, limit))
    if json:
        return print_json(found)
    return console().print(_assets_table(found) if found else "no assets")


@app.command()
def show(asset_id: AssetId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """One asset."""
    with connect(url, key) as client:
        asset = client.assets.get(asset_id)
    if json:
        return print_json(asset)
    card = Table.grid(padding=(0, 2))
    for fact, value in asset.model_dump(mode="json", exclude_none=True).items():
        shown = moment(asset.created_at) if fact == "created_at" else str(value)
        card.add_row(Text(fact.replace("_", " "), style="dim"), Text(shown))
    return console().print(card)


@app.command()
def get(
    asset_id: AssetId,
    *,
    out: Annotated[Path | None, out_option("The file to write.")] = None,
    thumbnail: Annotated[bool, typer.Option("--thumbnail", help="Its small picture instead.")] = False,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Fetch an asset's content; a cut-off download is continued."""
    with connect(url, key) as client:
        if thumbnail:
            picture = client.assets.thumbnail(asset_id)
            ending = "png" if picture.startswith(b"\x89PNG") else "jpg"
            target = out or Path(f"{asset_id}-thumbnail.{ending}")
            client.assets.thumbnail(asset_id, target)
        else:
            target = out or Path(f"{asset_id}.{client.assets.get(asset_id).format}")
            client.assets.download(asset_id, target)
    written = target.stat().st_size
    if json:
        return print_json({"path": str(target), "size": written})
    return console().print(f"{target}  ({size(written)})", markup=False, soft_wrap=True)


@app.command()
def rm(
    asset_ids: Annotated[list[str], typer.Argument(metavar="ASSET", help="Their ids.", show_default=False)],
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Delete assets; refused while a job that has not ended uses one."""
    with connect(url, key) as client:
        for asset_id in asset_ids:
            client.assets.delete(asset_id)
            if not json:
                console().print(f"deleted {asset_id}", markup=False)
    if json:
        print_json({"deleted": asset_ids})


def _assets_table(found: Iterable[Asset]) -> Table:
    """One line an asset."""
    made = table("asset", "type", "size", "is", "created", "name")
    for asset in found:
        made.add_row(
            str(asset.asset_id), asset.format, size(asset.size), _is(asset), moment(asset.created_at),
            Text(asset.name),
        )  # fmt: skip
    return made


def _is(asset: Asset) -> str:
    facts = [f"{asset.width}×{asset.height}" if asset.width else "", f"{asset.duration} s" if asset.duration else ""]
    return ", ".join(fact for fact in (*facts, f"{asset.pages} pages" if asset.pages else "") if fact)
