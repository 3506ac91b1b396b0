"""The one directory a stack lives in: private, locked, with its secrets and the user's first API key."""

import asyncio
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storyreel.errors import CannotStart
from storyreel_chassis.keys import is_well_formed, new_api_key

SECRETS = ("postgres", "nats", "valkey", "s3", "jwt", "gateway")
LEFTOVERS = 10.0
"""Seconds that a launcher waits for the children of one that was killed; they need up to three."""


@dataclass(frozen=True, slots=True)
class Home:
    """An open home; the lock is held."""

    path: Path
    secrets: dict[str, str]
    """One password or key per name in SECRETS."""
    children_lock: int
    """A descriptor every child inherits: it stays locked as long as one of them lives."""

    def write(self, name: str, text: str) -> Path:
        """Write a private file (0600) so that it is there whole or not at all; returns its path."""
        return write_private(self.path / name, text)

    def folder(self, name: str) -> Path:
        """A private subdirectory, made if missing."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def api_key(self, preset: str | None = None) -> str:
        """The key in `<home>/api-key`; `preset` replaces it, and one is made when there is none or half of one.

        Raises CannotStart when `preset` is not an API key.
        """
        if preset and not is_well_formed(preset):
            raise CannotStart("STORYREEL_API_KEY is not an API key (its checksum does not fit): correct or unset it")
        file = self.path / "api-key"
        kept = file.read_text(errors="replace").strip() if file.exists() else ""
        key = preset or (kept if is_well_formed(kept) else new_api_key())
        if key != kept:
            write_private(file, f"{key}\n")
        return key


def write_private(path: Path, text: str) -> Path:
    """Replace `path` atomically with a file that only its owner can read."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return partial.replace(path)


@asynccontextmanager
async def opened(path: Path, *, min_free_bytes: int) -> AsyncIterator[Home]:
    """Make or reopen the home at `path` and hold its lock.

    Raises CannotStart when another launcher holds it, or the directory is foreign, unwritable or on a full disk.
    """
    with ExitStack() as held:
        with _explained(path):
            path = path.expanduser().resolve()
            _prepare(path, min_free_bytes)
            children_lock = held.enter_context(_locked(path))
            await _without_leftovers(path, children_lock)
            (path / "logs").mkdir(mode=0o700, exist_ok=True)
            home = Home(path, _load_secrets(path / "secrets.json"), children_lock)
        yield home


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotStart(f"cannot use {path} as Storyreel's home: {error.strerror or error}") from error


def _prepare(path: Path, min_free_bytes: int) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.geteuid():
        raise CannotStart(f"{path} belongs to another user (uid {path.stat().st_uid}): choose another STORYREEL_HOME")
    if not (path / "lock").exists() and any(path.iterdir()):
        raise CannotStart(f"{path} is neither empty nor a Storyreel home: choose another STORYREEL_HOME")
    path.chmod(0o700)
    free = shutil.disk_usage(path).free
    if free < min_free_bytes:
        raise CannotStart(
            f"the disk of {path} is full: {free // 1_000_000} MB are free, {min_free_bytes // 1_000_000} MB are needed"
        )


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Hold the launcher's lock; yields the still unlocked descriptor of the children's."""
    with (path / "lock").open("a+") as lock, (path / "children.lock").open("a") as children:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise CannotStart(f"{path} is in use by another `storyreel up` (process {owner})") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield children.fileno()


async def _without_leftovers(path: Path, children_lock: int) -> None:
    """Wait until no child of an earlier launcher, killed a moment ago, is left in this home."""
    deadline = asyncio.get_running_loop().time() + LEFTOVERS
    while True:
        try:
            return fcntl.flock(children_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if asyncio.get_running_loop().time() > deadline:
                sentence = f"servers of an earlier `storyreel up` still run in {path}: end them, then start again"
                raise CannotStart(sentence) from None
        await asyncio.sleep(0.05)


def _load_secrets(file: Path) -> dict[str, str]:
    """Read the secrets; whatever is missing or cut short is made anew, and the servers take what they are given."""
    try:
        kept = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    complete = {name: str(kept.get(name) or secrets.token_urlsafe(24)) for name in SECRETS}
    if complete != kept:
        write_private(file, json.dumps(complete, indent=1))
    file.chmod(0o600)
    return complete
