"""What an owner may do with a job; each is a pure step, or a refusal."""

import secrets
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from storyreel_chassis.ids import new_id, now
from storyreel_contracts import pricing
from storyreel_contracts.api import GenerationRequest, RefineRequest, RenderOptions
from storyreel_contracts.events import (
    Event,
    GenerationRequested,
    JobCanceled,
    RenderRequested,
    SceneRefinementRequested,
    ScenesReordered,
    StoryboardApproved,
    StoryboardRestored,
)
from storyreel_contracts.status import GenerationStatus
from storyreel_contracts.types import AudioTrack, ProviderName
from storyreel_gateway.domain.binding import NOTHING, Bound
from storyreel_gateway.domain.costs import Release
from storyreel_gateway.domain.job import MAX_REFINEMENTS, READY, Job, Step, check, moved, unchanged
from storyreel_gateway.domain.quoting import film_lines, picture_line, storyboard_lines
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.rules import Trigger
from storyreel_gateway.domain.storyboard import Entries, Entry, render_scenes, reordered, replaced

E = TypeVar("E", bound=Event)
SCENE_SECONDS = 5


def said(job: Job, event_type: type[E], **fields: Any) -> E:
    """An event of this job."""
    return event_type(event_id=new_id(), job_id=job.job_id, owner_id=job.owner_id, occurred_at=now(), **fields)


