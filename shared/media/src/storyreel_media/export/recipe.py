"""What a copy of a film is asked to be."""

from dataclasses import dataclass
from typing import Literal

Format = Literal["mp4", "mov", "webm"]
Quality = Literal["low", "medium", "high"]
VideoCodec = Literal["h264", "av1", "vp9"]
AudioCodec = Literal["aac", "opus"]

SHORT_SIDE: dict[Quality, int] = {"low": 480, "medium": 720, "high": 1080}
"""Pixels of the shorter side; a smaller master stays as it is."""

ENGINE_VERSION = 1
"""Raise it whenever the same recipe gives other bytes, so that nothing kept from before is served for it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One copy: `webm_codec` is av1 unless an old player needs vp9; mp4 and mov carry H.264 and AAC."""

    format: Format
    quality: Quality
    webm_codec: Literal["av1", "vp9"] = "av1"

    def __post_init__(self) -> None:
        """Refuse a choice that would change nothing, so that equal copies have equal recipes."""
        if self.format != "webm" and self.webm_codec != "av1":
            raise ValueError(f"{self.format} has no choice of codec")

    @property
    def video(self) -> VideoCodec:
        """The codec of the picture."""
        return self.webm_codec if self.format == "webm" else "h264"

    @property
    def audio(self) -> AudioCodec:
        """The codec of the sound."""
        return "opus" if self.format == "webm" else "aac"

    @property
    def key(self) -> str:
        """A stable name for a cache, fit for a file name: `webm-high-av1-e1`."""
        return f"{self.format}-{self.quality}-{self.video}-e{ENGINE_VERSION}"

    @property
    def file_name(self) -> str:
        """The key with the suffix of the format."""
        return f"{self.key}.{self.format}"


_FORMATS: tuple[Format, ...] = ("mp4", "mov", "webm")

ALL_NINE = tuple(Recipe(format_, quality) for quality in SHORT_SIDE for format_ in _FORMATS)
"""Every format in every quality."""
