"""How far a job is, in numbers and a few words."""

from storyreel_contracts.api import VideoProgress
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_gateway.domain.job import Job

_WORDS = {
    VideoStatus.PENDING: "Waiting to be read",
    VideoStatus.PARSING: "Turning the prompt into scenes",
    VideoStatus.GENERATING_STORYBOARD: "Drawing the scenes",
    VideoStatus.RENDERING: "Rendering the film",
    VideoStatus.COMPLETED: "The film is ready",
    VideoStatus.CANCELED: "Canceled",
}


def progress_of(job: Job) -> VideoProgress:
    """Scenes done in the present stage: pictures while the storyboard is made, clips while the film is.

    `percent` is of that stage. The estimate assumes that the scenes left take as long as those done.
    """
    total = len(job.entries) or job.scenes_expected
    done = _done(job)
    return VideoProgress(
        current_stage=job.status,
        scenes_total=total,
        scenes_completed=done,
        current_scene=_current(job),
        estimated_completion_seconds=_estimate(job, total, done),
        message=_message(job),
        percent=round(100 * done / total, 1),
    )


def _done(job: Job) -> int:
    if job.status is VideoStatus.RENDERING:
        return len(job.clips)
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
    return _WORDS.get(job.status, "")
