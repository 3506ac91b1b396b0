"""The app: all routes, one kind of error, nothing at import."""

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Route

from storyreel_gateway.routes import cache, events, exports, film, generation, jobs, pages, review
from storyreel_gateway.routes.limits import BodyLimit
from storyreel_gateway.routes.openapi import document
from storyreel_gateway.routes.problems import add_problem_handlers
from storyreel_gateway.routes.services import Services
from storyreel_gateway.routes.status import StatusRead
from storyreel_gateway.routes.text import no_nul

PREFIX = "/api/v2"
MAX_BODY = 1_000_000
"""Bytes; the longest request that is right has some 20 kB."""


def api_router() -> APIRouter:
    """Every endpoint that FastAPI serves."""
    router = APIRouter(prefix=PREFIX, dependencies=[Depends(no_nul)])
    for part in (generation, jobs, review, film, exports, events, cache):
        router.include_router(part.router)
    return router


def create_app(services: Services) -> FastAPI:
    """The gateway's ASGI app."""
    app = FastAPI(title="Storyreel", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(BodyLimit, most=MAX_BODY)
    app.state.services = services
    app.router.routes.append(Route(f"{PREFIX}/jobs/{{job_id}}", StatusRead(services), methods=["GET"]))
    app.include_router(api_router())
    app.router.routes.extend(pages.routes(document(api_router())))
    add_problem_handlers(app)
    return app
