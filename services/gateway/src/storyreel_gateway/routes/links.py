"""Where an answer leads: the links of the OpenAPI document, told from the ids that answers carry and paths take."""

import re
from typing import Any

from storyreel_gateway.routes.described import Document, operations

_WITHIN = {
    ("JobResponse", "scene_number"): "/storyboard/0/scene/scene_number",
    ("StoryboardVersionDetail", "scene_number"): "/storyboard/0/scene/scene_number",
    ("SharedView", "scene_number"): "/scenes/0/scene_number",
    ("BatchResponse", "job_id"): "/items/0/job_id",
    ("StoryboardDiff", "version"): "/before",
    ("StoryboardDiff", "other"): "/after",
    ("StoryboardVersion", "other"): "/version",
    ("StoryboardVersionDetail", "other"): "/version",
}
"""Parameters of paths that lie deeper in an answer than at its top, or under another name."""


def link(document: Document) -> None:
    """Give every answer that carries ids a link to each operation whose path they fill."""
    schemas = document["components"]["schemas"]
    targets = [
        (operation["operationId"], names, path)
        for _, path, operation in operations(document)
        if (names := re.findall(r"{(\w+)}", path))
    ]
    for _, path, operation in operations(document):
        given = set(re.findall(r"{(\w+)}", path))
        for status, answer in operation["responses"].items():
            schema = answer.get("content", {}).get("application/json", {}).get("schema", {}) if status < "300" else {}
            links = {
                target: {"operationId": target, "parameters": filled}
                for target, names, there in targets
                if target != operation["operationId"]
                and _leads(names, there, schema)
                and (filled := _filled(names, given, schema, schemas))
            }
            if links:
                answer["links"] = links


def _leads(names: list[str], path: str, schema: dict[str, Any]) -> bool:
    """What can be done with a job is told by answers that are jobs; others that name one lead to it, and no further."""
    return names != ["job_id"] or path.endswith("{job_id}") or _model(schema) == "JobResponse"


def _model(schema: dict[str, Any]) -> str:
    reference: str = (schema.get("items", {}) if schema.get("type") == "array" else schema).get("$ref", "")
    return reference.rpartition("/")[2]


def _filled(names: list[str], given: set[str], schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, str]:
    """An expression for every parameter, at least one of them from the answer's body; empty where one is lacking."""
    found = {f"path.{name}": _expression(name, given, schema, schemas) for name in names}
    values = [value for value in found.values() if value]
    told = any(value.startswith("$response") for value in values)
    return {name: value for name, value in found.items() if value} if told and len(values) == len(names) else {}


def _expression(name: str, given: set[str], schema: dict[str, Any], schemas: dict[str, Any]) -> str | None:
    model = _model(schema)
    where = "$response.body#/0" if schema.get("type") == "array" else "$response.body#"
    if name in schemas.get(model, {}).get("properties", {}):
        return f"{where}/{name}"
    if (model, name) in _WITHIN:
        return where + _WITHIN[model, name]
    return f"$request.path.{name}" if name in given else None
