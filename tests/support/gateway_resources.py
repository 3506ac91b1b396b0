"""One of everything that has an id in a path, and what to send to the operations that need a body.

Whoever adds an operation with a new id adds a line to `RESOURCES`, and one to `BODIES` where it needs a body; the tests
that go through the whole OpenAPI document fail until then.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import httpx

from support.deadlines import eventually
from support.gateway_stack import NOBODY, Api
from support.uploads import gif

Ids = dict[str, str]
Make = Callable[[Api, Mapping[str, str]], Awaitable[str]]
FIRST = "1"
"""What is counted within a job is there in every job: scenes and versions."""
MARK = "The cartographer who drew a coast that was not there yet"
"""Stands in everything that is made, so that it can be looked for where it should not be."""


async def _film(api: Api, _ids: Mapping[str, str]) -> str:
    job_id: str = (await api.filmed(prompt=f"{MARK}, and sailed along it", client_id="cartographer"))["job_id"]
    return job_id


async def _copy(api: Api, ids: Mapping[str, str]) -> str:
    async def made() -> httpx.Response | None:
        copy = await api.client.get(f"/api/v2/jobs/{ids['job_id']}/export", headers={"Prefer": "wait=20"})
        return copy if copy.status_code == 200 else None

    return (await eventually(made, what="the copy")).headers["etag"].strip('"')


async def _share(api: Api, ids: Mapping[str, str]) -> str:
    answer = await api.client.post(f"/api/v2/jobs/{ids['job_id']}/share", json={"what": "film"})
    assert answer.status_code == 201, answer.text
    share_id: str = answer.json()["share_id"]
    return share_id


async def _token(api: Api, ids: Mapping[str, str]) -> str:
    answer = await api.client.get(f"/api/v2/jobs/{ids['job_id']}/shares/{ids['share_id']}")
    token: str = answer.json()["token"]
    return token


async def _key(api: Api, _ids: Mapping[str, str]) -> str:
    answer = await api.client.post("/api/v2/keys", json={"name": MARK, "scopes": ["jobs:read"]})
    assert answer.status_code == 201, answer.text
    key_id: str = answer.json()["key_id"]
    return key_id


async def _asset(api: Api, _ids: Mapping[str, str]) -> str:
    answer = await api.client.post("/api/v2/upload-asset", files={"file": ("a.gif", gif())}, data={"name": MARK})
    assert answer.status_code == 201, answer.text
    asset_id: str = answer.json()["asset_id"]
    return asset_id


async def _batch(api: Api, _ids: Mapping[str, str]) -> str:
    answer = await api.client.post("/api/v2/batches", json={"requests": [{"prompt": MARK, "duration": 5}]})
    assert answer.status_code == 202, answer.text
    batch_id: str = answer.json()["batch_id"]
    (item,) = answer.json()["items"]

    async def settled() -> bool:
        told = (await api.client.get(f"/api/v2/batches/{batch_id}")).json()
        return bool(told["items"][item["index"]]["state"] == "waiting")

    await eventually(settled, what="the batch's storyboard")
    return batch_id


async def _delivery(api: Api, _ids: Mapping[str, str]) -> str:
    """A webhook that nobody took yet."""
    hooks = "/api/v2/webhooks"
    assert (await api.client.put(f"{hooks}/endpoint", json={"url": f"http://{NOBODY}/"})).status_code == 200
    delivery_id: str = (await api.client.post(f"{hooks}/endpoint/test")).json()["delivery_id"]

    async def failed() -> bool:
        return bool((await api.client.get(f"{hooks}/deliveries/{delivery_id}")).json()["last_error"])

    await eventually(failed, what="the first attempt")
    return delivery_id


async def _first(_api: Api, _ids: Mapping[str, str]) -> str:
    return FIRST


RESOURCES: dict[str, Make] = {
    "job_id": _film,
    "scene_number": _first,
    "export_id": _copy,
    "share_id": _share,
    "token": _token,
    "key_id": _key,
    "asset_id": _asset,
    "version": _first,
    "other": _first,
    "batch_id": _batch,
    "delivery_id": _delivery,
}
"""By the name of the path's parameter, in the order in which they are made; each may use those before it."""

BODIES: dict[str, object] = {
    "POST /api/v2/jobs/{job_id}/refine": {"scene_number": 1, "new_description": "Mine, all mine, all mine"},
    "POST /api/v2/jobs/{job_id}/reorder": {"scene_order": [2, 1]},
    "POST /api/v2/jobs/{job_id}/share": {"what": "storyboard"},
}


def unknown(name: str) -> str:
    """An id of that kind that nobody has."""
    return FIRST if RESOURCES[name] is _first else str(uuid4())


async def one_of_everything(api: Api) -> Ids:
    """Ids of what was just made, for `str.format` of any path in the document."""
    ids: Ids = {}
    for name, make in RESOURCES.items():
        ids[name] = await make(api, ids)
    return ids


def operations(document: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of each that has an id in its path."""
    return [
        (method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if "{" in path
    ]
