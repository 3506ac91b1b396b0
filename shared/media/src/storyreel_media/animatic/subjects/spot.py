"""A subject's place in the picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a subject goes: contact point and height in px, how much air lies before it, which way it faces."""

    x: float
    y: float
    size: float
    depth: float
    facing: int
