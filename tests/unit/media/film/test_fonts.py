"""Fonts: every script has real glyphs, in the right order, with and without raqm."""

from collections.abc import Iterator

import pytest

from storyreel_media.fonts import faces, font, fonts_for, text_width
from storyreel_media.fonts.faces import FILES, coverage, face_of
from storyreel_media.fonts.shaping import visual

SCRIPTS = {
    "Latin": "Straße, façade, œuvre – “quoted” Łódź",
    "Greek": "Ελληνικά",
    "Cyrillic": "съешь ещё этих",
    "Han": "你好世界繁體",
    "Japanese": "月の光が、カタカナ。",
    "Korean": "안녕하세요 똠",
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם",
    "Devanagari": "नमस्ते",
    "Thai": "สวัสดี",
    "emoji": "😀🚀❤",
    "symbols": "★→∑€",
}


@pytest.fixture(params=[True, False], ids=["raqm", "basic"])
def _layout(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both layout engines of Pillow, where this machine has both; later tests get no fonts of these."""
    if request.param and not faces.shapes():
        pytest.skip("no FriBidi on this machine")
    faces.load.cache_clear()
    monkeypatch.setattr(faces, "shapes", lambda: request.param)
    monkeypatch.setattr("storyreel_media.fonts.runs.shapes", lambda: request.param)
    yield
    faces.load.cache_clear()


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.usefixtures("_layout")
def test_every_script_has_glyphs(text: str) -> None:
    """No run holds a character that its font lacks, and nothing is lost."""
    runs = fonts_for(text, 32)
    shown = "".join(run.text for run in runs)
    assert sorted(shown) == sorted(text)
    for run in runs:
        name = str(run.font.path).rsplit("/", 1)[-1]
        assert {ord(character) for character in run.shown} <= coverage(name) | {0x200D, 0xFE0F}
    assert text_width(text, 32) > 0


def test_what_no_font_has_shows_as_a_replacement() -> None:
    """A private-use character becomes U+FFFD, not an empty box; control characters vanish."""
    assert [run.text for run in fonts_for("a\ue000b\x07c", 20)] == ["a\ufffdbc"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Hello אבג (x) דהו world", ["Hello ", "אבג", " (x) ", "דהו", " world"]),
        ("שלום 42 דקות", [" דקות", "42", "שלום "]),
        ("abc", ["abc"]),
        ("", []),
    ],
)
def test_runs_are_in_visual_order(text: str, seen: list[str]) -> None:
    """From left to right as a reader sees them (UAX #9)."""
    joined: list[tuple[bool, str]] = []
    for run in fonts_for(text, 20):
        if joined and joined[-1][0] == run.rtl:
            both = (run.text, joined[-1][1]) if run.rtl else (joined[-1][1], run.text)
            joined[-1] = (run.rtl, "".join(both))
        else:
            joined.append((run.rtl, run.text))
    assert [part for _rtl, part in joined] == seen


def test_arabic_is_joined_without_raqm() -> None:
    """Initial, medial and final forms, drawn from the left; brackets are mirrored."""
    assert visual("سلم") == "\ufee2\ufee0\ufeb3"
    assert visual("(א)") == "(א)"


def test_the_default_font_is_shipped_and_cached() -> None:
    """`font` gives the same object for the same size, and bold is wider."""
    assert font(24) is font(24)
    assert font(24, bold=True).getlength("width") > font(24).getlength("width")
    assert (FILES / "LICENSE.txt").read_text().count("SIL OPEN FONT LICENSE") >= 1


def test_the_fonts_stay_small() -> None:
    """The package's fonts are 12 MB at most."""
    assert sum(file.stat().st_size for file in FILES.iterdir()) < 12_000_000


def test_every_face_is_listed_and_readable() -> None:
    """No file is forgotten and each has characters."""
    listed = {faces.REGULAR, faces.BOLD, *faces.FALLBACKS}
    assert listed == {file.name for file in FILES.iterdir()} - {"LICENSE.txt"}
    assert all(len(coverage(face)) > 50 for face in listed)
    assert face_of("a") == faces.REGULAR
