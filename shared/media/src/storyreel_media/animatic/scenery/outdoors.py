"""Open country: one function a place, painted from the far ridges to the ground the subject stands on."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.noise import profile
from storyreel_media.animatic.scenery import land, plants, water
from storyreel_media.animatic.stage import Stage


def mountain(stage: Stage) -> None:
    """Three ranges, firs, an alpine meadow."""
    h, u = stage.horizon, stage.unit
    snow = stage.scene.season != "summer" or stage.rng("snow").random() < 0.8
    land.mountains(stage, "far", h + u * 0.02, u * 0.42, 0.66, snow=snow)
    land.mountains(stage, "mid", h + u * 0.04, u * 0.26, 0.4, snow=snow)
    land.treeline(stage, "firs", h + u * 0.035, u * 0.075, 0.34, pine=True)
    land.ground(stage, stage.palette.grass, h + u * 0.02)
    land.hills(stage, "near", h + u * 0.2, u * 0.07, 0.06)
    _scatter(stage, 7, h + u * 0.05, h + u * 0.17, u * 0.16)
    land.grass(stage, stage.palette.grass, h + u * 0.16)


def hills(stage: Stage) -> None:
    """Rolling country with scattered trees."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.01, u * 0.16, 0.66)
    land.hills(stage, "mid", h + u * 0.07, u * 0.13, 0.42)
    _scatter(stage, 6, h + u * 0.0, h + u * 0.07, u * 0.08, depth=0.4)
    land.hills(stage, "near", h + u * 0.16, u * 0.08, 0.16, mix(stage.palette.grass, stage.palette.leaf, 0.3))
    _scatter(stage, 4, h + u * 0.1, h + u * 0.17, u * 0.15, depth=0.15)
    land.ground(stage, stage.palette.grass, h + u * 0.19)
    land.grass(stage, stage.palette.grass, h + u * 0.2)


def meadow(stage: Stage) -> None:
    """Wild flowers up to a wood's edge."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.01, u * 0.13, 0.62)
    land.treeline(stage, "edge", h + u * 0.02, u * 0.1, 0.4, pine=False)
    land.ground(stage, stage.palette.grass, h + u * 0.01)
    land.grass(stage, stage.palette.grass, h + u * 0.03, 560)
    plants.blossoms(stage, h + u * 0.04, 240)


def field(stage: Stage) -> None:
    """Furrows or ripe rows running to the horizon, a far farm."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.005, u * 0.09, 0.6)
    land.treeline(stage, "hedge", h + u * 0.012, u * 0.045, 0.45, pine=False)
    gold = mix(rgb("#dcb455"), stage.palette.grass, 0.15 if stage.scene.season in ("summer", "autumn") else 0.7)
    land.ground(stage, gold, h)
    body = stage.surface(gold, 0.05)
    vanish = (stage.width * (0.5 + 0.2 * stage.scene.facing), h)
    for row in np.linspace(-2.2, 3.2, 30):
        x = row * stage.width
        gap = stage.width * 0.055
        stage.canvas.fade([vanish, (x, stage.height), (x + gap, stage.height)], mix(body, stage.palette.haze, 0.5), stage.shadow(body, 0.34), h, stage.height, 0.75)
    land.grass(stage, gold, h + u * 0.06, 620, 1.5)


def forest(stage: Stage) -> None:
    """Trunks behind trunks fading into light, ferns, a path."""
    h, u = stage.horizon, stage.unit
    palette, dice = stage.palette, stage.rng("forest")
    glow = mix(palette.haze, palette.light, 0.35)
    leaf = stage.surface(palette.leaf, 0.55)
    stage.canvas.fade([(0, 0), (stage.width, 0), (stage.width, stage.height), (0, stage.height)], mix(leaf, palette.top, 0.25), glow, 0, h, 0.82)
    for layer, (depth, count) in enumerate(((0.72, 20), (0.5, 13), (0.26, 8))):
        base = h + u * (0.02 + 0.05 * layer)
        body = stage.surface(rgb("#54463a"), depth)
        land.treeline(stage, f"shrubs{layer}", base + u * 0.012, u * (0.07 + 0.05 * layer), depth, pine=False)
        for _ in range(count):
            x, width = dice.uniform(0, stage.width), u * (0.008 + 0.014 * layer) * dice.uniform(0.7, 1.4)
            lean = dice.uniform(-1, 1) * width * 2
            trunk = [(x - width * 1.3, base + u * 0.03), (x - width * 0.7 + lean, 0), (x + width * 0.7 + lean, 0), (x + width * 1.3, base + u * 0.03)]
            stage.canvas.fade(trunk, stage.shadow(body, 0.3), mix(body, glow, 0.25), 0, base)
            edge = 1 if stage.sun and stage.sun[0] > x else -1
            stage.canvas.line([(x + width * 1.15 * edge, base), (x + width * 0.6 * edge + lean, 0)], width * 0.22, stage.highlight(body, 0.5))
        _canopy(stage, dice, layer, depth)
    land.ground(stage, mix(palette.grass, palette.earth, 0.35), h + u * 0.1)
    _path(stage, h + u * 0.1, stage.surface(palette.earth, 0.1), 0.5)
    land.grass(stage, mix(palette.leaf, palette.grass, 0.5), h + u * 0.11, 420, 1.5)


