"""The cut-out a subject is drawn on: shapes in the subject's own units, then light and shade from its silhouette."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np

from storyreel_media.animatic.canvas import Canvas, Points, fixed, smooth
from storyreel_media.animatic.colour import Pixels, Plane, Rgb, mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.spot import Spot

Shape = Points | str
_SHIFT = 4
_FILL = {"medium": 0.25, "close-up": 0.4, "macro": 0.4}
_CEL = ("anime", "flat", "papercut")


@lru_cache(maxsize=4096)
def path(text: str) -> np.ndarray:
    """The numbers of a drawn shape: "x,y x,y …" as (n, 2), or "x,y,radius …" as (n, 3)."""
    return np.array([[float(number) for number in point.split(",")] for point in text.split()])


class Rig:
    """Drawing in units of the subject's height: x to where it faces, y up, (0, 0) where it touches the ground.

    Colours are given as seen in white daylight; the rig applies the scene's light. `shine=True` marks what
    gives its own light (lit windows, flames) and is spared from shading.
    """

    def __init__(
        self, stage: Stage, subject: Subject, nth: int, spot: Spot, box: tuple[float, float, float, float]
    ) -> None:
        """`nth` tells the subject from its likes; `box` (x0, y0, x1, y1) bounds the drawing, units."""
        self.stage, self.subject, self.nth = stage, subject, nth
        self.at, self.size, self.facing = (spot.x, spot.y), spot.size, spot.facing
        at, size, facing = self.at, self.size, self.facing
        fill = _FILL.get(stage.scene.shot, 0.0)  # tight shots get a fill light, or faces drown at night
        self._ambient = mix(stage.palette.ambient, (0.86, 0.8, 0.76), fill)
        x0, x1 = sorted((at[0] + box[0] * size * facing, at[0] + box[2] * size * facing))
        self.box = stage.canvas.clip(x0 - 4, at[1] - box[3] * size - 4, x1 + 4, at[1] - box[1] * size + 4)
        left, top, right, bottom = self.box or (0, 0, 1, 1)
        self._origin = (at[0] - left, at[1] - top)
        self._colour = Canvas(np.zeros((bottom - top, right - left, 3), np.uint8))
        self._mask = Canvas(np.zeros((bottom - top, right - left), np.uint8))
        self._shine = np.zeros((bottom - top, right - left), np.uint8)
        self._shines = False
        self._lamps: list[tuple[float, float, float, Rgb, float]] = []
        self._filled = False
        self.turn = 0.0  # degrees anticlockwise as the subject sees it, around the contact point
        self.sunk = False  # whether what is below the contact point is under water

    @contextmanager
    def moved(self, x: float, y: float, scale: float) -> Iterator[None]:
        """Within: units are `scale` as large and start at (x, y) of the outer ones."""
        before = self.size, self._origin
        shift = self.px([(x, y)])[0]
        self._origin, self.size = (float(shift[0]), float(shift[1])), self.size * scale
        yield
        self.size, self._origin = before

    def px(self, points: Shape) -> np.ndarray:
        """Units to px of the cut-out."""
        array = path(points) if isinstance(points, str) else np.asarray(points, dtype=np.float64)
        if self.turn:
            c, s = np.cos(np.deg2rad(self.turn)), np.sin(np.deg2rad(self.turn))
            array = array @ np.array([[c, s], [-s, c]])
        scale = np.array([self.size * self.facing, -self.size])
        return np.asarray(array * scale + self._origin)

    def poly(self, points: Shape, colour: Rgb | str, *, shine: bool = False) -> None:
        """A straight-edged shape."""
        self._paint(fixed(self.px(points)), colour, shine)

    def curve(self, points: Shape, colour: Rgb | str, *, shine: bool = False) -> None:
        """A smooth closed shape through the points."""
        self._paint(fixed(smooth(self.px(points), 7)), colour, shine)

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: Rgb | str, *, angle: float = 0.0, shine: bool = False
    ) -> None:
        """An ellipse; `angle` in degrees, anticlockwise as the subject sees it."""
        t = np.linspace(0, 2 * np.pi, 36 if max(rx, ry) * self.size > 12 else 14, endpoint=False)
        c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
        ex, ey = rx * np.cos(t), ry * np.sin(t)
        self._paint(fixed(self.px(np.stack([x + ex * c - ey * s, y + ex * s + ey * c], 1))), colour, shine)

    def box_shape(self, x0: float, y0: float, x1: float, y1: float, colour: Rgb | str, *, shine: bool = False) -> None:
        """An upright rectangle."""
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, shine=shine)

    def limb(self, joints: Sequence[tuple[float, float, float]] | str, colour: Rgb | str) -> None:
        """A tapering, bending limb through (x, y, radius) joints."""
        joints = path(joints).tolist() if isinstance(joints, str) else joints
        for (xa, ya, ra), (xb, yb, rb) in pairwise(joints):
            dx, dy = xb - xa, yb - ya
            length = max(float(np.hypot(dx, dy)), 1e-6)
            nx, ny = -dy / length, dx / length
            self.poly(
                [
                    (xa + nx * ra, ya + ny * ra),
                    (xb + nx * rb, yb + ny * rb),
                    (xb - nx * rb, yb - ny * rb),
                    (xa - nx * ra, ya - ny * ra),
                ],
                colour,
            )
        for x, y, radius in joints:
            self.oval(x, y, radius, radius, colour)

    def line(self, points: Shape, width: float, colour: Rgb | str, *, shine: bool = False) -> None:
        """An open stroke, `width` in units."""
        contour, thick = fixed(self.px(points)), max(round(width * self.size), 1)
        tone = self._tone(colour, shine)
        cv2.polylines(self._colour.pixels, [contour], False, tone, thick, cv2.LINE_AA, _SHIFT)
        cv2.polylines(self._mask.pixels, [contour], False, 255, thick, cv2.LINE_AA, _SHIFT)
        self._shines |= shine
        if self._shines:
            cv2.polylines(self._shine, [contour], False, 255 if shine else 0, thick, cv2.LINE_AA, _SHIFT)

    def beam(
        self,
        root: tuple[float, float],
        upper: tuple[float, float],
        lower: tuple[float, float],
        colour: Rgb,
        gain: float = 1.0,
    ) -> None:
        """A wedge of light from a lamp, straight into the picture and therefore behind the subject."""
        if self.box is None:
            return
        points = self.px([root, upper, lower]) + np.array(self.box[:2])
        for share, strength in ((1.0, 0.16), (0.6, 0.2)):
            centre = (points[1] + points[2]) / 2
            wedge = np.vstack([points[:1], centre + (points[1:] - centre) * share])
            self.stage.canvas.fade(wedge, colour, colour, 0, 1, min(strength * gain, 0.6))

    def wisp(self, points: Shape, width: float, colour: Rgb, strength: float) -> None:
        """A see-through stroke (steam), straight into the picture and therefore behind the subject."""
        if self.box is None:
            return
        path = self.px(points) + np.array(self.box[:2])
        half = np.array([width * self.size / 2, 0.0])
        self.stage.canvas.fade(np.vstack([path - half, (path + half)[::-1]]), colour, colour, 0, 1, strength)

    def own(self, default: str) -> Rgb:
        """The colour the words gave the subject, else the brand's accent, else `default`."""
        if self.subject.colour:
            return rgb(self.subject.colour)
        return self.stage.palette.accent if self.stage.scene.palette else rgb(default)

    def lamp(self, x: float, y: float, radius: float, colour: Rgb, strength: float = 0.8) -> None:
        """Light around a point, added once the subject stands in the picture."""
        self._lamps.append((x, y, radius, colour, strength))

    def _tone(self, colour: Rgb | str, shine: bool) -> Rgb:
        base = rgb(colour) if isinstance(colour, str) else colour
        return base if shine else times(base, self._ambient)

    def _paint(self, contour: np.ndarray, colour: Rgb | str, shine: bool) -> None:
        tone = self._tone(colour, shine)
        if not self._filled:
            self._colour.pixels[:] = np.round(tone).astype(np.uint8)  # so that outer edges blend into the right colour
            self._filled = True
        cv2.fillPoly(self._colour.pixels, [contour], tone, cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(self._mask.pixels, [contour], 255, cv2.LINE_AA, _SHIFT)
        self._shines |= shine
        if self._shines:
            cv2.fillPoly(self._shine, [contour], 255 if shine else 0, cv2.LINE_AA, _SHIFT)

    def place(self, *, depth: float = 0.0) -> None:
        """Lights the cut-out and puts it into the picture; `depth` is how much air (0..1) lies before it."""
        if self.box is None:
            return
        left, top, _, _ = self.box
        if self.sunk:
            self._mask.pixels[max(round(self._origin[1]), 0) :] = 0
        x, y, width, height = cv2.boundingRect(self._mask.pixels)
        if not width:
            return
        part = np.s_[y : y + height, x : x + width]
        colour, mask = np.ascontiguousarray(self._colour.pixels[part]), np.ascontiguousarray(self._mask.pixels[part])
        unlit = colour.copy() if self._shines else None
        self._light(colour, mask)
        haze = self.stage.palette.haze
        if depth > 0:
            veil = np.empty_like(colour)
            veil[:] = np.round(haze).astype(np.uint8)
            cv2.addWeighted(colour, 1 - depth, veil, depth, 0, dst=colour)
        if unlit is not None:
            cv2.copyTo(unlit, self._shine[part], colour)
        if self.stage.canvas.lift:
            self.stage.canvas.shade(mask, left + x, top + y)
        self.stage.canvas.paste(colour, mask, left + x, top + y)
        for lamp_x, lamp_y, radius, tone, strength in self._lamps:
            at = self.px([(lamp_x, lamp_y)])[0]
            self.stage.canvas.glow(at[0] + left, at[1] + top, radius * self.size, tone, strength)

    def _light(self, colour: Pixels, mask: Pixels) -> None:
        """Form from the silhouette: its blurred slope stands in for the surface's tilt towards the light."""
        height, width = mask.shape
        step = max(round(max(min(height, width), 1) / 110), 1)
        small = cv2.resize(mask, (max(width // step, 2), max(height // step, 2)), interpolation=cv2.INTER_AREA)
        solid = small.astype(np.float32) / 255
        light_x, light_y = self._direction()
        form = _slope(solid, min(solid.shape) * 0.06 + 0.6, light_x, light_y)
        rim = _slope(solid, 1.1, light_x, light_y).clip(0, None) * solid
        if self.stage.scene.style in _CEL:
            self._cel(colour, form, rim)
            return
        contrast = (0.5 if not self.stage.scene.dark else 0.42) * (1.35 if self.stage.scene.style == "clay" else 1.0)
        bright = (form.clip(0, None) * contrast + rim * 0.35).clip(0, 0.8)
        dark = ((-form).clip(0, None) * contrast * 0.9 + 0.02).clip(0, 0.7)
        self._tint(colour, bright, dark)

    def _cel(self, colour: Pixels, form: Plane, rim: Plane) -> None:
        """Two tones with a crisp edge instead of a slope."""
        depth = {"anime": 0.34, "flat": 0.16, "papercut": 0.0}[self.stage.scene.style]
        dark = ((-form - 0.1) * 14).clip(0, 1) * depth
        bright = ((form - 0.16) * 14).clip(0, 1) * depth * 0.7 + (rim > 0.45) * depth * 0.6
        self._tint(colour, bright, dark)

    def _direction(self) -> tuple[float, float]:
        sun = self.stage.sun
        if sun is None:
            return -0.55 * self.facing, -0.83
        dx, dy = sun[0] - self.at[0], sun[1] - (self.at[1] - self.size / 2)
        length = max(float(np.hypot(dx, dy)), 1.0)
        return dx / length, min(dy / length, -0.25)

    def _tint(self, colour: Pixels, bright: Plane, dark: Plane) -> None:
        """Mixes the light's colour in by `bright` and the shadow's by `dark` (small arrays, 0..1)."""
        size = (colour.shape[1], colour.shape[0])
        light, shadow = np.asarray(self.stage.palette.light), np.asarray(times(self.stage.palette.near, 0.9))
        gain = np.clip((1 - bright - dark) * 255, 0, 255).astype(np.uint8)
        added = np.clip(bright[..., None] * light + dark[..., None] * shadow, 0, 255).astype(np.uint8)
        full = cv2.resize(gain, size, interpolation=cv2.INTER_LINEAR)
        cv2.multiply(colour, cv2.merge((full, full, full)), dst=colour, scale=1 / 255)
        cv2.add(colour, cv2.resize(added, size, interpolation=cv2.INTER_LINEAR), dst=colour)


def _slope(solid: Plane, sigma: float, light_x: float, light_y: float) -> Plane:
    """How much each point faces the light, -1..1."""
    soft = cv2.GaussianBlur(solid, (0, 0), sigma)
    gx = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3)
    gy = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3)
    facing = -(gx * light_x + gy * light_y) * sigma * 0.62
    return np.asarray(facing.clip(-1, 1), dtype=np.float32)
