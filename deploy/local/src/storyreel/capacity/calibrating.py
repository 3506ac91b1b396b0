"""`storyreel capacity --calibrate`: how this machine compares with the one that was measured, by a short film."""

import statistics
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from storyreel.capacity.measured import Measured, scaled
from storyreel.capacity.measuring import copied, filmed, machine, painted

SECONDS = 10
HOW = "storyreel capacity --calibrate"


def calibrated(known: Measured, day: date) -> Measured:
    """The measured constants, scaled to this machine; takes about a minute of one core."""
    with TemporaryDirectory(prefix="storyreel-capacity-") as work:
        pictures, picture, _ = painted(Path(work) / "pictures")
        master = Path(work) / "film.mp4"
        film = filmed(pictures, master, seconds=SECONDS, quality="1080p") / SECONDS
        webm = copied(master, quality="1080p", to="webm")[0] / SECONDS
    return scaled(known, ratio(known, {"picture": picture, "film": film, "webm": webm}),
                  machine=machine(), day=day, how=HOW)  # fmt: skip


def ratio(known: Measured, here: Mapping[str, float]) -> float:
    """How many times the CPU this machine takes: the middle of the three."""
    cpu = known.cpu
    there = {"picture": cpu.picture, "film": cpu.film_second["1080p"], "webm": cpu.copy_second["webm"]["1080p"]}
    return statistics.median(here[name] / there[name] for name in there)
