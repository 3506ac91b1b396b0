"""The formats that are taken, and what names and media types claim to be one."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from storyreel_contracts.formats import AssetFormat, AssetType


@dataclass(frozen=True, slots=True)
class Kind:
    """A format; `claims` are the media types that mean it, the first is the one it is served as."""

    format: AssetFormat
    type: AssetType
    claims: tuple[str, ...]
    extensions: tuple[str, ...]

    @property
    def mime_type(self) -> str:
        """What it is served as."""
        return self.claims[0]


KINDS: Mapping[AssetFormat, Kind] = {
    kind.format: kind
    for kind in (
        Kind("jpg", "image", ("image/jpeg", "image/jpg", "image/pjpeg"), ("jpg", "jpeg", "jpe", "jfif")),
        Kind("png", "image", ("image/png", "image/apng", "image/x-png"), ("png", "apng")),
        Kind("gif", "image", ("image/gif",), ("gif",)),
        Kind("webp", "image", ("image/webp",), ("webp",)),
        Kind("mp4", "video", ("video/mp4", "video/x-m4v", "application/mp4"), ("mp4", "m4v")),
        Kind("mov", "video", ("video/quicktime",), ("mov", "qt")),
        Kind("mp3", "audio", ("audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3"), ("mp3",)),
        Kind("wav", "audio", ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"), ("wav", "wave")),
        Kind("pdf", "document", ("application/pdf", "application/x-pdf"), ("pdf",)),
    )
}
_BY_EXTENSION = {extension: kind for kind in KINDS.values() for extension in kind.extensions}
_BY_TYPE = {claim: kind for kind in KINDS.values() for claim in kind.claims}
_NO_CLAIM = {"", "application/octet-stream", "binary/octet-stream"}
_NAMES = mimetypes.MimeTypes()

Claim = Kind | Literal["other"] | None
"""What is claimed: a format of ours, something else, or nothing."""


def kind_of_name(name: str) -> Claim:
    """What a file's name claims. An ending that means nothing to anybody (`notes.final`) claims nothing."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if found := _BY_EXTENSION.get(ending.removeprefix(".")):
        return found
    known = ending in _NAMES.types_map[1] or ending in _NAMES.types_map[0] or ending in _NAMES.encodings_map
    return "other" if known else None


def kind_of_type(media_type: str) -> Claim:
    """What a Content-Type claims; the ones that senders give to what they do not know claim nothing."""
    plain = media_type.partition(";")[0].strip().lower()
    return None if plain in _NO_CLAIM else _BY_TYPE.get(plain, "other")
