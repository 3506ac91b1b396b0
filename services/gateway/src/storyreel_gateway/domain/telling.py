"""The difference between two storyboards in sentences."""

from collections.abc import Sequence

from storyreel_contracts.status import GenerationStatus
from storyreel_gateway.domain.diff import Difference
from storyreel_gateway.domain.storyboard import Entry

MOST_MOVES = 2
"""More than so many moves are harder to follow than the order that they lead to."""
MOST_LETTERS = 120


def told(differences: Sequence[Difference]) -> list[str]:
    """One sentence for each change, most telling first; scenes are named by their new numbers."""
    gone = [f"The former scene {one.scene_number} is gone: {_said(one.description)}." for one in _removed(differences)]
    both = [(one.before, one.after) for one in differences if one.before and one.after]
    news = [f"Scene {one.scene_number} is new: {_said(one.description)}." for one in _added(differences)]
    changed = [sentence for before, after in both for sentence in _edits(before, after)]
    return [*gone, *news, *_moves(both), *changed]


def _removed(differences: Sequence[Difference]) -> list[Entry]:
    return [one.before for one in differences if one.before and one.after is None]


def _added(differences: Sequence[Difference]) -> list[Entry]:
    return [one.after for one in differences if one.after and one.before is None]


def _moves(both: Sequence[tuple[Entry, Entry]]) -> list[str]:
    """The fewest moves that make the new order: scenes that only made way are not said to have moved."""
    former = [before.scene_number for before, _ in both]
    stayed = _longest_rise(former)
    movers = [(before.scene_number, after.scene_number) for before, after in both if before.scene_number not in stayed]
    if len(movers) > MOST_MOVES or any(old == new for old, new in movers):
        return [f"The scenes stand in another order, by their former numbers: {', '.join(map(str, former))}."]
    return [f"Scene {old} moved to {new}." for old, new in movers]


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The longest rising subsequence. Of several, the one that keeps the most scenes where they are, then the one of
    the lowest numbers: a scene is rather said to have moved up than another down."""
    chains: list[tuple[int, int, int, tuple[int, ...]]] = [(0, 0, 0, ())]
    for place, number in enumerate(numbers, start=1):
        length, kept, low, chain = max(one for one in chains if not one[3] or one[3][-1] < number)
        chains.append((length + 1, kept + (place == number), low - number, (*chain, number)))
    return set(max(chains)[3])


def _edits(before: Entry, after: Entry) -> list[str]:
    scene = f"Scene {after.scene_number}"
    if before.scene_number != after.scene_number:
        scene += f" (before: {before.scene_number})"
    said = [_picture(scene, before, after)]
    if before.description != after.description:
        said.append(f"{scene} says {_said(after.description)} instead of {_said(before.description)}.")
    if before.duration != after.duration:
        said.append(f"{scene} lasts {after.duration.normalize():f} s instead of {before.duration.normalize():f} s.")
    return [sentence for sentence in said if sentence]


def _picture(scene: str, before: Entry, after: Entry) -> str:
    shows = _said(after.image_prompt)
    if after.status is GenerationStatus.FAILED:
        if before.status is GenerationStatus.FAILED and before.image_prompt == after.image_prompt:
            return ""
        return f"{scene} has no picture of {shows}: {after.error or 'it could not be made'}."
    if before.picture is None:
        return f"{scene} has its picture: {shows}."
    if after.picture is not None and before.picture.image_key != after.picture.image_key:
        return f"{scene} has another picture: {shows}."
    return "" if before.image_prompt == after.image_prompt else f"{scene} has the same picture for {shows}."


def _said(text: str) -> str:
    return f"“{text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + '…'}”"
