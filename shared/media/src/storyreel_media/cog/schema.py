"""What a model takes, as its server's OpenAPI document tells (3.0.2, made by `cog build`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from storyreel_chassis.errors import Refused

_REF = "#/components/schemas/"


class InputField(BaseModel):
    """One field of a model's input; bounds and choices as in JSON Schema, where there are any."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: str | None = None
    choices: tuple[JsonValue, ...] = Field(default=(), alias="enum")
    least: float | None = Field(default=None, alias="minimum")
    most: float | None = Field(default=None, alias="maximum")
    longest: int | None = Field(default=None, alias="maxLength")
    default: JsonValue = None

    @property
    def number(self) -> float | None:
        """Its default, where that is a number."""
        return float(self.default) if isinstance(self.default, int | float) else None


@dataclass(frozen=True, slots=True)
class Schema:
    """A model's input."""

    fields: Mapping[str, InputField]
    required: frozenset[str]

    @classmethod
    def of(cls, document: Any, about: str) -> "Schema":
        """The input that an OpenAPI document describes.

        Raises:
            Refused: it describes none
        """
        try:
            schemas = document["components"]["schemas"]
            given = schemas["Input"]
            fields = {
                name: InputField.model_validate(_whole(one, schemas)) for name, one in given["properties"].items()
            }
            return cls(fields, frozenset(given.get("required", ())))
        except (AttributeError, KeyError, TypeError, ValidationError):
            raise Refused(
                "provider_unknown",
                f"{about} says nothing of its input: build the model with `cog build`, or lay its "
                ".cog/openapi_schema.json beside it",
            ) from None


def _whole(field: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """A field with what it refers to: choices are described in a place of their own."""
    whole = dict(field)
    for part in (field, *field.get("allOf", ())):
        if "$ref" in part:
            whole = {**schemas[part["$ref"].removeprefix(_REF)], **whole}
    return whole
