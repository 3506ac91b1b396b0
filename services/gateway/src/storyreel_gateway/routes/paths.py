"""Which paths there are and what each takes, whichever router serves them: as the OpenAPI document has it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Route, compile_path

from storyreel_gateway.metrics import OTHER

_OPENS = re.compile(r"(/shared/).+|[\w-]{40,}", re.IGNORECASE | re.DOTALL)


def discreet(path: str) -> str:
    """A path as it may be written down: without what opens something, a share link's token or a key gone astray."""
    return _OPENS.sub(lambda found: f"{found[1] or ''}…", path)


class Paths:
    """The API's path templates and what each takes.

    They are told from the routes, since a service that starts has no use for the document, which takes long to make.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._queries = {(method, path): queries for method, path, queries in _endpoints(routes)}
        methods = dict[str, list[str]]()
        for method, path in self._queries:
            methods.setdefault(path, []).append(method)
        self._known = [(compile_path(path)[0], path, sorted(found)) for path, found in methods.items()]
        self._pages: set[str] = set()

    def also(self, routes: Iterable[BaseRoute]) -> None:
        """There are these as well, which the document does not tell of; none takes anything."""
        self._pages |= {route.path for route in routes if isinstance(route, Route) and "{" not in route.path}

    def named(self, path: str) -> str:
        """The template that a path follows, or `other`: clients make up any number of paths."""
        if path in self._pages:
            return path
        found = self.find(path)
        return found[0] if found else OTHER

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


def _endpoints(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(method, path template, names that its query may have) of every endpoint that is described."""
    for context in iter_route_contexts(routes):
        if isinstance(context.original_route, APIRoute) and context.include_in_schema:
            taken = get_flat_params(context.dependant)
            queries = frozenset(one.alias for one in taken if isinstance(one.field_info, Query))
            for method in context.methods or ():
                yield method.lower(), context.path_format or "", queries
