"""Running contenders as processes of their own, in turn, and taking medians."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one contender: seconds of wall and CPU, and whatever else it told."""

    wall: float
    cpu: float
    told: dict[str, float]


def run(argv: Sequence[str]) -> Run:
    """Run a contender; it prints one JSON object with at least `wall` and `cpu` on its last line."""
    env = dict(os.environ, PYTHONWARNINGS="ignore", OPENBLAS_NUM_THREADS="1")  # as the film workers run
    done = subprocess.run(argv, check=True, stdout=subprocess.PIPE, env=env, text=True)  # noqa: S603 - our own argv
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Run(told.pop("wall"), told.pop("cpu"), told)


def module(name: str, *arguments: object) -> list[str]:
    """The argv of a contender that is a module here."""
    return [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)]


def interleaved(contenders: Mapping[str, Sequence[str]], *, rounds: int = 3) -> dict[str, list[Run]]:
    """Every contender once a round, in turn, so that a machine that slows down slows all of them."""
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, argv in contenders.items():
            runs[name].append(run(argv))
    return runs


def ratio(limit: Sequence[Run], product: Sequence[Run], *, of: str = "cpu") -> tuple[float, float, float]:
    """limit ÷ product, round by round: lowest, median, highest. 1.0 means the product is as fast as the limit.

    Where contenders tell their frames, it is seconds a frame that are compared.
    """

    def cost(one: Run) -> float:
        seconds: float = getattr(one, of)
        return seconds / one.told.get("frames", 1)

    pairs = [cost(a) / cost(b) for a, b in zip(limit, product, strict=True)]
    return min(pairs), statistics.median(pairs), max(pairs)


def median(runs: Sequence[Run], of: str = "cpu") -> float:
    """The middle of the runs."""
    return statistics.median(getattr(one, of) if of in {"cpu", "wall"} else one.told[of] for one in runs)


class Stopwatch:
    """Wall and CPU seconds of this process and of the children it has reaped, from entering to leaving."""

    def __enter__(self) -> "Stopwatch":
        self._start = os.times()
        return self

    def __exit__(self, *_: object) -> None:
        end, start = os.times(), self._start
        self.wall = end.elapsed - start.elapsed
        self.cpu = sum(end[:4]) - sum(start[:4])

    def tell(self, **more: float) -> None:
        """Print what `run` reads."""
        sys.stdout.write(json.dumps({"wall": self.wall, "cpu": self.cpu, **more}) + "\n")
