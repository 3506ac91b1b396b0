"""`make bench`, or `python -m benchmarks film clips exports pictures memory status telemetry journey` for some of it.

Every ratio is limit ÷ product, round by round, as median (lowest to highest): 1.00 is as fast as the limit.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from benchmarks import scenes
from benchmarks.measure import Run, interleaved, median, module, ratio, run
from benchmarks.telemetry import KINDS

WORK = Path(mkdtemp(prefix="storyreel-bench-"))
PEER = ["uv", "run", "--quiet", "--no-project", "--isolated", "--with", "moviepy==2.2.1", "python"]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _ratio(what: str, limit: list[Run], product: list[Run], *, of: str = "cpu", bar: str = "") -> None:
    low, middle, high = ratio(limit, product, of=of)
    _say(f"  {what:<58} {middle:6.2f}  ({low:.2f} to {high:.2f})  {bar}")


def film() -> None:
    """The animatic film against encoding the same frames, and against MoviePy."""
    paths = [str(path) for path in scenes.pictures(WORK)]
    uv = str(Path(".uv/bin/uv")) if Path(".uv/bin/uv").exists() else "uv"
    for side, bar in ((1080, "bar 0.85"), (720, "bar 0.65")):
        runs = interleaved(
            {
                "product": module("film_product", WORK, 30, side, WORK / "film.mp4"),
                "limit": module("film_limit", WORK, 30, side),
                "moviepy": [uv, *PEER[1:], "benchmarks/peers/moviepy_film.py", "12", str(side), *paths],
            }
        )
        frames = median(runs["product"], "frames")
        _say(f"film, 30 s at {side}p: {median(runs['product']) / frames * 1e3:.1f} ms CPU a frame")
        _ratio("encode-only limit, by CPU", runs["limit"], runs["product"], bar=bar)
        _ratio("encode-only limit, by wall", runs["limit"], runs["product"], of="wall")
        _ratio("MoviePy, by CPU (times faster)", runs["moviepy"], runs["product"], bar="bar 6" if side == 1080 else "")


def clips() -> None:
    """A film of clips beside one of stills, and against encoding the same frames."""
    scenes.clips(WORK)
    runs = interleaved(
        {
            "stills": module("film_product", WORK, 30, 1080, WORK / "film.mp4"),
            "product": module("film_product", WORK, 30, 1080, WORK / "clips.mp4", "clips"),
            "limit": module("film_limit", WORK, 30, 1080, "clips"),
        }
    )
    frames = median(runs["product"], "frames")
    _say(f"film of clips, 30 s at 1080p: {median(runs['product']) / frames * 1e3:.1f} ms CPU a frame")
    _ratio("encode-only limit, by CPU", runs["limit"], runs["product"])
    _ratio("film of stills, by CPU", runs["stills"], runs["product"])


def exports() -> None:
    """Copies of a 1080p master."""
    master = WORK / "master.mp4"
    run(module("film_product", WORK, 30, 1080, master))
    whats = ("mp4-high-av1", "decode", "mp4-medium-av1", "webm-medium-av1", "nine", "nine-runs")
    runs = interleaved({what: module("exports_product", what, master) for what in whats})
    _say("exports of a 30 s 1080p master")
    _ratio("remux against decoding, by CPU (times faster)", runs["decode"], runs["mp4-high-av1"], bar="bar 20")
    _ratio(
        "WebM 720p against x264 veryfast 720p, by wall",
        runs["mp4-medium-av1"],
        runs["webm-medium-av1"],
        of="wall",
        bar="bar 0.9",
    )
    _ratio(
        "nine at once against nine runs, by wall (times faster)",
        runs["nine-runs"],
        runs["nine"],
        of="wall",
        bar="bar 3",
    )


def pictures() -> None:
    """Painting."""
    for side in (1080, 1296):
        runs = interleaved({"paint": module("pictures_product", side)})
        _say(f"pictures at {side}: {median(runs['paint']) * 1e3:.0f} ms CPU each{'  (bar 60)' if side == 1080 else ''}")


def memory() -> None:
    """Memory against film length."""
    for what in ("render", "clips", "export"):
        peaks = {s: run(module("memory", what, WORK, s)).told["peak_mb"] for s in (30, 300)}
        growth = peaks[300] / peaks[30]
        _say(f"memory, {what}: {peaks[30]:.0f} MB for 30 s, {peaks[300]:.0f} MB for 300 s: {growth:.2f}  (bar 1.25)")


def status() -> None:
    """Status reads against a raw ASGI answer."""
    runs = [run(module("status")) for _ in range(3)]
    _say(f"status read: {median(runs, 'ours_us'):.0f} µs CPU, raw ASGI {median(runs, 'limit_us'):.0f} µs: "
         f"{median(runs, 'of_limit'):.2f} of the limit  (bar 0.4); {median(runs, 'ours_rate'):.0f}/s, "
         f"p50 {median(runs, 'p50_ms'):.1f} ms, p99 {median(runs, 'p99_ms'):.1f} ms")  # fmt: skip


def telemetry() -> None:
    """Services with what they tell of themselves, and without."""
    told = run(module("telemetry", "status")).told
    _say(f"status read without telemetry: {told['without_us']:.1f} µs CPU; counting one: {told['counting_us']:.2f} µs")
    for name in list(KINDS)[1:]:
        _say(f"  with {name}: {told[f'{name}_us']:.1f} µs, {told[f'{name}_more']:+.1%}"
             f"  ({told[f'{name}_low']:+.1%} to {told[f'{name}_high']:+.1%})  (bar 3 %)")  # fmt: skip
    films = interleaved({name: module("telemetry", "film", name) for name in KINDS})
    _say(f"film of 30 s without telemetry: {median(films['without'], 'film_cpu'):.1f} s CPU, all services")
    for name in list(KINDS)[1:]:
        more = median(films[name], "film_cpu") / median(films["without"], "film_cpu") - 1
        _say(f"  with {name}: {median(films[name], 'film_cpu'):.1f} s, {more:+.1%}  (bar 3 %)")


def storm() -> None:
    """Status reads while jobs change."""
    told = run(module("storm")).told
    _say(f"poll storm: {told['share']:.1%} of {told['reads']:.0f} reads from the projection  (bar 90 %), "
         f"{told['commits']:.0f} commits in Postgres for {told['changes']:.0f} changes and all else")  # fmt: skip


def journey() -> None:
    """The whole product."""
    runs = [run(module("journey", 30)) for _ in range(3)]
    _say(f"stack: cold {median(runs, 'cold'):.1f} s, warm {median(runs, 'warm'):.1f} s  (bar 5); "
         f"a 30 s film from POST to completed: {median(runs, 'job'):.1f} s  (bar 60, target 30)")  # fmt: skip


PARTS: dict[str, Callable[[], None]] = {
    part.__name__: part for part in (pictures, film, clips, exports, memory, status, telemetry, storm, journey)
}


def main(names: list[str]) -> None:
    """Run the parts named, or all."""
    for name in names or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
