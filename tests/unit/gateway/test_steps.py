"""What taking a step leaves in the log."""

from typing import cast

from structlog.testing import capture_logs

from storyreel_gateway.domain.job import unchanged
from storyreel_gateway.handlers.steps import take
from storyreel_gateway.ports import GatewayUnit
from support.gateway_facts import ready


async def test_a_step_that_is_late_does_not_look_like_a_fault() -> None:
    """Facts come twice and late every day: whoever reads the log of a healthy system does not meet them."""
    job = ready()
    with capture_logs() as lines:
        assert await take(cast("GatewayUnit", None), job, lambda job: unchanged(job, "late")) == job
    assert [(line["event"], line["log_level"], line["reason"]) for line in lines] == [("step_ignored", "debug", "late")]
