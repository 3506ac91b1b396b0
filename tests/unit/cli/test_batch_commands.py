"""The commands about batches, against a scripted API."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from storyreel.client import NotInTime, Storyreel
from support.commands import run
from support.scripted_api import JOB_ID, ScriptedApi, problem, says

BATCH_ID = "01920000-0000-7000-8000-00000000000b"
BATCH = f"/batches/{BATCH_ID}"
AT = "2026-11-27T12:00:00Z"
WISH = {"prompt": "a fox in the snow"}


def batch(status: str = "running", percent: float = 50, **counts: int) -> dict[str, Any]:
    """A batch of two as the API tells it."""
    failed = {"code": "encoder_failed", "message": "the encoder stopped"}
    return {
        "batch_id": BATCH_ID,
        "status": status,
        "counts": {"total": 2, **(counts or {"completed": 1, "failed": 1})},
        "percent": percent,
        "estimated_cost": 1.5,
        "reserved_cost": 0,
        "actual_cost": 1.25,
        "max_cost_usd": 3,
        "created_at": AT,
        "updated_at": AT,
        "items": [
            {"index": 0, "state": "completed", "percent": 100, "job_id": str(JOB_ID), "job_url": f"/jobs/{JOB_ID}"},
            {"index": 1, "state": "failed", "percent": 100, "error": failed},
        ],
    }


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (json.dumps([WISH, WISH]), {"requests": [WISH, WISH]}),
        (f"{json.dumps(WISH)}\n\n{json.dumps(WISH)}\n", {"requests": [WISH, WISH]}),
        (json.dumps(WISH), {"requests": [WISH]}),
        (json.dumps({"requests": [WISH], "max_cost_usd": 9}, indent=2), {"requests": [WISH], "max_cost_usd": 9}),
    ],
)
def test_wishes_come_from_a_file_in_any_form(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, sent: dict[str, Any]
) -> None:
    """A list, one a line, a single one, or a whole batch; nothing is made up that was not said."""
    file = tmp_path / "wishes"
    file.write_text(text)
    api.answers("/batches", says(batch("queued", 0, queued=2), 202))
    code, out, _ = run(capsys, "batch", "submit", str(file))
    assert code == 0
    assert json.loads(api.seen[0]._body) == sent
    assert api.seen[0].headers["idempotency-key"]
    assert f"storyreel batch watch {BATCH_ID}" in out


def test_wishes_come_from_a_pipe_under_a_budget(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` reads stdin; options stand above what the file says."""
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"requests": [WISH], "max_cost_usd": 9})))
    api.answers("/batches", says(batch("queued", 0, queued=2), 202))
    code, _, _ = run(capsys, "batch", "submit", "-", "--max-cost", "2.5", "--client-id", "a studio", "--json")
    sent = json.loads(api.seen[0]._body)
    assert (code, sent["max_cost_usd"], sent["client_id"]) == (0, 2.5, "a studio")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "this is not JSON: line 1"),
        (f"{json.dumps(WISH)}\nnonsense\n", "line 2, column 1"),
        (f"{json.dumps(WISH)}\n\n{json.dumps({'prompt': 'short'})}\n", "storyreel: line 3: prompt: must have 10 to"),
        (json.dumps({"prompt": "short"}), "storyreel: prompt: must have 10 to"),
        ("3", "a batch is a list of requests"),
        ("[]", "requests: must have 1 to 100 entries"),
        (json.dumps([WISH, {"prompt": "a fox in the snow", "duration": 1}]), "requests.1.duration: must be 5 to 300"),
    ],
)
def test_what_is_no_batch_is_said_before_anything_is_sent(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, complaint: str
) -> None:
    """With its place in the file."""
    file = tmp_path / "wishes"
    file.write_text(text)
    code, _, err = run(capsys, "batch", "submit", str(file))
    assert (code, api.seen) == (2, [])
    assert complaint in err


def test_what_the_api_finds_wrong_with_a_wish_is_said_by_its_line(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The file has lines, not indexes; its words are the API's."""
    file = tmp_path / "wishes"
    file.write_text(f"{json.dumps(WISH)}\n\n{json.dumps(WISH)}\n")
    errors = [{"field": "requests.1.asset_ids.0", "message": "is no asset of yours"}]
    api.answers("/batches", problem("asset_not_found", 422, errors=errors))
    code, _, err = run(capsys, "batch", "submit", str(file))
    assert (code, err) == (1, "storyreel: line 3: asset_ids.0: is no asset of yours [asset_not_found]\n")


def test_watching_ends_with_what_came_of_it(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """It follows the percent, shows each request's end, and exits with 1 where not all became films."""
    api.answers(BATCH, says(batch("running", 10, running=2)), says(batch("completed", 100)))
    code, out, err = run(capsys, "batch", "watch", BATCH_ID)
    assert code == 1
    assert "the encoder stopped [encoder_failed]" in out
    assert str(JOB_ID) in out
    assert "$1.25 of $3.00" in out
    assert f"batch {BATCH_ID}: 1 completed, 1 failed of 2" in err
    api.answers(BATCH, says(batch("running", 10, running=2)), says(batch("completed", 100, completed=2)))
    code, out, _ = run(capsys, "batch", "watch", BATCH_ID, "--json")
    assert (code, [json.loads(line)["percent"] for line in out.splitlines()]) == (0, [10, 100])


def test_batches_are_listed_shown_and_stopped(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """For people and programs; one that is not there is said in commands."""
    api.answers("/batches", says([batch()]))
    api.answers(BATCH, says(batch()))
    api.answers(f"{BATCH}/cancel", says(batch("canceled", 100, completed=1, canceled=1), 202))
    assert BATCH_ID in run(capsys, "batch", "list")[1]
    assert json.loads(run(capsys, "batch", "list", "--json")[1])[0]["batch_id"] == BATCH_ID
    assert "encoder_failed" in run(capsys, "batch", "show", BATCH_ID)[1]
    assert "1 completed, 1 canceled" in run(capsys, "batch", "cancel", BATCH_ID)[1]
    detail = "There is no such batch. GET /api/v2/batches lists yours."
    api.answers("/batches/x", problem("batch_not_found", 404, detail=detail))
    code, _, err = run(capsys, "batch", "show", "x")
    assert (code, "`storyreel batch list` lists yours" in err) == (1, True)


def test_who_waits_for_a_batch_waits_no_longer_than_said(api: ScriptedApi) -> None:
    """Its films go on being made."""
    api.answers(BATCH, says(batch("running", 10, running=2)))
    with Storyreel(api.base_url, "sr_key") as client, pytest.raises(NotInTime, match="did not come to rest"):
        client.batches.wait(BATCH_ID, timeout=0.3)
