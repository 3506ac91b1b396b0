"""How usage is shown and complained about, where that is said better than typer does by itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer
from typer.core import TyperGroup

HELP = ["-h", "--help"]
_LEAKED = "Value error, "


class Commands(TyperGroup):
    """All commands: flags have no type in the help, and no complaint tells what it was found by."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in _below(self.commands):
            _bare(command.get_params(typer.Context(command, help_option_names=HELP)))

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own options; typer adds to them late."""
        return _bare(super().get_params(ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix(_LEAKED)
            raise


def _below(commands: Mapping[str, Any]) -> Iterator[Any]:
    for command in commands.values():
        yield command
        yield from _below(getattr(command, "commands", {}))


def _bare(parameters: Iterable[Any]) -> list[Any]:
    found = list(parameters)
    for parameter in found:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return found
