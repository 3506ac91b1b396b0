"""Endpoints of others, and what they are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from storyreel_contracts.api import DeliveryState
from storyreel_gateway.domain.reach import Target
from storyreel_gateway.domain.webhook import Delivery, Endpoint, Outcome, Secret, Try


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this process' to try, for the time of its lease, and which secret signs it."""

    delivery: Delivery
    secret: Secret
    lane: str
    """Whose queue it stands in: the owner's at that host."""


class Webhooks(Protocol):
    """Endpoints and deliveries, inside one transaction."""

    async def note_job(self, job_id: UUID, key_id: UUID | None, url: str | None) -> None:
        """Who is told of a job: its own URL, else whatever the key's endpoint is by then."""

    async def tell(self, owner_id: str, job_id: UUID, kind: str, body: str) -> None:
        """Write an event of a job down for its endpoint, where it has one; canceled where that is disabled."""

    async def tell_key(self, owner_id: str, key_id: UUID, kind: str, body: str) -> Delivery | None:
        """Write an event down for a key's endpoint, disabled or not; none where it has none."""

    async def get_endpoint(self, owner_id: str, key_id: UUID) -> Endpoint | None:
        """A key's endpoint."""

    async def put_endpoint(self, owner_id: str, key_id: UUID, url: str) -> Endpoint:
        """Set a key's endpoint, active again if it was disabled; what waits for the former one goes to this one."""

    async def delete_endpoint(self, owner_id: str, key_id: UUID) -> bool:
        """Take a key's endpoint away, and cancel what waits for it; False where there is none."""

    async def get_secret(self, owner_id: str) -> Secret:
        """Which secret signs."""

    async def rotate_secret(self, owner_id: str) -> Secret:
        """From now on the next one signs."""

    async def list_deliveries(
        self, owner_id: str, *, job_id: UUID | None, state: DeliveryState | None, before: UUID | None, limit: int
    ) -> Sequence[Delivery]:
        """The owner's deliveries, newest first."""

    async def get_delivery(self, owner_id: str, delivery_id: UUID) -> Delivery | None:
        """The owner's delivery."""

    async def get_tries(self, owner_id: str, delivery_id: UUID) -> Sequence[Try]:
        """Its attempts, in their order."""

    async def replay(self, owner_id: str, delivery_id: UUID) -> Delivery | None:
        """Begin a settled delivery anew; none where it is not settled."""

    async def claim(self, *, limit: int, per_lane: int, busy: Mapping[str, int], lease: timedelta) -> Sequence[Claimed]:
        """Deliveries that are due, nobody else's for the time of the lease. A job's events are first tried in their
        order. `busy` is how many each lane has under way."""

    async def next_due(self) -> float | None:
        """Seconds until the next one is due; none where none waits."""

    async def settle(self, delivery: Delivery, outcome: Outcome, *, again_in: float | None, most_failures: int) -> None:
        """Note what came of an attempt; without a next one the delivery is settled, and what that means for its
        endpoint: taken, it is well; given up, it is disabled after so many in a row, at once where it is gone."""

    async def release(self, delivery: Delivery) -> None:
        """Give a claimed delivery back, to be tried at once by anybody."""

    async def forget_deliveries(self, *, kept_for: timedelta, limit: int) -> int:
        """Cancel what waits for endpoints of revoked keys, delete what was settled longer ago than that; how many."""


class Poster(Protocol):
    """Sends to endpoints of others, and nowhere else."""

    async def resolve(self, target: Target) -> None:
        """Look where a target's host leads.

        Raises:
            Refused: to nothing, or to what is not public
        """

    async def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send; whatever goes wrong is the outcome."""
