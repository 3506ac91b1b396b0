"""What is bought for an owner, seen by the owner: every purchase, what it stands at, and what it does to the ledger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.events import caused_by
from storyreel_chassis.ids import new_id
from storyreel_contracts.events import (
    ClipSource,
    Event,
    GenerationRequested,
    RenderRequested,
    SceneIllustrated,
    SceneIllustrationFailed,
    SceneRefinementRequested,
)
from support.deadlines import eventually
from support.gateway_owner import owner
from support.gateway_purchases import clip_bought, picture_bought
from support.gateway_stack import PROMPT, Api, gateway_on
from support.gateway_workers import Script, failure, illustration, parsed, rendered

IMAGE, SECOND = Decimal("0.003"), Decimal("0.036")
PAID: dict[str, Any] = {"prompt": PROMPT, "provider": "replicate", "duration": 10}
OTHER = "Quite another picture of the same scene"


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """A gateway where Replicate is set up."""
    async with gateway_on(
        infra, module_database, replicate_api_token="r8_secret", cog_image_url="http://127.0.0.1:9"
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def list_prices(api: Api) -> None:
    """Workers bill what the catalogue says."""
    api.workers.script = Script(picture_cost=IMAGE, per_clip_second=SECOND)


@asynccontextmanager
async def owned(api: Api) -> AsyncIterator[Api]:
    """The same gateway, seen by an owner who has spent nothing yet."""
    async with owner(api) as client:
        yield replace(api, client=client)


async def read(api: Api, path: str, **query: str) -> Any:
    """What a GET says."""
    answer = await api.client.get(f"/api/v2/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def heard(api: Api, kind: type[Event], job_id: str) -> Any:
    """The first event of this kind that was said of a job."""

    async def found() -> list[Event]:
        return [event for event in api.script.heard if type(event) is kind and str(event.job_id) == job_id]

    return (await eventually(found))[0]


async def costs_once(api: Api, job_id: str, **wanted: object) -> dict[str, Any]:
    """A job's ledger once it says this."""

    async def found() -> dict[str, Any] | None:
        told: dict[str, Any] = await read(api, f"jobs/{job_id}/costs")
        return told if {name: told[name] for name in wanted} == wanted else None

    return await eventually(found, what=f"a ledger of {wanted}")


async def drawing(api: Api, **wish: Any) -> tuple[str, GenerationRequested]:
    """A job whose pictures nobody makes for now, and what asks for them."""
    api.script.silent = {GenerationRequested}
    job_id = (await api.make(**PAID | wish))["job_id"]
    return job_id, await heard(api, GenerationRequested, job_id)


async def test_a_purchase_is_seen_from_its_intent_to_its_end(api: Api) -> None:
    """Of its revisions the highest holds, in whatever order they come; nobody else sees it."""
    async with owned(api) as mine, owned(api) as other:
        job_id, asked = await drawing(mine)
        first, second = new_id(), new_id()
        await api.workers.say(picture_bought(asked, first, "running", 2))
        (seen,) = await eventually(lambda: bought(mine, job_id))
        assert (seen["state"], seen["price_usd"], seen["cost_usd"]) == ("running", 0.003, None)
        assert (seen["prediction_id"], seen["scene_number"], seen["kind"]) == (f"prediction-{first}", 1, "image")
        for revision, state in ((3, "succeeded"), (1, "intended"), (3, "succeeded")):
            cost = "0.003" if state == "succeeded" else None
            await api.workers.say(picture_bought(asked, first, state, revision, cost=cost))  # type: ignore[arg-type]
        await api.workers.say(picture_bought(asked, second, "unknown", 2, scene_number=2))
        costs = await costs_once(mine, job_id, unknown_usd=0.003)
        assert {one["purchase_id"]: one["state"] for one in costs["purchases"]} == {
            str(first): "succeeded", str(second): "unknown",
        }  # fmt: skip
        assert (costs["reserved_usd"], costs["actual_usd"]) == (0.006, 0), "the pictures are still being made"
        assert costs["purchases"][1]["error"]["code"] == "purchase_unknown"
        assert await read(mine, "purchases/totals") == {
            "count": 2, "currency": "USD", "paid_usd": 0.003, "open_usd": 0, "unknown_usd": 0.003,
        }  # fmt: skip
        listed = await mine.client.get("/api/v2/purchases", params={"limit": 1})
        assert [one["purchase_id"] for one in listed.json()] == [str(second)]
        following = await mine.client.get(listed.links["next"]["url"])
        assert ([one["purchase_id"] for one in following.json()], following.links) == ([str(first)], {})
        for query, found in (
            ({"state": "unknown"}, [second]), ({"job_id": job_id}, [second, first]), ({"provider": "cog"}, []),
            ({"job_id": str(new_id())}, []), ({"since": "2026-11-01T09:00:01Z"}, []),
            ({"until": "2026-11-01T09:00:01Z"}, [second, first]),
        ):  # fmt: skip
            assert [one["purchase_id"] for one in await read(mine, "purchases", **query)] == list(map(str, found))
            assert (await read(mine, "purchases/totals", **query))["count"] == len(found)
        assert await read(other, "purchases") == []
        assert (await read(other, "purchases/totals", job_id=job_id))["count"] == 0