def _canopy(stage: Stage, dice: np.random.Generator, layer: int, depth: float) -> None:
    body = stage.surface(stage.palette.leaf, depth)
    u = stage.unit
    for tone, lift in ((stage.shadow(body, 0.35), 0.0), (body, -0.02), (stage.highlight(body, 0.25), -0.05)):
        for _ in range(14):
            radius = u * dice.uniform(0.05, 0.11) * (1.0 if lift == 0 else 0.55)
            stage.canvas.oval(dice.uniform(0, stage.width), u * (0.16 - 0.06 * layer + lift) * dice.uniform(0, 1.1), radius * 1.4, radius, tone)


def _path(stage: Stage, top: float, colour: tuple[float, float, float], at: float) -> None:
    w, t = stage.width, np.linspace(0, 1, 8)
    centre = w * (at + 0.16 * np.sin(t * 4.2 + 0.6) * (1 - t))
    half = stage.unit * (0.012 + 0.24 * t**1.6)
    y = top + (stage.height - top) * t
    left = smooth(np.stack([centre - half, y], 1), 4, closed=False)
    right = smooth(np.stack([centre + half, y], 1)[::-1], 4, closed=False)
    stage.canvas.fade(np.vstack([left, right]), mix(colour, stage.palette.haze, 0.35), stage.highlight(colour, 0.16), top, stage.height)


def jungle(stage: Stage) -> None:
    """Dense green with palms and shafts of air."""
    forest(stage)
    dice, u = stage.rng("jungle"), stage.unit
    for _ in range(4):
        plants.palm(stage, dice, dice.uniform(0, stage.width), stage.horizon + u * 0.12, u * dice.uniform(0.4, 0.62), 0.25)


def desert(stage: Stage) -> None:
    """Dune behind dune, each with a lit and a shaded flank."""
    h, u = stage.horizon, stage.unit
    for number, depth in enumerate((0.6, 0.38, 0.18, 0.0)):
        _dune(stage, f"dune{number}", h + u * (0.02 + 0.105 * number), u * (0.07 + 0.045 * number), depth)


