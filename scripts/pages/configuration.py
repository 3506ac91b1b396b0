"""docs/configuration.md: every environment variable that a program reads."""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from storyreel.settings import UpSettings
from storyreel_chassis.migrate import MigrateSettings
from storyreel_chassis.provision import ProvisionSettings
from storyreel_chassis.settings import ServiceSettings
from storyreel_chassis.telemetry.exporting import TracingSettings
from storyreel_contracts.topology import SUBSCRIPTIONS

_HEAD = """\
# Configuration

Generated from the code by `make docs`.

Everything is told by environment variables; on one machine `storyreel up` tells the services all they need.
"""


def page() -> str:
    """The page's text."""
    parts = [_HEAD, *_section("`storyreel up`", UpSettings), *_section("Every service", ServiceSettings)]
    for service in SUBSCRIPTIONS:
        parts += _section(f"The {service}", _settings_of(service), without=ServiceSettings)
    parts += _section("[Traces](tracing.md) of every service", TracingSettings)
    parts += _section("`storyreel-provision`", ProvisionSettings)
    parts += _section("`storyreel-migrate`", MigrateSettings)
    return "\n".join(parts).rstrip() + "\n"


def _settings_of(service: str) -> type[BaseSettings]:
    module = importlib.import_module(f"storyreel_{service}.config")
    return next(
        thing
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, ServiceSettings) and thing is not ServiceSettings
    )


def _section(title: str, settings: type[BaseSettings], *, without: type[BaseSettings] | None = None) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"{inspect.getdoc(settings)}\n"
    yield "| variable | default | |"
    yield "|---|---|---|"
    remarks = _remarks_below(settings)
    inherited = without.model_fields if without else {}
    for name, field in settings.model_fields.items():
        if name not in inherited:
            remark = field.description or remarks.get(name, "")
            yield f"| `{field.validation_alias}` | {_default(field)} | {remark} |"
    yield ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        return "computed"
    value: Any = field.default
    if isinstance(value, SecretStr):
        return "a secret"
    if isinstance(value, tuple):
        value = ",".join(value) or None
    return "none" if value is None else f"`{value}`"


def _remarks_below(settings: type[BaseSettings]) -> dict[str, str]:
    """The strings that stand below fields, which Python itself forgets."""
    body = ast.parse(textwrap.dedent(inspect.getsource(settings))).body[0]
    remarks: dict[str, str] = {}
    if isinstance(body, ast.ClassDef):
        for field, below in zip(body.body, body.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
                text = ast.literal_eval(below.value)
                remarks[field.target.id] = " ".join(str(text).split())
    return remarks
