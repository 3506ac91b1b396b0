"""The whole product before a simulated Replicate: processes as anybody starts them, bills that nobody pays."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from storyreel.client import AsyncStoryreel
from storyreel.up import Running
from storyreel_contracts.api import PurchaseResponse
from support.film_stack import film_stack
from support.parallel import free_port

FLUX, SEEDANCE = "black-forest-labs/flux-schnell", "bytedance/seedance-1-lite"


@dataclass(frozen=True)
class Bill:
    """The provider's ledger: every prediction that was made, and what was charged, US dollars by prediction."""

    predictions: int
    charged: Mapping[str, Decimal]
    total: Decimal


class Simulator:
    """A simulator in a process of its own."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said = said
        self._root = said["REPLICATE_BASE_URL"].removesuffix("/v1")

    async def bill(self) -> Bill:
        """What was charged so far."""
        books = await self._call("GET", "ledger")
        lines = {line["prediction"]: Decimal(line["usd"]) for line in books["lines"]}
        return Bill(books["predictions"], lines, Decimal(books["total_usd"]))

    async def faults(self, *rules: Mapping[str, Any]) -> None:
        """From now on these go wrong, and nothing else."""
        await self._call("PUT", "faults", json=list(rules))

    async def _call(self, method: str, what: str, **more: Any) -> Any:
        key = {"authorization": f"Bearer {self.said['REPLICATE_API_TOKEN']}"}
        async with httpx.AsyncClient(headers=key) as client:
            answer = await client.request(method, f"{self._root}/simulator/{what}", **more)
        answer.raise_for_status()
        return answer.json()


@asynccontextmanager
async def simulator(*, faults: str = "", speed: float = 100, scale: float = 0.25) -> AsyncIterator[Simulator]:
    """`storyreel simulate`, for the time of the block."""
    options = {"port": 0, "seed": "paid", "speed": speed, "scale": scale, "faults": faults}
    told = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "storyreel", "simulate", *told, stdout=PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    try:
        said: dict[str, str] = {}
        while not {"REPLICATE_BASE_URL", "REPLICATE_API_TOKEN", "STORYREEL_REPLICATE_HOSTS"} <= set(said):
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            assert line, "the simulator ended"
            name, _, value = line.strip().removeprefix("export ").partition("=")
            said[name] = value
        yield Simulator(said)
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 60)


@asynccontextmanager
async def paid_stack(home: Path, *, faults: str = "", **variables: str) -> AsyncIterator[tuple[Running, Simulator]]:
    """A stack whose default provider is a simulated Replicate, which tells the gateway of every end."""
    port = free_port()
    async with simulator(faults=faults) as provider:
        told = {
            **{name: value for name, value in provider.said.items() if name.startswith(("REPLICATE_", "STORYREEL_"))},
            "STORYREEL_WEBHOOK_BASE_URL": f"http://127.0.0.1:{port}",
            "STORYREEL_RECONCILE_SECONDS": "10",
            **variables,
        }
        async with film_stack(home, port, **told) as running:
            yield running, provider


async def purchases(client: AsyncStoryreel) -> list[PurchaseResponse]:
    """Our own ledger, all of it."""
    return [one async for one in client.purchases.list()]


def paid(entries: list[PurchaseResponse]) -> dict[str, Decimal]:
    """What we know to have paid, US dollars by prediction; none is there twice."""
    bought = [one for one in entries if one.cost_usd]
    known = {str(one.prediction_id): Decimal(one.cost_usd or 0) for one in bought}
    assert len(known) == len(bought), "a prediction stands in our ledger twice"
    return known
