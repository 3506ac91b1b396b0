"""What was bought, on the command line and in the client: to the last cent, and what to do where nobody can tell."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from storyreel.cli import ledger
from storyreel.client import AsyncStoryreel, Storyreel
from storyreel_contracts.status import VideoStatus
from support.commands import run
from support.scripted_api import JOB_ID, ScriptedApi, job_json, says

PAID: dict[str, Any] = {
    "purchase_id": "01920000-0000-7000-8000-000000000009", "job_id": str(JOB_ID), "kind": "image", "scene_number": 3,
    "provider": "replicate", "model": "black-forest-labs/flux-schnell", "prediction_id": "ufawqhfy",
    "state": "succeeded", "price_usd": 0.003, "cost_usd": 0.003, "created_at": "2026-11-01T09:00:00Z",
    "ended_at": "2026-11-01T09:00:02Z",
}  # fmt: skip
LOST = PAID | {
    "purchase_id": "01920000-0000-7000-8000-000000000008", "kind": "clip", "state": "unknown", "cost_usd": None,
    "price_usd": 0.18, "prediction_id": None, "error": {"code": "purchase_unknown", "message": "nobody can tell"},
}  # fmt: skip
TOTALS = {"count": 3, "paid_usd": 0.003, "open_usd": 0.036, "unknown_usd": 0.18}
MADE = [
    {"scene_number": 1, "picture": {"provider": "upload", "model": "own"},
     "clip": {"provider": "replicate", "model": "bytedance/seedance-1-lite"}},
    {"scene_number": 2, "picture": {"provider": None, "model": "animatic-1"}, "clip": None},
]  # fmt: skip
METADATA: dict[str, Any] = {
    "job_id": str(JOB_ID), "status": "completed",
    "scenes": {"total": 2, "completed": 2, "failed": 0, "details": []},
    "costs": {"estimated": 0.366, "actual": 0.369}, "metrics": {"refinement_count": 1, "download_count": 4},
    "video": {"available": True, "url": "/v", "sources": MADE, "parameters": {
        "width": 1920, "height": 1080, "fps": 30, "duration": 10, "size": 4718592, "media_type": "video/mp4"}},
    "approved_at": None, "error": None, "created_at": "2026-11-01T09:00:00Z", "updated_at": "2026-11-01T09:05:00Z",
}  # fmt: skip


@pytest.fixture(autouse=True)
def bought(api: ScriptedApi) -> None:
    """One purchase that was paid, and one of which nobody can tell."""
    api.answers("/purchases", says([LOST, PAID]))
    api.answers("/purchases/totals", says(TOTALS))


def test_the_ledger_is_a_table_with_its_totals(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever may have been paid stands there with what to do about it."""
    code, out, _ = run(capsys, "ledger", "--state", "unknown", "--job", str(JOB_ID), "--limit", "2")
    assert code == 0
    for words in ("ufawqhfy", "succeeded", "$0.18", "replicate/flux-schnell", str(JOB_ID)):
        assert words in out
    assert "3 purchases, the newest 2 listed: paid $0.003, open $0.036, unknown $0.18" in out
    assert "replicate.com/predictions" in out
    assert {request.url.query for request in api.seen} == {
        f"state=unknown&job_id={JOB_ID}&limit=2", f"state=unknown&job_id={JOB_ID}",
    }  # fmt: skip


