"""The capacity calculator: it never recommends less than the work takes, and never less for more films."""

import json
import math
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel.capacity.calibrating import ratio
from storyreel.capacity.demand import Wish, demand
from storyreel.capacity.measured import SIDES, Measured, read, scaled
from storyreel.capacity.sizing import HOUR, UTILISATION, Plan, breaking, plan
from storyreel.cli.capacity import MOST
from storyreel_contracts.topology import RETENTION
from storyreel_contracts.types import ExportFormat, ProviderName
from support.commands import run

KNOWN = read()
films = st.floats(min_value=0, max_value=100_000)
wishes = st.builds(
    Wish,
    films_per_hour=films,
    length=st.integers(5, 300),
    quality=st.sampled_from(list(SIDES)),
    formats=st.lists(st.sampled_from(get_args(ExportFormat)), unique=True).map(tuple),
    provider=st.sampled_from(get_args(ProviderName)),
    peak=st.floats(1, 20),
    refined=st.floats(0, 10),
    watchers=st.floats(0, 50),
    views=st.floats(0, 1_000),
    keep_days=st.integers(1, 3650),
)


def amounts(made: Plan) -> list[float]:
    """Everything that is recommended, as numbers."""
    workers = [number for one in made.workers for number in (one.cores, one.replicas)]
    return [
        *workers, made.gateways, made.database_cores, made.database_bytes, made.database_connections,
        made.stream_mebibytes, made.messages_per_second, made.cache_bytes, made.object_bytes, made.megabits_out,
        made.jobs_in_work, made.predictions_per_minute, made.clips_at_once, float(made.usd_per_month),
        len(breaking(made)),
    ]  # fmt: skip


@given(wish=wishes, more=st.floats(0, 100_000), cores=st.integers(1, 64))
def test_more_films_never_take_less(wish: Wish, more: float, cores: int) -> None:
    """Whoever plans for growth is not told to give something back."""
    larger = Wish(
        **{name: getattr(wish, name) for name in Wish.__slots__} | {"films_per_hour": wish.films_per_hour + more}
    )
    pairs = zip(
        amounts(plan(wish, KNOWN, cores_each=cores)), amounts(plan(larger, KNOWN, cores_each=cores)), strict=True
    )
    assert all(less <= greater for less, greater in pairs)


@given(wish=wishes, cores=st.integers(1, 64))
def test_what_is_recommended_does_the_work(wish: Wish, cores: int) -> None:
    """Cores, replicas and connections suffice at the busiest hour, with room to spare."""
    made = plan(wish, KNOWN, cores_each=cores)
    rate, film = wish.films_per_hour * wish.peak / HOUR, made.film
    needed = {"storyboard": film.storyboard, "renderer": film.renderer, "exporter": film.exporter}
    for one in made.workers:
        assert one.cores * UTILISATION >= rate * needed[one.service] * (1 - 1e-9)
        assert one.replicas * one.cores_each >= one.cores
        assert one.replicas >= 1
        assert one.lag_threshold >= 1
    assert made.gateways * UTILISATION >= rate * film.gateway * (1 - 1e-9)
    assert made.database_cores * UTILISATION >= rate * film.database * (1 - 1e-9)
    assert made.database_connections > 8 * (made.gateways + sum(one.replicas for one in made.workers))
    kept = wish.films_per_hour * 24 * RETENTION.days * film.stream_bytes
    assert made.stream_mebibytes * 2**20 >= kept


@given(wish=wishes)
def test_an_autoscaler_starts_as_many_as_are_needed(wish: Wish) -> None:
    """At the busiest hour the lag asks for no more replicas than there may be, so none of them waits for nothing."""
    made = plan(wish, KNOWN)
    renderer = made.workers[1]
    held = wish.films_per_hour * wish.peak / HOUR * made.film.render_seconds
    assert math.ceil(held / renderer.lag_threshold) <= renderer.replicas or held == 0


@given(wish=wishes)
def test_a_ceiling_is_where_it_says(wish: Wish) -> None:
    """What breaks first comes first; a wish just below it breaks nothing."""
    first, *_ = ceilings = plan(wish, KNOWN).ceilings
    assert [one.films_per_hour for one in ceilings] == sorted(one.films_per_hour for one in ceilings)
    fields = {name: getattr(wish, name) for name in Wish.__slots__}
    assert breaking(plan(Wish(**fields | {"films_per_hour": first.films_per_hour * 0.999}), KNOWN)) == []
    assert breaking(plan(Wish(**fields | {"films_per_hour": first.films_per_hour * 1.001}), KNOWN)) != []


