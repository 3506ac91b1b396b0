"""The Python client of the REST API: `Storyreel` for plain code, `AsyncStoryreel` for asyncio."""

from storyreel.client.asynchronous import AsyncStoryreel
from storyreel.client.errors import JobEnded, StoryreelApiError, StoryreelError, Unreachable
from storyreel.client.patience import NotInTime
from storyreel.client.sse import TERMINAL, JobChange, JobEvent, stands_still
from storyreel.client.sync import Storyreel
from storyreel.client.webhooks import WebhookForged
from storyreel_contracts.events import Progress

__all__ = [
    "TERMINAL",
    "AsyncStoryreel",
    "JobChange",
    "JobEnded",
    "JobEvent",
    "NotInTime",
    "Progress",
    "Storyreel",
    "StoryreelApiError",
    "StoryreelError",
    "Unreachable",
    "WebhookForged",
    "stands_still",
]
