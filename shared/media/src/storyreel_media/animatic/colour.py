"""Colour arithmetic. A colour is an (R, G, B) tuple of floats 0..255, sRGB, unless a name says otherwise."""

import numpy as np
import numpy.typing as npt

Rgb = tuple[float, float, float]
Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

# OKLab (Björn Ottosson, 2020): linear sRGB -> LMS, and cube-rooted LMS -> Lab.
_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                 [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                 [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip
_LMS_BACK = np.linalg.inv(_LMS)
_LAB_BACK = np.linalg.inv(_LAB)


def rgb(hex_code: str) -> Rgb:
    """The colour of "#rrggbb". Raises ValueError for anything else."""
    digits = hex_code.strip().removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"not a #rrggbb colour: {hex_code!r}")
    return float(int(digits[:2], 16)), float(int(digits[2:4], 16)), float(int(digits[4:], 16))


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """From `first` (share 0) to `second` (share 1)."""
    return (
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
        first[2] + (second[2] - first[2]) * share,
    )


def times(colour: Rgb, factor: Rgb | float) -> Rgb:
    """A surface of this colour under a light of this factor (1 = white light), held within 0..255."""
    r, g, b = (factor, factor, factor) if isinstance(factor, float | int) else factor
    return min(colour[0] * r, 255.0), min(colour[1] * g, 255.0), min(colour[2] * b, 255.0)


def luma(colour: Rgb) -> float:
    """Perceived brightness, 0..1 (Rec. 709 weights)."""
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255


def to_oklab(colour: Rgb) -> tuple[float, float, float]:
    """Lightness 0..1 and the a, b axes."""
    encoded = np.array(colour) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    light, a, b = _LAB @ np.cbrt(_LMS @ linear)
    return float(light), float(a), float(b)


def from_oklab(light: float, a: float, b: float) -> Rgb:
    """Back to sRGB, clipped into the gamut."""
    linear = np.clip(_LMS_BACK @ (_LAB_BACK @ np.array([light, a, b])) ** 3, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055) * 255
    return float(encoded[0]), float(encoded[1]), float(encoded[2])


def saturate(colour: Rgb, factor: float) -> Rgb:
    """Chroma times `factor`, lightness and hue kept."""
    light, a, b = to_oklab(colour)
    return from_oklab(light, a * factor, b * factor)


def turn(colour: Rgb, degrees: float) -> Rgb:
    """Hue turned, lightness and chroma kept."""
    light, a, b = to_oklab(colour)
    angle = np.deg2rad(degrees)
    return from_oklab(light, float(a * np.cos(angle) - b * np.sin(angle)), float(a * np.sin(angle) + b * np.cos(angle)))


def steer(colour: Rgb, goal: Rgb, share: float) -> Rgb:
    """Hue and chroma moved towards a goal colour; the lightness moves a third as far, so depth survives."""
    light, a, b = to_oklab(colour)
    goal_light, goal_a, goal_b = to_oklab(goal)
    return from_oklab(
        light + (goal_light - light) * share / 3, a + (goal_a - a) * share, b + (goal_b - b) * share
    )  # fmt: skip
