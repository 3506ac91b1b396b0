"""What an embedded server is to the rest."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storyreel.keeper import Kept

PASSED_ON = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    env: Mapping[str, str]
    """The environment variables by which services find it."""
    handle: Kept | None
    """None when it runs elsewhere and is not ours to stop."""


@asynccontextmanager
async def elsewhere(name: str, env: Mapping[str, str]) -> AsyncIterator[Server]:
    """A server that somebody else runs."""
    yield Server(name, env, None)


def clean_environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own settings (PG*, AWS_*, WEED_*, …) may leak into a server."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {"HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}
