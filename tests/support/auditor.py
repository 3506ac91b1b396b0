"""The auditor: reads the event stream of a job, and finds what must never be there."""

import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import nats
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

from storyreel_contracts.topology import STREAM
from support.deadlines import PATIENCE, eventually


async def events_of(nats_url: str, job_id: UUID, **at_least: int) -> list[dict[str, Any]]:
    """Every event of a job that the stream holds, in its order; as the user `subscriber` may ask, too.

    That one reads a copy, which may be a moment behind: so many of these types are waited for.
    """
    client = await nats.connect(nats_url)
    js, subject = client.jetstream(timeout=PATIENCE), f"storyreel.*.*.*.{job_id}"

    async def all_of_them() -> list[dict[str, Any]] | None:
        pending = (await js.stream_info(STREAM, subjects_filter=subject)).state.subjects or {}
        told = [json.loads(message.data) for message in await replayed(js, subject, sum(pending.values()))]
        said = Counter(event["event_type"] for event in {event["event_id"]: event for event in told}.values())
        return told if all(said[kind] >= count for kind, count in at_least.items()) else None

    try:
        if not at_least:
            return await all_of_them() or []
        return await eventually(all_of_them, what=f"{at_least} of the job", every=0.1)
    finally:
        await client.close()


async def replayed(js: JetStreamContext, subject: str, count: int) -> list[Msg]:
    """The first so many messages under the subject that the stream holds; its consumer goes when nobody asks on."""
    consumer = ConsumerConfig(name=uuid4().hex, ack_policy=AckPolicy.NONE, inactive_threshold=30)
    subscription = await js.pull_subscribe(subject, stream=STREAM, config=consumer)
    messages: list[Msg] = []
    while len(messages) < count:
        messages += await subscription.fetch(count - len(messages), timeout=60)
    return messages


def audit(events: list[dict[str, Any]]) -> Counter[str]:
    """How often each type of event was said; fails on an effect that happened twice.

    An event may lie in the stream twice (it was told again), but then under the same identity; and the job's own
    version rises by one with every change of status that is told.
    """
    by_id = {event["event_id"]: event for event in events}
    once = list(by_id.values())
    effects = Counter(_effect(event) for event in once)
    twice = {effect: count for effect, count in effects.items() if count > 1}
    assert not twice, f"these happened twice: {twice}"
    moves = [(event["previous"], event["status"]) for event in once if event["event_type"] == "JobStatusChanged"]
    for (_, reached), (left, _) in pairwise(moves):
        assert reached == left, f"the status jumped: {moves}"
    versions = [event["job_version"] for event in once if event["event_type"] == "JobStatusChanged"]
    assert versions == sorted(set(versions)), f"versions went back: {versions}"
    return Counter(event["event_type"] for event in once)


_IDENTITY: dict[str, Callable[[dict[str, Any]], object]] = {
    "SceneIllustrated": lambda event: event["picture"]["picture_id"],
    "SceneIllustrationFailed": lambda event: event["failure"]["picture_id"],
    "ClipRendered": lambda event: event["render_id"] + event["scene_id"],
    "VideoRendered": lambda event: event["render_id"],
    "RenderRequested": lambda event: event["render_id"],
    "VideoExported": lambda event: event["export_id"],
    "ExportRequested": lambda event: event["export_id"],
    "JobStatusChanged": lambda event: event["job_version"],
    "ScenesReordered": lambda event: event["storyboard_version"],
    "StoryboardApproved": lambda event: event["event_id"],
    "PicturePurchaseChanged": lambda event: (event["purchase"]["purchase_id"], event["purchase"]["revision"]),
    "ClipPurchaseChanged": lambda event: (event["purchase"]["purchase_id"], event["purchase"]["revision"]),
    "SceneRefinementRequested": lambda event: event["picture_id"],
}
"""What makes two events tell of the same effect, by type; of the others a job has one."""


def _effect(event: dict[str, Any]) -> tuple[str, object]:
    kind = event["event_type"]
    return kind, _IDENTITY[kind](event) if kind in _IDENTITY else None
