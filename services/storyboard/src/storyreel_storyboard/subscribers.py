"""What the storyboard service hears."""

from typing import Annotated

from faststream import Context
from faststream.nats import NatsRouter

from storyreel_chassis.bus import hears
from storyreel_contracts.events import GenerationRequested, JobCanceled, SceneRefinementRequested
from storyreel_storyboard.handlers.cancel_job import CancelJob
from storyreel_storyboard.handlers.draft_storyboard import DraftStoryboard
from storyreel_storyboard.handlers.redraw_scene import RedrawScene


def subscribers(*, boards: int) -> NatsRouter:
    """The service's subscriptions; up to `boards` boards and as many refinements are under way at once."""
    router = NatsRouter()

    @hears(router, GenerationRequested, by="storyboard", workers=boards)
    async def on_generation_requested(
        event: GenerationRequested, draft_storyboard: Annotated[DraftStoryboard, Context()]
    ) -> None:
        """Cut the prompt into scenes, then illustrate every one."""
        await draft_storyboard(event)

    @hears(router, SceneRefinementRequested, by="storyboard", workers=boards)
    async def on_scene_refinement_requested(
        event: SceneRefinementRequested, redraw_scene: Annotated[RedrawScene, Context()]
    ) -> None:
        """Illustrate one scene again."""
        await redraw_scene(event)

    @hears(router, JobCanceled, by="storyboard")
    async def on_job_canceled(event: JobCanceled, cancel_job: Annotated[CancelJob, Context()]) -> None:
        """Let go of the job's pictures."""
        await cancel_job(event)

    return router
