"""Fonts for captions and slates, shipped with the package: no font of the machine is needed."""

from storyreel_media.fonts.faces import font

__all__ = ["font"]
