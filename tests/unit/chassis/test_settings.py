"""What services read from their environment."""

import pytest

from storyreel_gateway.config import GatewaySettings
from storyreel_renderer.config import RendererSettings

NEEDED = (
    "NATS_URL", "DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "STORYREEL_SECRET",
)  # fmt: skip


def test_a_variable_of_one_service_means_nothing_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants stalled jobs to be noticed earlier does not end encoders that take a while for a frame."""
    for name in NEEDED:
        monkeypatch.setenv(name, "http://localhost")
    monkeypatch.setenv("STORYREEL_STALL_SECONDS", "2")
    assert GatewaySettings.model_validate({}).stall_seconds == 2
    assert RendererSettings.model_validate({}).stall_seconds == 60
    monkeypatch.setenv("STORYREEL_RENDER_STALL_SECONDS", "3")
    assert RendererSettings.model_validate({}).stall_seconds == 3
