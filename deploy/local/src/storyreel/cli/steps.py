"""Work shown as steps: live on a terminal, as plain lines anywhere else."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from storyreel.cli.wall import Wall

Clock = Callable[[], float]


class Steps(Protocol):
    """Whatever happens, said as it happens."""

    def begin(self, name: str, text: str = "") -> None:
        """A step is under way; saying it again changes its text only."""

    def advance(self, name: str, percent: float, text: str = "") -> None:
        """A step is so far, 0 to 100; it never goes back."""

    def done(self, name: str, text: str = "") -> None:
        """A step is done."""

    def failed(self, name: str, text: str) -> None:
        """A step came to nothing."""

    def item(self, name: str, text: str, picture: bytes | None = None, *, title: str = "") -> None:
        """Something came out of a step, perhaps with a picture to look at and a title to put under it."""


@contextmanager
def steps(console: Console, *, pictures: bool = False) -> Iterator[Steps]:
    """Steps on this console; `pictures` shows those of items, where there is room and colour."""
    if not console.is_terminal or console.is_dumb_terminal:
        yield PlainSteps(console)
        return
    shown = LiveSteps(pictures=pictures)
    with Live(shown, console=console, refresh_per_second=10, vertical_overflow="crop"):
        yield shown


@dataclass(slots=True)
class _Step:
    text: str
    since: float | None
    """When it began; none of what was over before anybody looked."""
    percent: float = 0.0
    ended: float | None = None
    failed: bool = False
    items: list[str] = field(default_factory=list)


class _Kept:
    """The steps so far, in the order in which they began."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.steps: dict[str, _Step] = {}

    def open(self, name: str, text: str) -> tuple[_Step, bool]:
        """The step, and whether it is new."""
        new = name not in self.steps
        step = self.steps.setdefault(name, _Step(text, self.clock()))
        step.text = text or step.text
        return step, new

    def end(self, name: str, text: str, *, failed: bool) -> _Step | None:
        """The step, ended now; None where it had ended before."""
        step, new = self.open(name, text)
        if step.ended is not None:
            return None
        step.since = None if new else step.since
        step.ended, step.failed = self.clock(), failed
        return step


class PlainSteps:
    """One line when a step begins, at every quarter, for every item, and when it ends."""

    def __init__(self, console: Console, clock: Clock = time.monotonic) -> None:
        self._console, self._kept, self._start = console, _Kept(clock), clock()

    def begin(self, name: str, text: str = "") -> None:
        """See `Steps`."""
        _, new = self._kept.open(name, text)
        if new:
            self._say(name, text or "…")

    def advance(self, name: str, percent: float, text: str = "") -> None:
        """See `Steps`."""
        step, _ = self._kept.open(name, text)
        if step.ended is None and percent // 25 > step.percent // 25 and percent < 100:
            self._say(name, f"{percent:.0f} %")
        step.percent = max(step.percent, percent)

    def done(self, name: str, text: str = "") -> None:
        """See `Steps`."""
        step = self._kept.end(name, text, failed=False)
        if step:
            took = "" if step.since is None else f" in {(step.ended or 0) - step.since:.1f} s"
            self._say(name, f"done{took}{f': {text}' if text else ''}")

    def failed(self, name: str, text: str) -> None:
        """See `Steps`."""
        if self._kept.end(name, text, failed=True):
            self._say(name, f"failed: {text}")

    def item(self, name: str, text: str, picture: bytes | None = None, *, title: str = "") -> None:  # noqa: ARG002 - lines show none
        """See `Steps`."""
        self._say(name, text)

    def _say(self, name: str, text: str) -> None:
        self._console.print(
            f"{self._kept.clock() - self._start:6.1f} s  {name:<12} {text}", markup=False, soft_wrap=True
        )


class LiveSteps:
    """A list that ticks itself off, with bars, and the pictures as a wall of thumbnails."""

    def __init__(self, *, pictures: bool = False, clock: Clock = time.monotonic) -> None:
        self._kept = _Kept(clock)
        self._spinner = Spinner("dots", style="cyan")
        self._wall = Wall() if pictures else None

    def begin(self, name: str, text: str = "") -> None:
        """See `Steps`."""
        self._kept.open(name, text)

    def advance(self, name: str, percent: float, text: str = "") -> None:
        """See `Steps`."""
        step, _ = self._kept.open(name, text)
        step.percent = max(step.percent, min(percent, 100.0))

    def done(self, name: str, text: str = "") -> None:
        """See `Steps`."""
        self._kept.end(name, text, failed=False)

    def failed(self, name: str, text: str) -> None:
        """See `Steps`."""
        self._kept.end(name, text, failed=True)

    def item(self, name: str, text: str, picture: bytes | None = None, *, title: str = "") -> None:
        """See `Steps`."""
        self._kept.open(name, "")[0].items.append(text)
        if self._wall is not None and picture is not None:
            self._wall.hang(picture, title or text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The list as it stands."""
        grid = Table.grid(padding=(0, 1), expand=False)
        for _ in range(4):
            grid.add_column(no_wrap=True)
        for name, step in tuple(self._kept.steps.items()):
            grid.add_row(self._mark(step), name, self._time(step), self._progress(step))
        yield grid
        room = options.size.height - len(self._kept.steps) - 2
        if self._wall is not None and self._wall.fits(console, room):
            yield self._wall.render(options.max_width, room)
        else:
            yield from self._items(room)

    def _items(self, room: int) -> Iterator[Text]:
        texts = [text for step in self._kept.steps.values() for text in step.items]
        for text in texts[-room:] if room > 0 else []:
            yield Text(f"    {text}", style="dim", no_wrap=True, overflow="ellipsis")

    def _mark(self, step: _Step) -> RenderableType:
        if step.ended is None:
            return self._spinner
        return Text("✗", style="red") if step.failed else Text("✓", style="green")

    def _time(self, step: _Step) -> Text:
        if step.since is None:
            return Text()
        seconds = (self._kept.clock() if step.ended is None else step.ended) - step.since
        return Text(f"{seconds:6.1f} s", style="dim")

    def _progress(self, step: _Step) -> RenderableType:
        if step.ended is not None or not step.percent:
            return Text(step.text, style="red" if step.failed else "", overflow="ellipsis")
        row = Table.grid(padding=(0, 1))
        row.add_row(ProgressBar(total=100, completed=step.percent, width=30), f"{step.percent:3.0f} %", Text(step.text))
        return row
