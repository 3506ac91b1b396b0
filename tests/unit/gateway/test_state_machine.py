"""The state machine is total, and nothing but it moves a job."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id
from storyreel_contracts.api import RefineRequest, RenderOptions
from storyreel_contracts.events import RenderRequested
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.job import MAX_REFINEMENTS, TABLE, TERMINAL, Job, Step, moved
from storyreel_gateway.domain.refusals import REFUSALS
from storyreel_gateway.domain.rules import Ignored, Move, Need, Refusal, Trigger
from storyreel_gateway.domain.view import job_response
from support.gateway_facts import CRASH, asked, clip, crashed, drawing, failure_of, picture_of, ready, rendering
from support.gateway_workers import parsed, rendered

S = VideoStatus
LIFECYCLE = {
    (S.PENDING, S.PARSING),
    (S.PARSING, S.GENERATING_STORYBOARD),
    (S.GENERATING_STORYBOARD, S.STORYBOARD_READY),
    (S.STORYBOARD_READY, S.RENDERING),
    (S.RENDERING, S.COMPLETED),
    *((status, S.FAILED) for status in S if status not in TERMINAL | {S.STORYBOARD_READY}),
    *((status, S.CANCELED) for status in S if status not in TERMINAL),
    (S.STORYBOARD_READY, S.GENERATING_STORYBOARD),
    *product((S.COMPLETED, S.FAILED), (S.RENDERING, S.GENERATING_STORYBOARD, S.STORYBOARD_READY)),
    (S.FAILED, S.COMPLETED),
}
COMMANDS = {
    Trigger.APPROVE,
    Trigger.RENDER,
    Trigger.REDRAW,
    Trigger.REWORD,
    Trigger.REORDER,
    Trigger.RESTORE,
    Trigger.CANCEL,
    Trigger.EXPORT,
}


def test_every_status_has_a_rule_for_every_trigger() -> None:
    """Nothing that can happen to a job is undefined."""
    assert set(TABLE) == set(product(VideoStatus, Trigger))


def test_the_moves_are_those_of_the_lifecycle() -> None:
    """The table allows exactly the published transitions."""
    moves = {(status, rule.to) for (status, _), rule in TABLE.items() if isinstance(rule, Move)}
    assert {(before, after) for before, after in moves if before is not after} == LIFECYCLE


def test_owners_are_refused_and_facts_are_ignored() -> None:
    """A command that cannot be is said back with a code that has a sentence; a fact never is."""
    for (_, trigger), rule in TABLE.items():
        if trigger in COMMANDS:
            assert not isinstance(rule, Ignored)
        else:
            assert not isinstance(rule, Refusal)
        if isinstance(rule, Refusal):
            assert rule.code in REFUSALS
    assert {need.value for need in Need} <= set(REFUSALS)


@pytest.mark.parametrize(("status", "trigger"), sorted(TABLE))
def test_moving_does_what_the_table_says(status: VideoStatus, trigger: Trigger) -> None:
    """One version and the table's status, a refusal with the table's code, or a defect that is noticed."""
    job, rule = replace(ready(), status=status), TABLE[status, trigger]
    if isinstance(rule, Refusal):
        with pytest.raises(Refused) as refused:
            moved(job, trigger)
        assert refused.value.code == rule.code
    elif isinstance(rule, Ignored):
        with pytest.raises(LookupError):
            moved(job, trigger)
    elif not set(rule.needs) & {Need.APPROVED, Need.FILM}:
        after = moved(job, trigger)
        assert (after.status, after.version) == (rule.to, job.version + 1)


Act = Callable[[Job], Step]


def _redraw(job: Job) -> Step:
    return commands.refine(job, RefineRequest(scene_number=1, new_image_prompt="Quite another picture"))


def _reword(job: Job) -> Step:
    return commands.refine(job, RefineRequest(scene_number=2, new_description="Quite another caption"))


def _parse(job: Job) -> Step:
    return facts.prompt_parsed(job, parsed(asked()[1]).scenes)


def _draw_one(job: Job) -> Step:
    waiting = [entry for entry in job.entries if entry.outstanding] or list(job.entries)
    return facts.pictures_settled(job, [picture_of(entry) for entry in waiting[:1]])


def _spoil_one(job: Job) -> Step:
    waiting = [entry for entry in job.entries if entry.outstanding] or list(job.entries)
    return facts.pictures_settled(job, [failure_of(entry) for entry in waiting[:1]])


def _asked_by(job: Job) -> RenderRequested:
    return rendering()[1].model_copy(update={"render_id": job.render_id or new_id()})


def _film(job: Job) -> Step:
    _, event = rendering()
    return facts.video_rendered(
        job, rendered(event.model_copy(update={"render_id": job.render_id or new_id()}), size=9)
    )


def _crash(job: Job) -> Step:
    return facts.render_failed(job, crashed(_asked_by(job)))


def _clip(job: Job) -> Step:
    return facts.clip_rendered(job, clip(_asked_by(job)))


ACTS: dict[str, Act] = {
    "approve": commands.approve,
    "render": lambda job: commands.render(job, RenderOptions()),
    "redraw": _redraw,
    "reword": _reword,
    "reorder": lambda job: commands.reorder(job, [entry.scene_number for entry in job.entries][::-1]),
    "restore": lambda job: commands.restore(job, max(1, job.storyboard_version - 1), job.entries),
    "cancel": commands.cancel,
    "parsing": facts.parsing_began,
    "parse": _parse,
    "draw": _draw_one,
    "spoil": _spoil_one,
    "no storyboard": lambda job: facts.storyboard_failed(job, CRASH),
    "clip": _clip,
    "film": _film,
    "crash": _crash,
    "approve if wished": commands.approve_if_wished,
    "render if wished": commands.render_if_wished,
    "unpaid": lambda job: facts.film_unpaid(job, "budget_exceeded", "The film costs more than the job may."),
}


@given(
    st.lists(st.sampled_from(sorted(ACTS.keys() - {"cancel"})), max_size=40),
    st.booleans(),
    st.sampled_from(["asked", "drawing", "ready"]),
)
@settings(max_examples=150, deadline=None)
def test_whatever_happens_in_whatever_order_a_job_stays_sound(acts: list[str], auto: bool, start: str) -> None:
    """Only refusals are raised; versions rise by one; moves are legal; approvals and films mean what they say."""
    job = {"asked": asked(auto_approve=auto)[0], "drawing": drawing()[0], "ready": ready()}[start]
    for act in acts:
        try:
            step = ACTS[act](job)
        except Refused:
            continue
        after = step.job
        if step.change is None:
            assert after == job
            continue
        assert after.version == job.version + 1
        assert after.status is job.status or (job.status, after.status) in LIFECYCLE
        assert after.approved == (after.approved_at is not None)
        assert not after.approved or after.approved_version == after.storyboard_version
        assert after.film is not None or job.film is None
        assert after.refinement_count <= MAX_REFINEMENTS
        assert (after.status is S.COMPLETED) <= (after.film is not None)
        assert (after.status is S.FAILED) <= (after.failure is not None)
        assert (after.status is S.STORYBOARD_READY) <= (after.failure is None or after.failure.stage is S.RENDERING)
        assert after.failure is None or after.status in {S.FAILED, S.STORYBOARD_READY}
        assert [entry.scene_number for entry in after.entries] == list(range(1, len(after.entries) + 1))
        assert job_response(after).version == after.version
        job = after


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_canceled_job_stays_canceled(act: str) -> None:
    """Late facts change nothing and commands are refused."""
    job = commands.cancel(ready()).job
    code, step = "job_canceled", None
    try:
        step = ACTS[act](job)
    except Refused as refused:
        code = refused.code
    assert code == "job_canceled"
    assert step is None or (step.change is None and step.job == job)
