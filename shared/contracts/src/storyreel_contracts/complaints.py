"""What is wrong with a field of a request, in words that say what it may be."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from storyreel_contracts.api import (
    AssetUpload,
    BatchRequest,
    EndpointRequest,
    GenerationRequest,
    KeyRequest,
    RefineRequest,
    RenderOptions,
    ReorderRequest,
    ShareRequest,
)

_REQUESTS: tuple[type[BaseModel], ...] = (
    GenerationRequest,
    RenderOptions,
    RefineRequest,
    ReorderRequest,
    KeyRequest,
    ShareRequest,
    AssetUpload,
    BatchRequest,
    EndpointRequest,
)
_NUMBER = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


def complaint(error: Mapping[str, Any]) -> str:
    """A sentence's end that follows the field's name, such as `must be a whole number, 5 to 300`.

    Args:
        error: one of `ValidationError.errors()`; of a kind that we have no words for, its own message is kept
    """
    words = _WORDS.get(error["type"])
    limits = _limits().get(next((part for part in reversed(error["loc"]) if isinstance(part, str)), ""), {})
    if words is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return words(limits if isinstance(error["loc"][-1] if error["loc"] else "", str) else {}, error.get("ctx") or {})


def span(limits: Mapping[str, Any], least: str, most: str) -> str:
    """`5 to 300`, `at least 5`, `at most 300`, or nothing, of a JSON schema's keywords or an error's context."""
    low, high = limits.get(least), limits.get(most)
    if low is not None and high is not None:
        return f"{_plain(low)} to {_plain(high)}"
    if low is not None:
        return f"at least {_plain(low)}"
    return f"at most {_plain(high)}" if high is not None else ""


def _plain(number: object) -> str:
    return f"{number:,.0f}" if isinstance(number, float) and number.is_integer() else str(number)


Limits = Mapping[str, Any]
Words = Callable[[Limits, Limits], str]


def _whole(limits: Limits, _context: Limits) -> str:
    reach = span(limits, "minimum", "maximum")
    return f"must be a whole number{f', {reach}' if reach else ''}"


def _number(limits: Limits, _context: Limits) -> str:
    reach = span(limits, "minimum", "maximum")
    return f"must be a number{f', {reach}' if reach else ''}"


def _reach(limits: Limits, context: Limits) -> str:
    own = {"minimum": context.get("ge", context.get("gt")), "maximum": context.get("le", context.get("lt"))}
    return f"must be {span(limits, 'minimum', 'maximum') or span(own, 'minimum', 'maximum')}"


def _letters(limits: Limits, context: Limits) -> str:
    reach = span(limits, "minLength", "maxLength") or span(context, "min_length", "max_length")
    return f"must have {reach} characters"


def _entries(limits: Limits, context: Limits) -> str:
    reach = span(limits, "minItems", "maxItems") or span(context, "min_length", "max_length")
    return f"must have {reach} entries"


def _choice(_limits: Limits, context: Limits) -> str:
    return f"must be {str(context.get('expected', '')).replace(chr(39), '')}"


def _always(words: str) -> Words:
    return lambda _limits, _context: words


_KINDS: Sequence[tuple[tuple[str, ...], Words]] = (
    (("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _whole),
    (("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"), _number),
    (("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _reach),
    (("string_too_short", "string_too_long"), _letters),
    (("too_short", "too_long"), _entries),
    (("literal_error", "enum"), _choice),
    (("bool_type", "bool_parsing"), _always("must be true or false")),
    (("string_type",), _always("must be text")),
    (("list_type",), _always("must be a list")),
    (("dict_type", "model_type", "model_attributes_type"), _always("must be a JSON object")),
    (("uuid_type", "uuid_parsing"), _always("must be a UUID")),
    (("missing",), _always("is missing")),
    (("extra_forbidden",), _always("is not a field of this request")),
)
_WORDS: Mapping[str, Words] = {kind: words for kinds, words in _KINDS for kind in kinds}


@cache
def _limits() -> Mapping[str, Limits]:
    """The limits that the contract sets to each field; none where a name has other limits in another request."""
    known: dict[str, Limits] = {}
    for model in _REQUESTS:
        for name, schema in model.model_json_schema()["properties"].items():
            bounds = _bounds(schema.get("anyOf", [schema])[0])
            known[name] = bounds if known.setdefault(name, bounds) == bounds else {}
    return known


def _bounds(schema: Mapping[str, Any]) -> Limits:
    known = {key: schema[key] for key in ("minLength", "maxLength", "minItems", "maxItems") if key in schema}
    low, above, high, below = (schema.get(key) for key in _NUMBER)
    whole = schema.get("type") == "integer"
    if low is None and above is not None:
        low = above + 1 if whole else above
    if high is None and below is not None:
        high = below - 1 if whole else below
    return known | {"minimum": low, "maximum": high}
