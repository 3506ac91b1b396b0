"""A call is genuine when the provider signed just it, a moment ago; and asking for its key has an end."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from storyreel_chassis.errors import Away, Refused
from storyreel_gateway.domain.signed_call import TOLERANCE, SignedCall, key_of, read_call
from storyreel_gateway.handlers import keep_keys
from storyreel_gateway.handlers.keep_keys import AGAIN_SECONDS, Keys
from support.signed_calls import Call, secret_of

OLD, NEW, OTHER = (secret_of(name) for name in ("old", "new", "other"))
NOISE = base64.b64encode(b"x" * 32).decode()


def call(secret: str = OLD) -> SignedCall:
    """One that is well made, with this secret."""
    made = Call(secret)
    read = read_call(made.headers, made.body, datetime.now(UTC))
    assert read is not None
    return read


@pytest.mark.parametrize(
    "signature",
    ["{}", "v1,{noise} {}", "{} v1,{noise}", "v1a,AAAA {}", "v1 {}", "v1, {}", "v1,! {}", "v2,{noise} {}", "  {}"],
)
def test_one_right_signature_among_others_is_enough(signature: str) -> None:
    """So it is while a secret is changed, and whatever other versions may come."""
    made = Call(OLD)
    headers = made.headers
    headers["webhook-signature"] = signature.format(headers["webhook-signature"], noise=NOISE)
    read = read_call(headers, made.body, datetime.now(UTC))
    assert read is not None
    assert (read.fits(key_of(OLD)), read.fits(key_of(OTHER))) == (True, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": ""}, {"webhook-signature": "v1"}, {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,not base64!"}, {"webhook-signature": "v1,AAAA"}, {"webhook-signature": "\u00e9"},
        {"webhook-signature": f"v2,{NOISE}"}, {"webhook-signature": f"V1,{NOISE}"},
        {"webhook-signature": f"{'v1,AAAA ' * 50}v1,{NOISE}"},
        {"webhook-timestamp": ""}, {"webhook-timestamp": "nan"}, {"webhook-timestamp": "1e9"},
        {"webhook-timestamp": "{now:.1f}"}, {"webhook-timestamp": " {now:.0f}"},
        {"webhook-timestamp": "-{now:.0f}"}, {"webhook-timestamp": "9" * 5000},
        {"webhook-timestamp": "\u0661\u0662"},
        {"webhook-id": ""}, {"webhook-id": "two words"}, {"webhook-id": "x" * 201}, {"webhook-id": "\u00e9"},
    ],
)  # fmt: skip
def test_what_is_malformed_says_nothing(headers: dict[str, str]) -> None:
    """No error, no key asked for: nobody signed it."""
    made, at = Call(OLD), datetime.now(UTC)
    wrong = {name: text.format(now=at.timestamp()) for name, text in headers.items()}
    assert read_call(made.headers | wrong, made.body, at) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_a_call_of_another_time_says_nothing(sign: int) -> None:
    """Neither one that is replayed later nor one that is made to be."""
    made = Call(OLD, age=sign * (TOLERANCE + timedelta(minutes=1)))
    assert read_call(made.headers, made.body, datetime.now(UTC)) is None
    within = Call(OLD, age=sign * (TOLERANCE - timedelta(minutes=1)))
    assert read_call(within.headers, within.body, datetime.now(UTC)) is not None


def test_a_signature_is_over_every_byte() -> None:
    """Of the body, which need not be text, of the id and of the time."""
    made = Call(OLD, body=b'{"id": "\x00"}')
    headers = made.headers
    later = {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}
    for changed, body in (({}, made.body + b" "), ({"webhook-id": "msg_x"}, made.body), (later, made.body)):
        read = read_call(headers | changed, body, datetime.now(UTC))
        assert read is not None
        assert not read.fits(key_of(OLD))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!", OLD.removeprefix("whsec_"), "whsec_c2hvcnQ="])
def test_a_secret_that_is_none_is_told_without_it(secret: str) -> None:
    """An empty key would fit whoever guesses it."""
    with pytest.raises(ValueError, match="whsec_ and base64") as caught:
        key_of(secret)
    assert not secret.removeprefix("whsec_") or secret not in str(caught.value)
    assert key_of(OLD.rstrip("=")) == key_of(OLD)


class Provider:
    """Knows its secret, counts who asks, and can be away; `clock` is the time of whoever asks."""

    def __init__(self, secret: str = OLD) -> None:
        self.secret, self.asked, self.time = secret, 0, 1000.0
        self.error: Exception | None = None

    async def __call__(self) -> bytes:
        """The key."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return key_of(self.secret)

    def clock(self) -> float:
        """Seconds."""
        return self.time


