"""Drawing on an 8-bit RGB picture: antialiased shapes, gradients, glows, all in the part of the picture they touch."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from storyreel_media.animatic.colour import Pixels, Plane, Rgb, mix

Points = npt.NDArray[np.float64] | Sequence[tuple[float, float]]
_SHIFT = 4  # sub-pixel bits of cv2's fixed-point coordinates
_LIMIT = 30_000.0  # px; keeps fixed-point coordinates within cv2's range


def fixed(points: Points) -> npt.NDArray[np.int32]:
    """Points in px as cv2's fixed-point contour."""
    array = np.clip(np.asarray(points, dtype=np.float64), -_LIMIT, _LIMIT)
    return np.round(array * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)


def smooth(points: Points, steps: int = 6, *, closed: bool = True) -> npt.NDArray[np.float64]:
    """A Catmull-Rom curve through the points, `steps` pieces between two of them."""
    p = np.asarray(points, dtype=np.float64)
    if closed:
        before, after, after2 = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    else:
        before = np.vstack([p[:1], p[:-1]])[:-1]
        after, after2, p = p[1:], np.vstack([p[2:], p[-1:]]), p[:-1]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (q[:, None, :] for q in (before, p, after, after2))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    flat = curve.reshape(-1, 2)
    return flat if closed else np.vstack([flat, after[-1:]])


def blend(under: Pixels, over: Pixels, mask: Pixels) -> None:
    """Puts `over` (h, w, 3) on `under` in place where the mask (h, w) says, 255 = fully."""
    if not mask.size:
        return
    wide = cv2.merge((mask, mask, mask))
    top = cv2.multiply(over, wide, scale=1 / 255)
    rest = cv2.multiply(under, cv2.bitwise_not(wide), scale=1 / 255)
    cv2.add(top, rest, dst=under)


def _solid_from(mask: Pixels) -> int:
    """The first row from which on the mask is 255 throughout."""
    broken = np.flatnonzero(mask.min(axis=1) < 255)
    return int(broken[-1]) + 1 if len(broken) else 0


