"""Stills for people: the storyboard as one contact sheet, and a poster from one picture."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from storyreel_media.animatic.slate import Slate, timecode
from storyreel_media.fonts import draw_text, font, text_width

_PAPER, _INK, _SOFT, _ACCENT = (243, 240, 233), (34, 34, 40), (118, 116, 112), (196, 118, 40)
_CELL = 520  # px, a picture's width on the sheet
_PNG_LEVEL = 1  # zlib's fastest: the default is three times the time for a tenth of the size


def contact_sheet(pictures: Sequence[tuple[bytes, Slate, str]], *, title: str) -> bytes:
    """A PNG of all pictures in order, each (encoded picture, slate, caption), under the title."""
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data, _, _ in pictures]
    tallest = max((image.height / image.width for image in images), default=9 / 16)
    columns = min(max(len(images), 1), 4 if tallest <= 1 else 6)
    cell_width = _CELL if tallest <= 1 else round(_CELL * 0.6)
    cell_height, caption, gap, head = round(cell_width * tallest), 92, 28, 120
    rows = max((len(images) + columns - 1) // columns, 1)
    width = columns * cell_width + (columns + 1) * gap
    sheet = Image.new("RGB", (width, head + rows * (cell_height + caption + gap) + gap), _PAPER)
    pen = ImageDraw.Draw(sheet)
    draw_text(pen, (gap, head / 2 + 12), _clipped(title, width - 2 * gap, 40, bold=True), 40, fill=_INK, bold=True)
    pen.line((gap, head - 18, width - gap, head - 18), fill=_ACCENT, width=3)
    for number, (image, (_, slate, text)) in enumerate(zip(images, pictures, strict=True)):
        left = gap + number % columns * (cell_width + gap)
        top = head + number // columns * (cell_height + caption + gap)
        fitted = ImageOps.contain(image, (cell_width, cell_height), Image.Resampling.LANCZOS)
        sheet.paste(fitted, (left, top))
        pen.rectangle((left, top, left + fitted.width - 1, top + fitted.height - 1), outline=_INK, width=2)
        _caption(pen, slate, text, (left, top + fitted.height + 10), cell_width)
    return _png(sheet)


def _caption(pen: ImageDraw.ImageDraw, slate: Slate, text: str, at: tuple[int, int], width: int) -> None:
    left, top = at
    pen.text((left, top), f"{slate.scene_number:02d}", font=font(22, bold=True), fill=_ACCENT)
    info = f"{slate.shot.upper()}   {timecode(slate.start)}  +{slate.duration:.1f}s"
    pen.text((left + 40, top + 4), info, font=font(16), fill=_SOFT)
    for row, line in enumerate(_wrapped(text, width, 17)[:2]):
        draw_text(pen, (left, top + 50 + 23 * row), line, 17, fill=_INK)


def _wrapped(text: str, width: int, size: int, *, bold: bool = False) -> list[str]:
    """At most two lines of at most `width` px; text without spaces breaks between characters; "…" where cut."""
    lines, line = [], ""
    for word in " ".join(text.split()).split(" "):
        trial = f"{line} {word}".strip()
        if text_width(trial, size, bold=bold) <= width:
            line = trial
            continue
        if line:
            lines.append(line)
        line = word
        while len(lines) < 2 and text_width(line, size, bold=bold) > width:
            keep = max(int(len(line) * width / text_width(line, size, bold=bold)) - 1, 1)
            lines.append(line[:keep])
            line = line[keep:]
        if len(lines) >= 2:
            break
    else:
        return [*lines, line]
    return [lines[0], _clipped(f"{lines[1]} {line}", width, size, bold=bold)]


def _clipped(text: str, width: int, size: int, *, bold: bool = False) -> str:
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + "…", size, bold=bold) > width:
        text = text[: -max(len(text) // 40, 1)]
    return text.rstrip() + "…"


def poster(picture: bytes, *, title: str) -> bytes:
    """A 1200 x 1800 PNG poster with the title at its foot.

    The picture fills it, cut to where the most is to be seen.
    """
    size = (1200, 1800)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    sheet = ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=(_focus(image), 0.5))
    shade = Image.linear_gradient("L").resize((size[0], 900))
    ground = Image.new("RGB", (size[0], 900), (8, 8, 14))
    sheet.paste(ground, (0, size[1] - 900), shade.point([round(232 * (v / 255) ** 1.4) for v in range(256)]))
    pen = ImageDraw.Draw(sheet)
    px = 92 if len(title) < 24 else 64
    for row, line in enumerate(reversed(_wrapped(title, 1040, px, bold=True))):
        left = 600 - text_width(line, px, bold=True) / 2
        draw_text(pen, (left, 1670 - row * px * 1.2), line, px, fill=(250, 247, 240), bold=True)
    pen.line((520, 1716, 680, 1716), fill=_ACCENT, width=5)
    return _png(sheet)


def _focus(image: Image.Image) -> float:
    """Where across the picture a 2:3 cut shows the most detail, 0 left to 1 right."""
    small = np.asarray(image.convert("L").resize((96, 96)).filter(ImageFilter.FIND_EDGES), dtype=np.float64)
    share = min(image.height * 2 / 3 / image.width, 1.0)
    window = max(round(96 * share), 1)
    columns = small[14:86, 2:94].sum(axis=0)
    columns = np.pad(columns, 2)
    sums = np.convolve(columns, np.hanning(window + 2)[1:-1], "valid")
    return float(np.argmax(sums) / max(len(sums) - 1, 1))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=_PNG_LEVEL)
    return buffer.getvalue()
