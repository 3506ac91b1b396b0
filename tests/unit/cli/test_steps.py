"""Work shown as steps, on a terminal and elsewhere."""

import io

from PIL import Image
from rich.console import Console
from rich.text import Text

from storyreel.cli.narrator import Narrator
from storyreel.cli.steps import LiveSteps, PlainSteps, steps
from storyreel.cli.wall import COLUMNS, Wall, thumbnail
from storyreel.client import JobChange
from storyreel_contracts.api import JobResponse
from storyreel_contracts.events import Progress
from storyreel_contracts.status import VideoStatus
from support.scripted_api import JOB_ID, job_json


class Clock:
    """Seconds that pass when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def terminal(**more: int) -> Console:
    """A colour terminal that remembers."""
    size = {"width": 100, "height": 40} | more
    return Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", **size)  # type: ignore[arg-type]


def shown(console: Console, what: object) -> str:
    """What a terminal shows of it, without colours."""
    with console.capture() as capture:
        console.print(what)
    return Text.from_ansi(capture.get()).plain


def change(status: VideoStatus, version: int, **more: object) -> JobChange:
    """A change of the job."""
    return JobChange(version, JobResponse.model_validate(job_json(status, version, **more)))


def at(status: VideoStatus, done: int, percent: float) -> dict[str, object]:
    """A job's progress in a stage of two scenes."""
    return {"current_stage": status, "scenes_total": 2, "scenes_completed": done, "percent": percent}


def picture(colour: str, width: int = 160, height: int = 90) -> bytes:
    """An encoded picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_plain_lines_tell_beginning_quarters_and_end() -> None:
    """Without a terminal there is one line per thing worth a line."""
    out, clock = io.StringIO(), Clock()
    plain = PlainSteps(Console(file=out, width=100), clock)
    plain.begin("film", "Rendering")
    for percent in (3, 26, 30, 99, 100):
        plain.advance("film", percent)
    clock.now = 2.5
    plain.done("film", "rendered")
    plain.done("film", "rendered")
    assert [line.split("film")[1].strip() for line in out.getvalue().splitlines()] == [
        "Rendering",
        "26 %",
        "99 %",
        "done in 2.5 s: rendered",
    ]


def test_a_terminal_shows_a_bar_then_a_tick() -> None:
    """A step under way has a percentage that never goes back; a step that ended has its result."""
    live, console = LiveSteps(clock=Clock()), terminal()
    live.begin("film", "Rendering")
    live.advance("film", 42)
    live.advance("film", 17)
    assert "42 %" in shown(console, live)
    live.done("film", "rendered")
    assert "✓" in shown(console, live)
    assert "42 %" not in shown(console, live)


def test_a_failed_step_says_why() -> None:
    """A cross, and the reason."""
    live, console = LiveSteps(clock=Clock()), terminal()
    live.failed("film", "the disk is full")
    assert "✗" in shown(console, live)
    assert "the disk is full" in shown(console, live)


def test_a_thumbnail_has_two_pixels_a_character() -> None:
    """The upper half block carries the picture's colours."""
    drawn = thumbnail(picture("#ff8000"), 16)
    lines = drawn.plain.split("\n")
    assert {len(line) for line in lines} == {16}
    assert len(lines) == round(16 * 90 / 160 / 2)
    assert {str(span.style) for span in drawn.spans} == {"#ff8000 on #ff8000"}


def test_the_wall_shows_what_there_is_room_for() -> None:
    """Three in a row of 80 columns; the newest row when only one fits; none on a terminal without colours."""
    wall = Wall()
    for number in range(4):
        wall.hang(picture("#102030"), f"scene {number}")
    console = terminal(width=80)
    everything = shown(console, wall.render(80, 40))
    assert "scene 0" in everything
    assert "scene 3" in everything
    last = shown(console, wall.render(80, 10))
    assert "scene 0" not in last
    assert "scene 3" in last
    assert wall.fits(console, 10)
    assert not wall.fits(Console(file=io.StringIO(), color_system=None), 40)
    assert max(len(line.rstrip()) for line in everything.splitlines()) <= 3 * (COLUMNS + 2)


def test_a_live_display_never_grows_beyond_the_terminal() -> None:
    """However many scenes there are, the display fits its lines."""
    live, console = LiveSteps(pictures=True, clock=Clock()), terminal(width=80, height=24)
    live.begin("storyboard", "Drawing")
    for number in range(60):
        live.item("storyboard", f"scene {number}", picture("#405060"))
    assert len(shown(console, live).splitlines()) <= 24


def test_no_terminal_means_plain_lines() -> None:
    """A pipe gets lines without escape codes."""
    out = io.StringIO()
    with steps(Console(file=out)) as plain:
        plain.begin("film", "Rendering")
    assert "Rendering" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_a_job_is_told_as_steps() -> None:
    """Each stage begins when the job gets there and is done when it leaves; progress counts while rendering only."""
    out = io.StringIO()
    narrator = Narrator(PlainSteps(Console(file=out, width=100), Clock()))
    halfway = Progress(job_id=JOB_ID, stage="rendering", percent=50)
    for event in (
        change(VideoStatus.PENDING, 1),
        change(VideoStatus.GENERATING_STORYBOARD, 2, progress=at(VideoStatus.GENERATING_STORYBOARD, 0, 0)),
        halfway,
        change(VideoStatus.GENERATING_STORYBOARD, 3, progress=at(VideoStatus.GENERATING_STORYBOARD, 1, 50)),
        change(VideoStatus.STORYBOARD_READY, 4),
        change(VideoStatus.RENDERING, 5),
        halfway,
        change(VideoStatus.COMPLETED, 6),
    ):
        narrator.tell(event)
    told = [" ".join(line.split()[2:4]) for line in out.getvalue().splitlines()]
    assert told == [
        "prompt …",
        "prompt done",
        "storyboard …",
        "storyboard 50",
        "storyboard done",
        "film …",
        "film 50",
        "film done",
    ]
