"""The folder that the demo fills."""

import asyncio
import shutil
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from storyreel.client import AsyncStoryreel
from storyreel.client.partial import put
from storyreel.demo.titles import shot_of, title_of
from storyreel_contracts.api import JobResponse, StoryboardEntry
from storyreel_contracts.types import ExportFormat
from storyreel_media.animatic import Slate, contact_sheet, poster


class Folder:
    """Where everything goes; what an earlier demo left under these names is removed first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.film = root / "film.mp4"
        self.storyboard = root / "storyboard"
        self.contact_sheet = root / "contact-sheet.png"
        self.poster = root / "poster.png"
        self.logs = root / "logs"

    def copy(self, kind: ExportFormat) -> Path:
        """Where a copy in the high quality goes."""
        return self.root / f"film-high.{kind}"

    def picture(self, scene_number: int, data: bytes) -> Path:
        """Where a scene's picture goes, by what it is."""
        return self.storyboard / f"scene-{scene_number:02d}.{_suffix(data)}"

    def clear(self) -> None:
        """Make the folder, without the files of an earlier demo.

        Raises:
            OSError: it cannot be written
        """
        self.root.mkdir(parents=True, exist_ok=True)
        stale = (*self.root.glob("film*.*"), *self.storyboard.glob("scene-*.*"), self.contact_sheet, self.poster)
        for file in stale:
            file.unlink(missing_ok=True)
        if self.logs.is_dir():
            shutil.rmtree(self.logs)
        self.storyboard.mkdir(exist_ok=True)


class Gallery:
    """The storyboard's pictures, fetched as they come."""

    def __init__(self, client: AsyncStoryreel, folder: Folder) -> None:
        self._client, self._folder = client, folder
        self._have: dict[int, bytes] = {}

    async def fetch_new(self, job: JobResponse) -> Sequence[tuple[int, Path, bytes]]:
        """Fetch what a job has and we do not; (scene number, file, encoded picture) of each, saved."""
        entries = job.storyboard or []
        new = [e.scene.scene_number for e in entries if e.image_url and e.scene.scene_number not in self._have]
        fetched = await asyncio.gather(*(self._fetch(job.job_id, number) for number in new))
        self._have.update((number, data) for number, _, data in fetched)
        return fetched

    async def _fetch(self, job_id: UUID, number: int) -> tuple[int, Path, bytes]:
        data = await self._client.scene_image(job_id, number)
        path = self._folder.picture(number, data)
        put(data, path)
        return number, path, data

    def print_stills(self, entries: Sequence[StoryboardEntry], prompt: str) -> None:
        """Write the contact sheet and the poster. Blocks for some tenths of a second: run it in a thread."""
        starts = accumulate((float(entry.scene.duration) for entry in entries), initial=0.0)
        pictures = [
            (self._have[entry.scene.scene_number], _slate(entry, len(entries), start), entry.scene.description)
            for entry, start in zip(entries, starts, strict=False)
        ]
        title = title_of(prompt)
        put(contact_sheet(pictures, title=title), self._folder.contact_sheet)
        put(poster(pictures[0][0], title=title), self._folder.poster)


def _slate(entry: StoryboardEntry, total: int, start: float) -> Slate:
    scene = entry.scene
    return Slate(scene.scene_number, total, shot_of(scene.image_prompt), start, float(scene.duration))


def _suffix(data: bytes) -> str:
    """By the first bytes: JPEG, PNG or WebP, the only ones that the API serves."""
    if data.startswith(b"\x89PNG"):
        return "png"
    return "webp" if data[8:12] == b"WEBP" else "jpg"