async def bought(api: Api, job_id: str) -> list[dict[str, Any]]:
    """A job's purchases."""
    told: list[dict[str, Any]] = (await read(api, f"jobs/{job_id}/costs"))["purchases"]
    return told


async def test_money_that_is_found_after_a_cancel_is_billed(api: Api) -> None:
    """What is under way stays reserved; what was paid is in the ledger, the month and the job itself."""
    async with owned(api) as mine:
        job_id, asked = await drawing(mine)
        purchase_id = new_id()
        await api.workers.say(picture_bought(asked, purchase_id, "running", 2))
        await eventually(lambda: bought(mine, job_id))
        canceled = await mine.post(job_id, "cancel", 202)
        costs = await read(mine, f"jobs/{job_id}/costs")
        assert [(line["state"], line["reserved_usd"]) for line in costs["lines"]] == [
            ("reserved", 0.003), ("released", 0),
        ]  # fmt: skip
        await api.workers.say(picture_bought(asked, purchase_id, "canceled", 3, cost="0.003"))
        costs = await costs_once(mine, job_id, actual_usd=0.003)
        assert (costs["reserved_usd"], costs["lines"][0]["state"]) == (0, "billed")
        job = await mine.get(job_id)
        assert (job["status"], job["actual_cost"], job["version"]) == ("canceled", 0.003, canceled["version"] + 1)
        assert (await read(mine, "usage"))["actual_usd"] == 0.003


async def test_what_nobody_can_tell_of_counts_until_somebody_can(api: Api) -> None:
    """A budget leaves room for it; once it is known that nothing was bought, the room is free again."""
    async with owned(api) as mine:
        job_id, asked = await drawing(mine, duration=5, max_cost_usd=0.003)
        purchase_id, scene = new_id(), parsed(asked).scenes[0]
        lost = failure(scene.scene_id, 1, scene.picture_id)
        await api.workers.say(
            parsed(asked),
            picture_bought(asked, purchase_id, "unknown", 2),
            caused_by(asked, SceneIllustrationFailed, failure=lost),
        )
        await mine.until(job_id, "failed")
        costs = await costs_once(mine, job_id, unknown_usd=0.003, reserved_usd=0.003)
        assert ([line["state"] for line in costs["lines"]], costs["remaining_usd"]) == (["unknown"], 0)
        assert (await read(mine, "usage"))["reserved_usd"] == 0.003
        await api.workers.say(picture_bought(asked, purchase_id, "void", 3))
        costs = await costs_once(mine, job_id, unknown_usd=0, reserved_usd=0)
        assert ([line["state"] for line in costs["lines"]], costs["remaining_usd"]) == (["released"], 0.003)


