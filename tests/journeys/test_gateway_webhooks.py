"""Endpoints of others are told what happens, signed, until they take it; real receivers, real gateways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from standardwebhooks import WebhookVerificationError

from storyreel.client import AsyncStoryreel, StoryreelApiError
from storyreel.client.webhooks import verify
from storyreel.infrastructure import Infrastructure
from storyreel_chassis.telemetry.tracing import trace_id_of
from storyreel_contracts.api import JobResponse
from support.deadlines import eventually
from support.gateway_owner import owner
from support.gateway_stack import PROMPT, Api, gateway_on, gateway_settings, killable_gateway, spawned_gateway
from support.spans import PARENT, TRACE_ID
from support.stack import fresh_database
from support.webhook_receiver import Answer, Got, Receiver, answering, ok, receiver, verified

ENDPOINT, DELIVERIES = "/api/v2/webhooks/endpoint", "/api/v2/webhooks/deliveries"
SCHEDULE = "50ms 50ms 100ms"
PATIENCE, SECONDS = 60.0, 3.0
"""That an attempt may take: enough on a machine that is busy; and where a test waits for the end of one."""
SILENCE = 3600.0


@dataclass
class Stage:
    """A gateway and two receivers that it may reach. Each test has a path of its own."""

    api: Api
    receiver: Receiver
    slow: Receiver
    answers: dict[str, Answer]

    def hook(self, path: str, answer: Answer = ok) -> str:
        """An endpoint that answers so."""
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.receiver.port}{path}"


@pytest.fixture(scope="module")
async def stage(infra: Infrastructure, module_database: str) -> AsyncIterator[Stage]:
    """One gateway with a short schedule."""
    async with receiver() as quick, receiver() as slow:
        answers: dict[str, Answer] = {}
        quick.answer = lambda got: answers.get(got.path, ok)(got)
        async with gateway_on(
            infra,
            module_database,
            webhook_allow=f"127.0.0.1:{quick.port},127.0.0.1:{slow.port}",
            webhook_schedule=SCHEDULE,
            webhook_seconds=PATIENCE,
            webhook_failures=2,
        ) as running:
            yield Stage(running, quick, slow, answers)


def variables(stage: Stage, seconds: float) -> dict[str, str]:
    """The variables of another gateway that may reach the receivers."""
    allowed = stage.api.settings.webhook_allow
    return {"STORYREEL_WEBHOOK_ALLOW": allowed, "STORYREEL_WEBHOOK_SECONDS": f"{seconds:g}"}


@asynccontextmanager
async def impatient(stage: Stage, infra: Infrastructure) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody whose gateway soon leaves an endpoint that does not answer; it makes no films."""
    more = {**variables(stage, SECONDS), "STORYREEL_WEBHOOK_SCHEDULE": SCHEDULE}
    async with fresh_database(infra.database_url) as database:
        settings = gateway_settings(
            nats_url=infra.nats_url, database=database, redis_url=infra.redis_url, s3_env=infra.s3
        )
        async with (
            spawned_gateway(settings, more=more) as http,
            owner(Api(http, "", stage.api.workers, settings)) as client,
        ):
            yield client


def after(count: int, first: Answer) -> Answer:
    """So many times the one, then 204."""
    seen = 0

    def answer(got: Got) -> bytes | float | asyncio.Event:
        nonlocal seen
        seen += 1
        return first(got) if seen <= count else answering(204)

    return answer


