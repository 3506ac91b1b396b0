"""The published language stays what it was: frozen samples, subjects, and who hears what."""

import json
from importlib.resources import files
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from scripts.pages.hearers import heard_by

from storyreel_contracts import asyncapi, topology
from storyreel_contracts.events import CATALOGUE, Event, Progress, PurchaseTold
from storyreel_contracts.samples import sample_names, samples
from storyreel_contracts.topology import SUBSCRIPTIONS
from storyreel_contracts.types import PublisherName

FOLDER = files("storyreel_contracts").joinpath("golden")
every_event = pytest.mark.parametrize("event", CATALOGUE, ids=lambda event: event.__name__)


def sample(event: type[Event]) -> bytes:
    """The newest of them."""
    return samples(event)[-1].encode()


def laid_out(event: Event) -> bytes:
    """An event as samples are kept: two spaces, a newline at the end, otherwise the wire's own words and order."""
    return (json.dumps(json.loads(event.to_wire()), indent=2, ensure_ascii=False) + "\n").encode()


@every_event
def test_a_sample_survives_reading_and_writing(event: type[Event]) -> None:
    """What was published once reads and writes to the same bytes: no field renamed, dropped or told differently."""
    assert laid_out(event.from_wire(sample(event))) == sample(event)


@every_event
def test_a_former_sample_keeps_its_meaning(event: type[Event]) -> None:
    """What was published before a field was added still says all that it said."""
    for former in samples(event)[:-1]:
        told = json.loads(former)
        now = json.loads(event.from_wire(former.encode()).to_wire())
        assert as_far_as(told, now) == told


def as_far_as(told: Any, now: Any) -> Any:
    """`now` without the fields that `told` had not yet, at any depth."""
    if isinstance(told, dict) and isinstance(now, dict):
        return {name: as_far_as(told[name], now[name]) for name in told if name in now}
    if isinstance(told, list) and isinstance(now, list) and len(told) == len(now):
        return [as_far_as(one, other) for one, other in zip(told, now, strict=True)]
    return now


@every_event
def test_a_sample_leaves_no_field_out(event: type[Event]) -> None:
    """A new field has to be put into the sample, so that the documents show it."""
    assert set(json.loads(sample(event))) == set(event.model_fields)


@every_event
def test_an_unknown_field_is_passed_over(event: type[Event]) -> None:
    """A publisher may add a field, at any depth, before its hearers know it."""
    later = with_unknown_fields(json.loads(sample(event)))
    assert laid_out(event.from_wire(json.dumps(later).encode())) == sample(event)


@every_event
def test_a_sample_without_its_optional_fields_is_still_read(event: type[Event]) -> None:
    """An event from before a field was added still means the same."""
    required = {name for name, field in event.model_fields.items() if field.is_required()}
    old = {name: value for name, value in json.loads(sample(event)).items() if name in required}
    assert event.from_wire(json.dumps(old).encode()).event_type == event.__name__


def with_unknown_fields(value: Any) -> Any:
    """Every object, but those whose keys are data, with a field from the future."""
    if isinstance(value, dict):
        known = {
            name: part if name == "brand_guidelines" else with_unknown_fields(part) for name, part in value.items()
        }
        return known | {"added_later": [1]}
    return [with_unknown_fields(part) for part in value] if isinstance(value, list) else value


def test_no_sample_is_left_over() -> None:
    """Every file is the sample of an event."""
    expected = {name for event in CATALOGUE for name in sample_names(event)}
    assert {file.name for file in FOLDER.iterdir()} == expected


def test_every_event_of_the_language_is_in_the_catalogue() -> None:
    """An event that is defined is documented, provisioned and sampled."""
    assert {event for event in leaves(Event) if event.__module__.startswith("storyreel_contracts.events")} == set(
        CATALOGUE
    )


def leaves(model: type[Event]) -> set[type[Event]]:
    """The classes below that have none below them."""
    below = model.__subclasses__()
    return set().union(*map(leaves, below)) if below else {model}


@pytest.mark.parametrize("service", get_args(PublisherName))
def test_services_hear_what_the_topology_says(service: PublisherName) -> None:
    """The table that consumers are provisioned from is what each service really subscribes to."""
    assert set(heard_by(service)) == set(SUBSCRIPTIONS[service])


def test_nobody_hears_themselves() -> None:
    """A service knows what it said."""
    assert not [
        (service, event) for service, events in SUBSCRIPTIONS.items() for event in events if event.publisher == service
    ]


def matches(pattern: str, subject: str) -> bool:
    """NATS' rule for patterns without `>`: token by token, `*` stands for one."""
    wanted, given = pattern.split("."), subject.split(".")
    return len(wanted) == len(given) and all(w in {"*", g} for w, g in zip(wanted, given, strict=True))


@every_event
def test_the_stream_keeps_every_event(event: type[Event]) -> None:
    """An event's subject names publisher, event, version and job, and is captured by the stream."""
    read = event.from_wire(sample(event))
    assert read.subject == f"storyreel.{event.publisher}.{event.slug()}.v{event.version}.{read.job_id}"
    assert any(matches(pattern, read.subject) for pattern in topology.STREAM_SUBJECTS)


def test_the_stream_keeps_neither_progress_nor_signals_nor_readiness() -> None:
    """What is worthless when old is not stored."""
    passing = (
        Progress.subject_for("01920000-0000-7000-8000-000000000001"),
        PurchaseTold.subject_for("01920000-0000-7000-8000-000000000001"),
        topology.HEALTH_SUBJECT.format(service="x"),
    )
    assert not [s for s in passing for pattern in topology.STREAM_SUBJECTS if matches(pattern, s)]


def test_consumers_have_names_of_their_own() -> None:
    """Two consumers of one name would take each other's messages."""
    durables = [consumer.durable for consumer in topology.consumers()]
    assert len(durables) == len(set(durables))
    assert not [name for name in durables if set(name) & set(". *>/\\")]


def test_the_asyncapi_document_is_whole() -> None:
    """Every reference leads somewhere, every message has a payload, every subscription is an operation."""
    document = asyncapi.document()
    assert not [ref for ref in references(document) if not found(document, ref)]
    hearing = {name for name, operation in document["operations"].items() if operation["action"] == "receive"}
    passing = {"gateway.hears.Progress", *(f"{service}.hears.PurchaseTold" for service in topology.BUYERS)}
    assert hearing == {f"{one.service}.hears.{one.event.__name__}" for one in topology.consumers()} | passing
    assert set(document["components"]["messages"]) == {
        *(event.__name__ for event in CATALOGUE), "Progress", "PurchaseTold",
    }  # fmt: skip


def references(value: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [ref for part in value.values() for ref in references(part)]
    return [ref for part in value for ref in references(part)] if isinstance(value, list) else []


def found(document: Any, reference: str) -> bool:
    """Whether a local reference leads somewhere."""
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True


def test_models_of_the_language_cannot_be_changed() -> None:
    """A fact, once said, stays said."""
    models = [model for event in CATALOGUE for model in (event, Progress, PurchaseTold)]
    assert all(issubclass(model, BaseModel) and model.model_config["frozen"] for model in models)
