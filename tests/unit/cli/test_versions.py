"""The commands about storyboard versions, against a scripted API."""

import json
from typing import Any
from uuid import uuid4

import pytest

from storyreel_contracts.status import VideoStatus
from support.commands import run
from support.scripted_api import JOB_ID, ScriptedApi, job_json, problem, says

VERSIONS = f"/jobs/{JOB_ID}/storyboard/versions"
AT = "2026-11-27T12:00:00Z"
NEWEST: dict[str, Any] = {
    "version": 3,
    "reason": "restored",
    "restored_from": 1,
    "changes": ["Scene 2 moved to 1."],
    "scenes": 2,
    "failed_scenes": 1,
    "created_at": AT,
    "approved": True,
    "current": True,
    "filmed": False,
}
DIFF: dict[str, Any] = {
    "job_id": str(JOB_ID),
    "before": 1,
    "after": 3,
    "equal": False,
    "summary": ["Scene 2 moved to 1.", "Scene 1 (before: 2) says “b” instead of “a”."],
    "scenes": [
        {
            "scene_id": str(uuid4()),
            "changes": ["moved", "description", "duration"],
            "scene_number": {"before": 2, "after": 1},
            "description": {"before": "the old words", "after": "the new words"},
            "duration": {"before": 5.0, "after": 7.5},
        }
    ],
}


def test_versions_are_listed_with_what_they_changed(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Why, how many pictures, where it stands; or JSON."""
    api.answers(VERSIONS, says([NEWEST]))
    code, out, _ = run(capsys, "versions", str(JOB_ID))
    assert code == 0
    for words in ("restored from 1", "1/2", "current, approved", "Scene 2 moved to 1."):
        assert words in out
    _, document, _ = run(capsys, "versions", str(JOB_ID), "--json")
    assert json.loads(document)[0]["restored_from"] == 1


def test_a_difference_is_readable(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentences first, then each text as it was and as it is."""
    api.answers(f"{VERSIONS}/1/diff/3", says(DIFF))
    code, out, _ = run(capsys, "diff", str(JOB_ID), "1", "3")
    assert code == 0
    assert out.splitlines() == [
        *DIFF["summary"],
        "",
        "scene 1  moved  description  duration",
        "  - says    the old words",
        "  + says    the new words",
        "  - lasts   5.00 s",
        "  + lasts   7.50 s",
    ]
    api.answers(f"{VERSIONS}/1/diff/3", says(DIFF | {"equal": True, "summary": [], "scenes": []}))
    assert run(capsys, "diff", str(JOB_ID), "1", "3")[1] == "versions 1 and 3 are equal\n"
    assert json.loads(run(capsys, "diff", str(JOB_ID), "1", "3", "--json")[1])["equal"] is True


def test_a_version_is_brought_back(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """The job is shown as it is then; a version that is not there is said in commands."""
    api.answers(f"{VERSIONS}/1/restore", says(job_json(VideoStatus.STORYBOARD_READY, 8, storyboard_version=4)))
    code, out, _ = run(capsys, "restore", str(JOB_ID), "1")
    assert (code, str(JOB_ID) in out) == (0, True)
    assert api.seen[0].headers["idempotency-key"]
    detail = "There is no such storyboard version. GET …/storyboard/versions lists them."
    api.answers(f"{VERSIONS}/9/restore", problem("storyboard_version_not_found", 404, detail=detail))
    code, _, err = run(capsys, "restore", str(JOB_ID), "9")
    assert code == 1
    assert "`storyreel versions JOB` lists them" in err