async def test_a_changed_secret_is_found_out_by_the_first_call_that_it_signed() -> None:
    """The former one holds as long as a call may be under way, and no longer."""
    provider = Provider()
    keys = Keys((), provider, clock=provider.clock)
    assert await keys.fit(call())
    assert await keys.fit(call())
    assert provider.asked == 1
    provider.secret, provider.time = NEW, provider.time + AGAIN_SECONDS
    assert await keys.fit(call(NEW))
    assert await keys.fit(call(OLD))
    provider.time += TOLERANCE.total_seconds() - 1
    assert await keys.fit(call(OLD))
    provider.time += 1
    assert not await keys.fit(call(OLD))
    assert await keys.fit(call(NEW))


async def test_a_flood_of_forged_calls_asks_once_in_a_while() -> None:
    """However many come at once; and genuine ones get through meanwhile, without waiting for an answer."""
    provider = Provider()
    keys = Keys((), provider, clock=provider.clock)
    assert await keys.fit(call())
    for rounds in range(1, 4):
        provider.time += AGAIN_SECONDS
        forged = [keys.fit(call(OTHER)) for _ in range(50)]
        assert not any(await asyncio.gather(*forged))
        assert not any([await keys.fit(call(OTHER)) for _ in range(50)])
        assert await keys.fit(call())
        assert provider.asked == 1 + rounds


@pytest.mark.parametrize("error", [Away("provider_away", "gone"), Refused("provider_refused", "no"), TimeoutError()])
async def test_without_any_key_the_caller_is_asked_to_come_again(error: Exception) -> None:
    """Not told that all is well, nor that it is forged: nobody knows. A key, once had, is kept through an outage."""
    provider = Provider()
    provider.error = error
    keys = Keys((), provider, clock=provider.clock)
    for _ in range(3):
        with pytest.raises(Away) as caught:
            await keys.fit(call())
        assert caught.value.retry_after == AGAIN_SECONDS
    assert provider.asked == 1
    provider.error, provider.time = None, provider.time + AGAIN_SECONDS
    assert await keys.fit(call())
    provider.error, provider.time = error, provider.time + AGAIN_SECONDS
    assert not await keys.fit(call(OTHER))
    assert await keys.fit(call())
    assert provider.asked == 3


async def test_a_provider_that_does_not_answer_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """All who wait are let go together."""
    monkeypatch.setattr(keep_keys, "ASK_SECONDS", 0.05)

    async def silent() -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    keys = Keys((), silent, clock=Provider().clock)
    answers = await asyncio.gather(*(keys.fit(call()) for _ in range(20)), return_exceptions=True)
    assert {type(answer) for answer in answers} == {Away}


async def test_a_given_secret_is_enough() -> None:
    """Two of them while it is changed; and where there is none, and nobody to ask, nothing is genuine."""
    keys = Keys((key_of(OLD), key_of(NEW)), None)
    assert [await keys.fit(call(secret)) for secret in (OLD, NEW, OTHER)] == [True, True, False]
    nobody = Keys((), None)
    with capture_logs() as log:
        assert [await nobody.fit(call()) for _ in range(3)] == [False] * 3
    assert [line["event"] for line in log] == ["webhook_key_not_set_up"]


async def test_keys_are_not_logged() -> None:
    """Neither the first nor a changed one, nor a call."""
    provider = Provider()
    keys = Keys((), provider, clock=provider.clock)
    with capture_logs() as log:
        await keys.fit(call())
        provider.secret, provider.time = NEW, provider.time + AGAIN_SECONDS
        await keys.fit(call(NEW))
    assert [line["first"] for line in log if line["event"] == "webhook_key_changed"] == [True, False]
    for secret in (OLD, NEW):
        assert secret.removeprefix("whsec_") not in str(log)
        assert str(key_of(secret)) not in f"{log}{call(secret)!r}"