@pytest.mark.parametrize("width", [80, 100, 120, 200, None])
def test_ids_are_whole_on_any_terminal(
    width: int | None, api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A narrow one has fewer columns, and none of them is cut; where nobody watches all are there, in one line each."""
    lost = {"code": "purchase_output_lost", "message": "gone"}
    gone = PAID | {"prediction_id": "ufawqhfynnddngldkgtslldrkq", "state": "failed", "error": lost}
    api.answers("/purchases", says([gone, PAID]))
    if width is not None:
        monkeypatch.setattr(ledger, "console", lambda: Console(width=width, force_terminal=True, color_system=None))
    out = run(capsys, "ledger")[1]
    rows = [line for line in out.splitlines() if str(JOB_ID) in line]
    assert len(rows) == 2
    assert all("$0.003" in row for row in rows)
    assert ("made by" in out) is ("ufawqhfynnddngldkgtslldrkq" in rows[0]) is (width in {200, None})
    assert width is None or max(map(len, out.splitlines()[:4])) <= width
    when = f"{datetime(2026, 11, 1, 9, tzinfo=UTC).astimezone():%Y-%m-%d %H:%M:%S}   "
    assert ("when" in out) is (when in rows[1])


def test_the_ledger_is_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Purchases and totals."""
    said = json.loads(run(capsys, "ledger", "--json")[1])
    assert ([one["state"] for one in said["purchases"]], said["totals"]["unknown_usd"]) == (
        ["unknown", "succeeded"], 0.18,
    )  # fmt: skip


def test_an_empty_ledger_says_so(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """And frightens nobody."""
    api.answers("/purchases", says([]))
    api.answers("/purchases/totals", says({"count": 0, "paid_usd": 0, "open_usd": 0, "unknown_usd": 0}))
    assert run(capsys, "ledger")[1] == "no purchases\n0 purchases: paid $0.00, open $0.00, unknown $0.00\n"


def test_metadata_say_who_made_which_scene(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Picture and clip apart."""
    api.answers(f"/jobs/{JOB_ID}/metadata", says(METADATA))
    out = run(capsys, "metadata", str(JOB_ID))[1]
    rows = [line.split() for line in out.splitlines()]
    assert ["1", "upload", "own", "replicate", "bytedance/seedance-1-lite"] in rows
    assert ["2", "animatic-1"] in rows
    for words in ("1920×1080, 30 fps, 10 s, 4.7 MB", "$0.369"):
        assert words in out
    assert json.loads(run(capsys, "metadata", str(JOB_ID), "--json")[1])["video"]["sources"][1]["clip"] is None


def test_a_storyboard_says_who_made_its_pictures(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Where that is known."""
    scene = {"scene_number": 1, "description": "A fox wakes", "duration": 5, "image_prompt": "wide shot, a fox"}
    entry = {"scene": scene, "generation_status": "completed", "picture_provider": "replicate"}
    api.answers(f"/jobs/{JOB_ID}", says(job_json(VideoStatus.STORYBOARD_READY, 3, storyboard=[entry])))
    assert "completed by replicate" in run(capsys, "show", str(JOB_ID))[1]


def test_what_others_wrote_is_text(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever looks like a style or an emoji in it: nothing is swallowed, and nothing breaks."""
    odd = "a fox [/b] and [red]snow[/] :fox:"
    scene = {"scene_number": 1, "description": odd, "duration": 5, "image_prompt": "wide shot, a fox"}
    entry = {"scene": scene, "generation_status": "completed"}
    api.answers(f"/jobs/{JOB_ID}", says(job_json(VideoStatus.STORYBOARD_READY, 3, storyboard=[entry])))
    assert odd in run(capsys, "show", str(JOB_ID))[1]
    api.answers("/purchases", says([PAID | {"prediction_id": odd}]))
    assert odd in run(capsys, "ledger")[1]


def test_clips_can_be_chained(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """And sound as they are."""
    api.answers(f"/jobs/{JOB_ID}/render", says(job_json(VideoStatus.RENDERING, 5), 202))
    assert run(capsys, "render", str(JOB_ID), "--chain-frames", "--audio", "clips")[0] == 0
    assert json.loads(api.seen[0]._body) == {"captions": True, "audio": "clips", "chain_frames": True}


async def test_both_clients_ask_alike(api: ScriptedApi) -> None:
    """The same conditions, typed answers."""
    since = datetime(2026, 11, 1, tzinfo=UTC)
    async with AsyncStoryreel(api.base_url, "sr_key") as client:
        found = [one async for one in client.purchases.list(provider="replicate", since=since)]
        totals = await client.purchases.totals(provider="replicate", since=since)
    with Storyreel(api.base_url, "sr_key") as plain:
        assert list(plain.purchases.list(provider="replicate", since=since)) == found
        assert plain.purchases.totals(provider="replicate", since=since) == totals
    assert [one.state for one in found] == ["unknown", "succeeded"]
    assert {dict(request.query_params)["since"] for request in api.seen} == {"2026-11-01T00:00:00+00:00"}
