"""What masons build in a view: an arched bridge over a river, a brick wall along a pavement."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery import land, ranges, water
from storyreel_media.animatic.stage import Stage

_ARCHES = ((0.2, 0.1), (0.5, 0.15), (0.8, 0.1))  # centre and half span, shares of the width


def stonebridge(stage: Stage) -> None:
    """Three stone arches, mirrored; wooded banks behind."""
    h, u, w = stage.horizon, stage.unit, stage.width
    ranges.mountains(stage, "far", h, u * 0.2, 0.66, snow=stage.scene.season == "winter")
    land.hills(stage, "mid", h + 2, u * 0.1, 0.45)
    ranges.treeline(stage, "bank", h + 2, u * 0.09, 0.36, pine=False)
    stone = stage.surface(mix(rgb("#a59a88"), stage.palette.rock, 0.3), 0.12)
    foot = h + u * 0.03
    t = np.linspace(-0.04, 1.04, 25)
    crown = h - u * 0.2 - u * 0.09 * np.sin(np.pi * t.clip(0, 1))
    deck = np.stack([t * w, crown], 1)
    outline = [tuple(point) for point in deck.tolist()]
    outline.append((w * 1.04, foot))
    for centre, half in reversed(_ARCHES):
        angle = np.linspace(0, np.pi, 17)
        rise = u * (0.12 + 0.5 * half)
        outline += list(
            zip((w * (centre + half * np.cos(angle))).tolist(), (foot - rise * np.sin(angle)).tolist(), strict=True)
        )
    outline.append((-w * 0.04, foot))
    stage.canvas.fade(outline, stage.highlight(stone, 0.22), stage.shadow(stone, 0.35), h - u * 0.3, foot)
    _voussoirs(stage, foot)
    stage.canvas.line(deck, u * 0.022, stage.highlight(stone, 0.35))
    stage.canvas.line(deck + np.array([0, u * 0.022]), u * 0.006, stage.shadow(stone, 0.4))
    water.mirror(stage, foot, stage.height)
    water.glitter(stage, foot, stage.height)


def _voussoirs(stage: Stage, foot: float) -> None:
    """The ring of stones around each arch and some courses between them."""
    u, w = stage.unit, stage.width
    stone = stage.surface(rgb("#8f8472"), 0.1)
    for centre, half in _ARCHES:
        rise = u * (0.12 + 0.5 * half)
        for angle in np.linspace(0.06, np.pi - 0.06, 15):
            inner = (w * (centre + half * np.cos(angle)), foot - rise * np.sin(angle))
            outer = (inner[0] + u * 0.03 * np.cos(angle), inner[1] - u * 0.03 * np.sin(angle))
            stage.canvas.line([inner, outer], max(u * 0.003, 1), stage.shadow(stone, 0.4))
    dice = stage.rng("courses")
    for _ in range(60):
        x, y = dice.uniform(0, w), foot - u * dice.uniform(0.02, 0.2)
        if all(abs(x - w * centre) > w * half * 1.15 for centre, half in _ARCHES):
            stage.canvas.line([(x, y), (x + u * 0.035, y)], max(u * 0.002, 1), stage.shadow(stone, 0.3))


def wall(stage: Stage) -> None:
    """A brick wall under a coping, a pavement before it; the sky above."""
    u, w, tall = stage.unit, stage.width, stage.height
    ranges.treeline(stage, "behind", tall * 0.24, u * 0.1, 0.4, pine=False)
    top, foot = tall * 0.2, stage.horizon + (tall - stage.horizon) * 0.36
    brick = stage.surface(rgb("#b0644a"), 0.06)
    stage.canvas.fade(
        [(0, top), (w, top), (w, foot), (0, foot)], stage.highlight(brick, 0.12), stage.shadow(brick, 0.3), top, foot
    )
    dice, row = stage.rng("bricks"), u * 0.036
    for course, y in enumerate(np.arange(top, foot, row)):
        for x in np.arange(-row * 2.4 + (course % 2) * row * 1.2, w, row * 2.4):
            tone = dice.uniform(-1, 1)
            if abs(tone) > 0.35:
                body = stage.highlight(brick, 0.2 * tone) if tone > 0 else stage.shadow(brick, -0.28 * tone)
                stage.canvas.rectangle(x, y, x + row * 2.4, min(y + row, foot), body)
        stage.canvas.rectangle(0, y, w, y + max(u * 0.003, 1), stage.shadow(brick, 0.32))
    stone = stage.surface(rgb("#c2b8a8"), 0.05)
    stage.canvas.rectangle(0, top - u * 0.03, w, top + u * 0.012, stage.highlight(stone, 0.2))
    stage.canvas.rectangle(0, top + u * 0.012, w, top + u * 0.02, stage.shadow(brick, 0.5))
    land.ground(stage, rgb("#a39a8e"), foot, 0.25)
    stage.canvas.rectangle(0, foot, w, foot + u * 0.014, stage.shadow(stone, 0.45))
    if stage.scene.dark:
        stage.canvas.glow(w * (1 - stage.scene.anchor), foot - u * 0.3, u * 0.7, stage.palette.lamp, 0.55)


def whirlpool(stage: Stage) -> None:
    """Open water that turns down into a spiral."""
    u, w = stage.unit, stage.width
    water.sea(stage, rough=0.7)
    x, y = w * stage.scene.anchor, stage.horizon + (stage.height - stage.horizon) * 0.56
    deep = mix(stage.palette.lit(stage.palette.water), stage.palette.near, 0.6)
    for share in np.linspace(1, 0.2, 8):
        tone = mix(deep, stage.palette.lit(stage.palette.water), float(share) * 0.8)
        stage.canvas.oval(x, y + u * 0.03 * (1 - float(share)), u * 0.6 * float(share), u * 0.15 * float(share), tone)
    foam = mix(stage.palette.lit((240, 248, 252)), stage.palette.low, 0.25)
    for arm in range(3):
        turn = np.linspace(0.25, 3.4 * np.pi, 60)
        reach = turn / turn[-1]
        angle = turn + arm * 2 * np.pi / 3
        spiral = np.stack(
            [x + np.cos(angle) * reach * u * 0.6, y + u * 0.03 * (1 - reach) + np.sin(angle) * reach * u * 0.15], 1
        )
        stage.canvas.line(smooth(spiral, 2, closed=False), u * 0.005, foam)
