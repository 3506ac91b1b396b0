"""What a film is made of: frozen models that travel as JSON between processes."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from storyreel_contracts.types import AspectRatio, AudioTrack, LogoPosition, Seconds

ENGINE_VERSION = 2
"""Raise it with every change that alters a frame: cached segments of the old one are then made again."""

_SIDES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3)}


class Move(StrEnum):
    """What the camera does during a shot."""

    HOLD = "hold"
    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    DRIFT = "drift"


class Transition(StrEnum):
    """How a shot follows the one before it."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    DIP = "dip"
    WIPE = "wipe"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SlateText(_Model):
    """What a shot's slate says; `start` and `duration` in seconds of film."""

    scene_number: int = Field(ge=1)
    scenes_total: int = Field(ge=1)
    shot: str
    start: Decimal
    duration: Decimal


class Shot(_Model):
    """One scene: a still `picture` under a moving camera, or a provider's `clip` fitted to the slot.

    `words` (the scene's description and picture prompt) choose the move and the transition unless those are given.
    `content_key` is the hash of the file's bytes: two shots with the same key show the same thing.
    """

    picture: Path | None = None
    clip: Path | None = None
    content_key: str = Field(min_length=1)
    duration: Seconds
    words: str = ""
    caption: str | None = None
    slate: SlateText | None = None
    seed: int = 0
    move: Move | None = None
    transition: Transition | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.picture is None) == (self.clip is None):
            raise ValueError("a shot has either a picture or a clip")
        return self


class LogoMark(_Model):
    """A picture that stands in a corner of the whole film; `content_key` is the hash of the file's bytes."""

    picture: Path
    content_key: str = Field(min_length=1)
    position: LogoPosition = "top-right"


class Film(_Model):
    """A whole film.

    `short_side` in pixels; `seed` is the music's; `audio` may be the `soundtrack`, which is a file, or that of the
    shots' own `clips`; `title` is the file's tag; `crf` and `preset` are libx264's.
    """

    shots: tuple[Shot, ...] = Field(min_length=1)
    aspect_ratio: AspectRatio = "16:9"
    short_side: Annotated[int, Field(ge=64, le=2160, multiple_of=2)] = 1080
    fps: int = Field(default=30, ge=10, le=60)
    captions: bool = True
    slate: bool = True
    audio: AudioTrack = "bed"
    soundtrack: Path | None = None
    logo: LogoMark | None = None
    seed: int = 0
    title: str | None = Field(default=None, max_length=200)
    crf: int = Field(default=20, ge=0, le=51)
    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"] = "veryfast"

    @model_validator(mode="after")
    def _has_its_sound(self) -> Self:
        if self.audio == "soundtrack" and self.soundtrack is None:
            raise ValueError("a film with a soundtrack needs its file")
        return self

    @property
    def captioned(self) -> bool:
        """Whether any shot has a caption."""
        return self.captions and any(shot.caption for shot in self.shots)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels, both even."""
        across, down = _SIDES[self.aspect_ratio]
        short = min(across, down)
        return _even(self.short_side * across / short), _even(self.short_side * down / short)

    @property
    def frames(self) -> int:
        """The film's length in frames."""
        return frame_at(sum((shot.duration for shot in self.shots), Decimal()), self.fps)


class Segment(_Model):
    """A run of frames of one shot that is encoded once, as a file that starts with a key frame.

    head    the transition from the shot before, both still moving; for the first shot the fade from black
    slate   the frames over which the slate lies
    body    the rest
    `first_frame` counts in the film, `shot_frame` in the shot, `shot_number` from 1. `transition_frames` says how many
    frames of a head belong to the transition. `key` names everything that the frames depend on.
    """

    index: int
    kind: Literal["head", "slate", "body"]
    shot_number: int
    first_frame: int
    shot_frame: int
    frames: int
    transition_frames: int = 0
    key: str


def frame_at(seconds: Decimal, fps: int) -> int:
    """The frame that is nearest to a time, halves up, in exact arithmetic."""
    return int((seconds * fps * 2 + 1) // 2)


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)
