"""A film that costs money, before a simulated provider: what was quoted is what is paid, and only once."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from storyreel.client import AsyncStoryreel
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from support.deadlines import eventually
from support.faults_stack import all_ready, reached
from support.film_stack import CALM
from support.paid_stack import Simulator, paid, paid_stack, purchases
from support.samples import scraped

PROMPT = (
    "A kite rises over the dunes. It dances with the gulls. A boy runs after it. The wind turns. "
    "It falls into the sea. He wades out at sunset."
)
PICTURE, CLIP = Decimal("0.003"), Decimal("0.18")


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Running, Simulator]]:
    """One stack for the module."""
    async with paid_stack(tmp_path_factory.mktemp("stack"), **CALM) as up:
        await all_ready(up[0])
        yield up


@pytest.fixture
async def client(stack: tuple[Running, Simulator]) -> AsyncIterator[AsyncStoryreel]:
    """As any client would."""
    async with AsyncStoryreel(stack[0].base_url, stack[0].api_key) as one:
        yield one


async def test_a_film_costs_what_was_quoted_and_a_change_what_changed(
    client: AsyncStoryreel, stack: tuple[Running, Simulator]
) -> None:
    """Thirty seconds cost the estimate to the cent; one edit costs one picture and one clip; the same film, nothing."""
    provider = stack[1]
    wish = GenerationRequest(prompt=PROMPT, duration=30, auto_approve=True, seed=1)
    quote = await client.costs.estimate(wish)
    job = await client.generate(wish)
    film = await reached(client, job, VideoStatus.COMPLETED)
    bill = await provider.bill()
    assert quote.total_usd == bill.total == film.actual_cost == 6 * PICTURE + 6 * CLIP
    assert len(bill.charged) == bill.predictions == 12

    await client.refine(job.job_id, 3, image_prompt="An old woman waves from the pier at dawn")
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    await client.approve(job.job_id)
    await client.render(job.job_id)
    await reached(client, job, VideoStatus.COMPLETED)
    edited = await provider.bill()
    assert (edited.predictions, edited.total) == (14, bill.total + PICTURE + CLIP)

    again = await client.generate(wish)
    same = await reached(client, again, VideoStatus.COMPLETED)
    assert same.actual_cost == 0
    assert await provider.bill() == edited
    await eventually(lambda: agreed(client, edited.charged), what="ledgers that agree")
    sources = (await client.metadata(again.job_id)).video.sources
    assert {(one.picture.provider, one.clip.provider) for one in sources if one.picture and one.clip} == {
        ("replicate", "replicate")
    }
    counted = [await scraped(stack[0].urls[name]) for name in ("storyboard", "renderer")]
    assert sum(one.sum("storyreel_spend_usd_total", provider="replicate") for one in counted) == pytest.approx(
        float(edited.total)
    )
    made = [one.sum("storyreel_provider_requests_total", operation="create", outcome="answered") for one in counted]
    assert made == [7, 7]
    assert [one.sum("storyreel_provider_away", provider="replicate") for one in counted] == [0, 0]
    assert counted[1].sum("storyreel_cache_total", cache="clip", outcome="hit") == 11


async def agreed(client: AsyncStoryreel, charged: object) -> bool:
    """Whether our ledger says the same as the provider's."""
    return paid(await purchases(client)) == charged
