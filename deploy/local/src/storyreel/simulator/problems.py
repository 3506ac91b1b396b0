"""Errors as the API answers them: `application/problem+json` with title, detail and status."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse


class Problem(Exception):
    """An answer that is an error; `more` are further members of its body."""

    def __init__(
        self, status: int, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"title": title, "detail": detail, "status": status, **more}
        self.headers = dict(headers or {})


def not_found(detail: str = "The requested resource could not be found.") -> Problem:
    """404."""
    return Problem(404, "Not found", detail)


def unauthenticated() -> Problem:
    """401."""
    return Problem(401, "Unauthenticated", "You did not pass a valid authentication token")


def no_credit() -> Problem:
    """402."""
    return Problem(402, "Insufficient credit", "You have insufficient credit to run this model.")


def throttled(seconds: float) -> Problem:
    """429."""
    rounded = str(max(1, round(seconds)))
    detail = f"Request was throttled. Your rate limit for creating predictions resets in ~{rounded}s"
    return Problem(429, "Request was throttled", detail, headers={"retry-after": rounded, "ratelimit-reset": rounded})


def unprocessable(detail: str, title: str = "Unprocessable") -> Problem:
    """422."""
    return Problem(422, title, detail)


def answer(_request: Request, problem: Exception) -> JSONResponse:
    """A problem as an HTTP answer."""
    assert isinstance(problem, Problem)  # noqa: S101 - registered for it alone
    return JSONResponse(
        problem.body, problem.status, headers=problem.headers, media_type="application/problem+json"
    )  # fmt: skip
