"""Jobs and facts for tests of the gateway's domain: no servers, no handlers."""

from typing import Any

from storyreel_chassis.events import caused_by
from storyreel_contracts.api import GenerationRequest, RenderOptions
from storyreel_contracts.events import (
    ClipRendered,
    GenerationRequested,
    Illustration,
    IllustrationFailure,
    Problem,
    PromptParsed,
    RenderFailed,
    RenderRequested,
)
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.storyboard import Entry
from support.gateway_workers import failure, illustration, parsed, rendered

PROMPT = "A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn."
CRASH = Problem(code="encoder_failed", message="the encoder stopped")


def asked(*, owner_id: str = "owner", **wish: Any) -> tuple[Job, GenerationRequested]:
    """A new job and the event that asks for its storyboard."""
    step = commands.request(owner_id, GenerationRequest.model_validate({"prompt": PROMPT, "duration": 15, **wish}))
    (event,) = step.events
    assert isinstance(event, GenerationRequested)
    return step.job, event


def drawing(**wish: Any) -> tuple[Job, PromptParsed]:
    """A job whose pictures are being made."""
    job, event = asked(**wish)
    fact = parsed(event)
    return facts.prompt_parsed(facts.parsing_began(job).job, fact.scenes).job, fact


def picture_of(entry: Entry) -> Illustration:
    """The picture that an entry waits for."""
    return illustration(entry.scene_id, entry.scene_number, entry.picture_id)


def failure_of(entry: Entry) -> IllustrationFailure:
    """The failure of the picture that an entry waits for."""
    return failure(entry.scene_id, entry.scene_number, entry.picture_id)


def ready(*, failed: tuple[int, ...] = (), **wish: Any) -> Job:
    """A job whose storyboard is ready."""
    job, _ = drawing(**wish)
    settled = [failure_of(one) if one.scene_number in failed else picture_of(one) for one in job.entries]
    return facts.pictures_settled(job, settled).job


def rendering(job: Job | None = None) -> tuple[Job, RenderRequested]:
    """A job whose film is being rendered, and the event that asks for it."""
    step = commands.render(commands.approve(job or ready()).job, RenderOptions())
    event = next(one for one in step.events if isinstance(one, RenderRequested))
    return step.job, event


def filmed() -> Job:
    """A job whose film is there."""
    job, event = rendering()
    return facts.video_rendered(job, rendered(event, size=1000)).job


def crashed(event: RenderRequested, *, scene_number: int | None = None) -> RenderFailed:
    """The render of a request failed."""
    return caused_by(event, RenderFailed, render_id=event.render_id, scene_number=scene_number, problem=CRASH)


def clip(event: RenderRequested, index: int = 0) -> ClipRendered:
    """One clip of a request."""
    scene = event.scenes[index]
    return caused_by(
        event,
        ClipRendered,
        render_id=event.render_id,
        scene_id=scene.scene_id,
        scene_number=scene.scene_number,
        frames=1,
    )
