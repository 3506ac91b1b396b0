"""Named SQL: `-- name: x`, a sentence, a statement."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def queries(package: str, path: str = "sql/queries.sql") -> Mapping[str, str]:
    """The statements of a package's SQL file, by name.

    Raises:
        ValueError: a name stands twice
    """
    parts = _NAME.split(files(package).joinpath(path).read_text("utf-8"))
    names, bodies = parts[1::2], parts[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{package}/{path} names a statement twice")
    return dict(zip(names, (body.strip() for body in bodies), strict=True))
