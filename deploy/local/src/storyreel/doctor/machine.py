"""The embedded stack of this machine: its home, programs, disk and ports; looked at from outside, never changed."""

import asyncio
import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section
from storyreel.embedded import binaries
from storyreel.errors import CannotStart
from storyreel.infrastructure import MODULES
from storyreel.ports import is_free
from storyreel.services import LOOPBACK
from storyreel.settings import UpSettings
from storyreel_chassis.keys import is_well_formed
from storyreel_media.ffmpeg import FfmpegMissingError
from storyreel_media.ffmpeg import executable as ffmpeg

LISTEN_SECONDS, RUN_SECONDS = 1.0, 3.0
LITTLE = 4
"""Times the least free space: from there on it is said."""
NO_START, NO_FILMS = "`storyreel up` does not start", "films cannot be made here"

Programs = Sequence[tuple[str, Callable[[UpSettings], Path], str]]
PROGRAMS: Programs = (
    ("NATS", binaries.nats_server, "--version"),
    ("Postgres", lambda settings: binaries.postgres_bin(settings) / "postgres", "--version"),
    ("Valkey", binaries.valkey_server, "--version"),
    ("SeaweedFS", binaries.weed, "version"),
)


async def look(*, runs: bool) -> list[Section]:
    """All of it, side by side; what does not answer in time is a finding."""
    try:
        settings = UpSettings()
    except ValidationError as error:
        return [Section("this machine", "", [_setting(str(one["loc"][0]), one["msg"]) for one in error.errors()])]
    unfit, ports = await asyncio.gather(programs(settings), _listening(settings) if runs else _taken(settings))
    findings = [*_settings(settings), *_home(settings, runs=runs), *_disks(settings), *unfit, *ports]
    return [Section("this machine", f"home {settings.home}; programs, disk and ports are fine", findings)]


