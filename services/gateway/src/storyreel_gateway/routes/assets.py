"""Files that owners bring along: uploaded, listed, served, deleted."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Refused
from storyreel_contracts.api import Asset as AssetAnswer
from storyreel_contracts.api import AssetUpload
from storyreel_contracts.formats import AssetType
from storyreel_gateway.domain.answer import fingerprint
from storyreel_gateway.domain.asset import Asset, Received, asset_answer, asset_url
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers import read_assets
from storyreel_gateway.handlers.delete_asset import delete_asset
from storyreel_gateway.handlers.upload_asset import Uploading, keep_asset
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import list_answer, model_answer
from storyreel_gateway.routes.files import Served, send_object
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.once import ActingUpload
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.receiving import receive
from storyreel_gateway.routes.services import Here, Reader, Uploader

router = APIRouter(tags=["assets"])
_FIELDS = AssetUpload.model_json_schema()["properties"]
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "jpg, png, gif, webp, mp4, mov, mp3, wav or pdf, up to 50 MB.",
                    },
                    **_FIELDS,
                },
                "required": ["file"],
                "additionalProperties": False,
            }
        }
    },
}


@router.post(
    "/upload-asset",
    status_code=201,
    response_model=AssetAnswer,
    responses=problems(408, 409, 413, 415, 422, 429),
    openapi_extra={"requestBody": _BODY},
    summary="Upload a file",
    response_description="The asset; `Location` says where its content is.",
)
async def upload(request: Request, here: Here, acting: ActingUpload, who: Uploader) -> Response:
    """A picture, film, sound or document of your own. The content has to be what the file's name and Content-Type say.
    Pictures are written anew and turned upright, films and sounds are packed anew with every picture and sound as it
    was: what else a camera or a program has noted in them, such as the place, is not kept. Documents stay as they are.
    """
    if refusal := await acting.limited("upload"):
        return refusal
    await here.scratch.check()
    async with here.scratch.folder("upload") as folder:
        coming = _Upload(here.uploading, who.owner_id, await receive(request, folder))
        try:
            return await acting(coming.keep, told=coming.fingerprint(request), ahead=coming.store)
        finally:
            await coming.settle()


class _Upload:
    """One upload: `store` does what takes long, `keep` what is one transaction with the answer."""

    def __init__(self, uploading: Uploading, owner_id: str, received: Received) -> None:
        self._uploading, self._owner_id, self._received = uploading, owner_id, received
        self._asset: Asset | None = None
        self._refusal: Refused | None = None

    def fingerprint(self, request: Request) -> bytes:
        """What makes it the same upload: content and names, not the form's boundary."""
        told = self._received
        said = [told.digest.hex(), told.filename, told.name, told.client_id]
        query = [*request.query_params.multi_items(), *(("", str(one)) for one in said)]
        return fingerprint(request.method, request.url.path, query, b"")

    async def store(self) -> None:
        try:
            self._asset = await self._uploading.store(self._owner_id, self._received)
        except Refused as refusal:
            self._refusal = refusal

    async def keep(self, units: GatewayUnits) -> Response:
        if self._asset is None:
            raise self._refusal or refuse("asset_unreadable")
        asset = await keep_asset(units, self._asset)
        headers = {"Location": asset_url(asset.asset_id)}
        return model_answer(asset_answer(asset), status=201, headers=headers)

    async def settle(self) -> None:
        """Where another one was kept under the key, or none, nothing of this stays."""
        if self._asset is not None:
            await self._uploading.discard(self._asset)


@router.head("/assets", include_in_schema=False)
@router.get(
    "/assets",
    response_model=list[AssetAnswer],
    responses=problems(422),
    summary="List your files, newest first",
    response_description=f"Up to `limit` assets. {LINKED}",
)
async def list_assets(
    here: Here,
    who: Reader,
    asset_type: Annotated[AssetType | None, Query(alias="type", description="Only assets of this type.")] = None,
    client_id: Annotated[str | None, Query(max_length=100, description="Only assets of this client.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Pages do not shift while files are added."""
    page, following = await read_assets.list_assets(
        here.units, who.owner_id, asset_type=asset_type, client_id=client_id, cursor=cursor, limit=limit
    )
    headers = next_page("/api/v2/assets", following, type=asset_type, client_id=client_id, limit=limit)
    return list_answer([asset_answer(asset) for asset in page], headers=headers)


@router.head("/assets/{asset_id}", include_in_schema=False)
@router.get(
    "/assets/{asset_id}",
    responses={
        200: {"content": {"*/*": {}}, "description": "The content"},
        206: {"description": "A range of it"},
        **problems(404, 416),
    },
    response_class=Response,
    summary="Get a file's content",
)
async def content(request: Request, here: Here, who: Reader, asset_id: UUID) -> Response:
    """With `Range`, `ETag` and `Content-Length`, always as the type that was found in it; documents as attachments."""
    asset = await read_assets.get_asset(here.units, who.owner_id, asset_id)
    served = Served(
        asset.object_key,
        asset.mime_type,
        asset.digest.hex(),
        asset.name,
        missing=refuse("asset_missing"),
        extension=asset.format,
        attached=asset.type == "document",
    )
    return await send_object(request, here.objects, served)


@router.head("/assets/{asset_id}/metadata", include_in_schema=False)
@router.get("/assets/{asset_id}/metadata", responses=problems(404), summary="What is known about a file")
async def metadata(here: Here, who: Reader, asset_id: UUID) -> AssetAnswer:
    """Its type, size and length, as found in it."""
    return asset_answer(await read_assets.get_asset(here.units, who.owner_id, asset_id))


@router.head("/assets/{asset_id}/thumbnail", include_in_schema=False)
@router.get(
    "/assets/{asset_id}/thumbnail",
    responses={
        200: {"content": {"image/jpeg": {}, "image/png": {}}, "description": "The picture"},
        206: {"description": "A range of it"},
        **problems(404, 416),
    },
    response_class=Response,
    summary="Look at a file's thumbnail",
)
async def thumbnail(request: Request, here: Here, who: Reader, asset_id: UUID) -> Response:
    """At most 640 pixels wide and high: the picture, a frame of the film, the first page, or the sound's loudness."""
    asset = await read_assets.get_asset(here.units, who.owner_id, asset_id)
    served = Served(
        asset.thumbnail_key,
        asset.thumbnail_type,
        f"{asset.digest.hex()}-thumbnail",
        f"{asset.name.rpartition('.')[0] or asset.name}-thumbnail",
        missing=refuse("asset_missing"),
        extension=asset.thumbnail_key.rpartition(".")[2],
    )
    return await send_object(request, here.objects, served)


@router.delete(
    "/assets/{asset_id}",
    status_code=204,
    responses={204: {"description": "It is gone"}, **problems(404, 409)},
    response_class=Response,
    summary="Delete a file",
)
async def delete(here: Here, who: Uploader, asset_id: UUID) -> Response:
    """It is gone from every list at once. A film that shows it can still be rendered again: the content stays until the
    last job that has it is gone."""
    await delete_asset(here.units, here.objects, who.owner_id, asset_id)
    return Response(status_code=204)
