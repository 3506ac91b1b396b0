"""A job's events as steps: what the prompt became, the pictures as they come, the film's percent."""

from storyreel.cli.steps import Steps
from storyreel.client import JobChange, JobEvent
from storyreel_contracts.api import JobResponse
from storyreel_contracts.status import GenerationStatus, VideoStatus

PROMPT, STORYBOARD, FILM = "prompt", "storyboard", "film"
_STEP_OF = {
    VideoStatus.PENDING: PROMPT,
    VideoStatus.PARSING: PROMPT,
    VideoStatus.GENERATING_STORYBOARD: STORYBOARD,
    VideoStatus.RENDERING: FILM,
}


class Narrator:
    """Says a job's events in steps; each step begins when the job gets there and ends when it leaves."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._at: str | None = None

    def tell(self, event: JobEvent) -> None:
        """Take the next event."""
        if isinstance(event, JobChange):
            self._change(event.job)
        elif self._at == FILM and event.stage in {"rendering", "render", "film"}:
            self._steps.advance(FILM, event.percent, event.message or "")

    def _change(self, job: JobResponse) -> None:
        step = _STEP_OF.get(job.status)
        if step is None:
            return self._rest(job)
        if self._at not in {None, step}:
            self._leave(job)
        self._at = step
        self._steps.begin(step, job.progress.message or "")
        if step != PROMPT:
            progress = job.progress
            text = f"{progress.scenes_completed} of {progress.scenes_total} scenes"
            self._steps.advance(step, progress.percent, text)
        return None

    def _rest(self, job: JobResponse) -> None:
        """Nothing is under way: it waits for its owner, or it ended."""
        if job.status in {VideoStatus.FAILED, VideoStatus.CANCELED}:
            why = job.error_message or job.progress.message or job.status.value
            self._steps.failed(self._at or PROMPT, why)
        else:
            self._at = self._at or (FILM if job.status is VideoStatus.COMPLETED else STORYBOARD)
            self._leave(job)
        self._at = None

    def _leave(self, job: JobResponse) -> None:
        if self._at is not None:
            self._steps.done(self._at, _outcome(self._at, job))


def _outcome(step: str, job: JobResponse) -> str:
    entries = job.storyboard or []
    if step == PROMPT:
        seconds = sum(entry.scene.duration for entry in entries)
        return f"{_count(len(entries), 'scene')}, {seconds:.0f} s" if entries else ""
    if step == STORYBOARD:
        failed = sum(entry.generation_status is GenerationStatus.FAILED for entry in entries)
        return _count(len(entries) - failed, "picture") + (f", {failed} failed" if failed else "")
    return "rendered"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
