"""What a service that buys reads from its environment."""

import pytest

from storyreel_media.replicate.settings import ReplicateSettings

NEEDED = ("NATS_URL", "DATABASE_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A service's, which says nothing of any provider."""
    for name in NEEDED:
        monkeypatch.setenv(name, "http://localhost")
    monkeypatch.delenv("REPLICATE_API_TOKEN", raising=False)
    return monkeypatch


@pytest.mark.parametrize("token", [None, "", "  "])
async def test_without_a_token_nothing_can_be_bought(environment: pytest.MonkeyPatch, token: str | None) -> None:
    """An empty variable, as compose passes one on, is no token."""
    if token is not None:
        environment.setenv("REPLICATE_API_TOKEN", token)
    assert ReplicateSettings.model_validate({}).replicate() is None


async def test_a_token_makes_a_client_and_is_told_to_nobody(environment: pytest.MonkeyPatch) -> None:
    """It can be entered; no text of the settings has the token."""
    environment.setenv("REPLICATE_API_TOKEN", "r8_secret")
    settings = ReplicateSettings.model_validate({})
    client = settings.replicate()
    assert client is not None
    async with client:
        assert client.image_model == "black-forest-labs/flux-schnell"
    assert "r8_secret" not in repr(settings) + str(settings)


def test_outputs_are_fetched_from_the_providers_hosts_and_from_those_named(environment: pytest.MonkeyPatch) -> None:
    """A rehearsal delivers from its own origin; nothing else becomes trusted by that."""
    assert ReplicateSettings.model_validate({}).delivery_hosts == ("replicate.delivery", ".replicate.delivery")
    environment.setenv("REPLICATE_BASE_URL", "http://127.0.0.1:8009/v1")
    environment.setenv("STORYREEL_REPLICATE_HOSTS", "files.example.com, .cdn.example.com,")
    found = ReplicateSettings.model_validate({}).delivery_hosts
    assert found[2:] == ("http://127.0.0.1:8009", "files.example.com", ".cdn.example.com")
