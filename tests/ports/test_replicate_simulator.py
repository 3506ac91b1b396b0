"""The simulator, judged by the official Python client and by what its documentation promises."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from PIL import Image

from support.replicate_stack import Rehearsal, rehearsal

FLUX, SEEDANCE = "black-forest-labs/flux-schnell", "bytedance/seedance-1-lite"
SMALL = {"prompt": "a lighthouse", "megapixels": "0.25", "output_format": "jpg"}


@pytest.fixture
async def on() -> AsyncIterator[Rehearsal]:
    """A simulator."""
    async with rehearsal() as ready:
        yield ready


@pytest.fixture
async def api(on: Rehearsal) -> AsyncIterator[httpx.AsyncClient]:
    """It, by plain HTTP with the token."""
    headers = {"authorization": f"Bearer {on.world.token}"}
    async with httpx.AsyncClient(base_url=on.url, headers=headers, timeout=60) as client:
        yield client


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the official client needs pydantic.v1, which ends at 3.14")
async def test_the_official_client_drives_it_end_to_end(on: Rehearsal) -> None:
    """A picture, a clip of that picture by an upload, lists, files, models, refusals: as if it were the real one."""
    from replicate.client import Client  # noqa: PLC0415 - it is not there on every Python
    from replicate.exceptions import ModelError, ReplicateError  # noqa: PLC0415
    from replicate.helpers import FileOutput  # noqa: PLC0415

    def drive() -> None:
        client = Client(api_token=on.world.token, base_url=on.url.removesuffix("/v1"))
        made: Any = client.run(FLUX, input=SMALL | {"aspect_ratio": "16:9"})
        picture = FileOutput(made[0], client).read()
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.format, image.size) == ("JPEG", (672, 384))
        given = {"prompt": "waves", "image": io.BytesIO(picture), "duration": 2, "resolution": "480p"}
        made = client.run(SEEDANCE, input=given)
        clip = FileOutput(made, client).read()
        assert clip[4:8] == b"ftyp"
        version = client.models.get("replicate/hello-world").versions.list()[0].id
        assert client.run(f"replicate/hello-world:{version}", input={"text": "ada"}) == "hello ada"
        assert [one.status for one in client.predictions.list()][-2:] == ["succeeded", "succeeded"]
        assert client.predictions.get(client.predictions.list()[-1].id).output
        assert client.files.list()[0].size == len(picture)
        assert client.accounts.current().type == "organization"
        assert client.webhooks.default.secret().key.startswith("whsec_")
        with pytest.raises(ReplicateError, match="Must be less than or equal to 4"):
            client.run(FLUX, input=SMALL | {"num_outputs": 5})
        on.fault("e005")
        with pytest.raises(ModelError, match="E005"):
            client.run(FLUX, input=SMALL)
        client._client.close()

    await asyncio.to_thread(drive)
    assert len(on.world.ledger.lines) >= 2


async def test_an_input_is_judged_field_by_field(api: httpx.AsyncClient) -> None:
    """What is too much, what is missing and what is of the wrong kind is listed; nothing is made."""
    wrong = {"num_outputs": 0, "aspect_ratio": "2:1", "seed": "x", "size": 1}
    answer = await api.post(f"models/{FLUX}/predictions", json={"input": wrong})
    body = answer.json()
    assert (answer.status_code, body["title"]) == (422, "Input validation failed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert {one["type"] for one in body["invalid_fields"]} == {
        "required", "number_gte", "enum", "invalid_type", "additional_property_not_allowed",
    }  # fmt: skip
    assert (await api.get("predictions")).json()["results"] == []


@pytest.mark.parametrize(
    ("status", "call"),
    [
        (404, {"url": "models/nobody/nothing/predictions", "json": {"input": {}}}),
        (404, {"url": "predictions/nothing/cancel"}),
        (422, {"url": "predictions", "json": {"version": "0" * 64, "input": {}}}),
        (422, {"url": f"models/{FLUX}/predictions", "json": {}}),
        (400, {"url": f"models/{FLUX}/predictions", "content": b"{"}),
        (422, {"url": f"models/{FLUX}/predictions", "json": {"input": SMALL}, "headers": {"cancel-after": "4s"}}),
        (422, {"url": f"models/{FLUX}/predictions", "json": {"input": SMALL, "webhook": "ftp://x"}}),
        (422, {"url": "files"}),
    ],
)
async def test_what_cannot_be_is_refused(api: httpx.AsyncClient, status: int, call: dict[str, Any]) -> None:
    """Each with the status of the real API and a problem to read."""
    answer = await api.post(**call)
    assert answer.status_code == answer.json()["status"] == status


async def test_a_version_may_be_said_in_three_ways(api: httpx.AsyncClient, on: Rehearsal) -> None:
    """64 hex digits, with the model before them, or an official model alone, whose version is hidden."""
    digits = on.world.models["replicate/hello-world"].versions[0].id
    versions = {digits: {"text": "a"}, f"replicate/hello-world:{digits}": {"text": "b"}, FLUX: SMALL}
    made = [await api.post("predictions", json={"version": said, "input": given}) for said, given in versions.items()]
    assert [one.json()["version"] for one in made] == [digits, digits, "hidden"]


async def test_who_waits_gets_the_output_with_the_answer(api: httpx.AsyncClient) -> None:
    """201 with the output; who does not wait gets 202 without."""
    body = {"input": SMALL}
    waited = await api.post(f"models/{FLUX}/predictions", json=body, headers={"prefer": "wait"})
    assert (waited.status_code, bool(waited.json()["output"])) == (201, True)
    hurried = await api.post(f"models/{FLUX}/predictions", json=body)
    assert (hurried.status_code, hurried.json()["status"]) == (202, "starting")
    assert {"ratelimit-remaining", "ratelimit-reset"} <= hurried.headers.keys()


async def test_the_faults_and_the_ledger_are_reached_by_http(api: httpx.AsyncClient, on: Rehearsal) -> None:
    """So that a simulator in another process can be steered."""
    root = on.url.removesuffix("/v1")
    assert (await api.put(f"{root}/simulator/faults", json=[{"kind": "no_credit"}])).json()[0]["times"] == 1
    assert (await api.post(f"models/{FLUX}/predictions", json={"input": SMALL})).status_code == 402
    assert (await api.put(f"{root}/simulator/faults", json=[{"kind": "fire"}])).status_code == 422
    await api.post(f"models/{FLUX}/predictions", json={"input": SMALL | {"num_outputs": 2}}, headers={"prefer": "wait"})
    while (books := (await api.get(f"{root}/simulator/ledger")).json())["total_usd"] == "0":
        pass
    assert (books["total_usd"], books["predictions"], books["lines"][0]["why"]) == ("0.006", 1, "succeeded")
    assert (await api.get(f"{root}/simulator/ledger", headers={"authorization": "Bearer x"})).status_code == 401


async def test_the_same_seed_gives_the_same_world() -> None:
    """Ids, seeds and secrets; so a failure can be seen again."""

    async def world() -> tuple[str, str]:
        async with rehearsal(seed="again") as on:
            made = await on.client.create_prediction(FLUX, SMALL, cancel_after=36000)
            return made.id, on.world.hooks.secret

    assert await world() == await world()
