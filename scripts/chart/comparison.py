"""Whether the chart and a Kustomize overlay make the same objects, but for a list of differences that are meant."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

import yaml

from scripts.chart.rendering import Manifest

OWN_LABELS = {
    "app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/managed-by", "helm.sh/chart",
    "app.kubernetes.io/part-of",
}  # fmt: skip
"""By which people and tools find objects; those of pods, which select, are compared."""
ROLLOUT_ANNOTATIONS = {"checksum/settings"}
"""By which Helm starts a service anew with other settings, where Kustomize gives the ConfigMap another name."""
APPLY_ANNOTATIONS = {"argocd.argoproj.io/sync-options", "kustomize.toolkit.fluxcd.io/force"}
"""By which a Job that is there already is replaced; Helm gives it another name."""
ONLY_KUSTOMIZE = {
    ("Namespace", "storyreel"): "it is there before, with the Secrets in it",
}
"""Objects that the chart does not have, with the reason."""
NOT_COMPARED = {
    "Secret": "the chart makes none: they are there before",
    "PrometheusRule": "alerts are the monitoring's, whoever installed the services",
}
NAMES = {
    ("NetworkPolicy", "to-minio"): "to-s3",
    ("NetworkPolicy", "to-store"): "to-s3",
    ("NetworkPolicy", "to-valkey"): "to-redis",
}
"""What is called by the server that happens to be there, and by what it is for in the chart."""
OF_THE_SERVERS = re.compile(r"^(into-.+|nats|postgres|redis|minio|servers|nats-config|postgres-roles)$")
"""Objects of deploy/kubernetes/components/servers: the chart has the services only."""
OF_GRAFANA = re.compile(r"^storyreel-dashboard-")
"""Dashboards, which like alerts are the monitoring's."""
OTHERS = (OF_THE_SERVERS, OF_GRAFANA)
_GENERATED = re.compile(r"^(?P<name>.+(?:-settings|-secrets|-config|-roles))-[a-z0-9]{10}$")
"""Names of generated ConfigMaps and Secrets end in a hash of what is in them."""

Key = tuple[str, str]


def differences(helm: Iterable[Manifest], kustomize: Iterable[Manifest]) -> list[str]:
    """What differs, as sentences and diffs; nothing when the two never drift."""
    ours, theirs = _by_key(helm), _by_key(kustomize)
    said = [f"only Kustomize has {kind} {name}" for kind, name in sorted(theirs.keys() - ours.keys())]
    said += [f"only the chart has {kind} {name}" for kind, name in sorted(ours.keys() - theirs.keys())]
    for key in sorted(ours.keys() & theirs.keys()):
        if ours[key] != theirs[key]:
            said.append(f"{key[0]} {key[1]} differs:\n{_diff(theirs[key], ours[key])}")
    return said


def _by_key(manifests: Iterable[Manifest]) -> dict[Key, Manifest]:
    found: dict[Key, Manifest] = {}
    for manifest in map(normalised, manifests):
        key = (str(manifest["kind"]), str(manifest["metadata"]["name"]))
        if key[0] in NOT_COMPARED or key in ONLY_KUSTOMIZE or any(one.match(key[1]) for one in OTHERS):
            continue
        if key in found:
            raise ValueError(f"{key[0]} {key[1]} is there twice")
        found[key] = manifest
    return found


def normalised(manifest: Manifest) -> Manifest:
    """The same object without what Helm and Kustomize say differently by their nature."""
    plain: Manifest = _plain(manifest)
    metadata = plain["metadata"]
    metadata.pop("namespace", None)
    if plain["kind"] == "Job":
        metadata["name"] = re.sub(r"-\d+$", "", metadata["name"])
    metadata["name"] = NAMES.get((plain["kind"], metadata["name"]), metadata["name"])
    _without(metadata, "labels", OWN_LABELS)
    _without(metadata, "annotations", APPLY_ANNOTATIONS)
    pod = plain.get("spec", {}).get("template", {}) if isinstance(plain.get("spec"), dict) else {}
    if pod:
        _without(pod["metadata"], "annotations", ROLLOUT_ANNOTATIONS)
    if plain["kind"] == "Service":  # the default, said or not
        plain["spec"] = {"type": "ClusterIP", **plain["spec"]}
    return plain


def _without(metadata: Manifest, part: str, keys: set[str]) -> None:
    kept = {key: value for key, value in (metadata.get(part) or {}).items() if key not in keys}
    metadata.pop(part, None)
    if kept:
        metadata[part] = kept


def _plain(node: Any) -> Any:
    """Copied; generated names without their hash, variables in the order of their names, no empty parts."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items() if value is not None}
    if isinstance(node, list):
        items = [_plain(one) for one in node]
        variables = items and all(isinstance(one, dict) and "name" in one for one in items)
        return sorted(items, key=lambda one: str(one["name"])) if variables else items
    if isinstance(node, str) and (match := _GENERATED.match(node)):
        return match["name"]
    return node


def _diff(theirs: Manifest, ours: Manifest) -> str:
    before, after = (yaml.safe_dump(one, sort_keys=True).splitlines() for one in (theirs, ours))
    return "\n".join(difflib.unified_diff(before, after, "kustomize", "chart", lineterm="", n=4))
