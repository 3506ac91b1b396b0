"""Small files of every kind that is taken, made on the spot, and some that lie."""

import io
import math
import struct
import wave
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFont

SIZE = (320, 180)


def image(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Something to recognise: a gradient, a red disc at the upper left, words."""
    across = np.linspace(0, 255, size[0], dtype=np.uint8)
    down = np.linspace(0, 255, size[1], dtype=np.uint8)
    pixels = np.stack(np.broadcast_arrays(across[None, :], down[:, None], np.uint8(120)), axis=-1)
    made = Image.fromarray(np.ascontiguousarray(pixels))
    draw = ImageDraw.Draw(made)
    draw.ellipse((10, 10, 70, 70), fill=(220, 20, 20))
    draw.text((90, 20), "Storyreel", fill=(255, 255, 255), font=ImageFont.load_default(28))
    if mode.endswith("A"):
        made.putalpha(Image.linear_gradient("L").resize(size))
    return made.convert(mode)


def saved(made: Image.Image, coder: str, **how: object) -> bytes:
    """The bytes of a picture file."""
    out = io.BytesIO()
    made.save(out, coder, **how)
    return out.getvalue()


@cache
def jpg() -> bytes:
    """As a phone held upright writes it: turned, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it
    exif[0x010F] = "Secret Phone"
    exif.get_ifd(0x8825)[1] = "N"
    return saved(image(), "JPEG", exif=exif, comment=b"<script>alert(1)</script>")


@cache
def png() -> bytes:
    """With something that shines through."""
    return saved(image(mode="RGBA"), "PNG")


@cache
def gif() -> bytes:
    """Five frames of a disc that moves."""
    frames = []
    for number in range(5):
        frame = Image.new("RGB", (96, 64), (20, 30, 60))
        ImageDraw.Draw(frame).ellipse((number * 12, 10, number * 12 + 30, 40), fill=(240, 180, 40))
        frames.append(frame)
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=120, loop=0, comment=b"<script>")


@cache
def webp() -> bytes:
    """Lossy."""
    return saved(image(), "WEBP", quality=80)


def film(name: str, seconds: float, codec: str = "mpeg4", pixels: str = "yuv420p") -> bytes:
    """A bar that moves."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        with av.open(str(path), "w", format=name.rpartition(".")[2]) as container:
            stream = cast("VideoStream", container.add_stream(codec, rate=Fraction(10)))
            stream.width, stream.height, stream.pix_fmt = *SIZE, pixels
            for number in range(round(seconds * 10)):
                shown = image()
                ImageDraw.Draw(shown).rectangle((number * 8, 150, number * 8 + 20, 170), fill=(255, 255, 0))
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(shown), format="rgb24")))
            container.mux(stream.encode(None))
        return path.read_bytes()


@cache
def mp4(seconds: float = 2) -> bytes:
    """A bar that moves."""
    return film("film.mp4", seconds)


@cache
def mov(seconds: float = 1) -> bytes:
    """The same in another box."""
    return film("film.mov", seconds)


def _melody(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    time = np.arange(round(seconds * 22050)) / 22050
    loud = 0.15 + 0.85 * np.abs(np.sin(math.tau * time / max(seconds, 0.1) * 1.5)) * np.exp(-((time * 4) % 1) * 3)
    return (loud * np.sin(math.tau * 330 * time) * 30000).astype(np.int16)


@cache
def wav(seconds: float = 3) -> bytes:
    """Tones that swell."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(_melody(seconds).tobytes())
    return out.getvalue()


@cache
def mp3(seconds: float = 3) -> bytes:
    """The same, smaller."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=22050)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(_melody(seconds).reshape(1, -1), format="s16p", layout="mono")
        frame.sample_rate = 22050
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=22050)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return out.getvalue()


@cache
def pdf(pages: int = 2) -> bytes:
    """Pages with a picture each."""
    sheets = []
    for number in range(pages):
        sheet = Image.new("RGB", (420, 594), "white")
        sheet.paste(image(), (50, 60))
        ImageDraw.Draw(sheet).text((50, 280), f"Page {number + 1}", fill="black", font=ImageFont.load_default(32))
        sheets.append(sheet)
    return saved(sheets[0], "PDF", save_all=True, append_images=sheets[1:])


FILES: Mapping[str, Callable[[], bytes]] = {
    "jpg": jpg, "png": png, "gif": gif, "webp": webp, "mp4": mp4, "mov": mov, "mp3": mp3, "wav": wav, "pdf": pdf,
}  # fmt: skip


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, pixels: bytes, *extra: bytes, depth: int = 1) -> bytes:
    """A PNG by hand: grey, `depth` bits a pixel, whatever its data are."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


@cache
def wide_bomb() -> bytes:
    """About 20 kB that unfold to 30,000 × 30,000 pixels."""
    row, rows = b"\0" * (1 + 30_000 // 8), 30_000
    coder = zlib.compressobj(9)
    data = b"".join(coder.compress(row) for _ in range(rows)) + coder.flush()
    return png_of(30_000, 30_000, data)


@cache
def long_bomb(megabytes: int = 250) -> bytes:
    """A PNG of 64 × 64 pixels with a quarter of a gigabyte of zeros after them, in its data and in a text."""
    zeros, coder = bytes(1 << 20), zlib.compressobj(9)
    data = b"".join(coder.compress(zeros) for _ in range(megabytes)) + coder.flush()
    return png_of(64, 64, data, png_chunk(b"zTXt", b"Comment\0\0" + data), png_chunk(b"iCCP", b"icc\0\0" + data))
