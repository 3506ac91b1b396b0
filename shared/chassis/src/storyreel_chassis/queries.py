"""Named SQL: `-- name: x`, a sentence, a statement."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_names: dict[str, str] = {}


@cache
def queries(package: str, folder: str = "sql") -> Mapping[str, str]:
    """The statements of all SQL files in a package's folder, by name.

    Raises:
        ValueError: a name stands twice
    """
    found: dict[str, str] = {}
    for file in sorted(files(package).joinpath(folder).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        parts = _NAME.split(file.read_text("utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"{package}/{folder} names the statement {name} twice")
            found[name] = body.strip()
            _names[found[name]] = name
    return found


def name_of(statement: str) -> str | None:
    """A statement's name; None where it is in no file."""
    return _names.get(statement)
