"""Styles that look made by hand: watercolour, oil, pencil."""

import cv2
import numpy as np

from storyreel_media.animatic.canvas import blend
from storyreel_media.animatic.colour import Pixels, Plane, Rgb
from storyreel_media.animatic.looks import grade
from storyreel_media.animatic.noise import fbm
from storyreel_media.animatic.palette import Palette


def paper(dice: np.random.Generator, width: int, height: int, depth: float) -> Pixels:
    """Paper tooth as a grey multiplier image (h, w): 255 flat, darker in the hollows."""
    noise = np.pad(dice.normal(0, 1, (512, 512)).astype(np.float32), 16, mode="wrap")
    fine, coarse = cv2.GaussianBlur(noise, (0, 0), 0.8), cv2.GaussianBlur(noise, (0, 0), 1.8) * 1.8
    tile = _stretched((fine + coarse)[16:-16, 16:-16])
    grain = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width]
    return np.asarray(255 - depth * 255 * (1 - grain), dtype=np.float32).clip(0, 255).astype(np.uint8)


def _stretched(plane: Plane) -> Plane:
    """Values spread to 0..1."""
    low, high = float(plane.min()), float(plane.max())
    return np.asarray((plane - low) / max(high - low, 1e-6), dtype=np.float32)


def multiply(pixels: Pixels, mask: Pixels) -> None:
    """Darkens in place by a grey image."""
    cv2.multiply(pixels, cv2.merge((mask, mask, mask)), dst=pixels, scale=1 / 255)


