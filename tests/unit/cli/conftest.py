"""What tests of commands share: a scripted API, and an environment that leads there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.scripted_api import ScriptedApi, says, scripted_api

FREE = {
    "provider": "animatic", "price_version": "2026-11-01", "lines": [], "images_usd": 0, "clips_usd": 0,
    "total_usd": 0, "max_cost_usd": None, "within_budget": True,
}  # fmt: skip
"""An estimate of nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedApi]:
    """A scripted server."""
    with scripted_api() as running:
        yield running


@pytest.fixture
def api(server: ScriptedApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ScriptedApi:
    """The server without a script, where films are free; the environment leads there, and to an empty home."""
    server.script.clear()
    server.seen.clear()
    server.answers("/estimates", says(FREE))
    monkeypatch.setenv("STORYREEL_URL", server.base_url)
    monkeypatch.setenv("STORYREEL_API_KEY", "sr_key")
    monkeypatch.setenv("STORYREEL_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "NATS_URL"):
        monkeypatch.delenv(name, raising=False)
    return server
