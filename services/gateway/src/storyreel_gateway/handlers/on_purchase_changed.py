"""Something that costs money was asked for, is being made, or came to an end."""

from storyreel_chassis.logs import logger
from storyreel_gateway.domain import facts
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.purchases import Piece, PurchaseChanged, charge, purchase_of
from storyreel_gateway.handlers.steps import locked, take
from storyreel_gateway.ports import GatewayUnit, GatewayUnits


async def on_purchase_changed(units: GatewayUnits, fact: PurchaseChanged) -> None:
    """The ledger counts what it stands at; of its revisions the highest holds, in whatever order they come.

    Raises:
        Refused: the job is not ours
    """
    async with units() as unit:
        if not await unit.heard(fact):
            return
        job = await locked(unit, fact.job_id, fact.owner_id)
        told = purchase_of(fact)
        former = await unit.purchases.get_purchase(told.owner_id, told.purchase_id)
        if not await unit.purchases.put_purchase(told):
            logger(__name__).info("purchase_ignored", job_id=str(job.job_id), purchase_id=str(told.purchase_id))
            return
        if former is not None and former.piece != told.piece:
            left = job if former.job_id == job.job_id else await locked(unit, former.job_id, fact.owner_id)
            left = await _charge(unit, left, former.piece, fact)
            job = left if left.job_id == job.job_id else job
        await _charge(unit, job, told.piece, fact)


async def _charge(unit: GatewayUnit, job: Job, piece: Piece, fact: PurchaseChanged) -> Job:
    """Settle one piece by all of its purchases."""
    known = charge(piece, await unit.purchases.purchases_of(job.owner_id, piece))
    return await take(unit, job, lambda job: facts.purchase_changed(job, [known]), cause=fact)
