"""A real API server's word on manifests: a server-side dry run, by the cluster that is at hand or a command of yours.

`K8S_DRY_RUN` names a command that takes a file, finds the namespace of its documents in `NAMESPACE`, and fails when its
API server rejects one. Without it the current context of kubectl is asked, if there is one.
"""

import os
import shlex
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

from scripts.kubernetes.manifests import Doc, Manifests, called, namespace_of
from scripts.kubernetes.rendering import kubectl
from scripts.kubernetes.schemas import is_built_in


class NobodyAskedError(Exception):
    """There is no API server."""


def dry_run(manifests: Manifests, folder: Path) -> Iterator[str]:
    """What an API server rejects, in words; it is asked of what it knows by itself. Files go to `folder`.

    Raises:
        NobodyAskedError: there is none
    """
    argv = shlex.split(os.environ.get("K8S_DRY_RUN", "")) or _at_hand()
    by_namespace: dict[str, list[Doc]] = defaultdict(list)
    for doc in filter(is_built_in, manifests.docs):
        home = doc["metadata"]["name"] if doc["kind"] == "Namespace" else namespace_of(doc)
        by_namespace[home].append(doc)
    for namespace, docs in by_namespace.items():
        file = folder / f"{namespace}.yaml"
        file.write_text(yaml.safe_dump_all(docs), "utf-8")
        done = subprocess.run(  # noqa: S603 - as told
            [*argv, str(file)],
            env={**os.environ, "NAMESPACE": namespace}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            told = ", ".join(sorted({called(doc) for doc in docs}))
            yield f"something is rejected of {told}:\n{done.stderr.strip()[-3000:]}"


def _at_hand() -> list[str]:
    """The cluster of kubectl's current context."""
    asked = [kubectl(), "version", "--request-timeout=5s"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:  # noqa: S603 - our own words
        raise NobodyAskedError
    return [kubectl(), "apply", "--dry-run=server", "--validate=strict", "-o", "name", "-f"]
