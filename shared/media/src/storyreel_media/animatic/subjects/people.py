"""People from a jointed figure: poses, ages, clothes and headgear."""

from dataclasses import dataclass

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
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


_KIND = {
    "woman": {"long_hair": True, "skirt": True}, "girl": {"long_hair": True, "skirt": True, "head": 0.105}, "boy": {"head": 0.105},
    "child": {"head": 0.11}, "elder": {"hair": rgb("#d9d9d6"), "beard": True, "coat": True}, "man": {},
    "chef": {"hat": "chef", "top": rgb("#f3f1ec"), "legs": rgb("#3c4250")}, "farmer": {"hat": "straw", "top": rgb("#b5523c"), "legs": rgb("#3f5f86")},
    "scientist": {"coat": True, "top": rgb("#eef1f4")}, "detective": {"coat": True, "hat": "fedora", "top": rgb("#6f6250"), "hat_colour": rgb("#54493c")},
    "dancer": {"long_hair": True, "skirt": True, "top": rgb("#d85a7c")}, "knight": {"hat": "helm", "top": rgb("#9aa3b0"), "legs": rgb("#7d8694"), "hat_colour": rgb("#aab3bf")},
}  # fmt: skip


def look_of(rig: Rig, subject: Subject, nth: int = 0) -> Look:
    """Build and clothes by kind, then the garments and colours the words named."""
    dice = rig.stage.rng(f"look-{subject.kind}-{nth}")

    def pick(options: tuple[str, ...]) -> Rgb:
        return rgb(options[int(dice.integers(len(options)))])

    fields: dict[str, object] = {"head": 0.078, "skin": pick(_SKINS), "hair": pick(_HAIRS), "top": pick(_TOPS), "legs": pick(_LEGS)}
    if rig.stage.scene.palette or dice.random() < 0.4:
        fields["top"] = rig.stage.palette.accent
    if subject.kind == "person" and dice.random() < 0.4:
        fields |= {"long_hair": True}
    if rig.stage.scene.season == "winter" or rig.stage.scene.has("rain"):
        fields |= {"coat": True}
    if subject.kind in ("person", "man", "woman", "child") and rig.stage.scene.place in ("mountain", "desert", "arctic"):
        fields |= {"backpack": pick(("#7a4a2c", "#3f5f4a", "#a0522d"))}
    fields |= _KIND.get(subject.kind, {})
    if subject.colour:
        fields["top"] = rgb(subject.colour)
    for garment, colour in subject.wears:
        fields |= _garment(garment, rgb(colour) if colour else None, fields)
    return Look(**fields)  # type: ignore[arg-type]  # built from the tables above


def _garment(garment: str, colour: Rgb | None, fields: dict[str, object]) -> dict[str, object]:
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


# Joints as (x, y) in body heights: hip, shoulder, head, then near and far knee, foot, elbow, hand.
_POSES: dict[str, dict[str, tuple[float, float]]] = {
    "stand": {"hip": (0, 0.5), "sho": (0, 0.8), "head": (0.005, 0.91), "kn": (0.045, 0.27), "fn": (0.055, 0.02), "kf": (-0.04, 0.27),
              "ff": (-0.05, 0.02), "en": (0.085, 0.64), "hn": (0.08, 0.49), "ef": (-0.085, 0.64), "hf": (-0.08, 0.49)},
    "walk": {"hip": (0, 0.5), "sho": (0.02, 0.8), "head": (0.035, 0.91), "kn": (0.1, 0.29), "fn": (0.17, 0.03), "kf": (-0.03, 0.27),
             "ff": (-0.17, 0.05), "en": (-0.07, 0.65), "hn": (-0.05, 0.51), "ef": (0.1, 0.65), "hf": (0.17, 0.54)},
    "run": {"hip": (0, 0.49), "sho": (0.08, 0.77), "head": (0.13, 0.875), "kn": (0.17, 0.39), "fn": (0.14, 0.13), "kf": (-0.08, 0.29),
            "ff": (-0.31, 0.24), "en": (-0.06, 0.68), "hn": (0.02, 0.56), "ef": (0.19, 0.63), "hf": (0.28, 0.73)},
    "sit": {"hip": (0, 0.2), "sho": (-0.03, 0.5), "head": (0.0, 0.61), "kn": (0.24, 0.26), "fn": (0.27, 0.02), "kf": (0.2, 0.24),
            "ff": (0.22, 0.02), "en": (0.04, 0.36), "hn": (0.17, 0.3), "ef": (-0.1, 0.34), "hf": (-0.14, 0.17)},
    "look": {"hip": (0, 0.5), "sho": (0, 0.8), "head": (0.012, 0.91), "kn": (0.05, 0.27), "fn": (0.075, 0.02), "kf": (-0.05, 0.27),
             "ff": (-0.07, 0.02), "en": (0.1, 0.65), "hn": (0.06, 0.53), "ef": (-0.1, 0.65), "hf": (-0.06, 0.53)},
    "jump": {"hip": (0, 0.58), "sho": (0.02, 0.86), "head": (0.035, 0.97), "kn": (0.15, 0.46), "fn": (0.08, 0.25), "kf": (-0.09, 0.38),
             "ff": (-0.22, 0.3), "en": (0.16, 0.96), "hn": (0.22, 1.1), "ef": (-0.13, 0.95), "hf": (-0.22, 1.06)},
    "dance": {"hip": (0, 0.5), "sho": (0.01, 0.8), "head": (0.0, 0.915), "kn": (0.12, 0.33), "fn": (0.04, 0.18), "kf": (-0.02, 0.26),
              "ff": (-0.02, 0.02), "en": (0.15, 0.87), "hn": (0.16, 1.03), "ef": (-0.15, 0.84), "hf": (-0.25, 0.94)},
    "hold": {"hip": (0, 0.5), "sho": (0, 0.8), "head": (0.015, 0.91), "kn": (0.05, 0.27), "fn": (0.06, 0.02), "kf": (-0.04, 0.27),
             "ff": (-0.05, 0.02), "en": (0.08, 0.65), "hn": (0.19, 0.68), "ef": (-0.06, 0.64), "hf": (0.13, 0.62)},
}  # fmt: skip
_SAME = {"fly": "jump", "swim": "jump", "sleep": "sit", "sail": "sit"}
BOX = (-0.5, -0.03, 0.5, 1.3)


