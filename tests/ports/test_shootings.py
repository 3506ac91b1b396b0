"""What a film that waits for clips promises, on a real Postgres: one end, and never two in flight for a scene."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from nats.js import JetStreamContext

from storyreel_chassis.errors import Refused
from storyreel_chassis.leases import Leases
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Pool, open_pool
from storyreel_chassis.relay import Relay
from storyreel_chassis.scratch import open_scratch
from storyreel_chassis.together import end
from storyreel_chassis.unit import units
from storyreel_contracts.events import Problem, RenderRequested
from storyreel_contracts.types import ProviderName
from storyreel_renderer.adapters.postgres import PRUNED, PostgresRendererUnit
from storyreel_renderer.handlers.accept_render import AcceptRender
from storyreel_renderer.handlers.give_up_clip import GiveUpClip
from storyreel_renderer.handlers.offer_work import offer_clip
from storyreel_renderer.handlers.settle_take import settle_take
from storyreel_renderer.handlers.shoot_clip import ShootClip
from storyreel_renderer.ports import KeptClip, RendererUnits, Take
from storyreel_renderer.work import CLIP, RENDER
from support.deadlines import eventually
from support.memory_objects import MemoryObjects
from support.workers_media import render_requested

NO = Problem(code="provider_refused", message="not this one")


@dataclass
class Set:
    """Where films wait."""

    pool: Pool
    unit_of: RendererUnits
    leases: Leases
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def begin(self, scenes: int, **changes: object) -> RenderRequested:
        """A film of so many scenes waits for their clips."""
        asked = render_requested([f"owner/pictures/{number}.jpg" for number in range(scenes)])
        asked = asked.model_copy(update={"provider": "replicate", **changes})
        async with self.unit_of() as unit:
            await unit.shootings.open(asked)
            for scene in asked.scenes:
                await offer_clip(unit, asked, scene, asked.provider)
        return asked

    async def claim(self, kind: str) -> Task:
        """The next task of a kind."""
        task = await self.leases.claim([kind])
        assert task is not None
        return task

    async def said(self, cause: RenderRequested) -> list[str]:
        """What was said of a film, in order."""
        rows = await self.pool.fetch("select subject from outbox where causation_id = $1 order by seq", cause.event_id)
        return [row["subject"].split(".")[2] for row in rows]


@pytest.fixture
async def on(database: str) -> AsyncIterator[Set]:
    """The renderer's tables."""
    packages = ["storyreel_chassis", "storyreel_media.purchasing", "storyreel_renderer.adapters"]
    await migrate(database, schema="renderer", packages=packages)
    async with open_pool(database, schema="renderer") as pool:
        yield Set(pool, units(pool, PostgresRendererUnit), Leases(pool, owner="test", seconds=30))


def taken(asked: RenderRequested, number: int, provider: ProviderName = "replicate") -> Take:
    """A scene's clip is there."""
    scene = asked.scenes[number - 1]
    return Take(scene.scene_id, number, provider, "model", f"owner/clips/{number}.mp4", Decimal("0.072"))


async def test_of_clips_that_end_at_once_exactly_one_is_the_last(on: Set) -> None:
    """The film becomes work once, and finds every clip."""
    asked = await on.begin(6)

    async def end(number: int) -> float | None:
        async with on.unit_of() as unit:
            await unit.tasks.hold(asked.job_id)
            return await settle_take(unit, asked.render_id, taken(asked, number))

    told = await asyncio.gather(*(end(number) for number in range(1, 7)))
    assert sorted(percent or 0 for percent in told) == pytest.approx([100 * n / 6 for n in range(1, 7)])
    film = await on.claim(RENDER)
    assert (film.key, await on.leases.claim([RENDER])) == (str(asked.render_id), None)
    async with on.unit_of() as unit:
        takes = await unit.shootings.takes(asked.render_id)
    assert list(takes) == [taken(asked, number) for number in range(1, 7)]


async def test_of_scenes_that_fail_at_once_the_film_fails_once(on: Set) -> None:
    """It names one of them, and a clip that comes later changes nothing."""
    asked = await on.begin(3)
    tasks = [await on.claim(CLIP) for _ in range(3)]
    give_up = GiveUpClip(on.unit_of, ["animatic", "replicate"], settle=on.settled.set)
    await asyncio.gather(*(give_up(task, NO) for task in tasks[:2]))
    assert await on.said(asked) == ["render_failed"]
    async with on.unit_of() as unit:
        assert await settle_take(unit, asked.render_id, taken(asked, 3)) is None
    assert await on.leases.claim([RENDER]) is None


