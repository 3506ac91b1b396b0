"""Styles of print and film: cel, flat, pixels, cut paper, noir, neon, old stock, clay."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import Pixels, mix
from storyreel_media.animatic.looks import grade, media
from storyreel_media.animatic.noise import fbm
from storyreel_media.animatic.palette import Palette


def _steps(pixels: Pixels, levels: int, softness: float = 0.3) -> None:
    """Posterises tone by tone; `softness` keeps a little of the slope between steps."""
    x = np.arange(256) / 255 * levels
    base = np.floor(x)
    edge = np.clip((x - base - 0.5) / max(softness, 1e-3) + 0.5, 0, 1)
    cv2.LUT(pixels, np.clip((base + edge) / levels * 255, 0, 255).astype(np.uint8), dst=pixels)


def anime(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Clean cel colours, dark contours, a luminous sky."""
    unit = min(pixels.shape[:2])
    outline = media.edges(pixels, max(unit * 0.0011, 0.7))
    grade.colours(pixels, grade.grey_matrix(-0.3))
    flat = cv2.bilateralFilter(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 7, 26, 7)
    full = cv2.resize(flat, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_CUBIC)
    full = cv2.addWeighted(full, 0.6, pixels, 0.4, 0)
    mask = ((outline - 0.02) * 2300).clip(0, 190).astype(np.uint8)
    media.tint_over(full, (38, 30, 52), mask)
    grade.contrast(full, 1.08, 128)
    grade.bloom(full, 0.75, 180)
    grade.grain(full, dice, 1)
    return np.asarray(full, dtype=np.uint8)


