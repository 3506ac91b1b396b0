"""A film that was rendered."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from storyreel_contracts.types import Dollars, FilmSeconds, PictureSource, ProviderName


class Source(BaseModel):
    """Who made a scene's picture and clip; its number is that in the film."""

    model_config = ConfigDict(frozen=True)

    scene_number: int
    picture_provider: PictureSource | None = None
    picture_model: str | None = None
    clip_provider: ProviderName | None = None
    clip_model: str | None = None


class Film(BaseModel):
    """The rendered master; `size` in bytes, `duration` in seconds."""

    model_config = ConfigDict(frozen=True)

    render_id: UUID
    storyboard_version: int
    master_key: str
    poster_key: str | None
    media_type: str
    duration: FilmSeconds
    width: int
    height: int
    fps: int
    frames: int
    size: int
    cost: Dollars
    sources: tuple[Source, ...] = ()
