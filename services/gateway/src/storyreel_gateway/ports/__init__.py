"""What the gateway asks of the world, without a driver or framework in sight."""

from storyreel_gateway.ports.answers import Answers
from storyreel_gateway.ports.assets import Assets, Inspector, Leftover
from storyreel_gateway.ports.batches import Batches
from storyreel_gateway.ports.calls import Calls, KeySource, Signal
from storyreel_gateway.ports.costs import Costs
from storyreel_gateway.ports.exports import Exports
from storyreel_gateway.ports.feed import BEGINNING, Feed, Page, Place, Told
from storyreel_gateway.ports.jobs import EVER, Change, Jobs, Span
from storyreel_gateway.ports.keys import KeyRecords, Keys
from storyreel_gateway.ports.limits import Limiter, Quota
from storyreel_gateway.ports.looks import BusView, Dependencies, Outside, Records
from storyreel_gateway.ports.purchases import Purchases, Wanted
from storyreel_gateway.ports.shares import Shares
from storyreel_gateway.ports.storyboards import Storyboards
from storyreel_gateway.ports.unit import GatewayUnit, GatewayUnits
from storyreel_gateway.ports.webhooks import Claimed, Poster, Webhooks

__all__ = [
    "BEGINNING",
    "EVER",
    "Answers",
    "Assets",
    "Batches",
    "BusView",
    "Calls",
    "Change",
    "Claimed",
    "Costs",
    "Dependencies",
    "Exports",
    "Feed",
    "GatewayUnit",
    "GatewayUnits",
    "Inspector",
    "Jobs",
    "KeyRecords",
    "KeySource",
    "Keys",
    "Leftover",
    "Limiter",
    "Outside",
    "Page",
    "Place",
    "Poster",
    "Purchases",
    "Quota",
    "Records",
    "Shares",
    "Signal",
    "Span",
    "Storyboards",
    "Told",
    "Wanted",
    "Webhooks",
]
