"""A gateway that is killed while it starts the third item of a batch: `DIES` says on which side of the commit."""

import os
import signal
from uuid import UUID

from storyreel_gateway.adapters.batches import PostgresBatches
from storyreel_gateway.app import main
from storyreel_gateway.domain.batches import Queued
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.projection.views import Views

THIRD = 3
started = 0
start_item = PostgresBatches.start_item


async def _start(batches: PostgresBatches, item: Queued, job_id: UUID) -> None:
    global started  # noqa: PLW0603 - one process, one count
    await start_item(batches, item, job_id)
    started += 1
    if started == THIRD and os.environ["DIES"] == "before":
        os.kill(os.getpid(), signal.SIGKILL)


async def _put(_views: Views, _view: JobView) -> None:
    if started == THIRD:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    setattr(PostgresBatches, "start_item", _start)  # noqa: B010 - the last statement before the commit
    setattr(Views, "put", _put)  # noqa: B010 - the first thing that follows it
    main()
