"""Derived keys and sealed secrets."""

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
    """Sealed under one name it is another text than under another."""
    sealed = seal(KEY, name, secret)
    assert unseal(KEY, name, sealed) == secret
    if len(secret) > 12:
        assert secret not in sealed
        assert unseal(derived("other", "sealing"), name, sealed) != secret
        assert seal(KEY, bytes(16) if any(name) else b"\1" * 16, secret) != sealed


def test_what_was_never_sealed_is_nothing() -> None:
    """No error leaves that would tell of the text; a short key is a mistake of ours."""
    assert unseal(KEY, b"name", "not base64 at all") is None
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"short", b"name", "secret")
