"""What a person looks like: build, colouring and clothes, from the words or from the dice."""

from dataclasses import dataclass
from typing import Any

from storyreel_media.animatic.colour import Rgb, luma, rgb
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects.rig import Rig

_SKINS = ("#f1c9a5", "#d9a077", "#a86f4a", "#7b4b32", "#e8b48c")
_HAIRS = ("#2b2320", "#4a3226", "#7a4a28", "#b98648", "#1d1d22", "#8a3b24")
_TOPS = ("#c8493f", "#2f6f8f", "#d9a441", "#4b7f5a", "#7a5a8c", "#e0e0d8", "#38495f")
_LEGS = ("#2f3a4a", "#4a4038", "#5a6470", "#33302e")


@dataclass(frozen=True, slots=True)
class Look:
    """A person's build and clothes; `head` is the head's radius in body heights."""

    head: float
    skin: Rgb
    hair: Rgb
    top: Rgb
    legs: Rgb
    long_hair: bool = False
    skirt: bool = False
    coat: bool = False
    hat: str = ""
    hat_colour: Rgb = (60.0, 50.0, 45.0)
    scarf: Rgb | None = None
    backpack: Rgb | None = None
    beard: bool = False


_KIND: dict[str, dict[str, Any]] = {
    "woman": {"long_hair": True, "skirt": True},
    "girl": {"long_hair": True, "skirt": True, "head": 0.105},
    "boy": {"head": 0.105},
    "child": {"head": 0.11},
    "elder": {"hair": rgb("#d9d9d6"), "beard": True, "coat": True},
    "man": {},
    "chef": {"hat": "chef", "top": rgb("#f3f1ec"), "legs": rgb("#3c4250")},
    "farmer": {"hat": "straw", "top": rgb("#b5523c"), "legs": rgb("#3f5f86")},
    "scientist": {"coat": True, "top": rgb("#eef1f4")},
    "detective": {"coat": True, "hat": "fedora", "top": rgb("#6f6250"), "hat_colour": rgb("#54493c")},
    "dancer": {"long_hair": True, "skirt": True, "top": rgb("#d85a7c")},
    "knight": {"hat": "helm", "top": rgb("#9aa3b0"), "legs": rgb("#7d8694"), "hat_colour": rgb("#aab3bf")},
}


def look_of(rig: Rig, subject: Subject, nth: int = 0) -> Look:
    """Build and clothes by kind, then the garments and colours the words named."""
    dice = rig.stage.film.stream(f"look-{subject.kind}-{nth}")

    def pick(options: tuple[str, ...]) -> Rgb:
        return rgb(options[int(dice.integers(len(options)))])

    fields: dict[str, Any] = {
        "head": 0.078,
        "skin": pick(_SKINS),
        "hair": pick(_HAIRS),
        "top": pick(_TOPS),
        "legs": pick(_LEGS),
    }
    if luma(fields["skin"]) < 0.55:
        fields["hair"] = rgb(_HAIRS[0])
    if rig.stage.scene.palette or dice.random() < 0.4:
        fields["top"] = rig.stage.palette.accent
    if subject.kind == "person" and dice.random() < 0.4:
        fields |= {"long_hair": True}
    if rig.stage.scene.season == "winter" or rig.stage.scene.has("rain"):
        fields |= {"coat": True}
    if subject.kind in ("person", "man", "woman", "child") and rig.stage.scene.place in (
        "mountain",
        "desert",
        "arctic",
    ):
        fields |= {"backpack": pick(("#7a4a2c", "#3f5f4a", "#a0522d"))}
    fields |= _KIND.get(subject.kind, {})
    if subject.colour:
        fields["top"] = rgb(subject.colour)
    for garment, colour in subject.wears:
        fields |= _garment(garment, rgb(colour) if colour else None, fields)
    return Look(**fields)


def _garment(garment: str, colour: Rgb | None, fields: dict[str, Any]) -> dict[str, Any]:
    tone = colour or fields["top"]
    if garment == "coat":
        return {"coat": True, "skirt": False, "top": tone}
    if garment == "dress":
        return {"skirt": True, "coat": False, "top": tone}
    if garment == "hat":
        return {"hat": "brim", "hat_colour": colour or rgb("#5a4636")}
    if garment == "scarf":
        return {"scarf": colour or rgb("#c23b3b")}
    if garment == "backpack":
        return {"backpack": colour or rgb("#7a4a2c")}
    return {"top": tone}
