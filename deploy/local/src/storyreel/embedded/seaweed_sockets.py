"""The socket files that SeaweedFS leaves in the temporary directory."""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from stat import S_ISSOCK

from storyreel.probes import TIMEOUT

PARTS = ("master", "volume", "filer", "s3", "admin")
SOCKETS = Path("/tmp")  # noqa: S108  not our choice
"""Where it puts socket files; fixed in the server."""


def sockets(port: int) -> list[Path]:
    """The files that any part listening on `port` would make."""
    return [SOCKETS / f"seaweedfs-{part}-grpc-{port}.sock" for part in PARTS]


def bury_dead_sockets(folder: Path = SOCKETS, *, older: float = 60) -> None:
    """Remove this user's socket files of servers that were killed, which nobody would remove else.

    Args:
        folder: where to look
        older: seconds that a file must have been there: a server that starts makes it before it listens
    """
    for file in folder.glob("seaweedfs-*-grpc-*.sock"):
        with suppress(OSError):
            facts = file.lstat()
            mine = facts.st_uid == os.geteuid() and S_ISSOCK(facts.st_mode)
            if mine and time.time() - facts.st_mtime > older and _refuses(file):
                file.unlink(missing_ok=True)


def _refuses(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(TIMEOUT)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return True
        return False


def removable(file: Path) -> bool:
    """Whether a new server could put its own file there."""
    return not file.exists() or os.geteuid() in {0, file.stat().st_uid}
