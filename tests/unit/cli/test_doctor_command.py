"""`storyreel doctor` as it is run: one screen, an exit code for scripts, and nothing that is secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from storyreel.doctor import patient
from support.commands import run
from support.scripted_api import Answerer, ScriptedApi, problem, says
from support.well_system import NEEDED, changed, well

ADMIN = "/admin/health"


def readiness(**words: str) -> Answerer:
    """What `/readyz` says."""
    told = dict.fromkeys(NEEDED["gateway"], "ok") | words
    status = "ok" if set(told.values()) == {"ok"} else "degraded"
    return says({"status": status, "service": "gateway", "dependencies": told})


@pytest.fixture
def gateway(api: ScriptedApi, monkeypatch: pytest.MonkeyPatch) -> ScriptedApi:
    """One in which all is well, as far as it is asked."""
    for patience in ("READY_SECONDS", "HEALTH_SECONDS"):  # others use the machine too
        monkeypatch.setattr(patient, patience, 60.0)
    monkeypatch.setattr(patient, "_skew", lambda *_: 0.0)  # the scripted system's time is not ours
    api.script["/readyz"] = [readiness()]
    api.answers(ADMIN, says(well()))
    return api


def test_all_is_well_in_a_line_for_each_area(gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """And the exit code says so to a script."""
    code, out, _ = run(capsys, "doctor")
    assert code == 0
    assert out.splitlines()[-1] == "all well"
    assert len(out.splitlines()) == 9
    assert all(line.startswith("✓") for line in out.splitlines()[:-1])
    assert gateway.seen[0].headers.get("authorization") in {None, "Bearer sr_key"}


@pytest.mark.parametrize(
    ("path", "value", "code", "last"),
    [
        ("services.renderer.instances", [], 1, "1 broken · 0 warnings"),
        ("webhooks.given_up", 2, 4, "0 broken · 1 warning"),
        ("not_asked", [{"area": "money", "why": "slow"}], 4, "0 broken · 0 warnings · 1 area could not be asked"),
    ],
)
def test_what_is_wrong_stands_first(
    path: str, value: Any, code: int, last: str, gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what users see, what to do, and where to read more; scripts tell broken from doubtful."""
    told = changed(well(), path, value)
    if path == "not_asked":
        told["money"] = None
    gateway.answers(ADMIN, says(told))
    found, out, _ = run(capsys, "doctor")
    assert found == code
    assert out.splitlines()[-1] == last
    if path != "not_asked":
        assert not out.startswith("✓")
        assert "users: " in out.splitlines()[1]
        assert "do:    " in out.splitlines()[2]
        assert "docs/runbooks/Storyreel" in out


def test_programs_get_every_finding(gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """As data, with the same exit code."""
    gateway.answers(ADMIN, says(changed(well(), "services.renderer.instances", [])))
    code, out, _ = run(capsys, "doctor", "--json")
    said = json.loads(out)
    (services,) = [area for area in said["areas"] if area["area"] == "services"]
    (finding,) = services["findings"]
    assert (code, said["exit_code"], said["state"], services["state"]) == (1, 1, "broken", "broken")
    assert finding["runbook"] == "docs/runbooks/StoryreelServiceAbsent.md"
    assert set(finding) == {"severity", "what", "since", "users", "do", "runbook"}


def test_a_key_without_the_scope_still_gets_readiness(gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Half an answer is better than none."""
    gateway.answers(ADMIN, problem("scope_missing", 403))
    gateway.script["/readyz"] = [readiness(redis="ConnectionError")]
    code, out, _ = run(capsys, "doctor")
    assert code == 4
    for words in ("lacks the scope admin", "Redis is away: ConnectionError", "? jobs", "could not ask"):
        assert words in out


def test_nobody_there_is_told_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And has an exit code of its own; a password in the URL stays in the shell."""
    monkeypatch.delenv("STORYREEL_URL", raising=False)
    code, out, err = run(capsys, "doctor", "--url", "http://ada:geheim@127.0.0.1:9", "--key", "sr_verysecret")
    assert code == 3
    assert "nothing answers at http://127.0.0.1:9" in out
    assert "docker compose logs --tail 50 gateway" in out
    assert "geheim" not in out + err
    assert "verysecret" not in out + err


@pytest.mark.parametrize(
    "answer", [says({"hello": "world"}), says({"dependencies": ["a"]}), says([1]), problem("not_found", 404)]
)
def test_somebody_else_who_answers_is_no_gateway(
    answer: Answerer, gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port may belong to another program."""
    gateway.script["/readyz"] = [answer]
    gateway.answers(ADMIN, answer)
    code, out, _ = run(capsys, "doctor")
    assert code == 3
    assert "what answers there is no Storyreel" in out


def test_an_answer_of_another_version_is_told(gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a traceback, and with the readiness that both understand."""
    gateway.answers(ADMIN, says({"at": "yesterday"}))
    code, out, _ = run(capsys, "doctor")
    assert code == 4
    assert "its answer is of another version" in out


def test_a_gateway_that_does_not_answer_in_time_is_not_waited_for(
    gateway: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`could not ask` instead of a screen that stays empty."""
    for name in ("READY_SECONDS", "HEALTH_SECONDS"):
        monkeypatch.setattr(patient, name, 0.0)
    code, out, _ = run(capsys, "doctor")
    assert code == 3
    assert "no answer within 0 s" in out
    assert gateway.base_url in out


@pytest.mark.parametrize(("kept", "port"), [(b"sr_\xff\xfe", "0"), (b"sr_key", "http"), (b"\xff", "http")])
def test_what_is_broken_here_keeps_no_doctor_from_saying_so(
    kept: bytes, port: str, api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    """Half a key, a wrong variable: a finding, whichever of them would have been read first."""
    for name in ("STORYREEL_URL", "STORYREEL_API_KEY"):
        monkeypatch.delenv(name)
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "api-key").write_bytes(kept)
    monkeypatch.setenv("STORYREEL_PORT", port)
    code, out, err = run(capsys, "doctor")
    assert (code, err) == (3, "")
    assert ("STORYREEL_PORT: " if port == "http" else "holds no API key") in out
    assert api.seen == []


def test_what_others_say_moves_no_cursor(gateway: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """A service that was taken over may say what it likes on the bus: the operator's terminal does not obey it."""
    said = "\x1b[2J\x1b]52;c;cm0gLXJm\x9b1A"
    gateway.answers(ADMIN, says(changed(well(), "services.renderer.instances.0.dependencies", {"disk": said})))
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "1 of 1 renderer: disk: \ufffd[2J\ufffd]52;c;cm0gLXJm\ufffd1A" in out
    assert not [letter for letter in out if letter in "\x1b\x9b"]


def test_here_where_nothing_runs(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A newcomer learns what to type."""
    for name in ("STORYREEL_URL", "STORYREEL_API_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("STORYREEL_PORT", "0")
    code, out, _ = run(capsys, "doctor")
    assert code == 3
    assert "no stack runs here" in out
    assert " up`" in out
    assert str(tmp_path / "home") in out
    assert api.seen == []
