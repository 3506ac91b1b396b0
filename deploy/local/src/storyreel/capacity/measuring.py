"""What this machine takes for a picture, a film and its copies: the very work of the services, by CPU time.

CPU time, because it hardly changes when others use the machine as well; wall time would.
"""

import asyncio
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from storyreel.capacity.measured import SIDES, Quality
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_media.animatic import Brief, paint
from storyreel_media.export import Recipe, transcode
from storyreel_media.film import Film, Move, Shot, plan
from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment

SCENES = (
    ("A lighthouse on a cliff at dusk, waves below", Move.PUSH_IN),
    ("A city street with lanterns in the rain, people with umbrellas", Move.PAN_RIGHT),
)
PAINTED = 3
"""Times each scene is painted; a picture alone is over too soon."""
DEADLINE = 900.0
EXPORTS: dict[Quality, ExportQuality] = {"480p": "low", "720p": "medium", "1080p": "high"}


@dataclass(slots=True)
class Spent:
    """Seconds of one core, of this process and of the children that it has waited for."""

    cpu: float = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """What the block takes; known when it is left."""
    told, before = Spent(), sum(os.times()[:4])
    yield told
    told.cpu = sum(os.times()[:4]) - before


def machine() -> str:
    """This one, in words: its processor, its cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line)
        name = next(named, name)
    return f"{os.cpu_count()} cores, {name}, {platform.system()}"


def painted(folder: Path) -> tuple[list[Path], float, float]:
    """The scenes' pictures, as storyboards have them; the CPU of one, and its bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    briefs = [Brief(words, words, seed=number) for number, (words, _) in enumerate(SCENES, 1)]
    paint(briefs[0])  # the first one loads what all need
    with spent() as told:
        pictures = [paint(brief) for _ in range(PAINTED) for brief in briefs][-len(briefs) :]
    paths = [folder / f"{number}.jpg" for number in range(len(briefs))]
    for path, picture in zip(paths, pictures, strict=True):
        path.write_bytes(picture.data)
    size = sum(len(picture.data) for picture in pictures) / len(pictures)
    return paths, told.cpu / (PAINTED * len(briefs)), size


def filmed(pictures: list[Path], out: Path, *, seconds: int, quality: Quality) -> float:
    """Make a film of stills, `seconds` long; its CPU."""
    shots = tuple(
        Shot(picture=path, content_key=path.name, duration=Decimal(seconds) / len(pictures), words=words, caption=words,
             move=move)
        for path, (words, move) in zip(pictures, SCENES, strict=True)
    )  # fmt: skip
    made = Film(shots=shots, short_side=SIDES[quality])
    with TemporaryDirectory() as work, spent() as told:
        files = [Path(work) / f"{segment.index}.mp4" for segment in plan(made)]
        for segment, file in zip(plan(made), files, strict=True):
            render_segment(made, segment, file, lambda _: None)
        compose(made, files, out)
    return told.cpu


def copied(master: Path, *, quality: Quality, to: ExportFormat) -> tuple[float, int]:
    """Make a copy as large as its film; its CPU and bytes."""
    with TemporaryDirectory() as work, spent() as told:
        recipe = Recipe(to, EXPORTS[quality])
        made = Path(work) / recipe.file_name
        asyncio.run(transcode(master, recipe, made, deadline=DEADLINE))
        size = made.stat().st_size
    return told.cpu, size