def pose(action: str) -> dict[str, tuple[float, float]]:
    """The joints of an action."""
    return _POSES[_SAME.get(action, action)]


def hand(action: str) -> tuple[float, float]:
    """Where the near hand is in this pose, body heights."""
    return pose(action)["hn"]


def person(rig: Rig, subject: Subject, nth: int = 0) -> None:
    """A whole figure; the far arm and leg first, then the body, the near limbs and the head."""
    look = look_of(rig, subject, nth)
    joints = pose(subject.action)
    dark_top, dark_legs = times(look.top, 0.72), times(look.legs, 0.78)
    _arm(rig, joints["sho"], joints["ef"], joints["hf"], dark_top, times(look.skin, 0.85))
    _leg(rig, joints["hip"], joints["kf"], joints["ff"], look.skin if look.skirt else dark_legs)
    _leg(rig, joints["hip"], joints["kn"], joints["fn"], look.skin if look.skirt else look.legs)
    if look.backpack:
        sx, sy = joints["sho"]
        rig.curve([(sx - 0.06, sy + 0.01), (sx - 0.17, sy - 0.02), (sx - 0.18, sy - 0.2), (sx - 0.07, sy - 0.24)], look.backpack)
    if look.long_hair:
        hx, hy = joints["head"]
        rig.curve([(hx - 0.02, hy + 0.07), (hx - 0.09, hy), (hx - 0.11, hy - 0.13), (hx - 0.02, hy - 0.16), (hx + 0.03, hy - 0.02)], look.hair)
    _torso(rig, look, joints)
    if look.scarf:
        sx, sy = joints["sho"]
        rig.curve([(sx - 0.01, sy + 0.02), (sx - 0.12, sy + 0.02), (sx - 0.26, sy - 0.03), (sx - 0.25, sy - 0.07), (sx - 0.1, sy - 0.03)], look.scarf)
        rig.oval(sx + 0.003, sy + 0.025, 0.058, 0.026, look.scarf)
    _head(rig, look, joints["head"], joints["sho"])
    _arm(rig, joints["sho"], joints["en"], joints["hn"], mix(look.top, (255, 255, 255), 0.07), look.skin)


def _arm(rig: Rig, shoulder: tuple[float, float], elbow: tuple[float, float], hand_at: tuple[float, float], sleeve: Rgb, skin: Rgb) -> None:
    side = 0.035 if elbow[0] >= shoulder[0] else -0.035
    rig.oval(hand_at[0], hand_at[1], 0.02, 0.022, skin)
    rig.limb([(shoulder[0] + side, shoulder[1] - 0.035, 0.034), (*elbow, 0.028), (hand_at[0] * 0.9 + elbow[0] * 0.1, hand_at[1] * 0.9 + elbow[1] * 0.1, 0.023)], sleeve)


