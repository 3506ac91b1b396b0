"""Built places outdoors: skyline, street, village, rooftops, market, castle, ruins, station, bridge, road, garden."""

import cv2
import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Pixels, Rgb, mix, rgb, times
from storyreel_media.animatic.scenery import land, plants, water
from storyreel_media.animatic.stage import Stage

_WALLS = ("#c9a27c", "#d8c3a0", "#b5705a", "#a9b2b8", "#8f9db0", "#cdb48a", "#9c6b5e", "#e0d3bd")


def lamp_colour(stage: Stage, dice: np.random.Generator) -> Rgb:
    """The colour of one lit window: warm, in neon towns also pink and cyan."""
    if stage.scene.style == "cyberpunk":
        return rgb(("#ff4fc3", "#38e8ff", "#a06bff", "#ffd36b")[int(dice.integers(4))])
    return mix(stage.palette.lamp, rgb(("#fff2c8", "#ffb057", "#ffd98a")[int(dice.integers(3))]), 0.6)


def windows(stage: Stage, dice: np.random.Generator, box: tuple[float, float, float, float], body: Rgb, share: float, depth: float) -> None:
    """A grid of windows on a façade (x0, y0, x1, y1 px), `share` of them lit."""
    part = stage.canvas.clip(*box)
    if part is None:
        return
    x0, y0, x1, y1 = box
    cell = stage.unit * 0.02 * (1.15 - depth * 0.6)
    across, down = max(int((x1 - x0) / cell), 1), max(int((y1 - y0) / (cell * 1.35)), 1)
    lit = dice.random((down, across)) < share
    dark = times(body, 0.72) if not stage.scene.dark else times(body, 0.8)
    warm = mix(lamp_colour(stage, dice), stage.palette.haze, depth * 0.5)
    colours = np.where(lit[..., None], np.asarray(warm), np.asarray(dark))
    w, h = (x1 - x0) / across, (y1 - y0) / down
    for row in range(down):
        for column in range(across):
            wx, wy = x0 + w * (column + 0.24), y0 + h * (row + 0.2)
            if wy < stage.height and -w < wx < stage.width:
                cv2.rectangle(stage.canvas.pixels, (round(wx), round(wy)), (round(wx + w * 0.5), round(wy + h * 0.55)), colours[row, column].tolist(), -1)


def skyline(stage: Stage, name: str, base: float, rise: float, depth: float, *, lit: float) -> None:
    """A row of towers with stepped tops, masts and windows."""
    dice = stage.rng(f"skyline-{name}")
    u, x = stage.unit, -0.02 * stage.width
    while x < stage.width:
        width = u * dice.uniform(0.05, 0.12) * (1.2 - 0.5 * depth)
        centre = 1 - abs(x / stage.width - 0.5)
        tall = rise * dice.uniform(0.35, 1.0) * (0.6 + 0.4 * centre)
        wall = mix(stage.palette.rock, rgb(_WALLS[int(dice.integers(len(_WALLS)))]), 0.25)
        if stage.scene.dark:
            wall = mix(wall, stage.palette.near, 0.3)
        body = stage.surface(wall, depth)
        top = base - tall
        shape = [(x, base + u), (x, top), (x + width, top), (x + width, base + u)]
        stage.canvas.fade(shape, body, mix(body, stage.palette.haze, 0.45), top, base)
        side = 0.0 if stage.sun and stage.sun[0] > x else 0.62
        stage.canvas.fade([(x + width * side, top), (x + width * (side + 0.38), top), (x + width * (side + 0.38), base), (x + width * side, base)],
                          stage.shadow(body, 0.22), mix(body, stage.palette.haze, 0.45), top, base, 0.8)  # fmt: skip
        kind = int(dice.integers(4))
        if kind == 0:
            stage.canvas.rectangle(x + width * 0.2, top - u * 0.02, x + width * 0.8, top + 2, body)
        elif kind == 1:
            stage.canvas.polygon([(x, top + 1), (x + width * 0.5, top - u * 0.045), (x + width, top + 1)], body)
        elif kind == 2:
            stage.canvas.line([(x + width * 0.5, top), (x + width * 0.5, top - u * 0.06)], max(u * 0.002, 1), body)
        if depth < 0.62:
            windows(stage, dice, (x + width * 0.08, top + u * 0.012, x + width * 0.92, base), body, lit, depth)
        x += width * dice.uniform(1.0, 1.3)


