"""The app: all routes, one kind of error, nothing at import."""

import functools
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Route

from storyreel_contracts.types import ProviderName
from storyreel_gateway.routes import (
    assets,
    batches,
    cache,
    costs,
    events,
    exports,
    feed,
    film,
    generation,
    jobs,
    keys,
    pages,
    provider_webhooks,
    purchases,
    review,
    shared,
    shares,
    versions,
    webhooks,
)
from storyreel_gateway.routes.around import Around
from storyreel_gateway.routes.limits import MAX_BATCH, MAX_BODY, MAX_CALL, UNKEPT, BodyLimit
from storyreel_gateway.routes.openapi import described_routes, document
from storyreel_gateway.routes.paths import Paths
from storyreel_gateway.routes.problems import add_problem_handlers
from storyreel_gateway.routes.services import Services
from storyreel_gateway.routes.status import StatusFirst, StatusRead
from storyreel_gateway.routes.strict import only_known
from storyreel_gateway.routes.text import only_keepable

PREFIX = "/api/v2"


def api_router() -> APIRouter:
    """Every endpoint that FastAPI serves."""
    router = APIRouter(dependencies=[Depends(only_keepable), Depends(only_known)])
    for part in (
        generation,
        batches,
        jobs,
        costs,
        purchases,
        review,
        versions,
        film,
        exports,
        events,
        feed,
        webhooks,
        provider_webhooks,
        assets,
        shares,
        keys,
        cache,
    ):
        router.include_router(part.router, prefix=PREFIX)
    router.include_router(shared.router)
    return router


@functools.cache
def _described(providers: frozenset[ProviderName]) -> dict[str, Any]:
    return document(api_router(), providers)


def create_app(services: Services) -> FastAPI:
    """The gateway's ASGI app."""
    router = api_router()
    paths = Paths(described_routes(router))
    # No redirects to a path with or without a slash: behind a proxy that ends TLS they would lead to plain HTTP.
    # No telemetry of its own: `Around` makes the spans; looking for a collector at every request costs 2 µs.
    app = FastAPI(
        title="Storyreel", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False},
    )  # fmt: skip
    read = StatusRead(services)
    larger = {f"{PREFIX}/batches": MAX_BATCH, **dict.fromkeys(UNKEPT, MAX_CALL)}
    app.add_middleware(BodyLimit, most=MAX_BODY, by_path=larger)
    app.add_middleware(StatusFirst, read=read, under=f"{PREFIX}/jobs")
    app.add_middleware(Around, paths=paths, hot=f"{PREFIX}/jobs", streams="/events")
    app.state.services, app.state.paths = services, paths
    app.router.routes.append(Route(f"{PREFIX}/jobs/{{job_id}}", read, methods=["GET"]))
    app.include_router(router)
    app.router.routes.extend(pages.routes(functools.partial(_described, frozenset(services.terms.providers))))
    paths.also(app.router.routes)
    add_problem_handlers(app)
    return app
