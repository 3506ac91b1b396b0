"""Derived keys and sealed secrets."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_chassis.sealing import seal, unseal
from storyreel_chassis.signing import derived

KEY = derived("a secret of the tests", "sealing")


def test_each_purpose_has_a_key_of_its_own() -> None:
    """Who learns one knows no other; the same secret and purpose give the same key in every process."""
    made = {derived(secret, purpose) for secret in ("one", "two") for purpose in ("share", "webhooks", "sealing")}
    assert len(made) == 6
    assert {len(key) for key in made} == {32}
    assert derived("one", "share").hex() == "a258e2c157907d2e7397d08b15e311cac2a2697bb9bb411049d47fc95faef795"


@given(secret=st.text(max_size=200), name=st.binary(min_size=16, max_size=16))
def test_a_sealed_secret_comes_back_under_its_own_key_only(secret: str, name: bytes) -> None:
    """Another key or name opens nothing, and sealed twice it is two texts."""
    sealed = seal(KEY, name, secret)
    assert unseal(KEY, name, sealed) == secret
    assert unseal(derived("other", "sealing"), name, sealed) is None
    assert unseal(KEY, bytes(16) if any(name) else b"\1" * 16, sealed) is None
    assert seal(KEY, name, secret) != sealed
    if len(secret) > 12:
        assert secret not in sealed


@given(place=st.integers(0, 39), bit=st.integers(0, 7))
def test_a_sealed_secret_that_was_changed_is_nothing(place: int, bit: int) -> None:
    """Whichever bit it was: who can write to the database cannot change what is revealed."""
    packed = bytearray(urlsafe_b64decode(seal(KEY, b"name", "a new secret")))
    assert len(packed) == 40
    packed[place] ^= 1 << bit
    assert unseal(KEY, b"name", urlsafe_b64encode(packed).decode()) is None


@pytest.mark.parametrize("text", ["", "AAAA", "not base64 at all", "é", "a" * 200])
def test_what_was_never_sealed_is_nothing(text: str) -> None:
    """No error leaves that would tell of the text."""
    assert unseal(KEY, b"name", text) is None
