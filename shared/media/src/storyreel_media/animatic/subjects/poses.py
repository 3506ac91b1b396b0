"""How a figure holds itself: where its joints are in each action."""

from functools import cache

from storyreel_media.animatic.subjects.rig import path

Joints = dict[str, tuple[float, float]]

# The joints in the order of the table: hip, shoulder, head, then near and far knee, foot, elbow, hand.
_JOINTS = ("hip", "sho", "head", "kn", "fn", "kf", "ff", "en", "hn", "ef", "hf")
# x towards where the figure faces, y up, in body heights.
_POSES = {
    "stand": "0,.5 0,.8 .005,.91 .045,.27 .055,.02 -.04,.27 -.05,.02 .085,.64 .08,.49 -.085,.64 -.08,.49",
    "walk": "0,.5 .02,.8 .035,.91 .1,.29 .17,.03 -.03,.27 -.17,.05 -.07,.65 -.05,.51 .1,.65 .17,.54",
    "run": "0,.49 .08,.77 .13,.875 .17,.39 .14,.13 -.08,.29 -.31,.24 -.06,.68 .02,.56 .19,.63 .28,.73",
    "sit": "0,.2 -.03,.5 0,.61 .24,.26 .27,.02 .2,.24 .22,.02 .04,.36 .17,.3 -.1,.34 -.14,.17",
    "look": "0,.5 0,.8 .012,.91 .05,.27 .075,.02 -.05,.27 -.07,.02 .1,.65 .06,.53 -.1,.65 -.06,.53",
    "jump": "0,.58 .02,.86 .035,.97 .15,.46 .08,.25 -.09,.38 -.22,.3 .16,.96 .22,1.1 -.13,.95 -.22,1.06",
    "dance": "0,.5 .01,.8 0,.915 .12,.33 .04,.18 -.02,.26 -.02,.02 .15,.87 .16,1.03 -.15,.84 -.25,.94",
    "fight": "0,.48 .03,.78 .06,.885 .15,.28 .2,.02 -.12,.27 -.2,.03 .15,.84 .2,.97 -.12,.68 .03,.62",
    "hold": "0,.5 0,.8 .015,.91 .05,.27 .06,.02 -.04,.27 -.05,.02 .08,.65 .19,.68 -.06,.64 .13,.62",
}
_SAME = {"fly": "jump", "swim": "jump", "sleep": "sit", "sail": "sit"}


@cache
def _joints(action: str) -> Joints:
    points = path(_POSES[_SAME.get(action, action)]).tolist()
    return {name: (x, y) for name, (x, y) in zip(_JOINTS, points, strict=True)}


def pose(action: str) -> Joints:
    """The joints of an action; "walk+hold" walks with the arms of one who holds something."""
    base, _, arms = action.partition("+")
    joints = _joints(base)
    if not arms:
        return joints
    held = _joints(arms)
    (x, y), (held_x, held_y) = joints["sho"], held["sho"]
    moved = {name: (held[name][0] + x - held_x, held[name][1] + y - held_y) for name in ("en", "hn")}
    return joints | moved


def hand(action: str) -> tuple[float, float]:
    """Where the near hand is in this pose, body heights."""
    return pose(action)["hn"]