async def put(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """Set the key's endpoint."""
    answer = await client.put(ENDPOINT, json={"url": url})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def poke(client: httpx.AsyncClient) -> str:
    """Send a test event; its delivery's id."""
    answer = await client.post(f"{ENDPOINT}/test")
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"].endswith(answer.json()["delivery_id"])
    delivery_id: str = answer.json()["delivery_id"]
    return delivery_id


async def detail(client: httpx.AsyncClient, delivery_id: str) -> dict[str, Any]:
    """A delivery with its attempts."""
    answer = await client.get(f"{DELIVERIES}/{delivery_id}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def settled(client: httpx.AsyncClient, delivery_id: str) -> dict[str, Any]:
    """The delivery once nobody tries any more."""

    async def over() -> bool:
        return bool((await detail(client, delivery_id))["state"] != "pending")

    await eventually(over)
    return await detail(client, delivery_id)


async def secret_of(client: httpx.AsyncClient) -> str:
    """The secret that signs."""
    secret: str = (await client.get("/api/v2/webhooks/secret")).json()["secret"]
    return secret


async def made(client: httpx.AsyncClient, **wish: Any) -> str:
    """A new job's id."""
    answer = await client.post("/api/v2/generate", json={"prompt": PROMPT, "duration": 10, **wish})
    assert answer.status_code == 202, answer.text
    job_id: str = answer.json()["job_id"]
    return job_id


async def test_a_webhook_belongs_to_the_trace_of_what_it_tells_of(stage: Stage) -> None:
    """Who traces, sees their own endpoint called in the trace of the request that led to it."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/traced"))
        await client.post(f"{ENDPOINT}/test", headers={"traceparent": PARENT})
        (got,) = await stage.receiver.until(1, "/traced")
    assert trace_id_of(got.headers["traceparent"]) == TRACE_ID


async def test_every_transition_of_a_job_is_told_signed_and_in_order(stage: Stage) -> None:
    """With the job as it was right after it; copies of the film, too."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/all"))
        job_id = await made(client, auto_approve=True)
        got = await stage.receiver.until(5, "/all")
        kinds = ["parsing", "generating_storyboard", "storyboard_ready", "rendering", "completed"]
        assert [one.event.type for one in got] == [f"job.{kind}" for kind in kinds]
        jobs = [JobResponse.model_validate(one.event.data) for one in got]
        assert [job.status.value for job in jobs] == kinds
        assert {str(job.job_id) for job in jobs} == {job_id}
        await client.get(f"/api/v2/jobs/{job_id}/export", headers={"Prefer": "wait=50"})
        got = await stage.receiver.until(6, "/all")
        assert got[-1].event.type == "export.completed"
        assert (got[-1].event.data["job_id"], got[-1].event.data["status"]) == (job_id, "completed")
        secret = await secret_of(client)
        assert all(verified(one, secret) for one in got)
        assert all(one.headers["content-type"] == "application/json" for one in got)

        async def all_listed() -> bool:
            listed = (await client.get(DELIVERIES, params={"job_id": job_id, "state": "delivered"})).json()
            return [one["delivery_id"] for one in reversed(listed)] == [one.id for one in got]

        await eventually(all_listed, what="the list of what was taken")


async def test_a_changed_body_or_another_secret_is_noticed(stage: Stage) -> None:
    """By any library of Standard Webhooks."""
    async with owner(stage.api) as client, owner(stage.api) as other:
        await put(client, stage.hook("/forged"))
        await poke(client)
        (got,) = await stage.receiver.until(1, "/forged")
        with pytest.raises(WebhookVerificationError):
            verified(got, await secret_of(other))
        got.body += b" "
        with pytest.raises(WebhookVerificationError):
            verified(got, await secret_of(client))


