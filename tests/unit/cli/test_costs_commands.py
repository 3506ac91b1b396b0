"""Money on the command line and in the client: asked for by the same options as a film, shown to the last cent."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from storyreel.client import AsyncStoryreel, Storyreel, StoryreelApiError
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from support.commands import run
from support.scripted_api import JOB_ID, ScriptedApi, job_json, problem, says

LINE = {
    "kind": "image", "scene_number": 1, "model": "flux", "unit": "image", "quantity": 1, "unit_price_usd": 0.003,
    "amount_usd": 0.003,
}  # fmt: skip
ESTIMATE: dict[str, Any] = {
    "provider": "replicate", "price_version": "2026-11-01", "lines": [LINE], "images_usd": 0.003, "clips_usd": 0.18,
    "total_usd": 0.183, "max_cost_usd": 0.1, "within_budget": False,
}  # fmt: skip
BILLED = {
    "kind": "clip", "scene_number": None, "provider": "replicate", "model": "seedance", "unit": "second",
    "quantity": 5, "unit_price_usd": 0.036, "quoted_usd": 0.18, "reserved_usd": 0, "actual_usd": 0.25,
    "state": "billed", "created_at": "2026-11-02T10:00:00Z", "settled_at": "2026-11-02T10:01:00Z",
}  # fmt: skip
COSTS: dict[str, Any] = {
    "job_id": str(JOB_ID), "provider": "replicate", "price_version": "2026-11-01", "estimated_usd": 0.183,
    "quoted_usd": 0.18, "reserved_usd": 0, "actual_usd": 0.25, "max_cost_usd": 1, "remaining_usd": 0.75,
    "variance_percent": 38.9, "variance_exceeded": True, "scenes": [], "lines": [BILLED],
}  # fmt: skip
SPENT = {"quoted_usd": 0.18, "reserved_usd": 0, "actual_usd": 0.25, "clip_seconds": 5.5, "images": 7}
USAGE: dict[str, Any] = {
    "month": "2026-10", "jobs": 3, "films": 2, "exports": 4, **SPENT, "providers": [{"provider": "replicate", **SPENT}],
    "monthly_budget_usd": 10, "remaining_usd": 9.75, "jobs_in_work": 1, "concurrency_limit": 20,
}  # fmt: skip


PAID = ("a fox in the snow", "--duration", "5", "--provider", "replicate", "--max-cost", "0.1", "--style", "noir")


def test_an_estimate_takes_the_options_of_make(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """And sends the very same body."""
    api.answers("/estimates", says(ESTIMATE))
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    code, out, _ = run(capsys, "estimate", *PAID)
    run(capsys, "make", *PAID)
    sent = [json.loads(request._body) for request in api.seen]
    assert (code, len(sent), sent[0]) == (0, 3, sent[2])
    assert "estimate $0.183 ($0.003 pictures + $0.18 clips) by replicate, prices of 2026-11-01" in out
    assert "more than the budget allows" in out
    assert json.loads(run(capsys, "estimate", *PAID, "--json")[1])["total_usd"] == 0.183


def test_make_tells_the_price_of_what_is_not_free(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, so that --json stays JSON; whom the house prefers may cost; for what is free nobody is asked."""
    api.answers("/estimates", says(ESTIMATE))
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    _, out, err = run(capsys, "make", *PAID, "--json")
    assert json.loads(out)["status"] == "pending"
    assert err.startswith("estimate $0.183")
    assert run(capsys, "make", "a fox in the snow")[2].startswith("estimate $0.183")
    free = ESTIMATE | {"provider": "animatic", "total_usd": 0, "images_usd": 0, "clips_usd": 0, "reserved_usd": 0.183}
    api.answers("/estimates", says(free))
    err = run(capsys, "make", "a fox in the snow", "--provider", "animatic", "--fallback", "replicate")[2]
    assert "estimate $0.00" in err
    assert "$0.183 if another takes all over" in err
    api.seen.clear()
    _, _, err = run(capsys, "make", "a fox in the snow", "--provider", "animatic")
    assert ([request.url.path for request in api.seen], err) == (["/api/v2/generate"], "")


