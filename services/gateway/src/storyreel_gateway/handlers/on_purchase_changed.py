"""Something that costs money was asked for, is being made, or came to an end."""

from storyreel_chassis.logs import logger
from storyreel_gateway.domain import facts
from storyreel_gateway.domain.purchases import PurchaseChanged, charge, purchase_of
from storyreel_gateway.handlers.steps import locked, take
from storyreel_gateway.ports import GatewayUnits


async def on_purchase_changed(units: GatewayUnits, fact: PurchaseChanged) -> None:
    """The ledger counts what all purchases of its piece stand at.

    Of the revisions of one the highest holds, in whatever order they come; what it is for never changes.

    Raises:
        Refused: the job is not ours
    """
    async with units() as unit:
        if not await unit.heard(fact):
            return
        job = await locked(unit, fact.job_id, fact.owner_id)
        told = purchase_of(fact)
        if not await unit.purchases.put_purchase(told):
            logger(__name__).info("purchase_ignored", job_id=str(job.job_id), purchase_id=str(told.purchase_id))
            return
        known = charge(told.piece, await unit.purchases.purchases_of(job.owner_id, told.piece))
        await take(unit, job, lambda job: facts.purchase_changed(job, known), cause=fact)
