"""How the service itself does."""

from storyreel_contracts.api.base import Answer


class CacheStats(Answer):
    """How well the projection serves status reads."""

    hits: int
    misses: int
    errors: int
    hit_rate: float
    ttl_seconds: int
    connected: bool
