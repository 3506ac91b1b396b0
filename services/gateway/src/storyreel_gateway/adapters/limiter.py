"""The `Limiter` port: a moving window in Redis that all gateways share, and one of our own while Redis is away."""

import math
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import BlockingConnectionPool
from redis.exceptions import RedisError

from storyreel_chassis.logs import logger
from storyreel_gateway.metrics import RATE_LIMITED
from storyreel_gateway.ports import Quota

TIMEOUT = 0.5
"""Longer than a busy process takes to notice an answer: who counts alone lets more pass."""
REST_SECONDS = 0.5
"""How long Redis is left alone after a failure."""
PREFIX = "storyreel:limits"
_AWAY = (RedisError, OSError, TimeoutError)


def parsed(text: str) -> RateLimitItem | None:
    """`5/minute`; None for `off` and `0`, which allow everything."""
    return None if text.lower() in {"off", "0"} else parse(text.lower())


class _Windows(RedisStorage):
    """Loads the one client that is used here: the others too would make every start longer by 0.13 s."""

    DEPENDENCIES = {"redis": RedisStorage.DEPENDENCIES["redis"]}  # noqa: RUF012 - as its base class has it


class WindowLimiter:
    """See `ports.Limiter`. With Redis away every process counts alone, so that a key gets at most as many requests as
    there are processes times its limit, and nobody is turned away because a cache is down."""

    def __init__(self, shared: MovingWindowRateLimiter, limits: Mapping[str, RateLimitItem | None]) -> None:
        self._shared, self._limits = shared, limits
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._away, self._rests_until = False, 0.0
        self._log = logger(__name__)

    async def count(self, name: str, key_id: UUID) -> Quota | None:
        """See `ports.Limiter.count`."""
        limit = self._limits[name]
        if limit is None:
            return None
        quota = await self._quota(limit, name, key_id)
        if not quota.allowed:
            RATE_LIMITED.labels(name.partition(" ")[0]).inc()
        return quota

    async def _quota(self, limit: RateLimitItem, name: str, key_id: UUID) -> Quota:
        if time.monotonic() >= self._rests_until:
            try:
                quota = await _count(self._shared, limit, name, key_id)
            except _AWAY as error:
                self._rest(error)
            else:
                self._back()
                return quota
        return await _count(self._own, limit, name, key_id)

    def _rest(self, error: BaseException) -> None:
        self._rests_until = time.monotonic() + REST_SECONDS
        if not self._away:
            self._log.warning("limits_counted_alone", reason=type(error).__name__)
        self._away = True

    def _back(self) -> None:
        if self._away:
            self._log.info("limits_shared_again")
        self._away = False


async def _count(counter: MovingWindowRateLimiter, limit: RateLimitItem, name: str, key_id: UUID) -> Quota:
    allowed = await counter.hit(limit, name, str(key_id))
    stats = await counter.get_window_stats(limit, name, str(key_id))
    window = limit.get_expiry()
    reset = min(max(1, math.ceil(stats.reset_time - time.time())), window)
    return Quota(name, limit.amount, window, max(0, stats.remaining), reset, allowed)


@asynccontextmanager
async def open_limiter(url: str, limits: Mapping[str, str]) -> AsyncIterator[WindowLimiter]:
    """Limits by name, written as `5/minute` or `off`; Redis need not be there."""
    pool = BlockingConnectionPool.from_url(
        url, timeout=TIMEOUT, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None, max_connections=16,
        protocol=2,
    )  # fmt: skip
    storage = _Windows(
        f"async+{url}",
        implementation="redispy",
        key_prefix=PREFIX,
        connection_pool=pool,  # type: ignore[arg-type]  # its documentation names this, its annotation does not
    )
    try:
        yield WindowLimiter(MovingWindowRateLimiter(storage), {name: parsed(text) for name, text in limits.items()})
    finally:
        await pool.aclose()
