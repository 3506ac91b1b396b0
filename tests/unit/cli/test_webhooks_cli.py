"""`storyreel webhooks`, for people and for programs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from storyreel.cli.app import main
from support.scripted_api import ScriptedApi, problem, says, scripted_api

ID = "01a21eee-b120-7124-ad74-c6aab3f5d156"
DELIVERY: dict[str, Any] = {
    "delivery_id": ID,
    "type": "job.completed",
    "url": "https://example.com/hook",
    "state": "failed",
    "attempts": 9,
    "last_status": 500,
    "last_error": "answered 500",
    "created_at": "2026-01-01T00:00:00Z",
}
ENDPOINT = {
    "url": "https://example.com/hook",
    "state": "disabled",
    "failures": 5,
    "disabled_at": "2026-01-01T00:00:00Z",
    "secret_hint": "…abc=",
}
ROTATED = {"rotated_at": "2026-01-01T00:00:00Z", "previous_until": "2026-01-02T00:00:00Z"}


@pytest.fixture(scope="module")
def api() -> Iterator[ScriptedApi]:
    """An API that has one endpoint and one delivery."""
    with scripted_api() as running:
        path = "/webhooks"
        running.answers(f"{path}/endpoint", says(ENDPOINT))
        running.answers(f"{path}/endpoint/test", says(DELIVERY, 202))
        running.answers(f"{path}/secret", says({"secret": "whsec_abc="}))
        running.answers(f"{path}/secret/rotate", says(ROTATED))
        running.answers(f"{path}/deliveries", says([DELIVERY]))
        running.answers(f"{path}/deliveries/{ID}/replay", says(DELIVERY, 202))
        yield running


@pytest.mark.parametrize(
    ("arguments", "method", "shown"),
    [
        (("set", "https://example.com/hook"), "PUT", "https://example.com/hook"),
        (("show",), "GET", "disabled since"),
        (("unset",), "DELETE", "nobody is told"),
        (("test",), "POST", ID),
        (("secret",), "GET", "whsec_abc="),
        (("rotate",), "GET", "whsec_abc="),
        (("deliveries", "--state", "failed"), "GET", "answered 500"),
        (("replay", ID), "POST", ID),
    ],
)
def test_each_command_asks_and_shows(
    api: ScriptedApi,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    method: str,
    shown: str,
) -> None:
    """As text, and as JSON."""
    monkeypatch.setenv("STORYREEL_URL", api.base_url)
    monkeypatch.setenv("STORYREEL_API_KEY", "sr_key")
    for json_too in ((), ("--json",)):
        assert main(["webhooks", *arguments, *json_too]) == 0
        printed = capsys.readouterr().out
        assert api.seen[-1].method == method
        if json_too:
            assert json.loads(printed) is not None
        else:
            assert shown in printed


def test_a_refused_url_is_one_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason and an exit code."""
    with scripted_api() as api:
        api.answers("/webhooks/endpoint", problem("webhook_url_invalid", 422))
        monkeypatch.setenv("STORYREEL_URL", api.base_url)
        monkeypatch.setenv("STORYREEL_API_KEY", "sr_key")
        assert main(["webhooks", "set", "https://127.0.0.1/hook"]) == 1
        assert "[webhook_url_invalid]" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), (ID, "--all"), ("--all", "--until", "completed")])
def test_watch_is_of_one_job_or_of_all(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """Not of neither, nor of both."""
    assert main(["watch", *arguments]) == 2
    assert "--all" in capsys.readouterr().err
