"""What the demo is made of: wishes, titles, its folder, and the proof that refuses."""

from decimal import Decimal
from pathlib import Path

import pytest

from storyreel.cli.endings import Unusable
from storyreel.client.partial import put
from storyreel.demo.folder import Folder
from storyreel.demo.proof import SIZES, Unproven, prove
from storyreel.demo.titles import shot_of, title_of
from storyreel.demo.wishes import PROMPT, STORY, wishes
from storyreel_contracts.api import VideoParameters
from storyreel_media.film.spec import Film, Shot


def test_without_wishes_there_is_a_good_film() -> None:
    """The defaults: thirty seconds, six sentences for six scenes, free pictures, and `out`."""
    wished = wishes({"STYLE": "", "OUT": ""})
    assert (wished.request.prompt, wished.request.duration, wished.out) == (PROMPT, 30, Path("out"))
    assert (wished.request.provider, wished.request.style, wished.request.seed) == ("animatic", "cinematic", 7)
    assert PROMPT.count(".") == 6


@pytest.mark.parametrize(
    ("duration", "sentences"), [(5, 1), (9, 1), (10, 2), (17, 3), (20, 4), (25, 5), (30, 6), (300, 6)]
)
def test_our_story_fits_the_film(duration: int, sentences: int) -> None:
    """A short film tells less of it, a sentence a scene, in the story's order; it has its title at any length."""
    prompt = wishes({"DURATION": str(duration)}).request.prompt
    told = [sentence for _, sentence in STORY if sentence in prompt]
    assert len(told) == sentences
    assert prompt == " ".join(told)
    assert title_of(prompt) == "The Last Light"


def test_a_prompt_of_ones_own_is_told_whole() -> None:
    """Also where it is ours, and the film is short."""
    assert wishes({"PROMPT": PROMPT, "DURATION": "5"}).request.prompt == PROMPT


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


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DURATION": "4"}, "DURATION=4: must be 5 to 300"),
        ({"DURATION": "soon"}, "DURATION=soon: must be a whole number, 5 to 300"),
        ({"ASPECT": "3:2"}, "ASPECT=3:2: must be 16:9, 9:16, 1:1 or 4:3"),
        ({"SEED": "-1"}, "SEED=-1: must be a whole number, 0 to 2147483647"),
        ({"STYLE": "y" * 101}, f"STYLE={'y' * 40}…: must have at most 100 characters"),
        ({"PROMPT": "short"}, "PROMPT=short: must have 10 to 5000 characters"),
        ({"PROMPT": ""}, "PROMPT is empty"),
        ({"PROMPT": " \t"}, "PROMPT is empty"),
        ({"OUT": __file__}, f"OUT={__file__} is a file, not a folder"),
    ],
)
def test_wishes_beyond_the_limits_are_refused(wrong: dict[str, str], sentence: str) -> None:
    """By the variable that was typed, with what it may be."""
    with pytest.raises(Unusable) as refused:
        wishes(wrong)
    assert str(refused.value).startswith(sentence)


def test_a_prompt_of_ones_own_has_another_seed_each_time() -> None:
    """Unless a seed is given."""
    seeds = {wishes({"PROMPT": "a fox in the snow"}).request.seed for _ in range(20)}
    assert len(seeds) > 1


@pytest.mark.parametrize(
    "prompt",
    [
        "1. A fox wakes in a snowy forest. 2. She runs to the sea.",
        "1) A fox wakes in a snowy forest",
        "# **A fox wakes in a snowy forest**\n1. She yawns",
        "- A fox wakes in a snowy forest, then runs",
        "Scene 1: A fox wakes in a snowy forest",
        "[0:00-0:05] A fox wakes in a snowy forest",
        "0:00 - 0:05: A *fox* wakes in a snowy forest",
    ],
)
def test_titles_have_no_numbering(prompt: str) -> None:
    """Lists, headings and time stamps are for the parser, not for a poster."""
    assert title_of(prompt) == "A fox wakes in a snowy forest"


def test_titles_are_short() -> None:
    """The first clause, cut at a word; a language without spaces is cut too."""
    assert title_of("A fox wakes, then runs. Then sleeps.") == "A fox wakes"
    assert title_of("lanterns " * 40) == f"{' '.join(['lanterns'] * 6)}…"
    assert title_of("The Last Light: a lighthouse stands") == "The Last Light"
    assert len(title_of("霧" * 300)) <= 60
    assert title_of("...") == "..."
    assert title_of("3.5 million fish swim. They are late") == "3.5 million fish swim"


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