def displace(pixels: Pixels, dice: np.random.Generator, reach: float, cell: float) -> Pixels:
    """Edges wander by up to `reach` px, in features of `cell` px."""
    height, width = pixels.shape[:2]
    small = (max(width // 6, 8), max(height // 6, 8))
    dx = cv2.resize((fbm(dice, *small, cell / 6, 3) - 0.5) * 2 * reach, (width, height))
    dy = cv2.resize((fbm(dice, *small, cell / 6, 3) - 0.5) * 2 * reach, (width, height))
    map_x = np.arange(width, dtype=np.float32)[None, :] + dx
    map_y = np.arange(height, dtype=np.float32)[:, None] + dy
    return np.asarray(cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), dtype=np.uint8)


def edges(pixels: Pixels, sigma: float) -> Plane:
    """How strong an outline runs through each pixel, 0..1 (h, w), from the difference of two blurs."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    near, far = cv2.GaussianBlur(grey, (0, 0), sigma), cv2.GaussianBlur(grey, (0, 0), sigma * 2.2)
    return np.asarray(cv2.subtract(far, near), dtype=np.float32) / 255


def watercolour(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Light washes that pool at their edges; paper fills the frame, for a border would creep as the camera moves."""
    height, width = pixels.shape[:2]
    unit = min(width, height)
    half = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    half = cv2.medianBlur(half, 7 if unit > 500 else 3)
    half = displace(half, dice, unit * 0.0028, unit * 0.05)
    rim = (edges(half, max(unit * 0.0014, 0.7)) * 3.2).clip(0, 0.2)[..., None]
    toned = half.astype(np.float32)
    toned *= max(1.0, 132 / max(float(toned.mean()), 30.0)) ** 0.55  # water thins the darkest scenes
    white = np.array([253, 250, 243], np.float32)
    wash = fbm(dice, half.shape[1], half.shape[0], unit * 0.2, 4)
    share = (0.14 + 0.42 * (wash - 0.35).clip(0, 1))[..., None]
    toned += (white - toned) * share
    toned *= 1 - rim
    result = cv2.resize(toned.clip(0, 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    grade.colours(result, grade.grey_matrix(-0.25))
    multiply(result, paper(dice, width, height, 0.1))
    return np.asarray(result, dtype=np.uint8)


def oil(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Short thick strokes along the forms, three sizes, coarse to fine, each in the colour beneath it."""
    height, width = pixels.shape[:2]
    unit = min(width, height)
    scale = 2 if unit > 600 else 1
    small = cv2.resize(pixels, (width // scale, height // scale), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), unit * 0.006 / scale)
    angles = _flow(soft, unit / scale)
    result = soft.copy()
    h, w = small.shape[:2]
    detail = cv2.GaussianBlur(np.abs(cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), cv2.CV_32F)), (0, 0), 4)
    for length, count, source in ((0.042, 2600, soft), (0.022, 7000, small), (0.011, 9000, small)):
        x, y = dice.integers(0, w, count), dice.integers(0, h, count)
        jitter, tone = dice.normal(0, 0.25, count), dice.normal(0, 6, (count, 1))
        keep = np.ones(count, bool) if length > 0.02 else detail[y, x] > 1.2
        angle = angles[y, x] + jitter
        reach = unit * length / scale * dice.uniform(0.6, 1.2, count) / 2
        ends = np.stack(
            [
                x - np.cos(angle) * reach,
                y - np.sin(angle) * reach,
                x + np.cos(angle) * reach,
                y + np.sin(angle) * reach,
            ],
            1,
        )
        colours = np.clip(source[y, x].astype(np.float32) * 1.02 + tone, 0, 255)
        thick = max(round(unit * length * 0.26 / scale), 1)
        for (x0, y0, x1, y1), colour in zip((ends[keep] * 8).astype(int).tolist(), colours[keep].tolist(), strict=True):
            cv2.line(result, (x0, y0), (x1, y1), colour, thick, cv2.LINE_AA, 3)
    relief = cv2.cvtColor(result, cv2.COLOR_RGB2GRAY).astype(np.float32)
    relief = relief - cv2.GaussianBlur(relief, (0, 0), 2.0)
    bumps = cv2.filter2D(relief, -1, np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], np.float32))
    shaded = np.clip(result.astype(np.float32) + (bumps * 0.32).clip(-16, 16)[..., None], 0, 255).astype(np.uint8)
    full = cv2.resize(shaded, (width, height), interpolation=cv2.INTER_CUBIC)
    grade.colours(full, grade.grey_matrix(-0.14))
    grade.vignette(full, 0.16)
    return np.asarray(full, dtype=np.uint8)


def _flow(pixels: Pixels, unit: float) -> Plane:
    """The direction strokes follow, radians: along the edges, smoothed so that it never jitters."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    gx, gy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    sigma = unit * 0.012
    xx, yy, xy = (cv2.GaussianBlur(p, (0, 0), sigma) for p in (gx * gx, gy * gy, gx * gy))
    return np.asarray(0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2, dtype=np.float32)


def sketch(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    """Pencil: contours, two layers of hatching in the shadows, a breath of the colours."""
    height, width = pixels.shape[:2]
    unit = min(width, height)
    half = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    grey = (_stretched(cv2.cvtColor(half, cv2.COLOR_RGB2GRAY)) * 255).astype(np.uint8)
    soft = cv2.GaussianBlur(cv2.bitwise_not(grey), (0, 0), unit * 0.0035)
    lines = cv2.divide(grey, cv2.bitwise_not(soft), scale=255).astype(np.float32) / 255
    tone = cv2.GaussianBlur(grey, (0, 0), unit * 0.003).astype(np.float32) / 255
    tone = tone ** (np.log(0.6) / np.log(float(np.clip(tone.mean(), 0.15, 0.85))))  # every scene on middle-light paper
    y, x = np.mgrid[0 : half.shape[0], 0 : half.shape[1]].astype(np.float32)
    wobble = fbm(dice, half.shape[1], half.shape[0], unit * 0.2, 2) * 7
    pitch = 2 * np.pi / max(unit / 300, 2.6)
    first = 0.5 + 0.5 * np.sin((x + y) * pitch + wobble)
    second = 0.5 + 0.5 * np.sin((x - y * 0.7) * pitch + wobble)
    plane = lines.clip(0, 1) ** 2.2 * (0.8 + 0.2 * tone)
    plane *= 1 - (0.6 - tone).clip(0, 0.6) * 1.0 * first - (0.34 - tone).clip(0, 0.4) * 1.1 * second
    ink = cv2.resize((plane.clip(0.12, 1) * 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    sheet = np.empty_like(pixels)
    sheet[:] = (250, 247, 239)
    cv2.addWeighted(sheet, 0.84, pixels, 0.16, 12, dst=sheet)
    multiply(sheet, ink)
    multiply(sheet, paper(dice, width, height, 0.14))
    return sheet


def tint_over(pixels: Pixels, colour: Rgb, mask: Pixels) -> None:
    """A flat colour through a mask."""
    over = np.empty_like(pixels)
    over[:] = np.round(colour).astype(np.uint8)
    blend(pixels, over, mask)
