"""People from a jointed figure: poses and how limbs, torso and head are drawn on them."""

from storyreel_media.animatic.colour import Rgb, mix, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects import faces
from storyreel_media.animatic.subjects.headgear import wear
from storyreel_media.animatic.subjects.look import Look, look_of
from storyreel_media.animatic.subjects.poses import pose
from storyreel_media.animatic.subjects.rig import Rig

_FACE_PX = 20.0  # a head of a smaller radius shows no features
BOX = (-0.5, -0.03, 0.5, 1.3)


def lone(rig: Rig) -> None:
    """The rig's own person."""
    person(rig, rig.subject, rig.nth)


def person(rig: Rig, subject: Subject, nth: int = 0) -> None:
    """A whole figure; the far arm and leg first, then the body, the near limbs and the head."""
    look = look_of(rig, subject, nth)
    if rig.stage.scene.shot in ("close-up", "macro") and nth < 10:
        faces.bust(rig, look)
        return
    joints = pose(subject.action)
    dark_top, dark_legs = times(look.top, 0.72), times(look.legs, 0.78)
    _arm(rig, joints["sho"], joints["ef"], joints["hf"], dark_top, times(look.skin, 0.85))
    _leg(rig, joints["hip"], joints["kf"], joints["ff"], look.skin if look.skirt else dark_legs)
    _leg(rig, joints["hip"], joints["kn"], joints["fn"], look.skin if look.skirt else look.legs)
    if look.backpack:
        sx, sy = joints["sho"]
        rig.curve(
            [(sx - 0.06, sy + 0.01), (sx - 0.17, sy - 0.02), (sx - 0.18, sy - 0.2), (sx - 0.07, sy - 0.24)],
            look.backpack,
        )
    if look.long_hair:
        hx, hy = joints["head"]
        rig.curve(
            [
                (hx - 0.02, hy + 0.07),
                (hx - 0.09, hy),
                (hx - 0.11, hy - 0.13),
                (hx - 0.02, hy - 0.16),
                (hx + 0.03, hy - 0.02),
            ],
            look.hair,
        )
    _torso(rig, look, joints)
    if look.scarf:
        sx, sy = joints["sho"]
        rig.curve(
            [
                (sx - 0.01, sy + 0.02),
                (sx - 0.12, sy + 0.02),
                (sx - 0.26, sy - 0.03),
                (sx - 0.25, sy - 0.07),
                (sx - 0.1, sy - 0.03),
            ],
            look.scarf,
        )
        rig.oval(sx + 0.003, sy + 0.025, 0.058, 0.026, look.scarf)
    _head(rig, look, subject.action, joints)
    _arm(rig, joints["sho"], joints["en"], joints["hn"], mix(look.top, (255, 255, 255), 0.07), look.skin)


def _arm(
    rig: Rig,
    shoulder: tuple[float, float],
    elbow: tuple[float, float],
    hand_at: tuple[float, float],
    sleeve: Rgb,
    skin: Rgb,
) -> None:
    side = 0.035 if elbow[0] >= shoulder[0] else -0.035
    rig.oval(hand_at[0], hand_at[1], 0.02, 0.022, skin)
    rig.limb(
        [
            (shoulder[0] + side, shoulder[1] - 0.035, 0.034),
            (*elbow, 0.028),
            (hand_at[0] * 0.9 + elbow[0] * 0.1, hand_at[1] * 0.9 + elbow[1] * 0.1, 0.023),
        ],
        sleeve,
    )


def _leg(rig: Rig, hip: tuple[float, float], knee: tuple[float, float], foot: tuple[float, float], colour: Rgb) -> None:
    side = 0.03 if foot[0] >= 0 else -0.03
    rig.limb([(hip[0] + side, hip[1], 0.052), (*knee, 0.038), (foot[0], foot[1] + 0.02, 0.027)], colour)
    rig.curve(
        [
            (foot[0] - 0.032, foot[1] - 0.018),
            (foot[0] - 0.028, foot[1] + 0.028),
            (foot[0] + 0.03, foot[1] + 0.022),
            (foot[0] + 0.075, foot[1] - 0.018),
        ],
        (44, 38, 36),
    )


def _torso(rig: Rig, look: Look, joints: dict[str, tuple[float, float]]) -> None:
    (sx, sy), (hx, hy) = joints["sho"], joints["hip"]
    lower = 0.2 if look.coat else 0.16 if look.skirt else 0.03
    if joints["kn"][1] > hy - 0.02:  # sitting: the hem lies on the thighs
        rig.limb(
            [(hx, hy, 0.07), (joints["kn"][0] * 0.7, joints["kn"][1], 0.055)],
            look.top if look.coat or look.skirt else look.legs,
        )
        lower = 0.03
    flare = 0.12 if look.skirt else 0.105 if look.coat else 0.075
    rig.curve(
        [(sx - 0.035, sy + 0.025), (sx - 0.095, sy - 0.015), (sx * 0.5 + hx * 0.5 - 0.075, (sy + hy) / 2),
            (hx - flare, hy - lower),
         (hx + flare, hy - lower), (sx * 0.5 + hx * 0.5 + 0.078, (sy + hy) / 2), (sx + 0.095, sy - 0.015),
         (sx + 0.035, sy + 0.025)], look.top,
    )  # fmt: skip
    if look.coat:
        rig.line([(sx + 0.03, sy - 0.01), (hx + 0.035, hy - lower + 0.01)], 0.006, times(look.top, 0.72))
    if not look.skirt:
        rig.line([(hx - 0.068, hy + 0.04), (hx + 0.07, hy + 0.04)], 0.014, times(look.top, 0.6))


def _head(rig: Rig, look: Look, action: str, joints: dict[str, tuple[float, float]]) -> None:
    """From behind when it looks away, with a face when it is large enough to have one, else in profile."""
    shoulder, (x, y), r = joints["sho"], joints["head"], look.head
    y += (r - 0.078) * 0.6
    rig.limb([(shoulder[0], shoulder[1] + 0.005, 0.03), (x, y - r * 0.4, 0.028)], times(look.skin, 0.88))
    if action.startswith("look"):
        faces.behind(rig, look, x, y, r)
    elif rig.size * r > _FACE_PX:
        faces.front(rig, look, x, y, r)
    else:
        _profile(rig, look, x, y, r)


def _profile(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    rig.oval(x, y, r * 0.86, r, look.skin)
    if look.beard:
        rig.curve(
            [
                (x - r * 0.1, y - r * 0.2),
                (x + r * 0.85, y - r * 0.1),
                (x + r * 0.8, y - r * 0.9),
                (x + r * 0.25, y - r * 1.35),
                (x - r * 0.25, y - r * 0.8),
            ],
            look.hair,
        )
    rig.curve([(x + r * 0.78, y + r * 0.5), (x + r * 0.3, y + r * 1.16), (x - r * 0.6, y + r * 1.02), (x - r * 1.02,
        y + r * 0.2),
               (x - r * 0.82, y - r * 0.62), (x - r * 0.35, y - r * 0.5), (x - r * 0.2, y + r * 0.3)],
               look.hair)  # fmt: skip
    if look.hat:
        wear(rig, look, x, y, r)
