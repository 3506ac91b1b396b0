"""The command as it was called, so that a hint can be typed as it stands."""

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = "storyreel"


def command(*words: object) -> str:
    """`storyreel watch JOB`, or `.venv/bin/storyreel watch JOB` where the shell would not find the former."""
    return " ".join((program(sys.argv[0], sys.orig_argv), *map(str, words)))


def program(path: str, original: Sequence[str]) -> str:
    """What to type for the program that runs from this path."""
    here = Path(path)
    if here.name == "__main__.py" and here.parent.name == NAME:
        return f"{shlex.quote(original[0])} -m {NAME}"
    found = shutil.which(NAME)
    if here.name != NAME or (found and Path(found).resolve() == here.resolve()):
        return NAME
    return shlex.quote(path)