def is_held(lock: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        with lock.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False
    except OSError:
        return False


def _setting(variable: str, wrong: str) -> Finding:
    return Finding("broken", f"{variable}: {wrong}", NO_START, f"correct or unset {variable}")


def _settings(settings: UpSettings) -> Iterator[Finding]:
    if settings.s3_endpoint and not (settings.s3_access_key and settings.s3_secret_key):
        yield _setting("S3_ENDPOINT", "is set, and S3_ACCESS_KEY or S3_SECRET_KEY is not")
    if settings.api_key and not is_well_formed(settings.api_key.get_secret_value()):
        yield _setting("STORYREEL_API_KEY", "is not an API key: its checksum does not fit")


def _home(settings: UpSettings, *, runs: bool) -> Iterator[Finding]:
    home = settings.home
    try:
        status = home.stat()
        if status.st_uid != os.geteuid():
            yield Finding(
                "broken",
                f"{home} belongs to another user (uid {status.st_uid})",
                NO_START,
                "be that user, or set STORYREEL_HOME to a folder of your own",
            )
            return
        if status.st_mode & 0o077:
            yield Finding(
                "warning",
                f"{home} can be read by others: its keys and data are theirs too",
                "nothing yet",
                f"`chmod 700 {home}`",
            )
        next(home.iterdir(), None)
        yield from _files(home, runs=runs)
    except FileNotFoundError:  # `storyreel up` makes it
        return
    except OSError as error:
        yield Finding("broken", f"{home} cannot be used: {error.strerror}", NO_START, f"mend it: `ls -la {home}`")


def _files(home: Path, *, runs: bool) -> Iterator[Finding]:
    if not runs and is_held(home / "children.lock"):
        yield Finding(
            "broken",
            "servers of a `storyreel up` that is gone still run in the home",
            NO_START,
            f"`fuser -v {home / 'children.lock'}` names them: end them, then `storyreel up`",
        )
    if not runs and (owner := postgres_owner(home)):
        yield Finding(
            "broken",
            f"the lock file of Postgres names process {owner}, which lives",
            NO_START,
            f"`ps -p {owner}`: end it if it is Postgres; else `rm {home / 'postgres' / 'postmaster.pid'}`",
        )
    for name in ("secrets.json", "ports.json", "service-ports.json"):
        if (home / name).exists() and not _is_json(home / name):
            yield Finding(
                "warning",
                f"{home / name} is cut short",
                "the next start makes it anew",
                "stop and start `storyreel up`",
            )
    key = home / "api-key"
    if key.exists() and not is_well_formed(key.read_text(errors="replace").strip()):
        yield Finding(
            "warning",
            f"{key} holds no API key",
            "commands without --key are refused",
            "stop and start `storyreel up`, which makes one",
        )


def postgres_owner(home: Path) -> int | None:
    """Who holds Postgres' lock file; None where nobody of that number lives, or there is none."""
    try:
        owner = int((home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    try:
        os.kill(owner, 0)
    except (ProcessLookupError, OverflowError):
        return None
    except PermissionError:  # it lives, as another user
        pass
    return owner


def _is_json(file: Path) -> bool:
    try:
        return isinstance(json.loads(file.read_text()), dict)
    except ValueError:
        return False


def _disks(settings: UpSettings) -> Iterator[Finding]:
    work = settings.work_dir or Path(tempfile.gettempdir())
    for what, folder in (("home", settings.home), ("work", work)):
        place = next((one for one in (folder, *folder.parents) if _is_there(one)), Path("/"))
        free, least = shutil.disk_usage(place).free, settings.min_free_bytes
        if free < least * LITTLE:
            full = free < least
            yield Finding(
                "broken" if full else "warning",
                f"{free // 1_000_000:,} MB are free where {folder} is, {least // 1_000_000:,} MB are needed",
                (NO_START if what == "home" else NO_FILMS) if full else "nothing yet",
                f"free space, or set {'STORYREEL_HOME' if what == 'home' else 'STORYREEL_WORK_DIR'} to a larger disk",
                runbook="StoryreelWorkDiskLow",
            )


def _is_there(path: Path) -> bool:
    """Not for us where we may not look."""
    try:
        return path.exists()
    except OSError:
        return False


async def programs(settings: UpSettings) -> list[Finding]:
    """The servers' programs and ffmpeg: there, and able to run."""
    looks: list[Awaitable[Finding | None]] = [_program(name, find, word, settings) for name, find, word in PROGRAMS]
    found = await asyncio.gather(*looks, _ffmpeg())
    return [one for one in found if one is not None]


async def _program(name: str, find: Callable[[UpSettings], Path], word: str, settings: UpSettings) -> Finding | None:
    try:
        path = find(settings)
    except CannotStart as error:
        return Finding("broken", f"{name}: {error}", NO_START, "install Storyreel again: `make clean`, then `make up`")
    return await _runs(name, str(path), word, NO_START)


async def _ffmpeg() -> Finding | None:
    try:
        return await _runs("ffmpeg", await asyncio.to_thread(ffmpeg), "-version", NO_FILMS)
    except FfmpegMissingError:
        return Finding(
            "broken", "there is no ffmpeg", NO_FILMS, "install Storyreel again: `make clean`, then `make up`"
        )


async def _runs(name: str, path: str, word: str, users: str) -> Finding | None:
    """Whether the program can say which version it is."""
    process = None
    try:
        process = await asyncio.create_subprocess_exec(
            path,
            word,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(RUN_SECONDS):
            code = await process.wait()
    except TimeoutError:
        code, why = 1, f"does not say its version within {RUN_SECONDS:g} s"
    except OSError as error:
        code, why = 1, f"cannot be run: {error.strerror or errno.errorcode.get(error.errno or 0, 'unknown')}"
    else:
        why = f"ends with status {code}"
    finally:
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
    if code == 0:
        return None
    return Finding("broken", f"{name} {why} ({path})", users, f"`{path} {word}` shows it; install Storyreel again")


async def _taken(settings: UpSettings) -> list[Finding]:
    """For a stack that does not run: whether it could."""
    if settings.port and not is_free(settings.port, settings.host):
        return [
            Finding(
                "broken",
                f"port {settings.port} is taken by another program",
                NO_START,
                f"`ss -ltnp 'sport = :{settings.port}'` names it; end it, or set STORYREEL_PORT to a free one",
            )
        ]
    return []


async def _listening(settings: UpSettings) -> list[Finding]:
    """For a stack that runs: whether each of its programs listens where it did."""
    given = {
        "nats": settings.nats_url,
        "postgres": settings.database_url,
        "valkey": settings.redis_url,
        "seaweed": settings.s3_endpoint,
    }
    ports = {
        (server, part, port)
        for server, module in MODULES.items()
        if not given[server]
        for part, port in _remembered(settings.home / "ports.json").items()
        if part in module.PORTS
    }
    ours = _remembered(settings.home / "service-ports.json")
    if settings.port:  # the other one is of a time when nobody named one
        ours["gateway"] = settings.port
    ports |= {(name, name, port) for name, port in ours.items()}
    sought = sorted(ports)
    hosts = {"gateway": settings.reachable_host}
    found = await asyncio.gather(*(_listens(port, hosts.get(server, LOOPBACK)) for server, _, port in sought))
    deaf = {server: (part, port) for (server, part, port), ok in zip(sought, found, strict=True) if not ok}
    return [_deaf(server, part, port, settings.home) for server, (part, port) in deaf.items()]


def _remembered(file: Path) -> dict[str, int]:
    try:
        told = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): port for name, port in told.items() if isinstance(port, int)} if isinstance(told, dict) else {}


async def _listens(port: int, host: str) -> bool:
    try:
        async with asyncio.timeout(LISTEN_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _deaf(program: str, part: str, port: int, home: Path) -> Finding:
    which = program if part == program else f"{program} ({part})"
    return Finding(
        "broken",
        f"{which} does not listen on port {port}: it has died, or is being started again",
        "see the sections below",
        Care(home).restart(program),
        runbook="StoryreelServiceAbsent",
    )
