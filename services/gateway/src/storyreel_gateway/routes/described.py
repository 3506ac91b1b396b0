"""What holds for many answers at once, written into the OpenAPI document: headers, statuses, parameters.

Everything is told from the document itself, so that a new endpoint is described as well as the others.
"""

from collections.abc import Iterator
from typing import Any

from storyreel_gateway.routes.problems import NOT_CHANGED, problems

Document = dict[str, Any]
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
_ETAG = {"type": "string", "pattern": '^(W/)?"[^"]*"$'}
HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "X-Request-Id": ("What to quote to us; yours, where you sent one of 1 to 64 letters, digits and `._:-`.", _TEXT),
    "X-Trace-Id": ("The trace that this belongs to; yours, where you sent a W3C `traceparent`.", _TEXT),
    "Server-Timing": ("What the answer took here, milliseconds; for a status read also whether it was kept.", _TEXT),
    "ETag": ("Changes with what was read: send it as `If-None-Match`, or as `If-Match` with an edit.", _ETAG),
    "Location": ("Where what was made can be read.", {"type": "string", "format": "uri-reference"}),
    "Content-Location": ("Where this very thing can be read again.", {"type": "string", "format": "uri-reference"}),
    "Link": ('`<…>; rel="next"`, where there are more.', _TEXT),
    "Retry-After": ("Seconds to wait.", _NUMBER),
    "RateLimit": ('`"<name>";r=<left>;t=<seconds to the reset>`', _TEXT),
    "RateLimit-Policy": ('`"<name>";q=<quota>;w=<window, seconds>`', _TEXT),
    "Idempotent-Replayed": ("This is the first answer under this `Idempotency-Key`.", {"const": "true"}),
    "WWW-Authenticate": ("How to say who you are.", _TEXT),
    "Accept-Ranges": ("Parts can be asked for with `Range`.", {"const": "bytes"}),
    "Content-Range": ("Which bytes these are, of how many.", _TEXT),
    "Content-Disposition": ("A file name to keep it under.", _TEXT),
    "Preference-Applied": ("How long was waited.", _TEXT),
}
_ALWAYS = ("X-Request-Id", "Server-Timing")
_TRACED = "X-Trace-Id"
"""Of all but reads that are polled and went well."""
_BY_STATUS = {
    "201": ("Location",),
    "206": ("ETag", "Accept-Ranges", "Content-Range", "Content-Disposition"),
    "304": ("ETag",),
    "401": ("WWW-Authenticate",),
    "416": ("Content-Range",),
    "429": ("Retry-After", "RateLimit", "RateLimit-Policy"),
    "503": ("Retry-After",),
}


def referred(*names: str) -> dict[str, Any]:
    """The `headers` of an answer that has these."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of every endpoint."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def describe(document: Document) -> None:
    """Write it all into the document."""
    document["components"]["headers"] = {
        name: {"description": text, "schema": schema, "required": name in _ALWAYS}
        for name, (text, schema) in HEADERS.items()
    }
    for method, path, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _said(parameter["schema"])
        answers = operation["responses"]
        if "requestBody" in operation:
            answers |= {str(status): one for status, one in problems(413).items() if status == 413}
        if "206" in answers:
            _describe_parts(operation)
        if "304" in answers:
            _take(operation, "If-None-Match", "The `ETag` as you have it: 304 where it is still the same.")
        for status, answer in answers.items():
            names = [*_ALWAYS, _TRACED, *_BY_STATUS.get(status, ()), *_own(method, path, operation, status)]
            answer["headers"] = referred(*names) | answer.get("headers", {})
        operation["responses"] = dict(sorted(answers.items()))


def _said(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema without the null that stands for one left away: a query or header cannot say it."""
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    return schema if len(choices) != 1 else {name: schema[name] for name in schema if name != "anyOf"} | choices[0]


def _describe_parts(operation: dict[str, Any]) -> None:
    """A file: its parts have its type."""
    answers = operation["responses"]
    answers["206"].setdefault("content", answers["200"].get("content", {}))
    answers |= {str(status): dict(one) for status, one in NOT_CHANGED.items()}
    _take(operation, "Range", "`bytes=first-last`: a part of the file, answered with 206. Several get the whole.")


def _take(operation: dict[str, Any], name: str, text: str) -> None:
    """A header that is read by hand."""
    parameters = operation.setdefault("parameters", [])
    if name not in {one["name"] for one in parameters}:
        parameters.append(
            {"name": name, "in": "header", "required": False, "description": text, "schema": {"type": "string"}}
        )


def _own(method: str, path: str, operation: dict[str, Any], status: str) -> Iterator[str]:
    """The headers of this operation's answer of this status."""
    answers = operation["responses"]
    if status < "500" and any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ())):
        yield "Idempotent-Replayed"
    if status >= "300":
        return
    if "429" in answers:
        yield from ("RateLimit", "RateLimit-Policy")
    if status == "202" and method == "post" and "{" not in path:
        yield "Location"
    content = answers[status].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if schema.get("type") == "array":
        yield "Link"
    model = schema.get("$ref", "").rpartition("/")[2]
    if model in {"JobResponse", "BatchResponse"} or (status == "200" and "304" in answers):
        yield "ETag"
    if model == "JobResponse" and method == "post":
        yield "Content-Location"
    if status == "200" and "206" in answers:
        yield from ("Accept-Ranges", "Content-Disposition")
