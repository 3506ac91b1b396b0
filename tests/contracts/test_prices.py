"""Prices are data that cannot be wrong unnoticed: every file is read, named by its day, and kept for its jobs."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_contracts import pricing

ANIMATIC: dict[str, Any] = {
    "image": {"model": "m", "per_image": "0"},
    "clip": {"model": "m", "per_second": {"1080p": "0"}, "default_resolution": "1080p"},
}


def catalogue(day: str = "2027-01-01", **changes: Any) -> dict[str, Any]:
    """A catalogue as its file has it."""
    return {"effective_from": day, "currency": "USD", "providers": {"animatic": ANIMATIC}, **changes}


def write(folder: Path, content: dict[str, Any], name: str | None = None) -> Path:
    """A folder with this file."""
    folder.joinpath(f"{name or content['effective_from']}.json").write_text(json.dumps(content))
    return folder


def test_the_list_prices_of_today() -> None:
    """Where they are from: the providers' own lists; animatic is ours and free."""
    prices = pricing.prices_of("2026-11-01").providers
    assert prices["animatic"].estimate(images=60, seconds=300) == 0
    flux = prices["replicate"]
    assert (flux.image.model, flux.image.per_image) == ("black-forest-labs/flux-schnell", Decimal("0.003"))
    seconds = [flux.clip.per_clip_second(resolution) for resolution in ("480p", "720p", "1080p")]
    assert (flux.clip.model, seconds) == (
        "bytedance/seedance-1-lite",
        [Decimal(p) for p in ("0.018", "0.036", "0.072")],
    )
    assert flux.clip.per_clip_second() == Decimal("0.036")
    assert flux.estimate(images=6, seconds=30) == Decimal("1.098")


@given(st.dates(min_value=date(2020, 1, 1)))
def test_the_newest_effective_prices_are_used(day: date) -> None:
    """Never those of a later day; before all of them, the oldest."""
    known = list(pricing.catalogues().values())
    used = pricing.current(day)
    assert used in known
    assert used.effective_from <= day or used is known[0]
    assert not [one for one in known if used.effective_from < one.effective_from <= day]


def test_versions_lie_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New prices hold from their day on; the old ones stay for the jobs that were made by them."""
    write(tmp_path, catalogue("2027-01-01"))
    write(tmp_path, catalogue("2027-03-01"))
    found = pricing.read(tmp_path)
    assert list(found) == ["2027-01-01", "2027-03-01"]
    monkeypatch.setattr(pricing, "catalogues", lambda: found)
    turn = date(2027, 3, 1)
    assert pricing.current(turn - timedelta(days=1)).version == "2027-01-01"
    assert pricing.current(turn).version == "2027-03-01"
    assert pricing.prices_of("2027-01-01").version == "2027-01-01"
    with pytest.raises(KeyError):
        pricing.prices_of("2026-11-01")


@pytest.mark.parametrize(
    "wrong",
    [
        catalogue(currency="EUR"),
        catalogue(providers={}),
        catalogue(providers={"somebody": ANIMATIC}),
        catalogue(providers={"animatic": ANIMATIC | {"image": {"model": "m", "per_image": "-1"}}}),
        catalogue(providers={"animatic": ANIMATIC | {"image": {"model": "m", "per_image": "0.00001"}}}),
        catalogue(providers={"animatic": ANIMATIC | {"clip": ANIMATIC["clip"] | {"default_resolution": "480p"}}}),
        catalogue(note="a field that nobody knows"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Before anything is sold by it."""
    with pytest.raises(ValueError, match=r"prices/2027-01-01\.json"):
        pricing.read(write(tmp_path, wrong))


def test_a_file_is_named_by_its_day_and_there_is_one(tmp_path: Path) -> None:
    """What a job keeps as its price version leads to the file."""
    with pytest.raises(ValueError, match="no price catalogue"):
        pricing.read(tmp_path)
    with pytest.raises(ValueError, match="name it so"):
        pricing.read(write(tmp_path, catalogue(), "cheaper"))
