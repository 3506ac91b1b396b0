"""A provider tells of what it made: whoever waits looks at once, and nobody else can do more than be turned down."""

import asyncio
import base64
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import nats
import pytest
from nats.aio.msg import Msg
from pydantic import SecretStr
from structlog.testing import capture_logs

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import now
from storyreel_chassis.postgres import open_pool
from storyreel_chassis.signals import Signals
from storyreel_contracts.events import PurchaseTold
from storyreel_gateway.adapters.calls import PostgresCalls
from storyreel_gateway.adapters.replicate_key import ReplicateKey
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.handlers import keep_keys
from storyreel_gateway.handlers.hear_provider import forget_calls
from storyreel_media.purchasing import ports
from storyreel_media.replicate import Downloads, Replicate, Watch
from support.arrived import arrived
from support.deadlines import eventually
from support.gateway_stack import Api, gateway_on, running_gateway
from support.parallel import free_port
from support.replicate_stack import Rehearsal, rehearsal
from support.signed_calls import PATH, PREDICTION, Call, secret_of
from support.toy_service import toy_service

FLUX = "black-forest-labs/flux-schnell"
SMALL = {"prompt": "a fox", "megapixels": "0.25", "output_format": "png", "seed": 1, "go_fast": False}
BOTH = ("start", "completed")
TOKEN = "r8_0123456789abcdefghij"


class Endless:
    """A time in which no pause between two looks ever ends."""

    def now(self) -> datetime:
        """The real one."""
        return now()

    def monotonic(self) -> float:
        """It stands."""
        return 0.0

    async def sleep(self, _seconds: float) -> None:
        """For ever."""
        await asyncio.Event().wait()


@dataclass
class Stage:
    """A gateway, the provider that calls it, and all the signals that came of it."""

    api: Api
    on: Rehearsal
    told: list[UUID] = field(default_factory=list)

    def signals(self) -> Signals:
        """Of a worker that the provider reaches through this gateway."""
        return Signals(str(self.api.client.base_url))

    async def buy(self, purchase: UUID, **more: Any) -> str:
        """A prediction that tells of itself under this purchase."""
        hook = self.signals().webhook(purchase)
        made = await self.on.client.create_prediction(FLUX, SMALL, cancel_after=60, webhook=hook, **more)
        return made.id

    async def heard(self) -> int:
        """How many calls the gateway has noted."""
        connection = await asyncpg.connect(self.api.settings.database_url.get_secret_value())
        try:
            return int(await connection.fetchval("select count(*) from gateway.provider_calls"))
        finally:
            await connection.close()

    async def sent(self, count: int) -> None:
        """Wait until the provider has called so often since the beginning, and was answered."""

        async def done() -> bool:
            tasks = self.on.world.hooks._queues.values()
            return self.on.world.hooks.told >= count and all(one.done() for one in tasks)

        await eventually(done, what=f"{count} calls")

    async def signaled(self) -> list[UUID]:
        """Every signal so far: one more is sent and waited for."""
        last = Call(self.on.world.hooks.secret)
        assert (await last.send(self.api.client)).status_code == 204
        await eventually(self._has(last.purchase), what="the last signal")
        return self.told[:-1]

    def _has(self, purchase: object) -> Any:
        async def has() -> bool:
            return bool(self.told) and self.told[-1] == purchase

        return has


@asynccontextmanager
async def staged(infra: Infrastructure, database: str, on: Rehearsal, **told: Any) -> AsyncIterator[Stage]:
    """The gateway in front of this provider."""
    listener = await nats.connect(infra.nats_url)
    token, base = SecretStr(on.world.token), on.url
    settings: dict[str, Any] = {"replicate_api_token": token, "replicate_base_url": base, **told}
    async with gateway_on(infra, database, **settings) as api:
        del api.client.headers["Authorization"]
        stage = Stage(api, on)

        async def hear(message: Msg) -> None:
            stage.told.append(PurchaseTold.model_validate_json(message.data).purchase_id)

        await listener.subscribe(PurchaseTold.subject_for(), cb=hear)
        await arrived(listener)
        try:
            yield stage
        finally:
            await listener.close()


