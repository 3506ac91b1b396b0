"""The limit: libx264 at the same settings, fed with the same frames, drawn beforehand and not counted."""

import os
import sys
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from benchmarks.measure import Stopwatch
from benchmarks.scenes import film
from storyreel_media.film import Film, Segment, plan
from storyreel_media.film.encoding import _configure
from storyreel_media.film.frames import Drawing
from storyreel_media.film.planes import planes_of


def _drawn(made: Film, segment: Segment) -> list[av.VideoFrame]:
    frames = []
    with Drawing(made, segment) as drawing:
        for index in range(segment.frames):
            frame = av.VideoFrame(*made.size, "yuv420p")
            drawing.draw(index, planes_of(frame))
            frames.append(frame)
    return frames


def main(folder: str, seconds: str, short_side: str, kind: str = "stills") -> None:
    """Print the seconds spent encoding."""
    made = film(Path(folder), seconds=int(seconds), short_side=int(short_side), moving=kind == "clips")
    wall = cpu = 0.0
    with TemporaryDirectory() as work:
        for segment in plan(made):
            frames = _drawn(made, segment)
            with Stopwatch() as watch, av.open(str(Path(work) / "x.mp4"), "w", format="mp4") as container:
                stream = container.add_stream("libx264", rate=made.fps)
                _configure(stream.codec_context, made, os.cpu_count() or 1)
                for index, frame in enumerate(frames):
                    frame.pts, frame.time_base = index, Fraction(1, made.fps)
                    container.mux(stream.encode(frame))
                container.mux(stream.encode(None))
            wall, cpu = wall + watch.wall, cpu + watch.cpu
    watch.wall, watch.cpu = wall, cpu
    watch.tell(frames=made.frames)


if __name__ == "__main__":
    main(*sys.argv[1:])
