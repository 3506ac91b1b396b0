"""Where a provider may be told to call: by TLS, or on this machine where that was said in so many words."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from storyreel_chassis.settings import ServiceSettings
from storyreel_chassis.signals import Signals

PURCHASE = UUID("01920000-0000-7000-8000-000000000001")
ELSEWHERE = {
    "nats_url": "nats://x", "database_url": "postgresql://x", "s3_endpoint": "http://x", "s3_access_key": "x",
    "s3_secret_key": "x",
}  # fmt: skip


def called_at(**told: str) -> str | None:
    """The webhook of a purchase under these settings."""
    return Signals(ServiceSettings.model_validate({**ELSEWHERE, **told}).called_at).webhook(PURCHASE)


@pytest.mark.parametrize(
    ("told", "base"),
    [
        ({"public_url": "https://films.example"}, "https://films.example"),
        ({"public_url": "https://films.example/"}, "https://films.example"),
        ({"public_url": "https://a.example", "webhook_base_url": "https://b.example:8443/"}, "https://b.example:8443"),
        ({"webhook_base_url": "http://127.0.0.1:8000"}, "http://127.0.0.1:8000"),
        ({"webhook_base_url": "http://localhost:8000/"}, "http://localhost:8000"),
        ({"webhook_base_url": "http://[::1]"}, "http://[::1]"),
    ],
)
def test_a_purchase_has_an_address_of_its_own(told: dict[str, str], base: str) -> None:
    """It names the purchase, so that a call is of use before its answer is."""
    assert called_at(**told) == f"{base}/api/v2/webhooks/replicate?purchase={PURCHASE}"


@pytest.mark.parametrize("told", [{}, {"public_url": "http://films.example"}, {"public_url": "http://127.0.0.1:8000"}])
def test_who_cannot_be_called_only_looks(told: dict[str, str]) -> None:
    """A provider that calls by TLS only would refuse the purchase for its address."""
    assert called_at(**told) is None


@pytest.mark.parametrize(
    "base",
    [
        "http://films.example", "http://10.0.0.1", "http://127.0.0.1.example", "http://localhost.example:1",
        "https://me:word@films.example", "https://films.example/path", "ftp://films.example", "films.example",
        "https://films.example ",
    ],
)  # fmt: skip
def test_an_address_for_calls_is_checked_at_the_start(base: str) -> None:
    """Not at the first purchase."""
    with pytest.raises(ValidationError):
        called_at(webhook_base_url=base)
