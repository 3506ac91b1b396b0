"""The requests of batches get their turn: one by one, as many as the owner may have in work."""

import asyncio
import time
from collections.abc import Set
from contextlib import suppress

from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry.tracing import entered
from storyreel_contracts.api import BatchItemError, GenerationRequest
from storyreel_gateway.domain.batches import Queued
from storyreel_gateway.domain.refusals import Crowded
from storyreel_gateway.handlers.once import parts_of
from storyreel_gateway.handlers.request_generation import request_generation
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

BROKEN = BatchItemError(code="internal_error", message="This is our mistake; it is in the log. Send the request again.")


async def start_items(units: GatewayUnits, owner_id: str) -> int:
    """Turn the owner's waiting requests into jobs while there is a place for one more; how many had their turn.

    Raises:
        Transient: the database is away
    """
    count = 0
    while await _start_next(units, owner_id):
        count += 1
    return count


async def _start_next(units: GatewayUnits, owner_id: str) -> bool:
    """Whether there may be another. The job, and the note that the request became it, are one transaction."""
    async with units() as unit:
        await unit.costs.hold_owner(owner_id)
        limit = unit.terms.concurrency
        if limit is not None and await unit.costs.jobs_in_work(owner_id) >= limit:
            return False
        item = await unit.batches.next_item(owner_id)
        if item is None:
            return False
        return await _start(unit, owner_id, item)


async def _start(unit: GatewayUnit, owner_id: str, item: Queued) -> bool:
    log = logger(__name__).bind(batch_id=str(item.batch_id), index=item.index)
    try:
        wish = GenerationRequest.model_validate(item.request)
        with entered(None, "start batch item", attributes={"storyreel.batch_id": str(item.batch_id)}):
            job = await request_generation(parts_of(unit), owner_id, wish, key_id=item.key_id, batch_id=item.batch_id)
    except Crowded:
        return False
    except Refused as refusal:
        log.info("batch_item_refused", code=refusal.code)
        await unit.batches.refuse_item(item, BatchItemError(code=refusal.code, message=refusal.message))
    except Transient:
        raise
    except Exception:  # a request that trips over a defect of ours must not hold up all that come after it
        log.exception("batch_item_broke")
        await unit.batches.refuse_item(item, BROKEN)
    else:
        await unit.batches.start_item(item, job.job_id)
        log.info("batch_item_started", job_id=str(job.job_id))
    return True


class Starter:
    """Looks for waiting requests of an owner as soon as this process commits that a job of theirs rests, and for
    those of everybody now and then: what a killed process was about to start is found again."""

    def __init__(self) -> None:
        self._owners: set[str] = set()
        self._bell = asyncio.Event()

    def poke(self, owner_id: str) -> None:
        """There may be a place, or a request, of this owner."""
        self._owners.add(owner_id)
        self._bell.set()

    async def run(self, units: GatewayUnits, *, every: float) -> None:
        """Start what can be started, for ever; everybody's at the start and every so many seconds."""
        due = 0.0
        while True:
            with suppress(Transient):
                if time.monotonic() >= due:
                    due = time.monotonic() + every
                    async with units() as unit:
                        self._owners |= set(await unit.batches.owners_with_items())
            for owner_id in self._taken():
                with suppress(Transient):
                    await start_items(units, owner_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, due - time.monotonic())):
                    await self._bell.wait()
            self._bell.clear()

    def _taken(self) -> Set[str]:
        owners, self._owners = self._owners, set()
        return owners
