"""Money, seen by an owner: told before, reserved with the decision, billed by facts, never more than was allowed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import asyncpg
import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id
from storyreel_contracts.events import (
    CostVarianceDetected,
    GenerationRequested,
    RenderRequested,
    SceneRefinementRequested,
)
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers import budget
from storyreel_gateway.handlers.budget import Wanted
from storyreel_gateway.ports import GatewayUnit
from storyreel_gateway.routes import once
from support.deadlines import eventually
from support.gateway_owner import owner
from support.gateway_stack import NOBODY, PROMPT, Api, gateway_on
from support.gateway_workers import Script

IMAGE, SECOND = Decimal("0.003"), Decimal("0.036")
PAID: dict[str, Any] = {"prompt": PROMPT, "provider": "replicate"}
OTHER = "Quite another picture of the same scene"


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """A gateway that takes money: a dollar a month and owner, twenty jobs at once. However long a crowd takes, each of
    it gets its turn."""
    with patch.object(once, "OWNER_SECONDS", 180):
        async with gateway_on(
            infra,
            module_database,
            providers="animatic, replicate",
            owner_monthly_usd=Decimal(1),
            owner_concurrency=20,
            limit_generate="1000/minute",
        ) as running:
            yield running


@pytest.fixture(autouse=True)
def list_prices(api: Api) -> None:
    """Workers begin each test doing well, and bill what the catalogue says."""
    api.workers.script = Script(picture_cost=IMAGE, per_clip_second=SECOND)


@asynccontextmanager
async def owned(api: Api) -> AsyncIterator[Api]:
    """The same gateway, seen by an owner who has spent nothing yet."""
    async with owner(api) as client:
        yield replace(api, client=client)


async def read(api: Api, path: str, **query: str) -> dict[str, Any]:
    """What a GET says."""
    answer = await api.client.get(f"/api/v2/{path}", params=query)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def costs_of(api: Api, job_id: str) -> dict[str, Any]:
    """A job's ledger."""
    return await read(api, f"jobs/{job_id}/costs")


def totals(costs: dict[str, Any]) -> tuple[float, float, float]:
    """Quoted, reserved, actual."""
    return costs["quoted_usd"], costs["reserved_usd"], costs["actual_usd"]


def states(costs: dict[str, Any], kind: str) -> list[str]:
    """The lines' states."""
    return [line["state"] for line in costs["lines"] if line["kind"] == kind]


async def refused(api: Api, path: str, code: str, **body: Any) -> dict[str, Any]:
    """The 402 of a request."""
    answer = await api.client.post(f"/api/v2/{path}", json=body or None)
    assert (answer.status_code, answer.json()["code"]) == (402, code), answer.text
    problem: dict[str, Any] = answer.json()
    return problem


async def estimate(api: Api, **wish: Any) -> dict[str, Any]:
    """What a film would cost."""
    answer = await api.client.post("/api/v2/estimates", json=PAID | wish)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("duration", [5, 13])
