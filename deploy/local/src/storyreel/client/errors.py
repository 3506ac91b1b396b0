"""What a call to Storyreel can end in instead of an answer.

StoryreelError
├── StoryreelApiError   the API said no: a stable `code`, the HTTP status, a sentence, and for 422 the fields
├── Unreachable         nothing answered, or the connection broke more often than it is tried again
└── JobEnded            the job that was waited for ended otherwise, or does not go on by itself
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from pydantic import ValidationError

from storyreel_contracts.api import FieldError, JobResponse, ProblemDetails

_UNSAID = "as many seconds as Retry-After says"


class StoryreelError(Exception):
    """Base of the tree; its text is one sentence for a person."""


class StoryreelApiError(StoryreelError):
    """The API refused or failed; `code` is stable and machine-readable."""

    def __init__(
        self,
        code: str,
        status: int,
        detail: str,
        errors: Sequence[FieldError] = (),
        *,
        retry_after: float | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        fields = "; ".join(f"{error.field}: {error.message}" for error in errors)
        super().__init__(_in_time(f"{detail} ({fields})" if fields and fields not in detail else detail, retry_after))
        self.code = code
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        """Seconds that the API asks to wait, where it did."""
        self.more = dict(more or {})
        """What the problem says besides: for a budget, its figures and the lines that did not fit."""


def _in_time(sentence: str, wait: float | None) -> str:
    """The sentence with the seconds of `Retry-After`, for who sees no header."""
    if wait is None or "Try again in" in sentence:
        return sentence
    told = sentence.replace(_UNSAID, f"{math.ceil(wait)} s")
    return told if told != sentence else f"{sentence} Try again in {math.ceil(wait)} s."


class Unreachable(StoryreelError):
    """No answer came from the API."""


class JobEnded(StoryreelError):
    """A job reached a state from which the awaited one does not follow."""

    def __init__(self, job: JobResponse) -> None:
        why = f": {job.error_message}" if job.error_message else ""
        super().__init__(f"job {job.job_id} is {job.status.value}{why}")
        self.job = job


def api_error(response: httpx.Response) -> StoryreelApiError:
    """The error that a read response with a status of 400 or above tells; also of a proxy that speaks no JSON."""
    after = seconds(response.headers.get("Retry-After"))
    try:
        problem = ProblemDetails.model_validate_json(response.content)
    except ValidationError:
        sentence = f"the server answered {response.status_code} {response.reason_phrase}".rstrip()
        return StoryreelApiError("unknown", response.status_code, sentence, retry_after=after)
    return StoryreelApiError(
        problem.code,
        response.status_code,
        problem.detail,
        problem.errors or (),
        retry_after=after,
        more=problem.model_extra,
    )


def unreachable(base_url: httpx.URL | str, error: Exception) -> Unreachable:
    """The sentence for a connection that failed; who could log in at its address stays out of it."""
    shown = httpx.URL(base_url).copy_with(userinfo=b"")
    what = "took too long to answer" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
    why = f": {error}" if str(error) else ""
    return Unreachable(f"Storyreel at {shown} {what}{why}")


def seconds(header: str | None) -> float | None:
    """A `Retry-After` in seconds; the form that is a date counts as none."""
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None
