"""The client for plain code."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import httpx

from storyreel.client import calls
from storyreel.client.assets import Assets
from storyreel.client.batches import Batches
from storyreel.client.calls import bearer, job_path
from storyreel.client.costs import Costs
from storyreel.client.errors import JobEnded
from storyreel.client.keys import Keys
from storyreel.client.pages import every
from storyreel.client.partial import put
from storyreel.client.patience import NEVER, Deadline, Patience
from storyreel.client.purchases import Purchases
from storyreel.client.service import Service
from storyreel.client.shares import Shares
from storyreel.client.sse import Following, FollowingAll, JobChange, JobEvent, stands_still
from storyreel.client.storyboards import Storyboards
from storyreel.client.webhooks import Webhooks
from storyreel.client.wire import Wire
from storyreel_contracts.api import GenerationRequest, JobMetadata, JobResponse, RenderOptions
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import ExportFormat, ExportQuality


class Storyreel:
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
        transport: httpx.BaseTransport | None = None,
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
        http = httpx.Client(base_url=base_url, headers=bearer(api_key), timeout=timeout, transport=transport)
        self._wire = Wire(http, Patience(timeout, silence, attempts))
        self.keys = Keys(self._wire)
        """API keys."""
        self.shares = Shares(self._wire)
        """Links to storyboards and films."""
        self.batches = Batches(self._wire)
        """Many requests at once."""
        self.storyboards = Storyboards(self._wire)
        """Versions of storyboards."""
        self.costs = Costs(self._wire)
        """Estimates, ledgers and usage."""
        self.purchases = Purchases(self._wire)
        """What was bought of providers."""
        self.assets = Assets(self._wire)
        """Files of one's own."""
        self.webhooks = Webhooks(self._wire)
        """Who is told of the jobs, and what came of it."""
        self.service = Service(self._wire)
        """How the whole system does."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def generate(self, request: GenerationRequest, *, idempotency_key: str | None = None) -> JobResponse:
        """Ask for a film; its storyboard starts at once. The same key within a day asks once."""
        return self._wire.send(calls.generate(request, idempotency_key))

    def job(self, job_id: UUID | str) -> JobResponse:
        """The job as it stands."""
        return self._wire.send(calls.job(job_id))

    def jobs(
        self,
        *,
        status: VideoStatus | None = None,
        client_id: str | None = None,
        batch_id: UUID | str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        page_size: int = 50,
    ) -> Iterator[JobResponse]:
        """One's own jobs, newest first; further pages are fetched as they are needed."""
        call = calls.jobs(
            status, client_id, page_size, batch_id, created_after=created_after, created_before=created_before
        )
        return every(self._wire, call)

    def approve(self, job_id: UUID | str) -> JobResponse:
        """Approve the storyboard as it stands."""
        return self._wire.send(calls.approve(job_id))

    def render(self, job_id: UUID | str, options: RenderOptions | None = None) -> JobResponse:
        """Start the render of an approved storyboard."""
        return self._wire.send(calls.render(job_id, options or RenderOptions()))

    def refine(
        self, job_id: UUID | str, scene_number: int, *, image_prompt: str | None = None, description: str | None = None
    ) -> JobResponse:
        """Change what one scene shows (`image_prompt`, drawn anew) or says (`description`)."""
        return self._wire.send(calls.refine(job_id, scene_number, image_prompt, description))

    def reorder(self, job_id: UUID | str, scene_order: Sequence[int]) -> JobResponse:
        """Put the scenes in another order: all present numbers, as they should follow."""
        return self._wire.send(calls.reorder(job_id, scene_order))

    def cancel(self, job_id: UUID | str) -> JobResponse:
        """Stop the job; what exists is kept."""
        return self._wire.send(calls.cancel(job_id))

    def metadata(self, job_id: UUID | str) -> JobMetadata:
        """Scenes, costs, downloads and the film's technical facts."""
        return self._wire.send(calls.metadata(job_id))

    def scene_image(self, job_id: UUID | str, scene_number: int, to: Path | None = None) -> bytes:
        """A storyboard picture; also written to the file `to`."""
        picture = self._wire.send(calls.scene_image(job_id, scene_number))
        return picture if to is None else put(picture, to)

    def video(self, job_id: UUID | str, to: Path) -> Path:
        """Fetch the film to a file; one that was cut off, also in an earlier run, is continued."""
        return self._wire.download(job_path(job_id, "video"), {}, to)

    def export(
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
        return self._wire.download(job_path(job_id, "export"), {"format": format, "quality": quality}, to, wait=wait)

    def events(self, job_id: UUID | str, *, after: int | None = None) -> Iterator[JobEvent]:
        """Follow a job until it ends: every change once and in order, and progress as it is said.

        Args:
            job_id: which
            after: the version of the last change already known; default: begin with the job as it stands
        """
        return self._wire.follow(job_id, Following(after), NEVER)

    def follow_all(self, *, after: str | None = None, client_id: str | None = None) -> Iterator[JobEvent]:
        """Follow all of one's jobs, for ever: every change once, each job's in order, and progress as it is said.

        Args:
            after: the `place` of the last change already known; `0`: from the very first; default: from now on
            client_id: only jobs of this client
        """
        return self._wire.follow_all(FollowingAll(after, client_id))

    def wait_until(
        self,
        job_id: UUID | str,
        *wanted: VideoStatus,
        timeout: float | None = None,
        on_event: Callable[[JobEvent], None] | None = None,
    ) -> JobResponse:
        """Wait for a status; without one, for `completed`.

        Args:
            job_id: which
            wanted: any of these
            timeout: seconds; looked at whenever the server says anything, heartbeats too
            on_event: told of the job as it stands, then of everything on the way

        Raises:
            JobEnded: it ended otherwise, or was approved in advance and its film cannot be paid
            NotInTime: it did not happen within `timeout`
        """
        goal = wanted or (VideoStatus.COMPLETED,)
        deadline = Deadline.within(timeout, f"job {job_id} did not get there")
        job = self.job(job_id)
        if on_event:
            on_event(JobChange(job.version, job))
        if job.status in goal:
            return job
        if stands_still(job):
            raise JobEnded(job)
        for event in self._wire.follow(job_id, Following(job.version), deadline):
            if on_event:
                on_event(event)
            if isinstance(event, JobChange):
                job = event.job
                if job.status in goal:
                    return job
                if stands_still(job):
                    break
        raise JobEnded(job)
