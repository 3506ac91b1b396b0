"""Whoever receives webhooks believes those that Storyreel sent just now, and no others."""

import base64
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from standardwebhooks import Webhook

from storyreel.client import WebhookForged
from storyreel.client.webhooks import verify

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
BODY = b'{"type":"job.completed","timestamp":"2026-01-01T00:00:00Z","data":{"job_id":"x"}}'


def headers(*, age: timedelta = timedelta(), body: bytes = BODY, **other: str) -> dict[str, str]:
    """Those of a genuine request, that old."""
    at = datetime.now(UTC) - age
    signature = Webhook(SECRET).sign("id", at, body.decode())
    made = {"Webhook-Id": "id", "Webhook-Timestamp": str(int(at.timestamp())), "Webhook-Signature": signature}
    return made | {name.replace("_", "-").title(): text for name, text in other.items()}


def test_a_genuine_event_is_read() -> None:
    """Also while a former secret signs beside the present one."""
    one = headers()
    two = f"v1,{base64.b64encode(b'x' * 32).decode()} {one['Webhook-Signature']}"
    for told in (one, one | {"Webhook-Signature": two}):
        event = verify(BODY, told, SECRET)
        assert (event.type, event.data) == ("job.completed", {"job_id": "x"})


@pytest.mark.parametrize(
    "forged",
    [
        {"body": BODY + b" "},
        {"secret": "whsec_" + base64.b64encode(b"o" * 32).decode()},
        {"headers": partial(headers, age=timedelta(minutes=6))},
        {"headers": partial(headers, age=-timedelta(minutes=6))},
        {"headers": partial(headers, webhook_id="another")},
        {"headers": partial(headers, webhook_signature="v1")},
        {"headers": partial(headers, webhook_signature="v1,not base64!")},
        {"headers": partial(headers, webhook_signature="v1,")},
        {"headers": partial(headers, webhook_signature="v0,AAAA")},
        {"headers": partial(headers, webhook_signature="")},
        {"headers": partial(headers, webhook_timestamp="soon")},
        {"headers": partial(headers, webhook_timestamp="nan")},
        {"headers": dict},
        {"body": b"\xff\xfe"},
        {"body": b"[]", "headers": partial(headers, body=b"[]")},
    ],
)
def test_everything_else_is_forged(forged: dict[str, Any]) -> None:
    """Changed, of another, replayed later, malformed: one kind of error."""
    told: dict[str, Any] = {"body": BODY, "headers": headers, "secret": SECRET} | forged
    with pytest.raises(WebhookForged):
        verify(told["body"], told["headers"](), told["secret"])
