"""Which paths there are, told from the OpenAPI document, whichever router serves them."""

import re
from typing import Any

from starlette.routing import compile_path

_OPENS = re.compile(r"(/shared/).+|[\w-]{40,}", re.IGNORECASE | re.DOTALL)


def discreet(path: str) -> str:
    """A path as it may be written down: without what opens something, a share link's token or a key gone astray."""
    return _OPENS.sub(lambda found: f"{found[1] or ''}…", path)


class Paths:
    """The API's path templates and what each takes."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._known = [(compile_path(path)[0], path, sorted(item)) for path, item in document["paths"].items()]
        self._queries = {
            (method, path): frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
            for path, item in document["paths"].items()
            for method, operation in item.items()
        }

    def find(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The template that a path follows, and the values in it."""
        for pattern, template, _ in self._known:
            if found := pattern.match(path):
                return template, found.groupdict()
        return None

    def parameters(self, method: str, path: str) -> frozenset[str]:
        """The names that the query of a request may have; HEAD takes what GET does."""
        wanted = {"HEAD": "get"}.get(method, method.lower())
        for pattern, template, methods in self._known:
            if wanted in methods and pattern.match(path):
                return self._queries[wanted, template]
        return frozenset()

    def allowed(self, path: str) -> str:
        """The value of an `Allow` header: every GET has its HEAD. Of two templates that fit, the first one counts."""
        methods = next((methods for pattern, _, methods in self._known if pattern.match(path)), [])
        found = {method.upper() for method in methods} | ({"HEAD"} if "get" in methods else set())
        return ", ".join(sorted(found))
