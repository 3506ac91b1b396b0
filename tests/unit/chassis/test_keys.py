"""API keys."""

from hypothesis import given
from hypothesis import strategies as st

from storyreel_chassis.keys import digest, is_well_formed, new_api_key


def test_a_new_key_is_well_formed_and_never_the_same() -> None:
    """Prefix, 256 bits, checksum."""
    keys = {new_api_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(is_well_formed(key) and key.startswith("sr_") and len(key) == 52 for key in keys)


@given(st.integers(min_value=3, max_value=51), st.characters(codec="ascii"))
def test_one_wrong_character_is_noticed(at: int, wrong: str) -> None:
    """A mistyped key never reaches the database."""
    key = new_api_key()
    changed = key[:at] + wrong + key[at + 1 :]
    assert is_well_formed(changed) == (changed == key)


@given(st.text(max_size=80))
def test_any_text_can_be_checked(text: str) -> None:
    """No input breaks the check."""
    assert not is_well_formed(text)


def test_the_digest_does_not_hold_the_key() -> None:
    """What is stored is a SHA-256."""
    key = new_api_key()
    assert len(digest(key)) == 32
    assert key.encode() not in digest(key)
