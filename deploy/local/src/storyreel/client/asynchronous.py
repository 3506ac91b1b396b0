"""The client for asyncio."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import httpx

from storyreel.client import calls
from storyreel.client.assets import AsyncAssets
from storyreel.client.batches import AsyncBatches
from storyreel.client.calls import bearer, job_path
from storyreel.client.costs import AsyncCosts
from storyreel.client.errors import JobEnded
from storyreel.client.keys import AsyncKeys
from storyreel.client.pages import every_async
from storyreel.client.partial import put
from storyreel.client.patience import NEVER, Patience
from storyreel.client.purchases import AsyncPurchases
from storyreel.client.service import AsyncService
from storyreel.client.shares import AsyncShares
from storyreel.client.sse import Following, FollowingAll, JobChange, JobEvent, stands_still
from storyreel.client.storyboards import AsyncStoryboards
from storyreel.client.webhooks import AsyncWebhooks
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import GenerationRequest, JobMetadata, JobResponse, RenderOptions
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import ExportFormat, ExportQuality


class AsyncStoryreel:
    """A Storyreel service, seen by the holder of one API key.

    Every method may raise `StoryreelApiError` (the API said no) or `Unreachable` (nothing answered). What is safe to
    send twice is sent again when the connection breaks: reads, and changes under an Idempotency-Key.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float = 30.0,
        silence: float = 60.0,
        attempts: int = 4,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            base_url: `http://host:port`
            api_key: `sr_…`
            timeout: seconds to connect in, and between two pieces of an answer
            silence: seconds without a heartbeat after which an event stream counts as broken
            attempts: how often a broken connection is tried in a row
            transport: how bytes travel, when not by HTTP over TCP
        """
        http = httpx.AsyncClient(base_url=base_url, headers=bearer(api_key), timeout=timeout, transport=transport)
        self._wire = AsyncWire(http, Patience(timeout, silence, attempts))
        self.keys = AsyncKeys(self._wire)
        """API keys."""
        self.shares = AsyncShares(self._wire)
        """Links to storyboards and films."""
        self.batches = AsyncBatches(self._wire)
        """Many requests at once."""
        self.storyboards = AsyncStoryboards(self._wire)
        """Versions of storyboards."""
        self.costs = AsyncCosts(self._wire)
        """Estimates, ledgers and usage."""
        self.purchases = AsyncPurchases(self._wire)
        """What was bought of providers."""
        self.assets = AsyncAssets(self._wire)
        """Files of one's own."""
        self.webhooks = AsyncWebhooks(self._wire)
        """Who is told of the jobs, and what came of it."""
        self.service = AsyncService(self._wire)
        """How the whole system does."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def generate(self, request: GenerationRequest, *, idempotency_key: str | None = None) -> JobResponse:
        """Ask for a film; its storyboard starts at once. The same key within a day asks once."""
        return await self._wire.send(calls.generate(request, idempotency_key))

    async def job(self, job_id: UUID | str) -> JobResponse:
        """The job as it stands."""
        return await self._wire.send(calls.job(job_id))

    def jobs(
        self,
        *,
        status: VideoStatus | None = None,
        client_id: str | None = None,
        batch_id: UUID | str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        page_size: int = 50,
    ) -> AsyncIterator[JobResponse]:
        """One's own jobs, newest first; further pages are fetched as they are needed."""
        call = calls.jobs(
            status, client_id, page_size, batch_id, created_after=created_after, created_before=created_before
        )
        return every_async(self._wire, call)

    async def approve(self, job_id: UUID | str) -> JobResponse:
        """Approve the storyboard as it stands."""
        return await self._wire.send(calls.approve(job_id))

    async def render(self, job_id: UUID | str, options: RenderOptions | None = None) -> JobResponse:
        """Start the render of an approved storyboard."""
        return await self._wire.send(calls.render(job_id, options or RenderOptions()))

    async def refine(
        self, job_id: UUID | str, scene_number: int, *, image_prompt: str | None = None, description: str | None = None
    ) -> JobResponse:
        """Change what one scene shows (`image_prompt`, drawn anew) or says (`description`)."""
        return await self._wire.send(calls.refine(job_id, scene_number, image_prompt, description))

    async def reorder(self, job_id: UUID | str, scene_order: Sequence[int]) -> JobResponse:
        """Put the scenes in another order: all present numbers, as they should follow."""
        return await self._wire.send(calls.reorder(job_id, scene_order))

    async def cancel(self, job_id: UUID | str) -> JobResponse:
        """Stop the job; what exists is kept."""
        return await self._wire.send(calls.cancel(job_id))

    async def metadata(self, job_id: UUID | str) -> JobMetadata:
        """Scenes, costs, downloads and the film's technical facts."""
        return await self._wire.send(calls.metadata(job_id))

    async def scene_image(self, job_id: UUID | str, scene_number: int, to: Path | None = None) -> bytes:
        """A storyboard picture; also written to the file `to`."""
        picture = await self._wire.send(calls.scene_image(job_id, scene_number))
        return picture if to is None else put(picture, to)

    async def video(self, job_id: UUID | str, to: Path) -> Path:
        """Fetch the film to a file; one that was cut off, also in an earlier run, is continued."""
        return await self._wire.download(job_path(job_id, "video"), {}, to)

    async def export(
        self,
        job_id: UUID | str,
        format: ExportFormat,  # noqa: A002 - the API's own word
        quality: ExportQuality,
        to: Path,
        *,
        wait: float = 600,
    ) -> Path:
        """Fetch a copy to a file, waiting up to `wait` seconds for it to be made.

        Raises:
            NotInTime: it was not made in that time; it goes on, ask again
        """
        return await self._wire.download(
            job_path(job_id, "export"), {"format": format, "quality": quality}, to, wait=wait
        )

    def events(self, job_id: UUID | str, *, after: int | None = None) -> AsyncIterator[JobEvent]:
        """Follow a job until it ends: every change once and in order, and progress as it is said.

        Args:
            job_id: which
            after: the version of the last change already known; default: begin with the job as it stands
        """
        return self._wire.follow(job_id, Following(after), NEVER)

    def follow_all(self, *, after: str | None = None, client_id: str | None = None) -> AsyncIterator[JobEvent]:
        """Follow all of one's jobs, for ever: every change once, each job's in order, and progress as it is said.

        Args:
            after: the `place` of the last change already known; `0`: from the very first; default: from now on
            client_id: only jobs of this client
        """
        return self._wire.follow_all(FollowingAll(after, client_id))

    async def wait_until(
        self,
        job_id: UUID | str,
        *wanted: VideoStatus,
        on_event: Callable[[JobEvent], None] | None = None,
    ) -> JobResponse:
        """Wait for a status; without one, for `completed`. Use `asyncio.timeout` to wait no longer than so.

        Args:
            job_id: which
            wanted: any of these
            on_event: told of the job as it stands, then of everything on the way

        Raises:
            JobEnded: it ended otherwise, or was approved in advance and its film cannot be paid
        """
        goal = wanted or (VideoStatus.COMPLETED,)
        job = await self.job(job_id)
        if on_event:
            on_event(JobChange(job.version, job))
        if job.status in goal:
            return job
        if stands_still(job):
            raise JobEnded(job)
        async for event in self._wire.follow(job_id, Following(job.version), NEVER):
            if on_event:
                on_event(event)
            if isinstance(event, JobChange):
                job = event.job
                if job.status in goal:
                    return job
                if stands_still(job):
                    break
        raise JobEnded(job)
