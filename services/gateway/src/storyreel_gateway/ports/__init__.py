"""What the gateway asks of the world, without a driver or framework in sight."""

from storyreel_gateway.ports.answers import Answers
from storyreel_gateway.ports.exports import Exports
from storyreel_gateway.ports.feed import BEGINNING, Feed, Page, Place, Told
from storyreel_gateway.ports.jobs import Change, Jobs
from storyreel_gateway.ports.keys import Keys
from storyreel_gateway.ports.limits import Limiter, Quota
from storyreel_gateway.ports.unit import GatewayUnit, GatewayUnits
from storyreel_gateway.ports.webhooks import Claimed, Poster, Webhooks

__all__ = [
    "BEGINNING",
    "Answers",
    "Change",
    "Claimed",
    "Exports",
    "Feed",
    "GatewayUnit",
    "GatewayUnits",
    "Jobs",
    "Keys",
    "Limiter",
    "Page",
    "Place",
    "Poster",
    "Quota",
    "Told",
    "Webhooks",
]
