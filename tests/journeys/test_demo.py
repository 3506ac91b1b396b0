"""`storyreel demo`, run as a newcomer would: from nothing to checked films, or to nothing left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storyreel_media.probe import check_film, probe

SECONDS = 5
PROMPT = "A lighthouse in a storm at night, and a ship that comes home at dawn."


def demo(out: Path, scratch: Path, **said: str) -> "subprocess.Popen[str]":
    """The demo in a process of its own; `scratch` is where it puts what it throws away."""
    scratch.mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith("STORYREEL_")}
    told = {"PROMPT": PROMPT, "DURATION": str(SECONDS), "OUT": str(out), "TMPDIR": str(scratch)} | said
    return subprocess.Popen(
        (sys.executable, "-m", "storyreel", "demo"),
        env=env | told,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_demo_leaves_checked_films_and_nothing_else(tmp_path: Path) -> None:
    """One command makes the film, three copies, the storyboard and its stills, and cleans up behind itself."""
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    with demo(out, scratch) as running:
        said, _ = running.communicate(timeout=840)
    assert running.returncode == 0, said
    names = {path.name for path in out.iterdir()}
    assert names == {
        "film.mp4",
        *(f"film-high.{k}" for k in ("mp4", "mov", "webm")),
        "storyboard",
        "contact-sheet.png",
        "poster.png",
    }
    for film in out.glob("film*"):
        check_film(probe(film), width=1920, height=1080, duration=SECONDS, fps=30, audio=True)
        assert film.name in said
    assert [path.stem for path in (out / "storyboard").iterdir()] == ["scene-01"]
    assert not list(scratch.glob("storyreel-demo-*"))
    assert "\x1b" not in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_stopped_leaves_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C while the system is up ends every child and removes its home."""
    scratch = tmp_path / "scratch"
    with demo(tmp_path / "out", scratch, DURATION="300") as running:
        stdout = running.stdout
        assert stdout is not None
        line = next(line for line in stdout if "storyboard" in line or "failed" in line)
        running.send_signal(number)
        said = line + stdout.read()
        running.wait(timeout=180)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert not list(scratch.glob("storyreel-demo-*"))


def test_a_wish_beyond_the_limits_is_one_sentence(tmp_path: Path) -> None:
    """Nothing is started for a film that cannot be."""
    with demo(tmp_path / "out", tmp_path / "scratch", DURATION="4") as running:
        said, _ = running.communicate(timeout=180)
    assert running.returncode == 2
    assert said == "storyreel demo: DURATION=4: must be 5 to 300\n"
