"""Scratch space on the local disk: every piece of work has a folder of its own, and what died leaves nothing behind."""

import asyncio
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from storyreel_chassis.errors import Transient
from storyreel_chassis.telemetry.metrics import WORK_FREE

_LOCK, _NEW = ".lock", ".new-"
FULL = {errno.ENOSPC, errno.EDQUOT}


class Scratch:
    """One process's part of a work directory."""

    def __init__(self, home: Path, least_free: int) -> None:
        self.home, self._least_free = home, least_free

    @asynccontextmanager
    async def folder(self, name: str) -> AsyncIterator[Path]:
        """A new, empty folder, removed at the end whatever happens.

        Raises:
            Transient: `storage_full`, from here or from whatever ran into a full disk inside the block
        """
        try:
            place = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=f"{name}-", dir=self.home))
            try:
                yield place
            finally:
                # Not in a thread: a cancelled task would leave before the thread is done. It takes milliseconds.
                shutil.rmtree(place, ignore_errors=True)
        except OSError as error:
            if error.errno in FULL:
                raise storage_full() from error
            raise

    async def check(self) -> None:
        """For readiness: enough free space.

        Raises:
            Transient: `storage_full`
        """
        free = (await asyncio.to_thread(shutil.disk_usage, self.home)).free
        WORK_FREE.set(free)
        if free < self._least_free:
            raise storage_full()


def storage_full() -> Transient:
    """What a full disk is told as."""
    return Transient("storage_full", "the disk for work in progress is full", retry_after=5)


@contextmanager
def open_scratch(root: Path, *, least_free: int) -> Iterator[Scratch]:
    """This process's own folder under `root`; those of dead processes are removed first.

    A lock on a file in it says that its process lives; the kernel drops it with the process, whatever ended it.

    Args:
        root: shared by any number of processes
        least_free: bytes below which readiness fails
    """
    root.mkdir(parents=True, exist_ok=True)
    for other in root.iterdir():
        if other.is_dir() and not other.name.startswith(_NEW):
            _remove_if_dead(other)
    home = Path(tempfile.mkdtemp(prefix=_NEW, dir=root))
    lock = os.open(home / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    home = home.rename(root / home.name.removeprefix(_NEW))
    try:
        yield Scratch(home, least_free)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        os.close(lock)


def _remove_if_dead(home: Path) -> None:
    try:
        lock = os.open(home / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return  # not ours
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(home, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(lock)
