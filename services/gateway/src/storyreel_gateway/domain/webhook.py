"""What an endpoint is told, signed how, and when again."""

import base64
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from standardwebhooks import Webhook

from storyreel_chassis.ids import now
from storyreel_chassis.signing import derived
from storyreel_contracts.api import DeliveryState
from storyreel_contracts.status import VideoStatus

BOTH_FOR = timedelta(hours=24)
"""How long the former secret signs as well after a rotation."""
KEPT_FOR = timedelta(days=30)
SCHEDULE = r"^\d{1,5}(ms|s|m|h|d)( \d{1,5}(ms|s|m|h|d)){0,31}$"
JITTER = 0.2
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
GONE = 410
FILM_UNPAID = "job.film_unpaid"
KINDS = frozenset(
    {
        *(f"job.{status}" for status in VideoStatus if status is not VideoStatus.PENDING),  # what a job begins as
        *("export.completed", "export.failed", FILM_UNPAID, "webhook.test"),
    }
)
"""All that endpoints are told."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Which secret signs an owner's events."""

    generation: int = 1
    rotated_at: datetime | None = None

    @property
    def previous_until(self) -> datetime | None:
        """Until when the former one signs as well; None where it does not any more."""
        if self.rotated_at is None or self.rotated_at + BOTH_FOR <= now():
            return None
        return self.rotated_at + BOTH_FOR


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a key's jobs are told of, and how that goes."""

    url: str
    active: bool
    failures: int
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt; without status and error it is under way, or was cut off."""

    number: int
    started_at: datetime
    milliseconds: int | None
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way. `failures` counts the attempts that went wrong since it was last begun anew."""

    delivery_id: UUID
    owner_id: str
    job_id: UUID | None
    type: str
    url: str
    body: str
    state: DeliveryState
    attempts: int
    failures: int
    next_attempt_at: datetime
    last_status: int | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None
    traceparent: str | None = None
    """Of the change that it tells of."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt."""

    status: int | None
    error: str | None = None
    milliseconds: int = 0

    @property
    def delivered(self) -> bool:
        """Whether the endpoint took it: any 2xx, and nothing else."""
        return self.status is not None and 200 <= self.status < 300


def event_body(kind: str, data: str) -> str:
    """The event as JSON; `kind` is one of `KINDS`, `data` is JSON already."""
    if kind not in KINDS:
        raise ValueError(f"nobody is told of {kind}")
    at = now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f'{{"type":"{kind}","timestamp":"{at}","data":{data}}}'


def secret_text(secret: str, owner_id: str, generation: int) -> str:
    """`whsec_…`, made of the gateway's secret; stored nowhere."""
    return "whsec_" + base64.b64encode(derived(secret, f"webhook:{owner_id}:{generation}")).decode()


def signed(secrets: Sequence[str], delivery: Delivery, at: datetime) -> dict[str, str]:
    """The headers of one attempt, by Standard Webhooks: a signature of each secret."""
    told = str(delivery.delivery_id)
    return {
        "webhook-id": told,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(told, at, delivery.body) for secret in secrets),
    }


def parsed_schedule(text: str) -> tuple[float, ...]:
    """`5s 1m 2h` as seconds."""
    return tuple(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)(ms|s|m|h|d)", text))


def pause_after(failures: int, schedule: Sequence[float]) -> float | None:
    """Seconds until the next attempt, a little more or less, so that what failed together is not tried together;
    None where there is none."""
    if failures > len(schedule):
        return None
    return schedule[failures - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
