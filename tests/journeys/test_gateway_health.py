"""`GET /admin/health`: an operator sees what is stuck, failed, unpaid or away, of all owners, and waits for nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from storyreel.client import Storyreel, StoryreelApiError
from storyreel.infrastructure import Infrastructure
from storyreel_chassis import health, roll_call
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.api import SystemHealth
from storyreel_gateway.adapters import bus_view, outside
from storyreel_gateway.adapters.outside import Outside
from storyreel_gateway.handlers import check_system
from support.deadlines import eventually
from support.gateway_owner import new_key, user_of
from support.gateway_rows import execute
from support.gateway_stack import Api, gateway_on
from support.marks import store

PATH, HOOK = "/api/v2/admin/health", "https://hooks.example/x?secret"


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module, with a budget; nobody works for it but doubles, who answer no roll call."""
    async with gateway_on(infra, module_database, owner_monthly_usd="10") as running:
        yield running


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others use the machine too."""
    monkeypatch.setattr(check_system, "LOOK_SECONDS", 60.0)
    monkeypatch.setattr(bus_view, "ASK_SECONDS", 60.0)
    monkeypatch.setattr(outside, "SECONDS", 60.0)
    monkeypatch.setattr(health, "CHECK_SECONDS", 60.0)
    monkeypatch.setattr(roll_call, "MISSING_SECONDS", 0.3)  # nobody else is there


async def look(api: Api) -> SystemHealth:
    """What the gateway says."""
    answer = await api.client.get(PATH)
    assert answer.status_code == 200, answer.text
    return SystemHealth.model_validate_json(answer.content)


async def test_only_an_administrator_may_look(api: Api) -> None:
    """It tells of all owners."""
    plain, admin = await new_key(api, "ada"), await new_key(api, "ada", "admin")
    async with user_of(api, plain["key"]) as ada, user_of(api, admin["key"]) as boss:
        refused = await ada.get(PATH)
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
        assert (await boss.get(PATH)).status_code == 200
    async with httpx.AsyncClient(base_url=api.client.base_url, timeout=60) as nobody:
        assert (await nobody.get(PATH)).status_code == 401


async def test_the_client_has_a_method_for_it(api: Api) -> None:
    """Typed, and refused by its code."""
    plain = await new_key(api, "ada")

    def looked() -> SystemHealth:
        with Storyreel(str(api.client.base_url), api.key) as client:
            return client.service.health()

    def refused() -> str:
        with Storyreel(str(api.client.base_url), plain["key"]) as client:
            try:
                client.service.health()
            except StoryreelApiError as error:
                return error.code
        return ""

    assert (await asyncio.to_thread(looked)).providers == ["animatic"]
    assert await asyncio.to_thread(refused) == "scope_missing"


async def test_every_area_is_seen(api: Api) -> None:
    """With the gateway itself on the roll, nobody else, and every queue of the topology."""

    async def whole() -> bool:
        said = await look(api)
        return bool(said.services and any(one.instances and one.books for one in said.services))

    await eventually(whole, what="the gateway's own answer to the roll call")
    said = await look(api)
    assert said.not_asked == []
    assert set(said.dependencies.values()) == {"ok"}
    alive = {one.service: len(one.instances) for one in said.services or ()}
    assert alive["renderer"] == alive["storyboard"] == alive["exporter"] == 0
    assert said.bus
    assert said.bus.missing == []
    assert said.bus.max_bytes == 64 * 2**20
    assert abs(said.bus.clock_skew_seconds) < 60
    assert said.database
    assert abs(said.database.clock_skew_seconds) < 60
    assert 0 < said.database.connections <= said.database.max_connections
    assert said.storage
    assert said.public is None


async def test_the_probe_of_the_store_leaves_nothing_behind(api: Api, infra: Infrastructure) -> None:
    """However often somebody looks."""
    await look(api)

    def left() -> list[str]:
        found = store({**infra.env}).list_objects(api.settings.s3_bucket, prefix=".doctor/", recursive=True)
        return [one.object_name or "" for one in found]

    assert await asyncio.to_thread(left) == []


async def test_jobs_that_stand_still_or_failed_are_listed(api: Api) -> None:
    """With their ids, whosever they are, and since when."""
    quiet, failed = (await api.ready())["job_id"], (await api.ready())["job_id"]
    await execute(
        api, "update jobs set status = 'rendering', stage_since = now() - interval '3 hours', "
        "updated_at = now() - interval '2 hours' where job_id = $1", quiet,
    )  # fmt: skip
    await execute(
        api, "update jobs set status = 'failed', updated_at = now() - interval '5 minutes', "
        """error = '{"code": "render_stalled", "message": "it is so"}' where job_id = $1""", failed,
    )  # fmt: skip
    jobs = (await look(api)).jobs
    assert jobs
    assert [(str(one.job_id), one.status.value) for one in jobs.quiet] == [(quiet, "rendering")]
    (pile,) = jobs.in_work
    assert (pile.status.value, pile.count) == ("rendering", 1)
    (failure,) = [one for one in jobs.failures if one.code == "render_stalled"]
    assert (failure.what, failure.count, [str(job) for job in failure.jobs]) == ("job", 1, [failed])
    await execute(api, "update jobs set status = 'canceled' where job_id = any($1::uuid[])", [quiet, failed])


async def test_money_that_nobody_can_tell_of_is_told(api: Api) -> None:
    """Unknown purchases, those that take too long, and owners near their budget."""
    for state, price in (("unknown", 3), ("running", 2), ("succeeded", 1)):
        await execute(
            api, "insert into purchases (purchase_id, owner_id, job_id, made_id, scene_id, revision, kind, "
            "scene_number, provider, model, state, price, created_at) values ($1, 'ada', $1, $1, $1, 1, 'clip', "
            "1, 'replicate', 'm', $2, $3, now() - interval '2 hours')", new_id(), state, price,
        )  # fmt: skip
    await execute(
        api, "insert into cost_lines (line_id, owner_id, job_id, kind, provider, model, quantity, unit_price, quoted, "
        "reserved, state, price_version) values ($1, 'spender', $1, 'clip', 'replicate', 'm', 1, 9.5, 9.5, 9.5, "
        "'reserved', '2026-11-01')", new_id(),
    )  # fmt: skip
    money = (await look(api)).money
    assert money
    assert {(one.state, one.count, int(one.price_usd)) for one in money.purchases} == {
        ("unknown", 1, 3),
        ("running", 1, 2),
    }
    assert [(one.owner_id, float(one.committed_usd)) for one in money.budgets] == [("spender", 9.5)]


async def test_webhooks_that_are_late_or_given_up_are_told(api: Api) -> None:
    """And the hosts that are told no more."""
    job_id = (await api.make())["job_id"]
    for state, due, settled in (
        ("pending", "1 hour", None),  # the one before it, so that the sender leaves the next one alone
        ("pending", "-5 minutes", None),
        ("failed", "-5 minutes", "-1 minute"),
    ):
        await execute(
            api, "insert into webhook_deliveries (delivery_id, job_id, owner_id, url, type, body, state, "
            "next_attempt_at, settled_at) values ($1, $2, 'ada', $3, 't', '', $4, now() + $5::text::interval, "
            "now() + $6::text::interval)",
            new_id(), job_id, HOOK, state, due, settled,
        )  # fmt: skip
    await execute(api, "insert into webhook_endpoints values ('ada', $1, 5, now())", HOOK)
    answer = await api.client.get(PATH)
    hooks = SystemHealth.model_validate_json(answer.content).webhooks
    assert hooks
    assert (hooks.overdue, hooks.given_up, hooks.disabled) == (1, 1, ["hooks.example"])
    assert "secret" not in answer.text


async def test_one_server_that_is_away_hides_no_other(
    api: Api, infra: Infrastructure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis stopped, the bus killed: the areas that need neither are seen, the others say why not, nothing hangs."""

    async def without(dependency: str) -> SystemHealth | None:  # what was asked before it went may say that it is well
        said = await look(api)
        return said if said.dependencies[dependency] != "ok" else None

    valkey, nats_server = infra.servers["valkey"], infra.servers["nats"]
    await valkey.stop()
    try:
        said = await eventually(lambda: without("redis"), what="the absence of Redis")
        assert said.cache
        assert not said.cache.connected
        assert said.bus
    finally:
        await valkey.start()
    monkeypatch.setattr(bus_view, "ASK_SECONDS", 1.0)
    await nats_server.stop()
    try:
        said = await eventually(lambda: without("bus"), what="the absence of the bus")
        assert {one.area for one in said.not_asked} == {"services", "bus"}
        assert said.jobs
        assert said.database
    finally:
        await nats_server.start()

    async def back() -> bool:
        return (await look(api)).not_asked == []

    await eventually(back, what="the return of the bus")


