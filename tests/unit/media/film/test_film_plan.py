"""The plan: exact frames, and keys that change with what they name and with nothing else."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_media.film import Film, Segment, Shot, plan
from storyreel_media.film.direction import move_of, transition_of
from storyreel_media.film.plan import boundaries
from storyreel_media.film.spec import Move, Transition

SLATE = {"scene_number": 1, "scenes_total": 4, "shot": "wide", "start": 0, "duration": 4}
durations = st.decimals(min_value="0.01", max_value=60, places=2)
shots = st.builds(
    lambda duration, transition, slate: Shot.model_validate(
        {"picture": "a.png", "content_key": "a", "duration": duration, "transition": transition, "slate": slate}
    ),
    durations,
    st.sampled_from(Transition),
    st.sampled_from([None, SLATE]),
)


def film(*changes: dict[str, Any]) -> Film:
    """Four scenes of different pictures and no words, with changes on top."""
    bases = [{"picture": f"{n}.png", "content_key": f"{n}", "duration": 4, "move": "push_in"} for n in range(4)]
    return Film.model_validate({"shots": [base | change for base, change in zip(bases, changes, strict=True)]})


def changed(before: Film, after: Film) -> set[tuple[int, str]]:
    """The segments of `after` that have to be encoded: (shot number, kind)."""
    known = {segment.key for segment in plan(before)}
    return {(segment.shot_number, segment.kind) for segment in plan(after) if segment.key not in known}


@settings(deadline=None)
@given(st.lists(shots, min_size=1, max_size=12), st.sampled_from([24, 25, 30, 60]))
def test_segments_tile_the_film_exactly(shots: list[Shot], fps: int) -> None:
    """Whatever the lengths, the frames add up to the rounded total, in order, without a gap."""
    film = Film(shots=tuple(shots), fps=fps)
    segments = plan(film)
    total = sum((shot.duration for shot in shots), Decimal())
    assert sum(segment.frames for segment in segments) == film.frames == int(total * fps + Decimal("0.5"))
    assert all(segment.frames > 0 for segment in segments)
    clock = 0
    for index, segment in enumerate(segments):
        assert (segment.index, segment.first_frame) == (index, clock)
        clock += segment.frames


@settings(deadline=None)
@given(st.lists(shots, min_size=1, max_size=12))
def test_scene_boundaries_do_not_drift(shots: list[Shot]) -> None:
    """Every scene starts within half a frame of its exact time."""
    clock = Decimal()
    for shot, frame in zip(shots, boundaries(Film(shots=tuple(shots))), strict=False):
        assert abs(frame - Fraction(clock) * 30) <= Fraction(1, 2)
        clock += shot.duration


@settings(deadline=None)
@given(st.lists(shots, min_size=2, max_size=8))
def test_transitions_are_short(shots: list[Shot]) -> None:
    """A dip takes a second, a dissolve 0.4 s, a third of the shorter scene at most; a cut takes nothing."""
    longest = {"dip": 30, "wipe": 15, "dissolve": 12}
    film = Film(shots=tuple(shots))
    edges = boundaries(film)
    for segment in plan(film):
        number = segment.shot_number
        lengths = [edges[number] - edges[number - 1], *([edges[number - 1] - edges[number - 2]] if number > 1 else [])]
        assert segment.transition_frames <= min(30, *(length // 3 for length in lengths))
        if segment.kind == "head":
            kind = transition_of(shots[number - 1])
            assert number == 1 or kind is not Transition.CUT
            assert segment.transition_frames <= segment.frames <= (15 if number == 1 else longest[kind])


def test_a_dip_between_scenes_of_five_seconds_takes_a_second() -> None:
    """It has the frames it may have, and the next scene's caption waits for its end."""
    whole = film({"duration": 5}, {"duration": 5, "transition": "dip"}, {}, {})
    head = next(segment for segment in plan(whole) if (segment.shot_number, segment.kind) == (2, "head"))
    assert (head.frames, head.transition_frames) == (30, 30)


