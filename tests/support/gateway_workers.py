"""Doubles of the three workers: they hear what the gateway says on the real bus and answer by a script."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import nats
from nats.aio.client import Client as NatsClient
from nats.js.api import ConsumerConfig

from storyreel_chassis.events import caused_by
from storyreel_chassis.ids import new_id
from storyreel_chassis.together import end
from storyreel_contracts import topology
from storyreel_contracts.events import (
    CATALOGUE,
    ClipRendered,
    Event,
    ExportRequested,
    GenerationRequested,
    Illustration,
    IllustrationFailure,
    ParsedScene,
    Problem,
    PromptParsed,
    RenderFailed,
    RenderRequested,
    SceneIllustrated,
    SceneIllustrationFailed,
    SceneRefinementRequested,
    StoryboardIllustrated,
    VideoExported,
    VideoRendered,
)
from storyreel_contracts.types import ProviderName
from support.deadlines import PATIENCE

PICTURE_COST, RENDER_COST = Decimal("0.01"), Decimal("0.10")
BY_SLUG = {event.slug(): event for event in CATALOGUE}

Put = Callable[[str, bytes, str], object]


@dataclass
class Script:
    """What goes wrong, and what waits; everything else goes well at once."""

    failing_scenes: set[int] = field(default_factory=set)
    failing_renders: int = 0
    silent: set[type[Event]] = field(default_factory=set)
    heard: list[Event] = field(default_factory=list)
    film: bytes = bytes(range(256)) * 40
    picture_cost: Decimal = PICTURE_COST
    per_clip_second: Decimal | None = None
    """What each clip costs a second; without it the film costs ten cents, whatever is in it."""


def parsed(asked: GenerationRequested) -> PromptParsed:
    """A prompt as scenes of five seconds, the last one as much longer as is left; asked again, the same ones."""
    count = max(1, asked.duration // 5)
    scenes = tuple(
        ParsedScene(
            scene_id=uuid5(asked.event_id, f"scene {number}"),
            scene_number=number,
            picture_id=uuid5(asked.event_id, f"picture {number}"),
            description=f"Scene {number} of the story",
            image_prompt=f"A picture of scene {number}",
            duration=Decimal(5 if number < count else asked.duration - 5 * (count - 1)),
            seed=number,
        )
        for number in range(1, count + 1)
    )
    return caused_by(asked, PromptParsed, scenes=scenes)


def illustration(
    scene_id: UUID, number: int, picture_id: UUID, *, cost: Decimal = PICTURE_COST, provider: ProviderName = "animatic"
) -> Illustration:
    """A picture that cost a cent, or what is said."""
    return Illustration(
        scene_id=scene_id,
        scene_number=number,
        picture_id=picture_id,
        image_key=f"pictures/{picture_id}.png",
        media_type="image/png",
        width=16,
        height=9,
        content_key=f"content-{picture_id}",
        provider=provider,
        model="animatic-1" if provider == "animatic" else "black-forest-labs/flux-schnell",
        cost_usd=cost,
        attempts=1,
    )


def failure(scene_id: UUID, number: int, picture_id: UUID) -> IllustrationFailure:
    """A picture that a provider would not make."""
    problem = Problem(code="provider_refused", message="the provider refused the prompt")
    return IllustrationFailure(
        scene_id=scene_id, scene_number=number, picture_id=picture_id, attempts=3, problem=problem
    )


class Workers:
    """Storyboard, renderer and exporter in one."""

    def __init__(self, client: NatsClient, put: Put, script: Script) -> None:
        self._client, self._put, self.script = client, put, script
        self._js = client.jetstream(timeout=PATIENCE)

    async def tell(self, subject: str, data: bytes) -> None:
        """Say something over core NATS."""
        await self._client.publish(subject, data)

    async def say(self, *events: Event) -> None:
        """Publish, as a worker's relay would."""
        for event in events:
            headers = {"Nats-Msg-Id": str(new_id())}
            await self._js.publish(event.subject, event.to_wire(), stream=topology.STREAM, headers=headers)

    async def answer(self, event: Event) -> None:
        """What the workers do about one event."""
        self.script.heard.append(event)
        if type(event) in self.script.silent:
            return
        if isinstance(event, GenerationRequested):
            await self._draw(event)
        elif isinstance(event, SceneRefinementRequested):
            await self._redraw(event)
        elif isinstance(event, RenderRequested):
            await self._render(event)
        elif isinstance(event, ExportRequested):
            await self._export(event)

    async def _draw(self, asked: GenerationRequested) -> None:
        scenes = parsed(asked)
        made = [scene for scene in scenes.scenes if scene.scene_number not in self.script.failing_scenes]
        lost = [scene for scene in scenes.scenes if scene.scene_number in self.script.failing_scenes]
        bill: Any = {"cost": self.script.picture_cost, "provider": asked.provider}
        pictures = [illustration(scene.scene_id, scene.scene_number, scene.picture_id, **bill) for scene in made]
        failures = [failure(scene.scene_id, scene.scene_number, scene.picture_id) for scene in lost]
        for picture in pictures:
            self._put(picture.image_key, f"picture of {picture.scene_number}".encode(), picture.media_type)
        facts: list[Event] = [caused_by(asked, SceneIllustrated, picture=picture) for picture in pictures]
        facts += [caused_by(asked, SceneIllustrationFailed, failure=one) for one in failures]
        together = caused_by(asked, StoryboardIllustrated, pictures=tuple(pictures), failures=tuple(failures))
        await self.say(scenes, *facts, together)

    async def _redraw(self, asked: SceneRefinementRequested) -> None:
        if asked.scene_number in self.script.failing_scenes:
            lost = failure(asked.scene_id, asked.scene_number, asked.picture_id)
            await self.say(caused_by(asked, SceneIllustrationFailed, failure=lost))
            return
        bill: Any = {"cost": self.script.picture_cost, "provider": asked.provider}
        picture = illustration(asked.scene_id, asked.scene_number, asked.picture_id, **bill)
        self._put(picture.image_key, b"picture again", picture.media_type)
        await self.say(caused_by(asked, SceneIllustrated, picture=picture))

    async def _render(self, asked: RenderRequested) -> None:
        if self.script.failing_renders:
            self.script.failing_renders -= 1
            problem = Problem(code="encoder_failed", message="the encoder stopped", retryable=True)
            await self.say(*(self._clips(asked)[:-1] if self.script.per_clip_second else ()))
            await self.say(caused_by(asked, RenderFailed, render_id=asked.render_id, scene_number=1, problem=problem))
            return
        clips = self._clips(asked)
        cost = sum((clip.cost_usd for clip in clips), Decimal(0)) if self.script.per_clip_second else RENDER_COST
        self._put(f"films/{asked.render_id}.mp4", self.script.film, "video/mp4")
        self._put(f"films/{asked.render_id}.png", b"poster", "image/png")
        await self.say(*clips, rendered(asked, size=len(self.script.film), cost=cost))

    def _clips(self, asked: RenderRequested) -> list[ClipRendered]:
        return [
            caused_by(
                asked,
                ClipRendered,
                render_id=asked.render_id,
                scene_id=scene.scene_id,
                scene_number=scene.scene_number,
                frames=120,
                cost_usd=scene.duration * (self.script.per_clip_second or 0),
            )
            for scene in asked.scenes
        ]

    async def _export(self, asked: ExportRequested) -> None:
        key = f"exports/{asked.export_id}.{asked.format}"
        self._put(key, b"copy" * 100, f"video/{asked.format}")
        await self.say(
            caused_by(
                asked,
                VideoExported,
                export_id=asked.export_id,
                render_id=asked.render_id,
                format=asked.format,
                quality=asked.quality,
                object_key=key,
                media_type=f"video/{asked.format}",
                size=400,
                duration=Decimal(10),
                width=1280,
                height=720,
                video_codec="h264",
            )
        )


