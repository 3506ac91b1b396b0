"""Whether an input is what a model's schema asks for, in the words of the API's own checker."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from storyreel.simulator.problems import Problem

Schema = Mapping[str, Any]


class Complaint(NamedTuple):
    """What is wrong with one field."""

    kind: str
    field: str
    description: str


_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def check(schema: Schema, given: Mapping[str, Any]) -> None:
    """Raise a 422 that lists every field that is not right."""
    complaints = list(_complaints(schema, given))
    if complaints:
        detail = "".join(f"- {one.field}: {one.description}\n" for one in complaints)
        fields = [{"type": one.kind, "field": one.field, "description": one.description} for one in complaints]
        raise Problem(422, "Input validation failed", detail, invalid_fields=fields)


def _complaints(schema: Schema, given: Mapping[str, Any]) -> Iterator[Complaint]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in given:
            yield Complaint("required", "input", f"{name} is required")
    for name, value in given.items():
        if name in properties:
            yield from _value(f"input.{name}", properties[name], value)
        elif schema.get("additionalProperties") is False:
            yield Complaint("additional_property_not_allowed", "input", f"Additional property {name} is not allowed")


def _value(field: str, wanted: Schema, value: Any) -> Iterator[Complaint]:
    if value is None and wanted.get("nullable"):
        return
    kind = wanted["type"]
    if not _is(kind, value):
        given = "null" if value is None else _NAMES.get(type(value), "object")
        yield Complaint("invalid_type", field, f"Invalid type. Expected: {kind}, given: {given}")
        return
    name = field.removeprefix("input.")
    if "enum" in wanted and value not in wanted["enum"]:
        allowed = ", ".join(f'"{one}"' if isinstance(one, str) else str(one) for one in wanted["enum"])
        yield Complaint("enum", field, f"{name} must be one of the following: {allowed}")
    if "minimum" in wanted and value < wanted["minimum"]:
        yield Complaint("number_gte", field, f"Must be greater than or equal to {wanted['minimum']}")
    if "maximum" in wanted and value > wanted["maximum"]:
        yield Complaint("number_lte", field, f"Must be less than or equal to {wanted['maximum']}")


def _is(kind: str, value: Any) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    known = {"string": str, "boolean": bool, "array": list, "object": dict}
    return isinstance(value, known[kind])
