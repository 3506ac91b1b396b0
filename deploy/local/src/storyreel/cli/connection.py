"""Where Storyreel is: told by options or the environment, else read from the home of the stack on this machine."""

import json
import os
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import quote, urlsplit

import typer

from storyreel.cli.called import command
from storyreel.cli.endings import Unusable
from storyreel.client import Storyreel
from storyreel.embedded.nats import as_user
from storyreel.embedded.postgres import DATABASE, ROLE
from storyreel.settings import UpSettings, bracketed
from storyreel_chassis.rights import SUBSCRIBER

Url = Annotated[
    str | None,
    typer.Option(
        "--url", envvar="STORYREEL_URL", help="The API, default: the one on this machine.", show_default=False
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", envvar="STORYREEL_API_KEY", help="The API key, default here: the kept one.", show_default=False
    ),
]


def connect(url: str | None, key: str | None) -> Storyreel:
    """A client of the API."""
    return Storyreel((url or local_url()).rstrip("/"), (key or kept_key(url)).strip())


def local_url() -> str:
    """Where `storyreel up` serves the API on this machine."""
    settings = UpSettings()
    port = settings.port or _remembered("service-ports.json").get("gateway")
    if not port:
        raise Unusable(
            f"no stack has run here: say where Storyreel is (--url, STORYREEL_URL), or start `{command('up')}`"
        )
    return f"http://{bracketed(settings.reachable_host)}:{port}"


def kept_key(url: str | None = None) -> str:
    """The API key in the home: this machine's, so no other one is sent it.

    Raises:
        Unusable: none is kept, or `url` is of another machine
    """
    if url and not _is_here(url):
        raise Unusable(f"no API key for {urlsplit(url).hostname}: give one (--key, STORYREEL_API_KEY)")
    file = UpSettings().home / "api-key"
    try:
        return file.read_text()
    except OSError as error:
        reason = (
            f"no API key: give one (--key, STORYREEL_API_KEY), or start `{command('up')}`, which keeps one in {file}"
        )
        raise Unusable(reason) from error


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def database_url() -> str:
    """`DATABASE_URL`, else the embedded database of the home."""
    return UpSettings().database_url or (
        f"postgresql://{ROLE}:{_secret('postgres')}@127.0.0.1:{_port('postgres')}/{DATABASE}?sslmode=disable"
    )


def nats_url() -> str:
    """`NATS_URL`, else the embedded NATS of the home."""
    return UpSettings().nats_url or f"nats://storyreel:{_secret('nats')}@127.0.0.1:{_port('nats')}"


def events_url() -> str:
    """NATS for who only listens: `STORYREEL_NATS_URL`, else `NATS_URL`, else the embedded NATS of the home."""
    told = os.environ.get("STORYREEL_NATS_URL") or UpSettings().nats_url
    return told or as_user(nats_url(), SUBSCRIBER)


def _secret(name: str) -> str:
    return quote(str(_told("secrets.json", name)), safe="")


def _port(name: str) -> int:
    return int(_told("ports.json", name))


def _told(file: str, name: str) -> str | int:
    told = _remembered(file).get(name)
    if told is None:
        raise Unusable(f"{UpSettings().home / file} does not name {name}: stop and start `{command('up')}`")
    return told


def _remembered(name: str) -> dict[str, str | int]:
    file = UpSettings().home / name
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        begin = f"start `{command('up')}`, or set STORYREEL_HOME, or NATS_URL and DATABASE_URL"
        reason = f"no stack has run in {file.parent}: {begin}"
        raise Unusable(reason) from error
    return content if isinstance(content, dict) else {}
