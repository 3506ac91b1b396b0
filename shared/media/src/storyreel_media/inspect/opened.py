"""A container that opens itself and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer

from storyreel_contracts.formats import AssetFormat

_DEMUXERS = {"mp4": "mov", "mov": "mov", "mp3": "mp3", "wav": "wav"}
_SHUT = {"mov": {"enable_drefs": "0", "use_absolute_path": "0"}}


@contextmanager
def opened(path: Path, asset_format: AssetFormat) -> Iterator[InputContainer]:
    """The file by its demuxer, whatever it claims to be; playlists, scripts and references lead nowhere."""
    demuxer = _DEMUXERS[asset_format]
    guards = {"protocol_whitelist": "file", "format_whitelist": demuxer, **_SHUT.get(demuxer, {})}
    with av.open(f"file:{path.absolute()}", format=demuxer, container_options=guards) as container:
        yield container
