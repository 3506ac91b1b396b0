"""Exports of one master: a remux, one copy, nine at once or one by one; and plain decoding to compare with."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Stopwatch
from storyreel_media.export import ALL_NINE, Recipe, transcode, transcode_many
from storyreel_media.ffmpeg import run, source

DEADLINE = 900.0


async def _copy(master: Path, work: Path, format_: str, quality: str, codec: str) -> None:
    recipe = Recipe(format_, quality, codec)  # type: ignore[arg-type]  # words from the command line
    await transcode(master, recipe, work / recipe.file_name, deadline=DEADLINE)


async def _do(what: str, master: Path, work: Path) -> None:
    if what == "decode":
        await run([*source(master, "mov"), "-map", "0:v:0", "-f", "null", "-"], deadline=DEADLINE)
    elif what == "nine":
        await transcode_many(master, ALL_NINE, work, deadline=DEADLINE)
    elif what == "nine-runs":
        for recipe in ALL_NINE:
            await transcode(master, recipe, work / recipe.file_name, deadline=DEADLINE)
    else:
        await _copy(master, work, *what.split("-"))


def main(what: str, master: str) -> None:
    """Print the seconds, ffmpeg's included."""
    with TemporaryDirectory() as work, Stopwatch() as watch:
        asyncio.run(_do(what, Path(master), Path(work)))
    watch.tell()


if __name__ == "__main__":
    main(*sys.argv[1:])