async def test_a_failing_endpoint_is_tried_again_under_the_same_id(stage: Stage) -> None:
    """Until it answers 2xx; every attempt is listed in its order."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/flaky", after(2, lambda _got: answering(500))))
        delivery_id = await poke(client)
        told = await settled(client, delivery_id)
        got = stage.receiver.of("/flaky")
        assert [one.id for one in got] == [delivery_id] * 3
        assert len({one.body for one in got}) == 1
        assert (told["state"], told["attempts"], told["last_status"], told["last_error"]) == ("delivered", 3, 204, None)
        assert [(one["number"], one["status"]) for one in told["tries"]] == [(1, 500), (2, 500), (3, 204)]
        assert told["event"]["type"] == "webhook.test"
        assert (await client.get(ENDPOINT)).json()["failures"] == 0


async def test_an_endpoint_that_does_not_answer_is_left_and_tried_again(stage: Stage, infra: Infrastructure) -> None:
    """After the seconds that one attempt may take."""
    async with impatient(stage, infra) as client:
        await put(client, stage.hook("/mute", after(1, lambda _got: SILENCE)))
        told = await settled(client, await poke(client))
        assert [one["error"] for one in told["tries"]] == [f"no answer within {SECONDS:g} s", None]


async def test_redirects_are_not_followed(stage: Stage) -> None:
    """Least of all to a private address."""
    inside = f"http://127.0.0.1:{stage.slow.port}/secret"
    async with owner(stage.api) as client:
        await put(client, stage.hook("/moved", lambda _got: answering(302, f"location: {inside}")))
        told = await settled(client, await poke(client))
        assert {one["error"] for one in told["tries"]} == {"answered 302: redirects are not followed"}
        assert (told["state"], stage.slow.of("/secret")) == ("failed", [])


async def test_what_is_given_up_again_and_again_disables_the_endpoint(stage: Stage) -> None:
    """What follows is canceled, and can be replayed; setting the URL again begins anew."""
    url = stage.hook("/dead", lambda _got: answering(503))
    async with owner(stage.api) as client:
        await put(client, url)
        first, second = await poke(client), await poke(client)
        for delivery_id in (first, second):
            told = await settled(client, delivery_id)
            assert (told["state"], told["attempts"], told["last_error"]) == ("failed", 4, "answered 503")
        endpoint = (await client.get(ENDPOINT)).json()
        assert (endpoint["state"], endpoint["failures"]) == ("disabled", 2)
        assert endpoint["disabled_at"]
        job_id = await made(client)
        await client.post(f"/api/v2/jobs/{job_id}/cancel")

        async def told_of() -> list[str]:
            return [one["state"] for one in (await client.get(DELIVERIES, params={"job_id": job_id})).json()]

        assert set(await eventually(told_of, what="deliveries of the job")) == {"canceled"}
        stage.answers["/dead"] = ok
        assert (await put(client, url))["state"] == "active"
        assert (await client.post(f"{DELIVERIES}/{first}/replay")).status_code == 202
        assert (await settled(client, first))["state"] == "delivered"


async def test_gone_means_gone(stage: Stage) -> None:
    """410 disables at once; a test that is taken makes it active again."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/gone", after(1, lambda _got: answering(410))))
        told = await settled(client, await poke(client))
        assert (told["state"], told["attempts"], told["last_status"]) == ("failed", 1, 410)
        assert (await client.get(ENDPOINT)).json()["state"] == "disabled"
        await settled(client, await poke(client))
        assert (await client.get(ENDPOINT)).json()["state"] == "active"


async def test_deliveries_are_replayed_under_the_same_id(stage: Stage) -> None:
    """Delivered ones too, but none that is under way."""
    async with owner(stage.api) as client:
        released = asyncio.Event()
        await put(client, stage.hook("/again", lambda _got: released))
        delivery_id = await poke(client)
        assert (await client.post(f"{DELIVERIES}/{delivery_id}/replay")).json()["code"] == "webhook_delivery_pending"
        released.set()
        await settled(client, delivery_id)
        answer = await client.post(f"{DELIVERIES}/{delivery_id}/replay")
        assert (answer.status_code, answer.json()["state"]) == (202, "pending")
        told = await settled(client, delivery_id)
        assert [one["number"] for one in told["tries"]] == [1, 2]
        assert [one.id for one in stage.receiver.of("/again")] == [delivery_id] * 2


async def test_a_rotated_secret_signs_beside_the_former_one(stage: Stage) -> None:
    """For a day; rotated twice, the first one is out. No secret is kept with an answer."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/rotated"))
        secrets = [await secret_of(client)]
        for count in (1, 2):
            answer = await client.post("/api/v2/webhooks/secret/rotate", headers={"Idempotency-Key": f"turn-{count}"})
            assert answer.status_code == 200, answer.text
            assert "whsec_" not in answer.text
            again = await client.post("/api/v2/webhooks/secret/rotate", headers={"Idempotency-Key": f"turn-{count}"})
            assert again.json() == answer.json()
            secrets.append(await secret_of(client))
            await poke(client)
            got = (await stage.receiver.until(count, "/rotated"))[-1]
            assert verified(got, *secrets[-2:])
            assert len(got.headers["webhook-signature"].split(" ")) == 2
        with pytest.raises(WebhookVerificationError):
            verified(got, secrets[0])
        hint = (await client.get(ENDPOINT)).json()["secret_hint"]
        assert secrets[-1].endswith(hint.removeprefix("…"))


async def test_a_job_may_have_an_endpoint_of_its_own(stage: Stage) -> None:
    """It is told instead of the key's, which other jobs of the key go on with."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/key"))
        own = await made(client, webhook_url=stage.hook("/job"))
        other = await made(client)
        for job_id, path in ((own, "/job"), (other, "/key")):
            got = await stage.receiver.until(3, path)
            assert {one.event.data["job_id"] for one in got} == {job_id}


