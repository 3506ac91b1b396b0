"""What was answered under an Idempotency-Key is forgotten after a day."""

from storyreel_gateway.domain.answer import KEPT_FOR
from storyreel_gateway.ports import GatewayUnits

BATCH = 1000


async def forget_answers(units: GatewayUnits) -> int:
    """Delete a batch of the answers that hold no longer; how many."""
    async with units() as unit:
        return await unit.answers.forget_answers(kept_for=KEPT_FOR, limit=BATCH)
