"""`POST /estimates`."""

from storyreel_chassis.ids import now
from storyreel_contracts.api import Estimate, GenerationRequest
from storyreel_gateway.domain import bills
from storyreel_gateway.domain.costs import Month
from storyreel_gateway.domain.quoting import future_film_line
from storyreel_gateway.handlers.request_generation import prepared
from storyreel_gateway.ports import GatewayUnits


async def estimate_film(units: GatewayUnits, owner_id: str, wish: GenerationRequest) -> Estimate:
    """What a film would cost; nothing is made.

    Raises:
        Refused: what `POST /generate` refuses whatever is left to spend
    """
    async with units() as unit:
        step = prepared(unit, owner_id, wish)
        month = await unit.costs.committed(owner_id, Month.of(now()))
    lines = (*step.opens, future_film_line(step.job))
    return bills.estimate(step.job, lines, month, unit.terms)