async def test_an_endpoint_moves_and_ends(stage: Stage) -> None:
    """What waits goes to the new one; taken away, it is canceled."""
    async with owner(stage.api) as client:
        assert (await client.get(ENDPOINT)).json()["code"] == "webhook_endpoint_not_found"
        assert (await client.post(f"{ENDPOINT}/test")).json()["code"] == "webhook_endpoint_not_found"
        job_id = await made(client)
        await put(client, stage.hook("/late"))
        await eventually(lambda: ready(client, job_id))
        assert (await client.post(f"/api/v2/jobs/{job_id}/cancel")).status_code == 202
        await stage.receiver.until(1, "/late")
        assert (await client.head(ENDPOINT)).status_code == 200
        assert (await client.delete(ENDPOINT)).status_code == 204
        assert (await client.delete(ENDPOINT)).status_code == 404


async def test_what_a_former_endpoint_did_not_take_goes_to_the_present_one(stage: Stage, infra: Infrastructure) -> None:
    """Also what was on its way when the endpoint moved; and nowhere once it was taken away."""
    async with impatient(stage, infra) as client:
        await put(client, stage.hook("/former", lambda _got: SILENCE))
        moving = await poke(client)
        await stage.receiver.until(1, "/former")
        await put(client, stage.hook("/present"))
        told = await settled(client, moving)
        assert (told["state"], told["attempts"], told["url"][-8:]) == ("delivered", 2, "/present")
        await put(client, stage.hook("/leaving", lambda _got: SILENCE))
        leaving = await poke(client)
        await stage.receiver.until(1, "/leaving")
        await client.delete(ENDPOINT)
        assert (await settled(client, leaving))["last_error"] == "the endpoint was taken away"

        async def noted() -> bool:
            return bool((await detail(client, leaving))["tries"][-1]["error"] == f"no answer within {SECONDS:g} s")

        await eventually(noted)
        told = await detail(client, leaving)
        assert (told["state"], told["attempts"]) == ("canceled", 1)
        assert [len(stage.receiver.of(path)) for path in ("/former", "/present", "/leaving")] == [1, 1, 1]


async def ready(client: httpx.AsyncClient, job_id: str) -> bool:
    """Whether its storyboard is."""
    status: str = (await client.get(f"/api/v2/jobs/{job_id}")).json()["status"]
    return status == "storyboard_ready"


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://127.0.0.1/", "https://169.254.169.254/", "https://localhost/x"]
)
async def test_private_endpoints_are_refused_when_they_are_named(stage: Stage, url: str) -> None:
    """For a key and for a job, with the reason, and the same under an Idempotency-Key."""
    answers = [await stage.api.client.put(ENDPOINT, json={"url": url})]
    wish = {"prompt": PROMPT, "webhook_url": url}
    headers = {"Idempotency-Key": f"private {url}".replace(" ", "-")}
    answers += [await stage.api.client.post("/api/v2/generate", json=wish, headers=headers) for _ in range(2)]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook_url_invalid")
        assert "cannot be told" in answer.json()["detail"]