def city(stage: Stage) -> None:
    """Three rows of towers in haze above a river, a park or streets."""
    h, u = stage.horizon, stage.unit
    lit = 0.5 if stage.scene.dark else 0.12 if stage.scene.time in ("dusk", "dawn") else 0.02
    skyline(stage, "far", h + u * 0.01, u * 0.46, 0.7, lit=lit)
    skyline(stage, "mid", h + u * 0.02, u * 0.36, 0.45, lit=lit)
    skyline(stage, "near", h + u * 0.03, u * 0.22, 0.22, lit=lit)
    if stage.rng("river").random() < 0.5:
        water.mirror(stage, h + u * 0.03, stage.height)
        _quay(stage)
        return
    _quay(stage, h + u * 0.05)


def _quay(stage: Stage, top: float | None = None) -> None:
    """The promenade the subject stands on."""
    u = stage.unit
    top = top or stage.height - (stage.height - stage.horizon) * 0.45
    stone = mix(stage.palette.rock, stage.palette.earth, 0.25)
    land.ground(stage, stone, top, 0.25)
    edge = stage.palette.lit(stone)
    stage.canvas.rectangle(0, top - u * 0.008, stage.width, top + u * 0.006, stage.highlight(edge, 0.25))
    vanish = stage.width / 2
    for x in np.linspace(-1.5, 2.5, 22):
        stage.canvas.line([(vanish + (x - 0.5) * stage.width * 0.45, top), (x * stage.width, stage.height)], u * 0.0022, stage.shadow(edge, 0.3))


def facade(stage: Stage, dice: np.random.Generator, rows: int, bays: int) -> Pixels:
    """A flat house front 640 px high: floors of windows above shop fronts."""
    height, width = 640, bays * 110
    wall = stage.palette.lit(rgb(_WALLS[int(dice.integers(len(_WALLS)))]))
    if stage.scene.style == "cyberpunk":
        wall = mix(wall, stage.palette.near, 0.55)
    image = np.empty((height, width, 3), np.uint8)
    image[:] = np.round(mix(wall, stage.palette.near, 0.12)).astype(np.uint8)
    lit_share = 0.55 if stage.scene.dark else 0.06
    floor = height / (rows + 1.4)
    frame, dark = stage.highlight(wall, 0.35), mix(stage.palette.mid, stage.palette.near, 0.55)
    for row in range(rows):
        top = floor * (row + 0.25)
        cv2.rectangle(image, (0, int(top - floor * 0.16)), (width, int(top - floor * 0.1)), stage.shadow(wall, 0.25), -1)
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
        cv2.rectangle(image, (x, shop + 34), (x + 86, height - 26), glass if bay % 2 == 0 else mix(glass, stage.palette.near, 0.35), -1)
    awning = stage.palette.lit(rgb(("#b8433a", "#2f6f6a", "#d9a441", "#3d5a8a")[int(dice.integers(4))]))
    for stripe in range(0, width, 36):
        cv2.rectangle(image, (stripe, shop), (stripe + 18, shop + 36), awning, -1)
        cv2.rectangle(image, (stripe + 18, shop), (stripe + 36, shop + 36), mix(awning, stage.palette.lit((245, 240, 230)), 0.75), -1)
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
    kerb = (tall - h) * 0.9
    road = mix(rgb("#6c6a70"), stage.palette.rock, 0.3)
    land.ground(stage, road, h, 0.35)
    for side in (-1, 1):
        far_x, edge = vanish + side * w * 0.055, -w * 0.12 if side < 0 else w * 1.12
        for number in range(3):
            dice = stage.rng(f"front{side}{number}")
            t0, t1 = (0.0, 0.24, 0.55)[number], (0.24, 0.55, 1.0)[number]
            near_x, back_x = far_x + (edge - far_x) * t1**1.35, far_x + (edge - far_x) * t0**1.35
            rise = u * dice.uniform(0.85, 1.12)
            _wall(stage, facade(stage, dice, int(dice.integers(3, 6)), 4 + number), (back_x, near_x), (_reach(t0), _reach(t1)), rise, kerb, 0.42 * (1 - t1))
        pave = stage.surface(rgb("#a39a8e"), 0.12)
        stage.canvas.fade([(far_x, h + 2), (far_x - side * w * 0.012, h + 2), (edge - side * w * 0.3, tall), (edge, tall)], mix(pave, stage.palette.haze, 0.5), stage.shadow(pave, 0.3), h, tall)
    _lane(stage, vanish)
    _lamps(stage, vanish)
    if stage.scene.has("rain") or stage.scene.style == "cyberpunk":
        _wet(stage)


