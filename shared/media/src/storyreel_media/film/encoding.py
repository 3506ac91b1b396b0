"""The one way in which frames become H.264, so that segments fit together."""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc

from storyreel_media.film.files import replacing
from storyreel_media.film.frames import Drawing
from storyreel_media.film.planes import planes_of
from storyreel_media.film.spec import Film, Segment

BT709_MATRIX = 1  # ITU-T H.273, table 4
KEY_FRAME_SECONDS = 4


def render_segment(
    film: Film, segment: Segment, out: Path, on_frame: Callable[[int], None], *, threads: int = 0
) -> None:
    """Draw and encode one segment into `out`, an mp4 without sound; `on_frame` hears how many frames are done.

    `threads` are libx264's, 0 for one a core. The same number gives the same bytes; another number the same frame
    types with slightly other bits.

    Raises:
        UnreadableSource: a picture or clip of the segment cannot be read.
    """
    cv2.setNumThreads(1)
    with replacing(out) as part, Drawing(film, segment) as drawing, av.open(str(part), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=film.fps)
        _configure(stream.codec_context, film, threads or os.cpu_count() or 1)
        # libx264 copies what it is given before `encode` returns, so one frame serves all
        frame = av.VideoFrame(*film.size, "yuv420p")
        planes = planes_of(frame)
        for index in range(segment.frames):
            drawing.draw(index, planes)
            frame.pts, frame.time_base = index, Fraction(1, film.fps)
            container.mux(stream.encode(frame))
            on_frame(index + 1)
        container.mux(stream.encode(None))


def _configure(codec: VideoCodecContext, film: Film, threads: int) -> None:
    codec.width, codec.height = film.size
    codec.pix_fmt = "yuv420p"
    codec.time_base = Fraction(1, film.fps)
    codec.gop_size = KEY_FRAME_SECONDS * film.fps
    codec.thread_count = threads
    codec.color_range = ColorRange.MPEG
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.colorspace = BT709_MATRIX
    codec.options = {"preset": film.preset, "crf": str(film.crf), "x264-params": "open-gop=0:chromaloc=0"}
