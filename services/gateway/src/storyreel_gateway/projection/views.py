"""The Redis projection: finished views, never overwritten by older ones, missed without harm."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from storyreel_chassis.logs import logger
from storyreel_contracts.api import CacheStats
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.projection.changes import Changes
from storyreel_gateway.projection.stored import Stored, key_of, packed, unpacked

TTL_SECONDS = 30
TIMEOUT = 0.1
REST_SECONDS = 0.5
"""How long Redis is left alone after a failure: reads go to Postgres without waiting for another time-out."""
_PUT = """
local known = redis.call('GET', KEYS[1])
if known then
    local version = tonumber(string.match(known, '^%d+'))
    if version and version > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
_AWAY = (RedisError, OSError, TimeoutError)


class Views:
    """Reads of one moment share one MGET; every failure is a miss."""

    def __init__(self, redis: "Redis", changes: Changes) -> None:
        self._redis, self._changes = redis, changes
        self._put = redis.register_script(_PUT)
        self._wanted: dict[str, asyncio.Future[bytes | None]] = {}
        self._reading: asyncio.Task[None] | None = None
        self._rests_until = 0.0
        self._hits = self._misses = self._errors = 0
        self._log = logger(__name__)

    async def get(self, job_id: UUID) -> Stored | None:
        """The stored view, unless it is missing, or older than what is known of the job."""
        if time.monotonic() < self._rests_until:
            self._errors += 1
            return None
        try:
            data = await self._fetch(key_of(job_id))
        except _AWAY:
            self._errors += 1
            return None
        stored = None if data is None else unpacked(data)
        if stored is None or stored.version < self._changes.floor(job_id):
            self._misses += 1
            return None
        self._hits += 1
        return stored

    async def put(self, view: JobView) -> None:
        """Store a view, unless a newer one is there; never fails."""
        self._changes.announce(view.job_id, view.version, view.owner_id)
        if time.monotonic() < self._rests_until:
            return
        try:
            await self._put(keys=[key_of(view.job_id)], args=[view.version, packed(view), TTL_SECONDS])
        except _AWAY as error:
            self._rest(error)

    async def stats(self) -> CacheStats:
        """Counts of this process since its start."""
        asked = self._hits + self._misses + self._errors
        return CacheStats(
            hits=self._hits,
            misses=self._misses,
            errors=self._errors,
            hit_rate=round(self._hits / asked, 4) if asked else 0.0,
            ttl_seconds=TTL_SECONDS,
            connected=await self.connected(),
        )

    async def connected(self) -> bool:
        """Whether Redis answers right now."""
        try:
            await self.check()
        except _AWAY:
            return False
        return True

    async def check(self) -> None:
        """A round trip."""
        await self._redis.ping()

    async def _fetch(self, key: str) -> bytes | None:
        future = self._wanted.get(key)
        if future is None:
            future = self._wanted[key] = asyncio.get_running_loop().create_future()
            if self._reading is None:
                self._reading = asyncio.create_task(self._read())
        return await asyncio.shield(future)

    async def _read(self) -> None:
        """Fetch what is wanted until nothing is; what is asked for meanwhile goes into the next MGET."""
        try:
            while self._wanted:
                wanted, self._wanted = self._wanted, {}
                await self._answer(wanted)
        finally:
            self._reading = None

    async def _answer(self, wanted: dict[str, "asyncio.Future[bytes | None]"]) -> None:
        try:
            found = await self._redis.mget(list(wanted))
        except _AWAY as error:
            self._rest(error)
            for future in wanted.values():
                future.set_exception(TimeoutError())
                future.exception()  # nobody may be waiting any more
            return
        for future, data in zip(wanted.values(), found, strict=True):
            future.set_result(data if isinstance(data, bytes) else None)

    def _rest(self, error: BaseException) -> None:
        self._log.warning("redis_away", reason=type(error).__name__)
        self._rests_until = time.monotonic() + REST_SECONDS


@asynccontextmanager
async def open_views(url: str, changes: Changes) -> AsyncIterator[Views]:
    """The projection at this URL; Redis need not be there."""
    redis = Redis.from_url(
        url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None, max_connections=64, protocol=2
    )
    try:
        yield Views(redis, changes)
    finally:
        await redis.aclose()
