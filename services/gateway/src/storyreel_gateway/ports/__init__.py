"""What the gateway asks of the world, without a driver or framework in sight."""

from storyreel_gateway.ports.answers import Answers
from storyreel_gateway.ports.exports import Exports
from storyreel_gateway.ports.jobs import EVER, Change, Jobs, Span
from storyreel_gateway.ports.keys import Keys
from storyreel_gateway.ports.limits import Limiter, Quota
from storyreel_gateway.ports.unit import GatewayUnit, GatewayUnits

__all__ = [
    "EVER",
    "Answers",
    "Change",
    "Exports",
    "GatewayUnit",
    "GatewayUnits",
    "Jobs",
    "Keys",
    "Limiter",
    "Quota",
    "Span",
]
