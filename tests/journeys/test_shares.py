"""Links show one thing of one job to people without a key, until they end; nothing else leaks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from structlog.testing import capture_logs

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import now
from storyreel_chassis.signing import derived
from storyreel_gateway.domain.share import Share
from storyreel_gateway.domain.share_links import ShareLinks
from storyreel_gateway.routes import shared as routes_shared
from support.dump import dump, spellings
from support.gateway_stack import Api, gateway_on
from support.gateway_workers import Script

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FILM = Script().film


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database) as running:
        yield running


@pytest.fixture(scope="module")
async def viewer(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key."""
    async with httpx.AsyncClient(base_url=api.client.base_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
async def job_id(api: Api) -> str:
    """A job with a film."""
    made: str = (await api.filmed(client_id="a client"))["job_id"]
    return made


async def share(api: Api, job_id: str, what: str, **wish: Any) -> dict[str, Any]:
    """A new link."""
    return await api.post(job_id, "share", 201, what=what, **wish)


def refused(answer: httpx.Response, status: int, code: str) -> None:
    """The answer is this problem, and repeats nothing of the link."""
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["instance"] == "/shared/…"
    sealed(answer)


def sealed(answer: httpx.Response) -> None:
    """Neither other sites nor search engines get the address."""
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_storyboard_is_shown_to_whoever_has_the_link(api: Api, viewer: httpx.AsyncClient, job_id: str) -> None:
    """Captions, lengths and pictures, and nothing that only its owner should know."""
    link = await share(api, job_id, "storyboard")
    answer = await viewer.get(link["url"])
    sealed(answer)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    view = answer.json()
    assert view == {
        "what": "storyboard",
        "aspect_ratio": "16:9",
        "duration": 10.0,
        "expires_at": link["expires_at"],
        "scenes": [
            {
                "scene_number": number,
                "caption": f"Scene {number} of the story",
                "duration": 5.0,
                "image_url": f"{link['url']}/scenes/{number}/image",
            }
            for number in (1, 2)
        ],
    }
    picture = await viewer.get(view["scenes"][1]["image_url"])
    assert (picture.content, picture.headers["content-type"]) == (b"picture of 2", "image/png")
    sealed(picture)
    cached = await viewer.get(view["scenes"][1]["image_url"], headers={"If-None-Match": picture.headers["etag"]})
    assert cached.status_code == 304
    assert (await viewer.get(f"{link['url']}/scenes/3/image")).json()["code"] == "image_not_found"
    for film in ("video", "poster"):
        refused(await viewer.get(f"{link['url']}/{film}"), 403, "share_not_included")
    for secret in (job_id, "owner", "a client", "cost"):
        assert secret not in answer.text + str(answer.headers) + str(picture.headers)


async def test_a_film_is_watched_in_ranges(api: Api, viewer: httpx.AsyncClient, job_id: str) -> None:
    """As a browser does it, with HEAD, ETag and Range; it counts as a download."""
    before = (await api.client.get(f"/api/v2/jobs/{job_id}/metadata")).json()["metrics"]["download_count"]
    link = await share(api, job_id, "film")
    view = (await viewer.get(link["url"])).json()
    assert view["film"]["url"] == f"{link['url']}/video"
    assert (view["film"]["width"], view["film"]["size"], "scenes" in view) == (1920, len(FILM), False)
    head = await viewer.head(view["film"]["url"])
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(FILM)), b"")
    part = await viewer.get(view["film"]["url"], headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content, part.headers["etag"]) == (206, FILM[:10], head.headers["etag"])
    assert job_id not in str(part.headers)
    assert (await viewer.get(view["film"]["url"])).content == FILM
    after = (await api.client.get(f"/api/v2/jobs/{job_id}/metadata")).json()["metrics"]["download_count"]
    assert after == before + 2
    poster = await viewer.get(view["film"]["poster_url"])
    assert (poster.status_code, poster.content, poster.headers["content-type"]) == (200, b"poster", "image/png")
    sealed(poster)
    refused(await viewer.get(f"{link['url']}/scenes/1/image"), 403, "share_not_included")


