"""The animatic painter: pictures from words, offline, free and deterministic.

`read` says what was understood of a brief, `paint` makes the clean plate; slate, contact sheet and poster are
made from plates and never change them.
"""

from storyreel_media.animatic.brief import Brief, Picture
from storyreel_media.animatic.composition import Composition, Subject
from storyreel_media.animatic.painter import paint
from storyreel_media.animatic.reading import read
from storyreel_media.animatic.sheet import contact_sheet, poster
from storyreel_media.animatic.slate import Slate, slate_overlay

__all__ = [
    "Brief", "Composition", "Picture", "Slate", "Subject", "contact_sheet", "paint", "poster", "read", "slate_overlay",
]  # fmt: skip
