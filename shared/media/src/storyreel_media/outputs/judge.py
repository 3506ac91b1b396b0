"""The child that decodes what a provider made: `python -m storyreel_media.outputs.judge FORMAT FILE`.

One line of JSON: `width`, `height`, `seconds` (null for a picture), or `wrong`, the end of a sentence about the file.
"""

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

MOST_PIXELS = 40_000_000
_PILLOW = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}


def picture(path: Path, kind: str) -> dict[str, Any]:
    """Decode a picture wholly."""
    from PIL import Image  # noqa: PLC0415 - each child needs one decoder

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(path, formats=[_PILLOW[kind]]) as image:
        if image.width * image.height > MOST_PIXELS:
            return {"wrong": f"has more than {MOST_PIXELS} pixels"}
        image.load()
        return {"width": image.width, "height": image.height, "seconds": None}


def film(path: Path) -> dict[str, Any]:
    """Read every packet of an mp4 or webm."""
    from storyreel_media.probe import NotAFilm, probe  # noqa: PLC0415

    try:
        info = probe(path)
    except NotAFilm as error:
        return {"wrong": f"is broken: {error.reason}"}
    if info.video is None or info.video.frames == 0:
        return {"wrong": "has no pictures"}
    return {"width": info.video.width, "height": info.video.height, "seconds": info.video.duration}


def avi(path: Path) -> dict[str, Any]:
    """Decode the first picture and read every packet."""
    import av  # noqa: PLC0415

    from storyreel_media.tally import tally_packets  # noqa: PLC0415

    with path.open("rb") as file:
        if int.from_bytes(file.read(8)[4:], "little") + 8 > path.stat().st_size:
            return {"wrong": "is broken: cut short"}
    guards = {"protocol_whitelist": "file", "format_whitelist": "avi"}
    with av.open(f"file:{path.absolute()}", format="avi", container_options=guards) as container:
        stream = container.streams.video[0]
        first = next(iter(container.decode(stream)))
        container.seek(0)
        return {
            "width": first.width,
            "height": first.height,
            "seconds": tally_packets(container)[stream.index].duration,
        }


def judge(kind: str, path: Path) -> dict[str, Any]:
    """What a file is, or what is wrong with it."""
    try:
        if kind in _PILLOW:
            return picture(path, kind)
        return avi(path) if kind == "avi" else film(path)
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like
        sys.stderr.write(f"{type(error).__name__}: {error}\n"[:1000])
        return {"wrong": "is broken: it cannot be decoded"}


def main(argv: list[str]) -> None:
    """Judge one file. What libraries print goes to stderr, so that stdout carries the answer only."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("error", UserWarning)
    warnings.simplefilter("error", RuntimeWarning)
    kind, path = argv
    stdout.write(json.dumps(judge(kind, Path(path))))
    stdout.close()


if __name__ == "__main__":
    main(sys.argv[1:])
