"""API keys: make, list and revoke them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from storyreel_chassis.sealing import seal, unseal
from storyreel_contracts.api import ApiKey, KeyRequest, NewApiKey
from storyreel_gateway.domain.api_key import key_response
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers import create_key, read_keys, revoke_key
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import model_answer
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.once import AdminActing
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Admin, Anybody, Here

router = APIRouter(tags=["keys"])
PATH = "/api/v2/keys"


@router.post(
    "/keys",
    status_code=201,
    response_model=NewApiKey,
    responses=problems(409, 422),
    summary="Make a key",
    response_description="The key with its record; `Location` says where the record is.",
)
async def create(acting: AdminActing, here: Here, who: Admin, wish: KeyRequest) -> Response:
    """`key` is in this answer only: nobody can read it later, we neither. A repetition under the same Idempotency-Key
    gets it again."""

    async def act(units: GatewayUnits) -> Response:
        record, key = await create_key.create_key(units, who, wish)
        sealed = seal(here.sealing_key, record.key_id.bytes, key)
        told = NewApiKey(**key_response(record).model_dump(), key=sealed)
        headers = {"Location": f"{PATH}/{record.key_id}"}
        return model_answer(told, status=201, headers=headers)

    def reveal(body: bytes) -> bytes:
        told = NewApiKey.model_validate_json(body)
        key = unseal(here.sealing_key, told.key_id.bytes, told.key)
        if key is None:
            raise refuse("key_not_shown_again")
        return told.model_copy(update={"key": key}).model_dump_json().encode()

    return await acting(act, reveal=reveal)


@router.head("/keys", include_in_schema=False)
@router.get(
    "/keys",
    response_model=list[ApiKey],
    responses=problems(422),
    summary="List keys, newest first",
    response_description=f"Up to `limit` keys. {LINKED}",
)
async def list_keys(
    here: Here,
    _who: Admin,
    response: Response,
    owner_id: Annotated[str | None, Query(max_length=100, description="Only keys of this owner.")] = None,
    revoked: Annotated[bool | None, Query(description="Only revoked ones, or only others.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> list[ApiKey]:
    """Those of every owner. A key that was revoked or has expired stays in the list."""
    page, following = await read_keys.list_keys(
        here.units, owner_id=owner_id, revoked=revoked, cursor=cursor, limit=limit
    )
    asked = {"owner_id": owner_id, "revoked": None if revoked is None else str(revoked).lower(), "limit": limit}
    response.headers.update(next_page(PATH, following, **asked))
    return [key_response(record) for record in page]


@router.head("/keys/self", include_in_schema=False)
@router.get("/keys/self", responses=problems(), summary="The key that asks")
async def own(here: Here, who: Anybody) -> ApiKey:
    """Whose it is, what it may do, and until when; every key may know this of itself."""
    return key_response(await read_keys.get_key(here.units, who.key_id))


@router.delete("/keys/self", include_in_schema=False)
async def not_oneself() -> Response:
    """`self` is no key's id: without this it would be looked for."""
    raise HTTPException(405)


@router.head("/keys/{key_id}", include_in_schema=False)
@router.get("/keys/{key_id}", responses=problems(404), summary="One key's record")
async def get(here: Here, _who: Admin, key_id: UUID) -> ApiKey:
    """Without the key itself."""
    return key_response(await read_keys.get_key(here.units, key_id))


@router.delete(
    "/keys/{key_id}",
    status_code=204,
    responses={204: {"description": "It is revoked"}, **problems(404, 409)},
    response_class=Response,
    summary="Revoke a key",
)
async def revoke(here: Here, who: Admin, key_id: UUID) -> Response:
    """It opens nothing any more: at once here, within five seconds on every other gateway. Twice is once. The key that
    asks cannot revoke itself."""
    await revoke_key.revoke_key(here.units, who, key_id)
    here.authenticate.forget(key_id)
    return Response(status_code=204)
