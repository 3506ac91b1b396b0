"""How far a job is, in numbers and a few words."""

from storyreel_chassis.errors import Refused
from storyreel_contracts.api import VideoProgress
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.refusals import NotYet, refuse

_WORDS = {
    VideoStatus.PENDING: "Waiting to be read",
    VideoStatus.PARSING: "Turning the prompt into scenes",
    VideoStatus.GENERATING_STORYBOARD: "Drawing the scenes",
    VideoStatus.RENDERING: "Rendering the film",
    VideoStatus.COMPLETED: "The film is ready",
    VideoStatus.CANCELED: "Canceled",
}

_RETRY_SECONDS = 5
_DRAW, _GONE = "Wait for storyboard_ready, approve and POST to …/render.", "Make a new one with POST /api/v2/generate."
_NO_FILM = {
    VideoStatus.PENDING: f"There is no film yet: the job waits to be read. {_DRAW}",
    VideoStatus.PARSING: f"There is no film yet: the prompt is being read. {_DRAW}",
    VideoStatus.GENERATING_STORYBOARD: f"There is no film yet: the scenes are being drawn. {_DRAW}",
    VideoStatus.FAILED: "There is no film: the job has failed, and its `error` says why.",
    VideoStatus.CANCELED: f"There is no film: the job was canceled. {_GONE}",
}


def progress_of(job: Job) -> VideoProgress:
    """Scenes that have their picture, and how far the present stage is.

    `percent` is of that stage, by finished pieces: pictures while the storyboard is made, clips while the film is.
    Live progress knows of pieces under way too and may be ahead of it. The estimate assumes that the scenes left take
    as long as those done.
    """
    total = len(job.entries) or job.scenes_expected
    done = _done(job)
    return VideoProgress(
        current_stage=job.status,
        scenes_total=total,
        scenes_completed=_pictures(job),
        current_scene=_current(job),
        estimated_completion_seconds=_estimate(job, total, done),
        message=_message(job),
        percent=round(100 * done / total, 1),
    )


def _done(job: Job) -> int:
    if job.status is VideoStatus.RENDERING:
        return len(job.clips)
    return _pictures(job)


def _pictures(job: Job) -> int:
    return sum(entry.status is GenerationStatus.COMPLETED for entry in job.entries)


def _current(job: Job) -> int | None:
    if job.status is VideoStatus.RENDERING:
        left = [entry.scene_number for entry in job.entries if entry.scene_id not in job.clips]
    elif job.status is VideoStatus.GENERATING_STORYBOARD:
        left = [entry.scene_number for entry in job.entries if entry.outstanding]
    else:
        left = []
    return min(left, default=None)


def _estimate(job: Job, total: int, done: int) -> int | None:
    if not done or job.status not in {VideoStatus.GENERATING_STORYBOARD, VideoStatus.RENDERING}:
        return None
    elapsed = (job.updated_at - job.stage_since).total_seconds()
    return max(0, round(elapsed / done * (total - done)))


def _message(job: Job) -> str:
    if job.failure is not None:
        return job.failure.message[:200]
    if job.status is VideoStatus.STORYBOARD_READY:
        if any(entry.status is GenerationStatus.FAILED for entry in job.entries):
            return "A scene has no picture: refine it"
        return "Approved, ready to render" if job.approved else "Waiting for approval"
    if job.status is VideoStatus.RENDERING and job.clips:
        return f"Rendering the film: {len(job.clips)} of {len(job.entries)} scenes"
    return _WORDS.get(job.status, "")


def no_film(job: Job) -> Refused:
    """The refusal of a film that is not there, with what the job is at instead."""
    if job.status is VideoStatus.RENDERING:
        percent = progress_of(job).percent
        detail = f"The film is being rendered, {percent:.0f} %. Wait until it is completed, or follow …/events."
        return NotYet("video_not_ready", detail, retry_after=_RETRY_SECONDS)
    if job.status is VideoStatus.STORYBOARD_READY and job.failure is not None:
        return refuse("video_not_ready", detail=f"There is no film yet. {job.failure.message}")
    if job.status is VideoStatus.STORYBOARD_READY and job.approved:
        return refuse("video_not_ready", detail="There is no film yet. The storyboard is approved: POST to …/render.")
    return refuse("video_not_ready", detail=_NO_FILM.get(job.status))
