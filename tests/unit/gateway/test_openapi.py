"""The OpenAPI document is whole: what it names exists, and every endpoint says what it may answer."""

import re
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from storyreel_gateway.domain.webhook import KINDS, event_body
from storyreel_gateway.openapi import document
from storyreel_gateway.routes.api import PREFIX, api_router
from storyreel_gateway.routes.openapi import described_routes
from storyreel_gateway.routes.paths import Paths

DOCUMENT = document()
PUBLISHED = {
    ("post", "/generate"), ("get", "/jobs"), ("get", "/jobs/{job_id}"), ("post", "/jobs/{job_id}/approve"),
    ("post", "/jobs/{job_id}/render"), ("post", "/jobs/{job_id}/refine"), ("post", "/jobs/{job_id}/reorder"),
    ("post", "/jobs/{job_id}/cancel"), ("get", "/jobs/{job_id}/video"), ("get", "/jobs/{job_id}/export"),
    ("get", "/jobs/{job_id}/metadata"), ("get", "/jobs/{job_id}/scenes/{scene_number}/image"),
    ("get", "/jobs/{job_id}/events"), ("get", "/cache/stats"),
    ("post", "/keys"), ("get", "/keys"), ("get", "/keys/self"), ("get", "/keys/{key_id}"), ("delete", "/keys/{key_id}"),
    ("post", "/jobs/{job_id}/share"), ("get", "/jobs/{job_id}/shares"), ("get", "/jobs/{job_id}/shares/{share_id}"),
    ("delete", "/jobs/{job_id}/shares/{share_id}"), ("get", "/shared/{token}"),
    ("get", "/shared/{token}/scenes/{scene_number}/image"), ("get", "/shared/{token}/video"),
    ("post", "/estimates"), ("get", "/jobs/{job_id}/costs"), ("get", "/usage"),
}  # fmt: skip
SIGNED = {f"{PREFIX}/webhooks/replicate"}
"""Those that a signature opens, not a key."""
SHARED = {path for path in DOCUMENT["paths"] if path.startswith("/shared/")}
PUBLIC = SHARED | SIGNED
OPERATIONS = [(method, path, one) for path, item in DOCUMENT["paths"].items() for method, one in item.items()]


def test_every_published_endpoint_is_in_it() -> None:
    """Clients are written against these."""
    assert {(method, path.removeprefix(PREFIX)) for method, path, _ in OPERATIONS} >= PUBLISHED


def test_it_is_openapi_3_1() -> None:
    """As the specification's own schema has it."""
    assert DOCUMENT["openapi"].startswith("3.1.")
    found = OPENAPI_31_VALIDATOR.iter_errors(DOCUMENT)
    assert [f"{'/'.join(map(str, one.instance_path))}: {one.message}" for one in found] == []


def test_every_reference_leads_somewhere() -> None:
    """No generator trips over it, and nothing is described in vain."""
    used = set(re.findall(r'"#/components/(\w+)/([^"]+)"', str(DOCUMENT).replace("'", '"')))
    for kind, name in used:
        assert name in DOCUMENT["components"][kind]
    assert {name for kind, name in used if kind == "headers"} == set(DOCUMENT["components"]["headers"])


def test_every_webhook_is_named() -> None:
    """Whoever writes a receiver has to know what comes."""
    assert set(re.findall(r"`((?:job|export|webhook)\.\w+)`", DOCUMENT["info"]["description"])) == KINDS
    with pytest.raises(ValueError, match="told of"):
        event_body("job.begun", "{}")


