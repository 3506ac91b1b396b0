"""The product: every segment of a film drawn and encoded in this process, then composed."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Stopwatch
from benchmarks.scenes import film
from storyreel_media.film import plan
from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment


def main(folder: str, seconds: str, short_side: str, out: str, kind: str = "stills") -> None:
    """Write the film; print the seconds and the frames."""
    made = film(Path(folder), seconds=int(seconds), short_side=int(short_side), moving=kind == "clips")
    with TemporaryDirectory() as work, Stopwatch() as watch:
        files = [Path(work) / f"{segment.index}.mp4" for segment in plan(made)]
        for segment, file in zip(plan(made), files, strict=True):
            render_segment(made, segment, file, lambda _: None)
        compose(made, files, Path(out))
    watch.tell(frames=made.frames)


if __name__ == "__main__":
    main(*sys.argv[1:])
