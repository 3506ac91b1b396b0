"""The client of own models against real Cog servers: what works, and every way in which it may not."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyreel_chassis.errors import Away, Broken, Queued, Refused, StoryreelError, Transient
from storyreel_media.cog import Cog, Wish
from storyreel_media.outputs.judging import Received
from support.cog_stack import CogServer, cog_server
from support.deadlines import eventually
from support.parallel import free_port
from support.webhook_receiver import answering, receiver

FOX = Wish(prompt="a fox", seed=7, aspect_ratio="16:9", short_side=180)
LONG = 60.0


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CogServer]:
    """One that paints."""
    async with cog_server("pictures", tmp_path_factory.mktemp("cog")) as running:
        yield running


@pytest.fixture
async def cog(server: CogServer) -> AsyncIterator[Cog]:
    """A client of it that does not wait for its turn."""
    async with Cog([server.url], model="painter", patience=0) as ready:
        yield ready


def wish(prompt: str) -> Wish:
    """A picture of something else."""
    return Wish(prompt=prompt, seed=7, aspect_ratio="1:1", short_side=64)


async def made(cog: Cog, prompt: str, folder: Path, seconds: float = LONG) -> Received:
    """A small picture."""
    return await cog.make(wish(prompt), folder / "picture.png", "image", seconds=seconds)


async def drawn(cog: Cog, prompt: str, folder: Path) -> bool:
    """Whether one comes."""
    return (await made(cog, prompt, folder)).path.exists()


async def goes_wrong(cog: Cog, prompt: str, folder: Path, seconds: float = LONG) -> StoryreelError:
    """What making it raises; nothing is left behind."""
    with pytest.raises(StoryreelError) as caught:
        await made(cog, prompt, folder, seconds)
    assert not list(folder.glob("picture*"))
    return caught.value


# what works


async def test_a_picture_comes_in_the_shape_that_was_asked_for(cog: Cog, tmp_path: Path) -> None:
    """The size is the model's own, as much as there is of it, and the shape is ours to the pixel."""
    got = await cog.make(FOX, tmp_path / "fox.png", "image", seconds=LONG)
    with Image.open(got.path) as picture:
        assert picture.size == (got.width, got.height) == (384, 216)
    assert [one.name for one in tmp_path.iterdir()] == ["fox.png"]


async def test_the_same_wish_is_the_same_picture(cog: Cog, tmp_path: Path) -> None:
    """And a seed beyond what the model takes is still one of its own."""
    seeds = (7, 8, 2**31 - 1, 2**31 - 2)
    pictures = []
    for seed in (*seeds, *seeds):
        got = await cog.make(Wish("a fox", seed, "1:1", 64), tmp_path / f"{seed}.png", "image", seconds=LONG)
        pictures.append(got.path.read_bytes())
    assert pictures[:4] == pictures[4:]
    assert len(set(pictures)) == 4


async def test_a_server_says_how_it_is(cog: Cog, server: CogServer, tmp_path: Path) -> None:
    """Ready, at work, or not there."""
    assert await cog.health() == ["READY"]
    with server.held():
        work = asyncio.create_task(made(cog, "patience", tmp_path))
        await eventually(lambda: _is(server, "BUSY"), what="work")
        assert await cog.health() == ["BUSY"]
    await work
    async with Cog([f"http://127.0.0.1:{free_port()}"], model="nobody") as nobody:
        assert await nobody.health() == [None]


async def test_two_servers_work_at_once(server: CogServer, tmp_path: Path) -> None:
    """A second machine halves the time; a third picture waits for its turn."""
    async with (
        cog_server("pictures", tmp_path / "second") as second,
        Cog([server.url, second.url], model="painter") as cog,
    ):
        with server.held(), second.held():
            work = [asyncio.create_task(made(cog, f"patience {n}", _new(tmp_path / str(n)))) for n in range(3)]
            await eventually(lambda: _is(server, "BUSY"), what="work here")
            await eventually(lambda: _is(second, "BUSY"), what="work there")
        assert len(await asyncio.gather(*work)) == 3
    assert len(second.runs()) >= 1


async def test_a_server_that_is_away_is_passed_over(server: CogServer, tmp_path: Path) -> None:
    """As long as there is another."""
    async with Cog([f"http://127.0.0.1:{free_port()}", server.url], model="painter") as cog:
        for _ in range(3):
            assert await drawn(cog, "a fox", tmp_path)


# what waits