def _schemas(part: Any) -> list[dict[str, Any]]:
    """Every JSON object anywhere in the document."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return ([part] if isinstance(part, dict) else []) + [one for value in inner for one in _schemas(value)]


def test_limits_are_words_of_json_schema() -> None:
    """What pydantic could not translate would be no limit to anybody."""
    assert [one for one in _schemas(DOCUMENT) if {"ge", "gt", "le", "lt", "multiple_of"} & one.keys()] == []


@pytest.mark.parametrize("name", [name for name, one in DOCUMENT["components"]["schemas"].items() if "examples" in one])
def test_examples_are_what_they_are_examples_of(name: str) -> None:
    """Who copies one is not refused."""
    for example in DOCUMENT["components"]["schemas"][name]["examples"]:
        jsonschema_rs.validate({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}, example)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_body_to_send_has_an_example(method: str, path: str, operation: dict[str, Any]) -> None:
    """People copy it, and tests send it."""
    for name in re.findall(r"'#/components/schemas/(\w+)'", str(operation.get("requestBody", {}).get("content"))):
        assert DOCUMENT["components"]["schemas"][name].get("examples"), f"{name} lacks a line in routes/examples.py"


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_answer_names_its_headers(method: str, path: str, operation: dict[str, Any]) -> None:
    """An id to quote on each, and what its status is not complete without."""
    needed = {"201": "Location", "206": "Content-Range", "304": "ETag", "401": "WWW-Authenticate",
              "416": "Content-Range", "429": "Retry-After", "503": "Retry-After"}  # fmt: skip
    for status, answer in operation["responses"].items():
        assert {"X-Request-Id", "Server-Timing"} <= answer["headers"].keys()
        if status in needed:
            assert needed[status] in answer["headers"], (path, status)
    keyed = set() if path in PUBLIC else {"401", "403"}
    assert {"422", "500", "503"} | keyed <= operation["responses"].keys()
    assert ("413" in operation["responses"]) == ("requestBody" in operation)
    unknown = "403" if path in SHARED else "404"  # a link that is not one of ours opens nothing
    assert unknown in operation["responses"] or "{" not in path


def test_links_lead_from_every_job_to_what_can_be_done_with_it() -> None:
    """Tools that walk along them reach every endpoint with an id."""
    linked = {
        target: link["parameters"]
        for _, _, operation in OPERATIONS
        for answer in operation["responses"].values()
        for target, link in answer.get("links", {}).items()
    }
    for _, path, operation in OPERATIONS:
        if names := re.findall(r"{(\w+)}", path):
            assert set(linked[operation["operationId"]]) == {f"path.{name}" for name in names}, path


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_endpoint_needs_a_key_and_names_its_problems(method: str, path: str, operation: dict[str, Any]) -> None:
    """A summary for people, problems for programs."""
    assert operation["summary"]
    assert bool(operation["security"]) != (path in PUBLIC)
    assert ("401" in operation["responses"]) != (path in SHARED)
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


def test_operation_ids_are_unique() -> None:
    """Generated clients name their functions by them: plain words, no paths."""
    ids = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))
    assert [one for one in ids if not re.fullmatch("[a-z]+(_[a-z]+){0,3}", one)] == []


def test_posts_say_what_makes_them_safe_to_repeat_and_fair() -> None:
    """A key on each, a condition on edits, and the answers that follow from them."""
    for _, path, operation in [one for one in OPERATIONS if one[0] == "post" and one[1] not in SIGNED]:
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        edits = path.endswith(("/approve", "/refine", "/reorder", "/restore"))
        assert headers == {"Idempotency-Key"} | ({"If-Match"} if edits else set()), path
        assert {"409", "422"} | ({"412"} if edits else set()) <= operation["responses"].keys(), path
        limited = path.endswith(("/generate", "/render", "/refine", "/upload-asset", "/batches"))
        assert ("429" in operation["responses"]) == limited, path


def test_the_gateway_knows_the_documents_paths_without_the_document() -> None:
    """What it answers to an unknown parameter, and in `Allow`, is told from the routes, and says the same."""
    paths = Paths(described_routes(api_router()))
    for path, item in DOCUMENT["paths"].items():
        there = re.sub(r"{\w+}", "1", path)
        found = paths.find(there)
        assert found is not None
        assert found[0] == path
        for method, operation in item.items():
            assert method.upper() in paths.allowed(there)
            queries = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
            assert paths.parameters(method.upper(), there) == queries
    assert paths.find("/api/v2/nothing") is None
