"""Two hundred renders at once against a dollar: so many films are made as it pays for."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.status import VideoStatus
from support.deadlines import eventually
from support.faults_stack import API, all_ready, http, reached
from support.paid_stack import Simulator, paid_stack
from support.workers_media import jpeg

BUDGET, CLIP = Decimal(1), Decimal("0.18")
AFFORDABLE = 5
CROWD = 200
PROMPT = "A kite rises over the dunes and dances with the gulls."


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[tuple[Running, Simulator]]:
    """A stack in which an owner may spend a dollar a month."""
    async with paid_stack(tmp_path, STORYREEL_OWNER_MONTHLY_USD=str(BUDGET)) as up:
        await all_ready(up[0])
        yield up


async def test_a_crowd_of_renders_spends_no_more_than_the_budget(
    stack: tuple[Running, Simulator], tmp_path: Path
) -> None:
    """Five are made; every other owner of an approved storyboard is told what its film would have cost."""
    running, provider = stack
    picture = tmp_path / "own.jpg"
    picture.write_bytes(jpeg(1))
    async with AsyncStoryreel(running.base_url, running.api_key) as client, http(running) as bare:
        own = await client.assets.upload(picture)
        jobs = [await approved(client, number, own.asset_id) for number in range(CROWD)]
        answers = await asyncio.gather(*(asked(bare, job) for job in jobs))
        assert Counter(answer.status_code for answer in answers) == {202: AFFORDABLE, 402: CROWD - AFFORDABLE}
        refused = next(answer.json() for answer in answers if answer.status_code == 402)
        assert refused["code"] == "monthly_budget_exceeded"
        assert [line["amount_usd"] for line in refused["lines"]] == [float(CLIP)]
        rendering = [JobResponse.model_validate(answer.json()) for answer in answers if answer.status_code == 202]
        for job in rendering:
            await reached(client, job, VideoStatus.COMPLETED)

        async def settled() -> bool:
            return (await client.costs.usage()).reserved_usd == 0

        await eventually(settled, what="nothing reserved any more")
        usage = await client.costs.usage()
    bill = await provider.bill()
    assert bill.predictions == len(bill.charged) == AFFORDABLE
    assert bill.total == AFFORDABLE * CLIP == usage.actual_usd <= BUDGET


async def asked(bare: httpx.AsyncClient, job: JobResponse) -> httpx.Response:
    """What is said to a film's request; who is told that all are busy comes back."""

    async def answered() -> httpx.Response | None:
        answer = await bare.post(f"{API}/jobs/{job.job_id}/render")
        return None if answer.status_code == 503 else answer

    return await eventually(answered, what="an answer", every=1)


async def approved(client: AsyncStoryreel, number: int, picture: object) -> JobResponse:
    """A job whose storyboard, of the owner's own picture, is approved and has cost nothing."""
    wish = GenerationRequest.model_validate({"prompt": PROMPT, "duration": 5, "seed": number, "asset_ids": [picture]})
    job = await reached(client, await client.generate(wish), VideoStatus.STORYBOARD_READY)
    return await client.approve(job.job_id)
