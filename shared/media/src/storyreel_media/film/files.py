"""Files appear whole or not at all: written beside their place, then moved to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to, moved to `out` at the end; removed when the work fails."""
    part = partial(out, os.getpid())
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def partial(out: Path, process: int) -> Path:
    """Where a process writes what will become `out`."""
    return out.with_name(f".{out.name}.{process}.part")
