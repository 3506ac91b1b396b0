"""Own files: uploaded, looked at, listed, fetched, deleted. Nothing is left behind, whatever happens on the way."""

import asyncio
import io
import json
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.routes.receiving import MOST_BYTES
from support import assets_die, uploads
from support.asset_owner import AssetOwner, asset_owner
from support.deadlines import eventually
from support.gateway_stack import Api, environment, gateway_on, spawned_gateway

PIECE = 1 << 16
TYPES = {
    "jpg": ("image", "image/jpeg"), "png": ("image", "image/png"), "gif": ("image", "image/gif"),
    "webp": ("image", "image/webp"), "mp4": ("video", "video/mp4"), "mov": ("video", "video/quicktime"),
    "mp3": ("audio", "audio/mpeg"), "wav": ("audio", "audio/wav"), "pdf": ("document", "application/pdf"),
}  # fmt: skip


@pytest.fixture(scope="module")
async def api(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """One gateway for all of this module, which sweeps often; each test has an owner of its own."""
    async with gateway_on(
        infra,
        module_database,
        stall_sweep_seconds=0.2,
        work_dir=tmp_path_factory.mktemp("work"),
        limit_upload="30/minute",
    ) as running:
        yield running


@pytest.fixture
async def mine(api: Api) -> AsyncIterator[AssetOwner]:
    """Somebody new."""
    async with asset_owner(api) as one:
        yield one


def refused(answer: httpx.Response, status: int, code: str) -> None:
    """The answer is this problem."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def nothing_left(mine: AssetOwner) -> None:
    """Neither asset nor object nor file in the work directory."""
    assert await mine.listed() == []
    assert mine.objects() == await mine.keys() == set()
    assert not list(mine.api.settings.work_dir.glob("*/upload-*"))


async def test_every_kind_is_taken_as_what_it_is(mine: AssetOwner) -> None:
    """Its metadata are those of its content, which comes back under a type of ours, with a thumbnail to look at."""
    answers = await asyncio.gather(*(mine.upload(f"Mine.{kind}") for kind in uploads.FILES))
    for kind, answer in zip(uploads.FILES, answers, strict=True):
        assert answer.status_code == 201, answer.text
        asset = answer.json()
        assert (asset["format"], asset["type"], asset["mime_type"]) == (kind, *TYPES[kind])
        assert (asset["name"], answer.headers["location"]) == (f"Mine.{kind}", asset["url"])
        got = await mine.client.get(asset["url"])
        assert (got.headers["content-type"], len(got.content)) == (asset["mime_type"], asset["size"])
        assert got.headers["x-content-type-options"] == "nosniff"
        how = "attachment" if kind == "pdf" else "inline"
        assert got.headers["content-disposition"] == f'{how}; filename="Mine.{kind}"'
        assert (await mine.client.get(f"{asset['url']}/metadata")).json() == asset
        thumbnail = await mine.client.get(asset["thumbnail_url"])
        with Image.open(io.BytesIO(thumbnail.content)) as picture:
            assert picture.get_format_mimetype() == thumbnail.headers["content-type"]
            assert max(picture.size) <= 640
            assert len(set(picture.convert("RGB").resize((16, 16)).get_flattened_data())) > 3, kind
    facts = {one["format"]: one for one in await mine.listed()}
    assert (facts["jpg"]["width"], facts["jpg"]["height"]) == (180, 320)
    assert (facts["mp4"]["width"], facts["mp4"]["height"], facts["mp4"]["duration"]) == (320, 180, 2.0)
    assert (facts["pdf"]["pages"], facts["wav"]["width"]) == (2, None)
    assert abs(facts["wav"]["duration"] - 3) < 0.05
    assert await mine.settled()


async def test_pictures_are_written_anew(mine: AssetOwner) -> None:
    """Turned upright, without what the camera noted, and without what hides behind or between the pixels."""
    html = b"<html><script>alert(1)</script>"
    png, gif, jpg = uploads.png() + html, uploads.gif() + b"/*" + html, uploads.jpg()
    assert b"Secret Phone" in jpg
    assert html[6:] in png
    for name, content in (("a.png", png), ("b.gif", gif), ("c.jpg", jpg)):
        asset = await mine.made(name, content)
        kept = (await mine.client.get(asset["url"])).content
        assert not re.search(rb"script|Secret|Exif", kept), name
    with Image.open(io.BytesIO(kept)) as upright:
        red = upright.convert("RGB").getpixel((140, 40))
    assert isinstance(red, tuple)
    assert (red[0] > 180, red[1] < 60) == (True, True)
    moving = (await mine.listed())[1]
    assert (moving["format"], moving["duration"]) == ("gif", 0.6)


@pytest.mark.parametrize(
    ("filename", "said", "content", "code"),
    [
        ("a.png", "image/png", "jpg", "asset_type_mismatch"),
        ("a.jpg", "image/png", "jpg", "asset_type_mismatch"),
        ("a", "video/mp4", "jpg", "asset_type_mismatch"),
        ("a.mp4", "video/mp4", "mov", "asset_type_mismatch"),
        ("a.png", "image/png", b"<html><script>alert(1)</script>", "asset_type_mismatch"),
        ("a.png", "image/png", b"PK\x03\x04" + bytes(99), "asset_type_mismatch"),
        ("a.mp4", "video/mp4", b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\nfile:///etc/passwd\n", "asset_type_mismatch"),
        ("a", "", b"ffconcat version 1.0\nfile /etc/passwd\n", "asset_type_unsupported"),
        ("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "asset_type_unsupported"),
        ("a.zip", "application/zip", b"PK\x03\x04" + bytes(99), "asset_type_unsupported"),
        ("a.html", "", "png", "asset_type_unsupported"),
        ("a.heic", "", b"\0\0\0\x18ftypheic" + bytes(99), "asset_type_unsupported"),
    ],
)
async def test_what_is_not_what_it_claims_is_turned_down(
    mine: AssetOwner, filename: str, said: str, content: bytes | str, code: str
) -> None:
    """By its name, by its Content-Type, or because it is nothing of ours."""
    data = uploads.FILES[content]() if isinstance(content, str) else content
    refused(await mine.upload(filename, data, said=said or "application/octet-stream"), 415, code)
    await nothing_left(mine)


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("wide.png", uploads.wide_bomb),
        ("long.png", uploads.long_bomb),
        ("cut.jpg", lambda: uploads.jpg()[:3000]),
        ("cut.mp4", lambda: uploads.mp4()[:-500]),
        ("empty.mp3", lambda: b"ID3\x04\0\0\0\0\0\0" + bytes(4000)),
        ("list.mp4", lambda: b"\0\0\0\x10ftypisom\0\0\0\0#EXTM3U\nfile:///etc/passwd\n"),
        ("no.pdf", lambda: b"%PDF-1.7\n/JavaScript (app.alert(1))"),
    ],
)
async def test_what_is_broken_or_a_bomb_harms_nobody(mine: AssetOwner, filename: str, content: Any) -> None:
    """The file is refused, and nothing of it stays."""
    refused(await mine.upload(filename, content()), 422, "asset_unreadable")
    await nothing_left(mine)


@pytest.mark.parametrize(
    ("name", "shown", "filename"),
    [
        ("../../etc/passwd.png", "../../etc/passwd.png", "passwd.png"),
        ("..\\..\\boot.png", "..\\..\\boot.png", "boot.png"),
        ("\u202egnp.exe", "\u202egnp.exe", "gnp.exe.png"),
        ("Übersicht „neu“.png", "Übersicht „neu“.png", "_bersicht _neu_.png"),
        ('a";filename="b.exe', 'a";filename="b.exe', "a__filename__b.exe.png"),
        ("n" * 255, "n" * 255, "n" * 120 + ".png"),
        (" / ", "/", "file.png"),
        ("n" * 256, None, None),
        ("nul\x00", None, None),
        ("line\nbreak", None, None),
        ("   ", None, None),
    ],
)
async def test_names_are_for_people_only(mine: AssetOwner, name: str, shown: str | None, filename: str | None) -> None:
    """They reach neither a path nor a header as they are; keys have nothing of them."""
    answer = await mine.upload("x.png", data={"name": name})
    if shown is None:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "name"
        return
    asset = answer.json()
    assert asset["name"] == shown
    ours = re.compile(r"assets/[0-9a-f]{32}/[0-9a-f-]{36}/(content|thumbnail)\.png")
    assert all(ours.fullmatch(key) for key in mine.objects())
    told = (await mine.client.get(asset["url"])).headers["content-disposition"]
    assert told.split("; filename*")[0] == f'inline; filename="{filename}"'


async def test_a_file_has_its_own_name_where_none_is_said(mine: AssetOwner) -> None:
    """Without the path that some senders put before it."""
    names = ("C:\\Users\\ada\\cat.png", "/home/ada/cat.png", "n" * 300 + ".png", "../.png")
    assert [(await mine.made(name, uploads.png()))["name"] for name in names] == [
        "cat.png", "cat.png", "n" * 255, ".png",
    ]  # fmt: skip


async def test_a_form_that_is_not_right_says_what_is_wrong(mine: AssetOwner) -> None:
    """One file, known fields, each once, all of it."""
    png = uploads.png()
    file = ("a.png", png, "image/png")

    async def field_of(answer: httpx.Response) -> str:
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), answer.text
        field: str = answer.json()["errors"][0]["field"]
        return field

    post, url = mine.client.post, "/api/v2/upload-asset"
    assert await field_of(await post(url, files=[("file", file), ("file", file)])) == "file"
    assert await field_of(await post(url, files={"files": file})) == "files"
    assert await field_of(await post(url, files={"file": file}, data={"owner_id": "x"})) == "owner_id"
    assert await field_of(await post(url, files={"file": file}, data={"name": ["a", "b"]})) == "name"
    assert await field_of(await post(url, files={"file": file}, data={"client_id": "x" * 101})) == "client_id"
    assert await field_of(await post(url, files={"file": file}, data={"client_id": "x" * 9000})) == "client_id"
    assert await field_of(await post(url, files={"file": ("a.png", b"", "image/png")})) == "file"
    assert await field_of(await post(url, files={"name": (None, "only")})) == "file"
    assert await field_of(await post(url, json={})) == "body"
    assert await field_of(await post(url, content=png, headers={"Content-Type": "multipart/form-data"})) == "body"
    form = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + png
    typed = {"Content-Type": "multipart/form-data; boundary=b"}
    for body in (form, form + b"\r\n--b\r\n", form + b"\r\n--bx--\r\n", b"x" * 5000, b"--b--\r\n"):
        assert await field_of(await post(url, content=body, headers=typed)) in {"body", "file"}
    assert (await post(url, content=form + b"\r\n--b--\r\n", headers=typed)).status_code == 201
    assert len(await mine.listed()) == 1


async def test_the_byte_after_the_last_is_too_much(mine: AssetOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the announced length at once, else as soon as it comes; the answer arrives though the client still sends,
    however slowly."""
    monkeypatch.setattr("storyreel_gateway.routes.lingering.LINGER_SECONDS", 180.0)

    async def body(size: int) -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + uploads.wav()
        for _ in range((size - len(uploads.wav())) // PIECE):
            yield bytes(PIECE)
        yield bytes((size - len(uploads.wav())) % PIECE) + b"\r\n--b--\r\n"

    typed = {"Content-Type": "multipart/form-data; boundary=b"}
    for size in (MOST_BYTES + 1, 80 * 2**20):
        answer = await mine.client.post("/api/v2/upload-asset", content=body(size), headers=typed)
        refused(answer, 413, "asset_too_large")
    fits = await mine.client.post("/api/v2/upload-asset", content=body(MOST_BYTES), headers=typed)
    assert (fits.status_code, fits.json()["size"]) == (201, len(uploads.wav()))  # without what lies behind it
    await mine.client.delete(fits.json()["url"])
    reader, writer = await asyncio.open_connection("127.0.0.1", mine.api.settings.port)
    writer.write(
        b"POST /api/v2/upload-asset HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\nExpect: 100-continue\r\n"
        b"Authorization: " + mine.client.headers["authorization"].encode() + b"\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    async with asyncio.timeout(60):
        assert await reader.readline() == b"HTTP/1.1 413 Request Entity Too Large\r\n"
    writer.close()
    await nothing_left(mine)


async def test_a_client_that_breaks_off_leaves_nothing(mine: AssetOwner) -> None:
    """Not even a file in the work directory."""
    _, writer = await asyncio.open_connection("127.0.0.1", mine.api.settings.port)
    writer.write(
        b"POST /api/v2/upload-asset HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n"
        b"Authorization: " + mine.client.headers["authorization"].encode() + b"\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + uploads.wav()
    )
    await writer.drain()
    folder = mine.api.settings.work_dir

    async def begun() -> bool:
        return bool(list(folder.glob("*/upload-*/source")))

    async def gone() -> bool:
        return not list(folder.glob("*/upload-*"))

    assert await eventually(begun)
    writer.close()
    assert await eventually(gone)
    await nothing_left(mine)


async def test_the_limit_is_told_before_the_file_is_read(mine: AssetOwner) -> None:
    """The 31st of a minute, with its length; repetitions are counted by themselves, for their files come in, too."""
    headers = {"Idempotency-Key": "first", "Content-Type": "multipart/form-data; boundary=b"}
    first = await mine.upload("a.gif", key="again")
    assert first.headers["ratelimit"].startswith('"upload";r=29;')
    for _ in range(29):
        assert (await mine.client.post("/api/v2/upload-asset", json={})).status_code == 422
    answer = await mine.client.post("/api/v2/upload-asset", content=b"never read", headers=headers)
    refused(answer, 429, "rate_limited")
    assert answer.headers["ratelimit-policy"] == '"upload";q=30;w=60'
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    again = await mine.upload("a.gif", key="again")
    assert (again.status_code, again.content) == (201, first.content)
    repeated = await asyncio.gather(*(mine.upload("a.gif", key="again") for _ in range(29)))
    assert {answer.content for answer in repeated} == {first.content}
    refused(await mine.upload("a.gif", key="again"), 429, "rate_limited")


async def test_ten_equal_uploads_under_one_key_make_one_asset(mine: AssetOwner) -> None:
    """Over two gateways: one asset, one set of objects, ten equal answers; another content is another request."""
    async with spawned_gateway(mine.api.settings) as second:
        clients = [mine.client, second] * 5
        answers = await asyncio.gather(*(mine.upload("a.png", key="k", client=one) for one in clients))
        assert [answer.status_code for answer in answers] == [201] * 10
        assert len({answer.content for answer in answers}) == 1
        assert sum("idempotent-replayed" in answer.headers for answer in answers) == 9
    assert len(await mine.listed()) == 1
    assert len(mine.objects()) == 2
    refused(await mine.upload("a.png", uploads.png() + b"x", key="k"), 409, "idempotency_key_reused")
    refused(await mine.upload("a.png", data={"name": "b"}, key="k"), 409, "idempotency_key_reused")
    bad = [await mine.upload("a.png", b"\x89PNG\r\n\x1a\n broken", key="bad") for _ in range(2)]
    assert [answer.headers.get("idempotent-replayed") for answer in bad] == [None, "true"]
    refused(bad[1], 422, "asset_unreadable")
    assert await mine.settled()


async def test_content_is_served_in_ranges_and_not_twice(mine: AssetOwner) -> None:
    """206, 416, 304 and HEAD, each with the strong tag of the content."""
    asset, client = await mine.made("a.wav"), mine.client
    whole = await client.get(asset["url"])
    assert whole.content == uploads.wav()
    tag = whole.headers["etag"]
    part = await client.get(asset["url"], headers={"Range": "bytes=10-19", "If-Range": tag})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{asset['size']}"
    refused(await client.get(asset["url"], headers={"Range": "bytes=999999999-"}), 416, "range_not_satisfiable")
    assert (await client.get(asset["url"], headers={"If-None-Match": tag})).status_code == 304
    head = await client.head(asset["url"])
    assert (head.headers["content-length"], head.headers["etag"], head.content) == (str(asset["size"]), tag, b"")
    small = await client.get(asset["thumbnail_url"])
    assert small.headers["etag"] != tag
    answer = await client.get(asset["thumbnail_url"], headers={"If-None-Match": small.headers["etag"]})
    assert answer.status_code == 304


async def test_lists_are_filtered_and_paged_by_their_links(mine: AssetOwner) -> None:
    """Newest first, nothing twice."""
    for number, kind in enumerate(("gif", "wav", "gif", "gif", "png")):
        await mine.made(f"{number}.{kind}", data={"client_id": "ada" if number % 2 == 0 else "bob"})
    pages, url = [], "/api/v2/assets?limit=2"
    while url:
        page = await mine.client.get(url)
        pages.append([one["name"] for one in page.json()])
        url = page.links.get("next", {}).get("url", "")
    assert pages == [["4.png", "3.gif"], ["2.gif", "1.wav"], ["0.gif"]]

    async def names(query: str) -> list[str]:
        return [one["name"] for one in (await mine.client.get(f"/api/v2/assets?{query}")).json()]

    assert await names("type=audio") == ["1.wav"]
    assert await names("client_id=ada&type=image") == ["4.png", "2.gif", "0.gif"]
    page = await mine.client.get("/api/v2/assets?client_id=ada&type=image&limit=1")
    assert [one["name"] for one in (await mine.client.get(page.links["next"]["url"])).json()] == ["2.gif"]
    refused(await mine.client.get("/api/v2/assets?cursor=x"), 422, "cursor_invalid")
    refused(await mine.client.get("/api/v2/assets?type=zip"), 422, "request_invalid")


async def test_nobody_reaches_the_file_of_another(mine: AssetOwner, api: Api) -> None:
    """It is not there, by any method."""
    asset = await mine.made("a.gif")
    async with asset_owner(api) as other:
        for path in ("", "/metadata", "/thumbnail"):
            for url in (asset["url"], "/api/v2/assets/not-an-id", f"/api/v2/assets/{new_id()}"):
                refused(await other.client.get(f"{url}{path}"), 404, "asset_not_found")
        refused(await other.client.delete(asset["url"]), 404, "asset_not_found")
        refused(await other.client.delete("/api/v2/assets/x"), 404, "asset_not_found")
        assert await other.listed() == []
    assert (await mine.client.get(asset["url"])).status_code == 200


async def use(mine: AssetOwner, asset: dict[str, Any], job: dict[str, Any]) -> None:
    """As a request for a film with own pictures notes it."""
    url = mine.api.settings.database_url.get_secret_value()
    async with open_pool(url, schema="gateway", size=1) as pool, gateway_units(pool)() as unit:
        assert await unit.assets.use_asset(UUID(asset["asset_id"]), mine.name, UUID(job["job_id"]), "scene")


async def test_a_deleted_file_is_gone_with_its_objects(mine: AssetOwner) -> None:
    """At once, and a second time it is not there."""
    asset = await mine.made("a.png")
    answer = await mine.client.delete(asset["url"])
    assert (answer.status_code, answer.content) == (204, b"")
    for call in (mine.client.get, mine.client.delete):
        refused(await call(asset["url"]), 404, "asset_not_found")
    await nothing_left(mine)


async def test_a_file_in_use_is_kept_as_long_as_it_is_needed(mine: AssetOwner, api: Api) -> None:
    """Not deleted while a job runs; then gone from all reads, its content kept for the film until the job goes."""
    asset, job = await mine.made("a.png"), await api.ready()
    await use(mine, asset, job)
    refused(await mine.client.delete(asset["url"]), 409, "asset_in_use")
    assert (await mine.client.get(asset["url"])).status_code == 200
    await api.post(job["job_id"], "cancel", 202)
    assert (await mine.client.delete(asset["url"])).status_code == 204
    refused(await mine.client.get(asset["url"]), 404, "asset_not_found")
    assert await mine.listed() == []
    assert len(mine.objects()) == 2
    await mine.ask("delete from jobs where job_id = $1", UUID(job["job_id"]))

    async def gone() -> bool:
        return mine.objects() == await mine.keys() == set()

    assert await eventually(gone)


async def test_an_object_that_is_gone_is_told(mine: AssetOwner) -> None:
    """404 with a code that says so; the row can still be deleted."""
    asset = await mine.made("a.png")
    mine.lose()
    for url in (asset["url"], asset["thumbnail_url"]):
        refused(await mine.client.get(url), 404, "asset_missing")
    assert (await mine.client.delete(asset["url"])).status_code == 204
    await nothing_left(mine)


async def killed(mine: AssetOwner, folder: Path, deletions: dict[str, str], *, uploads_too: bool) -> int:
    """How many processes were killed in the midst of an upload or a deletion, each at another point."""
    (folder / "a.gif").write_bytes(uploads.gif())
    told = {"owner": mine.name, "folder": str(folder), "uploads": uploads_too, "deletions": deletions}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "support.assets_die", stdin=PIPE, stdout=PIPE, env=environment(mine.api.settings)
    )
    said, _ = await process.communicate(json.dumps(told).encode())
    return int(said)


async def test_wherever_an_upload_or_a_deletion_is_killed_store_and_table_agree(
    mine: AssetOwner, tmp_path: Path
) -> None:
    """After the sweep; what was committed is there, or gone, and nothing else."""
    made = [await mine.made("a.gif") for _ in assets_die.DELETIONS]
    kept = await mine.made("kept.gif")
    deletions = {point: asset["asset_id"] for point, asset in zip(assets_die.DELETIONS, made, strict=True)}
    ends = await killed(mine, tmp_path, deletions, uploads_too=True)
    assert ends == len(assets_die.DELETIONS) + len(assets_die.UPLOADS)
    overdue = "update asset_intents set due_at = clock_timestamp() where prefix like $1 returning 1"
    assert len(await mine.ask(overdue, f"{mine.prefix}%")) == 4
    names = [one["name"] for one in await mine.listed()]
    assert names == ["a.gif", "kept.gif", "a.gif"], "one upload was committed, and one deletion was not"

    async def agree() -> bool:
        return await mine.settled() and len(mine.objects()) == 2 * len(names)

    assert await eventually(agree)
    assert (await mine.client.get(kept["url"])).status_code == 200
    for asset in await mine.listed():
        assert (await mine.client.delete(asset["url"])).status_code == 204
    await nothing_left(mine)


async def test_a_gateway_killed_before_it_answered_kept_the_file_that_the_repetition_gets(mine: AssetOwner) -> None:
    """Row and answer are one commit."""
    async with spawned_gateway(mine.api.settings, module="support.gateway_dies_answering") as dying:
        with pytest.raises(httpx.TransportError):
            await mine.upload("a.gif", key="k", client=dying)
    (asset,) = await mine.listed()
    again = await mine.upload("a.gif", key="k")
    assert (again.status_code, again.json(), again.headers["idempotent-replayed"]) == (201, asset, "true")
    assert await mine.settled()


def test_the_work_directory_is_private(api: Api) -> None:
    """Uploads are nobody else's to read."""
    homes = [home for home in Path(api.settings.work_dir).iterdir() if home.is_dir()]
    assert homes
    assert all(home.stat().st_mode & 0o077 == 0 for home in homes)
