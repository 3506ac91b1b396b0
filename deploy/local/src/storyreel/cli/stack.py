"""`storyreel up`, `demo` and `provision`: the system itself."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from storyreel.cli.connection import nats_url
from storyreel.cli.output import Json, print_json
from storyreel.settings import UpSettings
from storyreel_chassis.logs import configure_logs
from storyreel_chassis.provision import ProvisionSettings, provision_all
from storyreel_contracts import topology

PORT = "The API's port, 0 for a free one; default: STORYREEL_PORT, else 8000."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (up, demo, provision):
        app.command()(command)


def up(
    port: Annotated[int | None, typer.Option(help=PORT, show_default=False)] = None,
    home: Annotated[Path | None, typer.Option(help="Where everything is kept.", show_default=False)] = None,
) -> None:
    """The whole system on this machine, in the foreground, kept between starts; Ctrl-C stops it."""
    from storyreel.up import up as run  # noqa: PLC0415  the other commands need no servers

    options: dict[str, Any] = {"port": port, "home": home}
    settings = UpSettings(**{name: value for name, value in options.items() if value is not None})
    raise typer.Exit(asyncio.run(run(settings)))


def demo() -> None:
    """From a prompt to a film, on a throw-away system of its own.

    PROMPT, DURATION, ASPECT, STYLE, SEED and OUT in the environment change what it makes and where.
    """
    from storyreel.demo import main  # noqa: PLC0415  the other commands need no media

    raise typer.Exit(main())


def provision(json: Json = False) -> None:
    """Make or mend the streams and consumers on NATS (NATS_URL, or the kept home's); `up` does so by itself."""
    configure_logs("provision", level="WARNING")
    asyncio.run(provision_all(ProvisionSettings(NATS_URL=SecretStr(nats_url()))))
    if json:
        streams = [topology.STREAM, topology.HEALTH_STREAM]
        return print_json({"streams": streams, "consumers": [one.durable for one in topology.consumers()]})
    return typer.echo("streams and consumers stand")
