"""Colour arithmetic. A colour is an (R, G, B) tuple of floats 0..255, sRGB, unless a name says otherwise."""

import math

from cv2.typing import MatLike

Rgb = tuple[float, float, float]
Pixels = MatLike  # uint8: (h, w, 3) RGB, or (h, w) for a mask
Plane = MatLike  # float32, (h, w) or (h, w, 3): the small arrays that are stretched over a picture

# OKLab (Björn Ottosson, 2020): linear sRGB -> LMS, and cube-rooted LMS -> Lab; the inverses as published.
_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LAB_BACK = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_LMS_BACK = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


def _times_matrix(matrix: _Matrix, vector: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = (row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] for row in matrix)
    return x, y, z


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
    r, g, b = (_linear(max(channel, 0.0) / 255) for channel in colour)
    long, middle, short = (cone ** (1 / 3) for cone in _times_matrix(_LMS, (r, g, b)))
    return _times_matrix(_LAB, (long, middle, short))


def _linear(encoded: float) -> float:
    return encoded / 12.92 if encoded <= 0.04045 else float(((encoded + 0.055) / 1.055) ** 2.4)


def _encoded(linear: float) -> float:
    linear = min(max(linear, 0.0), 1.0)
    return 255 * (linear * 12.92 if linear <= 0.0031308 else float(1.055 * linear ** (1 / 2.4) - 0.055))


def from_oklab(light: float, a: float, b: float) -> Rgb:
    """Back to sRGB, clipped into the gamut."""
    long, middle, short = (root**3 for root in _times_matrix(_LAB_BACK, (light, a, b)))
    red, green, blue = _times_matrix(_LMS_BACK, (long, middle, short))
    return _encoded(red), _encoded(green), _encoded(blue)


def saturate(colour: Rgb, factor: float) -> Rgb:
    """Chroma times `factor`, lightness and hue kept."""
    light, a, b = to_oklab(colour)
    return from_oklab(light, a * factor, b * factor)


def turn(colour: Rgb, degrees: float) -> Rgb:
    """Hue turned, lightness and chroma kept."""
    light, a, b = to_oklab(colour)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return from_oklab(light, a * cos - b * sin, a * sin + b * cos)


def steer(colour: Rgb, goal: Rgb, share: float) -> Rgb:
    """Hue and chroma moved towards a goal colour; the lightness moves a third as far, so depth survives."""
    light, a, b = to_oklab(colour)
    goal_light, goal_a, goal_b = to_oklab(goal)
    return from_oklab(
        light + (goal_light - light) * share / 3, a + (goal_a - a) * share, b + (goal_b - b) * share
    )  # fmt: skip
