"""Calls as a provider makes them, signed by the library that nobody here wrote."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
from standardwebhooks import Webhook

PATH = "/api/v2/webhooks/replicate"
PREDICTION = json.dumps({"id": "p1", "status": "succeeded", "created_at": "2026-01-31T12:00:00Z"}).encode()


def secret_of(name: str) -> str:
    """A secret as a provider has it, the same for the same name."""
    return "whsec_" + base64.b64encode(name.encode().rjust(32, b".")).decode()


@dataclass(frozen=True)
class Call:
    """One call; every field can be made wrong."""

    secret: str
    body: bytes = PREDICTION
    webhook_id: str = field(default_factory=lambda: f"msg_{uuid4().hex}")
    age: timedelta = timedelta()
    purchase: UUID | str = field(default_factory=uuid4)

    @property
    def headers(self) -> dict[str, str]:
        """Its three headers."""
        at = datetime.now(UTC) - self.age
        return {
            "webhook-id": self.webhook_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(self.webhook_id, at, self.body.decode("latin-1")),
        }

    async def send(self, client: httpx.AsyncClient, **headers: str) -> httpx.Response:
        """The gateway's answer; `headers` take the place of its own, by names with underscores."""
        told = self.headers | {name.replace("_", "-"): text for name, text in headers.items()}
        return await client.post(PATH, params={"purchase": str(self.purchase)}, content=self.body, headers=told)