@pytest.fixture(scope="module")
async def on() -> AsyncIterator[Rehearsal]:
    """The provider."""
    async with rehearsal(token=TOKEN) as ready:
        yield ready


@pytest.fixture(scope="module")
async def stage(infra: Infrastructure, module_database: str, on: Rehearsal) -> AsyncIterator[Stage]:
    """One gateway for all of this module."""
    async with staged(infra, module_database, on) as running:
        yield running


@pytest.fixture(autouse=True)
def _asks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed secret is noticed by the next call, not a quarter of a minute later."""
    monkeypatch.setattr(keep_keys, "AGAIN_SECONDS", 0.0)


@pytest.mark.parametrize(
    ("fault", "calls", "effects"),
    [
        (None, 2, 2),
        ("webhook_duplicate", 3, 2),
        ("webhook_out_of_order", 2, 2),
        ("webhook_late", 2, 2),
        ("webhook_lost", 1, 1),
        ("webhook_forged", 7, 1),
    ],
)
async def test_calls_come_as_they_do(stage: Stage, fault: str | None, calls: int, effects: int) -> None:
    """Each genuine one has one effect, twice or not, in whichever order; forged ones have none, however often tried."""
    before, already, noted = len(stage.told), stage.on.world.hooks.told, await stage.heard()
    if fault:
        stage.on.fault(fault)
    purchase = uuid4()
    await stage.buy(purchase, events=BOTH)
    await stage.sent(already + calls)
    assert stage.on.world.hooks.told == already + calls
    assert (await stage.signaled())[before:] == [purchase] * effects
    assert await stage.heard() == noted + effects + 1


async def test_a_call_ends_the_wait_for_a_picture(
    stage: Stage, infra: Infrastructure, database: str, tmp_path: Path
) -> None:
    """The worker looks because it was told: by itself it would not look again for ever."""
    purchase, signals = uuid4(), stage.signals()
    waiting: ports.Signals = signals
    downloads = Downloads(stage.on.time, hosts=[stage.on.url.removesuffix("/v1")])
    client = Replicate(SecretStr(TOKEN), base_url=stage.on.url, time=Endless(), downloads=downloads)
    async with (
        toy_service(database, infra.nats_url) as worker,
        signals.heard(worker.bus),
        client,
        waiting.expecting(purchase) as told,
        asyncio.timeout(60),
    ):
        await arrived(worker.bus.connection)  # NATS knows by now who hears
        watch = Watch(600, webhook=waiting.webhook(purchase), told=told)
        made = await client.generate_image("a fox", out=tmp_path / "a.png", aspect_ratio="1:1", seed=1, watch=watch)
    assert made.prediction.status == "succeeded"


async def test_a_call_may_be_quicker_than_the_answer_it_is_about(
    stage: Stage, infra: Infrastructure, database: str
) -> None:
    """Whoever expects it before the purchase is made finds it told."""
    purchase, signals = uuid4(), stage.signals()
    async with (
        toy_service(database, infra.nats_url) as worker,
        signals.heard(worker.bus),
        signals.expecting(purchase) as told,
    ):
        await arrived(worker.bus.connection)  # NATS knows by now who hears
        assert (await Call(stage.on.world.hooks.secret, purchase=purchase).send(stage.api.client)).is_success
        async with asyncio.timeout(60):
            await told.wait()


async def test_what_is_not_genuine_tells_nobody_anything(stage: Stage) -> None:
    """One answer for whatever is wrong, and nothing is written; a genuine one, replayed later, is none either."""
    right, noted = stage.on.world.hooks.secret, await stage.heard()
    wrong = [
        (Call(secret_of("other")), {}),
        (Call(right, age=timedelta(minutes=5, seconds=2)), {}),
        (Call(right, age=-timedelta(minutes=6)), {}),
        (Call(right), {"webhook_id": "msg_another"}),
        (Call(right), {"webhook_signature": ""}),
        (Call(right), {"webhook_timestamp": ""}),
        (Call(right), {"webhook_signature": "v1,"}),
        (Call(right, body=b"nothing of the kind"), {"webhook_signature": "v1,AAAA"}),
    ]
    before = len(stage.told)
    said = set()
    for call, headers in wrong:
        answer = await call.send(stage.api.client, **headers)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (401, "webhook_forged")
        assert answer.headers["www-authenticate"] == "Standard-Webhooks"
        said.add((problem["title"], problem["detail"], *sorted(problem.keys() - {"request_id"})))
    assert len(said) == 1
    assert await stage.heard() == noted
    assert (await stage.signaled())[before:] == []


async def test_a_flood_of_forged_calls_costs_the_provider_one_question(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the database nothing; genuine calls pass in the midst of it."""
    monkeypatch.setattr(keep_keys, "AGAIN_SECONDS", 600.0)
    asked = 0

    async def counted(self: ReplicateKey) -> bytes:
        nonlocal asked
        asked += 1
        return await known(self)

    known = ReplicateKey.__call__
    monkeypatch.setattr(ReplicateKey, "__call__", counted)
    noted = await stage.heard()
    forged = [Call(secret_of("other")).send(stage.api.client) for _ in range(100)]
    genuine = [Call(stage.on.world.hooks.secret).send(stage.api.client) for _ in range(5)]
    answers = await asyncio.gather(*forged, *genuine)
    assert [answer.status_code for answer in answers] == [401] * 100 + [204] * 5
    assert asked <= 1
    assert await stage.heard() == noted + 5


