"""Any event off the bus as an object, also one that is newer than this package."""

from typing import ClassVar

from pydantic import ConfigDict, Field, ValidationError
from pydantic_core import from_json

from storyreel_contracts.events import CATALOGUE, Event
from storyreel_contracts.types import PublisherName

_BY_PLACE = {tuple(event.subject_for().split(".")[:-1]): event for event in CATALOGUE}


class UnknownEvent(Event):
    """An event that this version of the package has no model for: a new type, a newer version, or new words in it.

    What every event carries is there; the rest, as it was said, is in `model_extra`.
    """

    model_config = ConfigDict(extra="allow")
    publisher: ClassVar[PublisherName]

    heard_on: str = Field(exclude=True)

    def model_post_init(self, _context: object) -> None:
        """Keep the type that it came with."""

    @property
    def subject(self) -> str:
        """Where it was published."""
        return self.heard_on


def parse(subject: str, data: bytes) -> Event:
    """The event that was published there: one of `CATALOGUE`, else an `UnknownEvent`.

    Args:
        subject: `storyreel.<publisher>.<event>.v<version>.<job_id>`
        data: one JSON object in UTF-8

    Raises:
        ValueError: it is no event at all, not even an unknown one
    """
    place = tuple(subject.split("."))
    if len(place) != 5 or place[0] != "storyreel":
        raise ValueError(f"{subject!r} is no subject of an event")
    known = _BY_PLACE.get(place[:-1])
    try:
        return known.from_wire(data) if known else _unknown(subject, data)
    except ValidationError:
        return _unknown(subject, data)


def _unknown(subject: str, data: bytes) -> UnknownEvent:
    told = from_json(data)
    if not isinstance(told, dict):
        raise ValueError(f"what was said on {subject} is no JSON object")  # noqa: TRY004 - not the caller's mistake
    return UnknownEvent.model_validate(told | {"heard_on": subject})
