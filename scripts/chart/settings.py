"""What the services read from their environment, as the chart needs it: settings by name, secrets by name."""

import importlib
import inspect
import types
from typing import Any, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from storyreel_chassis.settings import ServiceSettings

OF_THE_IMAGE = {
    "STORYREEL_HOST", "STORYREEL_PORT", "STORYREEL_HEALTH_PORT", "STORYREEL_WORK_DIR", "STORYREEL_LOG_FORMAT",
}  # fmt: skip
"""Set by the image, and by the chart's ports and volumes: not for others to change."""

Schema = dict[str, Any]


def settings_class(service: str) -> type[ServiceSettings]:
    """A service's settings."""
    module = importlib.import_module(f"storyreel_{service}.config")
    return next(
        thing
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, ServiceSettings) and thing is not ServiceSettings
    )


def settings_schema(of: type[ServiceSettings]) -> Schema:
    """A JSON schema of an object with one key a variable, and no other: a slip of the pen is refused."""
    whole = of.model_json_schema(by_alias=True)
    names = [str(field.validation_alias) for field in of.model_fields.values() if not is_secret(field)]
    properties = {name: _property(whole["properties"][name]) for name in names if name not in OF_THE_IMAGE}
    return {"type": "object", "properties": dict(sorted(properties.items())), "additionalProperties": False}


def _property(field: Schema) -> Schema:
    return {key: value for key, value in field.items() if key not in {"title", "default", "format"}}


def secrets(service: str) -> dict[str, list[str]]:
    """The variables of a service that are secret: those that it cannot do without, and the others."""
    fields = settings_class(service).model_fields.values()
    return {
        "required": sorted(_alias(field) for field in fields if is_secret(field) and field.is_required()),
        "optional": sorted(_alias(field) for field in fields if is_secret(field) and not field.is_required()),
    }


def is_secret(field: FieldInfo) -> bool:
    """Whether the field is a SecretStr, or may be one."""
    kind = field.annotation
    return SecretStr in (get_args(kind) if get_origin(kind) in {Union, types.UnionType} else (kind,))


def _alias(field: FieldInfo) -> str:
    return str(field.validation_alias)
