"""What a share link shows: to programs as JSON, to people as a page. No key, nothing but what is shared."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Refused
from storyreel_contracts.api import SharedView
from storyreel_gateway.domain.film import Film
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.progress import no_film
from storyreel_gateway.domain.share import shared_view
from storyreel_gateway.domain.share_links import path_of
from storyreel_gateway.handlers.open_share import open_share
from storyreel_gateway.routes import shared_page
from storyreel_gateway.routes.files import send_object
from storyreel_gateway.routes.film import film_of, picture_of, poster_of, send_film
from storyreel_gateway.routes.problems import problems, refused
from storyreel_gateway.routes.services import Here, Services

router = APIRouter(tags=["sharing"])
Token = Annotated[str, Path(description="As it stands in the link.")]
_VARIES = {"Vary": "Accept"}
_PUBLIC: dict[str, Any] = {"security": []}


@router.head("/shared/{token}", include_in_schema=False)
@router.get(
    "/shared/{token}",
    response_model=SharedView,
    responses={
        200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "What is shared"},
        **problems(403, 409, public=True),
    },
    openapi_extra=_PUBLIC,
    summary="Look at what is shared",
)
async def shared(
    request: Request, here: Here, token: Token, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    """Public: the link is the permission. A page for browsers (`Accept: text/html`), else JSON."""
    to_a_person = "text/html" in accept and "application/json" not in accept
    try:
        share, job = await open_share(here.units, here.links, token)
        request.state.job_id, request.state.share_id = share.job_id, share.share_id
        view = shared_view(share, job, path_of(token))
    except Refused as refusal:
        answer = await refused(request, refusal)
        if to_a_person:
            return _page(shared_page.sorry(refusal.message), answer.status_code)
        answer.headers.update(_VARIES)
        return answer
    if to_a_person:
        return _page(shared_page.page(view), 200)
    return Response(view.model_dump_json(exclude_none=True), media_type="application/json", headers=_VARIES)


@router.head("/shared/{token}/scenes/{scene_number}/image", include_in_schema=False)
@router.get(
    "/shared/{token}/scenes/{scene_number}/image",
    responses={
        200: {"content": {"image/*": {}}, "description": "The picture"},
        206: {"description": "A range of it"},
        **problems(403, 404, 416, public=True),
    },
    response_class=Response,
    openapi_extra=_PUBLIC,
    summary="Look at a picture of a shared storyboard",
)
async def image(request: Request, here: Here, token: Token, scene_number: Annotated[int, Path(ge=1)]) -> Response:
    """Public. The picture as it is now; its `ETag` changes with it."""
    share, job = await open_share(here.units, here.links, token, what="storyboard")
    request.state.job_id, request.state.share_id = share.job_id, share.share_id
    return await send_object(request, here.objects, picture_of(job.entries, scene_number))


@router.head("/shared/{token}/video", include_in_schema=False)
@router.get(
    "/shared/{token}/video",
    responses={
        200: {"content": {"video/mp4": {}}, "description": "The whole film"},
        206: {"description": "A range of it"},
        **problems(403, 404, 409, 416, public=True),
    },
    response_class=Response,
    openapi_extra=_PUBLIC,
    summary="Watch a shared film",
)
async def video(request: Request, here: Here, token: Token) -> Response:
    """Public. With `Range`, `ETag` and `Content-Length`; counts as a download of the job's film."""
    job, film = await _film(request, here, token)
    return await send_film(request, here, job, film_of(film))


@router.head("/shared/{token}/poster", include_in_schema=False)
@router.get(
    "/shared/{token}/poster",
    responses={
        200: {"content": {"image/*": {}}, "description": "The picture"},
        206: {"description": "A range of it"},
        **problems(403, 404, 409, 416, public=True),
    },
    response_class=Response,
    openapi_extra=_PUBLIC,
    summary="Look at what is shown before a shared film plays",
)
async def poster(request: Request, here: Here, token: Token) -> Response:
    """Public; its `ETag` changes with the film."""
    _, film = await _film(request, here, token)
    return await send_object(request, here.objects, poster_of(film))


async def _film(request: Request, here: Services, token: str) -> tuple[Job, Film]:
    share, job = await open_share(here.units, here.links, token, what="film")
    request.state.job_id, request.state.share_id = share.job_id, share.share_id
    if job.film is None:
        raise no_film(job)
    return job, job.film


def _page(text: str, status: int) -> Response:
    headers = {"Content-Security-Policy": shared_page.POLICY, **_VARIES}
    return Response(text, status_code=status, media_type="text/html; charset=utf-8", headers=headers)
