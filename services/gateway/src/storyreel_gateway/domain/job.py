"""The job and its state machine: one table says what every command and fact does in every status.

Nothing else in the system changes a job's status.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from storyreel_chassis.ids import now
from storyreel_contracts.api import GenerationRequest, JobError
from storyreel_contracts.events import Event
from storyreel_contracts.pricing import current
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_contracts.types import ProviderName
from storyreel_gateway.domain.binding import Materials
from storyreel_gateway.domain.costs import Line, Settlement
from storyreel_gateway.domain.film import Film
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.rules import Ignored, Move, Need, Refusal, Rule, Trigger
from storyreel_gateway.domain.storyboard import Entries, Settled

MAX_REFINEMENTS = 5
TERMINAL = frozenset({VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CANCELED})
PENDING, PARSING, GENERATING, READY, RENDERING, COMPLETED, FAILED, CANCELED = VideoStatus
IN_WORK = frozenset({PENDING, PARSING, GENERATING, RENDERING})
"""Somebody works for the job; otherwise it has ended, or waits for its owner."""


@dataclass(frozen=True, slots=True)
class Job:
    """What an owner asked for and decided, and how far it is. `version` rises by one with every change."""

    job_id: UUID
    owner_id: str
    request: GenerationRequest
    provider: ProviderName
    seed: int
    scenes_expected: int
    estimated_cost: Decimal
    awaiting: UUID | None
    """The request event whose answer the job waits for; the sweep says it again."""
    created_at: datetime
    updated_at: datetime
    stage_since: datetime
    status: VideoStatus = PENDING
    version: int = 1
    storyboard_version: int = 0
    entries: Entries = ()
    early: tuple[Settled, ...] = ()
    """Pictures that came before the scenes they belong to."""
    approved: bool = False
    approved_at: datetime | None = None
    approved_version: int | None = None
    actual_cost: Decimal | None = None
    failure: JobError | None = None
    """Why it failed, or why the film that was to follow by itself is not begun."""
    film: Film | None = None
    """The newest film; the former one stays until the next is complete."""
    render_id: UUID | None = None
    clips: frozenset[UUID] = field(default_factory=frozenset)
    """The scenes whose clips the present render has made."""
    refinement_count: int = 0
    download_count: int = 0
    retry_count: int = 0
    batch_id: UUID | None = None
    """The batch that it was asked for with."""
    traceparent: str | None = None
    """The trace in which it began (W3C)."""
    price_version: str = field(default_factory=lambda: current().version)
    """The price catalogue that the job is settled against, whatever comes later."""
    materials: Materials = field(default_factory=Materials)
    """What its films need of the owner's assets."""


WAIT, BUSY, UNAPPROVED = Refusal("storyboard_not_ready"), Refusal("render_in_progress"), Refusal(Need.APPROVED)
MADE, LOST, GONE = Refusal("job_completed"), Refusal("job_failed"), Refusal("job_canceled")
STAY = tuple(Move(status) for status in VideoStatus)
QUEUED, PARSE, DRAW, TURN, ROLL, DONE, FAIL, STOP = STAY
FILM, COPY = Move(RENDERING, (Need.STORYBOARD, Need.APPROVED, Need.WHOLE)), (Need.FILM,)
REDO, EDIT = Move(GENERATING, (Need.STORYBOARD,)), Move(READY, (Need.STORYBOARD,))
____ = Ignored()

