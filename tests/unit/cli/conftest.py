"""What tests of commands share: a scripted API, and an environment that leads there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.scripted_api import ScriptedApi, scripted_api


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedApi]:
    """A scripted server."""
    with scripted_api() as running:
        yield running


@pytest.fixture
def api(server: ScriptedApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ScriptedApi:
    """The server without a script; the environment leads there, and to an empty home."""
    server.script.clear()
    server.seen.clear()
    monkeypatch.setenv("STORYREEL_URL", server.base_url)
    monkeypatch.setenv("STORYREEL_API_KEY", "sr_key")
    monkeypatch.setenv("STORYREEL_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "NATS_URL"):
        monkeypatch.delenv(name, raising=False)
    return server
