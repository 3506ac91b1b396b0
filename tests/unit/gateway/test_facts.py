"""Facts arrive in any order, late, twice; the job comes out the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_contracts.api import RenderOptions
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.costs import Settlement, settle
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.progress import no_film, progress_of
from storyreel_gateway.domain.quoting import source_of
from storyreel_gateway.domain.refusals import NotYet
from storyreel_gateway.domain.storyboard import outlined
from storyreel_gateway.domain.view import job_response
from support.gateway_facts import asked, clip, drawing, failure_of, picture_of, ready, rendering
from support.gateway_workers import parsed


@given(st.permutations(["parsed", "1", "2", "3", "all", "2 again"]), st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_order_of_facts_does_not_matter(order: list[str], one_fails: bool) -> None:
    """Pictures may come before the scenes they belong to, and together as well as one by one."""
    job, event = asked()
    fact = parsed(event)
    entries = outlined(fact.scenes)
    outcomes = [failure_of(one) if one_fails and one.scene_number == 2 else picture_of(one) for one in entries]
    told: list[Settlement] = []
    for name in order:
        if name == "parsed":
            job = facts.early_pictures(facts.prompt_parsed(facts.parsing_began(job).job, fact.scenes).job).job
        elif name == "all":
            told += facts.pictures_settled(job, outcomes).settles
            job = facts.pictures_settled(job, outcomes).job
        else:
            told += facts.pictures_settled(job, [outcomes[int(name[0]) - 1]]).settles
            job = facts.pictures_settled(job, [outcomes[int(name[0]) - 1]]).job
    assert job.status is VideoStatus.STORYBOARD_READY
    assert settle([], told, source_of(job)).spent == Decimal("0.01") * (2 if one_fails else 3)


def test_the_summary_alone_is_enough() -> None:
    """Where every single fact was lost, the storyboard still becomes ready."""
    job, _ = drawing()
    step = facts.pictures_settled(job, [picture_of(entry) for entry in job.entries])
    assert step.job.status is VideoStatus.STORYBOARD_READY
    assert step.settled_as == "generated"


def test_each_clip_counts_once() -> None:
    """A clip told twice is one clip."""
    job, event = rendering()
    once = facts.clip_rendered(job, clip(event)).job
    assert facts.clip_rendered(once, clip(event)).change is None
    assert progress_of(once).message == f"Rendering the film: 1 of {len(job.entries)} scenes"
    assert progress_of(once).percent == round(100 / len(job.entries), 1)
    assert progress_of(once).scenes_completed == len(job.entries)
    assert progress_of(once).current_scene == 2


def test_no_film_says_what_the_job_is_at() -> None:
    """While it is rendered, how far and when to ask again; else what to do."""
    job, event = rendering()
    waiting = no_film(facts.clip_rendered(job, clip(event)).job)
    assert isinstance(waiting, NotYet)
    assert waiting.message.startswith(f"The film is being rendered, {100 / len(job.entries):.0f} %.")
    assert "being drawn" in no_film(drawing()[0]).message
    assert {no_film(replace(job, status=status)).code for status in VideoStatus} == {"video_not_ready"}


def test_approval_in_advance_approves_and_renders() -> None:
    """Only where every scene has its picture."""
    job = ready(auto_approve=True)
    approved = commands.approve_if_wished(job).job
    assert commands.render_if_wished(approved).job.status is VideoStatus.RENDERING
    spoilt = ready(auto_approve=True, failed=(1,))
    assert commands.approve_if_wished(spoilt).change is None


def test_a_film_that_could_not_be_paid_is_its_owners_affair() -> None:
    """Whoever was told that nothing follows by itself is not surprised by a film, nor by a reason that is over."""
    approved = commands.approve_if_wished(ready(auto_approve=True)).job
    step = facts.film_unpaid(approved, "monthly_budget_exceeded", "The month is spent.")
    assert (step.change, step.job.status, step.job.version) == ("film_unpaid", approved.status, approved.version + 1)
    assert step.job.failure is not None
    assert (step.job.failure.stage, step.job.failure.retryable) == (VideoStatus.RENDERING, True)
    assert commands.render_if_wished(step.job).change is None
    assert no_film(step.job).message == "There is no film yet. The month is spent."
    assert commands.cancel(step.job).job.failure is None
    assert commands.render(step.job, RenderOptions()).job.failure is None
    assert commands.reorder(step.job, [2, 1, *range(3, len(step.job.entries) + 1)]).job.failure is None


@pytest.mark.parametrize(("limit", "again"), [(0.01, False), (1000, True)])
def test_what_the_jobs_own_limit_refused_may_be_asked_for_again_as_its_link_says(limit: float, again: bool) -> None:
    """What was only reserved may come free; the limit does not rise."""
    job = replace(ready(auto_approve=True, max_cost_usd=limit), provider="replicate")
    step = facts.film_unpaid(commands.approve_if_wished(job).job, "budget_exceeded", "Too dear.")
    assert step.job.failure is not None
    assert (step.job.failure.retryable, "render" in job_response(step.job).links) == (again, again)


def test_the_same_seed_is_asked_for_when_the_owner_names_one() -> None:
    """Else one is chosen, and said to the workers."""
    assert asked(seed=7)[1].seed == 7
    job, event = asked()
    assert event.seed == job.seed


def test_a_storyboard_that_fails_fails_its_job_once() -> None:
    """The cause stands in the job; a second failure is no news."""
    job, _ = asked()
    problem = failure_of(ready().entries[0]).problem
    failed: Job = facts.storyboard_failed(job, problem).job
    assert failed.failure is not None
    assert (failed.status, failed.failure.stage) == (VideoStatus.FAILED, VideoStatus.PENDING)
    assert facts.storyboard_failed(failed, problem).change is None
