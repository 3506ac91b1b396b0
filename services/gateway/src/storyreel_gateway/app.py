"""The gateway, from its servers up: what is entered first is left last."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from storyreel_chassis.bus import open_bus
from storyreel_chassis.errors import Transient
from storyreel_chassis.health import Check
from storyreel_chassis.http import Farewell, serve
from storyreel_chassis.logs import logger
from storyreel_chassis.migrations import migrate
from storyreel_chassis.objects import open_objects
from storyreel_chassis.ports import ObjectStore
from storyreel_chassis.postgres import Pool, connection, open_pool
from storyreel_chassis.relay import Relay
from storyreel_chassis.roll_call import Reporter, answering, instance_name
from storyreel_chassis.scratch import Scratch, open_scratch
from storyreel_chassis.service import Stop, run
from storyreel_chassis.signing import derived
from storyreel_chassis.telemetry.watch import Watch
from storyreel_chassis.together import end
from storyreel_chassis.versions import version_of
from storyreel_gateway.adapters import MIGRATIONS
from storyreel_gateway.adapters.bus_view import NatsBusView
from storyreel_gateway.adapters.feed import PostgresFeed
from storyreel_gateway.adapters.inspector import ChildInspector
from storyreel_gateway.adapters.keys import PostgresKeys
from storyreel_gateway.adapters.levels import READINGS
from storyreel_gateway.adapters.limiter import open_limiter
from storyreel_gateway.adapters.listener import listen, progress_relayed
from storyreel_gateway.adapters.outside import Outside
from storyreel_gateway.adapters.poster import PublicPoster
from storyreel_gateway.adapters.records import PostgresRecords
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.config import GatewaySettings
from storyreel_gateway.domain.share_links import ShareLinks
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.domain.webhook import parsed_schedule
from storyreel_gateway.handlers.authenticate import Authenticate
from storyreel_gateway.handlers.check_endpoint import CheckEndpoint
from storyreel_gateway.handlers.check_system import CheckSystem, Sights
from storyreel_gateway.handlers.deliver_webhooks import Deliver, Rules
from storyreel_gateway.handlers.forget_answers import forget_answers
from storyreel_gateway.handlers.hear_provider import HearProvider, forget_calls
from storyreel_gateway.handlers.keep_keys import Keys
from storyreel_gateway.handlers.start_items import Starter
from storyreel_gateway.handlers.sweep_assets import sweep_assets
from storyreel_gateway.handlers.sweep_stalled import sweep_stalled
from storyreel_gateway.handlers.upload_asset import Uploading
from storyreel_gateway.handlers.webhook_deliveries import forget_deliveries
from storyreel_gateway.health import GatewayHealth
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.projection.changes import Changes
from storyreel_gateway.projection.tails import Tails
from storyreel_gateway.projection.views import TTL_SECONDS, open_views
from storyreel_gateway.routes.api import create_app
from storyreel_gateway.routes.once import AGAIN
from storyreel_gateway.routes.open_streams import OpenStreams
from storyreel_gateway.routes.services import Services
from storyreel_gateway.subscribers import router

SCHEMA = "gateway"
SCRIPTS = ("storyreel_chassis", *MIGRATIONS)


@asynccontextmanager
async def gateway(settings: GatewaySettings, stop: Stop) -> AsyncIterator[None]:
    """The whole service.

    Raises:
        Transient: Postgres, NATS or the object store is away
        Refused: the port is taken
    """
    database, secret = settings.database_url.get_secret_value(), settings.secret.get_secret_value()
    await migrate(database, schema=SCHEMA, packages=SCRIPTS)
    changes = Changes(remember_seconds=TTL_SECONDS + 5)
    async with (
        open_pool(database, schema=SCHEMA, size=settings.database_pool) as pool,
        open_objects(settings) as objects,
        open_views(settings.redis_url.get_secret_value(), changes) as views,
        _scratch(settings) as scratch,
        open_limiter(settings.redis_url.get_secret_value(), _limits(settings)) as limiter,
    ):
        keys = PostgresKeys(pool)
        if settings.api_key is not None:
            await keys.bootstrap(settings.api_key.get_secret_value())
        terms, starter = _terms(settings), Starter()
        units = gateway_units(pool, after_commit=views.put, terms=terms, room=starter.poke)
        async with open_bus(
            settings.nats_url.get_secret_value(),
            service="gateway",
            router=router,
            pool=pool,
            context={"units": units},
            drain_seconds=settings.drain_seconds,
            on_closed=partial(stop, "NATS closed the connection"),
        ) as bus:
            relay = Relay(pool, bus.js, schema=SCHEMA)
            checks: dict[str, Check] = {
                "database": partial(_answers, pool),
                "bus": bus.check,
                "storage": objects.check,
                "redis": views.check,
                "work_dir": scratch.check,
            }
            health = GatewayHealth(checks, needed=frozenset({"database"}))
            sights = Sights(
                version=version_of("gateway"), dependencies=health.words, records=PostgresRecords(pool),
                bus=NatsBusView(bus), objects=objects, cache=views.stats, outside=Outside(), terms=terms,
                public_url=settings.public_url, called_at=settings.called_at,
            )  # fmt: skip
            reporter = Reporter("gateway", instance_name(), health=health, pool=pool, packages=SCRIPTS)
            uploading = Uploading(
                units,
                objects,
                ChildInspector(at_once=settings.upload_inspections),
                timedelta(seconds=settings.upload_seconds),
            )
            rules = _rules(settings)
            poster = PublicPoster(seconds=rules.seconds)
            deliver = Deliver(units, poster, rules)
            services = Services(
                units=units,
                authenticate=Authenticate(keys),
                objects=objects,
                views=views,
                changes=changes,
                limiter=limiter,
                tails=Tails(PostgresFeed(pool), changes),
                streams=OpenStreams(settings.streams_per_key),
                check_endpoint=CheckEndpoint(poster, rules.allowed),
                check_system=CheckSystem(sights),
                hear_provider=HearProvider(units, _replicate_keys(settings), bus.tell),
                secret=rules.secret,
                links=ShareLinks(derived(secret, "share"), public_url=settings.public_url),
                sealing_key=derived(secret, "sealed answers"),
                terms=terms,
                scratch=scratch,
                uploading=uploading,
                heartbeat_seconds=settings.heartbeat_seconds,
            )
            app = create_app(services)
            app.router.routes.extend(health.routes())
            app.state.paths.also(health.routes())
            health.turns = (relay.turn, *bus.turns)
            farewell = Farewell(app)
            background = {
                "relay": relay.run(),
                "listener": listen(pool, changes, deliver.ring),
                "webhooks": deliver.run(),
                "streams": services.streams.watch(keys.lapsed),
                "bus watch": bus.watch(replicas=settings.stream_replicas, max_bytes=settings.stream_bytes),
                "sweep": _sweeping(units, objects, settings),
                "batches": starter.run(units, every=settings.stall_sweep_seconds),
                "metrics": Watch(pool, health, READINGS, every=settings.metrics_seconds).run(),
            }
            async with (
                _running(stop, background),
                progress_relayed(bus, changes),
                answering(bus.connection, reporter),
                serve(farewell, host=settings.host, port=settings.port, grace=settings.drain_seconds) as port,
            ):
                logger(__name__).info("http_listens", host=settings.host, port=port)
                async with _ending(changes, health, farewell, settings.linger_seconds):
                    yield
            await relay.drain()


def _terms(settings: GatewaySettings) -> Terms:
    return Terms(
        providers=settings.offered,
        default_provider=settings.preferred,
        concurrency=settings.owner_concurrency or None,
        monthly_usd=settings.owner_monthly_usd,
    )


def _limits(settings: GatewaySettings) -> dict[str, str]:
    upload = settings.limit_upload
    return {
        "generate": settings.limit_generate,
        "render": settings.limit_render,
        "upload": upload,
        f"upload {AGAIN}": upload,
    }


@asynccontextmanager
async def _scratch(settings: GatewaySettings) -> AsyncIterator[Scratch]:
    with open_scratch(settings.work_dir, least_free=settings.min_free_bytes) as scratch:
        yield scratch


def _replicate_keys(settings: GatewaySettings) -> Keys:
    """Without a secret and without a token nothing fits."""
    given, token = settings.replicate_webhook_keys, settings.replicate_api_token
    if given or not token:
        return Keys(given, None)
    from storyreel_gateway.adapters.replicate_key import ReplicateKey  # noqa: PLC0415 - its client takes 0.1 s to load

    return Keys(given, ReplicateKey(token, settings.replicate_base_url))


def _rules(settings: GatewaySettings) -> Rules:
    return Rules(
        settings.secret.get_secret_value(),
        parsed_schedule(settings.webhook_schedule),
        settings.webhook_seconds,
        settings.webhook_failures,
        frozenset(name.lower() for name in settings.webhook_allow.split(",") if name),
    )


async def _answers(pool: Pool) -> None:
    async with connection(pool) as one:
        await one.fetchval("select 1")


async def _sweeping(units: GatewayUnits, objects: ObjectStore, settings: GatewaySettings) -> None:
    sweeps = (
        partial(sweep_stalled, units, quiet_for=timedelta(seconds=settings.stall_seconds)),
        partial(forget_answers, units),
        partial(forget_deliveries, units),
        partial(forget_calls, units),
        partial(sweep_assets, units, objects),
    )
    while True:
        await asyncio.sleep(settings.stall_sweep_seconds)
        for sweep in sweeps:
            with suppress(Transient):
                await sweep()


@asynccontextmanager
async def _ending(changes: Changes, health: GatewayHealth, farewell: Farewell, linger: float) -> AsyncIterator[None]:
    """Serve on while it gets about that this one leaves. Streams end before the server waits for requests: their
    clients come back elsewhere at once."""
    try:
        yield
    finally:
        health.draining = farewell.said = True
        await asyncio.sleep(linger)
        changes.close()


@asynccontextmanager
async def _running(stop: Stop, work: Mapping[str, Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Background work; the end of any of it ends the service."""

    def ended(task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            logger(__name__).error("background_ended", task=task.get_name(), exc_info=task.exception())
            stop(f"{task.get_name()} ended")

    tasks = [asyncio.create_task(one, name=name) for name, one in work.items()]
    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    finally:
        await end(tasks)


def main() -> None:
    """`storyreel-gateway`."""
    run("gateway", GatewaySettings, gateway)
