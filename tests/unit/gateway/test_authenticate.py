"""Whose key it is: asked seldom, never of a mistyped key, never remembered beyond its end."""

import asyncio
from datetime import timedelta

import pytest

from storyreel_chassis import keys
from storyreel_chassis.ids import new_id, now
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.handlers import authenticate as authenticating
from storyreel_gateway.handlers.authenticate import KNOWN_FOR, Authenticate


class Asked:
    """Keys that note what they are asked; `held` keeps an answer back."""

    def __init__(self, principal: Principal | None) -> None:
        self.principal, self.digests = principal, list[bytes]()
        self.held = asyncio.Event()
        self.held.set()

    async def find_key(self, digest: bytes) -> Principal | None:
        """See `ports.Keys`."""
        self.digests.append(digest)
        answer = self.principal
        await self.held.wait()
        return answer


class Clock:
    """A clock that is turned by hand."""

    at = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.at


def ada(**more: object) -> Principal:
    """Somebody."""
    return Principal(new_id(), "ada", frozenset({"jobs:read"}), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("spoil", [lambda key: key[:-1] + "!", lambda key: key[:20] + "0" + key[20:], str.lower])
async def test_a_mistyped_key_never_reaches_the_database(spoil: object) -> None:
    """Nor does anything that is no key at all."""
    store = Asked(ada())
    for wrong in (spoil(keys.new_api_key()), "", "sr_", "x" * 52):  # type: ignore[operator]
        assert await Authenticate(store)(wrong) is None
    assert store.digests == []


async def test_a_key_is_asked_for_once_in_five_seconds() -> None:
    """The database sees its digest only."""
    store, clock, key = Asked(ada()), Clock(), keys.new_api_key()
    authenticate = Authenticate(store, clock=clock)
    assert {await authenticate(key) for _ in range(3)} == {store.principal}
    assert authenticate.remembered(key) == store.principal
    store.principal, clock.at = None, KNOWN_FOR
    assert authenticate.remembered(key) is None
    assert await authenticate(key) is None
    assert store.digests == [keys.digest(key)] * 2


async def test_a_key_is_not_remembered_beyond_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends in a second is asked for again after it."""
    at = now()
    monkeypatch.setattr(authenticating, "now", lambda: at)
    store, clock, key = Asked(ada(expires_at=at + timedelta(seconds=1))), Clock(), keys.new_api_key()
    authenticate = Authenticate(store, clock=clock)
    await authenticate(key)
    assert authenticate.remembered(key) is not None
    clock.at = 1.0
    assert authenticate.remembered(key) is None


async def test_what_was_revoked_here_is_forgotten_even_by_who_is_just_asking() -> None:
    """An answer that was on its way when the key was revoked lets nobody in."""
    store, key = Asked(ada()), keys.new_api_key()
    other, others = keys.new_api_key(), ada()
    authenticate = Authenticate(store, clock=Clock())
    await authenticate(key)
    store.principal, mine = others, store.principal
    await authenticate(other)
    assert mine is not None
    authenticate.forget(mine.key_id)
    assert (authenticate.remembered(key), authenticate.remembered(other)) == (None, others)
    store.principal = mine
    store.held.clear()
    asking = asyncio.create_task(authenticate(key))
    await asyncio.sleep(0)
    store.held.set()
    assert await asking is None
    assert authenticate.remembered(key) is None