def test_a_new_picture_changes_its_scene_and_the_transition_after_it() -> None:
    """Scene 2 gets another picture: its own segments and the head of scene 3 are made again."""
    assert changed(film({}, {}, {}, {}), film({}, {"content_key": "new"}, {}, {})) == {
        (2, "head"),
        (2, "body"),
        (3, "head"),
    }


def test_a_new_caption_changes_the_body_only() -> None:
    """A caption does not lie over transitions, so they stay."""
    assert changed(film({}, {}, {}, {}), film({}, {"caption": "Hello"}, {}, {})) == {(2, "body")}


def test_reordering_keeps_the_bodies() -> None:
    """Swapping scenes 2 and 3 makes the transitions again and no body."""
    before = film({}, {}, {}, {})
    one, two, three, four = before.shots
    assert changed(before, before.model_copy(update={"shots": (one, three, two, four)})) == {
        (2, "head"),
        (3, "head"),
        (4, "head"),
    }


def test_a_slate_changes_the_first_seconds_only() -> None:
    """What the slate says is part of the key of the frames under it, and of no others."""
    before = film({}, {"slate": SLATE}, {}, {})
    after = film({}, {"slate": SLATE | {"scene_number": 2}}, {}, {})
    assert changed(before, after) == {(2, "slate")}


def test_words_without_effect_change_nothing() -> None:
    """Words matter by the move and the transition they choose."""
    assert changed(film({}, {}, {}, {}), film({}, {"words": "a bowl of fruit"}, {}, {})) == set()
    assert (2, "head") in changed(film({}, {}, {}, {}), film({}, {"words": "meanwhile, fruit"}, {}, {}))


def test_the_path_of_a_picture_does_not_matter() -> None:
    """The same bytes under another name are the same picture."""
    assert changed(film({}, {}, {}, {}), film({}, {"picture": "elsewhere.png"}, {}, {})) == set()


def test_settings_change_every_key() -> None:
    """Size, rate and quality influence every frame."""
    before = film({}, {}, {}, {})
    for change in ({"short_side": 720}, {"fps": 25}, {"crf": 22}, {"preset": "fast"}, {"aspect_ratio": "1:1"}):
        after = before.model_copy(update=change)
        assert {s.key for s in plan(before)}.isdisjoint(s.key for s in plan(after)), change


def test_words_choose_the_move_and_the_transition() -> None:
    """A scene's words are directions."""
    asked = {
        "Slow pan across the harbour": Move.PAN_RIGHT,
        "The camera pulls back": Move.PULL_OUT,
        "Zoom in on the letter": Move.PUSH_IN,
        "She looks up at the stars": Move.TILT_UP,
        "Aerial view of the coast": Move.PULL_OUT,
        "A static shot of a chair": Move.HOLD,
    }
    for words, move in asked.items():
        shot = film({"move": None, "words": words}, {}, {}, {}).shots[0]
        assert move_of(shot) is move, words
    for words, kind in {
        "Meanwhile": "wipe",
        "Later that night": "dip",
        "Suddenly": "cut",
        "A field": "dissolve",
    }.items():
        assert transition_of(film({"words": words}, {}, {}, {}).shots[0]) == kind, words


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=2))
def test_unasked_moves_differ_from_the_first_choice_before(seeds: list[int]) -> None:
    """Two scenes without directions do not make the same move by the same choice."""
    one, two = (film({"move": None, "seed": seed}, {}, {}, {}).shots[0] for seed in seeds)
    assert move_of(two, one) is not move_of(one)


def test_segments_travel_as_json() -> None:
    """Films and segments survive the way to another process."""
    whole = film({}, {"slate": SLATE, "caption": "x"}, {}, {})
    assert plan(Film.model_validate_json(whole.model_dump_json())) == plan(whole)
    assert all(Segment.model_validate_json(s.model_dump_json()) == s for s in plan(whole))
