"""The frozen samples: each event as it was once published, by which any reader can be tried."""

from collections.abc import Iterator
from importlib.resources import files
from itertools import count, takewhile

from storyreel_contracts.events import Event

_FOLDER = files("storyreel_contracts").joinpath("golden")


def samples(event: type[Event]) -> list[str]:
    """An event's, the oldest first: one, and one more for every time that fields were added."""
    return [_FOLDER.joinpath(name).read_text("utf-8") for name in sample_names(event)]


def sample_names(event: type[Event]) -> list[str]:
    """`<event>.json`, `<event>.2.json`, `<event>.3.json`, …"""
    return [f"{event.slug()}.json", *takewhile(lambda name: _FOLDER.joinpath(name).is_file(), _later(event))]


def _later(event: type[Event]) -> Iterator[str]:
    return (f"{event.slug()}.{number}.json" for number in count(2))
