"""Own pictures, a logo and a soundtrack: from an upload to what is seen and heard in the film."""

import ast
import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from storyreel.up import Running
from storyreel_chassis.ids import new_id
from storyreel_chassis.keys import new_api_key
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.keys import PostgresKeys
from storyreel_media.probe import check_film, probe
from support.auditor import audit, events_of
from support.deadlines import eventually
from support.film_stack import film_stack
from support.sounds import RATE, heard, level, pitch, record, tone

PROMPT = "1. A fox wakes in a snowy forest. 2. She runs along a frozen river at noon. 3. The sun sets behind mountains."
RED, BLUE, GREEN = (205, 40, 45), (40, 70, 200), (20, 200, 60)
UNLIMITED = {"STORYREEL_LIMIT_UPLOAD": "off"}


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One stack for the module."""
    async with film_stack(tmp_path_factory.mktemp("stack"), **UNLIMITED) as up:
        yield up


@pytest.fixture
async def owner(running: Running) -> AsyncIterator["Owner"]:
    """Somebody with a key."""
    headers = {"Authorization": f"Bearer {running.api_key}"}
    async with httpx.AsyncClient(base_url=f"{running.base_url}/api/v2", headers=headers, timeout=60) as http:
        yield Owner(http)


def png(color: tuple[int, int, int], size: tuple[int, int], *, disc: bool = False) -> bytes:
    """A plain picture, or a disc on nothing."""
    image = Image.new("RGBA" if disc else "RGB", size, (0, 0, 0, 0) if disc else color)
    if disc:
        ImageDraw.Draw(image).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=(*color, 255))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def frames(path: Path) -> list[NDArray[Any]]:
    """Every frame of a film, RGB."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def like(pixels: NDArray[Any], color: tuple[int, int, int]) -> bool:
    """Whether these pixels are about of one colour."""
    return bool((abs(pixels.reshape(-1, 3).mean(axis=0) - color) < 22).all())


