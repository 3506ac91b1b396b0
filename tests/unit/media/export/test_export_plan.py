"""A recipe and a master decide what is copied, what is encoded and how large it gets."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_media.export import ALL_NINE, ENGINE_VERSION, Recipe, resolve
from storyreel_media.export.plan import target_size
from storyreel_media.export.recipe import SHORT_SIDE
from storyreel_media.probe import BT709, AudioInfo, MediaInfo, NotAFilm, VideoInfo


def film(
    width: int, height: int, *, codec: str = "h264", pix_fmt: str = "yuv420p", sound: str | None = "aac"
) -> MediaInfo:
    """Return a master of ten seconds as a probe would describe it."""
    video = VideoInfo(codec, width, height, Fraction(24), 240, 10.0, pix_fmt, BT709)
    audio = AudioInfo(sound, 48000, 2, 10.0) if sound else None
    return MediaInfo("mp4", 10.0, 1_000_000, faststart=True, exact=True, video=video, audio=audio)


@given(st.integers(2, 8000), st.integers(2, 8000), st.sampled_from([480, 720, 1080]))
def test_target_is_even_never_larger_and_keeps_its_shape(width: int, height: int, short_side: int) -> None:
    """Whatever the master, encoders get even sizes, nothing is blown up and the shape is right to a pixel."""
    video = film(width, height).video
    assert video is not None
    wide, high = target_size(video, short_side)
    assert wide % 2 == high % 2 == 0
    assert 2 <= wide <= width
    assert 2 <= high <= height
    scale = min(1, short_side / min(width, height))
    assert abs(wide - max(2, width * scale)) <= 1
    assert abs(high - max(2, height * scale)) <= 1


@pytest.mark.parametrize(
    ("master", "quality", "size"),
    [
        ((1920, 1080), "low", (854, 480)),
        ((1920, 1080), "medium", (1280, 720)),
        ((1920, 1080), "high", (1920, 1080)),
        ((1080, 1920), "medium", (720, 1280)),
        ((3840, 2160), "high", (1920, 1080)),
        ((640, 360), "high", (640, 360)),
    ],
)
def test_quality_is_the_short_side(master: tuple[int, int], quality: str, size: tuple[int, int]) -> None:
    """480, 720 and 1080 are measured across the film, upright or not; a smaller master stays as it is."""
    recipe = next(recipe for recipe in ALL_NINE if (recipe.format, recipe.quality) == ("webm", quality))
    essence = resolve(recipe, film(*master)).essence
    assert (essence.width, essence.height) == size


@pytest.mark.parametrize("recipe", ALL_NINE, ids=lambda recipe: recipe.key)
def test_only_what_differs_is_encoded(recipe: Recipe) -> None:
    """H.264 at its own size is copied, AAC always is, WebM never."""
    plan = resolve(recipe, film(1280, 720))
    is_webm = recipe.format == "webm"
    assert plan.essence.copy_video == (not is_webm and recipe.quality != "low")
    assert plan.essence.copy_audio == (not is_webm)
    assert plan.is_remux == (not is_webm and recipe.quality != "low")
    assert (plan.essence.video, plan.essence.audio) == (("av1", "opus") if is_webm else ("h264", "aac"))


@pytest.mark.parametrize("master", [film(1281, 720), film(1280, 720, codec="hevc"), film(1280, 720, pix_fmt="yuv444p")])
def test_what_players_cannot_show_is_encoded(master: MediaInfo) -> None:
    """An odd size, another codec or full chroma is not passed on."""
    assert not resolve(Recipe("mp4", "high"), master).is_remux


def test_foreign_sound_is_encoded_and_a_silent_film_stays_silent() -> None:
    """The picture is copied all the same."""
    loud, mute = (resolve(Recipe("mp4", "high"), film(1280, 720, sound=sound)).essence for sound in ("mp3", None))
    assert (loud.copy_video, loud.copy_audio, loud.audio, loud.is_remux) == (True, False, "aac", False)
    assert (mute.copy_video, mute.audio, mute.is_remux) == (True, None, True)


def test_copies_that_share_their_streams_have_one_essence() -> None:
    """mp4 and mov of a size are one encode; qualities above the master are one size."""
    assert len({resolve(recipe, film(1920, 1080)).essence for recipe in ALL_NINE}) == 6
    assert len({resolve(recipe, film(640, 360)).essence for recipe in ALL_NINE}) == 2


def test_keys_are_stable_and_distinct() -> None:
    """A cache finds a copy again by its key, and by no other's."""
    recipes = [*ALL_NINE, *(Recipe("webm", quality, "vp9") for quality in SHORT_SIDE)]
    assert len({recipe.key for recipe in recipes}) == 12
    assert Recipe("webm", "high", "vp9").key == f"webm-high-vp9-e{ENGINE_VERSION}"
    assert Recipe("mp4", "low").file_name == f"mp4-low-h264-e{ENGINE_VERSION}.mp4"


def test_choice_without_effect_is_refused() -> None:
    """Two recipes for the same copy would be encoded and kept twice."""
    with pytest.raises(ValueError, match="no choice"):
        Recipe("mp4", "low", "vp9")


def test_master_without_picture_is_no_film() -> None:
    """Sound alone cannot be exported."""
    with pytest.raises(NotAFilm, match="no picture"):
        resolve(Recipe("mp4", "low"), MediaInfo("mp4", 1, 1, faststart=True, exact=True, video=None, audio=None))
