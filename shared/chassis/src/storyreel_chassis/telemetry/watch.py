"""The numbers that nobody counts as things happen: read from Postgres now and then, off every request's path.

What cannot be read has no sample: a number from before the outage would look well.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from storyreel_chassis.health import Health
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import Pool, connection
from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry import metrics
from storyreel_chassis.telemetry.registry import Level
from storyreel_chassis.versions import version_of

SQL = queries("storyreel_chassis")
TICK_SECONDS = 0.25
READ_SECONDS = 5.0
LEISURE = 100.0
"""A statement rests for so many times as long as it took: it never takes more than a hundredth of one connection."""


class Row(Protocol):
    """A row of an answer."""

    def __getitem__(self, column: str, /) -> Any:
        """The value of a column."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement, the levels that some of its columns tell, and the columns that are their labels.

    Where several rows have the same labels, a level has the largest; a null is no sample.
    """

    name: str
    statement: str
    levels: tuple[tuple[str, Level], ...]

    def take(self, rows: Sequence[Row]) -> None:
        """What the rows say."""
        for column, level in self.levels:
            samples: dict[tuple[str, ...], float] = {}
            for row in rows:
                if row[column] is not None:
                    labels = tuple(str(row[label]) for label in level.labels)
                    samples[labels] = max(float(row[column]), samples.get(labels, 0.0))
            level.put(samples)

    def forget(self) -> None:
        """Nobody knows."""
        for _, level in self.levels:
            level.forget()


OUTBOX = Reading(
    "outbox", SQL["outbox_waiting"], (("waiting", metrics.OUTBOX_WAITING), ("oldest", metrics.OUTBOX_OLDEST))
)
LETTERS = Reading("dead_letters", SQL["letters_waiting"], (("count", metrics.DEAD_LETTERS),))
TASKS = Reading("tasks", SQL["tasks_level"], (("tasks", metrics.TASKS), ("oldest", metrics.TASK_OLDEST)))


class Watch:
    """Reads the levels of one service and asks whether it is ready, every so many seconds."""

    def __init__(self, pool: Pool, health: Health, readings: Sequence[Reading], *, every: float) -> None:
        self._pool, self._health, self._every = pool, health, every
        self._due = dict.fromkeys((OUTBOX, LETTERS, *readings), 0.0)
        self._lag = 0.0
        self._log = logger(__name__)

    async def run(self) -> None:
        """Until cancelled; no failure of a reading ends it."""
        metrics.BUILD.labels(self._health.service, version_of(self._health.service)).set(1)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._feel())
            group.create_task(self._read())

    async def _feel(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self._lag = max(self._lag, loop.time() - due)

    async def _read(self) -> None:
        while True:
            metrics.LOOP_LAG.set(self._lag)
            self._lag = 0.0
            await self._health.ready()  # tells which dependencies are up
            for reading in self._due:
                await self.look(reading)
            await asyncio.sleep(self._every)

    async def look(self, reading: Reading) -> None:
        """Read once, if it is due."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if began < self._due[reading]:
            return
        try:
            async with asyncio.timeout(READ_SECONDS), connection(self._pool) as one:
                reading.take(await one.fetch(reading.statement))
        except Exception as error:  # noqa: BLE001 - whatever it is, the service works on and the number is not known
            reading.forget()
            self._log.warning("level_not_read", level=reading.name, reason=type(error).__name__)
        else:
            self._due[reading] = began + LEISURE * (loop.time() - began)
