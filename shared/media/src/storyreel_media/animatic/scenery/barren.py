"""Dry, icy and burning land: desert, canyon, arctic, volcano."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.noise import profile
from storyreel_media.animatic.scenery import land, ranges, water
from storyreel_media.animatic.stage import Stage


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
    at = int(np.argmin(line[:, 1]))
    side = -1 if stage.sun and stage.sun[0] > stage.width / 2 else 1
    flank = line[at:] if side > 0 else line[: at + 1][::-1]
    # The slip face: a crescent of shade between the skyline and an edge that leaves and meets it again.
    t = np.linspace(0, 1, 16)[:, None]
    keep = flank[np.abs(flank[:, 0] - flank[0, 0]) <= np.abs(flank[-1, 0] - flank[0, 0]) * 0.8]
    peak, end = keep[0], keep[-1]
    sag = np.array([peak[0] + (end[0] - peak[0]) * 0.22, max(peak[1], end[1]) + rise * 0.75])
    edge = (1 - t) ** 2 * peak + 2 * t * (1 - t) * sag + t**2 * end
    shade = stage.shadow(body, 0.34)
    stage.canvas.fade(np.vstack([keep, edge[::-1]]), shade, mix(shade, body, 0.5), float(peak[1]), float(sag[1]))
    stage.canvas.line(edge[:11], stage.unit * 0.0016, stage.highlight(body, 0.35))
    stage.canvas.line(line, stage.unit * 0.002, stage.highlight(body, 0.55))


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
            _butte(stage, dice, (x, h + u * (0.02 + 0.06 * number)), (width, rise), depth)
            x += width * dice.uniform(1.25, 2.8)
    land.ground(stage, mix(red, stage.palette.sand, 0.4), h + u * 0.1)
    land.stones(stage, h + u * 0.14, red, 26)


def _butte(
    stage: Stage, dice: np.random.Generator, foot: tuple[float, float], size: tuple[float, float], depth: float
) -> None:
    (x, base), (width, rise) = foot, size
    body = stage.surface(rgb("#b5623c"), depth)
    slope = [
        (x - width * 0.22, base),
        (x, base - rise * 0.42),
        (x + width, base - rise * 0.42),
        (x + width * 1.22, base),
    ]
    stage.canvas.fade(slope, stage.shadow(body, 0.15), mix(body, stage.palette.haze, 0.5), base - rise * 0.42, base)
    edge = profile(dice, 12, 0.6, 4)
    top = np.stack([np.linspace(x, x + width, 12), base - rise * (0.93 + 0.07 * edge)], 1)
    stage.canvas.fade(
        np.vstack([top, [(x + width, base - rise * 0.4), (x, base - rise * 0.4)]]),
        body,
        stage.shadow(body, 0.12),
        base - rise,
        base - rise * 0.4,
    )
    side = 1 if stage.sun and stage.sun[0] > x else -1
    cut = x + width * (0.62 if side < 0 else 0.0)
    stage.canvas.polygon(
        [
            (cut, base - rise * 0.93),
            (cut + width * 0.38, base - rise * 0.93),
            (cut + width * 0.38, base - rise * 0.4),
            (cut, base - rise * 0.4),
        ],
        stage.shadow(body, 0.3),
    )
    for band in (0.55, 0.68, 0.8):
        stage.canvas.line(
            [(x, base - rise * band), (x + width, base - rise * (band + 0.01))],
            max(rise * 0.016, 1),
            stage.shadow(body, 0.22),
        )


def arctic(stage: Stage) -> None:
    """Ice ridges, floes, a blue-white plain."""
    h, u = stage.horizon, stage.unit
    ice = rgb("#cfe4f2")
    ranges.mountains(stage, "ice", h + u * 0.02, u * 0.26, 0.6, snow=True)
    water.sea(stage, h + u * 0.01, h + u * 0.14, rough=0.1)
    dice = stage.rng("bergs")
    for _ in range(3):
        x, size = dice.uniform(0, stage.width), u * dice.uniform(0.08, 0.2)
        y = h + u * dice.uniform(0.03, 0.1)
        body = stage.surface(ice, 0.25)
        stage.canvas.polygon(
            [
                (x - size, y),
                (x - size * 0.7, y - size * 0.5),
                (x - size * 0.1, y - size * 0.85),
                (x + size * 0.3, y - size * 0.5),
                (x + size * 0.8, y - size * 0.4),
                (x + size, y),
            ],
            body,
        )
        stage.canvas.polygon(
            [
                (x - size * 0.1, y - size * 0.85),
                (x + size * 0.3, y - size * 0.5),
                (x + size * 0.8, y - size * 0.4),
                (x + size, y),
                (x + size * 0.1, y),
            ],
            stage.shadow(body, 0.35),
        )
    snow = rgb("#eef4fa")
    line = land.hills(stage, "shelf", h + u * 0.17, u * 0.05, 0.02, snow)
    land.ground(stage, snow, float(line[:, 1].max()), 0.6)
    land.stones(stage, h + u * 0.2, ice, 14)


def volcano(stage: Stage) -> None:
    """A burning cone over black ground."""
    h, u, w = stage.horizon, stage.unit, stage.width
    ranges.mountains(stage, "far", h + u * 0.02, u * 0.16, 0.5, snow=False)
    x = w * (0.5 + 0.2 * stage.scene.facing)
    body = stage.surface(rgb("#4a3a3c"), 0.25)
    cone = smooth(
        [
            (x - u * 0.6, h + u * 0.05),
            (x - u * 0.22, h - u * 0.22),
            (x - u * 0.07, h - u * 0.42),
            (x + u * 0.07, h - u * 0.42),
            (x + u * 0.24, h - u * 0.2),
            (x + u * 0.62, h + u * 0.05),
        ],
        6,
        closed=False,
    )
    stage.canvas.glow(x, h - u * 0.44, u * 0.5, (255, 110, 40), 0.9)
    stage.canvas.fade(cone, body, mix(body, stage.palette.haze, 0.4), h - u * 0.42, h)
    dice = stage.rng("lava")
    for _ in range(5):
        drift = dice.uniform(-1, 1)
        t = np.linspace(0, 1, 8)
        flow = np.stack(
            [
                x + u * (0.05 * drift + drift * 0.3 * t**1.5 + 0.012 * np.sin(t * 14 + drift * 7)),
                h - u * 0.42 + t * u * dice.uniform(0.26, 0.44),
            ],
            1,
        )
        stage.canvas.line(flow, u * 0.014, (255, 96, 24))
        stage.canvas.line(flow, u * 0.006, (255, 214, 110))
    for _ in range(70):
        angle, away = dice.normal(np.pi / 2, 0.32), dice.random() ** 0.7 * u * 0.36
        stage.canvas.disc(
            x + np.cos(angle) * away,
            h - u * 0.42 - np.sin(angle) * away,
            u * dice.uniform(0.001, 0.004),
            (255, dice.uniform(120, 220), 60),
        )
    land.ground(stage, rgb("#4d4042"), h + u * 0.03)
    land.stones(stage, h + u * 0.1, rgb("#54474a"), 30)
