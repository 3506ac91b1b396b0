"""docs/errors.md: every reason to refuse, by its stable code."""

from storyreel_gateway.domain.refusals import REFUSALS
from storyreel_gateway.routes.problems import STATUSES

_CONFLICT = 409
_HEAD = """\
# Errors

Generated from the code by `make docs`.

Every error is `application/problem+json` (RFC 9457) with a `code` that does not change and a `detail` that says what to
do next. A 422 also lists `errors` by `field`; an asset that a body names and that is not there is a 422
`asset_not_found`. A 503 and a 429 say `Retry-After`.

| code | status | says |
|---|---|---|
"""


def page() -> str:
    """The page's text."""
    rows = [f"| `{code}` | {STATUSES.get(code, _CONFLICT)} | {text} |" for code, text in sorted(REFUSALS.items())]
    return _HEAD + "\n".join(rows) + "\n"
