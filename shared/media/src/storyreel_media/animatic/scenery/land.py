"""Land forms: ridges, rolling hills, the ground and what lies on it."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Plane, Rgb, mix
from storyreel_media.animatic.noise import fbm, profile
from storyreel_media.animatic.stage import Stage


def outline(stage: Stage, heights: Plane, base: float, rise: float) -> np.ndarray:
    """Ridge points across the picture: `base` and `rise` px, heights 0..1."""
    x = np.linspace(-0.02 * stage.width, 1.02 * stage.width, len(heights))
    return np.stack([x, base - heights * rise], 1)


def _closed(stage: Stage, line: np.ndarray) -> np.ndarray:
    floor = stage.height + 4.0
    return np.vstack([line, [[line[-1, 0], floor], [line[0, 0], floor]]])


def ridge(stage: Stage, line: np.ndarray, colour: Rgb, depth: float, fade_px: float | None = None) -> None:
    """A ridge line filled down to the picture's bottom, sinking into haze at its foot."""
    body = stage.surface(colour, depth)
    foot = mix(body, stage.palette.haze, 0.25 + 0.5 * depth)
    top = float(line[:, 1].min())
    reach = fade_px or max(stage.horizon - top, stage.unit * 0.08) * 1.1
    stage.canvas.fade(_closed(stage, line), body, foot, top, top + reach)


def hills(stage: Stage, name: str, base: float, rise: float, depth: float, colour: Rgb | None = None) -> np.ndarray:
    """A rolling ridge with a lit crest; returns its line."""
    dice = stage.rng(f"hills-{name}")
    heights = profile(dice, 40, 0.32, int(dice.integers(2, 4)))
    line = smooth(outline(stage, heights, base, rise), 5, closed=False)
    colour = colour or stage.palette.grass
    ridge(stage, line, colour, depth, fade_px=max(rise * 1.6, stage.unit * 0.12))
    crest = stage.highlight(stage.surface(colour, depth), 0.4)
    stage.canvas.line(line, stage.unit * 0.0022, crest)
    return line


def ground(stage: Stage, colour: Rgb, top: float | None = None, texture: float = 0.5) -> None:
    """The ground plane: hazy at the horizon, darker and textured towards the viewer, lit below the sun."""
    top = stage.horizon if top is None else top
    far = stage.surface(colour, 0.5)
    snowy = stage.scene.season == "winter"
    near = mix(stage.surface(colour, 0.0), stage.palette.near, 0.1 if snowy else 0.3)
    box = [(0, top), (stage.width, top), (stage.width, stage.height), (0, stage.height)]
    stage.canvas.fade(box, far, near, top, stage.height)
    if stage.plain:
        return
    dice = stage.rng("ground")
    rows = np.linspace(0.2, 1, 60, dtype=np.float32)[:, None]
    patches = fbm(dice, 160, 60, 22, 4, stretch=5.0)
    stage.canvas.modulate(top, stage.height, 1 + (patches - 0.5) * texture * 1.1 * rows)


def grass(stage: Stage, colour: Rgb, top: float, count: int = 420, size: float = 1.0) -> None:
    """Blades in tufts over the ground, larger towards the viewer."""
    dice = stage.rng("grass")
    count = count // 4 if stage.plain else count
    if stage.scene.season == "winter":  # only some tips stand out of the snow
        count, size = count // 5, size * 0.7
    depth = np.sort(dice.random(count) ** 1.3)
    base_y = top + depth * (stage.height - top) * 1.02
    x = dice.uniform(0, stage.width, count)
    for i in range(count):
        length = stage.unit * size * (0.006 + 0.03 * depth[i])
        tone = dice.uniform(-1, 1)
        body = stage.surface(colour, 0.3 * (1 - depth[i]))
        shade = stage.highlight(body, 0.35 * tone) if tone > 0 else stage.shadow(body, -0.4 * tone)
        lean = dice.uniform(-0.5, 0.5)
        stage.canvas.polygon(
            [(x[i] - length * 0.09, base_y[i]), (x[i] + length * lean, base_y[i] - length), (x[i] + length * 0.09,
                base_y[i])], shade
        )  # fmt: skip


def path(stage: Stage, top: float, colour: Rgb, at: float) -> None:
    """A winding path from `top` px down, meeting the horizon at `at` of the width."""
    w, t = stage.width, np.linspace(0, 1, 8)
    centre = w * (at + 0.16 * np.sin(t * 4.2 + 0.6) * (1 - t))
    half = stage.unit * (0.012 + 0.24 * t**1.6)
    y = top + (stage.height - top) * t
    left = smooth(np.stack([centre - half, y], 1), 4, closed=False)
    right = smooth(np.stack([centre + half, y], 1)[::-1], 4, closed=False)
    stage.canvas.fade(
        np.vstack([left, right]),
        mix(colour, stage.palette.haze, 0.35),
        stage.highlight(colour, 0.16),
        top,
        stage.height,
    )


def stones(stage: Stage, top: float, colour: Rgb, count: int) -> None:
    """Loose stones over the ground."""
    dice = stage.rng("stones")
    for share in np.sort(dice.random(count)):
        y, x = top + (stage.height - top) * share, dice.uniform(0, stage.width)
        r = stage.unit * (0.006 + 0.028 * share) * dice.uniform(0.5, 1.3)
        body = stage.surface(colour, 0.25 * (1 - share))
        shape = smooth(
            [(x - r, y), (x - r * 0.8, y - r * 0.6), (x, y - r * 0.8), (x + r * 0.9, y - r * 0.5), (x + r, y)], 4
        )
        stage.canvas.polygon(shape, stage.shadow(body, 0.4))
        stage.canvas.polygon(
            smooth(
                [
                    (x - r * 0.7, y - r * 0.4),
                    (x - r * 0.4, y - r * 0.65),
                    (x + r * 0.5, y - r * 0.6),
                    (x + r * 0.2, y - r * 0.3),
                ],
                4,
            ),
            stage.highlight(body, 0.3),
        )