def flat(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Clean shapes in few, clear colours: the painter already left texture out; here only the colours gain."""
    grade.colours(pixels, grade.grey_matrix(-0.22))
    grade.contrast(pixels, 1.05, 128)
    grade.grain(pixels, dice, 1)
    return pixels


# 4x4 Bayer matrix for ordered dithering, centred on 0.
_BAYER = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) + 0.5) / 16 - 0.5


def pixel(pixels: Pixels, _palette: Palette, _dice: np.random.Generator) -> Pixels:
    """About 180 blocks on the short side, 24 colours of the picture's own, ordered dither."""
    height, width = pixels.shape[:2]
    block = max(round(min(width, height) / 180), 2)
    small = cv2.resize(pixels, (width // block, height // block), interpolation=cv2.INTER_AREA)
    grade.colours(small, grade.grey_matrix(-0.25))
    grade.contrast(small, 1.12, 120)
    h, w = small.shape[:2]
    dither = np.tile(_BAYER, (h // 4 + 1, w // 4 + 1))[:h, :w, None] * 20
    values = np.clip(small.astype(np.float32) + dither, 0, 255)
    centres = _own_colours(small, 24)
    flat_values = values.reshape(-1, 3)
    distance = (flat_values**2).sum(1)[:, None] - 2 * flat_values @ centres.T + (centres**2).sum(1)[None]
    result = centres[distance.argmin(1)].reshape(h, w, 3).astype(np.uint8)
    full = np.repeat(np.repeat(result, block, 0), block, 1)
    return np.ascontiguousarray(
        cv2.copyMakeBorder(
            full, 0, max(height - full.shape[0], 0), 0, max(width - full.shape[1], 0), cv2.BORDER_REPLICATE
        )[:height, :width]
    )


def _own_colours(small: Pixels, count: int) -> np.ndarray:
    """A palette by median cut: boxes of equal population, split along their longest side."""
    boxes = [small[::2, ::2].reshape(-1, 3).astype(np.float32)]
    while len(boxes) < count:
        at = max(range(len(boxes)), key=lambda i: float(np.ptp(boxes[i], axis=0).max()) * len(boxes[i]) ** 0.4)
        box = boxes.pop(at)
        axis = int(np.ptp(box, axis=0).argmax())
        order = box[:, axis].argsort(kind="stable")
        middle = max(len(order) // 2, 1)
        boxes += [box[order[:middle]], box[order[middle:]] if len(order) > 1 else box]
    return np.stack([box.mean(0) for box in boxes])


def papercut(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Sheets of coloured paper: the painter already gave each its shadow; here they get their tooth."""
    height, width = pixels.shape[:2]
    grade.colours(pixels, grade.grey_matrix(-0.18))
    media.multiply(pixels, media.paper(dice, width, height, 0.16))
    grade.vignette(pixels, 0.12)
    return pixels


def noir(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Black and white, hard contrast, deep corners, coarse grain."""
    grade.colours(pixels, grade.grey_matrix(1.0))
    mean = float(cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_AREA).mean()) / 255
    lift = np.log(0.4) / np.log(min(max(mean, 0.12), 0.75))  # night scenes keep their shapes
    cv2.LUT(pixels, ((np.arange(256) / 255) ** lift * 255).astype(np.uint8), dst=pixels)
    grade.bloom(pixels, 0.8, 190)
    table = np.arange(256) / 255
    curve = (table + 0.16 * np.sin((table - 0.5) * np.pi * 2)).clip(0, 1) ** 1.12
    cv2.LUT(pixels, (curve * 255).astype(np.uint8), dst=pixels)
    grade.vignette(pixels, 0.62)
    grade.grain(pixels, dice, 7)
    return pixels


def cyberpunk(pixels: Pixels, palette: Palette, dice: np.random.Generator) -> Pixels:
    """Magenta lights, cyan shadows, strong bloom, faint scan lines and colour fringes."""
    grade.contrast(pixels, 1.14, 96)
    grade.colours(pixels, np.array([[1.12, -0.02, 0.06], [-0.04, 0.96, 0.06], [0.06, 0.04, 1.18]]))
    grade.bloom(pixels, 1.25, 150)
    shift = max(round(pixels.shape[1] * 0.0009), 1)
    pixels[:, shift:, 0] = pixels[:, :-shift, 0].copy()
    pixels[:, :-shift, 2] = pixels[:, shift:, 2].copy()
    pitch = max(pixels.shape[0] // 270, 2)
    pixels[::pitch] = (pixels[::pitch].astype(np.uint16) * 225 // 255).astype(np.uint8)
    grade.vignette(pixels, 0.42)
    media.tint_over(pixels, mix(palette.top, (20, 10, 60), 0.5), np.full(pixels.shape[:2], 14, np.uint8))
    grade.grain(pixels, dice, 3)
    return pixels


def vintage(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Faded stock: lifted blacks, warm lights, dust, scratches, a light leak."""
    height, width = pixels.shape[:2]
    grade.colours(pixels, np.array([[0.86, 0.12, 0.02, 18], [0.08, 0.82, 0.06, 12], [0.05, 0.1, 0.68, 14]]))
    grade.contrast(pixels, 1.04, 124)
    grade.bloom(pixels, 0.6, 185)
    leak = (
        np.exp(-((np.linspace(0, 3.0, 64, dtype=np.float32)) ** 2))[None, :]
        * np.linspace(0.5, 1, 16, dtype=np.float32)[:, None]
        * 90
    )
    side = leak if dice.random() < 0.5 else leak[:, ::-1]
    media.tint_over(pixels, (255, 150, 70), cv2.resize(np.ascontiguousarray(side), (width, height)).astype(np.uint8))
    for _ in range(30):
        x, y = int(dice.integers(width)), int(dice.integers(height))
        tone = (236, 226, 204) if dice.random() < 0.6 else (50, 40, 34)
        cv2.circle(pixels, (x, y), max(round(dice.uniform(0.0005, 0.0016) * width), 1), tone, -1, cv2.LINE_AA)
    for _ in range(3):
        x = int(dice.integers(width))
        cv2.line(pixels, (x, 0), (x + int(dice.integers(-6, 7)), height), (226, 214, 190), 1, cv2.LINE_AA)
    grade.vignette(pixels, 0.44)
    grade.grain(pixels, dice, 6)
    return pixels


def clay(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Soft solids under a broad light: rounded relief at every edge, thumb prints, glow."""
    height, width = pixels.shape[:2]
    unit = min(width, height)
    half = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    half = cv2.medianBlur(half, 5 if unit > 500 else 3)
    tones = cv2.GaussianBlur(cv2.cvtColor(half, cv2.COLOR_RGB2GRAY), (0, 0), unit * 0.0022).astype(np.float32)
    relief = cv2.Sobel(tones, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(tones, cv2.CV_32F, 0, 1, ksize=3)
    relief = cv2.GaussianBlur(relief, (0, 0), unit * 0.0012) * 0.55
    prints = (fbm(dice, half.shape[1], half.shape[0], unit * 0.016, 3) - 0.5) * 12
    shaded = np.clip(half.astype(np.float32) + relief.clip(-30, 30)[..., None] + prints[..., None], 0, 255).astype(
        np.uint8
    )
    full = cv2.resize(shaded, (width, height), interpolation=cv2.INTER_CUBIC)
    grade.colours(full, grade.grey_matrix(-0.2))
    grade.contrast(full, 1.08, 120)
    grade.bloom(full, 0.6, 185)
    grade.vignette(full, 0.2)
    grade.grain(full, dice, 1)
    return np.asarray(full, dtype=np.uint8)
