"""The difference between two storyboards is said in few and true sentences."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_contracts.api import RefineRequest
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.diff import differences, scene_diff
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.storyboard import Entries, reordered
from storyreel_gateway.domain.telling import told
from support.gateway_facts import failure_of, picture_of, ready


def said(before: Entries, after: Entries) -> list[str]:
    """The sentences."""
    return told(differences(before, after))


def redrawn(job: Job, scene: int, *, failed: bool = False) -> Job:
    """The job with another picture of a scene, or the failure to make one."""
    wish = RefineRequest(scene_number=scene, new_image_prompt="A gull above the lantern room")
    job = commands.refine(job, wish).job
    entry = job.entries[scene - 1]
    return facts.pictures_settled(job, [failure_of(entry) if failed else picture_of(entry)]).job


@pytest.mark.parametrize(
    ("order", "sentences"),
    [
        ([1, 2, 3, 4, 5, 6], []),
        ([2, 1, 3, 4, 5, 6], ["Scene 2 moved to 1."]),
        ([6, 1, 2, 3, 4, 5], ["Scene 6 moved to 1."]),
        ([2, 3, 4, 5, 6, 1], ["Scene 1 moved to 6."]),
        ([6, 2, 3, 4, 5, 1], ["Scene 6 moved to 1.", "Scene 1 moved to 6."]),
        ([6, 5, 4, 3, 2, 1], ["The scenes stand in another order, by their former numbers: 6, 5, 4, 3, 2, 1."]),
    ],
)
def test_who_only_made_way_did_not_move(order: list[int], sentences: list[str]) -> None:
    """The fewest moves that lead to the order, or the order itself where they are many."""
    entries = ready(duration=30).entries
    assert said(entries, reordered(entries, order)) == [*sentences]


@pytest.mark.parametrize("order", list(permutations(range(1, 6))))
def test_the_moves_said_lead_to_the_order(order: tuple[int, ...]) -> None:
    """Who takes the scenes that moved out and puts each where it is said to be gets just that order."""
    entries = ready(duration=25).entries
    sentences = said(entries, reordered(entries, order))
    if sentences and sentences[0].startswith("The scenes stand"):
        assert sentences[0].endswith(f" numbers: {', '.join(map(str, order))}.")
        return
    moves = {int(one.split()[1]): int(one.split()[-1].rstrip(".")) for one in sentences}
    left = [number for number in range(1, 6) if number not in moves]
    for former, place in sorted(moves.items(), key=lambda move: move[1]):
        left.insert(place - 1, former)
    assert tuple(left) == order


def test_pictures_words_and_lengths_are_told() -> None:
    """Each change is one sentence, under the scene's new number."""
    job = ready()
    after = redrawn(job, 3)
    after = commands.refine(after, RefineRequest(scene_number=2, new_description="The keeper climbs the stairs")).job
    after = commands.reorder(after, [2, 1, 3]).job
    assert said(job.entries, after.entries) == [
        "Scene 2 moved to 1.",
        "Scene 1 (before: 2) says “The keeper climbs the stairs” instead of “Scene 2 of the story”.",
        "Scene 3 has another picture: “A gull above the lantern room”.",
    ]
    longer = tuple(one.model_copy(update={"duration": Decimal("7.50")}) for one in job.entries[:1])
    assert said(job.entries, (*longer, *job.entries[1:])) == ["Scene 1 lasts 7.5 s instead of 5 s."]


def test_failures_and_late_pictures_are_told() -> None:
    """A picture that could not be made is no other picture."""
    job = ready()
    spoilt = redrawn(job, 1, failed=True)
    assert said(job.entries, spoilt.entries) == [
        "Scene 1 has no picture of “A gull above the lantern room”: the provider refused the prompt."
    ]
    mended = facts.pictures_settled(spoilt, [picture_of(spoilt.entries[0])]).job
    assert said(spoilt.entries, mended.entries) == ["Scene 1 has its picture: “A gull above the lantern room”."]


def test_scenes_that_come_and_go_are_told() -> None:
    """Whoever adds or removes scenes one day finds them in the difference."""
    entries = ready().entries
    fewer = tuple(one.model_copy(update={"scene_number": number}) for number, one in enumerate(entries[1:], start=1))
    assert said(entries, fewer) == ["The former scene 1 is gone: “Scene 1 of the story”."]
    assert said(fewer, entries) == ["Scene 1 is new: “Scene 1 of the story”."]
    (gone,) = [one for one in differences(entries, fewer) if one.after is None]
    diff = scene_diff(gone, "/a", "/b")
    assert (diff.changes, diff.scene_number.before, diff.scene_number.after) == (["removed"], 1, None)
    assert diff.picture is not None
    assert (diff.picture.before, diff.picture.after) == ("/a/scenes/1/image", None)


@given(st.permutations(range(1, 7)), st.sets(st.integers(1, 6)))
def test_a_storyboard_differs_from_itself_in_nothing(order: list[int], spoilt: set[int]) -> None:
    """Nor does one that was changed and restored."""
    job = ready(duration=30, failed=tuple(spoilt)[:5])
    changed = commands.reorder(job, order).job
    restored = commands.restore(changed, 1, job.entries).job
    assert said(job.entries, restored.entries) == []
    assert not [one for one in differences(job.entries, restored.entries) if one.changes]
