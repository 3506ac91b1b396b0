"""Films: every packet is copied, one frame is looked at."""

from pathlib import Path

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from storyreel_contracts.formats import AssetFormat
from storyreel_media.headers import read_layout
from storyreel_media.inspect.copied import copy
from storyreel_media.inspect.found import MOST_PIXELS, MOST_SECONDS, Found, NotReadable
from storyreel_media.inspect.opened import opened
from storyreel_media.inspect.pictures import too_large
from storyreel_media.inspect.thumbnails import save_thumbnail

_CODECS = {"h264", "hevc", "av1", "vp9", "vp8", "mpeg4", "mjpeg", "prores", "dnxhd"}
_EARLY = 0.1
"""Where in the film the thumbnail is from: films begin in black."""


def film(source: Path, asset_format: AssetFormat, folder: Path) -> Found:
    """Pack a film anew; what it holds.

    Raises:
        NotReadable: it has no picture, or too much of it
        Exception: it is broken in some way
    """
    read_layout(source)
    kept = folder / f"content.{asset_format}"
    with opened(source, asset_format) as container:
        copy(container, (_pictures(container), *container.streams.audio), asset_format, kept)
    with opened(kept, asset_format) as container:
        stream = _pictures(container)
        seconds = _seconds(container, stream)
        image = _upright(_frame(container, stream, seconds * _EARLY), stream)
    return Found(save_thumbnail(image, folder), kept.name, image.width, image.height, round(seconds, 3))


def _pictures(container: InputContainer) -> VideoStream:
    if not container.streams.video:
        raise NotReadable("has no picture")
    stream = container.streams.video[0]
    context = stream.codec_context
    if context.codec.canonical_name not in _CODECS:
        raise NotReadable("has its picture in a format that we do not play; use H.264")
    if context.width * context.height > MOST_PIXELS:
        raise too_large()
    context.thread_count = 1
    return stream


def _seconds(container: InputContainer, stream: VideoStream) -> float:
    """From the first to the last packet's end; what an editor has cut away does not count."""
    base, start, end = float(stream.time_base or 0), None, 0
    for packet in container.demux(stream):
        if packet.pts is not None and packet.size and not packet.is_discard:
            start = packet.pts if start is None else min(start, packet.pts)
            end = max(end, packet.pts + (packet.duration or 0))
    seconds = (end - (start or 0)) * base
    if seconds <= 0:
        raise NotReadable("has no length")
    if seconds > MOST_SECONDS:
        raise NotReadable(f"is longer than {MOST_SECONDS // 60} minutes")
    return seconds


def _frame(container: InputContainer, stream: VideoStream, second: float) -> VideoFrame:
    """A frame near that second."""
    base = float(stream.time_base or 1)
    container.seek(int(second / base) + (stream.start_time or 0), stream=stream)
    found = None
    for frame in container.decode(stream):
        found = frame
        if frame.time >= second:
            break
    if found is None:
        raise NotReadable("has no picture that can be decoded")
    if found.width * found.height > MOST_PIXELS:
        raise too_large()
    return found


def _upright(frame: VideoFrame, stream: VideoStream) -> Image.Image:
    """The frame as a player shows it: pixels square, the right way up."""
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]  # it ships a partial annotation
    shape = stream.sample_aspect_ratio
    if shape and shape > 0 and shape != 1:
        width = max(1, min(16384, round(image.width * float(shape))))
        if width * image.height > MOST_PIXELS:
            raise too_large()
        image = image.resize((width, image.height), Image.Resampling.BICUBIC)
    turned = frame.rotation % 360
    return image.rotate(turned, expand=True) if turned else image
