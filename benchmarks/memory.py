"""Peak memory of a process and all its children while a film is rendered in the studio and exported."""

import asyncio
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.measure import Stopwatch
from benchmarks.scenes import film
from storyreel_media.export import Recipe, transcode
from storyreel_media.film import Film, Studio, plan

MEGABYTE = 1e6


class Watcher(threading.Thread):
    """Samples the process tree 20 times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.over = 0.0, False

    def run(self) -> None:
        """Until `over`."""
        me = psutil.Process()
        while not self.over:
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total / MEGABYTE)
            time.sleep(0.05)


async def _render(made: Film, work: Path) -> Path:
    segments = plan(made)
    files = [work / f"{segment.index}.mp4" for segment in segments]
    async with Studio() as studio:
        await asyncio.gather(
            *(studio.segment(made, one, file, lambda _: None) for one, file in zip(segments, files, strict=True))
        )
        await studio.compose(made, files, work / "film.mp4")
    return work / "film.mp4"


def main(what: str, folder: str, seconds: str) -> None:
    """Print the peak in MB of rendering (`render`, of clips `clips`) or of exporting to webm at 720p (`export`)."""
    made = film(Path(folder), seconds=int(seconds), short_side=1080, moving=what == "clips")
    with TemporaryDirectory() as work:
        watcher = Watcher()
        if what != "export":
            watcher.start()
        with Stopwatch() as watch:
            master = asyncio.run(_render(made, Path(work)))
        if what == "export":
            watcher.start()
            recipe = Recipe("webm", "medium")
            with Stopwatch() as watch:
                asyncio.run(transcode(master, recipe, Path(work) / recipe.file_name, deadline=900))
        watcher.over = True
        watcher.join()
    watch.tell(peak_mb=watcher.peak)


if __name__ == "__main__":
    main(*sys.argv[1:])
