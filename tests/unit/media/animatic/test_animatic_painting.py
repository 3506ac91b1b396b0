"""What the animatic paints."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np
import pytest

from storyreel_media.animatic import Brief, Picture, Subject, paint, read
from storyreel_media.animatic.brief import Dice
from storyreel_media.animatic.canvas import Canvas
from storyreel_media.animatic.lexicon.places import PLACES
from storyreel_media.animatic.lexicon.styles import STYLES
from storyreel_media.animatic.palette import palette_of
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.catalogue import DRAWINGS
from storyreel_media.animatic.subjects.staging import paint_subjects

SIDE = 216


def pixels(brief: Brief) -> np.ndarray:
    """The picture as decoded RGB floats, shrunk so that grain does not count."""
    decoded = cv2.imdecode(np.frombuffer(paint(brief).data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return cv2.resize(decoded, (64, 64), interpolation=cv2.INTER_AREA)[..., ::-1].astype(float)


def apart(first: Brief, second: Brief) -> float:
    """Mean absolute difference of two pictures, in levels."""
    return float(np.abs(pixels(first) - pixels(second)).mean())


def size_of(picture: Picture) -> tuple[int, int]:
    decoded = cv2.imdecode(np.frombuffer(picture.data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded.shape[1], decoded.shape[0]


def test_a_brief_gives_the_same_bytes_in_another_process() -> None:
    """The content hash of a picture holds across restarts: no hash seed, clock or thread reaches it."""
    brief = Brief("A fox in a snowy forest at dusk, watercolour", seed=7, short_side=SIDE, palette=("#0b6e4f",))
    script = (
        "import hashlib; from storyreel_media.animatic import Brief, paint; "
        f"print(hashlib.sha256(paint({brief!r}).data).hexdigest())"
    )
    fresh = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert fresh.stdout.strip() == hashlib.sha256(paint(brief).data).hexdigest()


def test_threads_do_not_disturb_each_other() -> None:
    """Two pictures painted at once are the two painted one after the other."""
    briefs = [Brief(f"A ship at sea, take {number}", short_side=SIDE) for number in range(6)]
    alone = [paint(brief).data for brief in briefs]
    with ThreadPoolExecutor(4) as pool:
        assert [picture.data for picture in pool.map(paint, briefs)] == alone


@pytest.mark.parametrize(
    ("aspect", "size"), [("16:9", (384, 216)), ("9:16", (216, 384)), ("1:1", (216, 216)), ("4:3", (288, 216))]
)
def test_every_aspect_has_its_size(aspect: str, size: tuple[int, int]) -> None:
    """The short side is as asked and the picture decodes at the size it claims."""
    picture = paint(Brief("A castle on a hill", aspect_ratio=aspect, short_side=SIDE))
    assert (picture.width, picture.height) == size == size_of(picture)
    assert picture.media_type == "image/jpeg"


def test_the_default_picture_leaves_room_for_the_camera() -> None:
    """1.2 x 1080p."""
    picture = paint(Brief("A castle on a hill"))
    assert (picture.width, picture.height) == (2304, 1296)


@pytest.mark.parametrize("style", [*sorted(STYLES), "something unheard of"])
def test_every_style_changes_the_look(style: str) -> None:
    """A style is more than a label: except for the default the picture visibly differs from it."""
    words = "A woman with an umbrella in a village street, afternoon, wide shot"
    styled = Brief(words, style=style, short_side=SIDE)
    assert size_of(paint(styled)) == (384, 216)
    if style != "cinematic":
        assert apart(styled, Brief(words, style="cinematic", short_side=SIDE)) > 3


def test_noir_has_no_colour() -> None:
    """Black and white is black and white."""
    image = pixels(Brief("A harbour at dawn", style="film noir", short_side=SIDE))
    assert np.ptp(image, axis=2).mean() < 3


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_is_painted_by_day_and_by_night(place: str) -> None:
    """No place is empty or flat, and night is darker than noon out of doors."""
    word = PLACES[place].split()[0].replace("_", " ")
    day = pixels(Brief(f"{word}, noon, wide shot", short_side=SIDE))
    night = pixels(Brief(f"{word}, midnight, wide shot", short_side=SIDE))
    assert day.std() > 8
    assert night.std() > 5
    if place not in ("space", "stage", "moon"):
        assert night.mean() < day.mean()


@pytest.mark.parametrize("kind", sorted(DRAWINGS))
def test_every_subject_shows(kind: str) -> None:
    """Each drawing leaves ink in the frame: with the subject the picture differs from the empty plate."""
    brief = Brief("hills, noon")
    for shot in ("wide", "close-up"):
        scene = replace(read(brief), subjects=(Subject(kind),), shot=shot, scale=0.4)
        plate = np.full((SIDE, 384, 3), 128, np.uint8)
        stage = Stage(Canvas(plate), scene, palette_of(brief, scene), Dice.of_scene(brief), Dice.of_film(brief))
        paint_subjects(stage)
        assert (plate != 128).any(axis=2).mean() > 0.004


@pytest.mark.parametrize(
    "prompt", ["", " ", "¿?", "🦊🌲🌙", "海辺の灯台、夕焼け", "пустыня и верблюд", "word " * 400, "x" * 2000]
)
def test_any_prompt_gives_a_picture(prompt: str) -> None:
    """Empty, foreign, emoji and very long prompts are painted like any other."""
    image = pixels(Brief(prompt, short_side=SIDE))
    assert image.std() > 10


def test_the_scenes_of_a_film_are_different_pictures() -> None:
    """No two scenes of one storyboard look alike."""
    film = [
        "A lighthouse at dawn",
        "The keeper climbs the stairs",
        "Close-up of the keeper",
        "A ship in a storm at night",
        "The keeper holds a lantern on the cliff",
        "Sunrise over the calm sea",
    ]
    briefs = [Brief(prompt, style="cinematic", short_side=SIDE) for prompt in film]
    images = [pixels(brief) for brief in briefs]
    closest = min(np.abs(a - b).mean() for i, a in enumerate(images) for b in images[:i])
    assert closest > 12


def test_seeds_differ() -> None:
    """A new seed composes the same words anew."""
    assert (
        apart(Brief("A dog in a meadow", short_side=SIDE, seed=1), Brief("A dog in a meadow", short_side=SIDE, seed=2))
        > 6
    )


@pytest.mark.parametrize(("brand", "channel"), [("#c81e1e", 0), ("#12a05a", 1), ("#1e3cc8", 2)])
def test_brand_colours_steer_the_picture(brand: str, channel: int) -> None:
    """With a brand colour its channel gains against the unbranded picture of the same words."""
    plain = pixels(Brief("A city by a river, noon", short_side=SIDE)).mean((0, 1))
    branded = pixels(Brief("A city by a river, noon", short_side=SIDE, palette=(brand, brand))).mean((0, 1))
    gain = branded / branded.sum() - plain / plain.sum()
    assert gain[channel] == max(gain)
    assert gain[channel] > 0.01


def test_smooth_skies_have_no_bands() -> None:
    """Neighbouring rows of an empty sky never step as one: dither breaks every step of the gradient."""
    data = paint(Brief("clear blue sky over the sea, noon, wide shot", short_side=540)).data
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    patch = decoded[40:120, 40:200, 0].astype(int)
    assert min(len(np.unique(row)) for row in patch) >= 3


@pytest.mark.parametrize(
    "brief",
    [Brief("x", aspect_ratio="21:9"), Brief("x", short_side=8), Brief("x", short_side=SIDE, palette=("red",))],
)
def test_impossible_briefs_are_refused(brief: Brief) -> None:
    """A wrong aspect ratio, size or colour is a ValueError, not a strange picture."""
    with pytest.raises(ValueError, match=r"aspect|short_side|#rrggbb"):
        paint(brief)
