"""docs/errors.md: every code that can leave the API, and every one that a job's `error` can have."""

from storyreel_gateway.routes.catalogue import catalogue
from storyreel_gateway.routes.codes import JOB_ERRORS

_HEAD = """\
# Errors

Generated from the code by `make docs`. The gateway serves the same table at `/errors`; a problem's `type` leads to its
row there.

Every error is `application/problem+json` (RFC 9457) with a `code` that does not change and a `detail` that says what to
do next. A 422 also lists `errors` by `field`; an asset that a body names and that is not there is a 422
`asset_not_found`. A 503 and a 429 say `Retry-After`. Quote the `request_id`, which is also
the answer's `X-Request-Id`, when you ask us: the log knows the request by it.

| code | status | what to do next |
|---|---|---|
"""
_JOBS = """
## In a job's `error`

A job that failed says why in `error.code`, and so does one that was approved in advance and whose film no budget
allows. `error.retryable` tells whether a render may simply be asked for again.

| code | what to do next |
|---|---|
"""


def page() -> str:
    """The page's text."""
    answers = [f"| `{code}` | {said.status} | {said.advice} |" for code, said in catalogue().items()]
    jobs = [f"| `{code}` | {advice} |" for code, advice in sorted(JOB_ERRORS.items())]
    return _HEAD + "\n".join(answers) + "\n" + _JOBS + "\n".join(jobs) + "\n"
