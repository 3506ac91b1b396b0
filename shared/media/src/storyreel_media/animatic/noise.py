"""Low-resolution noise, upsampled: what clouds, ridges, water and paper are made of."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import Plane


def fbm(
    dice: np.random.Generator, width: int, height: int, cell: float, octaves: int = 4, stretch: float = 1.0
) -> Plane:
    """Fractal noise, float32 (height, width), about 0..1 with mean 0.5.

    `cell` is the largest feature in pixels, `stretch` how much wider than high features are.
    """
    total = np.zeros((height, width), np.float32)
    weight, norm = 1.0, 0.0
    for _ in range(octaves):
        across, down = max(int(width / (cell * stretch)) + 3, 2), max(int(height / cell) + 3, 2)
        grid = dice.random((down, across), dtype=np.float32)
        total += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        norm += weight
        weight *= 0.5
        cell = max(cell / 2, 2.0)
    total /= norm
    return np.asarray(np.clip((total - 0.5) * 1.5 + 0.5, 0, 1), dtype=np.float32)


def profile(dice: np.random.Generator, count: int, roughness: float = 0.55, bumps: int = 3) -> Plane:
    """A skyline of `count` heights 0..1: octaves of 1-D noise; roughness 0.3 rolls, 0.6 is rocky."""
    total = np.zeros(count, np.float32)
    weight, knots = 1.0, bumps
    x = np.linspace(0, 1, count)
    while knots < count:
        values = dice.random(knots + 1)
        position = x * knots
        left = np.minimum(position.astype(int), knots - 1)
        share = position - left
        if roughness < 0.5:
            share = share * share * (3 - 2 * share)
        total += (weight * (values[left] * (1 - share) + values[left + 1] * share)).astype(np.float32)
        weight *= roughness
        knots *= 2
    total -= total.min()
    return np.asarray(total / max(float(total.max()), 1e-6), dtype=np.float32)


def smoothstep(low: float, high: float, values: Plane) -> Plane:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)