class Owner:
    """What an owner does, by the API alone."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def uploads(self, name: str, content: bytes) -> str:
        """An asset's id."""
        answer = await self.http.post("/upload-asset", files={"file": (name, content)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["asset_id"])

    async def asks(self, **wish: Any) -> httpx.Response:
        """A film of three scenes."""
        return await self.http.post("/generate", json={"prompt": PROMPT, "duration": 15, "seed": 4, **wish})

    async def until(self, job_id: str, status: str) -> dict[str, Any]:
        """The job once it has this status."""

        async def reached() -> dict[str, Any] | None:
            job: dict[str, Any] = (await self.http.get(f"/jobs/{job_id}")).json()
            assert job["status"] != "failed", job
            return job if job["status"] == status else None

        return await eventually(reached, what=status, every=0.1)

    async def film(self, job_id: str, to: Path) -> Path:
        """The film's file."""
        to.write_bytes((await self.http.get(f"/jobs/{job_id}/video")).content)
        return to


async def test_what_an_owner_brings_is_seen_and_heard(running: Running, owner: Owner, tmp_path: Path) -> None:
    """A photo fills its scene, the next scene is drawn, the logo is in its corner of both, the music is the owner's."""
    photo = await owner.uploads("photo.png", png(RED, (1200, 675)))
    logo = await owner.uploads("logo.png", png(GREEN, (400, 400), disc=True))
    track = await owner.uploads("track.mp3", record(tmp_path / "track.mp3", tone(6)).read_bytes())
    guidelines = {"logo_asset_id": logo, "logo_position": "bottom-left", "colors": ["#ff8800"]}
    answer = await owner.asks(asset_ids=[track, photo], brand_guidelines=guidelines)
    assert answer.status_code == 202, answer.text
    job_id = answer.json()["job_id"]
    assert (await owner.http.delete(f"/assets/{photo}")).json()["code"] == "asset_in_use"
    await owner.until(job_id, "storyboard_ready")
    for step in ("approve", "render"):
        assert (await owner.http.post(f"/jobs/{job_id}/{step}")).is_success
    job = await owner.until(job_id, "completed")
    assert job["actual_cost"] == 0
    shown = await owner.http.get(f"/jobs/{job_id}/scenes/1/image")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")

    film = await owner.film(job_id, tmp_path / "film.mp4")
    check_film(probe(film), width=320, height=180, duration=15, fps=30, audio=True)
    seen = frames(film)
    assert like(seen[100][60:100, 120:200], RED)
    assert not like(seen[220][60:100, 120:200], RED)
    for number in (30, 150, 220, 300, 420):
        assert like(seen[number][125:133, 22:30], GREEN), number
    sound = heard(film)
    assert abs(sound.shape[1] / RATE - 15) < 0.05
    assert abs(pitch(sound[:, 7 * RATE : 9 * RATE]) - 440) < 2
    assert level(sound[:, -RATE // 10 : round(15 * RATE)]) < level(sound[:, 7 * RATE : 9 * RATE]) - 30
    assert float(np.abs(sound).max()) < 1

    events = await events_of(running.env["NATS_URL"], job_id)
    assert audit(events)["SceneIllustrated"] == 3
    pictures = [event["picture"] for event in events if event["event_type"] == "SceneIllustrated"]
    assert sorted((one["scene_number"], one["provider"]) for one in pictures) == [
        (1, "upload"), (2, "animatic"), (3, "animatic"),
    ]  # fmt: skip

    for asset_id in (photo, logo, track):
        assert (await owner.http.delete(f"/assets/{asset_id}")).status_code == 204
        assert (await owner.http.get(f"/assets/{asset_id}")).status_code == 404
    assert (await owner.asks(asset_ids=[photo])).status_code == 422
    assert (await owner.http.post(f"/jobs/{job_id}/render", json={"audio": "silence"})).status_code == 202
    await owner.until(job_id, "completed")
    again = await owner.film(job_id, tmp_path / "again.mp4")
    assert like(frames(again)[100][125:133, 22:30], GREEN)
    assert float(np.abs(heard(again)).max()) < 0.001
    rendered = [
        event for event in await events_of(running.env["NATS_URL"], job_id) if event["event_type"] == "VideoRendered"
    ]
    assert (rendered[-1]["clips_rendered"], rendered[-1]["clips_reused"]) == (0, 3)


async def test_own_pictures_move_with_their_scenes_until_they_are_drawn_anew(owner: Owner) -> None:
    """A reorder takes the picture along; a new prompt puts a drawn one in its place."""
    ids = [await owner.uploads(f"{color}.png", png(color, (640, 360))) for color in (RED, BLUE)]
    job_id = (await owner.asks(asset_ids=ids)).json()["job_id"]
    await owner.until(job_id, "storyboard_ready")

    async def shows(number: int) -> tuple[int, ...]:
        picture = await owner.http.get(f"/jobs/{job_id}/scenes/{number}/image")
        return tuple(np.asarray(Image.open(BytesIO(picture.content)).convert("RGB"))[100, 100].tolist())

    assert (await shows(1), await shows(2)) == (RED, BLUE)
    answer = await owner.http.post(f"/jobs/{job_id}/reorder", json={"scene_order": [3, 2, 1]})
    assert answer.status_code == 200
    assert (await shows(2), await shows(3)) == (BLUE, RED)
    wish = {"scene_number": 3, "new_image_prompt": "A ship in a storm at night"}
    assert (await owner.http.post(f"/jobs/{job_id}/refine", json=wish)).status_code == 202
    await owner.until(job_id, "storyboard_ready")
    assert await shows(3) != RED
    assert await shows(2) == BLUE
    assert (await owner.http.post(f"/jobs/{job_id}/cancel")).status_code == 202
    assert (await owner.http.delete(f"/assets/{ids[0]}")).status_code == 204


async def test_assets_that_do_not_fit_are_refused_before_anything_is_made(owner: Owner, tmp_path: Path) -> None:
    """Every reason with its code and field, 422, and no job."""
    images = [await owner.uploads(f"{n}.png", png((n, n, n), (64, 36))) for n in (1, 2, 3, 4)]
    sound = record(tmp_path / "a.wav", tone(2)).read_bytes()
    sounds = [await owner.uploads(f"{n}.wav", sound) for n in (1, 2)]
    unknown = "019b2f4c-71d0-7c3a-8f21-5b6a9d0e4c17"
    before = len((await owner.http.get("/jobs?limit=100")).json())
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"asset_ids": images}, "too_many_pictures", "asset_ids"),
        ({"asset_ids": sounds}, "too_many_soundtracks", "asset_ids.1"),
        ({"asset_ids": [images[0], unknown]}, "asset_not_found", "asset_ids.1"),
        ({"asset_ids": [images[0], images[0]]}, "request_invalid", "asset_ids"),
        ({"asset_ids": ["mine"]}, "request_invalid", "asset_ids.0"),
        ({"brand_guidelines": {"logo_asset_id": sounds[0]}}, "asset_unusable", "brand_guidelines.logo_asset_id"),
        ({"brand_guidelines": {"logo_asset_id": "x"}}, "brand_guidelines_invalid", "brand_guidelines.logo_asset_id"),
        ({"provider": "upload"}, "provider_unavailable", "provider"),
    ]
    for wish, code, field in cases:
        answer = await owner.asks(**wish)
        said = answer.json()
        assert (answer.status_code, said["code"]) == (422, code), said
        assert [error["field"] for error in said["errors"]] == [field]
    assert len((await owner.http.get("/jobs?limit=100")).json()) == before


