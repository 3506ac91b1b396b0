"""A query says what the endpoint asks for, and nothing else: a mistyped filter would go unnoticed."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from storyreel_gateway.routes.paths import Paths


async def only_known(request: Request) -> None:
    """Turn a request down whose query names a parameter that there is not.

    Raises:
        RequestValidationError: naming each
    """
    if not request.scope["query_string"]:
        return
    paths: Paths = request.app.state.paths
    known = paths.parameters(request.method, request.scope["path"])
    if unknown := sorted(set(request.query_params) - known):
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name), "msg": "", "input": None} for name in unknown]
        )