async def test_what_was_estimated_is_what_it_costs(api: Api, duration: int) -> None:
    """To the cent, where nothing fails; and an estimate makes nothing."""
    async with owned(api) as mine:
        told = await estimate(mine, duration=duration)
        assert (await mine.client.get("/api/v2/jobs")).json() == []
        total = max(1, duration // 5) * IMAGE + duration * SECOND
        assert sum(Decimal(str(line["amount_usd"])) for line in told["lines"]) == total
        assert told["total_usd"] == float(total)
        assert (told["within_budget"], told["refusal"], told["price_version"]) == (True, None, "2026-11-01")
        job = await mine.filmed(**PAID, duration=duration)
        assert job["estimated_cost"] == job["actual_cost"] == told["total_usd"]
        costs = await costs_of(mine, job["job_id"])
        assert totals(costs) == (told["total_usd"], 0, told["total_usd"])
        assert (costs["variance_percent"], costs["variance_exceeded"]) == (0, False)
        assert sum(scene["actual_usd"] for scene in costs["scenes"]) == pytest.approx(told["total_usd"])
        assert {line["state"] for line in costs["lines"]} == {"billed"}


async def test_a_cost_is_reserved_while_it_is_made(api: Api) -> None:
    """Pictures from the request on, clips from the render on."""
    async with owned(api) as mine:
        api.script.silent = {GenerationRequested, RenderRequested}
        job_id = (await mine.make(**PAID))["job_id"]
        assert totals(await costs_of(mine, job_id)) == (0.006, 0.006, 0)
        (asked,) = await eventually(lambda: heard(api, GenerationRequested, job_id))
        api.script.silent = {RenderRequested}
        await api.workers.answer(asked)
        await mine.until(job_id, "storyboard_ready")
        await mine.post(job_id, "approve", 200)
        await mine.post(job_id, "render", 202)
        assert totals(await costs_of(mine, job_id)) == (0.366, 0.36, 0.006)


async def heard(api: Api, kind: type[Any], job_id: str) -> list[Any]:
    """What was said of a job."""
    return [event for event in api.script.heard if type(event) is kind and str(event.job_id) == job_id]


async def test_refinements_failures_and_renders_again_are_lines_of_their_own(api: Api) -> None:
    """A failed picture and a failed render cost what was paid for them, no more."""
    async with owned(api) as mine:
        api.script.failing_scenes = {2}
        job_id = (await mine.ready(**PAID))["job_id"]
        costs = await costs_of(mine, job_id)
        assert (totals(costs), states(costs, "image")) == ((0.003, 0, 0.003), ["billed", "released"])

        api.script.failing_scenes = set()
        await mine.post(job_id, "refine", 202, scene_number=2, new_image_prompt=OTHER)
        await mine.until(job_id, "storyboard_ready")
        assert totals(await costs_of(mine, job_id)) == (0.006, 0, 0.006)

        await mine.post(job_id, "reorder", 200, scene_order=[2, 1])
        await mine.post(job_id, "approve", 200)
        api.script.failing_renders = 1
        await mine.post(job_id, "render", 202)
        await mine.until(job_id, "failed")

        async def billed() -> bool:
            return totals(await costs_of(mine, job_id))[2] == 0.186

        await eventually(billed, what="the bill of the clip that was made")
        costs = await costs_of(mine, job_id)
        assert (costs["reserved_usd"], sorted(states(costs, "clip"))) == (0, ["billed", "released"])

        await mine.post(job_id, "render", 202)
        done = await mine.until(job_id, "completed")
        costs = await costs_of(mine, job_id)
        assert costs["actual_usd"] == done["actual_cost"] == 0.546
        assert {scene["scene_number"]: scene["actual_usd"] for scene in costs["scenes"]} == {1: 0.363, 2: 0.183}


async def test_canceling_releases_but_what_was_spent_is_told(api: Api) -> None:
    """Pictures that come late for a canceled job were paid; told twice, they are billed once."""
    async with owned(api) as mine:
        api.script.silent = {GenerationRequested}
        job_id = (await mine.make(**PAID))["job_id"]
        (asked,) = await eventually(lambda: heard(api, GenerationRequested, job_id))
        canceled = await mine.post(job_id, "cancel", 202)
        assert totals(await costs_of(mine, job_id)) == (0, 0, 0)
        api.script.silent = set()
        await api.workers.answer(asked)
        await api.workers.answer(asked)

        async def billed() -> bool:
            return totals(await costs_of(mine, job_id)) == (0.006, 0, 0.006)

        await eventually(billed, what="the bill of both pictures")
        await mine.ready()
        assert await billed()
        assert (await read(mine, "usage"))["actual_usd"] == pytest.approx(0.006 + 0.006)
        job, told = await mine.get(job_id), {"actual_cost", "version", "updated_at"}
        assert job["actual_cost"] == 0.006
        assert {name for name, value in job.items() if value != canceled[name]} == told


async def test_a_storyboard_is_made_where_only_the_film_is_too_dear(api: Api) -> None:
    """The estimate says so; the render is refused with every line; nothing is offered that will be refused."""
    async with owned(api) as mine:
        told = await estimate(mine, duration=10, max_cost_usd=0.1)
        assert (told["within_budget"], told["refusal"], told["max_cost_usd"]) == (False, None, 0.1)
        job = await mine.ready(**PAID, max_cost_usd=0.1)
        approved = await mine.post(job["job_id"], "approve", 200)
        assert "render" not in approved["links"]
        problem = await refused(mine, f"jobs/{job['job_id']}/render", "budget_exceeded")
        figures = {name: problem[f"{name}_usd"] for name in ("limit", "spent", "reserved", "wanted")}
        assert figures == {"limit": 0.1, "spent": 0.006, "reserved": 0, "wanted": 0.36}
        assert [(line["kind"], line["scene_number"], line["amount_usd"]) for line in problem["lines"]] == [
            ("clip", 1, 0.18),
            ("clip", 2, 0.18),
        ]
        assert (await mine.get(job["job_id"]))["version"] == approved["version"]


async def test_approval_in_advance_stops_at_the_budget(api: Api) -> None:
    """The storyboard is there and approved; the film that cannot be paid is not begun, which the job tells with
    figures, until its owner does something else; no fact is lost."""
    async with owned(api) as mine:
        listener = f"http://{NOBODY}/"
        wish = PAID | {"auto_approve": True, "max_cost_usd": 0.1, "webhook_url": listener}
        job_id = (await mine.make(**wish))["job_id"]
        job = await unpaid(mine, job_id)
        assert (job["status"], job["approved"], job["actual_cost"]) == ("storyboard_ready", True, 0.006)
        assert await heard(api, RenderRequested, job_id) == []
        error = job["error"]
        assert (error["code"], error["stage"], error["retryable"]) == ("budget_exceeded", "rendering", False)
        assert "$0.36 wanted, $0.006 spent and $0.00 reserved of $0.10." in error["message"]
        assert (job["error_message"], job["progress"]["message"]) == (error["message"], error["message"][:200])
        told = (await mine.client.get("/api/v2/webhooks/deliveries", params={"job_id": job_id})).json()
        assert [one["type"] for one in told][:2] == ["job.film_unpaid", "job.storyboard_ready"]
        edited = await mine.post(job_id, "reorder", 200, scene_order=[2, 1])
        assert (edited["error"], edited["error_message"]) == (None, None)


async def test_a_film_that_a_later_month_can_pay_is_rendered_then(api: Api) -> None:
    """The job offers its render, and forgets the refusal with it."""
    async with owned(api) as mine:
        with patch.object(budget, "BUDGETS", (_no_films,)):
            job_id = (await mine.make(**PAID, auto_approve=True))["job_id"]
            job = await unpaid(mine, job_id)
            assert (job["error"]["code"], job["error"]["retryable"]) == ("monthly_budget_exceeded", True)
        assert "render" in job["links"]
        rendering = await mine.post(job_id, "render", 202)
        assert (rendering["error"], rendering["status"]) == (None, "rendering")
        await mine.until(job_id, "completed")


async def unpaid(mine: Api, job_id: str) -> dict[str, Any]:
    """The job once it says why its film is not begun."""

    async def told() -> dict[str, Any] | None:
        job = await mine.get(job_id)
        return job if job["error"] else None

    return await eventually(told, what="why the film is not begun")


async def _no_films(_unit: GatewayUnit, wanted: Wanted) -> None:
    if any(line.kind == "clip" for line in wanted.lines):
        raise refuse("monthly_budget_exceeded")


async def test_pictures_that_do_not_fit_are_refused_at_once(api: Api) -> None:
    """By the job's own limit, in words and figures; nothing was made; the estimate knew it."""
    async with owned(api) as mine:
        wish = PAID | {"duration": 60, "max_cost_usd": 0.03}
        assert (await estimate(mine, **wish))["refusal"] == "budget_exceeded"
        problem = await refused(mine, "generate", "budget_exceeded", **wish)
        assert (problem["wanted_usd"], len(problem["lines"])) == (0.036, 12)
        assert "$0.036 wanted, $0.00 spent and $0.00 reserved of $0.03." in problem["detail"]
        assert (await mine.client.get("/api/v2/jobs")).json() == []
        assert (await read(mine, "usage"))["reserved_usd"] == 0


async def test_a_job_never_spends_more_than_its_limit(api: Api) -> None:
    """Refinements stop where the money does, also when asked for all at once."""
    async with owned(api) as mine:
        job_id = (await mine.ready(**PAID | {"duration": 5}, max_cost_usd=0.006))["job_id"]
        api.script.silent = {SceneRefinementRequested}
        body = {"scene_number": 1, "new_image_prompt": OTHER}
        answers = await asyncio.gather(
            *(mine.client.post(f"/api/v2/jobs/{job_id}/refine", json=body) for _ in range(10))
        )
        assert sorted(answer.status_code for answer in answers) == [202] + [409] * 9
        (asked,) = await eventually(lambda: heard(api, SceneRefinementRequested, job_id))
        api.script.silent = set()
        await api.workers.answer(asked)
        await mine.until(job_id, "storyboard_ready")
        await refused(mine, f"jobs/{job_id}/refine", "budget_exceeded", **body)
        assert totals(await costs_of(mine, job_id)) == (0.006, 0, 0.006)


async def test_a_refusal_for_want_of_money_is_not_kept(api: Api) -> None:
    """The same request under the same key is made once there is room."""
    async with owned(api) as mine:
        api.script.silent = {GenerationRequested}
        first = [(await mine.make(**PAID | {"duration": 300}))["job_id"] for _ in range(5)]
        key, wish = {"Idempotency-Key": "again"}, PAID | {"duration": 300}
        late = await mine.client.post("/api/v2/generate", json=wish, headers=key)
        assert (late.status_code, late.json()["code"]) == (402, "monthly_budget_exceeded")
        assert (await estimate(mine, duration=300))["refusal"] == "monthly_budget_exceeded"
        assert (await mine.make(duration=300))["estimated_cost"] == 0
        await mine.post(first[0], "cancel", 202)
        assert (await mine.client.post("/api/v2/generate", json=wish, headers=key)).status_code == 202


async def test_a_crowd_never_reserves_more_than_the_month_allows(api: Api) -> None:
    """Two hundred films at once against a dollar: as many as it pays, the others are told why."""
    async with owned(api) as mine:
        api.script.silent = {GenerationRequested}
        wish = PAID | {"duration": 300}
        answers = await asyncio.gather(*(mine.client.post("/api/v2/generate", json=wish) for _ in range(200)))
        assert sorted(answer.status_code for answer in answers) == [202] * 5 + [402] * 195
        assert {answer.json()["code"] for answer in answers if answer.status_code == 402} == {"monthly_budget_exceeded"}
        usage = await read(mine, "usage")
        assert (usage["jobs"], usage["reserved_usd"], usage["monthly_budget_usd"]) == (5, 0.9, 1)
        assert usage["remaining_usd"] == 0.1


async def test_a_crowd_of_renders_stays_within_the_month(api: Api) -> None:
    """Renders of different jobs share the month."""
    async with owned(api) as mine:
        jobs = [
            job["job_id"] for job in await asyncio.gather(*(mine.ready(**PAID | {"duration": 5}) for _ in range(7)))
        ]
        for job_id in jobs:
            await mine.post(job_id, "approve", 200)
        api.script.silent = {RenderRequested}
        answers = await asyncio.gather(*(mine.client.post(f"/api/v2/jobs/{one}/render") for one in jobs * 4))
        codes = [answer.status_code for answer in answers]
        assert codes.count(202) == 5
        assert set(codes) == {202, 402, 409}
        usage = await read(mine, "usage")
        assert (usage["reserved_usd"], usage["actual_usd"]) == (0.9, 0.021)


async def test_a_crowd_gets_no_more_places_than_there_are(api: Api) -> None:
    """A hundred free films at once: twenty are in work, the others wait; no proxy's header makes another owner."""
    async with owned(api) as mine, owned(api) as other:
        api.script.silent = {GenerationRequested}
        wish = {"prompt": PROMPT, "duration": 5}
        answers = await asyncio.gather(*(mine.client.post("/api/v2/generate", json=wish) for _ in range(100)))
        assert sorted(answer.status_code for answer in answers) == [202] * 20 + [429] * 80
        for address in ("203.0.113.7", "198.51.100.1, 203.0.113.9"):
            late = await mine.client.post("/api/v2/generate", json=wish, headers={"X-Forwarded-For": address})
            assert (late.status_code, late.json()["code"]) == (429, "concurrency_limit")
            assert int(late.headers["retry-after"]) >= 1
            assert late.headers["ratelimit-policy"] == '"generate";q=1000;w=60, "concurrency";q=20'
            assert late.headers["ratelimit"].startswith('"generate";r=8')
            assert late.headers["ratelimit"].endswith(', "concurrency";r=0')
        usage = await read(mine, "usage")
        assert (usage["jobs"], usage["jobs_in_work"], usage["concurrency_limit"]) == (20, 20, 20)
        assert (await other.make())["status"] == "pending"
        first = next(answer.json()["job_id"] for answer in answers if answer.status_code == 202)
        await mine.post(first, "cancel", 202)
        assert (await mine.client.post("/api/v2/generate", json=wish)).status_code == 202


async def test_who_has_all_places_taken_neither_renders_nor_redraws(api: Api) -> None:
    """A storyboard that waits for its owner takes no place; rewording needs none."""
    async with owned(api) as mine:
        job_id = (await mine.ready())["job_id"]
        await mine.post(job_id, "approve", 200)
        api.script.silent = {GenerationRequested}
        await asyncio.gather(*(mine.make() for _ in range(20)))
        late = await mine.client.post(f"/api/v2/jobs/{job_id}/render")
        assert (late.status_code, late.json()["code"]) == (429, "concurrency_limit")
        assert (late.headers["ratelimit-policy"], late.headers["ratelimit"]) == (
            '"concurrency";q=20', '"concurrency";r=0',
        )  # fmt: skip
        redraw = await mine.post(job_id, "refine", 429, scene_number=1, new_image_prompt=OTHER)
        assert redraw["code"] == "concurrency_limit"
        assert (await mine.get(job_id))["approved"] is True
        await mine.post(job_id, "refine", 202, scene_number=1, new_description="Quite another caption")


async def test_budgets_and_places_hold_without_redis(api: Api, infra: Infrastructure) -> None:
    """They are counted where the jobs are kept."""
    async with owned(api) as mine:
        api.script.silent = {GenerationRequested}
        for _ in range(5):
            await mine.make(**PAID | {"duration": 300})
        valkey = infra.servers["valkey"]
        await valkey.stop()
        try:
            await refused(mine, "generate", "monthly_budget_exceeded", **PAID | {"duration": 300})
            answers = await asyncio.gather(
                *(mine.client.post("/api/v2/generate", json={"prompt": PROMPT}) for _ in range(30))
            )
        finally:
            await valkey.start()
        assert sorted(answer.status_code for answer in answers) == [202] * 15 + [429] * 15


async def test_a_bill_far_above_its_quote_is_told_once_a_stage(api: Api) -> None:
    """As an event for the books, and in the metadata for the owner."""
    async with owned(api) as mine:
        api.script.picture_cost = Decimal("0.004")
        job_id = (await mine.ready(**PAID))["job_id"]
        (told,) = await eventually(lambda: heard(api, CostVarianceDetected, job_id))
        assert (told.stage, told.quoted_usd, told.actual_usd) == ("storyboard", Decimal("0.006"), Decimal("0.008"))
        assert (told.variance_percent, told.provider, told.price_version) == (33.3, "replicate", "2026-11-01")
        costs = (await read(mine, f"jobs/{job_id}/metadata"))["costs"]
        assert (costs["quoted"], costs["actual"], costs["variance_percent"]) == (0.006, 0.008, 33.3)
        assert costs["variance_exceeded"] is True

        await mine.post(job_id, "refine", 202, scene_number=1, new_image_prompt=OTHER)
        await mine.until(job_id, "storyboard_ready")
        await mine.post(job_id, "approve", 200)
        api.script.per_clip_second = SECOND * 2
        await mine.post(job_id, "render", 202)
        await mine.until(job_id, "completed")

        async def both() -> bool:
            return [one.stage for one in await heard(api, CostVarianceDetected, job_id)] == ["storyboard", "film"]

        await eventually(both, what="the film's variance")


async def test_a_bill_a_fifth_above_is_no_news(api: Api) -> None:
    """Exactly twenty percent is still within."""
    async with owned(api) as mine:
        api.script.picture_cost = Decimal("0.0036")
        job = await mine.filmed(**PAID)
        costs = (await read(mine, f"jobs/{job['job_id']}/metadata"))["costs"]
        assert (costs["variance_exceeded"], costs["variance_percent"] > 0) == (False, True)
        assert await heard(api, CostVarianceDetected, job["job_id"]) == []


async def test_a_month_ends_at_midnight_in_utc(api: Api) -> None:
    """What was decided on before belongs to the month before, and leaves this one's budget alone."""
    async with owned(api) as mine:
        job_id = (await mine.filmed(**PAID))["job_id"]
        begins = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        before = begins - timedelta(microseconds=1)
        connection = await asyncpg.connect(api.settings.database_url.get_secret_value())
        try:
            for statement in (
                "update gateway.cost_lines set created_at = $1 where job_id = $2",
                "update gateway.jobs set created_at = $1 where job_id = $2",
                "update gateway.job_changes set occurred_at = $1 where job_id = $2",
            ):
                await connection.execute(statement, before, job_id)
        finally:
            await connection.close()
        now = await read(mine, "usage")
        assert (now["jobs"], now["films"], now["actual_usd"], now["remaining_usd"]) == (0, 0, 0, 1)
        then = await read(mine, "usage", month=f"{before:%Y-%m}")
        counts = {name: then[name] for name in ("month", "jobs", "images", "clip_seconds", "films", "exports")}
        assert counts == {
            "month": f"{before:%Y-%m}", "jobs": 1, "images": 2, "clip_seconds": 10, "films": 1, "exports": 0,
        }  # fmt: skip
        assert (then["quoted_usd"], then["actual_usd"], then["reserved_usd"]) == (0.366, 0.366, 0)
        (provider,) = then["providers"]
        assert (provider["provider"], provider["actual_usd"]) == ("replicate", 0.366)


@pytest.mark.parametrize("month", ["2026-13", "2026", "next", "0000-01", "2026-1", "9999-12-01", ""])
async def test_what_is_no_month_is_said_to_be_none(api: Api, month: str) -> None:
    """With how a month is written."""
    answer = await api.client.get("/api/v2/usage", params={"month": month})
    assert (answer.status_code, answer.json()["code"]) == (422, "month_invalid")


async def test_another_owners_ledger_is_not_there(api: Api) -> None:
    """Neither by job nor by month."""
    async with owned(api) as mine, owned(api) as other:
        job_id = (await mine.ready(**PAID))["job_id"]
        for unknown in (job_id, str(new_id())):
            answer = await other.client.get(f"/api/v2/jobs/{unknown}/costs")
            assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")
        usage = await read(other, "usage")
        assert (usage["jobs"], usage["images"], usage["quoted_usd"], usage["providers"]) == (0, 0, 0, [])