def _reach(t: float) -> float:
    """How large things are at `t` of the way from the far end to the viewer."""
    return 0.1 + 0.9 * t**1.35


def _wall(stage: Stage, image: Pixels, xs: tuple[float, float], scales: tuple[float, float], rise: float, kerb: float, depth: float) -> None:
    height, width = image.shape[:2]
    veil = np.empty_like(image)
    veil[:] = np.round(stage.palette.haze).astype(np.uint8)
    image = cv2.addWeighted(image, 1 - depth, veil, depth, 0)
    h = stage.horizon
    corners = [(xs[0], h - rise * scales[0]), (xs[1], h - rise * scales[1]), (xs[1], h + kerb * scales[1]), (xs[0], h + kerb * scales[0])]
    points = np.array(corners, np.float32)
    box = stage.canvas.clip(points[:, 0].min() - 1, points[:, 1].min() - 1, points[:, 0].max() + 1, points[:, 1].max() + 1)
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
        stage.canvas.polygon([(vanish - half * t, y0), (vanish + half * t, y0), (vanish + half * t * 1.5, y1), (vanish - half * t * 1.5, y1)], white)


def _lamps(stage: Stage, vanish: float) -> None:
    h, u, w = stage.horizon, stage.unit, stage.width
    for side in (-1, 1):
        for t in (0.08, 0.2, 0.46):
            scale = _reach(t)
            x = vanish + side * w * (0.05 + 0.52 * t)
            foot, top = h + (stage.height - h) * 0.82 * scale, h - u * 0.42 * scale
            iron = stage.surface(rgb("#2c2f36"), 0.4 * (1 - t))
            stage.canvas.line([(x, foot), (x, top), (x - side * u * 0.07 * scale, top - u * 0.012 * scale)], max(u * 0.012 * scale, 1), iron)
            head = (x - side * u * 0.08 * scale, top)
            stage.canvas.oval(head[0], head[1], u * 0.03 * scale, u * 0.012 * scale, mix(stage.palette.lamp, (255, 255, 240), 0.5) if stage.scene.dark else iron)
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


def house_row(stage: Stage, name: str, base: float, size: float, depth: float) -> None:
    """Gabled houses side by side with chimneys and lit windows."""
    dice = stage.rng(f"houses-{name}")
    x = -size * 0.3
    lit = 0.6 if stage.scene.dark else 0.15 if stage.scene.time == "dusk" else 0.0
    while x < stage.width:
        width, tall = size * dice.uniform(0.55, 0.95), size * dice.uniform(0.55, 0.9)
        gable(stage, dice, (x, base), (width, tall), depth, lit)
        x += width * dice.uniform(1.0, 1.5)


def gable(stage: Stage, dice: np.random.Generator, foot: tuple[float, float], size: tuple[float, float], depth: float, lit: float) -> None:
    """One house front with its left foot at `foot`, (width, height) px."""
    (x, base), (width, tall) = foot, size
    wall = stage.surface(rgb(_WALLS[int(dice.integers(len(_WALLS)))]), depth)
    roof = stage.surface(rgb(("#9c4a3a", "#6b4a44", "#55606e", "#a85f3c")[int(dice.integers(4))]), depth)
    if stage.scene.season == "winter":
        roof = mix(roof, stage.surface((240, 245, 250), depth), 0.8)
    eave = base - tall * 0.62
    stage.canvas.fade([(x, base), (x, eave), (x + width, eave), (x + width, base)], wall, mix(wall, stage.palette.haze, 0.2), eave, base)
    stage.canvas.rectangle(x + width * 0.7, base - tall * 0.98, x + width * 0.8, eave, stage.shadow(roof, 0.3))
    stage.canvas.polygon([(x - width * 0.08, eave + 1), (x + width * 0.5, base - tall), (x + width * 1.08, eave + 1)], roof)
    side = -1 if stage.sun and stage.sun[0] > x else 1
    stage.canvas.polygon([(x + width * 0.5, base - tall), (x + width * (0.5 + 0.58 * side), eave + 1), (x + width * 0.5, eave + 1)], stage.shadow(roof, 0.28))
    pane_dark = stage.shadow(wall, 0.5)
    for column in (0.16, 0.6):
        pane = mix(lamp_colour(stage, dice), stage.palette.haze, depth * 0.4) if dice.random() < lit else pane_dark
        stage.canvas.rectangle(x + width * column, eave + tall * 0.12, x + width * (column + 0.22), eave + tall * 0.34, pane)
    stage.canvas.rectangle(x + width * 0.4, base - tall * 0.26, x + width * 0.58, base, stage.shadow(wall, 0.6))


