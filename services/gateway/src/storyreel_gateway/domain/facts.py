"""What the workers' facts, and money, make of a job; late and duplicate ones change nothing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from storyreel_contracts.api import JobError
from storyreel_contracts.events import (
    ClipRendered,
    ClipSource,
    Illustration,
    ParsedScene,
    Problem,
    RenderFailed,
    VideoRendered,
)
from storyreel_contracts.status import GenerationStatus
from storyreel_gateway.domain.costs import NOTHING, Bill, Charge, FilmBill, Release, Settlement
from storyreel_gateway.domain.film import Film, Source
from storyreel_gateway.domain.job import RENDERING, Job, Step, listens, moved, unchanged
from storyreel_gateway.domain.quoting import affordable
from storyreel_gateway.domain.rules import Trigger
from storyreel_gateway.domain.storyboard import Entries, Entry, Settled, outlined


def parsing_began(job: Job) -> Step:
    """Somebody reads the prompt."""
    if not listens(job, Trigger.PARSING_BEGAN):
        return unchanged(job, "")
    return Step(moved(job, Trigger.PARSING_BEGAN), "parsing")


def prompt_parsed(job: Job, scenes: Sequence[ParsedScene]) -> Step:
    """There are scenes; pictures that came before them find their places."""
    if not listens(job, Trigger.PROMPT_PARSED):
        return unchanged(job, "parsed already")
    after = replace(moved(job, Trigger.PROMPT_PARSED), entries=outlined(scenes), storyboard_version=1)
    return Step(after, "prompt_parsed")


def early_pictures(job: Job) -> Step:
    """Pictures that came before their scenes."""
    if not job.early or not job.entries:
        return unchanged(job, "")
    return pictures_settled(replace(job, early=()), job.early)


def pictures_settled(job: Job, facts: Sequence[Settled]) -> Step:
    """Pictures were made, or could not be; with the last one the storyboard is ready, or failed."""
    step = _pictures_settled(job, facts)
    rest = (Release("image"),) if step.change in {"storyboard_ready", "storyboard_failed"} else ()
    return replace(step, settles=(*map(_paid, facts), *rest))


def _paid(fact: Settled) -> Settlement:
    if isinstance(fact, Illustration):
        return Bill("image", fact.picture_id, fact.cost_usd, fact.scene_number, fact.scene_id, fact.model)
    return Release("image", fact.picture_id, fact.scene_number)


def _pictures_settled(job: Job, facts: Sequence[Settled]) -> Step:
    if not listens(job, Trigger.SCENE_SETTLED):
        return unchanged(job, f"no picture is awaited in {job.status}")
    if not job.entries:
        return _remembered(job, facts)
    by_picture = {fact.picture_id: fact for fact in facts}
    news = [fact for entry in job.entries if (fact := by_picture.get(entry.picture_id)) and entry.accepts(fact)]
    if not news:
        return unchanged(job, "stale or settled already")
    settled = {fact.picture_id: fact for fact in news}
    entries = tuple(
        entry.settled(settled[entry.picture_id]) if entry.picture_id in settled else entry for entry in job.entries
    )
    return _settled(replace(job, entries=entries))


def _remembered(job: Job, facts: Sequence[Settled]) -> Step:
    known = {fact.picture_id for fact in job.early}
    news = tuple(fact for fact in facts if fact.picture_id not in known)
    if not news:
        return unchanged(job, "remembered already")
    return Step(replace(moved(job, Trigger.SCENE_SETTLED), early=job.early + news), "scene_settled")


def _settled(job: Job) -> Step:
    if any(entry.outstanding for entry in job.entries):
        return Step(moved(job, Trigger.SCENE_SETTLED), "scene_settled")
    if not listens(job, Trigger.STORYBOARD_SETTLED):
        # A failed scene's picture came late: what was approved is no longer what is there.
        after = replace(moved(job, Trigger.SCENE_SETTLED), approved=False, approved_at=None, approved_version=None)
        return Step(replace(after, storyboard_version=job.storyboard_version + 1), "scene_settled", settled_as="late")
    first = job.storyboard_version == 1
    if first and all(entry.status is GenerationStatus.FAILED for entry in job.entries):
        return _failed(job, Trigger.EVERY_SCENE_FAILED, _cause(job.entries))
    after = replace(moved(job, Trigger.STORYBOARD_SETTLED), awaiting=None)
    return Step(after, "storyboard_ready", settled_as="generated" if first else "refined")


def _cause(entries: Entries) -> Problem:
    first = entries[0]
    return Problem(code=first.error_code or "scene_failed", message=f"No scene got its picture: {first.error}"[:1000])


def storyboard_failed(job: Job, problem: Problem) -> Step:
    """No storyboard could be made."""
    if job.storyboard_version > 1 or not listens(job, Trigger.STORYBOARD_FAILED):
        return unchanged(job, f"no first storyboard is awaited in {job.status}")
    return replace(_failed(job, Trigger.STORYBOARD_FAILED, problem), settles=(Release("image"),))


def clip_rendered(job: Job, fact: ClipRendered) -> Step:
    """One scene's clip is there."""
    bill = Bill("clip", fact.render_id, fact.cost_usd, fact.scene_number, fact.scene_id, fact.model or "")
    return replace(_clip_rendered(job, fact), settles=(bill,))