def _leg(rig: Rig, hip: tuple[float, float], knee: tuple[float, float], foot: tuple[float, float], colour: Rgb) -> None:
    side = 0.03 if foot[0] >= 0 else -0.03
    rig.limb([(hip[0] + side, hip[1], 0.052), (*knee, 0.038), (foot[0], foot[1] + 0.02, 0.027)], colour)
    rig.curve([(foot[0] - 0.032, foot[1] - 0.018), (foot[0] - 0.028, foot[1] + 0.028), (foot[0] + 0.03, foot[1] + 0.022), (foot[0] + 0.075, foot[1] - 0.018)], (44, 38, 36))


def _torso(rig: Rig, look: Look, joints: dict[str, tuple[float, float]]) -> None:
    (sx, sy), (hx, hy) = joints["sho"], joints["hip"]
    lower = 0.2 if look.coat else 0.16 if look.skirt else 0.03
    if joints["kn"][1] > hy - 0.02:  # sitting: the hem lies on the thighs
        rig.limb([(hx, hy, 0.07), (joints["kn"][0] * 0.7, joints["kn"][1], 0.055)], look.top if look.coat or look.skirt else look.legs)
        lower = 0.03
    flare = 0.12 if look.skirt else 0.105 if look.coat else 0.075
    rig.curve(
        [(sx - 0.035, sy + 0.025), (sx - 0.095, sy - 0.015), (sx * 0.5 + hx * 0.5 - 0.075, (sy + hy) / 2), (hx - flare, hy - lower),
         (hx + flare, hy - lower), (sx * 0.5 + hx * 0.5 + 0.078, (sy + hy) / 2), (sx + 0.095, sy - 0.015), (sx + 0.035, sy + 0.025)], look.top,
    )  # fmt: skip
    if look.coat:
        rig.line([(sx + 0.03, sy - 0.01), (hx + 0.035, hy - lower + 0.01)], 0.006, times(look.top, 0.72))
    if not look.skirt:
        rig.line([(hx - 0.068, hy + 0.04), (hx + 0.07, hy + 0.04)], 0.014, times(look.top, 0.6))


def _head(rig: Rig, look: Look, at: tuple[float, float], shoulder: tuple[float, float]) -> None:
    x, y, r = at[0], at[1], look.head
    y += (r - 0.078) * 0.6
    rig.limb([(shoulder[0], shoulder[1] + 0.005, 0.03), (x, y - r * 0.4, 0.028)], times(look.skin, 0.88))
    rig.oval(x, y, r * 0.86, r, look.skin)
    if look.beard:
        rig.curve([(x - r * 0.1, y - r * 0.2), (x + r * 0.85, y - r * 0.1), (x + r * 0.8, y - r * 0.9), (x + r * 0.25, y - r * 1.35), (x - r * 0.25, y - r * 0.8)], look.hair)
    rig.curve([(x + r * 0.78, y + r * 0.5), (x + r * 0.3, y + r * 1.16), (x - r * 0.6, y + r * 1.02), (x - r * 1.02, y + r * 0.2),
               (x - r * 0.82, y - r * 0.62), (x - r * 0.35, y - r * 0.5), (x - r * 0.2, y + r * 0.3)], look.hair)  # fmt: skip
    if look.hat:
        hat(rig, look, x, y, r)


def hat(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    """What sits on a head of radius r at (x, y)."""
    tone = look.hat_colour
    if look.hat == "chef":
        rig.box_shape(x - r * 0.8, y + r * 0.5, x + r * 0.8, y + r * 1.2, "#f6f4ef")
        for dx in (-0.6, 0.0, 0.6):
            rig.oval(x + r * dx, y + r * 1.5, r * 0.62, r * 0.5, "#fbfaf6")
    elif look.hat == "helm":
        rig.curve([(x - r, y - r * 0.7), (x - r * 1.05, y + r * 0.5), (x, y + r * 1.3), (x + r * 1.05, y + r * 0.5), (x + r, y - r * 0.7)], tone)
        rig.box_shape(x + r * 0.1, y - r * 0.05, x + r * 1.0, y + r * 0.22, "#23262e")
        rig.curve([(x, y + r * 1.2), (x - r * 1.5, y + r * 1.5), (x - r * 1.3, y + r * 0.6)], "#b8323a")
    else:
        tone = rgb("#dcb765") if look.hat == "straw" else tone
        rig.oval(x, y + r * 0.55, r * 1.75, r * 0.24, times(tone, 0.9))
        rig.curve([(x - r * 0.95, y + r * 0.5), (x - r * 0.8, y + r * 1.35), (x, y + r * 1.5), (x + r * 0.8, y + r * 1.35), (x + r * 0.95, y + r * 0.5)], tone)
        rig.line([(x - r * 0.92, y + r * 0.68), (x + r * 0.92, y + r * 0.68)], r * 0.26, times(tone, 0.5))