class Canvas:
    """An RGB picture (h, w, 3) uint8 that is drawn on in place. Coordinates are px, y downwards."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels
        self.height, self.width = int(pixels.shape[0]), int(pixels.shape[1])
        self.lift = 0.0  # px that shapes float above what is below them, and cast a shadow on it

    def polygon(self, points: Points, colour: Rgb) -> None:
        """Fills one closed shape."""
        cv2.fillPoly(self.pixels, [fixed(points)], colour, cv2.LINE_AA, _SHIFT)

    def line(self, points: Points, width: float, colour: Rgb) -> None:
        """An open stroke with round ends."""
        cv2.polylines(self.pixels, [fixed(points)], False, colour, max(round(width), 1), cv2.LINE_AA, _SHIFT)

    def disc(self, x: float, y: float, radius: float, colour: Rgb) -> None:
        """A filled circle."""
        self.oval(x, y, radius, radius, colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Rgb, angle: float = 0.0) -> None:
        """A filled ellipse, `angle` in degrees clockwise."""
        if not (abs(x) < _LIMIT and abs(y) < _LIMIT):
            return
        unit = 1 << _SHIFT
        centre, axes = (round(x * unit), round(y * unit)), (max(round(rx * unit), 1), max(round(ry * unit), 1))
        cv2.ellipse(self.pixels, centre, axes, angle, 0, 360, colour, -1, cv2.LINE_AA, _SHIFT)

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, colour: Rgb) -> None:
        """A filled upright rectangle."""
        self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)

    def clip(self, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int] | None:
        """The part of a box that lies on the picture, as whole px (left, top, right, bottom), or None."""
        left, top = max(int(np.floor(x0)), 0), max(int(np.floor(y0)), 0)
        right, bottom = min(int(np.ceil(x1)), self.width), min(int(np.ceil(y1)), self.height)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def fade(self, points: Points, upper: Rgb, lower: Rgb, y0: float, y1: float, strength: float = 1.0) -> None:
        """Fills a shape with a vertical gradient from `upper` at y0 to `lower` at y1 px."""
        array = np.asarray(points, dtype=np.float64)
        low, high = array.min(0), array.max(0)
        box = self.clip(low[0] - 1, low[1] - 1, high[0] + 2, high[1] + 2)
        if box is None:
            return
        left, top, right, bottom = box
        mask = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillPoly(mask, [fixed(array - (left, top))], round(255 * strength), cv2.LINE_AA, _SHIFT)
        if self.lift:  # a sheet of paper has one colour
            self.shade(mask, left, top)
            upper = lower = mix(upper, lower, 0.3)
        rows = ((np.arange(top, bottom) - y0) / max(y1 - y0, 1e-6)).clip(0, 1)[:, None]
        ramp = np.asarray(upper) + (np.asarray(lower) - np.asarray(upper)) * rows
        colours = ramp.round().astype(np.uint8)[:, None, :]
        cut = _solid_from(mask)  # rows that the shape covers from edge to edge need no blending
        self.pixels[top + cut : bottom, left:right] = colours[cut:]
        if cut:
            self.paste(np.repeat(colours[:cut], right - left, 1), mask[:cut], left, top)

    def paste(self, over: Pixels, mask: Pixels, left: int, top: int) -> None:
        """Puts a patch (h, w, 3) at (left, top) through its mask (h, w); the patch lies within the picture."""
        height, width = mask.shape
        blend(self.pixels[top : top + height, left : left + width], over, mask)

    def shade(self, mask: Pixels, left: int, top: int) -> None:
        """The soft shadow of a sheet (its mask at (left, top) px) that floats `lift` px above the picture."""
        pad = int(self.lift * 3) + 1
        box = self.clip(left - pad, top - pad, left + mask.shape[1] + pad, top + mask.shape[0] + pad)
        if box is None:
            return
        x0, y0, x1, y1 = box
        sheet = np.zeros((y1 - y0, x1 - x0), np.uint8)
        sheet[top - y0 : top - y0 + mask.shape[0], left - x0 : left - x0 + mask.shape[1]] = mask
        drop = int(self.lift)
        small = (
            cv2.resize(sheet, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) if min(sheet.shape) > 8 else sheet
        )
        soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), max(self.lift / 4, 0.5)), (x1 - x0, y1 - y0))
        soft = cv2.copyMakeBorder(soft, drop, 0, drop // 2, 0, cv2.BORDER_REPLICATE)[: y1 - y0, : x1 - x0]
        dim = cv2.bitwise_not(cv2.multiply(soft, np.ones_like(soft), scale=0.42))
        region = self.pixels[y0:y1, x0:x1]
        cv2.multiply(region, cv2.merge((dim, dim, dim)), dst=region, scale=1 / 255)

    def veil(self, x0: float, y0: float, x1: float, y1: float, colour: Rgb, alpha: Plane) -> None:
        """A colour over a box, its opacity (0..1) a small array that is stretched to the box."""
        box = self.clip(x0, y0, x1, y1)
        if box is None:
            return
        left, top, right, bottom = box
        width, height = max(round(x1 - x0), 1), max(round(y1 - y0), 1)
        small = np.clip(alpha * 255, 0, 255).astype(np.uint8)
        mask = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
        at_x, at_y = left - int(np.floor(x0)), top - int(np.floor(y0))
        mask = mask[at_y : at_y + bottom - top, at_x : at_x + right - left]
        bottom, right = top + mask.shape[0], left + mask.shape[1]
        over = np.empty((bottom - top, right - left, 3), np.uint8)
        over[:] = np.round(colour).astype(np.uint8)
        self.paste(over, np.ascontiguousarray(mask), left, top)

    def glow(self, x: float, y: float, radius: float, colour: Rgb, strength: float = 1.0) -> None:
        """Adds a round light that falls off to nothing at `radius` px."""
        box = self.clip(x - radius, y - radius, x + radius, y + radius)
        if box is None:
            return
        left, top, right, bottom = box
        step = max(radius / 48, 1.0)
        gx = (np.arange(left, right, step) - x) / radius
        gy = (np.arange(top, bottom, step) - y) / radius
        fall = np.clip(1 - np.sqrt(gx[None, :] ** 2 + gy[:, None] ** 2), 0, 1) ** 2.4 * strength
        region = self.pixels[top:bottom, left:right]
        below = cv2.resize(region, (fall.shape[1], fall.shape[0]), interpolation=cv2.INTER_NEAREST)
        room = (255.0 - below) / 255  # screen: bright places gain less
        light = np.clip(fall[..., None] * np.asarray(colour) * room, 0, 255).astype(np.uint8)
        cv2.add(region, cv2.resize(light, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR), dst=region)

    def modulate(self, top: float, bottom: float, factor: Plane) -> None:
        """Brightens and darkens the rows from `top` to `bottom` px by a small array of factors (1 = as it is, 0..2)."""
        first, last = max(int(top), 0), min(int(bottom), self.height)
        if last <= first:
            return
        region = self.pixels[first:last]
        small = np.clip(factor * 128, 0, 255).astype(np.uint8)
        gain = cv2.resize(small, (self.width, last - first), interpolation=cv2.INTER_CUBIC)
        cv2.multiply(region, cv2.merge((gain, gain, gain)), dst=region, scale=1 / 128)