async def test_a_failed_films_purchases_are_paid(api: Api) -> None:
    """A clip that was paid and lost is on the bill, although no fact but the purchase says so."""
    async with owned(api) as mine:
        job_id = (await mine.ready(**PAID))["job_id"]
        await mine.post(job_id, "approve", 200)
        api.script.silent = {RenderRequested}
        await mine.post(job_id, "render", 202)
        asked = await heard(api, RenderRequested, job_id)
        await api.workers.say(clip_bought(asked, new_id(), "failed", 3, cost="0.18"))
        await eventually(lambda: bought(mine, job_id))
        assert (await read(mine, f"jobs/{job_id}/costs"))["actual_usd"] == 0.006
        api.script.silent, api.script.failing_renders, api.script.per_clip_second = set(), 1, None
        await api.workers.answer(asked)
        job = await mine.until(job_id, "failed")
        assert job["actual_cost"] == 0.186
        assert (await read(mine, f"jobs/{job_id}/costs"))["actual_usd"] == 0.186


async def test_half_a_minute_costs_what_was_estimated(api: Api) -> None:
    """To the cent, when nothing fails: what is reserved on the way is never another amount."""
    async with owned(api) as mine:
        wish = PAID | {"duration": 30}
        total = (await mine.client.post("/api/v2/estimates", json=wish)).json()["total_usd"]
        assert total == 1.098
        job_id = (await mine.ready(**wish))["job_id"]
        await mine.post(job_id, "approve", 200)
        api.script.silent = {RenderRequested}
        await mine.post(job_id, "render", 202)
        asked = await heard(api, RenderRequested, job_id)
        costs = await read(mine, f"jobs/{job_id}/costs")
        assert round(costs["reserved_usd"] + costs["actual_usd"], 6) == costs["quoted_usd"] == total
        api.script.silent = set()
        await api.workers.answer(asked)
        assert (await mine.until(job_id, "completed"))["actual_cost"] == total


async def test_workers_are_told_what_they_may_spend_and_who_takes_over(api: Api) -> None:
    """Exactly what was reserved for each piece, by the prices that the job was quoted by."""
    async with owned(api) as mine:
        job_id = (await mine.ready(**PAID, fallback_provider="animatic"))["job_id"]
        asked = await heard(api, GenerationRequested, job_id)
        assert (asked.provider, asked.fallback_provider, asked.price_version) == ("replicate", "animatic", "2026-11-01")
        assert asked.spend_limit_usd == IMAGE
        await mine.post(job_id, "refine", 202, scene_number=1, new_image_prompt=OTHER)
        await mine.until(job_id, "storyboard_ready")
        again = await heard(api, SceneRefinementRequested, job_id)
        assert (again.spend_limit_usd, again.fallback_provider, again.price_version) == (
            IMAGE, "animatic", "2026-11-01",
        )  # fmt: skip
        await mine.post(job_id, "approve", 200)
        await mine.post(job_id, "render", 202, chain_frames=True, audio="clips")
        film = await heard(api, RenderRequested, job_id)
        assert [scene.spend_limit_usd for scene in film.scenes] == [5 * SECOND] * 2
        assert (film.chained, film.audio, film.fallback_provider, film.price_version) == (
            True, "clips", "animatic", "2026-11-01",
        )  # fmt: skip


async def test_who_takes_over_is_reserved_for_too(api: Api) -> None:
    """A free maker with a paid one behind it reserves what the paid one costs, and is quoted nothing."""
    async with owned(api) as mine:
        api.script.silent = {GenerationRequested}
        wish = PAID | {"provider": "animatic", "fallback_provider": "replicate"}
        job_id = (await mine.make(**wish))["job_id"]
        costs = await read(mine, f"jobs/{job_id}/costs")
        assert (costs["quoted_usd"], costs["reserved_usd"]) == (0, 0.006)
        late = await mine.client.post("/api/v2/generate", json=wish | {"max_cost_usd": 0.005})
        assert (late.status_code, late.json()["code"]) == (402, "budget_exceeded")


