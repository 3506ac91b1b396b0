"""The commands together, and how a run of one ends."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from storyreel.cli import (
    assets,
    batches,
    capacity,
    costs,
    doctor,
    events,
    films,
    keys,
    ledger,
    letters,
    metadata,
    sharing,
    simulating,
    stack,
    telling,
    versions,
    webhooks,
)
from storyreel.cli.called import NAME
from storyreel.cli.dressing import HELP, Commands
from storyreel.cli.endings import ending

app = typer.Typer(
    name=NAME,
    cls=Commands,
    help="A prompt becomes a storyboard, you decide, it becomes a film.",
    epilog="Exit codes: 0 done · 1 refused or failed · 2 wrong usage · 3 nothing answers · 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": HELP},
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{NAME} {version(NAME)}")
        raise typer.Exit


@app.callback()
def _before(
    version_: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    pass


stack.register(app)
doctor.register(app)
capacity.register(app)
simulating.register(app)
films.register(app)
metadata.register(app)
sharing.register(app)
app.add_typer(keys.app, name="keys")
versions.register(app)
app.add_typer(batches.app, name="batch")
costs.register(app)
ledger.register(app)
events.register(app)
telling.register(app)
app.add_typer(assets.app, name="assets")
app.add_typer(letters.app, name="dead-letters")
app.add_typer(webhooks.app, name="webhooks")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; whatever goes wrong is one sentence on stderr. Returns the exit code."""
    try:
        app(args=None if arguments is None else list(arguments))
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except Exception as error:
        known = ending(error)
        if known is None:
            raise
        sys.stderr.write(f"storyreel: {known.sentence}\n")
        return known.code
    return 0
