"""The text that a clip model is given for a scene."""

from storyreel_contracts.events import RenderScene
from storyreel_media.film.direction import asked_move
from storyreel_media.film.spec import Move

LONGEST = 2000
"""Characters: as of a picture's prompt."""
_CAMERA: dict[Move | None, str] = {
    Move.HOLD: "The camera stands still.",
    Move.PUSH_IN: "The camera slowly pushes in.",
    Move.PULL_OUT: "The camera slowly pulls back.",
    Move.PAN_LEFT: "The camera pans to the left.",
    Move.PAN_RIGHT: "The camera pans to the right.",
    Move.TILT_UP: "The camera tilts up.",
    Move.TILT_DOWN: "The camera tilts down.",
    Move.DRIFT: "The camera drifts, as if held by hand.",
    None: "Natural movement, the camera moves gently.",
}


def clip_prompt(scene: RenderScene, style: str | None) -> str:
    """What happens, what it looks like, what the camera does; nothing of where in a film the scene stands.

    A picture's prompt begins with the scene's description unless its owner wrote it anew, and names the style; neither
    is said twice. The camera does what it would do over a still.
    """
    look = scene.image_prompt.strip()
    parts = [] if scene.description.strip().casefold() in look.casefold() else [scene.description.strip()]
    parts.append(look)
    if style and style.casefold() not in look.casefold():
        parts.append(f"In {style} style")
    camera = _CAMERA[asked_move(f"{scene.description}\n{scene.image_prompt}")]
    return f"{_sentences(parts)[: LONGEST - len(camera) - 1]} {camera}"


def _sentences(parts: list[str]) -> str:
    return " ".join(part if part[-1:] in tuple(".!?…。！？؟।") else f"{part}." for part in parts if part)
