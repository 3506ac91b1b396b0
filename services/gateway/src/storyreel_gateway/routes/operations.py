"""How the whole system does, for who runs it."""

from fastapi import APIRouter

from storyreel_contracts.api import SystemHealth
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Admin, Here

router = APIRouter(prefix="/admin", tags=["service"])


@router.head("/health", include_in_schema=False)
@router.get("/health", responses=problems(), summary="Look at the whole system")
async def system_health(here: Here, _who: Admin) -> SystemHealth:
    """Every process that answers, every queue, what is stuck, failed or unpaid, of all owners. Each area is looked at
    by itself for two and a half seconds at most, so that the answer comes also while half of the system is away: such
    an area is null, and `not_asked` says why. `storyreel doctor` reads it and says what to do."""
    return await here.check_system()