async def test_what_was_paid_to_who_took_over_is_in_its_own_usage(api: Api) -> None:
    """By provider the month says who got the money, and who may have; all together it says the same as the ledger."""
    async with owned(api) as mine:
        job_id, asked = await drawing(mine, provider="cog", fallback_provider="replicate")
        board, costs = parsed(asked), (IMAGE, Decimal(0))
        made = [
            illustration(scene.scene_id, scene.scene_number, scene.picture_id, cost=cost)
            for scene, cost in zip(board.scenes, costs, strict=True)
        ]
        await api.workers.say(
            board,
            picture_bought(asked, new_id(), "succeeded", 3, cost="0.003"),
            picture_bought(asked, new_id(), "unknown", 3, scene_number=2),
            *(caused_by(asked, SceneIllustrated, picture=picture) for picture in made),
        )
        await costs_once(mine, job_id, actual_usd=0.003, unknown_usd=0.003, reserved_usd=0.003)
        wanted = {"cog": (0, 0), "replicate": (0.003, 0.003)}

        async def told() -> bool:  # before the second scene is told of, its price is still reserved for who was asked
            usage = await read(mine, "usage")
            assert (usage["actual_usd"], usage["reserved_usd"]) == (0.003, 0.003)
            by = {one["provider"]: (one["actual_usd"], one["reserved_usd"]) for one in usage["providers"]}
            return by == wanted

        await eventually(told, what=f"a usage of {wanted}")


async def test_the_house_prefers_who_is_set_up_and_offers_no_others(api: Api) -> None:
    """Replicate where there is a token; a provider cannot take over from itself; the animatic's clips have no sound."""
    async with owned(api) as mine:
        assert (await mine.make())["provider"] == "replicate"
        for wish in ({"fallback_provider": "replicate"}, {"provider": "cog", "fallback_provider": "cog"}):
            answer = await mine.client.post("/api/v2/generate", json={"prompt": PROMPT, **wish})
            assert (answer.status_code, answer.json()["code"]) == (422, "fallback_unavailable")
        job_id = (await mine.ready(provider="animatic"))["job_id"]
        await mine.post(job_id, "approve", 200)
        assert (await mine.post(job_id, "render", 409, audio="clips"))["code"] == "clips_silent"


async def test_a_film_says_who_made_which_scene(api: Api) -> None:
    """Picture and clip, by scene, as they were when it was made."""
    async with owned(api) as mine:
        job = await mine.ready(**PAID, fallback_provider="animatic")
        job_id = job["job_id"]
        assert [entry["picture_provider"] for entry in job["storyboard"]] == ["replicate", "replicate"]
        await mine.post(job_id, "approve", 200)
        api.script.silent = {RenderRequested}
        await mine.post(job_id, "render", 202)
        asked = await heard(api, RenderRequested, job_id)
        sources = tuple(
            ClipSource(scene_id=scene.scene_id, scene_number=scene.scene_number, provider=provider, model=model)
            for scene, provider, model in zip(
                asked.scenes, ("replicate", "animatic"), ("bytedance/seedance-1-lite", "animatic-1"), strict=True
            )
        )
        await api.workers.say(rendered(asked, size=9).model_copy(update={"sources": sources}))
        await mine.until(job_id, "completed")
        picture = {"provider": "replicate", "model": "black-forest-labs/flux-schnell"}
        assert (await read(mine, f"jobs/{job_id}/metadata"))["video"]["sources"] == [
            {"scene_number": 1, "picture": picture,
             "clip": {"provider": "replicate", "model": "bytedance/seedance-1-lite"}},
            {"scene_number": 2, "picture": picture, "clip": {"provider": "animatic", "model": "animatic-1"}},
        ]  # fmt: skip
        await mine.post(job_id, "reorder", 200, scene_order=[2, 1])
        kept = (await read(mine, f"jobs/{job_id}/metadata"))["video"]["sources"]
        assert [one["clip"]["provider"] for one in kept] == ["replicate", "animatic"]