def village(stage: Stage) -> None:
    """Houses and a church on a slope, a lane between fields."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.0, u * 0.18, 0.62)
    land.treeline(stage, "wood", h + u * 0.03, u * 0.06, 0.45, pine=False)
    dice = stage.rng("village")
    lit = 0.7 if stage.scene.dark else 0.2 if stage.scene.time in ("dusk", "dawn") else 0.0
    x = stage.width * (0.3 if stage.scene.anchor > 0.5 else 0.7)
    steeple(stage, x, h + u * 0.05, u * 0.34, 0.34)
    house_row(stage, "back", h + u * 0.055, u * 0.13, 0.36)
    land.ground(stage, stage.palette.grass, h + u * 0.05)
    for at, scale in ((0.06, 0.24), (0.86, 0.28), (0.68, 0.18), (0.22, 0.2)):
        if abs(at - stage.scene.anchor) > 0.14:
            gable(stage, dice, (stage.width * at - u * 0.1, h + u * (0.06 + 0.4 * scale)), (u * scale * 0.9, u * scale), 0.14, lit)
    from storyreel_media.animatic.scenery.outdoors import _path  # noqa: PLC0415

    _path(stage, h + u * 0.09, stage.surface(stage.palette.earth, 0.05), 0.5)
    land.grass(stage, stage.palette.grass, h + u * 0.2)


def steeple(stage: Stage, x: float, base: float, size: float, depth: float) -> None:
    """A church tower with a pointed roof."""
    wall, roof = stage.surface(rgb("#d5c8b0"), depth), stage.surface(rgb("#5f5560"), depth)
    stage.canvas.rectangle(x - size * 0.1, base - size * 0.6, x + size * 0.1, base, wall)
    stage.canvas.rectangle(x, base - size * 0.6, x + size * 0.1, base, stage.shadow(wall, 0.25))
    stage.canvas.polygon([(x - size * 0.13, base - size * 0.59), (x, base - size), (x + size * 0.13, base - size * 0.59)], roof)
    stage.canvas.oval(x, base - size * 0.46, size * 0.03, size * 0.045, stage.palette.lamp if stage.scene.dark else stage.shadow(wall, 0.6))


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
                stage.canvas.disc(x + dice.uniform(-0.46, 0.46) * size, y - size * dice.uniform(0.4, 0.48), size * 0.035, fruit)
            for post in (-0.48, 0.46):
                stage.canvas.rectangle(x + size * post, y - size * 0.82, x + size * (post + 0.03), y - size * 0.3, wood)
            for stripe in range(8):
                x0, x1 = x + size * (-0.6 + 0.15 * stripe), x + size * (-0.45 + 0.15 * stripe)
                colour = tone if stripe % 2 == 0 else mix(tone, stage.palette.lit((250, 244, 232)), 0.85)
                stage.canvas.polygon([(x + (x0 - x) * 0.8, y - size), (x + (x1 - x) * 0.8, y - size), (x1, y - size * 0.76), ((x0 + x1) / 2, y - size * 0.72), (x0, y - size * 0.76)], colour)
    for number in range(3):
        t = np.linspace(0, 1, 13)
        y = u * (0.1 + 0.1 * number) + u * 0.1 * np.sin(np.pi * t)
        string = np.stack([t * w, y], 1)
        stage.canvas.line(string, u * 0.002, stage.palette.near)
        for point in string[1:-1]:
            stage.canvas.disc(point[0], point[1] + u * 0.012, u * 0.011, mix(stage.palette.lamp, (255, 240, 200), 0.4))
            stage.canvas.glow(point[0], point[1] + u * 0.012, u * 0.07, stage.palette.lamp, 0.5)


def rooftops(stage: Stage) -> None:
    """Roofs below a wide sky, the nearest one underfoot."""
    h, u = stage.horizon, stage.unit
    lit = 0.5 if stage.scene.dark else 0.05
    skyline(stage, "far", h + u * 0.02, u * 0.3, 0.66, lit=lit)
    house_row(stage, "a", h + u * 0.08, u * 0.17, 0.42)
    house_row(stage, "b", h + u * 0.18, u * 0.25, 0.22)
    tile = stage.palette.lit(rgb("#a85a42"))
    top = h + u * 0.2
    stage.canvas.fade([(0, top + u * 0.06), (stage.width, top - u * 0.02), (stage.width, stage.height), (0, stage.height)], stage.highlight(tile, 0.2), stage.shadow(tile, 0.5), top, stage.height)
    for row in range(9):
        y = top + u * 0.05 + u * 0.022 * row**1.4
        t = np.linspace(0, 1, int(46 - row * 3))
        wave = np.stack([t * stage.width, y - t * u * 0.07 + u * 0.006 * (1 + row * 0.4) * np.abs(np.sin(t * 90 / (1 + row * 0.12)))], 1)
        stage.canvas.line(wave, u * 0.004, stage.shadow(tile, 0.42))
    x = stage.width * (0.12 if stage.scene.anchor > 0.5 else 0.86)
    brick = stage.palette.lit(rgb("#8a4f40"))
    stage.canvas.fade([(x - u * 0.06, top + u * 0.16), (x - u * 0.06, top - u * 0.14), (x + u * 0.06, top - u * 0.14), (x + u * 0.06, top + u * 0.16)], brick, stage.shadow(brick, 0.4), top - u * 0.14, top + u * 0.16)
    stage.canvas.rectangle(x - u * 0.075, top - u * 0.165, x + u * 0.075, top - u * 0.135, stage.highlight(brick, 0.2))


def castle(stage: Stage) -> None:
    """A castle on its hill."""
    h, u = stage.horizon, stage.unit
    land.mountains(stage, "far", h + u * 0.02, u * 0.3, 0.68, snow=stage.scene.season == "winter")
    x = stage.width * (1 - stage.scene.anchor)
    hill = smooth([(x - u * 0.75, h + u * 0.1), (x - u * 0.35, h - u * 0.02), (x, h - u * 0.1), (x + u * 0.35, h - u * 0.02), (x + u * 0.75, h + u * 0.1)], 6, closed=False)
    turf = stage.surface(mix(stage.palette.grass, stage.palette.leaf, 0.4), 0.36)
    keep(stage, x, h - u * 0.05, u * 0.46, 0.34)
    stage.canvas.fade(hill, turf, mix(turf, stage.palette.haze, 0.3), h - u * 0.1, h + u * 0.1)
    land.treeline(stage, "wood", h + u * 0.1, u * 0.08, 0.26, pine=True)
    land.ground(stage, stage.palette.grass, h + u * 0.09)
    land.grass(stage, stage.palette.grass, h + u * 0.14)


def keep(stage: Stage, x: float, base: float, size: float, depth: float) -> None:
    """Castle walls and round towers with pointed roofs and flags."""
    stone = stage.surface(rgb("#b8ac9c"), depth)
    roof = stage.surface(rgb("#4f6388"), depth)
    lit = stage.palette.lamp if stage.scene.dark else stage.shadow(stone, 0.6)

    def tower(cx: float, width: float, tall: float) -> None:
        stage.canvas.rectangle(cx - width / 2, base - tall, cx + width / 2, base, stone)
        stage.canvas.rectangle(cx + width * 0.1, base - tall, cx + width / 2, base, stage.shadow(stone, 0.26))
        stage.canvas.rectangle(cx - width * 0.6, base - tall - width * 0.14, cx + width * 0.6, base - tall + width * 0.1, stone)
        stage.canvas.polygon([(cx - width * 0.66, base - tall - width * 0.1), (cx, base - tall - width * 1.25), (cx + width * 0.66, base - tall - width * 0.1)], roof)
        stage.canvas.polygon([(cx, base - tall - width * 1.25), (cx + width * 0.66, base - tall - width * 0.1), (cx + width * 0.1, base - tall - width * 0.1)], stage.shadow(roof, 0.3))
        tip = base - tall - width * 1.25
        stage.canvas.line([(cx, tip), (cx, tip - size * 0.07)], max(size * 0.008, 1), stage.palette.near)
        stage.canvas.polygon([(cx, tip - size * 0.07), (cx + size * 0.07, tip - size * 0.052), (cx, tip - size * 0.034)], stage.surface(stage.palette.accent, depth * 0.6))
        for share in (0.35, 0.65):
            stage.canvas.oval(cx - width * 0.1, base - tall * share, width * 0.07, width * 0.14, lit)

    stage.canvas.rectangle(x - size * 0.42, base - size * 0.34, x + size * 0.42, base, stage.shadow(stone, 0.12))
    for merlon in np.arange(-0.42, 0.42, 0.07):
        stage.canvas.rectangle(x + size * merlon, base - size * 0.38, x + size * (merlon + 0.04), base - size * 0.33, stage.shadow(stone, 0.12))
    for cx, width, tall in ((-0.2, 0.14, 0.62), (0.22, 0.15, 0.54), (0.0, 0.2, 0.78), (-0.44, 0.17, 0.44), (0.45, 0.17, 0.46)):
        tower(x + size * cx, size * width, size * tall)
    stage.canvas.oval(x, base - size * 0.1, size * 0.055, size * 0.1, stage.shadow(stone, 0.7))
    stage.canvas.rectangle(x - size * 0.055, base - size * 0.1, x + size * 0.055, base, stage.shadow(stone, 0.7))


def ruins(stage: Stage) -> None:
    """Broken columns and a far pyramid over dry ground."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.hills(stage, "far", h, u * 0.08, 0.6, stage.palette.sand)
    stone = mix(rgb("#cdb78f"), stage.palette.sand, 0.4)
    x = w * (1 - stage.scene.anchor)
    body = stage.surface(stone, 0.45)
    stage.canvas.polygon([(x - u * 0.4, h + u * 0.04), (x, h - u * 0.3), (x + u * 0.4, h + u * 0.04)], body)
    stage.canvas.polygon([(x, h - u * 0.3), (x + u * 0.4, h + u * 0.04), (x + u * 0.1, h + u * 0.04)], stage.shadow(body, 0.35))
    land.ground(stage, mix(stage.palette.sand, stage.palette.earth, 0.25), h + u * 0.02)
    dice = stage.rng("columns")
    for at, scale in ((0.1, 0.5), (0.24, 0.36), (0.78, 0.4), (0.92, 0.6)):
        tall, cx, y = u * scale * dice.uniform(0.7, 1.1), w * at, h + u * (0.02 + 0.3 * scale)
        wide = u * 0.13 * scale
        tone = stage.surface(stone, 0.25 * (1 - scale))
        stage.canvas.fade([(cx - wide, y), (cx - wide * 0.85, y - tall), (cx - wide * 0.1, y - tall * 1.05), (cx + wide * 0.85, y - tall * 0.95), (cx + wide, y)], tone, stage.shadow(tone, 0.2), y - tall, y)
        for flute in (-0.55, -0.2, 0.2, 0.55):
            stage.canvas.line([(cx + wide * flute, y), (cx + wide * flute * 0.86, y - tall * 0.95)], wide * 0.12, stage.shadow(tone, 0.28))
        stage.canvas.rectangle(cx - wide * 1.3, y - wide * 0.3, cx + wide * 1.3, y + wide * 0.2, stage.highlight(tone, 0.2))


