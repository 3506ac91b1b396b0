"""Hats and helmets."""

from storyreel_media.animatic.colour import rgb, times
from storyreel_media.animatic.subjects.look import Look
from storyreel_media.animatic.subjects.rig import Rig


def wear(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    """What sits on a head of radius r at (x, y)."""
    tone = look.hat_colour
    if look.hat == "chef":
        rig.box_shape(x - r * 0.8, y + r * 0.5, x + r * 0.8, y + r * 1.2, "#f6f4ef")
        for dx in (-0.6, 0.0, 0.6):
            rig.oval(x + r * dx, y + r * 1.5, r * 0.62, r * 0.5, "#fbfaf6")
    elif look.hat == "helm":
        rig.curve(
            [
                (x - r, y - r * 0.7),
                (x - r * 1.05, y + r * 0.5),
                (x, y + r * 1.3),
                (x + r * 1.05, y + r * 0.5),
                (x + r, y - r * 0.7),
            ],
            tone,
        )
        rig.box_shape(x + r * 0.1, y - r * 0.05, x + r * 1.0, y + r * 0.22, "#23262e")
        rig.curve([(x, y + r * 1.2), (x - r * 1.5, y + r * 1.5), (x - r * 1.3, y + r * 0.6)], "#b8323a")
    else:
        tone = rgb("#dcb765") if look.hat == "straw" else tone
        rig.oval(x, y + r * 0.55, r * 1.75, r * 0.24, times(tone, 0.9))
        rig.curve(
            [
                (x - r * 0.95, y + r * 0.5),
                (x - r * 0.8, y + r * 1.35),
                (x, y + r * 1.5),
                (x + r * 0.8, y + r * 1.35),
                (x + r * 0.95, y + r * 0.5),
            ],
            tone,
        )
        rig.line([(x - r * 0.92, y + r * 0.68), (x + r * 0.92, y + r * 0.68)], r * 0.26, times(tone, 0.5))
