"""The peer: the same film as a user of MoviePy would make it. Runs in an environment of its own."""

import json
import os
import sys
import tempfile

from moviepy import (  # type: ignore[import-not-found]  # lives in an environment of its own
    CompositeVideoClip,
    ImageClip,
    concatenate_videoclips,
    vfx,
)

FPS = 30


def shot(path: str, seconds: float, size: tuple[int, int], zoom: float) -> CompositeVideoClip:
    """A picture under a slow zoom, which is how MoviePy's own examples move a still."""
    width, height = size
    still = ImageClip(path, duration=seconds).resized(height=int(height * 1.05))
    moving = still.resized(lambda t: 1 + zoom * t / seconds).with_position("center")
    return CompositeVideoClip([moving], size=(width, height)).with_duration(seconds)


def main(seconds: float, short_side: int, *paths: str) -> None:
    """Print wall and CPU seconds, encoder included."""
    size = (round(short_side * 16 / 18) * 2, short_side)
    start = os.times()
    shots = [shot(path, seconds / len(paths), size, 0.1 if n % 2 else 0.05) for n, path in enumerate(paths)]
    joined = concatenate_videoclips([shots[0], *(one.with_effects([vfx.CrossFadeIn(0.5)]) for one in shots[1:])])
    with tempfile.TemporaryDirectory() as work:
        joined.write_videofile(
            f"{work}/film.mp4", fps=FPS, codec="libx264", preset="veryfast", audio=False, logger=None,
            ffmpeg_params=["-crf", "20", "-pix_fmt", "yuv420p"],
        )  # fmt: skip
    end = os.times()
    cpu = sum(end[:4]) - sum(start[:4])
    print(json.dumps({"wall": end.elapsed - start.elapsed, "cpu": cpu, "frames": round(seconds * FPS)}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