def _dune(stage: Stage, name: str, base: float, rise: float, depth: float) -> None:
    dice = stage.rng(name)
    t = np.linspace(0, 1, 28)
    crest = dice.uniform(0.25, 0.75)
    heights = np.exp(-(((t - crest) / 0.26) ** 2)) + 0.5 * np.exp(-(((t - (crest + 0.5) % 1) / 0.2) ** 2))
    line = smooth(land.outline(stage, heights.astype(np.float32), base, rise), 4, closed=False)
    land.ridge(stage, line, stage.palette.sand, depth, fade_px=rise * 2.6)
    body = stage.surface(stage.palette.sand, depth)
    top = int(np.argmin(line[:, 1]))
    side = -1 if stage.sun and stage.sun[0] > stage.width / 2 else 1
    flank = line[top:] if side > 0 else line[: top + 1][::-1]
    keep = flank[: max(len(flank) * 3 // 4, 2)]
    peak = line[top]
    spine = smooth([tuple(keep[-1]), (peak[0] + side * rise * 1.1, peak[1] + rise * 1.5), (peak[0] + side * rise * 0.1, peak[1] + rise * 0.7), tuple(peak)], 6, closed=False)
    shade = stage.shadow(body, 0.42)
    stage.canvas.fade(np.vstack([keep, spine]), shade, mix(shade, body, 0.75), float(peak[1]), float(peak[1] + rise * 1.8))
    stage.canvas.line(line, u_line(stage), stage.highlight(body, 0.55))


def u_line(stage: Stage) -> float:
    """The width of a crest's lit edge, px."""
    return stage.unit * 0.002


def canyon(stage: Stage) -> None:
    """Flat-topped buttes in bands over a dry floor."""
    h, u = stage.horizon, stage.unit
    red = mix(rgb("#b5623c"), stage.palette.sand, 0.2)
    for number, depth in enumerate((0.6, 0.36, 0.14)):
        dice = stage.rng(f"mesa{number}")
        x = dice.uniform(-0.1, 0.25) * stage.width
        while x < stage.width * 1.05:
            width = u * dice.uniform(0.14, 0.42) * (0.7 + 0.3 * number)
            rise = u * dice.uniform(0.1, 0.34) * (0.75 + 0.3 * number)
            _butte(stage, dice, x, h + u * (0.02 + 0.06 * number), width, rise, depth)
            x += width * dice.uniform(1.25, 2.8)
    land.ground(stage, mix(red, stage.palette.sand, 0.4), h + u * 0.1)
    _stones(stage, h + u * 0.14, red, 26)


def _butte(stage: Stage, dice: np.random.Generator, x: float, base: float, width: float, rise: float, depth: float) -> None:
    body = stage.surface(rgb("#b5623c"), depth)
    foot = [(x - width * 0.22, base), (x, base - rise * 0.42), (x + width, base - rise * 0.42), (x + width * 1.22, base)]
    stage.canvas.fade(foot, stage.shadow(body, 0.15), mix(body, stage.palette.haze, 0.5), base - rise * 0.42, base)
    edge = profile(dice, 12, 0.6, 4)
    top = np.stack([np.linspace(x, x + width, 12), base - rise * (0.93 + 0.07 * edge)], 1)
    stage.canvas.fade(np.vstack([top, [(x + width, base - rise * 0.4), (x, base - rise * 0.4)]]), body, stage.shadow(body, 0.12), base - rise, base - rise * 0.4)
    side = 1 if stage.sun and stage.sun[0] > x else -1
    cut = x + width * (0.62 if side < 0 else 0.0)
    stage.canvas.polygon([(cut, base - rise * 0.93), (cut + width * 0.38, base - rise * 0.93), (cut + width * 0.38, base - rise * 0.4), (cut, base - rise * 0.4)], stage.shadow(body, 0.3))
    for band in (0.55, 0.68, 0.8):
        stage.canvas.line([(x, base - rise * band), (x + width, base - rise * (band + 0.01))], max(rise * 0.016, 1), stage.shadow(body, 0.22))


def _stones(stage: Stage, top: float, colour: tuple[float, float, float], count: int) -> None:
    dice = stage.rng("stones")
    for share in np.sort(dice.random(count)):
        y, x = top + (stage.height - top) * share, dice.uniform(0, stage.width)
        r = stage.unit * (0.006 + 0.028 * share) * dice.uniform(0.5, 1.3)
        body = stage.surface(colour, 0.25 * (1 - share))
        shape = smooth([(x - r, y), (x - r * 0.8, y - r * 0.6), (x, y - r * 0.8), (x + r * 0.9, y - r * 0.5), (x + r, y)], 4)
        stage.canvas.polygon(shape, stage.shadow(body, 0.4))
        stage.canvas.polygon(smooth([(x - r * 0.7, y - r * 0.4), (x - r * 0.4, y - r * 0.65), (x + r * 0.5, y - r * 0.6), (x + r * 0.2, y - r * 0.3)], 4), stage.highlight(body, 0.3))


def arctic(stage: Stage) -> None:
    """Ice ridges, floes, a blue-white plain."""
    h, u = stage.horizon, stage.unit
    ice = rgb("#cfe4f2")
    land.mountains(stage, "ice", h + u * 0.02, u * 0.26, 0.6, snow=True)
    water.sea(stage, h + u * 0.01, h + u * 0.14, rough=0.1)
    dice = stage.rng("bergs")
    for _ in range(3):
        x, size = dice.uniform(0, stage.width), u * dice.uniform(0.08, 0.2)
        y = h + u * dice.uniform(0.03, 0.1)
        body = stage.surface(ice, 0.25)
        stage.canvas.polygon([(x - size, y), (x - size * 0.7, y - size * 0.5), (x - size * 0.1, y - size * 0.85), (x + size * 0.3, y - size * 0.5), (x + size * 0.8, y - size * 0.4), (x + size, y)], body)
        stage.canvas.polygon([(x - size * 0.1, y - size * 0.85), (x + size * 0.3, y - size * 0.5), (x + size * 0.8, y - size * 0.4), (x + size, y), (x + size * 0.1, y)], stage.shadow(body, 0.35))
    snow = rgb("#eef4fa")
    line = land.hills(stage, "shelf", h + u * 0.17, u * 0.05, 0.02, snow)
    land.ground(stage, snow, float(line[:, 1].max()), 0.6)
    _stones(stage, h + u * 0.2, ice, 14)


def volcano(stage: Stage) -> None:
    """A burning cone over black ground."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.mountains(stage, "far", h + u * 0.02, u * 0.16, 0.5, snow=False)
    x = w * (0.5 + 0.2 * stage.scene.facing)
    body = stage.surface(rgb("#4a3a3c"), 0.25)
    cone = smooth([(x - u * 0.6, h + u * 0.05), (x - u * 0.22, h - u * 0.22), (x - u * 0.07, h - u * 0.42), (x + u * 0.07, h - u * 0.42), (x + u * 0.24, h - u * 0.2), (x + u * 0.62, h + u * 0.05)], 6, closed=False)
    stage.canvas.glow(x, h - u * 0.44, u * 0.5, (255, 110, 40), 0.9)
    stage.canvas.fade(cone, body, mix(body, stage.palette.haze, 0.4), h - u * 0.42, h)
    dice = stage.rng("lava")
    for _ in range(5):
        drift = dice.uniform(-1, 1)
        t = np.linspace(0, 1, 8)
        flow = np.stack([x + u * (0.05 * drift + drift * 0.3 * t**1.5 + 0.012 * np.sin(t * 14 + drift * 7)), h - u * 0.42 + t * u * dice.uniform(0.26, 0.44)], 1)
        stage.canvas.line(flow, u * 0.014, (255, 96, 24))
        stage.canvas.line(flow, u * 0.006, (255, 214, 110))
    for _ in range(70):
        angle, away = dice.normal(np.pi / 2, 0.32), dice.random() ** 0.7 * u * 0.36
        stage.canvas.disc(x + np.cos(angle) * away, h - u * 0.42 - np.sin(angle) * away, u * dice.uniform(0.001, 0.004), (255, dice.uniform(120, 220), 60))
    land.ground(stage, rgb("#4d4042"), h + u * 0.03)
    _stones(stage, h + u * 0.1, rgb("#54474a"), 30)


def waterfall(stage: Stage) -> None:
    """A fall between rock walls into a pool."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.mountains(stage, "far", h, u * 0.3, 0.6, snow=False)
    x, half = w * (0.5 + 0.17 * stage.scene.facing), u * 0.12
    top, foot = h - u * 0.36, h + u * 0.12
    rock = stage.surface(stage.palette.rock, 0.16)
    for side in (-1, 1):
        dice = stage.rng(f"wall{side}")
        reach = w * 1.05 if side > 0 else -w * 0.05
        edge = np.linspace(x + side * half * 0.9, reach, 14)
        rise = profile(dice, 14, 0.6, 4) * u * 0.16
        line = np.stack([edge, top - rise * np.linspace(0.2, 1.2, 14)], 1)
        stage.canvas.fade(np.vstack([line, [(reach, foot + u * 0.05), (edge[0], foot)]]), rock, stage.shadow(rock, 0.5), top - u * 0.1, foot)
        for _ in range(12):
            cx, cy = dice.uniform(min(edge[0], reach), max(edge[0], reach)), dice.uniform(top + u * 0.03, foot)
            stage.canvas.line([(cx, cy), (cx + dice.uniform(-1, 1) * u * 0.02, cy + u * dice.uniform(0.04, 0.12))], u * 0.004, stage.shadow(rock, 0.6))
        for number in range(5):
            plants.tree(stage, dice, edge[2 + 2 * number], line[2 + 2 * number, 1] + u * 0.02, u * dice.uniform(0.12, 0.2), 0.2)
    white = stage.surface((240, 248, 255), 0.1)
    stage.canvas.fade([(x - half, top), (x + half, top), (x + half * 1.2, foot), (x - half * 1.2, foot)], mix(white, stage.palette.lit(stage.palette.water), 0.4), white, top, foot)
    dice = stage.rng("fall")
    for _ in range(46):
        fx = x + dice.uniform(-1, 1) * half
        y = dice.uniform(top, foot - u * 0.08)
        tone = mix(white, stage.palette.lit(stage.palette.water), dice.uniform(0, 0.7))
        stage.canvas.line([(fx, y), (fx + (fx - x) * 0.1, y + u * dice.uniform(0.05, 0.16))], u * 0.004, tone)
    water.sea(stage, foot - u * 0.01, None, rough=0.2)
    stage.canvas.veil(x - half * 2.6, foot - u * 0.13, x + half * 2.6, foot + u * 0.1, white, np.outer(np.sin(np.linspace(0, np.pi, 20)), np.sin(np.linspace(0, np.pi, 20))).astype(np.float32))


def _scatter(stage: Stage, count: int, top: float, bottom: float, size: float, depth: float = 0.2) -> None:
    """Some trees on the slopes, kept off the subject's place."""
    dice = stage.rng(f"scatter{top:.0f}")
    for share in np.sort(dice.random(count)):
        x = dice.uniform(0, 1)
        if abs(x - stage.scene.anchor) < 0.12:
            x = (x + 0.3) % 1
        plants.tree(stage, dice, x * stage.width, top + (bottom - top) * share, size * dice.uniform(0.7, 1.2) * (0.7 + 0.5 * share), depth * (1.2 - 0.4 * share))
