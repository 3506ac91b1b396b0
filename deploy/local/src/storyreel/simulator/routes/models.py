"""Models and their versions; the account; the webhooks' secret."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from storyreel.simulator.guard import body_of, guarded, page, world_of
from storyreel.simulator.models import Model, Version
from storyreel.simulator.problems import Problem, not_found, unprocessable

_MAY_CHANGE = ("description", "readme", "github_url", "paper_url", "license_url", "weights_url")
_NEEDED = ("owner", "name", "visibility", "hardware")


def _model(request: Request) -> Model:
    return world_of(request).model(request.path_params["owner"], request.path_params["name"])


def _own(request: Request) -> Model:
    found = _model(request)
    if found.official:
        raise Problem(403, "Forbidden", "You do not have permission to perform this action.")
    return found


def _version(request: Request) -> Version:
    for version in _model(request).versions:
        if version.id == request.path_params["version"]:
            return version
    raise not_found("The requested version could not be found.")


async def account(_request: Request) -> Response:
    """`GET /account`."""
    told = {"type": "organization", "username": "simulated", "name": "Simulated"}
    return JSONResponse({**told, "github_url": None, "avatar_url": None})


async def secret(request: Request) -> Response:
    """`GET /webhooks/default/secret`."""
    return JSONResponse({"key": world_of(request).hooks.secret})


async def listing(request: Request) -> Response:
    """`GET /models`; there are few, so one page."""
    found = list(world_of(request).models.values())
    if request.query_params.get("sort_direction", "desc") == "desc":
        found.reverse()
    return page(request, [model.body() for model in found], None)


async def create(request: Request) -> Response:
    """`POST /models`."""
    body, world = await body_of(request), world_of(request)
    if missing := [name for name in _NEEDED if not isinstance(body.get(name), str)]:
        detail = "".join(f"- {name}: {name} is required\n" for name in missing)
        raise unprocessable(detail, "Input validation failed")
    made = Model(body["owner"], body["name"], about=body)
    if made.path in world.models:
        raise Problem(409, "Conflict", "A model with this name and owner already exists.")
    world.models[made.path] = made
    return JSONResponse(made.body(), 201)


async def read(request: Request) -> Response:
    """`GET /models/{owner}/{name}`."""
    return JSONResponse(_model(request).body())


async def update(request: Request) -> Response:
    """`PATCH /models/{owner}/{name}`."""
    model, body = _own(request), await body_of(request)
    changes: dict[str, Any] = {name: body[name] for name in _MAY_CHANGE if name in body}
    model.about = {**model.about, **changes}
    return JSONResponse(model.body())


async def delete(request: Request) -> Response:
    """`DELETE /models/{owner}/{name}`."""
    del world_of(request).models[_own(request).path]
    return Response(status_code=204)


async def readme(request: Request) -> Response:
    """`GET /models/{owner}/{name}/readme`."""
    model = _model(request)
    return PlainTextResponse(model.about.get("readme") or f"# {model.name}\n")


async def examples(request: Request) -> Response:
    """`GET /models/{owner}/{name}/examples`."""
    _model(request)
    return page(request, [], None)


async def versions(request: Request) -> Response:
    """`GET /models/{owner}/{name}/versions`."""
    model = _model(request)
    return page(request, [one.body(model) for one in reversed(model.versions)], None)


async def version(request: Request) -> Response:
    """`GET /models/{owner}/{name}/versions/{id}`."""
    return JSONResponse(_version(request).body(_model(request)))


async def delete_version(request: Request) -> Response:
    """`DELETE /models/{owner}/{name}/versions/{id}`; done later, so 202."""
    _own(request).versions.remove(_version(request))
    return Response(status_code=202)


_ONE = "/models/{owner}/{name}"

ROUTES = [
    Route("/account", guarded("any", account), methods=["GET"]),
    Route("/webhooks/default/secret", guarded("any", secret), methods=["GET"]),
    Route("/models", guarded("any", listing), methods=["GET"]),
    Route("/models", guarded("any", create), methods=["POST"]),
    Route(_ONE, guarded("any", read), methods=["GET"]),
    Route(_ONE, guarded("any", update), methods=["PATCH"]),
    Route(_ONE, guarded("any", delete), methods=["DELETE"]),
    Route(f"{_ONE}/readme", guarded("any", readme), methods=["GET"]),
    Route(f"{_ONE}/examples", guarded("any", examples), methods=["GET"]),
    Route(f"{_ONE}/versions", guarded("any", versions), methods=["GET"]),
    Route(f"{_ONE}/versions/{{version}}", guarded("any", version), methods=["GET"]),
    Route(f"{_ONE}/versions/{{version}}", guarded("any", delete_version), methods=["DELETE"]),
]
