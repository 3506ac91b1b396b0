"""Put together the ffmpeg command that makes several copies from one reading of one file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from storyreel_media.export.encoders import audio_args, video_args
from storyreel_media.export.plan import Essence
from storyreel_media.export.recipe import Format
from storyreel_media.ffmpeg import sink, source
from storyreel_media.headers import Container

_Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Output:
    """One file to write."""

    path: Path
    format: Format
    essence: Essence


def command(master: Path, container: Container, fps: Fraction, outputs: Sequence[Output]) -> list[str]:
    """Return the arguments that decode `master` once, scale it once to each size and write all of `outputs`.

    What is copied is not decoded. Metadata is left behind and nothing depends on the time, so that equal masters give
    equal copies.
    """
    encoded = [index for index, output in enumerate(outputs) if not output.essence.copy_video]
    demuxer = "mov" if container in {"mp4", "mov"} else "matroska"
    args = source(master, demuxer)
    if encoded:
        args += ["-filter_complex", _graph({index: _size(outputs[index].essence) for index in encoded})]
    for index, output in enumerate(outputs):
        args += _output(output, f"[v{index}]" if index in encoded else "0:v:0", fps)
    return args


def _output(output: Output, picture: str, fps: Fraction) -> list[str]:
    sound = ["-map", "0:a:0"] if output.essence.audio else []
    clean = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]
    faststart = [] if output.format == "webm" else ["-movflags", "+faststart"]
    codecs = [*video_args(output.essence, fps), *audio_args(output.essence)]
    return ["-map", picture, *sound, *codecs, *clean, *faststart, *sink(output.path, output.format)]


def _graph(wanted: dict[int, _Size]) -> str:
    """Return a filter graph from the first video to `[v<index>]`, each size scaled once however many want it."""
    sizes = sorted(set(wanted.values()), reverse=True)
    chains = [f"[0:v:0]split={len(sizes)}{_labels('s', range(len(sizes)))}"]
    for number, (width, height) in enumerate(sizes):
        takers = [index for index, size in wanted.items() if size == (width, height)]
        scale = f"scale={width}:{height}:flags=bicubic,setsar=1,format=yuv420p"
        chains.append(f"[s{number}]{scale},split={len(takers)}{_labels('v', takers)}")
    return ";".join(chains)


def _labels(prefix: str, numbers: Iterable[int]) -> str:
    return "".join(f"[{prefix}{number}]" for number in numbers)


def _size(essence: Essence) -> _Size:
    return essence.width, essence.height
