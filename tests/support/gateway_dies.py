"""A gateway that is killed right after the commit of its first change: the client never gets the answer."""

import os
import signal

from storyreel_gateway.app import main
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.projection.views import Views


async def _die(_views: Views, _view: JobView) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    setattr(Views, "put", _die)  # noqa: B010 - the first thing that follows a commit
    main()
