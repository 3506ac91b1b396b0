"""Documents: opened without their scripts and forms, the first page drawn."""

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from storyreel_media.inspect.found import MOST_PAGES, THUMBNAIL, Found, NotReadable
from storyreel_media.inspect.thumbnails import save_thumbnail

_MOST_POINTS = 14_400
"""A page's longest side (ISO 32000-1, annex C)."""


def document(source: Path, folder: Path) -> Found:
    """What a PDF holds.

    Raises:
        NotReadable: it has no pages, too many, or is locked
        Exception: it is broken in some way
    """
    try:
        opened = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise NotReadable("is locked with a password" if locked else "is not a whole PDF") from error
    with opened as pdf:
        pages = len(pdf)
        if not 1 <= pages <= MOST_PAGES:
            raise NotReadable(f"has {pages} pages; 1 to {MOST_PAGES} are fine")
        page = pdf[0]
        width, height = page.get_size()
        if not (0 < width <= _MOST_POINTS and 0 < height <= _MOST_POINTS):
            raise NotReadable("has a first page of an impossible size")
        scale = 2 * THUMBNAIL / max(width, height)
        drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return Found(save_thumbnail(drawn, folder), pages=pages)