@given(wish=wishes, factor=st.floats(0.1, 10))
def test_a_slower_machine_takes_more_cores(wish: Wish, factor: float) -> None:
    """Calibration scales what is CPU, and nothing else."""
    here = scaled(KNOWN, factor, machine="mine", day=date(2026, 11, 1), how="a test")
    ours, theirs = demand(wish, here, cores=2), demand(wish, KNOWN, cores=2)
    assert ours.renderer == pytest.approx(theirs.renderer * factor)
    assert ours.exporter == pytest.approx(theirs.exporter * factor)
    assert (ours.object_bytes, ours.usd) == (theirs.object_bytes, theirs.usd)


def test_paid_films_are_priced_and_limited_by_their_provider() -> None:
    """The bill and the provider's own limit are part of the plan."""
    made = plan(Wish(films_per_hour=100, length=30, quality="720p", provider="replicate", refined=0), KNOWN)
    assert float(made.film.usd) == pytest.approx(6 * 0.003 + 30 * 0.036)
    assert made.film.predictions == 12
    assert made.predictions_per_minute == pytest.approx(100 * 3 * 12 / 60)
    assert any("600 predictions" in one.what for one in made.ceilings)
    assert plan(Wish(films_per_hour=100), KNOWN).usd_per_month == 0


def test_a_machine_like_the_measured_one_is_calibrated_to_one() -> None:
    """The middle of three is not moved by one that was disturbed."""
    cpu = KNOWN.cpu
    same = {"picture": cpu.picture, "film": cpu.film_second["1080p"], "webm": cpu.copy_second["webm"]["1080p"]}
    assert ratio(KNOWN, same) == 1
    assert ratio(KNOWN, same | {"webm": 100.0}) == 1
    assert ratio(KNOWN, {name: 2 * value for name, value in same.items()}) == pytest.approx(2)


def test_the_reference_says_where_it_comes_from() -> None:
    """A number without a source is an opinion."""
    assert "make bench" in KNOWN.how
    assert "cores" in KNOWN.machine
    assert KNOWN.cpu.film_second["480p"] < KNOWN.cpu.film_second["720p"] < KNOWN.cpu.film_second["1080p"]
    assert KNOWN.cpu.copy_second["mp4"]["1080p"] < KNOWN.cpu.copy_second["webm"]["1080p"] / 5


def test_the_command_says_it_on_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """What to have, when to scale, what breaks first, and what it was measured on."""
    code, out, _ = run(
        capsys, "capacity", "--films-per-hour", "400", "--formats", "mp4,webm", "--provider", "replicate"
    )
    assert code == 0
    for words in ("renderer", "STORYREEL_STREAM_MEBIBYTES", "lagThreshold", "✗", "measured on", "a month"):
        assert words in out
    assert len(out.splitlines()) < 40
    assert "assumed: sizes to have are × 1.5 of what was measured" in out


def test_the_command_tells_programs_everything(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With another machine's constants where they are given."""
    mine = scaled(KNOWN, 2, machine="a slow one", day=date(2026, 11, 1), how="a test")
    file = tmp_path / "mine.json"
    file.write_text(mine.model_dump_json())
    asked = ("capacity", "--films-per-hour", "100", "--json")
    here = json.loads(run(capsys, *asked)[1])
    slow = json.loads(run(capsys, *asked, "--measured", str(file))[1])
    assert slow["measured"]["machine"] == "a slow one"
    assert here["assumed"] == {"reserve_of_sizes": 1.5, "utilisation": 0.7}
    assert slow["film"]["renderer"] == pytest.approx(2 * here["film"]["renderer"])
    assert {one["service"] for one in here["workers"]} == {"storyboard", "renderer", "exporter"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--formats", "avi"), "no format"),
        (("--quality", "4k"), "no quality"),
        (("--length", "3"), "length"),
        (("--films-per-hour", "-1"), "films-per-hour"),
        (("--films-per-hour", "nan"), "films-per-hour"),
        (("--films-per-hour", "1e300"), "films-per-hour"),
        (("--peak", "inf"), "peak"),
        (("--refined", "1e300"), "refined"),
        (("--watchers", "inf"), "watchers"),
        (("--views", "inf"), "views"),
        (("--calibrate", "/nowhere/here.json"), "no folder"),
    ],
)
def test_what_makes_no_sense_is_refused(
    options: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is reckoned."""
    code, _, err = run(capsys, "capacity", "--films-per-hour", "1", *options)
    assert code == 2
    assert said in err


def test_the_largest_wish_is_reckoned(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is taken has an answer."""
    most = str(MOST)
    told = ("--films-per-hour", most, "--peak", most, "--refined", most, "--watchers", most, "--views", most)
    assert run(capsys, "capacity", *told, "--length", "300", "--keep-days", most)[0] == 0


def test_a_file_that_is_no_measurement_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In one sentence."""
    file = tmp_path / "not.json"
    file.write_text("{}")
    code, _, err = run(capsys, "capacity", "--films-per-hour", "1", "--measured", str(file))
    assert (code, err.count("\n")) == (2, 1)
    assert Measured.model_validate_json(KNOWN.model_dump_json()) == KNOWN
