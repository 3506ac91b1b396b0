"""What the children write: capped files that can be followed and quoted."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

Echo = Callable[[str], None]


class LogFile:
    """One child's output. The child appends to the file itself, so it never waits for the launcher."""

    def __init__(self, path: Path, *, max_bytes: int, echo: Echo | None = None) -> None:
        self.path = path
        self._max_bytes = max_bytes
        self._echo = echo
        self._read = self._begun = self._size()
        self._partial = b""

    def open(self) -> int:
        """A descriptor for a new child to append to; `tail` starts here from now on. The caller closes it."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._begun = self._size()
        return descriptor

    def tail(self, lines: int = 12) -> str:
        """The last lines written since the child was started, at most 4 kB of them."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            file.seek(max(self._begun, self._size() - 4096))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def catch_up(self) -> None:
        """Echo the complete lines that are new, then rotate a file that has grown too large."""
        if self._size() <= self._read:
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        self._read += len(new)
        if self._echo:
            *complete, self._partial = (self._partial + new).split(b"\n")
            for line in complete:
                self._echo(line.decode(errors="replace").rstrip("\r"))
        if self._read > self._max_bytes:
            self._rotate()

    def _rotate(self) -> None:
        # Copy and truncate: the child keeps its descriptor, and O_APPEND makes its next line the first one.
        shutil.copyfile(self.path, self.path.with_name(f"{self.path.name}.1"))
        os.truncate(self.path, 0)
        self._read = self._begun = 0

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


async def follow(logs: Iterable[LogFile], every: float = 0.1) -> None:
    """Catch up with all of `logs` for ever; the iterable may grow meanwhile."""
    while True:
        for log in tuple(logs):
            log.catch_up()
        await asyncio.sleep(every)
