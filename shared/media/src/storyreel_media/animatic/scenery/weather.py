"""What the air does in front of the place: shafts of light, fog, rain, snow, lightning and what drifts in the wind."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.noise import fbm, smoothstep
from storyreel_media.animatic.stage import Stage


def paint_air(stage: Stage) -> None:
    """Behind the subject: rainbow, fireworks, lightning, light shafts, haze at the horizon."""
    scene = stage.scene
    if scene.indoors:
        return
    if scene.has("rainbow"):
        _rainbow(stage)
    if scene.has("fireworks"):
        _fireworks(stage)
    if scene.has("storm"):
        _lightning(stage)
    if "rays" in scene.light and stage.sun is not None:
        _shafts(stage)
    if scene.has("fog") or scene.has("rain"):
        _fog(stage, 0.8 if scene.has("fog") else 0.4, "back")


def paint_weather(stage: Stage) -> None:
    """In front of everything: fog wisps, rain, snow, petals, fireflies. Indoors only what can be there."""
    scene = stage.scene
    if scene.has("fireflies"):
        _fireflies(stage)
    if scene.indoors or scene.place in ("underwater", "space"):
        return
    if scene.has("fog"):
        _fog(stage, 0.45, "front")
    if scene.has("rain"):
        _rain(stage, 520 if scene.has("storm") else 340)
    if scene.has("snow"):
        _snow(stage)
    if scene.has("petals") or (
        scene.season in ("autumn", "spring") and (scene.has("wind") or scene.place in ("forest", "garden"))
    ):
        _petals(stage)


def _fog(stage: Stage, strength: float, name: str) -> None:
    """Noise in bands, thickest at the horizon."""
    dice = stage.rng(f"fog-{name}")
    noise = fbm(dice, 144, 90, 40, 4, stretch=3.5)
    rows = np.linspace(0, 1, 90, dtype=np.float32)
    centre, spread = (stage.scene.horizon + 0.02, 0.2) if name == "back" else (0.9, 0.24)
    band = np.exp(-(((rows - centre) / spread) ** 2))[:, None]
    alpha = (smoothstep(0.2, 0.8, noise) * 0.7 + 0.3) * band * strength
    stage.canvas.veil(
        0, 0, stage.width, stage.height, mix(stage.palette.haze, stage.palette.low, 0.3), alpha.astype(np.float32)
    )


def _shafts(stage: Stage) -> None:
    """Wedges of light from the sun, soft at the edges."""
    assert stage.sun is not None  # noqa: S101 - the caller asked
    dice = stage.rng("shafts")
    gx = (np.linspace(0, stage.width, 160, dtype=np.float32) - stage.sun[0])[None, :]
    gy = (np.linspace(0, stage.height, 100, dtype=np.float32) - stage.sun[1] + stage.unit * 0.25)[:, None]
    angle = np.arctan2(gx, np.maximum(gy, 1.0))
    spread = fbm(dice, 256, 1, 26, 3)[0]
    beams = np.interp(angle, np.linspace(-np.pi / 2, np.pi / 2, 256), spread)
    reach = np.exp(-np.sqrt(gx**2 + gy**2) / (stage.unit * 0.75))
    alpha = smoothstep(0.5, 0.85, beams.astype(np.float32)) * reach * (gy > 0) * 0.75
    stage.canvas.veil(
        0, 0, stage.width, stage.height, mix(stage.palette.light, (255, 255, 255), 0.2), alpha.astype(np.float32)
    )


def _lightning(stage: Stage) -> None:
    dice = stage.rng("lightning")
    x, y = stage.width * (1 - stage.scene.anchor + dice.uniform(-0.1, 0.1)), 0.0
    stage.canvas.glow(x, stage.height * 0.16, stage.unit * 0.8, (170, 185, 240), 0.6)

    def strike(px: float, py: float, end: float, width: float, branches: int) -> None:
        points = [(px, py)]
        while py < end:
            px, py = px + dice.normal(0, 0.022) * stage.unit, py + stage.unit * dice.uniform(0.02, 0.05)
            points.append((px, py))
            if branches and dice.random() < 0.25:
                strike(px, py, py + stage.unit * dice.uniform(0.06, 0.2), width * 0.5, 0)
        stage.canvas.line(points, width * 3.4, mix((150, 165, 235), stage.palette.mid, 0.35))
        stage.canvas.line(points, width, (248, 250, 255))

    strike(x, y, stage.horizon, max(stage.unit * 0.0035, 1.0), 1)


def _rain(stage: Stage, count: int) -> None:
    """Slanting streaks in three depths, splashes on the ground."""
    dice = stage.rng("rain")
    slant = 0.3 if stage.scene.has("wind") or stage.scene.has("storm") else 0.14
    layer = np.zeros((stage.height // 2, stage.width // 2), np.uint8)
    for depth in dice.random(count):
        length = stage.unit * (0.012 + 0.05 * depth**2)
        x, y = dice.uniform(-0.1, 1.1) * stage.width, dice.uniform(-0.05, 1) * stage.height
        start = (round(x * 8), round(y * 8))
        end = (round((x - slant * length) * 8), round((y + length) * 8))
        cv2.line(layer, start, end, int(60 + 90 * depth), 1 + int(depth > 0.9), cv2.LINE_AA, 4)
    full = cv2.resize(layer, (stage.width, stage.height), interpolation=cv2.INTER_LINEAR)
    tone = mix(stage.palette.low, (255, 255, 255), 0.45)
    streaks = cv2.merge([cv2.convertScaleAbs(full, alpha=channel / 400) for channel in tone])
    cv2.add(stage.canvas.pixels, streaks, dst=stage.canvas.pixels)


def _snow(stage: Stage) -> None:
    dice = stage.rng("snow")
    for depth in np.sort(dice.random(300)) ** 2.2:
        radius = stage.unit * (0.0012 + 0.007 * depth)
        x, y = dice.uniform(0, stage.width), dice.uniform(0, stage.height)
        white = mix(stage.palette.haze, (252, 253, 255), 0.55 + 0.4 * float(depth))
        if radius > stage.unit * 0.005:
            stage.canvas.glow(x, y, radius * 1.6, white, 0.55)
        else:
            stage.canvas.disc(x, y, radius, white)


def _petals(stage: Stage) -> None:
    dice = stage.rng("petals")
    tones = ("#f4b8cc", "#f7d3de", "#f09ab8") if stage.scene.season == "spring" else ("#d9772c", "#c9a02c", "#b8452c")
    for depth in np.sort(dice.random(46)):
        size = stage.unit * (0.003 + 0.011 * depth**2)
        colour = stage.surface(rgb(tones[int(dice.integers(3))]), 0.4 * (1 - depth))
        stage.canvas.oval(
            dice.uniform(0, stage.width),
            dice.uniform(0, stage.height),
            size,
            size * dice.uniform(0.3, 0.6),
            colour,
            dice.uniform(0, 180),
        )


def _fireflies(stage: Stage) -> None:
    dice = stage.rng("fireflies")
    for depth in np.sort(dice.random(60)):
        x, y = dice.uniform(0, stage.width), stage.height * dice.uniform(0.3, 1)
        radius = stage.unit * (0.0015 + 0.0035 * depth)
        stage.canvas.glow(x, y, radius * 9, (255, 214, 110), 0.6)
        stage.canvas.disc(x, y, radius, (255, 243, 190))


def _fireworks(stage: Stage) -> None:
    dice = stage.rng("fireworks")
    for number in range(5):
        x, y = stage.width * dice.uniform(0.1, 0.9), stage.horizon * dice.uniform(0.14, 0.62)
        radius = stage.unit * dice.uniform(0.08, 0.2)
        colour = rgb(("#ff5d73", "#ffd166", "#5de0ff", "#b388ff", "#8dff9a")[number])
        stage.canvas.glow(x, y, radius * 1.8, colour, 0.45)
        for angle in np.linspace(0, 2 * np.pi, 30, endpoint=False) + dice.uniform(0, 0.2):
            for t, width in ((0.45, 0.0016), (1.0, 0.0028)):
                reach = radius * t * dice.uniform(0.85, 1.0)
                tip = (x + np.cos(angle) * reach, y + np.sin(angle) * reach + radius * 0.18 * t * t)
                base = (x + np.cos(angle) * reach * 0.72, y + np.sin(angle) * reach * 0.72 + radius * 0.1 * t * t)
                stage.canvas.line(
                    [base, tip], max(stage.unit * width, 1), mix(colour, (255, 255, 255), 0.3 if t < 1 else 0.1)
                )


def _rainbow(stage: Stage) -> None:
    width, height, u = stage.width, stage.height, stage.unit
    centre, radius = (width * (0.5 + 0.12 * stage.scene.facing), stage.horizon + u * 0.12), u * 0.74
    gy, gx = np.mgrid[0:120, 0:200].astype(np.float32)
    far = np.hypot(gx / 200 * width - centre[0], gy / 120 * height - centre[1])
    for number, code in enumerate(("#7a4fd0", "#3f6fe0", "#3fc0a0", "#f0e04a", "#f5a03a", "#ea4a3a")):
        ring = np.exp(-(((far - radius - number * u * 0.016) / (u * 0.011)) ** 2)) * (gy / 120 * height < stage.horizon)
        stage.canvas.veil(0, 0, width, height, rgb(code), (ring * 0.38).astype(np.float32))
