"""Fonts for captions and slates, shipped with the package: no font of the machine is needed."""

from storyreel_media.fonts.faces import font
from storyreel_media.fonts.runs import Run, draw_text, fonts_for, text_width

__all__ = ["Run", "draw_text", "font", "fonts_for", "text_width"]
