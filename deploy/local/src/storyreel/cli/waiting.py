"""What a job waits for while it is its owner's turn, said as the command to type."""

from storyreel.cli.called import command
from storyreel.cli.steps import Steps
from storyreel.client import JobChange, JobEvent, StoryreelError, stands_still
from storyreel_contracts.api import JobResponse
from storyreel_contracts.status import GenerationStatus, VideoStatus

APPROVAL, START = "approval", "start"


class StandsStill(StoryreelError):
    """An approval in advance does not hold: its owner has to decide after all."""

    def __init__(self, job: JobResponse) -> None:
        super().__init__(f"job {job.job_id} does not go on by itself: {_way_out(job)}")


class Waiting:
    """Says once per storyboard what its owner has to decide; a decision ends the step."""

    def __init__(self, steps: Steps, *, by_itself: bool = False) -> None:
        """`by_itself`: its owner approved in advance, so that only what stands in the way of that is said."""
        self._steps = steps
        self._by_itself = by_itself
        self._said: set[tuple[str, int]] = set()
        self._open: set[str] = set()

    def tell(self, event: JobEvent) -> None:
        """Take the next event.

        Raises:
            StandsStill: a film that was approved in advance has a scene without a picture, or cannot be paid
        """
        if not isinstance(event, JobChange):
            return
        job = event.job
        turn = None if self._by_itself and _goes_on(job) else _turn(job)
        for name in tuple(self._open):
            if name != turn:
                self._steps.done(name, "approved" if name == APPROVAL and job.approved else "")
                self._open.remove(name)
        if turn and (turn, job.storyboard_version) not in self._said:
            self._say(turn, job)
        if turn and self._by_itself and (_failed(job) is not None or stands_still(job)):
            raise StandsStill(job)

    def _say(self, turn: str, job: JobResponse) -> None:
        text = _advice(turn, job)
        if any(name == turn for name, _ in self._said):
            self._steps.item(turn, text)
        else:
            self._steps.begin(turn, text)
            self._open.add(turn)
        self._said.add((turn, job.storyboard_version))


def _turn(job: JobResponse) -> str | None:
    if job.status is not VideoStatus.STORYBOARD_READY:
        return None
    return START if job.approved else APPROVAL


def _goes_on(job: JobResponse) -> bool:
    """Whether an approval in advance holds: for the first storyboard, when it is whole and its film can be paid."""
    return job.storyboard_version <= 1 and _failed(job) is None and not stands_still(job)


def _failed(job: JobResponse) -> int | None:
    """The first scene that has no picture."""
    failed = (one for one in job.storyboard or [] if one.generation_status is GenerationStatus.FAILED)
    return next((one.scene.scene_number for one in failed), None)


def _advice(turn: str, job: JobResponse) -> str:
    failed = _failed(job)
    if failed is not None:
        return f"a scene has no picture: {command('refine', job.job_id, failed, '--image …')}"
    if stands_still(job):
        later = f" now; later: {command('render', job.job_id)}" if job.error and job.error.retryable else ""
        return f"approved, but its film cannot be paid{later}"
    if turn == START:
        return f"approved, waiting for: {command('render', job.job_id)}"
    return f"waiting for your approval: {command('approve', job.job_id)}"


def _way_out(job: JobResponse) -> str:
    if job.error is not None:
        later = f" Then: `{command('render', job.job_id, '--out FILE')}`" if job.error.retryable else ""
        return job.error.message + later
    return (
        f"give that scene another picture, then `{command('approve', job.job_id)}` and"
        f" `{command('render', job.job_id, '--out FILE')}`"
    )
