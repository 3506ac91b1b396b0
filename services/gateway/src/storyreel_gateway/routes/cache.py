"""How well the projection serves."""

from fastapi import APIRouter

from storyreel_contracts.api import CacheStats
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader

router = APIRouter(tags=["service"])


@router.head("/cache/stats", include_in_schema=False)
@router.get("/cache/stats", responses=problems(), summary="How status reads are served")
async def cache_stats(here: Here, _who: Reader) -> CacheStats:
    """Of this process since its start: reads from Redis (`hits`), from Postgres (`misses`), and from Postgres because
    Redis failed (`errors`)."""
    return await here.views.stats()
