"""The demo as any client of the REST API would do it: ask, watch, approve, render, fetch, check."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from storyreel.cli.narrator import Narrator
from storyreel.cli.steps import Steps
from storyreel.client import AsyncStoryreel, JobChange, JobEnded
from storyreel.demo.folder import Folder, Gallery
from storyreel.demo.proof import Proof, Unproven, prove
from storyreel.demo.wishes import Wishes
from storyreel_contracts.api import JobResponse
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_contracts.types import ExportFormat

FORMATS: tuple[ExportFormat, ...] = ("mp4", "mov", "webm")


class Production:
    """One film, from the request to the proof."""

    def __init__(self, client: AsyncStoryreel, wishes: Wishes, folder: Folder, steps: Steps) -> None:
        self._client, self._wishes, self._folder, self._steps = client, wishes, folder, steps
        self._gallery = Gallery(client, folder)
        self._approved = False

    async def make(self) -> tuple[JobResponse, Sequence[Proof]]:
        """All of it; the finished job, and the proofs of the film and its copies.

        Raises:
            Unproven: a file is not what was asked for, or a scene has no picture
            StoryreelError: the API refused or is away, or the job failed
        """
        job = await self._client.generate(self._wishes.request)
        async with asyncio.TaskGroup() as beside:
            job = await self._follow(job, beside)
        await self._fetch(job)
        return job, await self._prove(job)

    async def _follow(self, job: JobResponse, beside: asyncio.TaskGroup) -> JobResponse:
        """Watch the job to its end, deciding what its owner has to decide."""
        narrator = Narrator(self._steps)
        async for event in self._client.events(job.job_id):
            if isinstance(event, JobChange):
                job = event.job
                await self._save_pictures(job)
                narrator.tell(event)
                await self._decide(job, beside)
            else:
                narrator.tell(event)
        if job.status is not VideoStatus.COMPLETED:
            raise JobEnded(job)
        return job

    async def _save_pictures(self, job: JobResponse) -> None:
        for number, path, data in await self._gallery.fetch_new(job):
            description = (job.storyboard or [])[number - 1].scene.description
            self._steps.item("storyboard", f"{path}  {description}", data, title=f"{number} {description}")

    async def _decide(self, job: JobResponse, beside: asyncio.TaskGroup) -> None:
        """Approve a whole storyboard, once, and start the render; print the stills meanwhile."""
        if job.status is not VideoStatus.STORYBOARD_READY or self._approved:
            return
        entries = job.storyboard or []
        for entry in entries:
            if entry.generation_status is not GenerationStatus.COMPLETED:
                raise Unproven(f"scene {entry.scene.scene_number} has no picture: {entry.error or 'unknown reason'}")
        self._approved = True
        beside.create_task(asyncio.to_thread(self._gallery.print_stills, entries, self._wishes.request.prompt))
        await self._client.approve(job.job_id)
        self._steps.done("approval", "approved as it stands")
        await self._client.render(job.job_id)

    async def _fetch(self, job: JobResponse) -> None:
        """The film and its three copies, at once."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._client.video(job.job_id, self._folder.film))
            for kind in FORMATS:
                group.create_task(self._export(job, kind))

    async def _export(self, job: JobResponse, kind: ExportFormat) -> None:
        name, path = f"copy {kind}", self._folder.copy(kind)
        self._steps.begin(name, "encoding" if kind == "webm" else "wrapping anew")
        await self._client.export(job.job_id, kind, "high", path, wait=1800)
        self._steps.done(name, str(path))

    async def _prove(self, job: JobResponse) -> Sequence[Proof]:
        metadata = await self._client.metadata(job.job_id)
        said = metadata.video.parameters
        if said is None:
            raise Unproven("the API knows no facts of the film")
        self._steps.begin("check", "probing and decoding every frame")
        films: list[tuple[Path, ExportFormat]] = [(self._folder.film, "mp4")]
        films += [(self._folder.copy(kind), kind) for kind in FORMATS]
        asked = self._wishes.request
        proofs = []
        for number, (path, kind) in enumerate(films):
            proofs.append(await asyncio.to_thread(prove, path, kind, asked.aspect_ratio, asked.duration, said))
            self._steps.advance("check", 100 * (number + 1) / len(films))
        self._steps.done("check", f"{len(proofs)} files are right")
        return proofs
