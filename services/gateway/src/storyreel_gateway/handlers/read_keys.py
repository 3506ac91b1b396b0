"""Reading the records of keys."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_gateway.domain.api_key import KeyRecord
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import GatewayUnits


async def get_key(units: GatewayUnits, key_id: UUID) -> KeyRecord:
    """A key of any owner.

    Raises:
        Refused: there is none
    """
    async with units() as unit:
        record = await unit.keys.get_key(key_id)
    if record is None:
        raise refuse("key_not_found")
    return record


async def list_keys(
    units: GatewayUnits, *, owner_id: str | None, revoked: bool | None, cursor: str | None, limit: int
) -> tuple[Sequence[KeyRecord], str | None]:
    """A page of keys, newest first, and the cursor of the next page.

    Raises:
        Refused: the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        found = await unit.keys.list_keys(owner_id=owner_id, revoked=revoked, before=before, limit=limit + 1)
    return cut(found, limit, lambda record: record.key_id)
