"""What swims."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def fish(rig: Rig) -> None:
    """A bright fish with fins."""
    scale = rgb(rig.subject.colour or ("#f08a30", "#f2c83c", "#4ab0d9", "#e05a6a")[rig.nth % 4])
    rig.curve("-.5,.5 -.95,.9 -.84,.5 -.95,.1", times(scale, 0.8))
    rig.curve("-.2,.8 0,1.08 .32,.82", times(scale, 0.75))
    rig.curve("-.1,.22 -.15,0 .2,.2", times(scale, 0.75))
    rig.curve("-.6,.5 -.2,.84 .3,.84 .72,.52 .3,.2 -.2,.18", scale)
    for x in (-0.12, 0.24):
        rig.curve(
            [(x - 0.05, 0.84), (x + 0.06, 0.84), (x + 0.1, 0.5), (x + 0.06, 0.2), (x - 0.05, 0.2), (x, 0.5)], "#fbf6ec"
        )
    rig.curve(".06,.52 -.14,.6 -.16,.4", times(scale, 0.7))
    rig.oval(0.48, 0.6, 0.075, 0.085, "#ffffff")
    rig.oval(0.5, 0.6, 0.04, 0.05, "#15151a")
    rig.line(".7,.46 .6,.42", 0.02, times(scale, 0.5))


def whale(rig: Rig) -> None:
    """A great whale: throat grooves, flukes, flipper. Dolphins and sharks are its slimmer kin."""
    kind = rig.subject.kind
    skin = rgb(rig.subject.colour or {"whale": "#3f5f80", "dolphin": "#7d95a8", "shark": "#6c7a86"}[kind])
    belly = mix(skin, (240, 246, 250), 0.72)
    plump = 1.0 if kind == "whale" else 0.66
    mid = 0.5
    if kind == "shark":
        rig.poly([(-1.02, mid + 0.02), (-1.34, mid + 0.46), (-1.14, mid), (-1.28, mid - 0.32)], skin)
    else:
        rig.curve(
            [(-0.98, mid + 0.1), (-1.3, mid + 0.44), (-1.16, mid + 0.14), (-1.42, mid + 0.06), (-1.0, mid + 0.02)],
            times(skin, 0.82),
        )
    if kind != "whale":
        rig.curve([(-0.12, mid + 0.3 * plump), (-0.24, mid + 0.74), (0.22, mid + 0.32 * plump)], times(skin, 0.9))
    nose = (
        [(0.98, mid + 0.12), (1.06, mid - 0.06)]
        if kind == "whale"
        else [(0.96, mid + 0.07), (1.16, mid - 0.01), (0.96, mid - 0.08)]
    )
    rig.curve(
        [
            (-1.08, mid + 0.1),
            (-0.6, mid + 0.22 * plump),
            (0, mid + 0.42 * plump),
            (0.6, mid + 0.4 * plump),
            *nose,
            (0.7, mid - 0.36 * plump),
            (0.1, mid - 0.42 * plump),
            (-0.6, mid - 0.1),
        ],
        skin,
    )
    rig.curve(
        [
            (-0.4, mid - 0.15 * plump),
            (0.2, mid - 0.14 * plump),
            (0.98, mid - 0.05),
            (0.7, mid - 0.35 * plump),
            (0.1, mid - 0.41 * plump),
        ],
        belly,
    )
    if kind == "whale":
        for number in range(5):
            y = mid - 0.16 - 0.045 * number
            rig.line(
                [(0.86 - 0.05 * number, y), (0.3, y - 0.02), (-0.1 + 0.05 * number, y + 0.02)],
                0.008,
                times(belly, 0.78),
            )
    rig.curve(
        [(0.34, mid - 0.2 * plump), (0.1, mid - 0.62), (-0.12, mid - 0.7), (0.06, mid - 0.28 * plump)],
        times(skin, 0.78),
    )
    rig.oval(0.74, mid + 0.04, 0.028, 0.026, "#10141a")
    rig.oval(0.75, mid + 0.05, 0.009, 0.009, "#ffffff")
    rig.line([(1.02, mid - 0.05), (0.84, mid - 0.07), (0.66, mid - 0.02)], 0.012, times(skin, 0.6))


def jellyfish(rig: Rig) -> None:
    """A glowing bell with trailing threads."""
    tone = rgb(rig.subject.colour or "#d98ae0")
    t = np.linspace(0, 1, 14)
    for number in range(7):
        x = -0.27 + 0.09 * number
        rig.line(
            np.stack([x + 0.05 * np.sin(t * 8 + number), 0.58 - t * (0.45 + 0.12 * (number % 2))], 1),
            0.02,
            mix(tone, (255, 255, 255), 0.3),
            shine=True,
        )
    rig.curve("-.38,.56 -.34,.84 0,1 .34,.84 .38,.56 .2,.6 0,.54 -.2,.6", tone)
    rig.curve("-.22,.66 -.18,.84 0,.92 .18,.84 .22,.66 0,.72", mix(tone, (255, 255, 255), 0.45))
    rig.lamp(0, 0.72, 0.8, tone, 0.6)


def turtle(rig: Rig) -> None:
    """A sea turtle: domed shell, flippers."""
    skin = "#7d9a5c"
    rig.curve(".4,.4 .5,.1 .2,-.02 .2,.3", times(rgb(skin), 0.8))
    rig.curve("-.5,.4 -.8,.22 -.72,.12 -.4,.26", times(rgb(skin), 0.8))
    rig.limb(".52,.48,.11 .76,.58,.1", skin)
    rig.oval(0.84, 0.62, 0.14, 0.12, skin)
    rig.oval(0.88, 0.66, 0.024, 0.026, "#15151a")
    rig.curve("-.66,.38 -.5,.74 0,.94 .46,.76 .64,.42 0,.28", rgb(rig.subject.colour or "#6a5a34"))
    for x, y, r in ((-0.32, 0.58, 0.13), (0.0, 0.68, 0.15), (0.32, 0.58, 0.13), (-0.16, 0.42, 0.1), (0.16, 0.42, 0.1)):
        rig.oval(x, y, r, r * 0.8, "#8f7f48")
    rig.curve(".36,.4 .2,.06 -.1,-.04 .1,.36", skin)


def octopus(rig: Rig) -> None:
    """A round head over eight curling arms."""
    skin = rgb(rig.subject.colour or "#c8566a")
    t = np.linspace(0, 1, 12)
    for number in range(8):
        side = (number - 3.5) / 3.5
        wave = np.stack(
            [
                side * (0.14 + 0.56 * t) + 0.06 * np.sin(t * 8 + number),
                0.5 - 0.5 * t + 0.14 * t**2 * abs(side) + 0.05 * np.sin(t * 7 + number * 2),
            ],
            1,
        )
        rig.limb(
            [(float(x), float(y), float(r)) for (x, y), r in zip(wave, 0.085 * (1 - 0.82 * t), strict=True)],
            times(skin, 0.86 if number % 2 else 1.0),
        )
    rig.curve("-.24,.44 -.32,.74 -.14,.98 .14,.98 .32,.74 .24,.44", skin)
    for dx in (-0.08, 0.14):
        rig.oval(dx, 0.58, 0.07, 0.08, "#fbf6ec")
        rig.oval(dx + 0.015, 0.58, 0.034, 0.05, "#17151a")
