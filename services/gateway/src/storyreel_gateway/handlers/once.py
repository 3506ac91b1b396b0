"""A request under an Idempotency-Key acts once, however often it is sent: effect and answer are one transaction."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from storyreel_gateway.domain.answer import KEPT_FOR, Answer, Kept
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

Act = Callable[[GatewayUnits], Awaitable[Answer]]
"""Does what is asked, in the units that it is given, and tells the answer; refusals are answers too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, under which key, and for what."""

    owner_id: str
    key: str
    fingerprint: bytes


async def once(units: GatewayUnits, asked: Asked, act: Act) -> tuple[Answer, bool] | None:
    """The answer, and whether it is a former one; None while another request acts under the key.

    Where `act` raises, nothing happened and nothing is kept.

    Raises:
        Refused: the key belongs to another request
    """
    async with units() as unit:
        kept = await _find(unit, asked)
        if kept is None:
            if not await unit.answers.hold_key(asked.owner_id, asked.key):
                return None
            kept = await _find(unit, asked)  # who held the key a moment ago has committed
        if kept is not None:
            return kept, True
        answer = await act(parts_of(unit))
        if answer.definite:
            await unit.answers.keep_answer(asked.owner_id, asked.key, Kept(asked.fingerprint, answer))
    return answer, False


async def is_answered(units: GatewayUnits, owner_id: str, key: str) -> bool:
    """Whether a request under this key has had its answer."""
    async with units() as unit:
        return await unit.answers.find_answer(owner_id, key, kept_for=KEPT_FOR) is not None


async def former_answer(units: GatewayUnits, asked: Asked) -> Answer | None:
    """What this request was answered before.

    Raises:
        Refused: the key belongs to another request
    """
    async with units() as unit:
        return await _find(unit, asked)


async def _find(unit: GatewayUnit, asked: Asked) -> Answer | None:
    kept = await unit.answers.find_answer(asked.owner_id, asked.key, kept_for=KEPT_FOR)
    if kept is None:
        return None
    if kept.fingerprint != asked.fingerprint:
        raise refuse("idempotency_key_reused")
    return kept.answer


def parts_of(unit: GatewayUnit) -> GatewayUnits:
    """Units that are parts of this one: a handler's refusal undoes its own part only."""

    @asynccontextmanager
    async def part() -> AsyncIterator[GatewayUnit]:
        async with unit.part():
            yield unit

    return part
