"""An owner reviews the storyboard: refine, reorder, approve."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError, WithJsonSchema
from starlette.responses import Response

from storyreel_contracts.api import JobResponse, RefineRequest, ReorderRequest
from storyreel_gateway.handlers import approve_storyboard, refine_scene, reorder_scenes
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import job_answer
from storyreel_gateway.routes.conditions import AsSeen
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import invalid, problems
from storyreel_gateway.routes.services import Writer

router = APIRouter(tags=["storyboard"])
_Numbers = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}(,\d{1,2})*$"})]


@router.post(
    "/jobs/{job_id}/approve",
    response_model=JobResponse,
    responses=problems(404, 409, 412),
    summary="Approve the storyboard as it stands",
)
async def approve(acting: Acting, who: Writer, job_id: UUID, seen: AsSeen) -> Response:
    """Needed before a render; any later edit takes it back. Approving twice changes nothing."""

    async def act(units: GatewayUnits) -> Response:
        return job_answer(await approve_storyboard.approve_storyboard(units, who.owner_id, job_id, expected=seen))

    return await acting(act)


@router.post(
    "/jobs/{job_id}/refine",
    status_code=202,
    response_model=JobResponse,
    responses=problems(402, 404, 409, 412, 422, 429),
    summary="Change one scene",
)
async def refine(  # noqa: PLR0917 - FastAPI passes by name
    acting: Acting,
    who: Writer,
    job_id: UUID,
    seen: AsSeen,
    wish: RefineRequest | None = None,
    scene_number: Annotated[int | None, Query(ge=1)] = None,
    new_image_prompt: Annotated[str | None, Query(max_length=2000)] = None,
    new_description: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """As a JSON body or as query parameters. A new image prompt makes that one picture again; a new description alone
    changes the caption at once. Clears the approval. Five per job, those of failed scenes not counted."""
    given = {
        "scene_number": scene_number,
        "new_image_prompt": new_image_prompt,
        "new_description": new_description,
    }
    _said_once(wish, given)
    if wish is None:
        try:
            wish = RefineRequest.model_validate({name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            raise invalid(error, "query") from None

    async def act(units: GatewayUnits) -> Response:
        job = await refine_scene.refine_scene(units, who.owner_id, job_id, wish, expected=seen)
        return job_answer(job, status=202)

    return await acting(act, spends=True)


@router.post(
    "/jobs/{job_id}/reorder",
    response_model=JobResponse,
    responses=problems(404, 409, 412, 422),
    summary="Put the scenes in another order",
)
async def reorder(
    acting: Acting,
    who: Writer,
    job_id: UUID,
    seen: AsSeen,
    wish: ReorderRequest | None = None,
    scene_order: Annotated[list[_Numbers] | None, Query(description="`2,1,3`, or repeated")] = None,
) -> Response:
    """As a JSON body or as query parameters: all present scene numbers in the wanted order. The scenes are renumbered
    from 1. Clears the approval."""
    _said_once(wish, {"scene_order": scene_order})
    if wish is None:
        order = [_number(part) for one in scene_order or [] for part in one.split(",")]
        try:
            wish = ReorderRequest.model_validate({"scene_order": order})
        except ValidationError as error:
            raise invalid(error, "query") from None

    async def act(units: GatewayUnits) -> Response:
        return job_answer(await reorder_scenes.reorder_scenes(units, who.owner_id, job_id, wish, expected=seen))

    return await acting(act)


def _said_once(wish: BaseModel | None, query: Mapping[str, object]) -> None:
    """Refuse a request that says the same in its body and in its query: one of them would be ignored."""
    for name, value in query.items():
        if wish is not None and value is not None:
            reason = "must not stand beside a body: say everything in one of them"
            raise RequestValidationError([{"type": "said_twice", "loc": ("query", name), "msg": reason, "input": None}])


def _number(text: str) -> int | str:
    """What stands in a query as a number, when it is one; the model says what is wrong with the rest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
