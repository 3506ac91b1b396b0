"""What differs between two storyboards, scene by scene; a scene is the same one wherever it stands."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from storyreel_contracts.api import NumberChange, SceneChange, SceneDiff, SecondsChange, TextChange
from storyreel_gateway.domain.storyboard import Entries, Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """One scene in two storyboards; it is missing in one of them where it was added or removed."""

    before: Entry | None
    after: Entry | None

    @property
    def changes(self) -> tuple[SceneChange, ...]:
        """What kind of change; none where the scene is as it was."""
        if self.before is None:
            return ("added",)
        if self.after is None:
            return ("removed",)
        found: dict[SceneChange, bool] = {
            "moved": self.before.scene_number != self.after.scene_number,
            "picture": _image(self.before) != _image(self.after),
            "description": self.before.description != self.after.description,
            "image_prompt": self.before.image_prompt != self.after.image_prompt,
            "duration": self.before.duration != self.after.duration,
        }
        return tuple(change for change, differs in found.items() if differs)


def differences(before: Entries, after: Entries) -> list[Difference]:
    """Every scene of both, also those that are as they were: in the order of `after`, then those that are gone."""
    former = {entry.scene_id: entry for entry in before}
    pairs = [Difference(former.pop(entry.scene_id, None), entry) for entry in after]
    return [*pairs, *(Difference(entry, None) for entry in former.values())]


def scene_diff(difference: Difference, before_url: str, after_url: str) -> SceneDiff:
    """The difference as clients get it; the URLs are those of the two versions."""
    before, after = difference.before, difference.after
    changes = difference.changes

    def both(name: str) -> dict[str, Any]:
        return {"before": getattr(before, name, None), "after": getattr(after, name, None)}

    def differs(name: SceneChange) -> bool:
        return name in changes or before is None or after is None

    pictures = TextChange(before=_url(before, before_url), after=_url(after, after_url))
    return SceneDiff(
        scene_id=_id(difference),
        changes=list(changes),
        scene_number=NumberChange(**both("scene_number")),
        picture=pictures if differs("picture") else None,
        description=TextChange(**both("description")) if differs("description") else None,
        image_prompt=TextChange(**both("image_prompt")) if differs("image_prompt") else None,
        duration=SecondsChange(**both("duration")) if differs("duration") else None,
    )


def _id(difference: Difference) -> UUID:
    entry = difference.after or difference.before
    if entry is None:
        raise ValueError("a difference is of a scene")
    return entry.scene_id


def _image(entry: Entry) -> str | None:
    """The picture itself: the same one may have been made for two wordings."""
    return None if entry.picture is None else entry.picture.image_key


def _url(entry: Entry | None, url: str) -> str | None:
    return None if entry is None or entry.picture is None else f"{url}/scenes/{entry.scene_number}/image"
