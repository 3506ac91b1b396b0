"""The environment of each of our programs, against the class that reads it: no variable too many, missing or wrong."""

import base64
import importlib
import inspect
import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

from scripts.kubernetes.manifests import Doc, Manifests, Pod
from storyreel_chassis.migrate import MigrateSettings
from storyreel_chassis.provision import ProvisionSettings
from storyreel_chassis.settings import ServiceSettings

IMAGE = re.compile(r"(?:.*/)?storyreel[/-](gateway|storyboard|renderer|exporter)(?:[:@].*)?$")
OF_THE_IMAGE = frozenset({"STORYREEL_HOST", "STORYREEL_PORT", "STORYREEL_HEALTH_PORT", "STORYREEL_WORK_DIR"})
"""Said by the image itself; ports and mounts rely on it."""
COMMANDS: dict[str, type[BaseSettings]] = {
    "storyreel-migrate": MigrateSettings,
    "storyreel-provision": ProvisionSettings,
}
SOMETHING = "postgresql://user:password@host:5432/name"
"""What stands for a secret that is not in the set."""


def environment(manifests: Manifests) -> Iterator[str]:
    """What is wrong, in words."""
    for pod in manifests.pods:
        for container in pod.containers:
            if settings := settings_of(container):
                yield from (f"{pod.name}: {complaint}" for complaint in _judged(manifests, pod, container, settings))


def service_of(container: Doc) -> str | None:
    """Whose image it runs; None for others'."""
    found = IMAGE.fullmatch(container.get("image", ""))
    return found[1] if found else None


def settings_of(container: Doc) -> type[BaseSettings] | None:
    """What reads its environment; None where the program is not ours, or is none that we know."""
    service = service_of(container)
    if service is None:
        return None
    command = container.get("command", ["service"])[0]
    return COMMANDS.get(command, _service_settings(service) if command == "service" else None)


def _service_settings(service: str) -> type[BaseSettings]:
    module = importlib.import_module(f"storyreel_{service}.config")
    return next(
        thing
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, ServiceSettings) and thing is not ServiceSettings
    )


def told(manifests: Manifests, pod: Pod, container: Doc) -> dict[str, str | None]:
    """Its variables; None for a value that is not in the set."""
    variables: dict[str, str | None] = {}
    for source in container.get("envFrom", []):
        (kind, reference), *_ = ((key, value) for key, value in source.items() if key.endswith("Ref"))
        found = manifests.find(_KINDS[kind], pod.namespace, reference["name"])
        variables |= _values(found) if found else {}
    for one in container.get("env", []):
        variables[one["name"]] = one["value"] if "value" in one else _value(manifests, pod, one.get("valueFrom", {}))
    return variables


_KINDS = {"configMapRef": "ConfigMap", "secretRef": "Secret", "configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}


def _value(manifests: Manifests, pod: Pod, source: Doc) -> str | None:
    if "resourceFieldRef" in source:
        return "1"
    for kind, reference in source.items():
        if kind in _KINDS:
            found = manifests.find(_KINDS[kind], pod.namespace, reference["name"])
            return _values(found).get(reference["key"]) if found else None
    return None


def _values(doc: Doc) -> dict[str, str | None]:
    if doc["kind"] == "ConfigMap":
        return dict(doc.get("data") or {})
    plain: dict[str, str | None] = dict(doc.get("stringData") or {})
    return {key: decoded(value) for key, value in (doc.get("data") or {}).items()} | plain


def decoded(value: str) -> str:
    """A Secret's value in clear."""
    return base64.b64decode(value).decode()


def _judged(manifests: Manifests, pod: Pod, container: Doc, settings: type[BaseSettings]) -> Iterator[str]:
    fields = {str(field.validation_alias): field for field in settings.model_fields.values()}
    optional = {one["name"] for one in container.get("env", []) if _may_lack(one)}
    variables = told(manifests, pod, container)
    for name in variables.keys() - fields.keys():
        yield f"{settings.__name__} reads no variable {name}"
    for name in variables.keys() & OF_THE_IMAGE:
        yield f"{name} is the image's to say"
    for one in container.get("env", []):
        key = one.get("valueFrom", {}).get("secretKeyRef", {}).get("key", one["name"])
        if key != one["name"]:
            yield f"{one['name']} is taken from a key of another name, {key}"
    missing = [name for name, field in fields.items() if field.is_required() and name not in variables]
    yield from (f"{settings.__name__} requires {name}" for name in missing)
    yield from (f"{name} is required, so it may not be optional" for name in optional if fields[name].is_required())
    values = {
        name: _plausible(value, fields[name].annotation)
        for name, value in variables.items()
        if name in fields and not (value is None and name in optional)
    }
    try:
        settings(**values)
    except ValidationError as error:
        for wrong in error.errors(include_input=False):
            if wrong["loc"][:1] not in {(name,) for name in missing}:
                yield f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"


def _may_lack(variable: Doc) -> bool:
    return any(one.get("optional") for one in variable.get("valueFrom", {}).values() if isinstance(one, dict))


def _plausible(value: str | None, kind: Any) -> Any:
    if value is not None:
        return value
    return SecretStr(SOMETHING) if kind is SecretStr else SOMETHING


def commands(manifests: Manifests) -> Iterator[str]:
    """Programs that our images do not have."""
    known = {"service", *COMMANDS, *(point.name for point in entry_points(group="console_scripts"))}
    for pod in manifests.pods:
        for container in pod.containers:
            command = container.get("command", ["service"])[0]
            if service_of(container) and command not in known:
                yield f"{pod.name}: the image has no {command}"
