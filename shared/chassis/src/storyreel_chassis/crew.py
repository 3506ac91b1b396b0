"""Workers side by side, as one: what waits for somebody far away takes no slot from what computes."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from storyreel_chassis.settling import Settling
from storyreel_chassis.turns import Turn
from storyreel_chassis.worker import Worker


class Crew:
    """Several workers of one service; see `ports.TaskRunner`. All of them tell the same `settling`.

    A kind of task belongs to one of them: whoever claims it has the slots for it.
    """

    def __init__(self, settling: Settling, *workers: Worker) -> None:
        self._settling, self._workers = settling, workers

    @property
    def turns(self) -> Sequence[Turn]:
        """Of all their loops."""
        return [turn for worker in self._workers for turn in worker.turns]

    def wake(self) -> None:
        """There is new work for some of them."""
        for worker in self._workers:
            worker.wake()

    def cancel(self, job_id: UUID) -> None:
        """Stop what runs here for a job whose tasks were canceled."""
        for worker in self._workers:
            worker.cancel(job_id)

    async def settled(self, cause: UUID) -> None:
        """Wait until every task of an event has ended, by whichever worker, here or in another process.

        Raises:
            Leaving: all of them have stopped
        """
        self.wake()
        await self._settling.settled(cause)

    async def run(self) -> None:
        """Let them work until drained or cancelled; one of them failing stops the others."""
        async with asyncio.TaskGroup() as group:
            for worker in self._workers:
                group.create_task(worker.run())

    async def drain(self, seconds: float) -> None:
        """Drain all at once; returns when every lease is given back."""
        await asyncio.gather(*(worker.drain(seconds) for worker in self._workers))
