"""Webhooks: signed by Standard Webhooks, one after the other for each prediction; only the last is tried again."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import httpx
from standardwebhooks import Webhook

from storyreel.simulator.clock import Clock
from storyreel.simulator.faults import Faults
from storyreel.simulator.predictions import Prediction, identity

AGAIN = (2.0, 5.0, 10.0, 20.0, 23.0)
"""Seconds before each further attempt at the terminal event: about a minute in all."""
LATE = 90.0
_TIMEOUT = 10.0
_WRONG_SECRET = "whsec_" + "A" * 32


class Hooks:
    """Tells of predictions as they change; `told` counts what was sent."""

    def __init__(self, secret: str, clock: Clock, faults: Faults, seed: str) -> None:
        self.secret = secret
        self.told = 0
        self._clock, self._faults, self._seed = clock, faults, seed
        self._client: httpx.AsyncClient | None = None
        self._queues: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, tuple[str, dict[str, Any]]] = {}
        self._number = 0

    def tell(self, prediction: Prediction, event: str) -> None:
        """Queue an event, if it is asked for."""
        if prediction.webhook is None or event not in prediction.events:
            return
        body = prediction.body(self._clock.now())
        if event == "start" and self._faults.take(["webhook_out_of_order"], model=prediction.model.path):
            self._held[prediction.id] = (prediction.webhook, body)
            return
        before = self._queues.get(prediction.id)
        task = asyncio.create_task(self._send_after(before, prediction, event, body))
        self._queues[prediction.id] = task

    async def close(self) -> None:
        """Stop telling."""
        tasks = list(self._queues.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _send_after(
        self, before: asyncio.Task[None] | None, prediction: Prediction, event: str, body: dict[str, Any]
    ) -> None:
        if before is not None:
            await asyncio.wait({before})
        model, last, url = prediction.model.path, event == "completed", str(prediction.webhook)
        if self._faults.take(["webhook_lost"], model=model):
            return
        if last and self._faults.take(["webhook_late"], model=model):
            await self._clock.sleep(LATE)
        forged = last and self._faults.take(["webhook_forged"], model=model) is not None
        twice = last and self._faults.take(["webhook_duplicate"], model=model) is not None
        message = self._message()
        for _ in range(2 if twice else 1):
            await self._send(message, url, body, again=AGAIN if last else (), forged=forged)
        if last and prediction.id in self._held:
            where, early = self._held.pop(prediction.id)
            await self._send(self._message(), where, early)

    def _message(self) -> str:
        self._number += 1
        return f"msg_{identity(self._seed + ' message', self._number)}"

    async def _send(
        self, message: str, url: str, body: dict[str, Any], *, again: Sequence[float] = (), forged: bool = False
    ) -> None:
        data = json.dumps(body)
        for wait in (0.0, *again):
            await self._clock.sleep(wait)
            now = self._clock.now()
            signature = Webhook(_WRONG_SECRET if forged else self.secret).sign(message, now, data)
            headers = {
                "content-type": "application/json",
                "user-agent": "Replicate Webhooks",
                "webhook-id": message,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": signature,
            }
            if await self._post(url, headers, data):
                return

    async def _post(self, url: str, headers: dict[str, str], data: str) -> bool:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_TIMEOUT)
        self.told += 1
        try:
            return (await self._client.post(url, headers=headers, content=data)).is_success
        except httpx.HTTPError:
            return False
