"""The child: `python -m storyreel_media.inspect FORMAT SOURCE FOLDER`.

One line of JSON on stdout: what was found, or `{"unreadable": why}`, or `{"full": true}` where the disk is. Whatever
else happens to this process happens because of the file.
"""

import json
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from storyreel_contracts.formats import AssetFormat
from storyreel_media.headers import NotAFilm
from storyreel_media.inspect.found import FULL, Found, NotReadable
from storyreel_media.inspect.kinds import KINDS


def look(asset_format: AssetFormat, source: Path, folder: Path) -> Found:
    """Decode the file by its kind's own decoder, which is loaded only now."""
    kind = KINDS[asset_format].type
    if kind == "image":
        from storyreel_media.inspect.pictures import picture  # noqa: PLC0415 - each child needs one of them

        return picture(source, asset_format, folder)
    if kind == "video":
        from storyreel_media.inspect.films import film  # noqa: PLC0415

        return film(source, asset_format, folder)
    if kind == "audio":
        from storyreel_media.inspect.sounds import sound  # noqa: PLC0415

        return sound(source, asset_format, folder)
    from storyreel_media.inspect.documents import document  # noqa: PLC0415

    return document(source, folder)


def answer(asset_format: AssetFormat, source: Path, folder: Path) -> dict[str, Any]:
    """What is said about a file; a decoder's own words go to stderr only."""
    try:
        return asdict(look(asset_format, source, folder))
    except NotReadable as error:
        return {"unreadable": str(error)}
    except NotAFilm as error:
        return {"unreadable": f"is broken: {error.reason}"}
    except MemoryError:
        return {"unreadable": "takes too much memory to decode"}
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like
        if isinstance(error, OSError) and error.errno in FULL:
            return {"full": True}
        sys.stderr.write(f"{type(error).__name__}: {error}\n"[:1000])
        return {"unreadable": "is broken: it cannot be decoded"}


def main(argv: list[str]) -> None:
    """Look at one file. What libraries print goes to stderr, so that stdout carries the answer only."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("error", UserWarning)
    warnings.simplefilter("error", RuntimeWarning)
    asset_format, source, folder = argv
    stdout.write(json.dumps(answer(cast("AssetFormat", asset_format), Path(source), Path(folder))))
    stdout.close()


if __name__ == "__main__":
    main(sys.argv[1:])
