"""What a job's owner may rely on, as a few lines of plain Python: the API is held against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations, product

WAITING = {"pending", "generating_storyboard", "rendering"}
"""Until the workers have answered."""
ENDED = {"completed": "job_completed", "failed": "job_failed", "canceled": "job_canceled"}
LEGAL = {
    "pending": {"parsing", "canceled"},
    "parsing": {"generating_storyboard", "canceled"},
    "generating_storyboard": {"storyboard_ready", "canceled"},
    "storyboard_ready": {"generating_storyboard", "rendering", "canceled"},
    "rendering": {"completed", "failed", "canceled"},
    "completed": {"generating_storyboard", "storyboard_ready", "rendering"},
    "failed": {"generating_storyboard", "storyboard_ready", "rendering"},
    "canceled": set(),
}
"""From each status to which others."""

Scene = tuple[str, str]
"""(description, image prompt)"""


@dataclass(frozen=True)
class Model:
    """A job as it should be; what only the workers know is not in it."""

    status: str
    scenes: tuple[Scene, ...]
    approved: bool = False
    left: int = 5
    versions: tuple[tuple[Scene, ...], ...] = field(default=(), compare=False)
    """The storyboards that were settled, the first one first; the job itself does not show them."""


@dataclass(frozen=True)
class Command:
    """What an owner sends; `scene` and `text`, or `order`, where the action takes them; `scene` is a version's number
    where one is restored."""

    action: str
    scene: int = 1
    text: str = ""
    order: tuple[int, ...] = ()

    @property
    def body(self) -> dict[str, object] | None:
        """As JSON."""
        if self.action == "reword":
            return {"scene_number": self.scene, "new_description": self.text}
        if self.action == "redraw":
            return {"scene_number": self.scene, "new_image_prompt": self.text}
        return {"scene_order": list(self.order)} if self.action == "reorder" else None

    @property
    def path(self) -> str:
        """The last part of its path."""
        if self.action == "restore":
            return f"storyboard/versions/{self.scene}/restore"
        return "refine" if self.action in {"reword", "redraw"} else self.action


@dataclass(frozen=True)
class Outcome:
    """The status of the answer and a refusal's code; the job afterwards, and whether it changed."""

    status: int
    code: str
    after: Model
    changed: bool = False


def refusal(model: Model, action: str) -> tuple[int, str] | None:
    """Why the status alone forbids it."""
    if model.status == "canceled":
        return 409, "job_canceled"
    if action == "cancel":
        return (409, ENDED[model.status]) if model.status in ENDED else None
    if model.status == "rendering":
        return 409, "render_in_progress"
    if action == "render":
        return None if model.approved and model.status not in WAITING else (409, "storyboard_not_approved")
    if model.status in WAITING:
        return 409, "storyboard_not_ready"
    return (409, ENDED[model.status]) if action == "approve" and model.status in ENDED else None


def told(model: Model, command: Command) -> Outcome:
    """What a command does to a job."""
    if command.action == "restore" and command.scene > len(model.versions):
        return Outcome(404, "storyboard_version_not_found", model)
    refused = refusal(model, command.action)
    if refused is not None:
        return Outcome(*refused, model)
    return _ACTIONS.get(command.action, _refine)(model, command)


def _approve(model: Model, _command: Command) -> Outcome:
    return Outcome(200, "", replace(model, approved=True), changed=not model.approved)


def _render(model: Model, _command: Command) -> Outcome:
    return Outcome(202, "", replace(model, status="rendering"), changed=True)


def _cancel(model: Model, _command: Command) -> Outcome:
    return Outcome(202, "", replace(model, status="canceled"), changed=True)


def _reorder(model: Model, command: Command) -> Outcome:
    present = list(range(1, len(model.scenes) + 1))
    if sorted(command.order) != present:
        return Outcome(422, "scene_order_invalid", model)
    if list(command.order) == present:
        return Outcome(200, "", model)
    scenes = tuple(model.scenes[number - 1] for number in command.order)
    return Outcome(200, "", _edited(model, scenes), changed=True)


def _restore(model: Model, command: Command) -> Outcome:
    if command.scene == len(model.versions):
        return Outcome(200, "", model)
    return Outcome(200, "", _edited(model, model.versions[command.scene - 1]), changed=True)


def _edited(model: Model, scenes: tuple[Scene, ...]) -> Model:
    """Another storyboard, of pictures that are there."""
    versions = (*model.versions, scenes)
    return replace(model, status="storyboard_ready", approved=False, scenes=scenes, versions=versions)


_ACTIONS = {"approve": _approve, "render": _render, "cancel": _cancel, "reorder": _reorder, "restore": _restore}


def _refine(model: Model, command: Command) -> Outcome:
    if command.scene > len(model.scenes):
        return Outcome(422, "scene_not_found", model)
    if model.left == 0:
        return Outcome(429, "refinement_limit", model)
    description, prompt = model.scenes[command.scene - 1]
    redrawn = command.action == "redraw"
    scene = (description, command.text) if redrawn else (command.text, prompt)
    scenes = tuple(scene if n == command.scene else one for n, one in enumerate(model.scenes, start=1))
    less = replace(model, left=model.left - 1)
    if not redrawn:
        return Outcome(202, "", _edited(less, scenes), changed=True)
    drawn = replace(less, status="generating_storyboard", approved=False, scenes=scenes)
    return Outcome(202, "", drawn, changed=True)


def settled(model: Model, *, render: str = "completed") -> Model:
    """Once the workers have answered."""
    if model.status == "rendering":
        return replace(model, status=render)
    if model.status not in WAITING:
        return model
    return replace(model, status="storyboard_ready", versions=(*model.versions, model.scenes))


def explanations(
    model: Model, commands: Sequence[Command], *, held: bool
) -> Iterator[tuple[dict[int, tuple[int, str]], Model]]:
    """For every order that the commands may have been taken in: what each was answered, and the job at the end. The
    workers answer at any moment, perhaps after each of them, unless they are held."""
    moments = [False] if held else [False, True]
    for order in permutations(range(len(commands))):
        for answered in product(moments, repeat=len(commands)):
            now, answers = model, {}
            for step, settles in zip(order, answered, strict=True):
                outcome = told(settled(now) if settles else now, commands[step])
                answers[step] = (outcome.status, outcome.code)
                now = outcome.after
            yield answers, now if held else settled(now)