async def test_nobody_sees_or_replays_what_another_was_sent(stage: Stage) -> None:
    """404 as for what does not exist, malformed ids too; keys of one owner have endpoints of their own."""
    async with owner(stage.api) as client, owner(stage.api) as other:
        await put(client, stage.hook("/mine"))
        delivery_id = await poke(client)
        await settled(client, delivery_id)
        for one in (delivery_id, "nonsense", "01a21eee-b120-7124-ad74-c6aab3f5d156"):
            for answer in (
                await other.get(f"{DELIVERIES}/{one}"),
                await other.post(f"{DELIVERIES}/{one}/replay"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (404, "webhook_delivery_not_found")
        assert (await other.get(DELIVERIES)).json() == []
        assert (await other.get(ENDPOINT)).status_code == 404
        assert await secret_of(other) != await secret_of(client)


async def test_deliveries_are_listed_in_pages(stage: Stage) -> None:
    """Newest first, and no page shifts."""
    async with owner(stage.api) as client:
        await put(client, stage.hook("/pages"))
        ids = [await poke(client) for _ in range(5)]
        link: str | None = f"{DELIVERIES}?limit=2"
        found: list[str] = []
        while link:
            answer = await client.get(link)
            found += [one["delivery_id"] for one in answer.json()]
            link = answer.links.get("next", {}).get("url")
        assert found == ids[::-1]
        assert (await client.get(f"{DELIVERIES}?cursor=x")).json()["code"] == "cursor_invalid"


async def test_a_slow_endpoint_holds_up_itself_only(stage: Stage) -> None:
    """Four at once to it, and others at full speed."""
    released = asyncio.Event()
    stage.slow.answer = lambda _got: released
    async with owner(stage.api) as sluggish, owner(stage.api) as brisk:
        await put(sluggish, stage.slow.url)
        await put(brisk, stage.hook("/brisk"))
        for _ in range(12):
            await poke(sluggish)
        for _ in range(5):
            await poke(brisk)
        await stage.receiver.until(5, "/brisk")
        await stage.slow.until(4)
        released.set()
        await stage.slow.until(12)
        assert stage.slow.most_at_once == 4


async def test_a_revoked_key_s_endpoint_is_told_nothing_more(stage: Stage) -> None:
    """Whoever took the key may have set it."""
    async with owner(stage.api, "webhooks-revoked") as client, owner(stage.api, "webhooks-revoked") as other:
        await put(client, stage.hook("/thief"))
        job_id = await made(client)
        await stage.receiver.until(3, "/thief")
        connection = await asyncpg.connect(stage.api.settings.database_url.get_secret_value())
        await connection.execute(
            "update gateway.api_keys set revoked_at = now() where key_id in (select key_id from gateway.key_webhooks"
            " where url like '%/thief')"
        )
        await connection.close()
        assert (await other.post(f"/api/v2/jobs/{job_id}/cancel")).status_code == 202
        listed = (await other.get(DELIVERIES, params={"job_id": job_id})).json()
        assert "job.canceled" not in {one["type"] for one in listed}


async def test_two_gateways_send_nothing_twice(stage: Stage) -> None:
    """Each delivery is claimed by one of them."""
    told = variables(stage, PATIENCE)
    async with owner(stage.api) as client, spawned_gateway(stage.api.settings, more=told) as second:
        second.headers.update(client.headers)
        await put(client, stage.hook("/both", lambda _got: 0.02))
        ids = [await poke(one) for _ in range(20) for one in (client, second)]
        for delivery_id in ids:
            await settled(client, delivery_id)
        assert sorted(one.id for one in stage.receiver.of("/both")) == sorted(ids)


async def test_a_gateway_killed_while_it_sends_loses_nothing(infra: Infrastructure, stage: Stage) -> None:
    """Another sends the event again, under the same id, once the lease is over."""
    path = "/killed"
    url = stage.hook(path, after(1, lambda _got: SILENCE))
    async with fresh_database(infra.database_url) as database:
        settings = gateway_settings(
            nats_url=infra.nats_url, database=database, redis_url=infra.redis_url, s3_env=infra.s3
        )
        async with (
            killable_gateway(settings, more=variables(stage, SECONDS)) as (first, process),
            owner(Api(first, "", stage.api.workers, settings)) as client,
        ):
            await put(client, url)
            delivery_id = await poke(client)
            await stage.receiver.until(1, path)
            process.kill()
            await process.wait()
            key = client.headers["Authorization"]
        async with spawned_gateway(settings, more=variables(stage, PATIENCE)) as second:
            second.headers["Authorization"] = key
            found = await settled(second, delivery_id)
    assert [one.id for one in stage.receiver.of(path)] == [delivery_id] * 2
    assert [(one["status"], one["error"]) for one in found["tries"]] == [(None, None), (204, None)]


async def test_the_client_manages_webhooks_and_verifies_them(stage: Stage) -> None:
    """From the URL to the event, and back out."""
    async with owner(stage.api) as client:
        key = client.headers["Authorization"].removeprefix("Bearer ")
        async with AsyncStoryreel(str(client.base_url), key) as storyreel:
            hooks = storyreel.webhooks
            url = stage.hook("/python")
            assert (await hooks.set(url)).url == (await hooks.endpoint()).url == url
            sent = await hooks.test()
            (got,) = await stage.receiver.until(1, "/python")
            secret = (await hooks.secret()).secret
            assert verify(got.body, got.headers, secret).type == "webhook.test"
            await settled(client, str(sent.delivery_id))
            assert [one.delivery_id async for one in hooks.deliveries(page_size=1)] == [sent.delivery_id]
            assert len((await hooks.delivery(sent.delivery_id)).tries) == 1
            assert (await hooks.replay(sent.delivery_id)).state == "pending"
            assert (await hooks.rotate()).secret != secret
            await hooks.unset()
            with pytest.raises(StoryreelApiError, match="no webhook endpoint"):
                await hooks.endpoint()
