"""Uploads and deletions by the gateway's own handlers, each in a process that is killed at another point of it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from storyreel_chassis.objects import S3Objects, open_objects
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.assets import PostgresAssets
from storyreel_gateway.adapters.inspector import ChildInspector
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.config import GatewaySettings
from storyreel_gateway.domain.asset import Received
from storyreel_gateway.handlers.delete_asset import delete_asset
from storyreel_gateway.handlers.upload_asset import Uploading, keep_asset

TERM = timedelta(hours=1)
"""However slow the machine is, no upload ends by it; tests let it run out."""
UPLOADS: dict[str, tuple[type, str, int]] = {
    "before the first object": (S3Objects, "put_file", 1),
    "between the objects": (S3Objects, "put_file", 2),
    "before the row": (PostgresAssets, "put_asset", 1),
    "before the commit": (PostgresAssets, "put_asset", -1),
    "after the commit": (Uploading, "discard", 1),
}
DELETIONS: dict[str, tuple[type, str, int]] = {
    "before the commit": (PostgresAssets, "delete_asset", -1),
    "before the removal": (S3Objects, "list", 1),
    "between the removals": (S3Objects, "delete", 2),
    "before the row goes": (PostgresAssets, "forget", 1),
}
"""A method, and its how-manieth call is not begun; or, where negative, not returned from."""


def _dying(method: Callable[..., Any], calls: int) -> Callable[..., Any]:
    left = abs(calls)

    async def die_or_go_on(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if not left and calls > 0:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await method(*args, **kwargs)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return die_or_go_on


async def _act(owner_id: str, source: Path, asset_id: str | None) -> None:
    settings = GatewaySettings()
    async with (
        open_pool(settings.database_url.get_secret_value(), schema="gateway", size=4) as pool,
        open_objects(settings) as objects,
    ):
        units = gateway_units(pool)
        if asset_id is not None:
            await delete_asset(units, objects, owner_id, UUID(asset_id))
            return
        uploading = Uploading(units, objects, ChildInspector(at_once=1), TERM)
        digest = sha256(source.read_bytes()).digest()
        asset = await uploading.store(owner_id, Received(source, "gif", digest, source.name, None, source.name))
        await keep_asset(units, asset)
        await uploading.discard(asset)


def _killed(place: tuple[type, str, int], owner_id: str, source: Path, asset_id: str | None) -> int:
    """The pid of a new process that acts until then."""
    child = os.fork()
    if not child:
        owner, name, calls = place
        setattr(owner, name, _dying(getattr(owner, name), calls))
        asyncio.run(_act(owner_id, source, asset_id))
        os._exit(0)
    return child


def main(told: dict[str, Any]) -> None:
    """Act for each point that an entry is there for; say how many were killed by it."""
    folder = Path(told["folder"])
    children = []
    for point, place in UPLOADS.items() if told["uploads"] else ():
        own = folder / point.replace(" ", "-")
        own.mkdir()
        source = own / "a.gif"
        source.write_bytes((folder / "a.gif").read_bytes())
        children.append(_killed(place, told["owner"], source, None))
    for point, asset_id in told["deletions"].items():
        children.append(_killed(DELETIONS[point], told["owner"], folder, asset_id))
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.stdout.write(str(ends.count(-signal.SIGKILL)))


if __name__ == "__main__":
    main(json.load(sys.stdin))