async def test_a_browser_gets_a_page(api: Api, viewer: httpx.AsyncClient) -> None:
    """With the pictures or the film, no script, nothing from elsewhere, and every text as text."""
    job = await api.filmed()
    evil = '<img src=x onerror="alert(1)"> & \u202eabc "quoted"'
    await api.post(job["job_id"], "refine", 202, scene_number=1, new_description=evil)
    board, film = [await share(api, job["job_id"], what) for what in ("storyboard", "film")]
    page = await viewer.get(board["url"], headers=HTML)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["vary"] == "Accept"
    policy = page.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "img-src 'self'", "media-src 'self'", "style-src 'self'"} <= set(policy)
    assert "script" not in page.headers["content-security-policy"] + page.text
    assert f'src="{board["url"]}/scenes/2/image"' in page.text
    assert "<img src=x" not in page.text
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; \u202eabc" in page.text
    sealed(page)
    watched = await viewer.get(film["url"], headers=HTML)
    assert f'poster="{film["url"]}/poster" src="{film["url"]}/video"' in watched.text
    style = await viewer.get("/shared.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert (await viewer.head(board["url"], headers=HTML)).headers["content-length"] == page.headers["content-length"]
    gone = await viewer.get("/shared/nothing", headers=HTML)
    assert (gone.status_code, gone.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "not one of ours" in gone.text


async def test_a_link_shows_what_is_there_now(api: Api, viewer: httpx.AsyncClient) -> None:
    """Whoever reviews a storyboard sees the latest edit under the same link."""
    job = await api.ready()
    link = await share(api, job["job_id"], "storyboard")
    await api.post(job["job_id"], "refine", 202, scene_number=2, new_description="Words of the second round")
    assert (await viewer.get(link["url"])).json()["scenes"][1]["caption"] == "Words of the second round"


async def test_there_is_no_link_to_what_is_not_there(api: Api) -> None:
    """A film that is not made, a storyboard that has no scenes yet, a job that nobody has."""
    job = await api.ready()
    answer = await api.client.post(f"/api/v2/jobs/{job['job_id']}/share", json={"what": "film"})
    assert (answer.status_code, answer.json()["code"]) == (409, "video_not_ready")
    answer = await api.client.post(f"/api/v2/jobs/{uuid4()}/share", json={"what": "film"})
    assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "what"),
        ({"what": "job"}, "what"),
        ({"what": "film", "expires_in": 59}, "expires_in"),
        ({"what": "film", "expires_in": 30 * 86400 + 1}, "expires_in"),
        ({"what": "film", "expires_in": "60"}, "expires_in"),
        ({"what": "film", "share_id": str(uuid4())}, "share_id"),
        ({"what": "film", "owner_id": "me"}, "owner_id"),
        ({"what": "film", "job_id": str(uuid4())}, "job_id"),
        ({"what": "film", "expires_at": "2099-01-01T00:00:00Z"}, "expires_at"),
        ({"what": "film", "url": "https://example.com"}, "url"),
        ({"what": "film", "revoked_at": None}, "revoked_at"),
    ],
)
async def test_a_wrong_wish_says_which_field(api: Api, job_id: str, wish: dict[str, Any], field: str) -> None:
    """Nobody chooses what is ours to say."""
    answer = await api.client.post(f"/api/v2/jobs/{job_id}/share", json=wish)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_link_that_is_not_ours_opens_nothing(api: Api, viewer: httpx.AsyncClient, job_id: str) -> None:
    """Forged, cut, of another secret, or another's last part: 403, and the database is not asked."""
    link = await share(api, job_id, "storyboard")
    token = link["url"].rpartition("/")[2]
    flipped = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    foreign = ShareLinks(derived("another secret of others", "share")).token(
        Share(UUID(link["share_id"]), UUID(job_id), "owner", "film", now(), now() + timedelta(days=1))
    )
    odd = ("x", "sr_" + "0" * 49, "ä" * 48, "%00" * 48)
    for forged in (flipped, token[:-1], token + "A", token.swapcase(), foreign, *odd):
        for path in ("", "/video", "/scenes/1/image"):
            refused(await viewer.get(f"/shared/{forged}{path}"), 403, "share_invalid")


