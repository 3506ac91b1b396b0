"""The check's own test: the trial, broken in one place at a time; each break must be noticed."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from scripts.kubernetes.environment import commands, environment
from scripts.kubernetes.habits import habits
from scripts.kubernetes.manifests import Doc, Manifests
from scripts.kubernetes.network import network
from scripts.kubernetes.references import references
from scripts.kubernetes.scaling import scaling
from scripts.kubernetes.schemas import schemas

Break = Callable[[Doc], None]
Check = Callable[[Manifests], Iterator[str]]


def _set(path: str, value: Any) -> Break:
    """Put a value at `a.b.0.c`; None takes it away."""
    *way, last = path.split(".")

    def change(doc: Doc) -> None:
        place: Any = doc
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        key: Any = int(last) if isinstance(place, list) else last
        if value is None:
            del place[key]
        else:
            place[key] = value

    return change


_POD = "spec.template.spec"
_SERVICE = f"{_POD}.containers.0"

_ENV, _TRIGGER = f"{_SERVICE}.env.0", "spec.triggers.0.metadata"

BREAKS: tuple[tuple[Check, str, str, str, Break], ...] = (
    (schemas, "a field that Kubernetes does not have", "Deployment", "gateway", _set(f"{_POD}.containrs", [])),
    (schemas, "a number as a string", "Deployment", "gateway", _set("spec.replicas", "two")),
    (schemas, "an API that is gone", "PodDisruptionBudget", "gateway", _set("apiVersion", "policy/v1beta1")),
    (schemas, "a threshold as a number", "ScaledObject", "exporter", _set("spec.triggers.0.metadata.lagThreshold", 2)),
    (schemas, "a field that KEDA does not have", "ScaledObject", "exporter", _set("spec.minReplicas", 0)),
    (
        references,
        "a selector of other pods",
        "Service",
        "gateway",
        _set("spec.selector", {"app.kubernetes.io/name": "gatway"}),
    ),
    (references, "a port that the pods have not", "Service", "gateway", _set("spec.ports.0.targetPort", "web")),
    (
        references,
        "a key that the Secret has not",
        "Deployment",
        "renderer",
        _set(f"{_ENV}.valueFrom.secretKeyRef.key", "DATABASE"),
    ),
    (
        references,
        "a ConfigMap that is not there",
        "Deployment",
        "renderer",
        _set(f"{_SERVICE}.envFrom.0.configMapRef.name", "settings"),
    ),
    (
        references,
        "a policy for nobody",
        "NetworkPolicy",
        "users",
        _set("spec.podSelector.matchLabels", {"app": "gateway"}),
    ),
    (references, "a budget that lets nobody go", "PodDisruptionBudget", "gateway", _set("spec.minAvailable", 2)),
    (
        references,
        "an account that is not there",
        "Deployment",
        "storyboard",
        _set(f"{_POD}.serviceAccountName", "story"),
    ),
    (
        references,
        "a probe of the wrong port",
        "Deployment",
        "gateway",
        _set(f"{_SERVICE}.readinessProbe.httpGet.port", "health"),
    ),
    (
        references,
        "a scale target of another name",
        "ScaledObject",
        "renderer",
        _set("spec.scaleTargetRef.name", "render"),
    ),
    (references, "a volume that is not there", "Deployment", "renderer", _set(f"{_POD}.volumes.0.name", "temp")),
    (
        references,
        "a spread over others",
        "Deployment",
        "gateway",
        _set(f"{_POD}.topologySpreadConstraints.0.labelSelector.matchLabels", {"app": "x"}),
    ),
    (environment, "a variable that nobody reads", "Deployment", "exporter", _set(f"{_ENV}.name", "DATABASE_URI")),
    (environment, "a required setting that is missing", "Deployment", "exporter", _set(_ENV, None)),
    (
        environment,
        "a setting of another service",
        "ConfigMap",
        "exporter-settings",
        _set("data.STORYREEL_RENDER_FPS", "30"),
    ),
    (
        environment,
        "a value that the service refuses",
        "ConfigMap",
        "renderer-settings",
        _set("data.STORYREEL_RENDER_FPS", "300"),
    ),
    (
        commands,
        "a program that the image has not",
        "Job",
        "migrate-gateway",
        _set(f"{_SERVICE}.command", ["storyreel-migrat"]),
    ),
    (
        network,
        "a server of another name",
        "ConfigMap",
        "storyreel-settings",
        _set("data.S3_ENDPOINT", "http://minoi:9000"),
    ),
    (
        network,
        "a server at another port",
        "ConfigMap",
        "storyreel-settings",
        _set("data.S3_ENDPOINT", "http://minio:9001"),
    ),
    (network, "a way out that is closed", "NetworkPolicy", "to-nats", _set("spec.egress", [])),
    (network, "a way in that is closed", "NetworkPolicy", "into-postgres", _set("spec.ingress.0.ports.0.port", 5433)),
    (
        network,
        "a way to the metadata service",
        "NetworkPolicy",
        "providers",
        _set("spec.egress.0.to.0.ipBlock.except", ["10.0.0.0/8"]),
    ),
    (network, "no limits at all", "NetworkPolicy", "nothing", _set("spec.podSelector", {"matchLabels": {"app": "x"}})),
    (
        scaling,
        "a consumer of another name",
        "ScaledObject",
        "renderer",
        _set(f"{_TRIGGER}.consumer", "renderer-render"),
    ),
    (scaling, "a consumer that nobody asks for", "ScaledObject", "renderer", _set("spec.triggers.1", None)),
    (scaling, "another stream", "ScaledObject", "exporter", _set(f"{_TRIGGER}.stream", "storyreel")),
    (scaling, "another account", "ScaledObject", "exporter", _set(f"{_TRIGGER}.account", "ACME")),
    (scaling, "a trigger's unknown word", "ScaledObject", "exporter", _set(f"{_TRIGGER}.lagTreshold", "2")),
    (scaling, "another number of films at once", "ScaledObject", "renderer", _set(f"{_TRIGGER}.lagThreshold", "20")),
    (scaling, "an end before purchases are looked for", "ScaledObject", "renderer", _set("spec.cooldownPeriod", 60)),
    (habits, "a token in the pod", "ServiceAccount", "gateway", _set("automountServiceAccountToken", True)),
    (habits, "root", "Deployment", "gateway", _set(f"{_POD}.securityContext.runAsNonRoot", False)),
    (
        habits,
        "a writable root",
        "StatefulSet",
        "nats",
        _set(f"{_SERVICE}.securityContext.readOnlyRootFilesystem", False),
    ),
    (habits, "a capability", "Deployment", "exporter", _set(f"{_SERVICE}.securityContext.capabilities", {"drop": []})),
    (habits, "a namespace that lets anybody in", "Namespace", "storyreel", _set("metadata.labels", {})),
    (habits, "no limit of memory", "Deployment", "renderer", _set(f"{_SERVICE}.resources.limits", None)),
    (
        habits,
        "a readiness that is none",
        "Deployment",
        "gateway",
        _set(f"{_SERVICE}.readinessProbe.httpGet.path", "/livez"),
    ),
    (habits, "no probe of life", "Deployment", "storyboard", _set(f"{_SERVICE}.livenessProbe", None)),
    (
        habits,
        "a kill in the midst of draining",
        "Deployment",
        "renderer",
        _set(f"{_POD}.terminationGracePeriodSeconds", 30),
    ),
)
"""Which check must notice it, what it is, and in which document."""


def uncaught(manifests: Manifests) -> Iterator[str]:
    """The breaks that their checks do not notice, in words."""
    for check, name, kind, called, change in BREAKS:
        docs = copy.deepcopy(manifests.docs)
        broken = _one(docs, kind, called)
        change(broken)
        if next(check(Manifests((broken,) if check is schemas else docs)), None) is None:
            yield f"{check.__name__} does not notice {name}"


def _one(docs: tuple[Doc, ...], kind: str, name: str) -> Doc:
    """By its name, or by the one that it had before Kustomize put a hash behind it."""
    named = {doc["metadata"]["name"]: doc for doc in docs if doc["kind"] == kind}
    return named.get(name) or next(doc for called, doc in named.items() if called.startswith(f"{name}-"))
