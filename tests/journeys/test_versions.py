"""An owner looks back at former storyboards, compares them and brings one back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from storyreel.client import AsyncStoryreel, Storyreel
from storyreel.infrastructure import Infrastructure
from storyreel_contracts.events import (
    Event,
    GenerationRequested,
    RenderRequested,
    SceneRefinementRequested,
    StoryboardApproved,
    StoryboardRestored,
)
from storyreel_gateway.domain.job import MAX_REFINEMENTS
from support.deadlines import eventually
from support.gateway_owner import owner
from support.gateway_stack import Api, gateway_on

PICTURE = "A gull above the lantern room"
WORDS = "The keeper climbs the stairs"


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module; each test has jobs of its own."""
    async with gateway_on(infra, module_database) as running:
        yield running


async def refined(api: Api, job_id: str, scene: int, prompt: str = PICTURE) -> dict[str, Any]:
    """The job once a scene has another picture."""
    await api.post(job_id, "refine", 202, scene_number=scene, new_image_prompt=prompt)
    return await api.until(job_id, "storyboard_ready")


async def versions(api: Api, job_id: str) -> list[dict[str, Any]]:
    """The list, newest first."""
    answer = await api.client.get(f"/api/v2/jobs/{job_id}/storyboard/versions")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def version(api: Api, job_id: str, number: int, status: int = 200) -> dict[str, Any]:
    """One version."""
    answer = await api.client.get(f"/api/v2/jobs/{job_id}/storyboard/versions/{number}")
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def heard(api: Api, job_id: str, kind: type[Event]) -> list[Any]:
    """What the workers heard about a job."""
    return [event for event in api.script.heard if str(event.job_id) == job_id and isinstance(event, kind)]


async def test_every_edit_is_a_version_that_says_what_it_changed(api: Api) -> None:
    """Newest first, with its reason, its sentences and where it stands; the film knows which it shows."""
    job_id = (await api.ready(duration=15))["job_id"]
    await refined(api, job_id, 3)
    await api.post(job_id, "refine", 202, scene_number=2, new_description=WORDS)
    await api.post(job_id, "reorder", 200, scene_order=[2, 1, 3])
    await api.post(job_id, "approve", 200)
    await api.post(job_id, "render", 202)
    job = await api.until(job_id, "completed")
    found = await versions(api, job_id)
    assert [(one["version"], one["reason"]) for one in found] == [
        (4, "reordered"),
        (3, "reworded"),
        (2, "refined"),
        (1, "generated"),
    ]
    assert [one["changes"] for one in found] == [
        ["Scene 2 moved to 1."],
        [f"Scene 2 says “{WORDS}” instead of “Scene 2 of the story”."],
        [f"Scene 3 has another picture: “{PICTURE}”."],
        [],
    ]
    assert [(one["current"], one["approved"], one["filmed"]) for one in found] == [(True,) * 3, *[(False,) * 3] * 3]
    assert found[0]["approved_at"] is not None
    assert {(one["scenes"], one["failed_scenes"]) for one in found} == {(3, 0)}
    assert "restore" in found[1]["links"]
    assert "restore" not in found[0]["links"]
    assert job["links"]["versions"] == f"/api/v2/jobs/{job_id}/storyboard/versions"
    assert job["links"]["restore"].format(version=2) == found[2]["links"]["restore"]
    assert (await api.client.get(found[1]["links"]["diff"])).json()["summary"] == found[1]["changes"]


