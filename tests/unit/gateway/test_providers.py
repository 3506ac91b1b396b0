"""Who can be asked for pictures and clips follows from what is set up, and whom the house prefers."""

from typing import Any

import pytest
from pydantic import ValidationError

from storyreel_gateway.config import GatewaySettings

SERVERS = {
    "nats_url": "nats://u", "database_url": "postgresql://u", "redis_url": "redis://u", "s3_endpoint": "http://u",
    "s3_access_key": "k", "s3_secret_key": "s", "secret": "a secret of the tests",
}  # fmt: skip
TOKEN = {"replicate_api_token": "r8_secret"}


def told(**more: Any) -> GatewaySettings:
    """The settings of a gateway."""
    return GatewaySettings(**SERVERS | more)


@pytest.mark.parametrize(
    ("said", "offered", "preferred"),
    [
        ({}, {"animatic"}, "animatic"),
        ({"replicate_api_token": ""}, {"animatic"}, "animatic"),
        (TOKEN, {"animatic", "replicate"}, "replicate"),
        ({"cog_image_url": "http://cog:5000"}, {"animatic", "cog"}, "animatic"),
        (TOKEN | {"default_provider": "animatic"}, {"animatic", "replicate"}, "animatic"),
        (TOKEN | {"providers": "animatic"}, {"animatic"}, "animatic"),
        ({"providers": "animatic, replicate"}, {"animatic", "replicate"}, "animatic"),
        ({"providers": "cog,replicate"}, {"cog", "replicate"}, "cog"),
        (TOKEN | {"providers": "cog,replicate"}, {"cog", "replicate"}, "replicate"),
    ],
)
def test_what_is_set_up_is_offered(said: dict[str, Any], offered: set[str], preferred: str) -> None:
    """A token is enough for Replicate to be the default; names that are spelt out win."""
    settings = told(**said)
    assert set(settings.offered) == offered
    assert settings.preferred == preferred


@pytest.mark.parametrize("wrong", [{"default_provider": "replicate"}, {"default_provider": "x"}, {"providers": "x"}])
def test_a_default_that_is_not_offered_ends_the_start(wrong: dict[str, Any]) -> None:
    """Rather than every request."""
    with pytest.raises(ValidationError):
        told(**wrong)


def test_a_token_is_never_shown() -> None:
    """Neither in a log nor in a traceback."""
    assert "r8_secret" not in repr(told(**TOKEN))
