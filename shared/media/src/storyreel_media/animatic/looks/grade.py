"""The last pass of every picture: bloom, vignette, grain."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import Pixels

_TILE = 512


def bloom(pixels: Pixels, strength: float, threshold: int = 190) -> None:
    """Bright parts shine over their surroundings; worked out at an eighth of the size."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (max(width // 8, 4), max(height // 8, 4)), interpolation=cv2.INTER_NEAREST)
    bright = cv2.subtract(small, np.full_like(small, threshold))
    glow = cv2.GaussianBlur(bright, (0, 0), small.shape[0] / 26)
    glow = cv2.multiply(glow, np.ones_like(glow), scale=strength * 255 / max(255 - threshold, 1))
    glow = cv2.multiply(glow, cv2.bitwise_not(small), scale=1 / 255)  # screen: bright places gain less
    cv2.add(pixels, cv2.resize(glow, (width, height), interpolation=cv2.INTER_LINEAR), dst=pixels)


def vignette(pixels: Pixels, strength: float) -> None:
    """Corners darker by up to `strength` (0..1)."""
    height, width = pixels.shape[:2]
    x = np.linspace(-1, 1, 48, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, 48, dtype=np.float32)[:, None]
    fall = 1 - strength * ((x * x + y * y) / 2).clip(0, 1) ** 1.4
    mask = cv2.resize((fall * 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.multiply(pixels, cv2.merge((mask, mask, mask)), dst=pixels, scale=1 / 255)


def grain(pixels: Pixels, dice: np.random.Generator, amount: int) -> None:
    """Film grain of ± `amount` levels: it also hides the steps of 8-bit gradients."""
    height, width = pixels.shape[:2]
    # The sum of two uniform bytes is close enough to a bell for grain.
    tile = dice.integers(0, amount + 1, (2, _TILE, _TILE), dtype=np.uint8).sum(0, dtype=np.uint8)
    reps = (height // _TILE + 1, width // _TILE + 1)
    noise = np.ascontiguousarray(np.tile(tile, reps)[:height, :width])
    cv2.add(pixels, cv2.merge((noise, noise, noise)), dst=pixels)
    cv2.subtract(pixels, np.array([amount, amount, amount, 0], np.float64), dst=pixels)


def colours(pixels: Pixels, matrix: np.ndarray) -> None:
    """A 3x3 or 3x4 matrix over RGB."""
    cv2.transform(pixels, matrix.astype(np.float32), dst=pixels)


def contrast(pixels: Pixels, gain: float, pivot: float = 118.0) -> None:
    """Around a middle grey."""
    table = np.clip((np.arange(256) - pivot) * gain + pivot, 0, 255).astype(np.uint8)
    cv2.LUT(pixels, table, dst=pixels)


def grey_matrix(share: float) -> np.ndarray:
    """Towards black and white: 0 keeps the colours, 1 takes them all."""
    weights = np.array([[0.3, 0.59, 0.11]] * 3)
    return np.eye(3) * (1 - share) + weights * share
