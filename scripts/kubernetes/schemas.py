"""Strict validation by JSON schemas: Kubernetes' own for two versions, and those of the custom resources in use."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from scripts.kubernetes.manifests import Doc, Manifests, called
from scripts.kubernetes.rendering import TOOLS

VERSIONS = ("1.29", "1.37")
FOLDER = Path(__file__).parents[2] / "deploy/kubernetes/schemas"
BUILT_IN = frozenset(
    {"apps", "autoscaling", "batch", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "scheduling.k8s.io"}
)


def schemas(manifests: Manifests) -> Iterator[str]:
    """What is wrong, in words."""
    own = [doc for doc in manifests.docs if is_built_in(doc)]
    for version in VERSIONS:
        yield from _validated(own, version)
    for doc in manifests.docs:
        if not is_built_in(doc):
            yield from (f"{called(doc)}: {complaint}" for complaint in _custom(doc))


def is_built_in(doc: Doc) -> bool:
    """Whether an API server knows it by itself."""
    group, slash, _ = doc["apiVersion"].rpartition("/")
    return not slash or group in BUILT_IN


def _validated(docs: list[Doc], version: str) -> Iterator[str]:
    """By `kubernetes-validate`; a warning is an error."""
    text = "---\n".join(json.dumps(doc) + "\n" for doc in docs)
    done = subprocess.run(  # noqa: S603 - our own words
        [TOOLS / "kubernetes-validate", "--strict", "-k", version, "/dev/stdin"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() + done.stderr.splitlines() if not line.startswith("INFO ")]
    yield from (f"Kubernetes {version}: {line.replace('/dev/stdin ', '')}" for line in lines)
    passed = done.stdout.count("\nINFO ") + done.stdout.startswith("INFO ")
    if not lines and (done.returncode or passed != len(docs)):
        yield f"Kubernetes {version}: only {passed} of {len(docs)} documents were validated"


def _custom(doc: Doc) -> Iterator[str]:
    group, _, version = doc["apiVersion"].rpartition("/")
    file = FOLDER / f"{doc['kind']}_{group}_{version}.json"
    if not file.exists():
        yield f"there is no schema of {doc['apiVersion']} {doc['kind']}: see {FOLDER.name}/README.md"
        return
    for error in _validator(file).iter_errors(doc):
        yield f"{'.'.join(map(str, error.absolute_path)) or 'it'}: {error.message}"


@cache
def _validator(file: Path) -> Draft202012Validator:
    return Draft202012Validator(_strict(json.loads(file.read_text("utf-8")), top=True))


def _strict(schema: Any, *, top: bool = False) -> Any:
    """The same, refusing fields that it does not name, as `kubectl` does."""
    if not isinstance(schema, dict):
        return schema
    strict = {
        key: _strict(value) if key in {"items", "additionalProperties"} else value for key, value in schema.items()
    }
    if "properties" in schema:
        strict["properties"] = {name: _strict(one) for name, one in schema["properties"].items()}
        open_ = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
        strict |= {} if open_ and not top else {"additionalProperties": False}
    return strict
