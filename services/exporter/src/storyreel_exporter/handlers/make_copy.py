"""The task `export`: one copy, made once, told to everyone who waits for it."""

from contextlib import suppress
from functools import partial

from storyreel_chassis.errors import Fenced, Refused, Transient
from storyreel_chassis.events import caused_by
from storyreel_chassis.pace import Pace
from storyreel_chassis.ports import ObjectMissing, ObjectStore, ProgressPublisher, Task
from storyreel_contracts.events import ExportFailed, ExportRequested, Problem, VideoExported
from storyreel_contracts.types import ExportFormat
from storyreel_exporter.ports import CopyMaker, ExporterUnits, KeptCopy, Masters, Workspace

STAGE = "exporting"
MEDIA_TYPES: dict[ExportFormat, str] = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}


class MakeCopy:
    """Makes a copy unless it is there."""

    def __init__(
        self, units: ExporterUnits, objects: ObjectStore, *, masters: Masters, maker: CopyMaker,
        workspace: Workspace, progress: ProgressPublisher,
    ) -> None:  # fmt: skip
        self._units, self._objects, self._masters, self._maker = units, objects, masters, maker
        self._workspace, self._progress = workspace, progress

    async def __call__(self, task: Task) -> None:
        """Do it.

        Raises:
            Refused: the film is gone or cannot be read
            Transient: later it may work
            Fenced: another worker has the task; nothing of ours stays
        """
        request = ExportRequested.model_validate(task.payload)
        found = await self._found(request)
        copy = found or await self._make(request, task.fence)
        try:
            async with self._units() as unit:
                await unit.tasks.finish(task, {"object_key": copy.object_key})
                waiting = await unit.copies.made(request, copy)
                await unit.say(*(_exported(one, copy) for one in waiting))
        except Fenced:
            if not found:
                await self._objects.delete(copy.object_key)
            raise
        if not found:
            with suppress(Transient):
                await self._sweep(request, copy.object_key)

    async def give_up(self, task: Task, problem: Problem) -> None:
        """Tell everyone who waits that there will be no copy.

        Raises:
            Fenced: another worker has the task
        """
        request = ExportRequested.model_validate(task.payload)
        async with self._units() as unit:
            await unit.tasks.fail(task, problem)
            waiting = await unit.copies.not_made(request)
            await unit.say(*(_failed(one, problem) for one in waiting))

    async def _found(self, request: ExportRequested) -> KeptCopy | None:
        async with self._units() as unit:
            copy = await unit.copies.find(request)
        if copy:
            with suppress(ObjectMissing):
                await self._objects.stat(copy.object_key)
                return copy
        return None

    async def _make(self, request: ExportRequested, fence: int) -> KeptCopy:
        """Make and store it under a key of this claim alone, so that a late worker can never overwrite it."""
        key = f"{_place(request)}-{fence}.{request.format}"
        pace = Pace(partial(self._progress, request.job_id, STAGE))
        try:
            async with (
                self._workspace.folder(str(request.export_id)) as folder,
                self._masters.hold(request.master_key) as master,
                pace.telling(),
            ):
                out = folder / f"copy.{request.format}"
                made = await self._maker.make(master, request.format, request.quality, out, pace.note)
                await self._objects.put_file(key, out, media_type=MEDIA_TYPES[request.format])
        except ObjectMissing as error:
            raise Refused("master_missing", "the film to copy is gone; render it again") from error
        return KeptCopy(
            object_key=key,
            media_type=MEDIA_TYPES[request.format],
            size=made.size,
            duration=made.duration,
            width=made.width,
            height=made.height,
            video_codec=made.video_codec,
            audio_codec=made.audio_codec,
            remuxed=made.remuxed,
        )

    async def _sweep(self, request: ExportRequested, ours: str) -> None:
        """Remove what claims left that crashed between storing and telling."""
        for found in await self._objects.list(f"{_place(request)}-"):
            if found.key != ours and found.key.endswith(f".{request.format}"):
                await self._objects.delete(found.key)


def _place(request: ExportRequested) -> str:
    return f"{request.owner_id}/films/{request.render_id}/{request.quality}"


def _exported(request: ExportRequested, copy: KeptCopy) -> VideoExported:
    return caused_by(
        request,
        VideoExported,
        export_id=request.export_id,
        render_id=request.render_id,
        format=request.format,
        quality=request.quality,
        **dict(copy),
    )


def _failed(request: ExportRequested, problem: Problem) -> ExportFailed:
    return caused_by(
        request,
        ExportFailed,
        export_id=request.export_id,
        render_id=request.render_id,
        format=request.format,
        quality=request.quality,
        problem=problem,
    )
