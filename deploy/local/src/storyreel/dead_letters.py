"""The dead letters of all services together: listed, found, and given another life."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, get_args

import asyncpg
import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from storyreel_chassis.addresses import BusAddress
from storyreel_chassis.dead_letters import DeadLetter, DeadLetters
from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.postgres import open_pool
from storyreel_contracts import topology
from storyreel_contracts.types import PublisherName

SERVICES: tuple[PublisherName, ...] = get_args(PublisherName)
"""Each keeps its letters in the schema of its name."""

_ALL = 10_000
ANSWER_SECONDS = 5.0
"""In which NATS says that it has a message."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter, and whose it is."""

    service: PublisherName
    letter: DeadLetter


async def listed(
    database_url: str, *, services: Sequence[PublisherName] = SERVICES, replayed: bool = False, limit: int = 100
) -> list[Found]:
    """The newest first; those that were replayed only when asked for.

    Raises:
        Transient: the database is away
    """
    found: list[Found] = []
    for service in services:
        async with _letters(database_url, service) as letters:
            try:
                found += [Found(service, letter) for letter in await letters.list(replayed=replayed, limit=limit)]
            except asyncpg.UndefinedTableError:  # the service has not been started on this database yet
                continue
    return sorted(found, key=lambda one: one.letter.created_at, reverse=True)[:limit]


async def found(database_url: str, start: str) -> Found:
    """The one whose id begins so.

    Raises:
        Refused: none does, or several do
        Transient: the database is away
    """
    fits = [
        one
        for one in await listed(database_url, replayed=True, limit=_ALL)
        if str(one.letter.letter_id).startswith(start.lower())
    ]
    if not fits:
        raise Refused("dead_letter_not_found", f"there is no dead letter {start}")
    if len(fits) > 1:
        raise Refused("dead_letter_ambiguous", f"{len(fits)} dead letters begin with {start}: give more of the id")
    return fits[0]


async def replay(database_url: str, nats_url: str, which: Sequence[Found]) -> None:
    """Give dead letters another life: tasks are opened again, messages are published again.

    Raises:
        Transient: the database or the bus is away
    """
    async with _publisher(nats_url) as publish:
        for one in which:
            async with _letters(database_url, one.service) as letters:
                await letters.replay(one.letter.letter_id, publish)


@asynccontextmanager
async def _letters(database_url: str, service: PublisherName) -> AsyncIterator[DeadLetters]:
    async with open_pool(database_url, schema=service, size=2) as pool:
        yield DeadLetters(pool)


class _Publish:
    def __init__(self, client: Client) -> None:
        self._jetstream = client.jetstream()

    async def __call__(self, subject: str, body: bytes, message_id: str) -> None:
        told: Any = {"stream": topology.STREAM, "timeout": ANSWER_SECONDS, "headers": {"Nats-Msg-Id": message_id}}
        try:  # here: in the letter's transaction a bus that does not answer would pass for Postgres
            await self._jetstream.publish(subject, body, **told)
        except NatsError as error:
            raise Transient("bus_away", f"NATS did not take the message: {type(error).__name__}") from error


@asynccontextmanager
async def _publisher(nats_url: str) -> AsyncIterator[_Publish]:
    address = BusAddress.of(nats_url)
    try:
        client = await nats.connect(
            address.servers,
            user=address.user,
            password=address.password,
            connect_timeout=5,
            max_reconnect_attempts=1,
            allow_reconnect=False,
        )
    except (NatsError, OSError, TimeoutError) as error:
        raise Transient("bus_away", f"NATS does not answer: {type(error).__name__}") from error
    try:
        yield _Publish(client)
    finally:
        await client.close()
