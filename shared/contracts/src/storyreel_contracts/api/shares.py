"""Links that show a storyboard or a film to people without a key."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from storyreel_contracts.api.base import Answer, Request
from storyreel_contracts.types import AspectRatio, FilmSeconds, Moment, Seconds, Whole

DAY = 24 * 60 * 60
Shared = Literal["storyboard", "film"]


class ShareRequest(Request):
    """What a link shall show, and for how long."""

    what: Shared = Field(description="`storyboard`: the scenes as they are when looked at. `film`: the newest film.")
    expires_in: Whole = Field(
        default=7 * DAY, ge=60, le=30 * DAY, description="Seconds, a minute to 30 days; default 7 days."
    )


class ShareResponse(Answer):
    """A link, as the owner of its job sees it."""

    share_id: UUID
    job_id: UUID
    what: Shared
    url: str | None = Field(description="Opens without a key; null once the link has expired or was revoked.")
    token: str | None = Field(default=None, description="The last part of `url`: what `/shared/{token}` takes.")
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None


class SharedScene(Answer):
    """A scene, as whoever has the link sees it."""

    scene_number: int
    caption: str
    duration: Seconds
    image_url: str | None = Field(description="null while there is no picture.")


class SharedFilm(Answer):
    """A film, as whoever has the link sees it."""

    url: str
    poster_url: str | None = Field(description="A picture to show before it plays.")
    media_type: str
    duration: FilmSeconds
    width: int
    height: int
    size: int = Field(description="bytes")


class SharedView(Answer):
    """What a link shows; `scenes` of a storyboard, else `film`."""

    what: Shared
    aspect_ratio: AspectRatio
    duration: FilmSeconds
    expires_at: Moment
    scenes: list[SharedScene] | None = None
    film: SharedFilm | None = None
