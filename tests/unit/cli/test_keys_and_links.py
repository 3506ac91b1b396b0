"""Keys and links on the command line, against a scripted API."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.responses import Response

from storyreel.cli.endings import Unusable
from storyreel.cli.times import end, length
from support.commands import run
from support.scripted_api import JOB_ID, ScriptedApi, problem, says

KEY_ID, SHARE_ID = "01920000-0000-7000-8000-00000000000a", "01920000-0000-7000-8000-00000000000b"
RECORD: dict[str, Any] = {
    "key_id": KEY_ID, "name": "[bold]build[/bold]", "prefix": "sr_AbCdEf", "owner_id": "ada", "scopes": ["jobs:read"],
    "created_at": "2026-01-01T00:00:00Z", "expires_at": None, "revoked_at": None, "last_used_at": None,
}  # fmt: skip
SHARE: dict[str, Any] = {
    "share_id": SHARE_ID, "job_id": str(JOB_ID), "what": "film", "url": "/shared/abc",
    "created_at": "2026-01-01T00:00:00Z", "expires_at": "2099-01-01T00:00:00Z", "revoked_at": None,
}  # fmt: skip


def test_a_new_key_is_alone_on_stdout(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """`KEY=$(storyreel keys create …)` does; what is about it goes to stderr, or all of it is JSON."""
    api.answers("/keys", says(RECORD | {"key": "sr_whole"}, 201))
    command = ("keys", "create", "build server", "-s", "jobs:read", "-s", "jobs:write", "--owner", "ada")
    code, out, err = run(capsys, *command, "--expires", "2030-01-31T12:00:00+01:00")
    assert (code, out) == (0, "sr_whole\n")
    assert "[bold]build[/bold]" in err
    assert "sr_whole" not in err
    assert json.loads(api.seen[0]._body) == {
        "name": "build server", "scopes": ["jobs:read", "jobs:write"], "owner_id": "ada",
        "expires_at": "2030-01-31T11:00:00Z",
    }  # fmt: skip
    assert json.loads(run(capsys, *command, "--json")[1])["key"] == "sr_whole"
    assert "expires_at" not in json.loads(api.seen[1]._body)
    first, second = (request.headers["idempotency-key"] for request in api.seen)
    assert first != second


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("-s", "everything"), "--scope (number 1): must be jobs:read, jobs:write, assets:write or admin"),
        (("-s", "admin", "-s", "admin"), "--scope: must name each scope once"),
        (("-s", "admin", "--expires", "soon"), "'soon' is no length of time: write 90s, 30m, 12h or 7d"),
    ],
)
def test_a_wrong_wish_is_not_sent(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...], says: str
) -> None:
    """The sentence says what it may be."""
    code, _, err = run(capsys, "keys", "create", "x", *wrong)
    assert (code, err, api.seen) == (2, f"storyreel: {says}\n", [])


def test_keys_are_listed_shown_and_revoked(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that work, unless all are asked for; names are text, not markup."""
    revoked = RECORD | {"revoked_at": "2026-02-01T00:00:00Z"}
    api.answers("/keys", says([RECORD]), says([revoked, RECORD]), says([]))
    code, table, _ = run(capsys, "keys", "list", "--owner", "ada")
    assert (code, dict(api.seen[0].query_params)) == (0, {"limit": "50", "owner_id": "ada", "revoked": "false"})
    assert f"{KEY_ID}   sr_AbCdEf   [bold]build[/bold]" in table
    everything = json.loads(run(capsys, "keys", "list", "--all", "--json")[1])
    assert (len(everything), dict(api.seen[1].query_params)) == (2, {"limit": "50"})
    assert run(capsys, "keys", "list")[1] == "no keys\n"
    api.answers("/keys/self", says(RECORD))
    assert "sr_AbCdEf" in run(capsys, "keys", "show")[1]
    api.answers(f"/keys/{KEY_ID}", says(revoked), lambda _request: Response(status_code=204))
    assert "revoked 2026" in run(capsys, "keys", "show", KEY_ID)[1]
    assert run(capsys, "keys", "revoke", KEY_ID) == (0, f"revoked {KEY_ID}\n", "")
    assert json.loads(run(capsys, "keys", "revoke", KEY_ID, "--json")[1]) == {"revoked": KEY_ID}
    assert api.seen[-1].method == "DELETE"
    api.answers(f"/keys/{KEY_ID}", problem("key_in_use", 409))
    assert run(capsys, "keys", "revoke", KEY_ID)[0] == 1


def test_a_link_is_made_listed_and_taken_back(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Its whole address is alone on stdout, though the API knows only its path."""
    api.answers(
        f"/jobs/{JOB_ID}/share", says(SHARE, 201), says(SHARE | {"url": "https://films.example/shared/abc"}, 201)
    )
    code, out, err = run(capsys, "share", str(JOB_ID), "--what", "storyboard", "--expires", "12h")
    assert (code, out) == (0, f"{api.base_url}/shared/abc\n")
    assert f"storyreel unshare {JOB_ID} {SHARE_ID}" in err
    assert json.loads(api.seen[0]._body) == {"what": "storyboard", "expires_in": 12 * 3600}
    told = json.loads(run(capsys, "share", str(JOB_ID), "--json")[1])
    assert told["url"] == "https://films.example/shared/abc"
    assert json.loads(api.seen[1]._body) == {"what": "film", "expires_in": 7 * 86400}
    ended = SHARE | {"url": None, "expires_at": "2026-01-02T00:00:00Z"}
    api.answers(f"/jobs/{JOB_ID}/shares", says([SHARE, ended]), says([]))
    listed = run(capsys, "shares", str(JOB_ID))[1]
    assert f"{api.base_url}/shared/abc" in listed
    assert "expired" in listed
    assert run(capsys, "shares", str(JOB_ID))[1] == "no links\n"
    api.answers(f"/jobs/{JOB_ID}/shares/{SHARE_ID}", lambda _request: Response(status_code=204))
    assert run(capsys, "unshare", str(JOB_ID), SHARE_ID) == (0, f"revoked {SHARE_ID}\n", "")
    assert json.loads(run(capsys, "unshare", str(JOB_ID), SHARE_ID, "--json")[1]) == {"revoked": SHARE_ID}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        (" 12H ", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
    ],
)
def test_lengths_of_time_are_read(text: str, expected: timedelta) -> None:
    """As people type them."""
    assert length(text) == expected


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "-7d", "7w", "1.5h", "7d7d", "9" * 9 + "d"])
def test_what_is_no_length_of_time_is_said(text: str) -> None:
    """Rather than guessed."""
    with pytest.raises(Unusable, match="90s, 30m, 12h or 7d"):
        length(text)


def test_an_end_is_a_moment_or_so_far_from_now() -> None:
    """A date means its beginning, here."""
    assert end("2030-01-31T12:00:00Z") == datetime(2030, 1, 31, 12, tzinfo=UTC)
    assert end("2030-01-31") == datetime(2030, 1, 31).astimezone(UTC)
    assert abs(end("1h") - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
