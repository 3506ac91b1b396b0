"""The storyboard's versions: look back, compare, bring back."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from storyreel.client.calls import JOB, Call, job_path
from storyreel.client.pages import every, every_async
from storyreel.client.partial import put
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import JobResponse, StoryboardDiff, StoryboardVersion, StoryboardVersionDetail

VERSIONS = TypeAdapter(list[StoryboardVersion]).validate_json


def versions(job_id: UUID | str, page_size: int) -> Call[list[StoryboardVersion]]:
    """The first page of a job's versions."""
    return Call("GET", _path(job_id), VERSIONS, query={"limit": page_size})


def version(job_id: UUID | str, number: int) -> Call[StoryboardVersionDetail]:
    """One version with its scenes."""
    return Call("GET", _path(job_id, number), StoryboardVersionDetail.model_validate_json)


def picture(job_id: UUID | str, number: int, scene_number: int) -> Call[bytes]:
    """A picture of one version."""
    return Call("GET", _path(job_id, number, "scenes", scene_number, "image"), bytes)


def diff(job_id: UUID | str, before: int, after: int) -> Call[StoryboardDiff]:
    """How two versions differ."""
    return Call("GET", _path(job_id, before, "diff", after), StoryboardDiff.model_validate_json)


def restore(job_id: UUID | str, number: int) -> Call[JobResponse]:
    """Bring a version back."""
    return Call("POST", _path(job_id, number, "restore"), JOB, key=str(uuid4()))


def _path(job_id: UUID | str, *rest: str | int) -> str:
    return job_path(job_id, "storyboard", "versions", *rest)


class Storyboards:
    """`client.storyboards`. See `Storyreel` for what each call may raise."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def versions(self, job_id: UUID | str, *, page_size: int = 50) -> Iterator[StoryboardVersion]:
        """Every settled version, newest first; further pages are fetched as they are needed."""
        return every(self._wire, versions(job_id, page_size))

    def version(self, job_id: UUID | str, number: int) -> StoryboardVersionDetail:
        """One version with its scenes."""
        return self._wire.send(version(job_id, number))

    def picture(self, job_id: UUID | str, number: int, scene_number: int, to: Path | None = None) -> bytes:
        """A picture as that version had it; also written to the file `to`."""
        found = self._wire.send(picture(job_id, number, scene_number))
        return found if to is None else put(found, to)

    def diff(self, job_id: UUID | str, before: int, after: int) -> StoryboardDiff:
        """How two versions differ; `summary` says it in sentences."""
        return self._wire.send(diff(job_id, before, after))

    def restore(self, job_id: UUID | str, number: int) -> JobResponse:
        """Bring a version back, as a new one with the pictures that it had."""
        return self._wire.send(restore(job_id, number))


class AsyncStoryboards:
    """`client.storyboards` under asyncio. See `AsyncStoryreel` for what each call may raise."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    def versions(self, job_id: UUID | str, *, page_size: int = 50) -> AsyncIterator[StoryboardVersion]:
        """Every settled version, newest first; further pages are fetched as they are needed."""
        return every_async(self._wire, versions(job_id, page_size))

    async def version(self, job_id: UUID | str, number: int) -> StoryboardVersionDetail:
        """One version with its scenes."""
        return await self._wire.send(version(job_id, number))

    async def picture(self, job_id: UUID | str, number: int, scene_number: int, to: Path | None = None) -> bytes:
        """A picture as that version had it; also written to the file `to`."""
        found = await self._wire.send(picture(job_id, number, scene_number))
        return found if to is None else put(found, to)

    async def diff(self, job_id: UUID | str, before: int, after: int) -> StoryboardDiff:
        """How two versions differ; `summary` says it in sentences."""
        return await self._wire.send(diff(job_id, before, after))

    async def restore(self, job_id: UUID | str, number: int) -> JobResponse:
        """Bring a version back, as a new one with the pictures that it had."""
        return await self._wire.send(restore(job_id, number))
