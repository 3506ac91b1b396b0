"""The film: render it, watch it, look at its pictures."""

from dataclasses import replace
from functools import partial
from mimetypes import guess_type
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from storyreel_contracts.api import JobResponse, RenderOptions
from storyreel_gateway.domain.film import Film
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.progress import no_film
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.storyboard import Entries
from storyreel_gateway.handlers import read_jobs, render_film
from storyreel_gateway.handlers.count_download import count_download
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import job_answer
from storyreel_gateway.routes.files import Served, send_object
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Services, Writer

router = APIRouter(tags=["film"])


@router.post(
    "/jobs/{job_id}/render",
    status_code=202,
    response_model=JobResponse,
    responses=problems(402, 404, 409, 422, 429),
    summary="Render the approved storyboard",
)
async def render(acting: Acting, who: Writer, job_id: UUID, options: RenderOptions | None = None) -> Response:
    """Again after `completed`, or after a failed render, while the storyboard is approved; unchanged clips are not
    rendered twice. A former film stays until the new one is complete."""

    async def act(units: GatewayUnits) -> Response:
        job = await render_film.render_film(units, who.owner_id, job_id, options or RenderOptions())
        return job_answer(job, status=202)

    return await acting(act, limit="render", spends=True)


@router.head("/jobs/{job_id}/video", include_in_schema=False)
@router.get(
    "/jobs/{job_id}/video",
    responses={
        200: {"content": {"video/mp4": {}}, "description": "The whole film"},
        206: {"description": "A range of it"},
        **problems(404, 409, 416),
    },
    response_class=Response,
    summary="Watch the film",
)
async def video(request: Request, here: Here, who: Reader, job_id: UUID) -> Response:
    """With `Range`, `ETag` and `Content-Length`. A GET that gets the first byte counts as a download."""
    job = await read_jobs.get_job(here.units, who.owner_id, job_id)
    if job.film is None:
        raise no_film(job)
    return await send_film(request, here, job, replace(film_of(job.film), filename=f"storyreel-{job_id}.mp4"))


def film_of(film: Film) -> Served:
    """The film's file."""
    missing = refuse("video_missing")
    return Served(film.master_key, film.media_type, str(film.render_id), "storyreel-film.mp4", missing=missing)


def poster_of(film: Film) -> Served:
    """What is shown before it plays.

    Raises:
        Refused: there is nothing
    """
    missing = refuse("poster_missing")
    if film.poster_key is None:
        raise missing
    media_type = guess_type(film.poster_key)[0] or "application/octet-stream"
    name = f"storyreel-film.{media_type.rpartition('/')[2]}"
    return Served(film.poster_key, media_type, f"{film.render_id}-poster", name, missing=missing)


async def send_film(request: Request, here: Services, job: Job, served: Served) -> Response:
    """A job's film; whoever gets its first byte downloads it."""
    counted = partial(count_download, here.units, job.owner_id, job.job_id)
    return await send_object(request, here.objects, served, begun=counted)


@router.head("/jobs/{job_id}/scenes/{scene_number}/image", include_in_schema=False)
@router.get(
    "/jobs/{job_id}/scenes/{scene_number}/image",
    responses={
        200: {"content": {"image/*": {}}, "description": "The picture"},
        206: {"description": "A range of it"},
        **problems(404, 416),
    },
    response_class=Response,
    tags=["storyboard"],
    summary="Look at a scene's picture",
)
async def image(request: Request, here: Here, who: Reader, job_id: UUID, scene_number: int = Path(ge=1)) -> Response:
    """The picture as it is now; its `ETag` changes with it."""
    job = await read_jobs.get_job(here.units, who.owner_id, job_id)
    return await send_object(request, here.objects, picture_of(job.entries, scene_number))


def picture_of(entries: Entries, scene_number: int) -> Served:
    """The picture of a scene in a storyboard.

    Raises:
        Refused: there is no such scene, or it has no picture
    """
    for entry in entries:
        if entry.scene_number == scene_number and entry.picture is not None:
            picture = entry.picture
            name = f"scene-{scene_number}.{picture.media_type.rpartition('/')[2]}"
            return Served(
                picture.image_key, picture.media_type, str(entry.picture_id), name, missing=refuse("image_missing")
            )
    present = any(entry.scene_number == scene_number for entry in entries)
    if present or not entries:
        raise refuse("image_not_ready")
    raise refuse("image_not_found", detail=f"There is no scene {scene_number}: there are scenes 1 to {len(entries)}.")
