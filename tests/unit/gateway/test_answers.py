"""What makes two requests the same one, and which answers hold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_gateway.adapters.limiter import parsed
from storyreel_gateway.domain.answer import Answer, fingerprint

NAMES = st.text("abc", min_size=1, max_size=3)
BODIES = st.dictionaries(NAMES, st.integers() | st.text(max_size=5) | st.none(), max_size=4)
QUERIES = st.lists(st.tuples(NAMES, NAMES), max_size=3)


@given(body=BODIES, query=QUERIES, data=st.data())
def test_writing_the_same_in_another_way_is_the_same_request(
    body: dict[str, Any], query: list[tuple[str, str]], data: st.DataObject
) -> None:
    """The order of fields and parameters and the blanks between them say nothing."""
    fields = dict(data.draw(st.permutations(list(body.items()))))
    one = fingerprint("POST", "/a", query, json.dumps(body).encode())
    assert one == fingerprint(
        "POST", "/a", data.draw(st.permutations(query)), json.dumps(fields, indent=2, ensure_ascii=False).encode()
    )


@given(one=st.tuples(NAMES, QUERIES, BODIES), other=st.tuples(NAMES, QUERIES, BODIES))
def test_another_request_has_another_fingerprint(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """Path, query and body each count, wherever one ends and the next begins."""
    prints = [fingerprint("POST", path, query, json.dumps(body).encode()) for path, query, body in (one, other)]
    same = (one[0], sorted(one[1]), one[2]) == (other[0], sorted(other[1]), other[2])
    assert (prints[0] == prints[1]) == same


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_json_counts_as_it_stands(body: bytes) -> None:
    """Endpoints without a body take anything."""
    assert fingerprint("POST", "/a", [], body) != fingerprint("POST", "/a", [], body + b" ")


def test_only_what_holds_for_good_is_definite() -> None:
    """An effect and a refusal are; a limit, a budget, a missing key and a failure pass."""
    definite = {status for status in range(200, 600) if Answer(status, {}, b"").definite}
    assert definite >= {200, 202, 404, 409, 412, 422}
    assert not definite & {401, 429, 500, 503}


@pytest.mark.parametrize("text", ["off", "OFF", "0"])
def test_a_limit_can_be_off(text: str) -> None:
    """Nothing is counted then."""
    assert parsed(text) is None


def test_a_limit_is_a_number_per_time() -> None:
    """As it is written."""
    limit = parsed("7/Minute")
    assert limit is not None
    assert (limit.amount, limit.get_expiry()) == (7, 60)