async def test_a_changed_secret_needs_no_restart(infra: Infrastructure, database: str) -> None:
    """What was signed before the change and comes after it is taken as well."""
    async with rehearsal(token=TOKEN) as on, staged(infra, database, on) as stage:
        former = on.world.hooks.secret
        assert (await Call(former).send(stage.api.client)).status_code == 204
        on.world.hooks.secret = secret_of("new")
        purchase = uuid4()
        await stage.buy(purchase)
        await stage.sent(1)
        assert (await stage.signaled())[1:] == [purchase]
        assert (await Call(former).send(stage.api.client)).status_code == 204
        assert (await Call(secret_of("other")).send(stage.api.client)).status_code == 401


async def test_one_call_to_two_gateways_has_one_effect(stage: Stage) -> None:
    """Whichever of them a repetition reaches, also at the very same moment."""
    beside = stage.api.settings.model_copy(update={"port": free_port()})
    async with running_gateway(beside) as other:
        before, calls = len(stage.told), [Call(stage.on.world.hooks.secret) for _ in range(5)]
        sent = (call.send(client) for call in calls for client in (stage.api.client, other) for _ in range(3))
        assert {answer.status_code for answer in await asyncio.gather(*sent)} == {204}
    assert sorted((await stage.signaled())[before:]) == sorted(call.purchase for call in calls)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"id": "p1", "status": "succeeded"}', b"[" * 9_000, b"\xff"]
)
async def test_a_signed_call_that_is_of_no_prediction_is_a_mistake(stage: Stage, body: bytes) -> None:
    """It says so to the provider, and has no effect; the same call, mended, has one."""
    noted, secret = await stage.heard(), stage.on.world.hooks.secret
    call = Call(secret, body=body)
    headers = call.headers
    if body == b"\xff":  # the library signs text only
        text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        digest = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), text, "sha256")
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    answer = await stage.api.client.post(PATH, params={"purchase": str(call.purchase)}, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["errors"] == [{"field": "body", "message": "must be a prediction"}]
    assert await stage.heard() == noted
    assert (await replace(call, body=PREDICTION).send(stage.api.client)).status_code == 204


@pytest.mark.parametrize("purchase", ["", "1", "x" * 36])
async def test_a_call_names_its_purchase(stage: Stage, purchase: str) -> None:
    """Else there is nobody to tell."""
    answer = await Call(stage.on.world.hooks.secret, purchase=purchase).send(stage.api.client)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "purchase")


