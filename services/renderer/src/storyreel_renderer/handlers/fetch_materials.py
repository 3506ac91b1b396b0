"""The owner's logo and soundtrack, fetched beside the pictures."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from storyreel_chassis.errors import Refused
from storyreel_chassis.ports import ObjectMissing, ObjectStore
from storyreel_contracts.events import RenderRequested
from storyreel_media.film.spec import LogoMark


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a film needs besides its scenes."""

    logo: LogoMark | None
    soundtrack: Path | None


class FetchMaterials:
    """Brings them into a render's folder."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def __call__(self, request: RenderRequested, folder: Path) -> Fetched:
        """The files.

        Raises:
            Refused: one is gone
        """
        logo, soundtrack = request.logo, request.soundtrack
        mark = None
        if logo:
            file = await self._fetch(logo.object_key, folder, "logo")
            mark = LogoMark(picture=file, content_key=logo.content_key, position=logo.position)
        return Fetched(mark, await self._fetch(soundtrack.object_key, folder, "soundtrack") if soundtrack else None)

    async def _fetch(self, key: str, folder: Path, what: str) -> Path:
        file = folder / f"{what}{PurePosixPath(key).suffix}"
        try:
            await self._objects.get_file(key, file)
        except ObjectMissing as error:
            raise Refused(f"{what}_missing", f"the file of the {what} is gone") from error
        return file
