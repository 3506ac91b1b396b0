"""Files that somebody brings along: pictures, films, sounds, documents."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from storyreel_contracts.api.base import Answer, Request, ShortText
from storyreel_contracts.types import AssetFormat, AssetType, FilmSeconds, Moment

# no control characters but around it: a form's part may end with a line
_SHOWN, _AROUND = r"[^\x00-\x1f\x7f-\x9f]", r"[\t-\r ]*"
_ONE_SHOWN = _SHOWN.replace("^", r"^\s")
AssetName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class AssetUpload(Request):
    """What is said beside an uploaded file."""

    name: AssetName | None = Field(
        default=None,
        description="What to call it, without control characters; default: the file's own name.",
        json_schema_extra={"pattern": f"^{_AROUND}{_SHOWN}*{_ONE_SHOWN}{_SHOWN}*{_AROUND}$"},
    )
    client_id: ShortText | None = Field(
        default=None,
        description="Your own word for whose it is, without control characters; a list filter.",
        json_schema_extra={"pattern": f"^{_AROUND}{_SHOWN}*{_AROUND}$"},
    )


class Asset(Answer):
    """An uploaded file as it is kept: all but documents are written anew, without what is neither seen nor heard."""

    asset_id: UUID
    name: str = Field(description="For people; no path.")
    type: AssetType
    format: AssetFormat
    mime_type: str = Field(description="What the content is served as.")
    size: int = Field(ge=1, description="Bytes of what is kept.")
    width: int | None = Field(default=None, ge=1, description="Pixels; of images and videos, as they are shown.")
    height: int | None = Field(default=None, ge=1, description="Pixels; of images and videos, as they are shown.")
    duration: FilmSeconds | None = Field(default=None, description="Of videos, sounds and moving images, seconds.")
    pages: int | None = Field(default=None, ge=1, description="Of documents.")
    url: str
    thumbnail_url: str
    client_id: str | None = None
    created_at: Moment
