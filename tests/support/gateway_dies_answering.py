"""A gateway that is killed right after the commit of its first upload: the client never gets the answer."""

import os
import signal

from storyreel_gateway.app import main
from storyreel_gateway.domain.asset import Asset
from storyreel_gateway.handlers.upload_asset import Uploading


async def _die(_uploading: Uploading, _asset: Asset) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    setattr(Uploading, "discard", _die)  # noqa: B010 - the first thing that follows the answer's commit
    main()
