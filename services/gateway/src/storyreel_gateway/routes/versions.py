"""Former storyboards: look at them, compare two, bring one back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from storyreel_contracts.api import JobResponse, StoryboardDiff, StoryboardVersion, StoryboardVersionDetail
from storyreel_gateway.domain.diff import differences, scene_diff
from storyreel_gateway.domain.telling import told
from storyreel_gateway.domain.versions import version_detail, version_responses, versions_url
from storyreel_gateway.handlers import read_storyboards
from storyreel_gateway.handlers.read_storyboards import FIRST, LAST
from storyreel_gateway.handlers.restore_storyboard import restore_storyboard
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import fresh_answer, job_answer
from storyreel_gateway.routes.conditions import AsSeen
from storyreel_gateway.routes.files import send_object
from storyreel_gateway.routes.film import picture_of
from storyreel_gateway.routes.lists import CURSOR, LINKED, Limit, next_page
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import NOT_CHANGED, problems
from storyreel_gateway.routes.services import Here, Reader, Writer

router = APIRouter(tags=["storyboard"])
Version = Annotated[int, Path(ge=FIRST, le=LAST, description="A `version` of the list.")]
_CURSOR = Query(description=CURSOR, json_schema_extra={"pattern": "^[1-9][0-9]{0,8}$"})
VERSIONS = "/jobs/{job_id}/storyboard/versions"


@router.head(VERSIONS, include_in_schema=False)
@router.get(
    VERSIONS,
    response_model=list[StoryboardVersion],
    responses={**NOT_CHANGED, **problems(404, 422)},
    summary="List the storyboard's versions, newest first",
    response_description=f"Up to `limit` versions. {LINKED}",
)
async def list_versions(
    request: Request,
    here: Here,
    who: Reader,
    job_id: UUID,
    limit: Limit = 50,
    cursor: Annotated[str | None, _CURSOR] = None,
) -> Response:
    """A version is here once it is settled: while a refined scene is drawn, the job's `storyboard_version` is ahead of
    this list and its entry says `generating`. None is ever taken away."""
    job, versions, following = await read_storyboards.list_versions(
        here.units, who.owner_id, job_id, cursor=cursor, limit=limit
    )
    headers = next_page(versions_url(job), following, limit=limit)
    return fresh_answer(request, version_responses(job, versions)[:limit], headers=headers)


@router.head(VERSIONS + "/{version}", include_in_schema=False)
@router.get(
    VERSIONS + "/{version}",
    response_model=StoryboardVersionDetail,
    responses={**NOT_CHANGED, **problems(404)},
    summary="Look at one version of the storyboard",
)
async def get_version(request: Request, here: Here, who: Reader, job_id: UUID, version: Version) -> Response:
    """All scenes as they were; each `image_url` serves the picture of that version."""
    found = await read_storyboards.get_version(here.units, who.owner_id, job_id, version)
    return fresh_answer(request, version_detail(*found))


@router.head(VERSIONS + "/{version}/scenes/{scene_number}/image", include_in_schema=False)
@router.get(
    VERSIONS + "/{version}/scenes/{scene_number}/image",
    responses={
        200: {"content": {"image/*": {}}, "description": "The picture"},
        206: {"description": "A range of it"},
        **problems(404, 416),
    },
    response_class=Response,
    summary="Look at a picture of one version",
)
async def get_picture(
    request: Request,
    here: Here,
    who: Reader,
    job_id: UUID,
    version: Version,
    scene_number: Annotated[int, Path(ge=1)],
) -> Response:
    """It stays readable however often the scene is refined."""
    _, (found,) = await read_storyboards.get_versions(here.units, who.owner_id, job_id, version)
    return await send_object(request, here.objects, picture_of(found.entries, scene_number))


@router.head(VERSIONS + "/{version}/diff/{other}", include_in_schema=False)
@router.get(
    VERSIONS + "/{version}/diff/{other}",
    response_model=StoryboardDiff,
    responses={**NOT_CHANGED, **problems(404)},
    summary="Compare two versions of the storyboard",
)
async def get_diff(
    request: Request, here: Here, who: Reader, job_id: UUID, version: Version, other: Version
) -> Response:
    """What it takes to come from `version` to `other`: each scene that differs, for programs, and a summary for people.
    Either may be the newer one."""
    job, (before, after) = await read_storyboards.get_versions(here.units, who.owner_id, job_id, version, other)
    urls = f"{versions_url(job)}/{version}", f"{versions_url(job)}/{other}"
    found = differences(before.entries, after.entries)
    scenes = [scene_diff(one, *urls) for one in found if one.changes]
    diff = StoryboardDiff(
        job_id=job_id,
        before=version,
        after=other,
        equal=not scenes,
        summary=told(found),
        scenes=scenes,
        links={"before": urls[0], "after": urls[1]},
    )
    return fresh_answer(request, diff)


@router.post(
    VERSIONS + "/{version}/restore",
    response_model=JobResponse,
    responses=problems(404, 409, 412),
    summary="Bring a version of the storyboard back",
)
async def restore(acting: Acting, who: Writer, job_id: UUID, version: Version, seen: AsSeen) -> Response:
    """Makes a new version that is equal to this one, with the pictures that it had: nothing is drawn or paid again, and
    it is no refinement. Allowed whenever a reorder is; clears the approval. Restoring the current version changes
    nothing."""

    async def act(units: GatewayUnits) -> Response:
        return job_answer(await restore_storyboard(units, who.owner_id, job_id, version, expected=seen))

    return await acting(act)
