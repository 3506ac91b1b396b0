"""Where own models are, by environment variables."""

from typing import Any

import pytest
from pydantic import Field, ValidationError

from storyreel_media.cog.settings import Addresses, CogSettings


class Settings(CogSettings):
    """Of a service."""

    urls: Addresses = Field(default=(), validation_alias="URLS")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("", ()),
        ("http://127.0.0.1:5000", ("http://127.0.0.1:5000",)),
        (" http://a:5000/flux , https://b ,", ("http://a:5000/flux", "https://b")),
        ("http://a:5000,http://a:5000", ("http://a:5000", "http://a:5000")),
    ],
)
def test_addresses_are_told_by_commas(monkeypatch: pytest.MonkeyPatch, said: str, found: Any) -> None:
    """One that is named twice stands for two things at a time."""
    monkeypatch.setenv("URLS", said)
    assert Settings.model_validate({}).urls == found


@pytest.mark.parametrize("said", ["127.0.0.1:5000", "ftp://a", "http://", "http://user:secret@a", "http://a?x=1"])
def test_what_is_no_address_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """And not when the first picture is wanted."""
    monkeypatch.setenv("URLS", said)
    with pytest.raises(ValidationError):
        Settings.model_validate({})
