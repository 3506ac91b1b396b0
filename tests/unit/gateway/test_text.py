"""What passes can be kept: by Postgres, by the bus, and by whoever reads JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_gateway.routes.text import DEEP, ENDLESS, HALF, HUGE, MOST_LEVELS, NUL, Flaw, flaw

TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**60, 2**66) | st.floats() | TEXT,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXT, below, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_what_has_no_flaw_is_strict_json_in_utf8(value: object) -> None:
    """And comes back as it was; what has one is left out for a reason that shows in its bytes."""
    found = flaw(value)
    if found is None:
        kept = json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
        assert b"\\u0000" not in kept
        assert json.loads(kept) == value
    else:
        shown = json.dumps(value)
        signs = {NUL: ("\\u0000",), HALF: ("\\ud", "\\uD"), ENDLESS: ("NaN", "Infinity"), HUGE: tuple("123456789")}
        assert any(sign in shown for sign in signs[found])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": ["\x00"]}, NUL),
        ({"\x00": 1}, NUL),
        (["\udc00"], HALF),
        ([float("nan")], ENDLESS),
        ([float("-inf")], ENDLESS),
        (2**63, HUGE),
        (2**63 - 1, None),
        (True, None),
        ("\N{MOVIE CAMERA} e\u0301 \u202e", None),
    ],
)
def test_what_cannot_be_kept(value: object, found: Flaw | None) -> None:
    """At any depth, in names and in values."""
    assert flaw(value) is found


def test_nesting_has_an_end() -> None:
    """As many levels as we say, and not one more."""
    value: object = 1
    for _ in range(MOST_LEVELS - 1):
        value = [value]
    assert flaw(value) is None
    assert flaw([value]) is DEEP
