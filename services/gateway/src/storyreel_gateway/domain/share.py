"""A link that shows one job's storyboard or film."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from storyreel_chassis.ids import new_id
from storyreel_contracts.api import SharedFilm, SharedScene, SharedView, ShareRequest, ShareResponse
from storyreel_contracts.api.shares import Shared
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.progress import no_film
from storyreel_gateway.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class Share:
    """`expires_at` is a whole second: the link carries it."""

    share_id: UUID
    job_id: UUID
    owner_id: str
    what: Shared
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def opens(self, at: datetime) -> bool:
        """Whether its link opens anything at that time."""
        return self.revoked_at is None and at < self.expires_at


def share(job: Job, wish: ShareRequest, *, at: datetime) -> Share:
    """A new link, of something that is there.

    Raises:
        Refused: there is no film, or no scene yet
    """
    if wish.what == "film" and job.film is None:
        raise no_film(job)
    if wish.what == "storyboard" and not job.entries:
        raise refuse("storyboard_failed" if job.status is VideoStatus.FAILED else "storyboard_not_ready")
    expires_at = at.replace(microsecond=0) + timedelta(seconds=wish.expires_in)
    return Share(new_id(), job.job_id, job.owner_id, wish.what, at, expires_at)


def share_response(one: Share, *, url: str | None) -> ShareResponse:
    """A link as its owner sees it; `url` is left away where it opens nothing."""
    return ShareResponse(
        share_id=one.share_id,
        job_id=one.job_id,
        what=one.what,
        url=url,
        token=None if url is None else url.rpartition("/")[2],
        created_at=one.created_at,
        expires_at=one.expires_at,
        revoked_at=one.revoked_at,
    )


def shared_view(one: Share, job: Job, url: str) -> SharedView:
    """What the link shows, and nothing else of the job.

    Args:
        one: the link
        job: its job
        url: the link's own path

    Raises:
        Refused: the film is gone
    """
    if one.what == "storyboard":
        scenes = [_scene(entry.scene_number, job, url) for entry in job.entries]
        length = sum((scene.duration for scene in scenes), Decimal())
        return SharedView(
            what="storyboard",
            aspect_ratio=job.request.aspect_ratio,
            duration=length,
            expires_at=one.expires_at,
            scenes=scenes,
        )
    if job.film is None:
        raise no_film(job)
    names = ("media_type", "duration", "width", "height", "size")
    film = SharedFilm(
        url=f"{url}/video",
        poster_url=f"{url}/poster" if job.film.poster_key else None,
        **{name: getattr(job.film, name) for name in names},
    )
    return SharedView(
        what="film",
        aspect_ratio=job.request.aspect_ratio,
        duration=film.duration,
        expires_at=one.expires_at,
        film=film,
    )


def _scene(number: int, job: Job, url: str) -> SharedScene:
    entry = next(entry for entry in job.entries if entry.scene_number == number)
    return SharedScene(
        scene_number=number,
        caption=entry.description,
        duration=entry.duration,
        image_url=f"{url}/scenes/{number}/image" if entry.picture else None,
    )
