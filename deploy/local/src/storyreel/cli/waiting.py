"""What a job waits for while it is its owner's turn, said as the command to type."""

from storyreel.cli.steps import Steps
from storyreel.client import JobChange, JobEvent
from storyreel_contracts.api import JobResponse
from storyreel_contracts.status import GenerationStatus, VideoStatus

APPROVAL, START = "approval", "start"


class Waiting:
    """Says once per storyboard what its owner has to decide; a decision ends the step."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._said: set[tuple[str, int]] = set()
        self._open: set[str] = set()

    def tell(self, event: JobEvent) -> None:
        """Take the next event."""
        if not isinstance(event, JobChange):
            return
        job = event.job
        turn = _turn(job)
        for name in tuple(self._open):
            if name != turn:
                self._steps.done(name, "approved" if name == APPROVAL and job.approved else "")
                self._open.remove(name)
        if turn and (turn, job.storyboard_version) not in self._said:
            self._say(turn, job)

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


def _advice(turn: str, job: JobResponse) -> str:
    for entry in job.storyboard or []:
        if entry.generation_status is GenerationStatus.FAILED:
            return f"a scene has no picture: storyreel refine {job.job_id} {entry.scene.scene_number} --image …"
    if turn == START:
        return f"approved, waiting for: storyreel render {job.job_id}"
    return f"waiting for your approval: storyreel approve {job.job_id}"