def _clip_rendered(job: Job, fact: ClipRendered) -> Step:
    if fact.render_id != job.render_id:
        return unchanged(job, "another render")
    if fact.scene_id in job.clips or not listens(job, Trigger.CLIP_RENDERED):
        return unchanged(job, "late or counted already")
    return Step(replace(moved(job, Trigger.CLIP_RENDERED), clips=job.clips | {fact.scene_id}), "clip_rendered")


def video_rendered(job: Job, fact: VideoRendered) -> Step:
    """The film is there; also after this render was given up, because dead letters can be replayed."""
    return replace(_video_rendered(job, fact), settles=(FilmBill(fact.render_id, fact.cost_usd),))


def _video_rendered(job: Job, fact: VideoRendered) -> Step:
    if fact.render_id != job.render_id:
        return unchanged(job, "another render")
    if not listens(job, Trigger.VIDEO_RENDERED):
        return unchanged(job, f"no film is awaited in {job.status}")
    told = fact.model_dump(include=set(Film.model_fields) - {"cost", "sources"})
    film = Film(**told, cost=fact.cost_usd, sources=_sources(job.entries, fact))
    after = replace(
        moved(job, Trigger.VIDEO_RENDERED),
        film=film,
        failure=None,
        awaiting=None,
    )
    return Step(after, "video_rendered")


def _sources(entries: Entries, fact: VideoRendered) -> tuple[Source, ...]:
    """Who made what the film shows; an edit since the render began would have made this fact another render's."""
    clips = {one.scene_id: one for one in fact.sources}
    return tuple(_source(entry, clips.get(entry.scene_id)) for entry in entries if clips)


def _source(entry: Entry, clip: ClipSource | None) -> Source:
    picture = entry.picture
    return Source(
        scene_number=entry.scene_number,
        picture_provider=picture.provider if picture else None,
        picture_model=picture.model if picture else None,
        clip_provider=clip.provider if clip else None,
        clip_model=clip.model if clip else None,
    )


def render_failed(job: Job, fact: RenderFailed) -> Step:
    """The film could not be made; a former film stays."""
    return replace(_render_failed(job, fact), settles=(Release("clip", fact.render_id),))


def _render_failed(job: Job, fact: RenderFailed) -> Step:
    if fact.render_id != job.render_id:
        return unchanged(job, "another render")
    if not listens(job, Trigger.RENDER_FAILED):
        return unchanged(job, f"no film is awaited in {job.status}")
    return _failed(job, Trigger.RENDER_FAILED, fact.problem, scene_number=fact.scene_number)


def film_unpaid(job: Job, code: str, message: str) -> Step:
    """No budget allows the film that was to follow by itself: its owner is told, and may ask for it later."""
    if not listens(job, Trigger.FILM_UNPAID):
        return unchanged(job, f"no film follows in {job.status}")
    retryable = code != "budget_exceeded" or affordable(job)  # the job's own limit stays what it is
    failure = JobError(code=code, message=message, stage=RENDERING, retryable=retryable)
    return Step(replace(moved(job, Trigger.FILM_UNPAID), failure=failure), "film_unpaid")


def export_settled(job: Job, *, completed: bool) -> Step:
    """A copy was made, or could not be."""
    return Step(moved(job, Trigger.EXPORT_SETTLED), "export_completed" if completed else "export_failed")


def _failed(job: Job, trigger: Trigger, problem: Problem, *, scene_number: int | None = None) -> Step:
    failure = JobError(
        code=problem.code,
        message=problem.message,
        stage=job.status,
        scene_number=scene_number,
        retryable=problem.retryable or job.status is RENDERING,
    )
    change = "render_failed" if trigger is Trigger.RENDER_FAILED else "storyboard_failed"
    return Step(replace(moved(job, trigger), failure=failure, awaiting=None), change)


def charged(job: Job, spent: Decimal | None) -> Job:
    """The job with all that was billed for it so far; None where nothing ever was."""
    return replace(job, actual_cost=spent if job.actual_cost is None else spent or NOTHING)


def costs_changed(job: Job, charged: Job) -> Step:
    """Money is known of that no step of the work tells: of what came to nothing, or came late, in whatever status."""
    if (job.actual_cost or NOTHING) == (charged.actual_cost or NOTHING):
        return unchanged(job, "")
    return Step(replace(moved(job, Trigger.COSTS_CHANGED), actual_cost=charged.actual_cost), "costs_changed")


def purchase_changed(job: Job, charge: Charge) -> Step:
    """Something that was bought for the job stands at another place."""
    return replace(unchanged(job, ""), settles=(charge,))