async def test_another_owners_asset_is_none(running: Running, owner: Owner) -> None:
    """Neither as a picture nor as a logo, and in the very words for one that never was."""
    mine = await owner.uploads("mine.png", png(RED, (64, 36)))
    key = new_api_key()
    async with open_pool(running.env["DATABASE_URL"], schema="gateway", size=1) as pool:
        await PostgresKeys(pool).bootstrap(key, owner_id="somebody-else")
    async with httpx.AsyncClient(base_url=owner.http.base_url, headers={"X-API-Key": key}, timeout=60) as http:
        stranger = Owner(http)
        for wish in ({"asset_ids": [mine]}, {"brand_guidelines": {"logo_asset_id": mine}}):
            told = (await stranger.asks(**wish)).json()
            never = str(wish).replace(mine, str(new_id()))
            other = (await stranger.asks(**ast.literal_eval(never))).json()
            assert (told["status"], told["code"]) == (422, "asset_not_found")
            assert told["errors"] == other["errors"]


async def test_an_asset_is_deleted_or_used_but_never_both(owner: Owner) -> None:
    """Of a delete and a job that meet, one wins: no job waits for a picture that is gone."""

    async def meet() -> tuple[int, int]:
        asset_id = await owner.uploads("a.png", png(RED, (64, 36)))
        gone, made = await asyncio.gather(
            owner.http.delete(f"/assets/{asset_id}"), owner.asks(asset_ids=[asset_id], duration=5)
        )
        if made.status_code == 202:
            await owner.until(made.json()["job_id"], "storyboard_ready")
            await owner.http.post(f"/jobs/{made.json()['job_id']}/cancel")
        return gone.status_code, made.status_code

    assert {await meet() for _ in range(6)} <= {(204, 422), (409, 202)}


async def test_a_soundtrack_that_a_job_has_not_cannot_be_asked_for(owner: Owner) -> None:
    """It is said at once, and the job stays as it was."""
    job_id = (await owner.asks(duration=5)).json()["job_id"]
    await owner.until(job_id, "storyboard_ready")
    await owner.http.post(f"/jobs/{job_id}/approve")
    answer = await owner.http.post(f"/jobs/{job_id}/render", json={"audio": "soundtrack"})
    assert (answer.status_code, answer.json()["code"]) == (422, "soundtrack_missing")
    assert (await owner.http.get(f"/jobs/{job_id}")).json()["status"] == "storyboard_ready"
