"""A gateway that is killed right after the commit of the first job that it makes: the client never gets the answer."""

import os
import signal

from storyreel_gateway.app import main
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.projection.views import Views

put = Views.put


async def _die(views: Views, view: JobView) -> None:
    if view.version == 1:  # later ones are of others' jobs, whose facts come to any gateway
        os.kill(os.getpid(), signal.SIGKILL)
    await put(views, view)


if __name__ == "__main__":
    setattr(Views, "put", _die)  # noqa: B010 - the first thing that follows a commit
    main()
