"""What refining, reordering and approving mean."""

import pytest

from storyreel_chassis.errors import Refused
from storyreel_contracts.api import RefineRequest, RenderOptions
from storyreel_contracts.events import Problem, RenderRequested, SceneRefinementRequested
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.job import MAX_REFINEMENTS, Job
from support.gateway_facts import asked, crashed, failure_of, filmed, picture_of, ready, rendering
from support.gateway_workers import rendered

PICTURE = RefineRequest(scene_number=2, new_image_prompt="A gull above the lantern room")
WORDS = RefineRequest(scene_number=2, new_description="The keeper climbs the stairs")


def code_of(job: Job, wish: RefineRequest) -> str:
    """Why a refinement is refused."""
    with pytest.raises(Refused) as refused:
        commands.refine(job, wish)
    return refused.value.code


def test_a_new_prompt_makes_one_picture_again_and_clears_the_approval() -> None:
    """The other scenes keep their pictures; the storyboard is ready once the new one is there."""
    job = commands.approve(ready()).job
    step = commands.refine(job, PICTURE)
    (event,) = step.events
    assert isinstance(event, SceneRefinementRequested)
    assert (step.job.status, step.job.approved) == (VideoStatus.GENERATING_STORYBOARD, False)
    assert step.job.storyboard_version == job.storyboard_version + 1
    assert [entry.outstanding for entry in step.job.entries] == [False, True, False]
    assert event.picture_id == step.job.entries[1].picture_id != job.entries[1].picture_id
    done = facts.pictures_settled(step.job, [picture_of(step.job.entries[1])])
    assert (done.job.status, done.settled_as) == (VideoStatus.STORYBOARD_READY, "refined")


def test_a_new_description_is_there_at_once() -> None:
    """Only the caption changes: a new version, no new picture."""
    job = ready()
    step = commands.refine(job, WORDS)
    assert step.events == ()
    assert step.job.status is VideoStatus.STORYBOARD_READY
    assert step.job.storyboard_version == job.storyboard_version + 1
    assert step.job.entries[1].description == "The keeper climbs the stairs"
    assert step.job.entries[1].picture == job.entries[1].picture


def test_the_picture_of_a_former_wording_is_stale() -> None:
    """A late picture of what the scene no longer shows is not taken."""
    job = ready()
    late = picture_of(job.entries[1])
    refined = commands.refine(job, PICTURE).job
    assert facts.pictures_settled(refined, [late]).change is None


def test_five_refinements_a_job_and_failed_scenes_are_free() -> None:
    """The sixth is refused, but a scene that failed can always be tried again."""
    job = ready(failed=(1,))
    free = RefineRequest(scene_number=1, new_image_prompt="Something simpler to draw")
    for _ in range(2):
        job = commands.refine(job, free).job
        assert job.refinement_count == 0
        job = facts.pictures_settled(job, [failure_of(job.entries[0])]).job
    for _ in range(MAX_REFINEMENTS):
        job = commands.refine(job, WORDS).job
    assert code_of(job, WORDS) == "refinement_limit"
    assert commands.refine(job, free).job.status is VideoStatus.GENERATING_STORYBOARD


def test_a_scene_that_is_not_there_cannot_be_refined() -> None:
    """The refusal names how many there are."""
    assert code_of(ready(), WORDS.model_copy(update={"scene_number": 9})) == "scene_not_found"


def test_reordering_renumbers_and_clears_the_approval() -> None:
    """Scene 3 first: its picture and words go with it."""
    job = commands.approve(ready()).job
    step = commands.reorder(job, [3, 1, 2])
    assert [entry.scene_id for entry in step.job.entries] == [job.entries[i].scene_id for i in (2, 0, 1)]
    assert [entry.scene_number for entry in step.job.entries] == [1, 2, 3]
    assert not step.job.approved
    assert step.settled_as == "reordered"


@pytest.mark.parametrize("order", [[1, 2], [1, 1, 2], [1, 2, 4], [1, 2, 3, 3], [0, 1, 2]])
def test_an_order_that_is_no_permutation_is_refused(order: list[int]) -> None:
    """Every scene exactly once."""
    with pytest.raises(Refused) as refused:
        commands.reorder(ready(), order)
    assert refused.value.code == "scene_order_invalid"


def test_an_edit_after_the_film_keeps_the_film() -> None:
    """The old film stays until the next render is complete."""
    job = filmed()
    edited = commands.refine(job, WORDS).job
    assert (edited.status, edited.film) == (VideoStatus.STORYBOARD_READY, job.film)
    again, event = rendering(edited)
    assert again.film == job.film
    done = facts.video_rendered(again, rendered(event, size=2)).job
    assert done.film is not None
    assert done.film.render_id == event.render_id


def test_a_failed_render_can_be_rendered_again() -> None:
    """The approval still holds."""
    job, event = rendering()
    failed = facts.render_failed(job, crashed(event, scene_number=2)).job
    assert failed.failure is not None
    assert (failed.failure.stage, failed.failure.scene_number) == (VideoStatus.RENDERING, 2)
    again = commands.render(failed, RenderOptions()).job
    assert (again.status, again.failure) == (VideoStatus.RENDERING, None)


def test_a_film_that_comes_after_all_completes_its_job() -> None:
    """A dead letter replayed after the render was given up is good news; that of an older render is none."""
    job, event = rendering()
    failed = facts.render_failed(job, crashed(event)).job
    film = rendered(event, size=2)
    assert facts.video_rendered(failed, film).job.status is VideoStatus.COMPLETED
    again = commands.render(failed, RenderOptions()).job
    assert facts.video_rendered(again, film).change is None


def test_a_failed_scene_forbids_the_render() -> None:
    """One failed scene of many leaves the storyboard ready, to be refined."""
    job = ready(failed=(2,))
    assert job.status is VideoStatus.STORYBOARD_READY
    with pytest.raises(Refused) as refused:
        commands.render(commands.approve(job).job, RenderOptions())
    assert refused.value.code == "scene_failed"


def test_no_picture_at_all_fails_the_job_with_its_cause() -> None:
    """There is nothing to review."""
    job = ready(failed=(1, 2, 3))
    assert job.failure is not None
    assert (job.status, job.failure.code) == (VideoStatus.FAILED, "provider_refused")
    assert code_of(job, PICTURE) == "storyboard_failed"


def test_a_late_picture_of_a_failed_scene_takes_the_approval_back() -> None:
    """What was approved is no longer what is there."""
    job = commands.approve(ready(failed=(2,))).job
    step = facts.pictures_settled(job, [picture_of(job.entries[1])])
    assert step.job.entries[1].status is GenerationStatus.COMPLETED
    assert (step.job.approved, step.job.status) == (False, VideoStatus.STORYBOARD_READY)


def test_the_render_gets_the_scenes_as_approved() -> None:
    """Order, words and pictures are those that the owner saw."""
    job = commands.reorder(ready(), [2, 3, 1]).job
    step = commands.render(commands.approve(job).job, RenderOptions(captions=False, audio="silence"))
    event = next(one for one in step.events if isinstance(one, RenderRequested))
    assert [scene.scene_id for scene in event.scenes] == [entry.scene_id for entry in job.entries]
    assert (event.captions, event.audio, event.storyboard_version) == (False, "silence", 2)


def test_a_job_without_a_storyboard_is_not_sent_to_approve_one() -> None:
    """What can never be approved is refused as what it is."""
    job = facts.storyboard_failed(asked()[0], Problem(code="provider_unavailable", message="nobody")).job
    with pytest.raises(Refused) as refused:
        commands.render(job, RenderOptions())
    assert refused.value.code == "storyboard_failed"
