"""Camera words: those the owner wrote, and fitting ones where none are."""

import re
from dataclasses import dataclass
from enum import StrEnum

_SIZE = re.compile(
    r"\b(?:(?:extreme )?close[- ]?ups?|close on|macro|wide[- ](?:shot|angle|view)|long shot|full shot|"
    r"establishing shot|"
    r"medium (?:shot|close[- ]?up)|two[- ]shot|insert|cowboy shot|portrait shot|panorama|panoramic|"
    r"drone (?:shot|view|footage)|"
    r"aerial(?: (?:shot|view))?|bird[’']?s[- ]eye|over[- ]the[- ]shoulder|pov|point of view)\b"
    r"|nahaufnahme|totale|gros plan|plan large|primer plano|plano general|primo piano|クローズアップ|俯瞰|空撮|特写|"
    r"全景|航拍|крупный план",
    re.IGNORECASE,
)
_ANGLE = re.compile(
    r"\b(?:(?:low|high|dutch|wide|eye[- ]level|bird[’']?s[- ]eye|worm[’']?s[- ]eye) (?:angle|view|"
    r"level)|overhead|top[- ]down|from (?:above|below|behind)|"
    r"drone|aerial|over[- ]the[- ]shoulder|pov|point of view)\b|俯瞰|空撮|航拍",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"\b(?:pan(?:s|ning)? (?:left|right|up|down|across|over|to)|tilt(?:s|ing)? (?:up|down)|zoom(?:s|"
    r"ing)?[- ](?:in|out)|dolly(?:ing)?|"
    r"track(?:s|ing)? (?:shot|left|right|in|out)|tracking|push(?:es)?[- ]in|pull(?:s|ing)?[- ](?:back|"
    r"out)|crane (?:up|down|shot)|handheld|"
    r"steadicam|static(?: shot)?|locked[- ]off|orbit(?:s|ing)?|whip pan|drone|fly[- ]?(?:over|through)|"
    r"slow[- ]?motion|time-?lapse|rack focus)\b"
    r"|schwenk|kamerafahrt|travelling|zoom",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a scene does in the film."""

    TOLD = "told"
    ESTABLISH = "establish"
    APPROACH = "approach"
    DETAIL = "detail"
    ACTION = "action"
    OBSTACLE = "obstacle"
    PAUSE = "pause"
    TURN = "turn"
    AFTERMATH = "aftermath"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Camera:
    """Shot size, camera angle and movement of one scene; "" where the owner's own words say it."""

    size: str
    angle: str
    move: str

    def words(self) -> str:
        return ", ".join(filter(None, (self.size, self.angle, self.move)))


_WIDE = ("extreme wide shot", "wide shot", "aerial wide shot", "long shot")
_NEAR = ("extreme close-up", "close-up", "insert shot", "macro shot")
_BODY = ("medium shot", "full shot", "medium wide shot", "cowboy shot")
_FACE = ("close-up", "medium close-up", "over-the-shoulder shot", "tight profile shot")
_TOLD = (
    "wide shot",
    "medium shot",
    "close-up",
    "medium wide shot",
    "over-the-shoulder shot",
    "full shot",
    "medium close-up",
)
SIZES: dict[Role, tuple[str, ...]] = {
    Role.TOLD: _TOLD,
    Role.ESTABLISH: _WIDE,
    Role.APPROACH: ("long shot", "medium wide shot", "tracking full shot", "over-the-shoulder shot"),
    Role.DETAIL: _NEAR,
    Role.ACTION: _BODY,
    Role.OBSTACLE: ("medium close-up", "full shot", "long shot", "medium shot"),
    Role.PAUSE: ("medium wide shot", "tight profile shot", "long shot", "medium close-up"),
    Role.TURN: _FACE,
    Role.AFTERMATH: ("medium wide shot", "close-up", "wide shot", "insert shot"),
    Role.RESOLVE: ("wide shot", "long shot", "extreme wide shot", "medium shot"),
}
_ANGLES = ("eye level", "slightly low angle", "three-quarter view", "high angle", "low angle")
_STEADY = (
    "slow push-in",
    "gentle pan right",
    "slow tilt up",
    "sideways tracking move",
    "slow pull-back",
    "drifting handheld camera",
    "slow arc to the left",
    "gentle pan left",
    "rack focus from foreground to subject",
    "slow crane up",
)
_LIVELY = (
    "tracking alongside",
    "handheld follow",
    "fast push-in",
    "low tracking move",
    "whip pan into the action",
    "leading dolly",
    "circling move",
)
_LIVELY_ROLES = {Role.ACTION, Role.OBSTACLE, Role.APPROACH}


def shot(role: Role, turn: int, index: int, text: str, *, closes: bool = False) -> Camera:
    """The camera of scene `index`, the `turn`-th of its role (both from 0), without what `text` names itself."""
    moves = _LIVELY if role in _LIVELY_ROLES else _STEADY
    sizes = SIZES[role]
    size = "wide shot" if role is Role.TOLD and closes and index else sizes[turn % len(sizes)]
    return Camera(
        "" if _SIZE.search(text) else size,
        "" if _ANGLE.search(text) else _ANGLES[(index + index // len(_ANGLES)) % len(_ANGLES)],
        "" if _MOVE.search(text) else moves[index % len(moves)],
    )


def is_only_camera(text: str) -> bool:
    """Whether `text` is a camera direction and nothing to see: "Close-up.", "Drone shot, slow motion."."""
    rest = without_directions(text)
    return rest != text and sum(char.isalnum() for char in rest) < 4


def without_directions(text: str) -> str:
    """`text` without its camera words."""
    return _MOVE.sub("", _ANGLE.sub("", _SIZE.sub("", text)))