async def test_another_far_provider_takes_over_where_that_is_allowed(on: Set) -> None:
    """The scene is waited for from it alone; when it fails, too, there is no third."""
    asked = await on.begin(1, fallback_provider="cog")
    give_up = GiveUpClip(on.unit_of, ["animatic", "replicate", "cog"], settle=on.settled.set)
    await give_up(await on.claim(CLIP), NO)
    assert await on.said(asked) == []
    async with on.unit_of() as unit:
        assert await settle_take(unit, asked.render_id, taken(asked, 1)) is None, "it is the other's scene now"
    second = await on.claim(CLIP)
    assert second.payload["provider"] == "cog"
    await give_up(second, NO)
    assert await on.said(asked) == ["render_failed"]


async def test_nobody_takes_over_who_is_not_here(on: Set) -> None:
    """The film fails rather than wait for a provider that is not configured."""
    asked = await on.begin(1, fallback_provider="cog")
    await GiveUpClip(on.unit_of, ["animatic", "replicate"], settle=on.settled.set)(await on.claim(CLIP), NO)
    assert await on.said(asked) == ["render_failed"]


async def _quiet(job_id: UUID, stage: str, percent: float, **more: object) -> None:
    """Nobody hears how far it is."""


class Runner:
    """See `TaskRunner`: nobody works here but the test."""

    async def settled(self, cause: UUID) -> None:
        """Nothing is waited for."""

    def cancel(self, job_id: UUID) -> None:
        """Nothing runs."""


async def test_a_provider_that_is_not_here_says_what_to_set_and_leaves_the_film_to_the_fallback(
    on: Set, tmp_path: Path
) -> None:
    """As when its token was taken away: who may take over does, and who may not is told by words to act on."""
    asked = render_requested(["owner/pictures/1.jpg"])
    asked = asked.model_copy(update={"provider": "replicate", "fallback_provider": "animatic"})
    await AcceptRender(on.unit_of, Runner(), ["animatic"])(asked)
    task = await on.claim(CLIP)
    with open_scratch(tmp_path, least_free=0) as scratch:
        shoot = ShootClip(
            on.unit_of, MemoryObjects(), {}, local=["animatic"], workspace=scratch, progress=_quiet, wake=lambda: None,
        )  # fmt: skip
        with pytest.raises(Refused, match="set REPLICATE_API_TOKEN for the renderer service, or ask for animatic"):
            await shoot(task)
        await GiveUpClip(on.unit_of, ["animatic"], settle=on.settled.set)(task, NO)
        await shoot(await on.claim(CLIP))
    assert (await on.claim(RENDER)).key == str(asked.render_id)
    assert await on.said(asked) == []


async def test_what_was_being_bought_for_a_scene_is_ended_as_soon_as_it_is_given_up(on: Set) -> None:
    """Whoever stops it at the provider is told at once, also where another takes over."""
    give_up = GiveUpClip(on.unit_of, ["animatic", "replicate"], settle=on.settled.set)
    for other in (None, "animatic"):
        on.settled.clear()
        await on.begin(1, fallback_provider=other)
        await give_up(await on.claim(CLIP), NO)
        assert on.settled.is_set()


async def test_a_lost_clip_is_forgotten_unless_it_was_made_again(on: Set) -> None:
    """Who looked before it was made again does not forget the new one."""
    clip = KeptClip("owner/clips/a.mp4", "video/mp4", "replicate", "model")
    async with on.unit_of() as unit:
        await unit.footage.keep("owner", "a", clip)
    async with on.unit_of() as unit:
        found = await unit.footage.find("owner", "a")
        assert found is not None
        assert await unit.footage.find("other", "a") is None
    async with on.unit_of() as unit:
        await unit.footage.keep("owner", "a", clip)
        await unit.footage.forget("owner", "a", found)
        again = await unit.footage.find("owner", "a")
        assert again is not None
        await unit.footage.forget("owner", "a", again)
        assert await unit.footage.find("owner", "a") is None


async def test_a_film_of_long_ago_is_forgotten_once_nothing_can_be_done_for_it_any_more(on: Set) -> None:
    """Tables do not grow for ever, and a failed film that somebody may still open again finds its clips."""
    kept, forgotten, young = [await on.begin(1) for _ in range(3)]
    await on.pool.execute(
        "update shootings set created_at = now() - interval '1 year' where render_id <> $1", young.render_id
    )
    await on.pool.execute("delete from tasks where cause <> $1", kept.event_id)

    async def left() -> list[int]:
        async with on.unit_of() as unit:
            return [len(await unit.shootings.takes(one.render_id)) for one in (kept, forgotten, young)]

    async def one_less() -> bool:
        return sum(await left()) < 3

    nothing_to_say = cast("JetStreamContext", None)
    relay = asyncio.create_task(Relay(on.pool, nothing_to_say, schema="renderer", pruned=PRUNED).run())
    try:
        await eventually(one_less)
    finally:
        await end([relay])
    assert await left() == [1, 0, 1]