# fmt: off
_ROWS: dict[Trigger, tuple[Rule, ...]] = {
    #                           pending     parsing     generating  ready  rendering  completed  failed  canceled
    Trigger.APPROVE:            (WAIT,       WAIT,       WAIT,       TURN,  BUSY,      MADE,      LOST,   GONE),
    Trigger.RENDER:             (UNAPPROVED, UNAPPROVED, UNAPPROVED, FILM,  BUSY,      FILM,      FILM,   GONE),
    Trigger.REDRAW:             (WAIT,       WAIT,       WAIT,       REDO,  BUSY,      REDO,      REDO,   GONE),
    Trigger.REWORD:             (WAIT,       WAIT,       WAIT,       EDIT,  BUSY,      EDIT,      EDIT,   GONE),
    Trigger.REORDER:            (WAIT,       WAIT,       WAIT,       EDIT,  BUSY,      EDIT,      EDIT,   GONE),
    Trigger.RESTORE:            (WAIT,       WAIT,       WAIT,       EDIT,  BUSY,      EDIT,      EDIT,   GONE),
    Trigger.CANCEL:             (STOP,       STOP,       STOP,       STOP,  STOP,      MADE,      LOST,   GONE),
    Trigger.EXPORT:             tuple(Move(status, COPY) for status in VideoStatus),
    Trigger.PARSING_BEGAN:      (PARSE,      ____,       ____,       ____,  ____,      ____,      ____,   ____),
    Trigger.PROMPT_PARSED:      (____,       DRAW,       ____,       ____,  ____,      ____,      ____,   ____),
    Trigger.SCENE_SETTLED:      (QUEUED,     PARSE,      DRAW,       TURN,  ____,      ____,      ____,   ____),
    Trigger.STORYBOARD_SETTLED: (____,       ____,       TURN,       ____,  ____,      ____,      ____,   ____),
    Trigger.EVERY_SCENE_FAILED: (____,       ____,       FAIL,       ____,  ____,      ____,      ____,   ____),
    Trigger.STORYBOARD_FAILED:  (FAIL,       FAIL,       FAIL,       ____,  ____,      ____,      ____,   ____),
    Trigger.CLIP_RENDERED:      (____,       ____,       ____,       ____,  ROLL,      ____,      ____,   ____),
    Trigger.VIDEO_RENDERED:     (____,       ____,       ____,       ____,  DONE,      ____,      DONE,   ____),
    Trigger.RENDER_FAILED:      (____,       ____,       ____,       ____,  FAIL,      ____,      ____,   ____),
    Trigger.EXPORT_SETTLED:     STAY,
    Trigger.FILM_UNPAID:        (____,       ____,       ____,       TURN,  ____,      ____,      ____,   ____),
    Trigger.COSTS_CHANGED:      STAY,
}
# fmt: on

TABLE: Mapping[tuple[VideoStatus, Trigger], Rule] = {
    (status, trigger): rule
    for trigger, row in _ROWS.items()
    for status, rule in zip(VideoStatus, row, strict=True)
}  # fmt: skip
"""Total: a rule for every status and trigger."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a command or fact makes of a job. Where `change` is None nothing changed and `reason` says why."""

    job: Job
    change: str | None = None
    events: tuple[Event, ...] = ()
    settled_as: str | None = None
    """Why the storyboard's present version came to be, at the moment when it is settled for good."""
    restored_from: int | None = None
    """The former version that the present one is equal to."""
    reason: str = ""
    opens: tuple[Line, ...] = ()
    """What this may spend."""
    settles: tuple[Settlement, ...] = ()
    """What is known now about what was spent; also where nothing changed."""


def unchanged(job: Job, reason: str) -> Step:
    """Nothing happens."""
    return Step(job, reason=reason)


def may(job: Job, trigger: Trigger) -> bool:
    """Whether a command would be taken now."""
    rule = TABLE[job.status, trigger]
    return isinstance(rule, Move) and all(_met(job, need) for need in rule.needs)


def check(job: Job, trigger: Trigger) -> None:
    """Refuse a command that the table does not allow.

    Raises:
        Refused: with the rule's or the unmet need's code
    """
    rule = TABLE[job.status, trigger]
    if isinstance(rule, Refusal):
        raise refuse(rule.code)
    if isinstance(rule, Move):
        for need in rule.needs:
            if not _met(job, need):
                raise refuse(need.value)


def listens(job: Job, trigger: Trigger) -> bool:
    """Whether a fact changes anything now."""
    return isinstance(TABLE[job.status, trigger], Move)


def moved(job: Job, trigger: Trigger) -> Job:
    """The job one version on, in the status that the table says.

    Raises:
        Refused: the table, or a need, says no
        LookupError: the table ignores this
    """
    check(job, trigger)
    rule = TABLE[job.status, trigger]
    if not isinstance(rule, Move):
        raise LookupError(f"{trigger} is ignored in {job.status}")  # noqa: TRY004 - not about a type: a defect of ours
    since = job.stage_since if rule.to is job.status else now()
    return replace(job, status=rule.to, version=job.version + 1, stage_since=since)


def _met(job: Job, need: Need) -> bool:
    if need is Need.APPROVED:
        return job.approved
    if need is Need.WHOLE:
        return all(entry.status is GenerationStatus.COMPLETED for entry in job.entries)
    if need is Need.STORYBOARD:
        return bool(job.entries) and not any(entry.outstanding for entry in job.entries) and not _storyless(job)
    return job.film is not None


def _storyless(job: Job) -> bool:
    return job.failure is not None and job.failure.stage is not RENDERING