async def test_work_for_others_is_waited_for(cog: Cog, server: CogServer, tmp_path: Path) -> None:
    """It costs no attempt, whether others keep the model busy or we do ourselves."""
    with server.held():
        async with Cog([server.url], model="painter", patience=0) as others:
            work = asyncio.create_task(made(others, "patience", _new(tmp_path / "theirs")))
            await eventually(lambda: _is(server, "BUSY"), what="work")
            for one in (cog, others):
                error = await goes_wrong(one, "a fox", tmp_path)
                assert (type(error), error.code) == (Queued, "provider_busy")
            await _same_is_under_way(cog, server, tmp_path)
    await asyncio.gather(work, return_exceptions=True)


async def _same_is_under_way(cog: Cog, server: CogServer, folder: Path) -> None:
    before = len(server.runs())
    error = await goes_wrong(cog, "patience", folder)
    assert (type(error), error.code) == (Queued, "provider_under_way")
    assert len(server.runs()) == before


async def test_a_server_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    """It costs no attempt."""
    async with Cog([f"http://127.0.0.1:{free_port()}"], model="painter") as cog:
        error = await goes_wrong(cog, "a fox", tmp_path)
    assert (type(error), error.code) == (Away, "provider_away")


async def test_a_model_that_is_being_set_up_is_waited_for(tmp_path: Path) -> None:
    """Weights take minutes to load; that costs no attempt."""
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "long-setup").touch()
    async with cog_server("pictures", folder, ready=False) as server, Cog([server.url], model="painter") as cog:
        error = await goes_wrong(cog, "a fox", tmp_path)
        assert (type(error), error.code) == (Away, "provider_away")
        (folder / "long-setup").unlink()
        await eventually(lambda: _is(server, "READY"), what="the set-up")
        assert await drawn(cog, "a fox", tmp_path)


# what is refused or fails


async def test_a_model_that_cannot_be_set_up_fails(tmp_path: Path) -> None:
    """Nobody waits for ever for what needs a person."""
    folder = _new(tmp_path / "broken")
    (folder / "no-setup").touch()
    async with cog_server("pictures", folder, ready=False) as server, Cog([server.url], model="painter") as cog:
        await eventually(lambda: _is(server, "SETUP_FAILED"), what="the failure")
        error = await goes_wrong(cog, "a fox", tmp_path)
    assert isinstance(error, Transient)
    assert not isinstance(error, Away)
    assert error.code == "provider_down"


@pytest.mark.parametrize(
    ("prompt", "kind", "code"),
    [
        ("a refusal", Refused, "provider_refused"),
        ("a breakdown", Transient, "provider_failed"),
        ("nonsense", Transient, "provider_output"),
        ("nothing", Transient, "provider_output"),
        ("elsewhere", Broken, "provider_untrusted"),
    ],
)
async def test_what_the_model_says_or_makes_is_understood(
    cog: Cog, tmp_path: Path, prompt: str, kind: type[StoryreelError], code: str
) -> None:
    """A refusal is final and readable, a failure is tried again, and nothing is fetched from where it must not be."""
    error = await goes_wrong(cog, prompt, tmp_path)
    assert (type(error), error.code) == (kind, code)
    assert "127.0.0.1" not in error.message.replace("lies on 127.0.0.1", "")


async def test_a_picture_that_takes_too_long_is_stopped(cog: Cog, server: CogServer, tmp_path: Path) -> None:
    """The model is free again, although it would have gone on."""
    with server.held():
        error = await goes_wrong(cog, "patience", tmp_path, seconds=2)
        assert (type(error), error.code) == (Transient, "provider_timeout")
        await eventually(lambda: _is(server, "READY"), what="the stop")
    assert await drawn(cog, "patience", tmp_path)


async def test_a_worker_that_is_gone_stops_its_prediction(cog: Cog, server: CogServer, tmp_path: Path) -> None:
    """A lost lease or a killed process does not keep the model busy."""
    with server.held():
        work = asyncio.create_task(made(cog, "patience", tmp_path))
        await eventually(lambda: _is(server, "BUSY"), what="work")
        work.cancel()
        await eventually(lambda: _is(server, "READY"), what="the stop")