async def test_the_way_from_outside_is_tried(api: Api, infra: Infrastructure) -> None:
    """The gateway's own answer is good; another's, a refusal and nobody are told as what they are."""
    go = Outside()
    assert (await go(str(api.client.base_url))).reached
    for url, said in (
        (infra.s3["S3_ENDPOINT"], "/livez"),
        ("http://127.0.0.1:9", "no connection"),
        ("https://127.0.0.1:9", "no connection"),
        (str(api.client.base_url).replace("http:", "https:"), "no connection"),
    ):
        found = await go(url)
        assert (found.reached, said in found.detail) == (False, True), found


def certified(folder: Path) -> ssl.SSLContext:
    """A server's, with a certificate of its own making."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "me")])
    made = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1,
        not_valid_before=now() - timedelta(days=1), not_valid_after=now() + timedelta(days=1),
    ).sign(key, hashes.SHA256())  # fmt: skip
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(secret + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


async def test_a_certificate_that_nobody_trusts_is_told_as_that(tmp_path: Path) -> None:
    """Not as a server that is not there: the operator looks at the right thing."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=certified(tmp_path))
    async with server:
        found = await Outside()(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert (found.reached, found.detail.startswith("the certificate is not good: self")) == (False, True)


async def test_a_look_that_fails_or_hangs_is_said(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is locked makes one area dark, not the screen."""
    monkeypatch.setattr(check_system, "LOOK_SECONDS", 3.0)
    connection = await asyncpg.connect(api.settings.database_url.get_secret_value())
    try:
        async with connection.transaction():
            await connection.execute("lock table gateway.webhook_deliveries in access exclusive mode")

            async def one_is_dark() -> bool:  # the others may be slow as well, on a machine that others use
                return [(one.area, one.why) for one in (await look(api)).not_asked] == [
                    ("webhooks", "no answer within 3 s")
                ]

            await eventually(one_is_dark, what="one dark area")
    finally:
        await connection.close()