async def test_a_call_has_its_size(stage: Stage) -> None:
    """A prediction with its inputs has room; what is larger is not read to its end, announced or not."""
    secret, large = stage.on.world.hooks.secret, b'{"padding": "' + b"x" * 900_000 + b'", ' + PREDICTION[1:]
    assert (await Call(secret, body=large).send(stage.api.client)).status_code == 204
    answer = await Call(secret, body=large * 2).send(stage.api.client)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = await stage.api.client.post(PATH, params={"purchase": str(uuid4())}, content=pieces())
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_what_was_heard_is_forgotten_in_time(stage: Stage) -> None:
    """No sender tries for an hour; a call of just now is still known."""
    old, new = Call(stage.on.world.hooks.secret), Call(stage.on.world.hooks.secret)
    for call in (old, new):
        assert (await call.send(stage.api.client)).status_code == 204
    dsn = stage.api.settings.database_url.get_secret_value()
    async with open_pool(dsn, schema="gateway", size=1) as pool:
        await pool.execute(
            "update provider_calls set heard_at = heard_at - interval '61 minutes' where webhook_id = $1",
            old.webhook_id,
        )
        await forget_calls(gateway_units(pool))
        left = {row[0] for row in await pool.fetch("select webhook_id from provider_calls")}
    assert new.webhook_id in left
    assert old.webhook_id not in left


async def test_a_provider_that_is_away_is_asked_to_call_again(
    infra: Infrastructure, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not told that it was heard, and not that it is not genuine: without its secret nobody knows. Nothing is logged
    that opens anything."""
    async with rehearsal(token=TOKEN) as on, staged(infra, database, on) as stage:
        on.fault("unavailable", on="any", times=None)
        call = Call(on.world.hooks.secret)
        with capture_logs() as log, monkeypatch.context() as short:
            short.setattr(keep_keys, "ASK_SECONDS", 0.2)
            answer = await call.send(stage.api.client)
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_away")
        assert int(answer.headers["retry-after"]) >= 1
        assert await stage.heard() == 0
        assert "webhook_key_not_had" in {line["event"] for line in log}
        assert TOKEN not in str(log)
        on.world.faults.replace([])
        assert (await call.send(stage.api.client)).status_code == 204
        assert await stage.signaled() == [call.purchase]


async def test_without_a_provider_nothing_is_genuine(infra: Infrastructure, database: str) -> None:
    """An outsider is not told what is set up here."""
    async with rehearsal() as on, staged(infra, database, on, replicate_api_token=None) as stage:
        answer = await Call(on.world.hooks.secret).send(stage.api.client)
        assert (answer.status_code, answer.json()["code"]) == (401, "webhook_forged")


async def test_a_secret_that_is_given_is_not_fetched(infra: Infrastructure, database: str) -> None:
    """Two of them while it is changed; a token is not needed."""
    given = SecretStr(f"{secret_of('old')} {secret_of('new')}")
    more = {"replicate_api_token": None, "replicate_webhook_secret": given}
    async with rehearsal() as on, staged(infra, database, on, **more) as stage:
        for name, status in (("old", 204), ("new", 204), ("other", 401)):
            assert (await Call(secret_of(name)).send(stage.api.client)).status_code == status


async def test_a_defect_is_told_as_everywhere(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider calls again, and nothing of ours leaks."""

    async def broken(*_: object) -> bool:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(PostgresCalls, "note_call", broken)
    with capture_logs():
        answer = await Call(stage.on.world.hooks.secret).send(stage.api.client)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "swordfish" not in answer.text
