"""The client's pure parts: what an answer means, what a file begins like, what is asked for and what it costs."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from storyreel_chassis.errors import Broken, Refused, StoryreelError
from storyreel_contracts.pricing import Prices, current
from storyreel_media.outputs.judging import sniff
from storyreel_media.replicate import Downloads, Prediction, Replicate, outcome
from storyreel_media.replicate.answers import sent_as
from storyreel_media.replicate.errors import LONGEST_WAIT, error_of, retry_after
from storyreel_media.replicate.models import clip_seconds, prices_here
from storyreel_media.replicate.timing import RealTime


def prediction(**told: Any) -> Prediction:
    """One, as the API would tell it."""
    return Prediction.model_validate({"id": "x", "status": "starting", "created_at": datetime.now(UTC), **told})


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({"status": "starting"}, False),
        ({"status": "processing"}, False),
        ({"status": "processing", "output": "https://replicate.delivery/a.mp4"}, True),
        ({"status": "processing", "output": []}, False),
        ({"status": "a new one"}, False),
        ({"status": "aborted"}, True),
        ({"status": "canceled"}, True),
    ],
)
def test_a_prediction_ends_with_its_output_or_its_status(told: dict[str, Any], ended: bool) -> None:
    """An unknown status counts as running."""
    assert prediction(**told).ended is ended


def test_a_refusal_says_what_to_do_and_which_model() -> None:
    """And keeps the provider's own words, shortened."""
    refused = prediction(status="failed", error="flagged as sensitive. (E005) " + "x" * 2000)
    with pytest.raises(Refused, match=r"owner/model.*E005.*describe the scene differently") as caught:
        outcome(refused, "owner/model")
    assert len(caught.value.message) < 500


@pytest.mark.parametrize(
    ("headers", "said", "seconds"),
    [
        ({"retry-after": "7", "ratelimit-reset": "3"}, "resets in ~9s", 7),
        ({"ratelimit-reset": "3"}, "Your rate limit resets in ~9s.", 9),
        ({"ratelimit-reset": "3"}, "", 3),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "", 10),
        ({"retry-after": "-5"}, "", 10),
        ({"retry-after": "86400"}, "", LONGEST_WAIT),
        ({"retry-after": "nan"}, "", 10),
    ],
)
def test_a_wish_to_wait_is_read_where_it_is_said(headers: dict[str, str], said: str, seconds: float) -> None:
    """The header, then the sentence, then the limit's reset; never longer than two minutes."""
    assert retry_after(httpx.Response(429, headers=headers), said) == seconds


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "provider_input"), (401, "provider_token"), (402, "provider_credit"), (404, "provider_unknown"),
        (422, "provider_input"), (429, "provider_throttled"), (500, "provider_failed"), (302, "provider_answer"),
    ],
)  # fmt: skip
def test_every_answer_has_its_error(status: int, code: str) -> None:
    """Also one without a body."""
    error: StoryreelError = error_of(httpx.Response(status), {}, "a prediction of owner/model")
    assert error.code == code
    assert "owner/model" in error.message


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\x89PNG\r\n\x1a\n....", "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"), (b"\x00\x00\x00\x20ftypisom", "mp4"), (b"\x1a\x45\xdf\xa3", "webm"),
        (b"RIFF\x00\x00\x00\x00WAVE", None), (b"\x00\x00\x00\x20ftypavif", None), (b"<!doctype html>", None),
        (b"", None),
    ],
)  # fmt: skip
def test_a_file_is_what_it_begins_like(head: bytes, found: str | None) -> None:
    """The provider's media type and the file's name count for nothing."""
    assert sniff(head) == found


@pytest.mark.parametrize(
    "url",
    [
        "http://replicate.delivery/a.png", "https://replicate.delivery.evil.net/a", "https://evilreplicate.delivery/a",
        "https://user@replicate.delivery/a", "https://replicate.delivery:8443/a", "file:///etc/passwd", "//x", "",
        "https://127.0.0.1/a", "ftp://replicate.delivery/a", "https://elsewhere.net/replicate.delivery", "http://[",
    ],
)  # fmt: skip
async def test_outputs_come_from_the_delivery_hosts_only(url: str) -> None:
    """Whatever the provider says: nothing else is asked, not even once."""
    downloads = Downloads(RealTime())
    with pytest.raises(Broken):
        downloads._allowed(url, "a prediction")
    await downloads.close()


async def test_the_delivery_hosts_are_let_through() -> None:
    """The host, what is below it, and an origin that was named."""
    downloads = Downloads(RealTime(), hosts=("replicate.delivery", ".replicate.delivery", "http://127.0.0.1:9000"))
    for url in ("https://replicate.delivery/a", "https://pbxt.replicate.delivery/a/b.png", "http://127.0.0.1:9000/a"):
        assert str(downloads._allowed(url, "a prediction")) == url
    await downloads.close()


def test_a_prediction_is_known_by_what_was_sent() -> None:
    """Defaults that the provider added do not matter; an emptied input is nobody's."""
    assert sent_as({"prompt": "a", "seed": 1}, {"prompt": "a", "seed": 1, "go_fast": False})
    assert not sent_as({"prompt": "a", "seed": 1}, {"prompt": "a"})
    assert not sent_as({"prompt": "a"}, {})


@pytest.mark.parametrize(("asked", "made"), [("0.5", 2), ("2", 2), ("4.01", 5), ("12", 12), ("60", 12)])
def test_a_clip_fills_its_slot_as_far_as_the_model_can(asked: str, made: int) -> None:
    """Whole seconds, rounded up, between two and twelve."""
    assert clip_seconds(Decimal(asked)) == made


async def test_an_estimate_is_the_catalogues() -> None:
    """Six scenes of five seconds in 720p."""
    async with Replicate(SecretStr("r8_x"), prices=current()) as replicate:
        assert replicate.estimate_cost(images=6, seconds=30) == Decimal("1.098")
        assert replicate.estimate_cost(seconds=10, resolution="1080p") == Decimal("0.72")


def test_a_catalogue_of_unknown_models_is_a_defect() -> None:
    """A release that cannot ask a model says so before anything is bought."""
    told = current().model_dump(mode="json")
    told["providers"]["replicate"]["image"]["model"] = "owner/other"
    with pytest.raises(Broken, match="owner/other"):
        prices_here(Prices.model_validate(told))
