"""What a service that buys reads from its environment."""

import pytest
from pydantic import ValidationError

from storyreel_media.replicate.settings import ProviderSettings, open_replicate


@pytest.mark.parametrize("token", [None, "", "  "])
async def test_without_a_token_nothing_can_be_bought(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    """An empty variable, as compose passes one on, is no token."""
    monkeypatch.delenv("REPLICATE_API_TOKEN", raising=False)
    if token is not None:
        monkeypatch.setenv("REPLICATE_API_TOKEN", token)
    async with open_replicate(ProviderSettings()) as client:
        assert client is None


async def test_a_token_makes_a_client_and_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text of the settings has the token."""
    monkeypatch.setenv("REPLICATE_API_TOKEN", "r8_secret")
    settings = ProviderSettings()
    async with open_replicate(settings) as client:
        assert client is not None
    assert "r8_secret" not in repr(settings) + str(settings)


@pytest.mark.parametrize("seconds", ["0", "0.9", "601"])
def test_a_lost_answer_is_looked_for_at_least_a_moment(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    """Nobody configures that a list which is a little behind makes a picture cost twice."""
    assert ProviderSettings().reconcile_seconds == 30
    monkeypatch.setenv("STORYREEL_RECONCILE_SECONDS", seconds)
    with pytest.raises(ValidationError):
        ProviderSettings()


def test_outputs_are_fetched_from_the_providers_hosts_or_from_those_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rehearsal delivers from its own origin, which nobody trusts unless told."""
    assert ProviderSettings().replicate_hosts == ("replicate.delivery", ".replicate.delivery")
    monkeypatch.setenv("STORYREEL_REPLICATE_HOSTS", "http://127.0.0.1:8009, .cdn.example.com,")
    assert ProviderSettings().replicate_hosts == ("http://127.0.0.1:8009", ".cdn.example.com")
