"""A job as its owner sees it: the API's models, and the finished bytes of them."""

import zlib
from dataclasses import dataclass
from uuid import UUID

from storyreel_chassis.telemetry.tracing import trace_id_of
from storyreel_contracts.api import (
    CostsMetadata,
    JobMetadata,
    JobResponse,
    Maker,
    MetricsMetadata,
    Scene,
    SceneDetail,
    ScenesMetadata,
    SceneSource,
    StoryboardEntry,
    VideoMetadata,
    VideoParameters,
)
from storyreel_contracts.status import GenerationStatus
from storyreel_gateway.domain.film import Source
from storyreel_gateway.domain.job import MAX_REFINEMENTS, Job, may
from storyreel_gateway.domain.progress import progress_of
from storyreel_gateway.domain.quoting import affordable
from storyreel_gateway.domain.rules import Trigger
from storyreel_gateway.domain.storyboard import Entry

ACTIONS = {
    "approve": Trigger.APPROVE,
    "render": Trigger.RENDER,
    "refine": Trigger.REWORD,
    "reorder": Trigger.REORDER,
    "cancel": Trigger.CANCEL,
}


@dataclass(frozen=True, slots=True)
class JobView:
    """`body` is the JSON of `JobResponse`; `etag` is strong and quoted."""

    job_id: UUID
    owner_id: str
    version: int
    etag: str
    body: bytes


def job_url(job_id: UUID) -> str:
    """Where a job is, as an absolute path of this API."""
    return f"/api/v2/jobs/{job_id}"


def batch_url(batch_id: UUID) -> str:
    """Where a batch is."""
    return f"/api/v2/batches/{batch_id}"


def view_of(job: Job) -> JobView:
    """The finished bytes of a job."""
    body = job_response(job).model_dump_json().encode()
    return JobView(job.job_id, job.owner_id, job.version, f'"{job.version}-{zlib.crc32(body):08x}"', body)


def job_response(job: Job) -> JobResponse:
    """A job as it stands."""
    url = job_url(job.job_id)
    return JobResponse(
        job_id=job.job_id,
        status=job.status,
        progress=progress_of(job),
        storyboard=[entry_response(entry, url) for entry in job.entries] or None,
        video_url=f"{url}/video" if job.film else None,
        estimated_cost=job.estimated_cost,
        actual_cost=job.actual_cost,
        created_at=job.created_at,
        updated_at=job.updated_at,
        approved=job.approved,
        error_message=job.failure.message[:1000] if job.failure else None,
        version=job.version,
        storyboard_version=job.storyboard_version,
        error=job.failure,
        provider=job.provider,
        refinements_left=max(0, MAX_REFINEMENTS - job.refinement_count),
        batch_id=job.batch_id,
        links=_links(job, url),
    )


def entry_response(entry: Entry, url: str) -> StoryboardEntry:
    """A scene; its picture is below the URL."""
    return StoryboardEntry(
        scene=Scene(
            scene_number=entry.scene_number,
            description=entry.description,
            duration=entry.duration,
            image_prompt=entry.image_prompt,
        ),
        image_url=f"{url}/scenes/{entry.scene_number}/image" if entry.picture else None,
        picture_provider=entry.picture.provider if entry.picture else None,
        generation_status=entry.status,
        error=entry.error,
    )


def _links(job: Job, url: str) -> dict[str, str]:
    """What can be done now: an action's link is there while the state machine would take it. In that of
    `restore` the client puts the version (RFC 6570)."""
    links = {"self": url, "events": f"{url}/events", "metadata": f"{url}/metadata"}
    links |= {name: f"{url}/{name}" for name, trigger in ACTIONS.items() if may(job, trigger)}
    if job.batch_id:
        links["batch"] = batch_url(job.batch_id)
    if job.storyboard_version:
        links["versions"] = f"{url}/storyboard/versions"
    if job.storyboard_version > 1 and may(job, Trigger.RESTORE):
        links["restore"] = f"{url}/storyboard/versions/{{version}}/restore"
    if not affordable(job):
        links.pop("render", None)
    if job.film:
        links |= {"video": f"{url}/video", "export": f"{url}/export"}
    return links


def job_metadata(job: Job) -> JobMetadata:
    """Everything about a job that is not its storyboard."""
    statuses = [entry.status for entry in job.entries]
    return JobMetadata(
        job_id=job.job_id,
        status=job.status,
        scenes=ScenesMetadata(
            total=len(statuses),
            completed=statuses.count(GenerationStatus.COMPLETED),
            failed=statuses.count(GenerationStatus.FAILED),
            details=[_detail(entry) for entry in job.entries],
        ),
        costs=CostsMetadata(estimated=job.estimated_cost, actual=job.actual_cost),
        metrics=MetricsMetadata(refinement_count=job.refinement_count, download_count=job.download_count),
        video=_video(job),
        seed=job.seed,
        trace_id=trace_id_of(job.traceparent),
        approved_at=job.approved_at,
        error=job.failure,
        created_at=job.created_at,
        updated_at=job.updated_at,
    )


def _detail(entry: Entry) -> SceneDetail:
    return SceneDetail(
        scene_number=entry.scene_number,
        duration=entry.duration,
        status=entry.status,
        has_image=entry.picture is not None,
    )


def _video(job: Job) -> VideoMetadata:
    film = job.film
    if film is None:
        return VideoMetadata(available=False, url=None, parameters=None)
    parameters = VideoParameters(**film.model_dump(include=set(VideoParameters.model_fields)))
    sources = [_scene_source(one) for one in film.sources]
    return VideoMetadata(available=True, url=f"{job_url(job.job_id)}/video", parameters=parameters, sources=sources)


def _scene_source(one: Source) -> SceneSource:
    picture = None if one.picture_model is None else Maker(provider=one.picture_provider, model=one.picture_model)
    clip = None if one.clip_model is None else Maker(provider=one.clip_provider, model=one.clip_model)
    return SceneSource(scene_number=one.scene_number, picture=picture, clip=clip)
