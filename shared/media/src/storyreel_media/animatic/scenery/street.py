"""In a street: house fronts in perspective, lamps, wet asphalt, market stalls."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import Pixels, mix, rgb
from storyreel_media.animatic.scenery import land, water
from storyreel_media.animatic.scenery.facades import WALLS, lamp_colour, skyline
from storyreel_media.animatic.stage import Stage


def facade(stage: Stage, dice: np.random.Generator, rows: int, bays: int) -> Pixels:
    """A flat house front 640 px high: floors of windows above shop fronts."""
    height, width = 640, bays * 110
    wall = stage.palette.lit(rgb(WALLS[int(dice.integers(len(WALLS)))]))
    if stage.scene.style == "cyberpunk":
        wall = mix(wall, stage.palette.near, 0.55)
    image = np.empty((height, width, 3), np.uint8)
    image[:] = np.round(mix(wall, stage.palette.near, 0.12)).astype(np.uint8)
    lit_share = 0.55 if stage.scene.dark else 0.06
    floor = height / (rows + 1.4)
    frame, dark = stage.highlight(wall, 0.35), mix(stage.palette.mid, stage.palette.near, 0.55)
    for row in range(rows):
        top = floor * (row + 0.25)
        cv2.rectangle(
            image, (0, int(top - floor * 0.16)), (width, int(top - floor * 0.1)), stage.shadow(wall, 0.25), -1
        )
        for bay in range(bays):
            x = bay * 110 + 30
            pane = lamp_colour(stage, dice) if dice.random() < lit_share else dark
            cv2.rectangle(image, (x - 5, int(top - 4)), (x + 55, int(top + floor * 0.66)), frame, -1)
            cv2.rectangle(image, (x, int(top)), (x + 50, int(top + floor * 0.6)), pane, -1)
            cv2.line(image, (x + 25, int(top)), (x + 25, int(top + floor * 0.6)), frame, 3)
    shop = int(floor * (rows + 0.15))
    glass = lamp_colour(stage, dice) if stage.scene.dark or dice.random() < 0.3 else mix(dark, stage.palette.low, 0.35)
    cv2.rectangle(image, (0, shop), (width, height), mix(wall, stage.palette.near, 0.5), -1)
    for bay in range(bays):
        x = bay * 110 + 12
        cv2.rectangle(
            image,
            (x, shop + 34),
            (x + 86, height - 26),
            glass if bay % 2 == 0 else mix(glass, stage.palette.near, 0.35),
            -1,
        )
    awning = stage.palette.lit(rgb(("#b8433a", "#2f6f6a", "#d9a441", "#3d5a8a")[int(dice.integers(4))]))
    for stripe in range(0, width, 36):
        cv2.rectangle(image, (stripe, shop), (stripe + 18, shop + 36), awning, -1)
        cv2.rectangle(
            image,
            (stripe + 18, shop),
            (stripe + 36, shop + 36),
            mix(awning, stage.palette.lit((245, 240, 230)), 0.75),
            -1,
        )
    if stage.scene.style == "cyberpunk":
        for _ in range(4):
            x, y = int(dice.integers(0, max(width - 50, 1))), int(dice.integers(30, shop - 120))
            tone = lamp_colour(stage, dice)
            cv2.rectangle(image, (x, y), (x + 34, y + 150), mix(tone, stage.palette.near, 0.55), -1)
            cv2.rectangle(image, (x, y), (x + 34, y + 150), tone, 6)
    return image


def street(stage: Stage) -> None:
    """House fronts to both sides of a street that runs to the eye line."""
    h, u, w, tall = stage.horizon, stage.unit, stage.width, stage.height
    skyline(stage, "end", h + 2, u * 0.28, 0.66, lit=0.3 if stage.scene.dark else 0.0)
    vanish = w * (0.5 + 0.06 * stage.scene.facing)
    road = mix(rgb("#6c6a70"), stage.palette.rock, 0.3)
    land.ground(stage, road, h, 0.35)
    for side in (-1, 1):
        far_x, edge = vanish + side * w * 0.055, -w * 0.12 if side < 0 else w * 1.12
        for number in range(3):
            dice = stage.rng(f"front{side}{number}")
            t0, t1 = (0.0, 0.24, 0.55)[number], (0.24, 0.55, 1.0)[number]
            near_x, back_x = far_x + (edge - far_x) * t1**1.35, far_x + (edge - far_x) * t0**1.35
            rise = u * dice.uniform(0.85, 1.12)
            _wall(
                stage,
                facade(stage, dice, int(dice.integers(3, 6)), 4 + number),
                (back_x, near_x),
                (_reach(t0), _reach(t1)),
                rise,
                depth=0.42 * (1 - t1),
            )
        pave = stage.surface(rgb("#a39a8e"), 0.12)
        stage.canvas.fade(
            [(far_x, h + 2), (far_x - side * w * 0.012, h + 2), (edge - side * w * 0.3, tall), (edge, tall)],
            mix(pave, stage.palette.haze, 0.5),
            stage.shadow(pave, 0.3),
            h,
            tall,
        )
    _lane(stage, vanish)
    _lamps(stage, vanish)
    if stage.scene.has("rain") or stage.scene.style == "cyberpunk":
        _wet(stage)


def _reach(t: float) -> float:
    """How large things are at `t` of the way from the far end to the viewer."""
    return float(0.1 + 0.9 * t**1.35)


def _wall(
    stage: Stage, image: Pixels, xs: tuple[float, float], scales: tuple[float, float], rise: float, *, depth: float
) -> None:
    """Stands a house front up between two x (px), as large as `scales` at each, `rise` px high at full scale."""
    height, width = image.shape[:2]
    kerb = (stage.height - stage.horizon) * 0.9
    veil = np.empty_like(image)
    veil[:] = np.round(stage.palette.haze).astype(np.uint8)
    image = cv2.addWeighted(image, 1 - depth, veil, depth, 0)
    h = stage.horizon
    corners = [
        (xs[0], h - rise * scales[0]),
        (xs[1], h - rise * scales[1]),
        (xs[1], h + kerb * scales[1]),
        (xs[0], h + kerb * scales[0]),
    ]
    points = np.array(corners, np.float32)
    box = stage.canvas.clip(
        points[:, 0].min() - 1, points[:, 1].min() - 1, points[:, 0].max() + 1, points[:, 1].max() + 1
    )
    if box is None:
        return
    left, top, right, bottom = box
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, points - np.array([left, top], np.float32))
    size = (right - left, bottom - top)
    warped = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.round((points - (left, top)) * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    stage.canvas.paste(warped, mask, left, top)


def _lane(stage: Stage, vanish: float) -> None:
    h, span = stage.horizon, stage.height - stage.horizon
    white = mix(stage.palette.lit((240, 236, 220)), stage.palette.haze, 0.15)
    for t in (0.06, 0.14, 0.28, 0.52, 0.86):
        y0, y1 = h + span * t, h + span * (t + t * 0.42 + 0.01)
        half = stage.unit * 0.02
        stage.canvas.polygon(
            [
                (vanish - half * t, y0),
                (vanish + half * t, y0),
                (vanish + half * t * 1.5, y1),
                (vanish - half * t * 1.5, y1),
            ],
            white,
        )


def _lamps(stage: Stage, vanish: float) -> None:
    h, u, w = stage.horizon, stage.unit, stage.width
    for side in (-1, 1):
        for t in (0.08, 0.2, 0.46):
            scale = _reach(t)
            x = vanish + side * w * (0.05 + 0.52 * t)
            foot, top = h + (stage.height - h) * 0.82 * scale, h - u * 0.42 * scale
            iron = stage.surface(rgb("#2c2f36"), 0.4 * (1 - t))
            stage.canvas.line(
                [(x, foot), (x, top), (x - side * u * 0.07 * scale, top - u * 0.012 * scale)],
                max(u * 0.012 * scale, 1),
                iron,
            )
            head = (x - side * u * 0.08 * scale, top)
            stage.canvas.oval(
                head[0],
                head[1],
                u * 0.03 * scale,
                u * 0.012 * scale,
                mix(stage.palette.lamp, (255, 255, 240), 0.5) if stage.scene.dark else iron,
            )
            if stage.scene.dark:
                stage.canvas.glow(head[0], head[1], u * 0.34 * scale, stage.palette.lamp, 0.75)
                stage.canvas.glow(x, foot, u * 0.22 * scale, stage.palette.lamp, 0.3)


def _wet(stage: Stage) -> None:
    """The street as a dark mirror."""
    top = int(stage.horizon + stage.unit * 0.03)
    before = stage.canvas.pixels[top:].copy()
    water.mirror(stage, top, stage.height)
    rows = np.linspace(90, 140, stage.height - top).astype(np.uint8)
    mask = np.repeat(rows[:, None], stage.width, 1)
    stage.canvas.paste(before, cv2.bitwise_not(mask), 0, top)


def market(stage: Stage) -> None:
    """Stalls with striped awnings, lantern strings."""
    street(stage)
    h, u, w = stage.horizon, stage.unit, stage.width
    dice = stage.rng("stalls")
    for side in (-1, 1):
        for t in (0.3, 0.55, 1.0):
            size = u * 0.52 * t
            x, y = w * 0.5 + side * w * (0.14 + 0.3 * t), h + (stage.height - h) * (0.2 + 0.62 * t)
            tone = stage.palette.lit(rgb(("#c8443c", "#2f7f86", "#e0a53a", "#6b4f9a")[int(dice.integers(4))]))
            wood = stage.surface(rgb("#7a583c"), 0.25 * (1 - t))
            stage.canvas.rectangle(x - size * 0.5, y - size * 0.36, x + size * 0.5, y, stage.shadow(wood, 0.2))
            stage.canvas.rectangle(x - size * 0.54, y - size * 0.4, x + size * 0.54, y - size * 0.34, wood)
            for _ in range(26):
                fruit = stage.palette.lit(rgb(("#e0602f", "#f0c23a", "#6fa53a", "#c93a3a")[int(dice.integers(4))]))
                stage.canvas.disc(
                    x + dice.uniform(-0.46, 0.46) * size, y - size * dice.uniform(0.4, 0.48), size * 0.035, fruit
                )
            for post in (-0.48, 0.46):
                stage.canvas.rectangle(x + size * post, y - size * 0.82, x + size * (post + 0.03), y - size * 0.3, wood)
            for stripe in range(8):
                x0, x1 = x + size * (-0.6 + 0.15 * stripe), x + size * (-0.45 + 0.15 * stripe)
                colour = tone if stripe % 2 == 0 else mix(tone, stage.palette.lit((250, 244, 232)), 0.85)
                stage.canvas.polygon(
                    [
                        (x + (x0 - x) * 0.8, y - size),
                        (x + (x1 - x) * 0.8, y - size),
                        (x1, y - size * 0.76),
                        ((x0 + x1) / 2, y - size * 0.72),
                        (x0, y - size * 0.76),
                    ],
                    colour,
                )
    for number in range(3):
        share = np.linspace(0, 1, 13)
        dip = u * (0.1 + 0.1 * number) + u * 0.1 * np.sin(np.pi * share)
        string = np.stack([share * w, dip], 1)
        stage.canvas.line(string, u * 0.002, stage.palette.near)
        for point in string[1:-1]:
            stage.canvas.disc(point[0], point[1] + u * 0.012, u * 0.011, mix(stage.palette.lamp, (255, 240, 200), 0.4))
            stage.canvas.glow(point[0], point[1] + u * 0.012, u * 0.07, stage.palette.lamp, 0.5)
