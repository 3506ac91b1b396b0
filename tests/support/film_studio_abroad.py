"""A renderer process that buys its clips from a simulator in this process."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel.simulator import Fault, World, simulated
from storyreel.simulator.models import SEEDANCE_SIZES
from storyreel_chassis.ids import new_id
from storyreel_contracts.events import ClipPurchaseChanged, Purchase, RenderRequested
from storyreel_contracts.pricing import current
from support.workers_bench import Bench, bench
from support.workers_media import jpeg, render_requested

SPEED = 60.0
"""Of the simulator: a minute is a second, and what it made is deleted after one minute of the test."""
SECOND = current().providers["replicate"].clip.per_clip_second()


@dataclass
class Abroad:
    """The renderer, and the world that it buys from."""

    renderer: Bench
    world: World

    def fault(self, kind: str, **more: Any) -> None:
        """From now on this goes wrong, once unless told otherwise."""
        self.world.faults.rules.append(Fault.model_validate({"kind": kind, **more}))

    async def request(self, scenes: int, **changes: Any) -> RenderRequested:
        """A film of so many scenes of two seconds by somebody new, whose pictures are there."""
        owner = f"owner-{new_id()}"
        keys = [f"{owner}/pictures/{number}.jpg" for number in range(1, scenes + 1)]
        for number, key in enumerate(keys, 1):
            await self.renderer.objects.put_bytes(key, jpeg(number), media_type="image/jpeg")
        asked = render_requested(keys, seconds="2", owner_id=owner)
        return asked.model_copy(update={"provider": "replicate", **changes})

    def bought(self, request: RenderRequested) -> list[Purchase]:
        """The purchases of a job, each as it was told last, by scene."""
        newest: dict[Any, Purchase] = {}
        for said in self.renderer.facts(request.job_id, ClipPurchaseChanged):
            before = newest.get(said.purchase.purchase_id)
            if before is None or said.purchase.revision > before.revision:
                newest[said.purchase.purchase_id] = said.purchase
        return sorted(newest.values(), key=lambda one: one.scene_number)

    async def books(self, owner_id: str) -> list[dict[str, Any]]:
        """Every purchase of an owner, as it is written down."""
        return await self.renderer.rows(
            "select scene_number, state, cost_usd, prediction_id from purchases where owner_id = $1"
            " order by scene_number, created_at", owner_id,
        )  # fmt: skip


def again(request: RenderRequested, **changes: Any) -> RenderRequested:
    """The same film in another job."""
    new = {"event_id": new_id(), "job_id": new_id(), "render_id": new_id()}
    return request.model_copy(update={**new, **changes})


def with_scene(request: RenderRequested, number: int, **changes: Any) -> RenderRequested:
    """The same film in another job, one scene of which was edited."""
    scenes = [
        scene.model_copy(update=changes) if scene.scene_number == number else scene for scene in request.scenes
    ]  # fmt: skip
    return again(request, scenes=tuple(scenes))


@contextmanager
def small_clips() -> Iterator[None]:
    """The simulator makes clips of a size at which they cost no time."""
    small = {ratio: (across // 8 * 2, down // 8 * 2) for ratio, (across, down) in SEEDANCE_SIZES["720p"].items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storyreel.simulator.clips.SEEDANCE_SIZES", {**SEEDANCE_SIZES, "720p": small})
        yield


@asynccontextmanager
async def abroad(infra: Infrastructure, database: str, folder: Path, **env: str) -> AsyncIterator[Abroad]:
    """Both, for the time of the block."""
    world = World(seed="abroad", speed=SPEED)
    with small_clips():
        async with simulated(world) as url:
            told = {
                "REPLICATE_API_TOKEN": world.token,
                "REPLICATE_BASE_URL": url,
                "STORYREEL_REPLICATE_HOSTS": url.removesuffix("/v1"),
                "STORYREEL_RECONCILE_SECONDS": "1",
                "STORYREEL_RENDER_SHORT_SIDE": "180",
                "STORYREEL_RENDER_PRESET": "ultrafast",
                **env,
            }
            async with bench(
                infra, database, schema="renderer", module="storyreel_renderer", folder=folder, **told
            ) as renderer:  # fmt: skip
                await renderer.start()
                yield Abroad(renderer, world)
