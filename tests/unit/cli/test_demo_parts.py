"""What the demo is made of: wishes, titles, its folder, and the proof that refuses."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from storyreel.client.partial import put
from storyreel.demo.folder import Folder
from storyreel.demo.proof import SIZES, Unproven, prove
from storyreel.demo.titles import shot_of, title_of
from storyreel.demo.wishes import PROMPT, wishes
from storyreel_contracts.api import VideoParameters
from storyreel_media.film.spec import Film, Shot


def test_without_wishes_there_is_a_good_film() -> None:
    """The defaults: thirty seconds, six sentences for six scenes, free pictures, and `out`."""
    wished = wishes({"PROMPT": "", "OUT": ""})
    assert (wished.request.prompt, wished.request.duration, wished.out) == (PROMPT, 30, Path("out"))
    assert wished.request.provider == "animatic"
    assert PROMPT.count(".") == 6


def test_the_environment_changes_the_film() -> None:
    """Every variable that `make demo` names has its effect."""
    said = {"PROMPT": "a fox in the snow", "DURATION": "10", "ASPECT": "9:16", "STYLE": "noir", "SEED": "5", "OUT": "x"}
    wished = wishes(said)
    made = wished.request
    assert (made.prompt, made.duration, made.aspect_ratio, made.style, made.seed) == (
        "a fox in the snow",
        10,
        "9:16",
        "noir",
        5,
    )
    assert wished.out == Path("x")


@pytest.mark.parametrize("wrong", [{"DURATION": "4"}, {"DURATION": "soon"}, {"ASPECT": "3:2"}, {"PROMPT": "short"}])
def test_wishes_beyond_the_limits_are_refused(wrong: dict[str, str]) -> None:
    """The contract's own limits hold."""
    with pytest.raises(ValidationError):
        wishes(wrong)


def test_titles_are_short() -> None:
    """The first clause, cut at a word; a language without spaces is cut too."""
    assert title_of("A fox wakes, then runs. Then sleeps.") == "A fox wakes"
    assert title_of("lanterns " * 40) == f"{' '.join(['lanterns'] * 6)}…"
    assert title_of("The Last Light: a lighthouse stands") == "The Last Light"
    assert len(title_of("霧" * 300)) <= 61
    assert title_of("...") == "..."


def test_the_shot_is_read_from_the_prompt() -> None:
    """What a picture prompt begins with names the shot."""
    assert shot_of("wide shot, a fox in the snow") == "wide shot"
    assert shot_of("A fox took a shot at it. Over-the-shoulder shot, low angle.") == "Over-the-shoulder shot"
    assert shot_of("A fox in the snow with a view of the sea, at dawn") == "scene"


def test_the_folder_forgets_an_earlier_demo_only(tmp_path: Path) -> None:
    """Old films and pictures go; what somebody else put there stays."""
    folder = Folder(tmp_path)
    for path in (folder.film, folder.copy("webm"), folder.storyboard / "scene-09.jpg", tmp_path / "mine.txt"):
        put(b"old", path)
    folder.clear()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", "storyboard"]
    assert list(folder.storyboard.iterdir()) == []


def test_sizes_are_the_film_engines() -> None:
    """What the demo expects is what films are made in by default."""
    shot = Shot(picture=Path("p.jpg"), content_key="k", duration=Decimal(5))
    assert {aspect: Film(shots=(shot,), aspect_ratio=aspect).size for aspect in SIZES} == SIZES


def test_a_file_that_is_no_film_is_not_proven(tmp_path: Path) -> None:
    """The reason names the file."""
    file = tmp_path / "film.mp4"
    file.write_bytes(b"\0" * 5000)
    said = VideoParameters(width=1920, height=1080, fps=30, duration=Decimal(5), size=5000, media_type="video/mp4")
    with pytest.raises(Unproven, match=r"film\.mp4 is not the film"):
        prove(file, "mp4", "16:9", 5, said)
