"""What holds for every POST, told from the OpenAPI document: nothing slips in, and sent again it acts once."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from storyreel.infrastructure import Infrastructure
from support.described import Operation, named, operations
from support.gateway_owner import owner
from support.gateway_stack import NOBODY, Api, gateway_on

POSTS = [one for one in operations("post") if not one.takes_files and not one.signed]
CROWD = 20


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database) as running:
        yield running


@pytest.mark.parametrize("post", [one for one in POSTS if one.body is not None], ids=named)
async def test_mass_assignment_is_refused(api: Api, post: Operation) -> None:
    """No field that only we may set, nor one misspelt: each is named in a 422."""
    for surplus in {"owner_id", "status", "approved", "is_admin", "promt"} - post.fields:
        answer = await api.client.request(post.method, post.url(), json={**(post.body or {}), surplus: "x"})
        assert answer.status_code == 422, answer.text
        told = {error["field"]: error["message"] for error in answer.json()["errors"]}
        assert told == {surplus: "is not a field of this request"}


@pytest.mark.parametrize("post", POSTS, ids=named)
async def test_a_crowd_of_equal_posts_acts_once(api: Api, post: Operation) -> None:
    """One does it, and all get its answer; what there was nothing to do about is answered alike."""
    url, headers = post.url(), {"Idempotency-Key": uuid4().hex}
    async with owner(api) as mine:
        if "/webhooks/endpoint/" in post.path:
            await mine.put("/api/v2/webhooks/endpoint", json={"url": f"http://{NOBODY}/"})
        asked = (mine.request(post.method, url, json=post.body, headers=headers) for _ in range(CROWD))
        answers = await asyncio.gather(*asked)
        assert len({(answer.status_code, answer.content) for answer in answers}) == 1
        assert answers[0].status_code == 404 if "{" in post.path else answers[0].is_success, answers[0].text
        replayed = sorted(answer.headers.get("idempotent-replayed", "") for answer in answers)
        assert replayed == ["", *["true"] * (CROWD - 1)]
        headers = {"Idempotency-Key": uuid4().hex}
        assert (
            "idempotent-replayed" not in (await mine.request(post.method, url, json=post.body, headers=headers)).headers
        )


@pytest.mark.parametrize("post", POSTS, ids=named)
async def test_a_key_belongs_to_one_request(api: Api, post: Operation) -> None:
    """The same key on another path is refused, not answered with what was meant for the first."""
    headers = {"Idempotency-Key": uuid4().hex}
    async with owner(api) as mine:
        await mine.request(post.method, post.url(), json=post.body, headers=headers)
        answer = await mine.post(f"/api/v2/jobs/{uuid4()}/cancel", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
