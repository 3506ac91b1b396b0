"""The words of the state machine: what may happen, what must hold, and what follows."""

from dataclasses import dataclass
from enum import StrEnum

from storyreel_contracts.status import VideoStatus


class Trigger(StrEnum):
    """What may happen to a job: an owner's commands, then the workers' facts, then what money says."""

    APPROVE = "approve"
    RENDER = "render"
    REDRAW = "redraw"
    REWORD = "reword"
    REORDER = "reorder"
    RESTORE = "restore"
    CANCEL = "cancel"
    EXPORT = "export"
    PARSING_BEGAN = "parsing_began"
    PROMPT_PARSED = "prompt_parsed"
    SCENE_SETTLED = "scene_settled"
    STORYBOARD_SETTLED = "storyboard_settled"
    EVERY_SCENE_FAILED = "every_scene_failed"
    STORYBOARD_FAILED = "storyboard_failed"
    CLIP_RENDERED = "clip_rendered"
    VIDEO_RENDERED = "video_rendered"
    RENDER_FAILED = "render_failed"
    EXPORT_SETTLED = "export_settled"
    FILM_UNPAID = "film_unpaid"
    COSTS_CHANGED = "costs_changed"


class Need(StrEnum):
    """What must hold besides the status; the value is the refusal's code."""

    APPROVED = "storyboard_not_approved"
    WHOLE = "scene_failed"
    STORYBOARD = "storyboard_failed"
    FILM = "video_not_ready"


@dataclass(frozen=True, slots=True)
class Move:
    """Go to a status (or stay), provided that every need is met."""

    to: VideoStatus
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The owner is told why not."""

    code: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A late or duplicate fact: noted in the log, changes nothing."""


Rule = Move | Refusal | Ignored
