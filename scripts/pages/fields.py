"""A model's fields as Markdown rows, from its JSON schema."""

from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

_LIMITS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "pattern": "`{}`",
}
_FORMATS = {"uuid": "UUID", "date-time": "time"}


def schema_of(model: type[BaseModel]) -> Schema:
    """What the model is on the wire."""
    return model.model_json_schema(mode="serialization")


def rows(model: type[BaseModel], *, without: frozenset[str] = frozenset()) -> list[str]:
    """A table of the model's fields, or one sentence where there are none."""
    schema = schema_of(model)
    fields = {name: field for name, field in schema["properties"].items() if name not in without}
    if not fields:
        return ["Nothing beyond the envelope."]
    required = set(model_required(model))
    lines = ["| field | type | |", "|---|---|---|"]
    for name, field in fields.items():
        lines.append(f"| `{name}` | {kind(field)} | {_remarks(field, optional=name not in required)} |")
    return lines


def model_required(model: type[BaseModel]) -> list[str]:
    """The fields that have no default."""
    return [name for name, field in model.model_fields.items() if field.is_required()]


def kind(field: Schema) -> str:
    """A type in a word or two; models link to their own table."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(kind(one) for one in field["anyOf"])
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if field.get("type") == "array":
        return f"list of {kind(field['items'])}"
    word = _FORMATS.get(field.get("format", ""), field.get("type", "any"))
    return str(word)


def _remarks(field: Schema, *, optional: bool) -> str:
    said = [field["description"]] if "description" in field else []
    for part in (field, *field.get("anyOf", ())):
        said += [words.format(part[limit]) for limit, words in _LIMITS.items() if limit in part]
    if optional and field.get("default") not in (None, ""):
        said.append(f"default `{field['default']}`")
    return "; ".join(said).replace("|", "\\|")
