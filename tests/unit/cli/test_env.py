"""`storyreel env`: where the stack is, for other programs."""

import json
from pathlib import Path

import pytest

from storyreel.embedded.nats import as_user
from support.commands import run
from support.scripted_api import ScriptedApi

SECRET = "one-secret"


@pytest.fixture
def home(api: ScriptedApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home as a stack leaves it, with nothing else told."""
    for name in ("STORYREEL_URL", "STORYREEL_API_KEY", "STORYREEL_NATS_URL"):
        monkeypatch.delenv(name, raising=False)
    kept = tmp_path / "home"
    kept.mkdir()
    (kept / "api-key").write_text("sr_it's\n")
    (kept / "secrets.json").write_text(json.dumps({"nats": SECRET}))
    (kept / "ports.json").write_text(json.dumps({"nats": 15000}))
    return kept


@pytest.mark.usefixtures("home")
def test_a_shell_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`eval` of it is safe, whatever a key is made of; who listens gets a password that opens nothing else."""
    code, out, _ = run(capsys, "env")
    assert code == 0
    url, key, bus = out.splitlines()
    assert url.startswith("export STORYREEL_URL=http://127.0.0.1:")
    assert key == """export STORYREEL_API_KEY='sr_it'"'"'s'"""
    assert bus == f"export STORYREEL_NATS_URL={as_user(f'nats://storyreel:{SECRET}@127.0.0.1:15000', 'subscriber')}"
    assert SECRET not in out


@pytest.mark.usefixtures("home")
def test_a_program_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And a NATS that is elsewhere is the one that was named."""
    monkeypatch.setenv("STORYREEL_NATS_URL", "nats://me:mine@there:4222")
    code, out, _ = run(capsys, "env", "--json")
    assert (code, json.loads(out)["STORYREEL_NATS_URL"]) == (0, "nats://me:mine@there:4222")


@pytest.mark.parametrize("file", ["secrets.json", "ports.json"])
def test_half_a_home_is_told(home: Path, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By its file, and what makes it whole."""
    (home / file).write_text("{}")
    code, out, err = run(capsys, "env")
    assert (code, out) == (2, "")
    assert str(home / file) in err
    assert "up`" in err


def test_where_no_stack_has_run_it_says_so(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do about it."""
    code, _, err = run(capsys, "env")
    assert code == 2
    assert "no API key" in err or "no stack has run" in err


def test_an_unknown_type_is_told_with_those_there_are(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error does not wait for ever for an event that never comes."""
    code, _, err = run(capsys, "events", "--type", "VideoRenderd")
    assert code == 2
    assert "VideoRendered" in err
