"""The roll call: the gateway asks over plain NATS who is there, and every instance of every service answers for itself.

Nothing of it is kept, and nothing depends on it: who does not answer is missing in the answer to an operator.
"""

import asyncio
import os
import secrets
import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from storyreel_chassis.books import SQL, read_books
from storyreel_chassis.errors import Away
from storyreel_chassis.health import Health
from storyreel_chassis.ids import now
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import Pool, connection
from storyreel_chassis.versions import version_of
from storyreel_contracts.health import ANSWER_SECONDS, ASKED, REPORTED, Books, Report
from storyreel_contracts.topology import SUBSCRIPTIONS
from storyreel_contracts.types import PublisherName

LOOK_SECONDS = ANSWER_SECONDS - 0.3
"""For each thing that an instance looks at before it answers."""
FIRST_SECONDS = 0.3
"""In which whoever is there says so, where the machine is not too busy."""
MISSING_SECONDS = 1.2
"""In which somebody of every service says so, before it is said that nobody does."""
LAST_SECONDS = ANSWER_SECONDS + 0.5
"""After which nobody is waited for."""
MOST_BYTES = 16 * 2**20
"""Of all answers of one service; who says more is no longer heard, and takes neither memory nor others' turn."""


def instance_name() -> str:
    """A new name for one life of one process."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"  # a container's pid is always 1


class Reporter:
    """Says how this instance does; `packages` are those whose migrations make its schema."""

    def __init__(
        self, service: PublisherName, instance: str, *, health: Health, pool: Pool, packages: Sequence[str]
    ) -> None:
        self.service, self._instance = service, instance
        self._health, self._pool, self._packages = health, pool, packages
        self._since = now()

    def here(self) -> Report:
        """That it is there: nothing is looked at, so this is quick or the process stands still."""
        return Report(
            service=self.service, instance=self._instance, version=version_of(self.service),
            started_at=self._since, at=now(), draining=self._health.draining,
        )  # fmt: skip

    async def whole(self) -> Report:
        """All that it knows, within the time for an answer."""
        words, (held, books) = await asyncio.gather(self._words(), self._read())
        return self.here().model_copy(update={"whole": True, "dependencies": words, "tasks": held, "books": books})

    async def _words(self) -> dict[str, str] | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._health.words()
        return None

    async def _read(self) -> tuple[int, Books | None]:
        try:
            async with asyncio.timeout(LOOK_SECONDS), connection(self._pool) as one:
                return await one.fetchval(SQL["held_by"], self._instance), await read_books(one, self._packages)
        except Exception as error:  # noqa: BLE001 - whoever is there says so, whatever its database does
            logger(__name__).warning("books_unread", reason=type(error).__name__)
        return 0, None


class Answers(Protocol):
    """An instance of a service, as it answers."""

    @property
    def service(self) -> PublisherName:
        """Whose it is."""

    def here(self) -> Report:
        """That it is there, at once."""

    async def whole(self) -> Report:
        """The rest."""


@asynccontextmanager
async def answering(bus: Client, reporter: Answers) -> AsyncIterator[None]:
    """Answer whoever asks for the time of the block."""
    answers: set[asyncio.Task[None]] = set()

    async def asked(message: Msg) -> None:
        if message.reply:
            answer = asyncio.create_task(_answer(bus, reporter, message.reply))
            answers.add(answer)
            answer.add_done_callback(answers.discard)

    subscription = await bus.subscribe(ASKED.format(service=reporter.service), cb=asked)
    try:
        yield
    finally:
        with suppress(NatsError):
            await subscription.unsubscribe()
        for answer in list(answers):
            answer.cancel()
        await asyncio.gather(*answers, return_exceptions=True)


async def _answer(bus: Client, reporter: Answers, to: str) -> None:
    try:
        await bus.publish(to, reporter.here().model_dump_json().encode())
        await bus.publish(to, (await reporter.whole()).model_dump_json().encode())
    except NatsError as error:
        logger(__name__).debug("roll_call_unanswered", reason=type(error).__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """An instance's newest answer, and when it was asked and heard by the asker's clock."""

    report: Report
    asked_at: datetime
    first_heard_at: datetime
    """Of the first answer, for whose time nothing was looked at."""
    first_at: datetime
    """The instance's clock at the first answer."""

    @property
    def skew_seconds(self) -> float:
        """How far its clock is from the asker's: at least so much; 0 within the journey."""
        if self.first_at < self.asked_at:
            return (self.first_at - self.asked_at).total_seconds()
        return max((self.first_at - self.first_heard_at).total_seconds(), 0.0)


class RollCall:
    """The asking side, on the gateway's connection."""

    def __init__(self, bus: Client) -> None:
        self._bus = bus

    async def __call__(self) -> Sequence[Heard]:
        """Whoever answered, by service and instance. Takes a third of a second when all is well, two at most.

        Raises:
            Away: the bus is away
        """
        if not self._bus.is_connected:
            raise Away("bus_away", "NATS is not connected")
        try:
            return await self._ask()
        except NatsError as error:
            raise Away("bus_away", f"NATS: {type(error).__name__}") from error

    async def _ask(self) -> Sequence[Heard]:
        question, asked_at = secrets.token_hex(8), now()
        heard: dict[tuple[str, str], Heard] = {}
        said = Counter[str]()
        news = asyncio.Event()

        async def hear(message: Msg) -> None:
            said[message.subject] += len(message.data)
            if said[message.subject] > MOST_BYTES:
                return
            with suppress(ValidationError):
                report = Report.model_validate_json(message.data)
                if message.subject == REPORTED.format(service=report.service, question=question):
                    _note(heard, report, asked_at)
                    news.set()

        subscription = await self._bus.subscribe(REPORTED.format(service="*", question=question), cb=hear)
        try:
            for service in SUBSCRIPTIONS:
                reply = REPORTED.format(service=service, question=question)
                await self._bus.publish(ASKED.format(service=service), b"", reply=reply)
            await _all_in(heard, news)
        finally:
            with suppress(NatsError):
                await subscription.unsubscribe()
        return [heard[name] for name in sorted(heard)]


def _note(heard: dict[tuple[str, str], Heard], report: Report, asked_at: datetime) -> None:
    name = (report.service, report.instance)
    first = heard.get(name)
    if first is None:
        heard[name] = Heard(report, asked_at, now(), report.at)
    elif report.whole:
        heard[name] = Heard(report, asked_at, first.first_heard_at, first.first_at)


def _patience(heard: dict[tuple[str, str], Heard]) -> float:
    """How long to wait in all, seconds, as far as it is known who is there."""
    if not all(one.report.whole for one in heard.values()):
        return LAST_SECONDS
    return FIRST_SECONDS if {service for service, _ in heard} >= set(SUBSCRIPTIONS) else MISSING_SECONDS


async def _all_in(heard: dict[tuple[str, str], Heard], news: asyncio.Event) -> None:
    """Wait for everybody to say that they are there, and for those who did to say the rest."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        until = began + _patience(heard)
        if loop.time() >= until:
            return
        news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await news.wait()
