"""The OpenAPI document is whole: what it names exists, and every endpoint says what it may answer."""

import re
from typing import Any

import pytest

from storyreel_gateway.openapi import document
from storyreel_gateway.routes.api import PREFIX

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
PUBLIC = {path for path in DOCUMENT["paths"] if path.startswith("/shared/")}
OPERATIONS = [(method, path, one) for path, item in DOCUMENT["paths"].items() for method, one in item.items()]


def test_every_published_endpoint_is_in_it() -> None:
    """Clients are written against these."""
    assert {(method, path.removeprefix(PREFIX)) for method, path, _ in OPERATIONS} >= PUBLISHED


def test_every_reference_leads_somewhere() -> None:
    """No generator trips over it."""
    for name in re.findall(r'"#/components/schemas/([^"]+)"', str(DOCUMENT).replace("'", '"')):
        assert name in DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_endpoint_needs_a_key_and_names_its_problems(method: str, path: str, operation: dict[str, Any]) -> None:
    """A summary for people, problems for programs."""
    assert operation["summary"]
    assert bool(operation["security"]) != (path in PUBLIC)
    assert ("401" in operation["responses"]) != (path in PUBLIC)
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


def test_operation_ids_are_unique() -> None:
    """Generated clients name their functions by them."""
    ids = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))


def test_posts_say_what_makes_them_safe_to_repeat_and_fair() -> None:
    """A key on each, a condition on edits, and the answers that follow from them."""
    for _, path, operation in [one for one in OPERATIONS if one[0] == "post"]:
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        edits = path.endswith(("/approve", "/refine", "/reorder", "/restore"))
        assert headers == {"Idempotency-Key"} | ({"If-Match"} if edits else set()), path
        assert {"409", "422"} | ({"412"} if edits else set()) <= operation["responses"].keys(), path
        limited = path.endswith(("/generate", "/render", "/refine", "/upload-asset", "/batches"))
        assert ("429" in operation["responses"]) == limited, path
