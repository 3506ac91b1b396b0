"""Outside programs read every event with one call, and go on reading when we say something new."""

import json
from typing import Any

import pytest

from storyreel_contracts.events import CATALOGUE, Event, JobStatusChanged, VideoRendered
from storyreel_contracts.parse import UnknownEvent, parse
from storyreel_contracts.samples import samples


def newest(event: type[Event]) -> dict[str, Any]:
    """The event's newest frozen sample."""
    told: dict[str, Any] = json.loads(samples(event)[-1])
    return told


@pytest.mark.parametrize("event", CATALOGUE, ids=lambda event: event.__name__)
def test_an_event_comes_as_its_own_type(event: type[Event]) -> None:
    """One call reads all of them, old samples too."""
    for sample in samples(event):
        read = parse(event.subject_for("01920000-0000-7000-8000-000000000001"), sample.encode())
        assert type(read) is event
        assert read == event.from_wire(sample.encode())


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("gateway.film_praised.v1", {"event_type": "FilmPraised", "stars": 5}),
        ("renderer.video_rendered.v2", {"frames": {"first": 0, "last": 149}}),
        ("renderer.video_rendered.v1", {"width": "as wide as it gets"}),
        ("somebody.video_rendered.v1", {}),
    ],
    ids=["a new type", "a newer version", "new words in a known one", "a new publisher"],
)
def test_what_is_newer_than_the_package_is_still_heard(place: str, changes: dict[str, Any]) -> None:
    """A program that was not upgraded keeps running: it sees whose job it is, and whatever was said."""
    told = newest(VideoRendered) | changes
    read = parse(f"storyreel.{place}.{told['job_id']}", json.dumps(told).encode())
    assert isinstance(read, UnknownEvent)
    assert (str(read.event_id), str(read.job_id), read.event_type) == (
        told["event_id"],
        told["job_id"],
        told["event_type"],
    )
    assert read.subject == f"storyreel.{place}.{told['job_id']}"
    assert json.loads(read.to_wire()).items() >= changes.items()
    assert read.model_extra is not None
    assert read.model_extra.items() >= {one: word for one, word in changes.items() if one != "event_type"}.items()


@pytest.mark.parametrize(
    ("subject", "data"),
    [
        ("storyreel.progress.01920000-0000-7000-8000-000000000001", b"{}"),
        ("elsewhere.gateway.job_canceled.v1.x", b"{}"),
        (JobStatusChanged.subject_for("x"), b"no JSON"),
        (JobStatusChanged.subject_for("x"), b"[1]"),
        (JobStatusChanged.subject_for("x"), b'{"event_type": "JobStatusChanged"}'),
        (JobStatusChanged.subject_for("x"), b"[" * 100_000),
    ],
)
def test_what_is_no_event_is_refused_in_one_way(subject: str, data: bytes) -> None:
    """Whoever catches ValueError has caught everything."""
    with pytest.raises(ValueError, match=r".+"):
        parse(subject, data)