def rendered(asked: RenderRequested, *, size: int, cost: Decimal = RENDER_COST) -> VideoRendered:
    """The film of a request, ten cents or what is said."""
    return caused_by(
        asked,
        VideoRendered,
        render_id=asked.render_id,
        storyboard_version=asked.storyboard_version,
        master_key=f"films/{asked.render_id}.mp4",
        poster_key=f"films/{asked.render_id}.png",
        duration=Decimal(10),
        width=1920,
        height=1080,
        fps=24,
        frames=240,
        size=size,
        clips_rendered=len(asked.scenes),
        clips_reused=0,
        cost_usd=cost,
    )


@asynccontextmanager
async def workers(nats_url: str, put: Put, script: Script) -> AsyncIterator[Workers]:
    """The doubles at work for the time of the block."""
    client = await nats.connect(nats_url)
    js = client.jetstream(timeout=PATIENCE)
    made = Workers(client, put, script)
    config = ConsumerConfig(filter_subject="storyreel.gateway.*.*.*", inactive_threshold=60)
    pulling = await js.pull_subscribe_bind((await js.add_consumer(topology.STREAM, config)).name or "", topology.STREAM)

    async def work() -> None:
        while True:
            with suppress(TimeoutError):
                for message in await pulling.fetch(20, timeout=1):
                    event = BY_SLUG[message.subject.split(".")[2]].from_wire(message.data)
                    await made.answer(event)
                    await message.ack()

    working = asyncio.create_task(work())
    try:
        yield made
    finally:
        await end([working], patience=0.5)
        await client.close()
