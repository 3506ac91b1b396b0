"""`storyreel env`: where the stack on this machine is, for other programs."""

import shlex

import typer

from storyreel.cli.connection import events_url, kept_key, local_url
from storyreel.cli.output import Json, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(env)


def env(json: Json = False) -> None:
    """The API's address and key, and NATS for who only listens: eval "$(storyreel env)" sets them in a shell."""
    told = {
        "STORYREEL_URL": local_url(),
        "STORYREEL_API_KEY": kept_key().strip(),
        "STORYREEL_NATS_URL": events_url(),
    }
    if json:
        return print_json(told)
    for name, value in told.items():
        typer.echo(f"export {name}={shlex.quote(value)}")
    return None
