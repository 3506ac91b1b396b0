"""A gateway that is killed at the point of an upload or a deletion that `DIES` names, before it goes on."""

import os
import signal
from collections.abc import Callable
from typing import Any

from storyreel_chassis.objects import S3Objects
from storyreel_gateway.adapters.assets import PostgresAssets
from storyreel_gateway.app import main
from storyreel_gateway.handlers.upload_asset import Uploading

POINTS: dict[str, tuple[type, str, int]] = {
    "before the first object": (S3Objects, "put_file", 1),
    "between the objects": (S3Objects, "put_file", 2),
    "before the row": (PostgresAssets, "put_asset", 1),
    "before the commit": (PostgresAssets, "put_asset", 1),
    "before the answer": (Uploading, "discard", 1),
    "before the removal": (S3Objects, "list", 1),
    "between the removals": (S3Objects, "delete", 2),
    "before the row goes": (PostgresAssets, "forget", 1),
}
"""A method, and its how-manieth call is not survived."""


def _dying(method: Callable[..., Any], calls: int) -> Callable[..., Any]:
    left = calls

    def die_or_go_on(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*args, **kwargs)

    return die_or_go_on


def _put_asset_and_die(method: Callable[..., Any]) -> Callable[..., Any]:
    async def put(*args: Any, **kwargs: Any) -> None:
        await method(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return put


if __name__ == "__main__":
    point = os.environ["DIES"]
    owner, name, calls = POINTS[point]
    if point == "before the commit":
        PostgresAssets.put_asset = _put_asset_and_die(PostgresAssets.put_asset)  # type: ignore[method-assign]
    else:
        setattr(owner, name, _dying(getattr(owner, name), calls))
    main()