def station(stage: Stage) -> None:
    """A platform under an iron roof, rails to the eye line."""
    h, u, w, tall = stage.horizon, stage.unit, stage.width, stage.height
    skyline(stage, "town", h + 2, u * 0.16, 0.62, lit=0.4 if stage.scene.dark else 0.05)
    land.ground(stage, rgb("#5e5850"), h)
    vanish = w * (0.5 + 0.12 * stage.scene.facing)
    side = -stage.scene.facing
    iron = stage.palette.lit(rgb("#4a4f58"))
    for rail in (0.16, 0.34):
        stage.canvas.polygon([(vanish, h), (vanish - side * w * rail * 2.2, tall), (vanish - side * w * (rail * 2.2 + 0.012), tall)], stage.highlight(iron, 0.6))
    for t in np.linspace(0.05, 1, 14) ** 1.8:
        y = h + (tall - h) * t
        stage.canvas.line([(vanish - side * w * 0.3 * t, y), (vanish - side * w * 0.84 * t, y)], max(u * 0.012 * t, 1), stage.surface(rgb("#5a4334"), 0.3 * (1 - t)))
    edge = w * (0.5 + 0.62 * side)
    pave = stage.surface(rgb("#b3aa9e"), 0.06)
    slab = [(vanish, h + 2), (vanish - side * w * 0.14, tall), (edge + side * w, tall), (edge + side * w, h + 2)]
    stage.canvas.fade(slab, mix(pave, stage.palette.haze, 0.4), stage.shadow(pave, 0.25), h, tall)
    stage.canvas.line([(vanish, h + 2), (vanish - side * w * 0.12, tall)], u * 0.009, stage.palette.lit(rgb("#f0c83c")))
    roof = [(vanish, h - u * 0.02), (vanish - side * w * 0.3, 0), (edge + side * w, 0), (edge + side * w, h - u * 0.02)]
    stage.canvas.fade(roof, stage.shadow(iron, 0.5), mix(iron, stage.palette.haze, 0.5), 0, h)
    for t in (0.12, 0.26, 0.5, 0.9):
        x = vanish + side * w * 0.5 * t
        stage.canvas.rectangle(x - u * 0.014 * t, h - u * 0.8 * t, x + u * 0.014 * t, h + (tall - h) * 0.8 * t, mix(iron, stage.palette.haze, 0.3 * (1 - t)))
        stage.canvas.oval(x - side * u * 0.1 * t, h - u * 0.5 * t, u * 0.035 * t, u * 0.02 * t, mix(stage.palette.lamp, (255, 250, 230), 0.5))
        if stage.scene.dark:
            stage.canvas.glow(x - side * u * 0.1 * t, h - u * 0.5 * t, u * 0.36 * t, stage.palette.lamp, 0.7)