async def test_a_server_that_dies_at_work_costs_an_attempt(tmp_path: Path) -> None:
    """The input may be what it died of."""
    async with cog_server("pictures", tmp_path / "dying") as server, Cog([server.url], model="painter") as cog:
        with server.held():
            work = asyncio.create_task(made(cog, "patience", tmp_path))
            await eventually(lambda: _is(server, "BUSY"), what="work")
            await server.kill()
            with pytest.raises(Transient) as caught:
                await work
    assert (type(caught.value), caught.value.code) == (Transient, "provider_failed")


async def test_a_model_that_dies_at_work_costs_attempts(server: CogServer, tmp_path: Path) -> None:
    """Its server lives on as a ruin, which says that it is busy; another one, where there is one, goes on."""
    async with cog_server("pictures", tmp_path / "dying") as dying:
        async with Cog([dying.url], model="painter") as cog:
            codes = [(await goes_wrong(cog, "death", tmp_path)).code for _ in range(2)]
            assert codes == ["provider_failed", "provider_down"]
        async with Cog([dying.url, server.url], model="painter") as cog:
            assert await drawn(cog, "a fox", tmp_path)


async def test_a_model_without_a_description_is_refused(tmp_path: Path) -> None:
    """Who runs it is told what to do."""
    async with (
        cog_server("pictures", tmp_path / "bare", schema=False) as server,
        Cog([server.url], model="painter") as cog,
    ):
        error = await goes_wrong(cog, "a fox", tmp_path)
    assert (type(error), error.code) == (Refused, "provider_unknown")
    assert "cog build" in error.message


async def test_a_model_that_needs_what_we_have_not_is_refused(tmp_path: Path) -> None:
    """The field is named."""
    folder = _new(tmp_path / "demanding")
    async with cog_server("clips", folder) as server, Cog([server.url], model="filmer") as cog:
        error = await goes_wrong(cog, "a fox", tmp_path)
    assert (type(error), error.code) == (Refused, "provider_input")
    assert "needs image" in error.message


SCHEMA = {"components": {"schemas": {"Input": {"properties": {"prompt": {"type": "string"}}}}}}


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (answering(404), Refused, "provider_unknown"),
        (answering(302, "location: http://127.0.0.1:1/"), Refused, "provider_unknown"),
        (answering(200, body=b"<html>"), Refused, "provider_unknown"),
        (answering(422, body=b'{"detail":[{"loc":["body","input","prompt"],"msg":"bad"}]}'), Refused, "provider_input"),
        (answering(500), Transient, "provider_failed"),
        (answering(200, body=b'{"status":"canceled"}'), Transient, "provider_timeout"),
        (answering(200, body=b'{"status":"succeeded","output":"data:,%00"}'), Transient, "provider_output"),
        (answering(200, body=b'{"status":"succeeded","output":"data:a/b;base64,?"}'), Transient, "provider_output"),
        (answering(200, body=b" " * 42 * 2**20), Transient, "provider_output"),
    ],
    ids=["404", "redirect", "html", "422", "500", "canceled", "no picture", "no base64", "too large"],
)  # fmt: skip
async def test_any_other_answer_is_an_error_of_ours(
    tmp_path: Path, answer: bytes, kind: type[StoryreelError], code: str
) -> None:
    """Whatever listens at that address."""
    async with receiver() as hook, Cog([f"http://127.0.0.1:{hook.port}"], model="painter") as cog:
        described = answering(200, body=json.dumps(SCHEMA).encode())
        hook.answer = lambda got: described if got.path == "/openapi.json" else answer
        error = await goes_wrong(cog, "a fox", tmp_path)
    assert (type(error), error.code) == (kind, code)


async def test_a_file_may_lie_beside_the_model(tmp_path: Path) -> None:
    """A server with `--upload-url` answers with an address; it is fetched from the servers' own origins."""
    picture = tmp_path / "there.png"
    Image.new("RGB", (64, 64), "teal").save(picture)
    async with receiver() as hook, Cog([f"http://127.0.0.1:{hook.port}"], model="painter") as cog:
        answers: dict[str, Any] = {
            "/openapi.json": json.dumps(SCHEMA).encode(),
            "/files/there.png": picture.read_bytes(),
        }
        made_there = {"status": "succeeded", "output": [f"http://127.0.0.1:{hook.port}/files/there.png"]}
        hook.answer = lambda got: answering(200, body=answers.get(got.path, json.dumps(made_there).encode()))
        got = await cog.make(FOX, tmp_path / "here.png", "image", seconds=LONG)
    assert (got.path.name, got.width) == ("here.png", 64)


async def _is(server: CogServer, status: str) -> bool:
    return await server.health() == status


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