@pytest.mark.parametrize(("said", "made"), [("y\n", 1), ("n\n", 0), ("", 0)])
def test_who_sits_there_is_asked_before_money_is_spent_that_nobody_spoke_of(
    said: str, made: int, api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a provider nor a limit was named; who names one has decided, and a program is never asked."""

    class Keyboard(StringIO):
        def isatty(self) -> bool:
            return True

    api.answers("/estimates", says(ESTIMATE))
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    monkeypatch.setattr("sys.stdin", Keyboard(said))
    code, _, err = run(capsys, "make", "a fox in the snow")
    assert (code, "Make it?" in err) == (1 - made, True)
    assert [request.url.path for request in api.seen].count("/api/v2/generate") == made
    for decided in (("--provider", "replicate"), ("--max-cost", "1")):
        assert "Make it?" not in run(capsys, "make", "a fox in the snow", *decided)[2]


def test_a_jobs_costs_are_a_card_and_lines(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """With what is left of its limit, and whether it went too far."""
    api.answers(f"/jobs/{JOB_ID}/costs", says(COSTS))
    code, out, _ = run(capsys, "costs", str(JOB_ID))
    assert code == 0
    for words in ("$0.25", "+38.9 %, too much", "$0.75", "billed", "seedance"):
        assert words in out
    assert json.loads(run(capsys, "costs", str(JOB_ID), "--json")[1])["remaining_usd"] == 0.75


def test_equal_lines_of_an_estimate_are_one(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """With their scenes, their number and their sum."""
    lines = [LINE | {"scene_number": number} for number in (1, 2, 3)]
    clips = {"kind": "clip", "scene_number": None, "unit": "second", "quantity": 15}
    api.answers("/estimates", says(ESTIMATE | {"lines": [*lines, LINE | clips]}))
    rows = [line.split() for line in run(capsys, "estimate", *PAID)[1].splitlines()]
    assert ["image", "×3", "1-3", "flux", "3", "images", "$0.003", "$0.009"] in rows
    assert ["clip", "all", "flux", "15", "seconds", "$0.003", "$0.003"] in rows


def test_a_second_picture_of_a_scene_is_a_refined_one(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines come in the order in which they were decided on."""
    lines = [BILLED | {"kind": "image", "scene_number": number} for number in (1, 2, 1)]
    api.answers(f"/jobs/{JOB_ID}/costs", says(COSTS | {"lines": lines}))
    out = run(capsys, "costs", str(JOB_ID))[1]
    assert [line.split()[:3] for line in out.splitlines() if line.strip().startswith("image")] == [
        ["image", "1", "billed"],
        ["image", "2", "billed"],
        ["image", "(refined)", "1"],
    ]


def test_a_month_is_shown(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """The one that was asked for."""
    api.answers("/usage", says(USAGE))
    code, out, _ = run(capsys, "usage", "--month", "2026-10")
    assert (code, api.seen[0].url.query) == (0, "month=2026-10")
    for words in ("2026-10", "5.5 s", "$9.75", "1 of 20", "replicate"):
        assert words in out
    assert json.loads(run(capsys, "usage", "--json")[1])["films"] == 2


def test_a_refusal_says_the_figures(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, exit code 1."""
    detail = "The job may spend no more. $0.18 wanted, $0.00 spent and $0.00 reserved of $0.10."
    api.answers(f"/jobs/{JOB_ID}/render", problem("budget_exceeded", 402, detail=detail))
    code, _, err = run(capsys, "render", str(JOB_ID))
    assert code == 1
    assert f"{detail} [budget_exceeded]" in err


def test_the_client_keeps_what_a_refusal_says_besides(api: ScriptedApi) -> None:
    """A program sees the figures and the lines that did not fit."""
    api.answers("/generate", problem("budget_exceeded", 402, wanted_usd=0.003, lines=[LINE]))
    with Storyreel(api.base_url, "sr_key") as client, pytest.raises(StoryreelApiError) as refused:
        client.generate(GenerationRequest(prompt="a fox in the snow"))
    assert (refused.value.more["wanted_usd"], refused.value.more["lines"]) == (0.003, [LINE])


async def test_both_clients_ask_alike(api: ScriptedApi) -> None:
    """Typed answers, decimals kept."""
    wish = GenerationRequest(prompt="a fox in the snow", provider="replicate")
    for path, answer in (("/estimates", ESTIMATE), (f"/jobs/{JOB_ID}/costs", COSTS), ("/usage", USAGE)):
        api.answers(path, says(answer))
    async with AsyncStoryreel(api.base_url, "sr_key") as client:
        told = (
            await client.costs.estimate(wish),
            await client.costs.of_job(JOB_ID),
            await client.costs.usage("2026-10"),
        )
    with Storyreel(api.base_url, "sr_key") as plain:
        assert (plain.costs.estimate(wish), plain.costs.of_job(JOB_ID), plain.costs.usage("2026-10")) == told
    assert (told[0].total_usd, told[1].actual_usd, told[2].clip_seconds) == tuple(
        map(Decimal, ("0.183", "0.25", "5.5"))
    )
    assert {request.headers.get("idempotency-key") is not None for request in api.seen[::3]} == {True}