def bridge(stage: Stage) -> None:
    """A suspension bridge over wide water."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.mountains(stage, "far", h, u * 0.17, 0.66, snow=False)
    if stage.rng("town").random() < 0.5 or stage.scene.dark:
        skyline(stage, "town", h + 2, u * 0.14, 0.5, lit=0.5 if stage.scene.dark else 0.0)
    water.sea(stage, rough=0.25)
    steel = stage.surface(mix(rgb("#b8483a"), stage.palette.accent, 0.3), 0.2)
    deck = h - u * 0.03
    towers = (w * 0.24, w * 0.76)
    t = np.linspace(0, 1, 25)
    for span, (x0, x1, dip) in enumerate(((-w * 0.28, towers[0], 0.6), (towers[0], towers[1], 1.0), (towers[1], w * 1.28, 0.6))):
        x = x0 + (x1 - x0) * t
        sag = 4 * dip * t * (1 - t)
        y = deck - u * 0.36 + u * 0.32 * sag if span == 1 else deck - u * 0.36 + u * 0.36 * (1 - t if span == 0 else t)
        stage.canvas.line(np.stack([x, y], 1), u * 0.006, steel)
        for px, py in zip(x[1:-1], y[1:-1], strict=True):
            stage.canvas.line([(px, py), (px, deck)], max(u * 0.0016, 1), steel)
    stage.canvas.fade([(-2, deck), (w + 2, deck), (w + 2, deck + u * 0.03), (-2, deck + u * 0.03)], stage.highlight(steel, 0.2), stage.shadow(steel, 0.4), deck, deck + u * 0.03)
    for x in towers:
        for leg in (-0.028, 0.016):
            stage.canvas.fade([(x + u * leg, h + u * 0.1), (x + u * leg, deck - u * 0.42), (x + u * (leg + 0.014), deck - u * 0.42), (x + u * (leg + 0.014), h + u * 0.1)], stage.highlight(steel, 0.2), stage.shadow(steel, 0.3), deck - u * 0.42, h)
        for rung in (0.4, 0.27, 0.14):
            stage.canvas.rectangle(x - u * 0.03, deck - u * rung, x + u * 0.03, deck - u * (rung - 0.018), steel)
        if stage.scene.dark:
            stage.canvas.glow(x, deck - u * 0.42, u * 0.1, (255, 90, 80), 0.9)
    _quay(stage, stage.height - (stage.height - h) * 0.3)


def road(stage: Stage) -> None:
    """A road over open land to the horizon."""
    h, u, w = stage.horizon, stage.unit, stage.width
    dry = stage.scene.season == "summer" and stage.rng("dry").random() < 0.4
    land.mountains(stage, "far", h + u * 0.01, u * 0.22, 0.64, snow=not dry)
    land.hills(stage, "mid", h + u * 0.02, u * 0.07, 0.42, stage.palette.sand if dry else None)
    land.ground(stage, stage.palette.sand if dry else stage.palette.grass, h + u * 0.02)
    vanish, top = w * (0.5 + 0.08 * stage.scene.facing), h + u * 0.018
    tar = stage.surface(rgb("#55555c"), 0.08)
    half = w * 0.42
    stage.canvas.fade([(vanish - u * 0.008, top), (vanish + u * 0.008, top), (w * 0.5 + half, stage.height), (w * 0.5 - half, stage.height)], mix(tar, stage.palette.haze, 0.5), stage.shadow(tar, 0.2), top, stage.height)
    white = stage.palette.lit((238, 232, 214))
    for side in (-1, 1):
        stage.canvas.polygon([(vanish + side * u * 0.007, top), (w * 0.5 + side * half * 0.93, stage.height), (w * 0.5 + side * half * 0.9, stage.height)], white)
    for t in (0.04, 0.1, 0.2, 0.36, 0.62):
        y0, y1 = top + (stage.height - top) * t, top + (stage.height - top) * t * 1.5
        x0, x1 = vanish + (w * 0.5 - vanish) * t, vanish + (w * 0.5 - vanish) * t * 1.5
        stage.canvas.polygon([(x0 - u * 0.02 * t, y0), (x0 + u * 0.02 * t, y0), (x1 + u * 0.03 * t, y1), (x1 - u * 0.03 * t, y1)], stage.palette.lit(rgb("#f0c648")))
    dice = stage.rng("poles")
    for t in (0.06, 0.12, 0.24, 0.5):
        x = vanish + stage.scene.facing * w * 0.95 * t
        y = top + (stage.height - top) * t
        stage.canvas.line([(x, y), (x, y - u * 0.85 * t)], max(u * 0.012 * t, 1), stage.surface(rgb("#4a3b30"), 0.5 * (1 - t)))
        stage.canvas.line([(x - u * 0.09 * t, y - u * 0.76 * t), (x + u * 0.09 * t, y - u * 0.76 * t)], max(u * 0.01 * t, 1), stage.surface(rgb("#4a3b30"), 0.5 * (1 - t)))
    if not dry:
        plants.tree(stage, dice, w * (0.5 - stage.scene.facing * 0.38), h + u * 0.12, u * 0.3, 0.2)


def garden(stage: Stage) -> None:
    """Lawn, round trees, a path, flower beds."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.treeline(stage, "back", h + u * 0.02, u * 0.16, 0.55, pine=False)
    dice = stage.rng("garden")
    if stage.rng("town").random() < 0.35:
        house_row(stage, "back", h + u * 0.03, u * 0.12, 0.5)
    land.treeline(stage, "mid", h + u * 0.03, u * 0.09, 0.34, pine=False)
    land.ground(stage, stage.palette.grass, h + u * 0.02)
    from storyreel_media.animatic.scenery.outdoors import _path  # noqa: PLC0415

    _path(stage, h + u * 0.03, stage.surface(rgb("#d8c29a"), 0.05), 0.5 - 0.1 * stage.scene.facing)
    for at, y, size in ((0.1, 0.1, 0.36), (0.9, 0.13, 0.44), (0.3, 0.05, 0.22), (0.72, 0.06, 0.24)):
        if abs(at - stage.scene.anchor) > 0.12:
            plants.tree(stage, dice, w * at, h + u * y, u * size, 0.16)
    land.grass(stage, stage.palette.grass, h + u * 0.12, 300)
    plants.blossoms(stage, h + u * 0.22, 110)