async def test_a_link_ends(api: Api, viewer: httpx.AsyncClient, job_id: str) -> None:
    """When it was said to, or when its owner takes it back: at once, and for everything below it."""
    links = ShareLinks(derived(api.settings.secret.get_secret_value(), "share"))
    made = await share(api, job_id, "storyboard", expires_in=60)
    one = Share(UUID(made["share_id"]), UUID(job_id), "owner", "storyboard", now(), now().replace(microsecond=0))
    for path in ("", "/video", "/scenes/1/image"):
        refused(await viewer.get(f"/shared/{links.token(one)}{path}"), 403, "share_expired")
    assert (await viewer.get(made["url"])).status_code == 200
    path = f"/api/v2/jobs/{job_id}/shares/{made['share_id']}"
    first, second = await api.client.delete(path), await api.client.delete(path)
    assert (first.status_code, second.status_code, first.content) == (204, 204, b"")
    for below in ("", "/scenes/1/image"):
        refused(await viewer.get(f"{made['url']}{below}"), 403, "share_revoked")
    record = (await api.client.get(path)).json()
    assert (record["url"], record["revoked_at"] is None) == (None, False)
    assert (await api.client.delete(f"/api/v2/jobs/{job_id}/shares/{uuid4()}")).json()["code"] == "share_not_found"


async def test_links_are_listed_and_a_dump_opens_none(api: Api, viewer: httpx.AsyncClient) -> None:
    """Newest first, with what to send on; a repetition makes no second link, and no link stands in the database."""
    job_id = (await api.ready())["job_id"]
    made = [await share(api, job_id, "storyboard") for _ in range(3)]
    page = await api.client.get(f"/api/v2/jobs/{job_id}/shares", params={"limit": 2})
    rest = await api.client.get(page.links["next"]["url"])
    assert page.json() + rest.json() == made[::-1]
    headers = {"Idempotency-Key": str(uuid4())}
    first, again = [
        await api.client.post(f"/api/v2/jobs/{job_id}/share", json={"what": "storyboard"}, headers=headers)
        for _ in range(2)
    ]
    assert (first.content, again.headers["idempotent-replayed"]) == (again.content, "true")
    assert first.headers["location"] == f"/api/v2/jobs/{job_id}/shares/{first.json()['share_id']}"
    assert (await viewer.get(first.json()["url"])).status_code == 200
    assert len((await api.client.get(f"/api/v2/jobs/{job_id}/shares")).json()) == 4
    stolen = await dump(api.settings.database_url.get_secret_value())
    assert first.json()["share_id"] in stolen
    for link in (*made, first.json()):
        token = link["url"].rpartition("/")[2]
        assert not [one for one in (*spellings(token), token[28:]) if one in stolen]


async def test_a_crowd_that_looks_is_served(api: Api, viewer: httpx.AsyncClient, job_id: str) -> None:
    """A link sent round an office costs one query a look, and no wait."""
    link = await share(api, job_id, "storyboard")
    answers = await asyncio.gather(*(viewer.get(link["url"]) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


async def test_no_line_of_the_log_holds_a_link(api: Api, viewer: httpx.AsyncClient, job_id: str) -> None:
    """Neither of what was found nor of what was not; its owner's id for it is there to be looked up."""
    link = await share(api, job_id, "film")
    token = link["url"].rpartition("/")[2]
    with capture_logs() as lines:
        for path in ("", "/", "/video", "/video/", "/nothing", "/scenes/x/image", "//", "/video?a=b"):
            await viewer.get(f"/shared/{token}{path}")
        astray = (f"/Shared/{token}", f"//shared/{token}", f"/api/v2/shared/{token}", f"/{token}", f"/x/{token[:44]}")
        for path in astray:
            answer = await viewer.get(path)
            assert token[:30] not in answer.text
        await viewer.post(f"/shared/{token}", content=b"x" * 200_000)
        await viewer.get(link["url"], headers={"Accept": "text/html"})
    served = [line for line in lines if line["event"] == "request_served"]
    assert len(served) == 15
    assert not [line for line in lines if token[20:30] in str(line)]
    assert {line["route"] for line in served if line["status"] < 400} == {"/shared/{token}", "/shared/{token}/video"}
    assert {line.get("share_id") for line in served if line["status"] < 400} == {link["share_id"]}


async def test_a_defect_behind_a_link_does_not_write_it_down(
    api: Api, viewer: httpx.AsyncClient, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails is logged with its cause, by the route."""
    link = await share(api, job_id, "film")

    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(routes_shared, "shared_view", broken)
    with capture_logs() as lines:
        assert (await viewer.get(link["url"])).status_code == 500
    assert {line["event"] for line in lines} >= {"request_failed", "request_served"}
    assert link["url"].rpartition("/")[2][20:30] not in str(lines)
