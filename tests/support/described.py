"""The operations of the OpenAPI document, for tests that take each of them; a new endpoint is tested by being there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from storyreel_gateway.openapi import document

DOCUMENT = document()
JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """One endpoint."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def operation_id(self) -> str:
        """Its name."""
        name: str = self.described["operationId"]
        return name

    @property
    def body(self) -> dict[str, Any] | None:
        """The example of its JSON body, where it takes one."""
        if self._model is None:
            return None
        assert "examples" in self._model, f"{self._model['title']} has no example: give it a line in routes/examples.py"
        example: dict[str, Any] = self._model["examples"][0]
        return example

    @property
    def fields(self) -> set[str]:
        """Those that its JSON body may have."""
        return set((self._model or {}).get("properties", ()))

    @property
    def _model(self) -> dict[str, Any] | None:
        schema = self.described.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
        named = [one["$ref"].rpartition("/")[2] for one in (schema, *schema.get("anyOf", ())) if "$ref" in one]
        return DOCUMENT["components"]["schemas"][named[0]] if named else None

    @property
    def signed(self) -> bool:
        """Whether it takes calls that are signed, and no key; such ones have tests of their own."""
        return "webhook-signature" in {one["name"] for one in self.described.get("parameters", ())}

    @property
    def takes_files(self) -> bool:
        """Whether its body is a form; such ones have tests of their own."""
        content = self.described.get("requestBody", {}).get("content", {})
        return bool(content) and JSON not in content

    def url(self, **known: str) -> str:
        """Its path with these values; what is not among them is an id that nobody has, or 1."""
        values = {
            one["name"]: str(uuid4()) if one["schema"].get("format") == "uuid" else "1"
            for one in self.described.get("parameters", ())
            if one["in"] == "path"
        }
        return self.path.format(**(values | known))


def operations(*methods: str) -> list[Operation]:
    """All operations of these methods, or of any."""
    return list(_operations(methods))


def _operations(methods: tuple[str, ...]) -> Iterator[Operation]:
    for path, item in DOCUMENT["paths"].items():
        for method, described in item.items():
            if not methods or method in methods:
                yield Operation(method, path, described)


def named(operation: Operation) -> str:
    """A test's id."""
    return operation.operation_id
