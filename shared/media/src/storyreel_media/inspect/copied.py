"""Films and sounds packed anew: the same pictures and sounds, and nothing of what is said about them.

Where a film was taken, with what, by whom, and whatever else lies between, before or behind the media stays outside.
"""

from collections.abc import Sequence
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from storyreel_contracts.formats import AssetFormat
from storyreel_media.inspect.found import NotReadable

_BARE = {"fflags": "+bitexact"}
"""Nor does the muxer name itself."""
_HOW = {
    "mp4": {"movflags": "+faststart"},
    "mov": {"movflags": "+faststart"},
    "mp3": {"id3v2_version": "0"},
    "wav": {},
}


def copy(
    container: InputContainer, streams: Sequence[VideoStream | AudioStream], asset_format: AssetFormat, out: Path
) -> None:
    """Write these streams of a container to a file of their own, packet by packet.

    Raises:
        NotReadable: one of them does not belong into the format
        Exception: the container is broken in some way
    """
    options = _BARE | _HOW[asset_format]
    with av.open(f"file:{out.absolute()}", "w", format=asset_format, container_options=options) as copied:
        try:
            places = {stream.index: copied.add_stream_from_template(stream, opaque=True) for stream in streams}
        except ValueError as error:
            raise NotReadable(f"has a track in a format that does not belong into .{asset_format}") from error
        if asset_format in {"mp4", "mov"}:  # players tell codecs of one name by it
            for stream in streams:
                places[stream.index].codec_context.codec_tag = stream.codec_context.codec_tag
        for packet in container.demux(*streams):
            if packet.dts is not None:
                packet.stream = places[packet.stream.index]
                copied.mux(packet)