def scenes_of(wish: GenerationRequest) -> int:
    """How many scenes the film has."""
    return max(1, wish.duration // SCENE_SECONDS)


def request(
    owner_id: str,
    wish: GenerationRequest,
    bound: Bound = NOTHING,
    *,
    providers: Set[ProviderName] = frozenset({"animatic"}),
    default: ProviderName | None = None,
    batch_id: UUID | None = None,
) -> Step:
    """A new job; its storyboard is asked for at once. Scenes with a picture of the owner's own cost no picture.

    Raises:
        Refused: nobody here makes pictures for that provider, or nobody else for the one that may take over
    """
    provider = wish.provider or default or min(providers)  # animatic wherever it is offered
    prices = pricing.current()
    offered = providers & prices.providers.keys()
    if provider not in offered:
        raise refuse("provider_unavailable")
    if wish.fallback_provider is not None and wish.fallback_provider not in offered - {provider}:
        raise refuse("fallback_unavailable")
    scenes = scenes_of(wish)
    at = now()
    job = Job(
        job_id=new_id(),
        owner_id=owner_id,
        request=wish,
        provider=provider,
        seed=secrets.randbits(31) if wish.seed is None else wish.seed,
        scenes_expected=scenes,
        estimated_cost=prices.providers[provider].estimate(images=scenes - len(bound.pictures), seconds=wish.duration),
        awaiting=None,
        created_at=at,
        updated_at=at,
        stage_since=at,
        price_version=prices.version,
        materials=bound.materials,
        batch_id=batch_id,
    )
    lines = storyboard_lines(job, own={picture.scene_number for picture in bound.pictures})
    event = said(
        job,
        GenerationRequested,
        prompt=wish.prompt,
        duration=wish.duration,
        style=wish.style,
        aspect_ratio=wish.aspect_ratio,
        brand_guidelines=wish.brand_guidelines,
        provider=provider,
        seed=job.seed,
        max_cost_usd=wish.max_cost_usd,
        pictures=bound.pictures,
        fallback_provider=wish.fallback_provider,
        price_version=job.price_version,
        spend_limit_usd=max(line.reserved for line in lines),
    )
    return Step(replace(job, awaiting=event.event_id), "created", (event,), opens=lines)


def approve(job: Job) -> Step:
    """The storyboard is approved as it stands; approving it twice changes nothing."""
    check(job, Trigger.APPROVE)
    if job.approved:
        return unchanged(job, "approved already")
    after = replace(
        moved(job, Trigger.APPROVE), approved=True, approved_at=now(), approved_version=job.storyboard_version
    )
    event = said(after, StoryboardApproved, storyboard_version=after.storyboard_version, approved_at=after.approved_at)
    return Step(after, "approved", (event,))


def render(job: Job, options: RenderOptions) -> Step:
    """The film of the approved storyboard is asked for; a former film stays until this one is complete.

    Raises:
        Refused: it is not the time for it, or a sound is asked for that the job has not
    """
    audio = _audio(job, options)
    after = replace(moved(job, Trigger.RENDER), render_id=new_id(), clips=frozenset(), failure=None)
    lines = film_lines(after)
    event = said(
        after,
        RenderRequested,
        render_id=after.render_id,
        storyboard_version=after.storyboard_version,
        scenes=render_scenes(after.entries, {line.scene_id: line.reserved for line in lines}),
        aspect_ratio=after.request.aspect_ratio,
        style=after.request.style,
        provider=after.provider,
        captions=options.captions,
        audio=audio,
        seed=after.seed,
        logo=after.materials.logo,
        soundtrack=after.materials.soundtrack if audio == "soundtrack" else None,
        fallback_provider=after.request.fallback_provider,
        price_version=after.price_version,
        chained=options.chain_frames,
    )
    return Step(replace(after, awaiting=event.event_id), "render_requested", (event,), opens=lines)


def _audio(job: Job, options: RenderOptions) -> AudioTrack:
    """As the owner says now; else the soundtrack that the job was made with, or the bed."""
    check(job, Trigger.RENDER)
    if options.audio == "soundtrack" and job.materials.soundtrack is None:
        raise refuse("soundtrack_missing")
    if options.audio == "clips" and job.provider == "animatic":
        raise refuse("clips_silent")
    return options.audio or ("soundtrack" if job.materials.soundtrack else "bed")


def refine(job: Job, wish: RefineRequest) -> Step:
    """One scene is changed: a new prompt makes a new picture, a description alone is there at once."""
    trigger = Trigger.REWORD if wish.new_image_prompt is None else Trigger.REDRAW
    check(job, trigger)
    entry = _entry(job, wish.scene_number)
    free = entry.status is GenerationStatus.FAILED
    if not free and job.refinement_count >= MAX_REFINEMENTS:
        raise refuse("refinement_limit")
    counted = replace(_edited(job, trigger), refinement_count=job.refinement_count + (not free))
    description = wish.new_description or entry.description
    if wish.new_image_prompt is None:
        entries = replaced(job.entries, entry.model_copy(update={"description": description}))
        return Step(replace(counted, entries=entries), "scene_reworded", settled_as="reworded")
    entry = entry.redrawn(new_id(), wish.new_image_prompt, description)
    return _redraw(replace(counted, entries=replaced(job.entries, entry)), entry)


def _redraw(job: Job, entry: Entry) -> Step:
    line = picture_line(job, entry)
    event = said(
        job,
        SceneRefinementRequested,
        storyboard_version=job.storyboard_version,
        scene_id=entry.scene_id,
        scene_number=entry.scene_number,
        picture_id=entry.picture_id,
        description=entry.description,
        image_prompt=entry.image_prompt,
        style=job.request.style,
        aspect_ratio=job.request.aspect_ratio,
        brand_guidelines=job.request.brand_guidelines,
        provider=job.provider,
        seed=entry.seed,
        fallback_provider=job.request.fallback_provider,
        price_version=job.price_version,
        spend_limit_usd=line.reserved,
    )
    return Step(replace(job, awaiting=event.event_id), "refinement_requested", (event,), opens=(line,))


def reorder(job: Job, order: Sequence[int]) -> Step:
    """The scenes stand in another order, renumbered from 1; the order that they have changes nothing."""
    check(job, Trigger.REORDER)
    present = [entry.scene_number for entry in job.entries]
    if sorted(order) != present:
        raise refuse("scene_order_invalid", detail=f"scene_order must hold every number of {present} exactly once.")
    if list(order) == present:
        return unchanged(job, "in this order already")
    after = replace(_edited(job, Trigger.REORDER), entries=reordered(job.entries, order))
    event = said(after, ScenesReordered, storyboard_version=after.storyboard_version, scene_order=tuple(order))
    return Step(after, "scenes_reordered", (event,), settled_as="reordered")


def restore(job: Job, version: int, entries: Entries) -> Step:
    """The storyboard is what it was in a former version, its pictures too; nothing is drawn, paid or counted."""
    check(job, Trigger.RESTORE)
    if version == job.storyboard_version:
        return unchanged(job, "this version already")
    after = replace(_edited(job, Trigger.RESTORE), entries=entries)
    event = said(after, StoryboardRestored, storyboard_version=after.storyboard_version, restored_from=version)
    return Step(after, "storyboard_restored", (event,), settled_as="restored", restored_from=version)


def cancel(job: Job) -> Step:
    """All work stops; what was made stays."""
    after = replace(moved(job, Trigger.CANCEL), awaiting=None, failure=None)
    return Step(after, "canceled", (said(after, JobCanceled),), settles=(Release(),))


def _edited(job: Job, trigger: Trigger) -> Job:
    return replace(
        moved(job, trigger),
        storyboard_version=job.storyboard_version + 1,
        approved=False,
        approved_at=None,
        approved_version=None,
        render_id=None,
        clips=frozenset(),
        failure=None,
    )


def _entry(job: Job, scene_number: int) -> Entry:
    for entry in job.entries:
        if entry.scene_number == scene_number:
            return entry
    raise refuse("scene_not_found", detail=f"There is no scene {scene_number}; the job has {len(job.entries)}.")


def approve_if_wished(job: Job) -> Step:
    """The owner approved in advance: holds for the first storyboard, when every scene has its picture."""
    wished = job.request.auto_approve and job.storyboard_version == 1 and job.status is READY and not job.approved
    if not wished or any(entry.status is not GenerationStatus.COMPLETED for entry in job.entries):
        return unchanged(job, "")
    return approve(job)


def render_if_wished(job: Job) -> Step:
    """What follows an approval in advance; where it could not be paid, its owner was told that it is their turn."""
    wished = job.request.auto_approve and job.storyboard_version == 1 and job.status is READY and job.approved
    if not wished or job.failure is not None:
        return unchanged(job, "")
    return render(job, RenderOptions())
