"""Decide what a recipe means for one master, without touching it: sizes, and what is copied instead of encoded."""

from dataclasses import dataclass

from storyreel_media.export.recipe import SHORT_SIDE, AudioCodec, Format, Recipe, VideoCodec
from storyreel_media.headers import NotAFilm
from storyreel_media.probe import AudioInfo, MediaInfo, VideoInfo

_PIXELS = "yuv420p"  # what every player decodes


@dataclass(frozen=True, slots=True)
class Essence:
    """The streams of a copy, whatever they are wrapped in; equal ones are made once. Size in pixels, both even.

    `copy_video` and `copy_audio`: the master's packets are taken as they are. `audio` is None for a silent film.
    """

    video: VideoCodec
    width: int
    height: int
    copy_video: bool
    audio: AudioCodec | None
    copy_audio: bool

    @property
    def is_remux(self) -> bool:
        """Nothing is encoded."""
        return self.copy_video and (self.copy_audio or self.audio is None)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make one copy."""

    key: str
    format: Format
    essence: Essence

    @property
    def is_remux(self) -> bool:
        """Nothing is encoded."""
        return self.essence.is_remux


def resolve(recipe: Recipe, master: MediaInfo) -> Plan:
    """Return the plan of `recipe` for `master`; pure.

    Raises:
        NotAFilm: the master has no picture.
    """
    if master.video is None:
        raise NotAFilm("no picture")
    width, height = target_size(master.video, SHORT_SIDE[recipe.quality])
    essence = Essence(
        video=recipe.video,
        width=width,
        height=height,
        copy_video=_can_copy(master.video, recipe.video, width, height),
        audio=recipe.audio if master.audio else None,
        copy_audio=_can_keep(master.audio, recipe.audio),
    )
    return Plan(recipe.key, recipe.format, essence)


def target_size(video: VideoInfo, short_side: int) -> tuple[int, int]:
    """Return width and height (even) with the shorter side at `short_side`, never larger than the picture is."""
    scale = min(1.0, short_side / min(video.width, video.height))
    return _even(video.width, scale), _even(video.height, scale)


def _even(length: int, scale: float) -> int:
    nearest = 2 * round(length * scale / 2)
    return max(2, min(nearest, length - length % 2))


def _can_copy(video: VideoInfo, codec: VideoCodec, width: int, height: int) -> bool:
    return (video.codec, video.pix_fmt, video.width, video.height) == (codec, _PIXELS, width, height)


def _can_keep(audio: AudioInfo | None, codec: AudioCodec) -> bool:
    return audio is not None and audio.codec == codec