async def test_versions_come_in_pages(api: Api) -> None:
    """Each once; the last of a page still says what it changed."""
    job_id = (await api.ready())["job_id"]
    for order in ([2, 1],) * 4:
        await api.post(job_id, "reorder", 200, scene_order=order)
    url: str | None = f"/api/v2/jobs/{job_id}/storyboard/versions?limit=2"
    pages = []
    while url:
        answer = await api.client.get(url)
        pages.append(answer.json())
        url = answer.links.get("next", {}).get("url")
    assert [[one["version"] for one in page] for page in pages] == [[5, 4], [3, 2], [1]]
    assert [one["changes"] for page in pages for one in page] == [["Scene 2 moved to 1."]] * 4 + [[]]
    for cursor in ("x", "0", "-1", "9" * 30, "2.5"):
        answer = await api.client.get(f"/api/v2/jobs/{job_id}/storyboard/versions?cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_pictures_of_former_versions_stay_however_often_a_scene_is_refined(api: Api) -> None:
    """Each version serves the picture that it had, in parts too, and only to its owner."""
    job_id = (await api.ready())["job_id"]
    for number in range(MAX_REFINEMENTS):
        await refined(api, job_id, 1, f"{PICTURE}, seen for the {number}th time")
    tags = []
    for number in range(1, MAX_REFINEMENTS + 2):
        found = await version(api, job_id, number)
        urls = [entry["image_url"] for entry in found["storyboard"]]
        answers = [await api.client.get(url) for url in urls]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content == (b"picture of 1" if number == 1 else b"picture again")
        tags.append([answer.headers["etag"] for answer in answers])
    assert len({first for first, _ in tags}) == MAX_REFINEMENTS + 1
    assert len({second for _, second in tags}) == 1
    part = await api.client.get(urls[1], headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.content) == (206, b"picture")
    assert (await api.client.get(urls[1], headers={"If-None-Match": tags[0][1]})).status_code == 304
    assert (await api.client.head(urls[1])).headers["content-length"] == "12"
    async with owner(api) as stranger:
        assert (await stranger.get(urls[0])).json()["code"] == "job_not_found"
    for scene, code in ((3, "image_not_found"), (0, "image_not_found")):
        answer = await api.client.get(f"/api/v2/jobs/{job_id}/storyboard/versions/1/scenes/{scene}/image")
        assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_only_the_changed_scene_is_drawn_again(api: Api) -> None:
    """One request for one picture a refinement; a reorder, new words and a restore ask for none."""
    job = await api.ready(duration=15)
    job_id = job["job_id"]
    after = await refined(api, job_id, 2)
    await api.post(job_id, "refine", 202, scene_number=1, new_description=WORDS)
    await api.post(job_id, "reorder", 200, scene_order=[3, 2, 1])
    await api.post(job_id, "storyboard/versions/1/restore", 200)
    await eventually(lambda: _told(api, job_id, StoryboardRestored), what="the event")
    assert len(heard(api, job_id, GenerationRequested)) == 1
    (asked,) = heard(api, job_id, SceneRefinementRequested)
    assert (asked.scene_number, asked.image_prompt) == (2, PICTURE)
    assert [entry["generation_status"] for entry in after["storyboard"]] == ["completed"] * 3
    before = [await api.client.get(entry["image_url"]) for entry in job["storyboard"]]
    assert [answer.content for answer in before] == [b"picture of 1", b"picture of 2", b"picture of 3"]


async def _told(api: Api, job_id: str, kind: type[Event]) -> list[Any]:
    return heard(api, job_id, kind)


async def test_a_restored_version_is_a_new_one_with_the_old_pictures(api: Api) -> None:
    """Nothing is paid, counted or drawn; the approval is taken back; it is approved and filmed like any other."""
    job = await api.ready()
    job_id = job["job_id"]
    await refined(api, job_id, 1)
    paid = await api.post(job_id, "approve", 200)
    restored = await api.post(job_id, "storyboard/versions/1/restore", 200)
    assert (restored["storyboard_version"], restored["approved"], restored["status"]) == (3, False, "storyboard_ready")
    assert restored["storyboard"] == job["storyboard"]
    assert (restored["actual_cost"], restored["refinements_left"]) == (paid["actual_cost"], paid["refinements_left"])
    newest, *_, first = await versions(api, job_id)
    assert (newest["reason"], newest["restored_from"], newest["current"]) == ("restored", 1, True)
    assert (await version(api, job_id, 3))["storyboard"][0]["scene"] == first_scene(await version(api, job_id, 1))
    equal = (await api.client.get(f"/api/v2/jobs/{job_id}/storyboard/versions/1/diff/3")).json()
    assert (equal["equal"], equal["summary"], equal["scenes"]) == (True, [], [])
    (said,) = await eventually(lambda: _told(api, job_id, StoryboardRestored), what="the event")
    assert (said.storyboard_version, said.restored_from) == (3, 1)
    again = await api.post(job_id, "storyboard/versions/3/restore", 200)
    assert again["version"] == restored["version"]
    assert first["version"] == 1


def first_scene(found: dict[str, Any]) -> Any:
    """What the first scene is."""
    return found["storyboard"][0]["scene"]


async def test_a_version_is_there_once_it_is_settled(api: Api) -> None:
    """While a scene is drawn the job is ahead of its versions and says so; nothing can be restored meanwhile."""
    job_id = (await api.ready())["job_id"]
    api.script.silent = {SceneRefinementRequested}
    try:
        drawing = await api.post(job_id, "refine", 202, scene_number=1, new_image_prompt=PICTURE)
        assert (drawing["storyboard_version"], drawing["storyboard"][0]["generation_status"]) == (2, "generating")
        assert [(one["version"], one["current"]) for one in await versions(api, job_id)] == [(1, False)]
        missing = await version(api, job_id, 2, 404)
        assert (missing["code"], "being drawn" in missing["detail"]) == ("storyboard_version_not_found", True)
        refused = await api.post(job_id, "storyboard/versions/1/restore", 409)
        assert refused["code"] == "storyboard_not_ready"
        assert "restore" not in drawing["links"]
    finally:
        api.script.silent = set()
        asked = await eventually(lambda: _told(api, job_id, SceneRefinementRequested), what="the request")
        await api.workers.answer(asked[0])
    await api.until(job_id, "storyboard_ready")
    assert [one["version"] for one in await versions(api, job_id)] == [2, 1]


async def test_an_unknown_version_is_not_there(api: Api) -> None:
    """On every endpoint with one; another owner's job has none at all."""
    job_id = (await api.ready())["job_id"]
    base = f"/api/v2/jobs/{job_id}/storyboard/versions"
    for bad in ("9", "0", "-1", "x", "9" * 40):
        for method, path in (
            ("GET", f"{base}/{bad}"),
            ("GET", f"{base}/1/diff/{bad}"),
            ("GET", f"{base}/{bad}/diff/1"),
            ("GET", f"{base}/{bad}/scenes/1/image"),
            ("POST", f"{base}/{bad}/restore"),
        ):
            answer = await api.client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "storyboard_version_not_found"), path
    async with owner(api) as stranger:
        for method, path in (("GET", base), ("GET", f"{base}/1"), ("POST", f"{base}/1/restore")):
            answer = await stranger.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")


