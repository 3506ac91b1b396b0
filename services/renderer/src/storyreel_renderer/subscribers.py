"""What the renderer hears."""

from typing import Annotated

from faststream import Context
from faststream.nats import NatsRouter

from storyreel_chassis.bus import hears
from storyreel_contracts.events import JobCanceled, RenderRequested
from storyreel_renderer.handlers.accept_render import AcceptRender
from storyreel_renderer.handlers.cancel_job import CancelJob


def subscribers(*, requests: int) -> NatsRouter:
    """The service's subscriptions; `requests` are taken up at once, further ones wait in the stream."""
    router = NatsRouter()

    @hears(router, RenderRequested, by="renderer", workers=requests)
    async def on_render_requested(event: RenderRequested, accept_render: Annotated[AcceptRender, Context()]) -> None:
        """Make the film."""
        await accept_render(event)

    @hears(router, JobCanceled, by="renderer")
    async def on_job_canceled(event: JobCanceled, cancel_job: Annotated[CancelJob, Context()]) -> None:
        """Let go of the job's film."""
        await cancel_job(event)

    return router