async def test_a_restore_is_made_of_what_its_author_saw_and_once(api: Api) -> None:
    """`If-Match` refuses after another's edit; a repetition under its key gets the first answer."""
    job_id = (await api.ready())["job_id"]
    seen = (await api.client.get(f"/api/v2/jobs/{job_id}")).headers["etag"]
    await api.post(job_id, "reorder", 200, scene_order=[2, 1])
    path = f"/api/v2/jobs/{job_id}/storyboard/versions/1/restore"
    stale = await api.client.post(path, headers={"If-Match": seen})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    now = (await api.client.get(f"/api/v2/jobs/{job_id}")).headers["etag"]
    headers = {"If-Match": now, "Idempotency-Key": uuid4().hex}
    first, again = [await api.client.post(path, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert (await api.get(job_id))["storyboard_version"] == 3


async def test_a_render_is_of_the_very_version_that_was_approved(api: Api) -> None:
    """The request names it and carries its pictures in its order, whatever came before."""
    job_id = (await api.ready())["job_id"]
    await refined(api, job_id, 1)
    await api.post(job_id, "reorder", 200, scene_order=[2, 1])
    await api.post(job_id, "storyboard/versions/2/restore", 200)
    await api.post(job_id, "approve", 200)
    await api.post(job_id, "render", 202)
    await api.until(job_id, "completed")
    (approved,), (asked,) = heard(api, job_id, StoryboardApproved), heard(api, job_id, RenderRequested)
    assert approved.storyboard_version == asked.storyboard_version == 4
    assert [one["version"] for one in await versions(api, job_id) if one["filmed"] and one["approved"]] == [4]
    kept = await version(api, job_id, 2)
    assert [(scene.description, scene.image_prompt) for scene in asked.scenes] == [
        (entry["scene"]["description"], entry["scene"]["image_prompt"]) for entry in kept["storyboard"]
    ]
    tags = [(await api.client.head(entry["image_url"])).headers["etag"] for entry in kept["storyboard"]]
    assert [f'"{scene.image_key.removeprefix("pictures/").removesuffix(".png")}"' for scene in asked.scenes] == tags


async def test_of_twenty_refinements_at_once_just_the_allowed_ones_are_taken(api: Api) -> None:
    """Each under a key of its own; sending them all again takes none more."""
    job_id = (await api.ready())["job_id"]
    keys = [uuid4().hex for _ in range(20)]

    async def ask(number: int) -> httpx.Response:
        body = {"scene_number": 1, "new_description": f"{WORDS}, for the {number}th time"}
        headers = {"Idempotency-Key": keys[number]}
        return await api.client.post(f"/api/v2/jobs/{job_id}/refine", json=body, headers=headers)

    answers = await asyncio.gather(*(ask(number) for number in range(20)))
    taken = [answer for answer in answers if answer.status_code == 202]
    assert len(taken) == MAX_REFINEMENTS
    assert {answer.json()["code"] for answer in answers if answer not in taken} == {"refinement_limit"}
    assert sorted(answer.json()["refinements_left"] for answer in taken) == [0, 1, 2, 3, 4]
    again = [await ask(number) for number, answer in enumerate(answers) if answer in taken]
    assert {answer.headers.get("idempotent-replayed") for answer in again} == {"true"}
    job = await api.get(job_id)
    assert (job["refinements_left"], job["storyboard_version"]) == (0, MAX_REFINEMENTS + 1)
    assert [one["reason"] for one in await versions(api, job_id)] == ["reworded"] * MAX_REFINEMENTS + ["generated"]
    await api.post(job_id, "storyboard/versions/1/restore", 200)


async def test_of_twenty_new_pictures_at_once_one_is_drawn(api: Api) -> None:
    """The others are told to wait, and are not counted."""
    job_id = (await api.ready())["job_id"]
    api.script.silent = {SceneRefinementRequested}
    try:
        answers = await asyncio.gather(
            *(
                api.client.post(
                    f"/api/v2/jobs/{job_id}/refine",
                    json={"scene_number": 1, "new_image_prompt": f"{PICTURE}, {number} times"},
                    headers={"Idempotency-Key": uuid4().hex},
                )
                for number in range(20)
            )
        )
    finally:
        api.script.silent = set()
    assert sorted(answer.status_code for answer in answers) == [202, *[409] * 19]
    assert (await api.get(job_id))["refinements_left"] == MAX_REFINEMENTS - 1


async def test_the_clients_look_back_too(api: Api) -> None:
    """Both the plain one and the one for asyncio."""
    job_id = (await api.ready())["job_id"]
    await api.post(job_id, "reorder", 200, scene_order=[2, 1])
    base = str(api.client.base_url)
    async with AsyncStoryreel(base, api.key) as client:
        found = [one async for one in client.storyboards.versions(job_id, page_size=1)]
        assert [one.version for one in found] == [2, 1]
        assert (await client.storyboards.diff(job_id, 1, 2)).summary == ["Scene 2 moved to 1."]
        assert await client.storyboards.picture(job_id, 2, 1) == b"picture of 2"
        assert (await client.storyboards.restore(job_id, 1)).storyboard_version == 3
        assert (await client.storyboards.version(job_id, 3)).restored_from == 1

    def plainly() -> None:
        with Storyreel(base, api.key) as client:
            assert [one.version for one in client.storyboards.versions(job_id, page_size=2)] == [3, 2, 1]
            assert client.storyboards.diff(job_id, 1, 3).equal
            assert client.storyboards.picture(job_id, 1, 1) == b"picture of 1"
            assert client.storyboards.restore(job_id, 2).storyboard_version == 4
            assert client.storyboards.version(job_id, 4).reason == "restored"

    await asyncio.to_thread(plainly)
