"""What holds for every pod: the "restricted" Pod Security Standard and more, probes, resources, time to leave."""

import re
from collections.abc import Iterator

from scripts.kubernetes.environment import service_of, told
from scripts.kubernetes.manifests import Doc, Manifests, Pod, called
from scripts.kubernetes.references import PROBES

ALLOWED_VOLUMES = frozenset(
    {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
)
CONNECT_SECONDS, OUTBOX_SECONDS, TIDY_SECONDS = 10, 3, 7
"""What a service may need when it leaves, beyond its linger and twice its drain (tasks, then the bus): to reach a bus
that is away, for its outbox's last words, and to release what it holds."""


def habits(manifests: Manifests) -> Iterator[str]:
    """What is wrong, in words."""
    for namespace in manifests.kind("Namespace"):
        if namespace["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce") != "restricted":
            yield f"{called(namespace)}: it does not enforce the restricted Pod Security Standard"
    for account in manifests.kind("ServiceAccount"):
        if account.get("automountServiceAccountToken") is not False:
            yield f"{called(account)}: it gives its token to pods"
    for pod in manifests.pods:
        yield from (f"{pod.name}: {complaint}" for complaint in (*_of_pod(pod), *_of_service(manifests, pod)))


def _of_pod(pod: Pod) -> Iterator[str]:
    spec, context = pod.spec, pod.spec.get("securityContext", {})
    if spec.get("automountServiceAccountToken") is not False:
        yield "it mounts a token"
    if spec.get("enableServiceLinks") is not False:
        yield "variables named after Services would reach it"
    yield from (f"it uses {name}" for name in ("hostNetwork", "hostPID", "hostIPC") if spec.get(name))
    if context.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "seccomp is not RuntimeDefault"
    if context.get("runAsNonRoot") is not True or not context.get("runAsUser"):
        yield "it may run as root"
    for volume in spec.get("volumes", []):
        (kind,) = volume.keys() - {"name"}
        if kind not in ALLOWED_VOLUMES:
            yield f"the volume {volume['name']} is a {kind}"
        if kind == "emptyDir" and "sizeLimit" not in volume["emptyDir"]:
            yield f"the volume {volume['name']} may fill the node"
    for container in pod.containers:
        yield from (f"{container['name']}: {complaint}" for complaint in _of_container(container))


def _of_container(container: Doc) -> Iterator[str]:
    context, resources = container.get("securityContext", {}), container.get("resources", {})
    if context.get("allowPrivilegeEscalation") is not False or context.get("privileged"):
        yield "it may gain privileges"
    if context.get("readOnlyRootFilesystem") is not True:
        yield "its root is writable"
    if context.get("capabilities") != {"drop": ["ALL"]}:
        yield "it keeps capabilities"
    if context.get("runAsUser") == 0 or context.get("runAsNonRoot") is False:
        yield "it may run as root"
    if any(port.get("hostPort") for port in container.get("ports", [])):
        yield "it takes a port of the node"
    if not {"cpu", "memory"} <= resources.get("requests", {}).keys() or "memory" not in resources.get("limits", {}):
        yield "it does not say what it needs: requests of cpu and memory, and a limit of memory"
    if not re.search(r"[:@][^/]+$", container["image"]):
        yield f"its image {container['image']} has no tag"


def _of_service(manifests: Manifests, pod: Pod) -> Iterator[str]:
    """What a long-lived pod needs besides."""
    if pod.owner["kind"] == "Job":
        return
    for container in pod.spec["containers"]:
        if service_of(container) is None:
            wanted = PROBES[1:]  # what is started quickly needs no probe of its own for that
        else:
            wanted = PROBES
            yield from _of_time(manifests, pod, container)
            yield from _of_probes(container)
        yield from (f"{container['name']}: it has no {probe}" for probe in wanted if probe not in container)
    if pod.owner["kind"] == "Deployment":
        if not pod.spec.get("topologySpreadConstraints"):
            yield "nothing spreads it over nodes"
        budgets = manifests.kind("PodDisruptionBudget")
        if not any(pod in manifests.selected(pod.namespace, budget["spec"]["selector"]) for budget in budgets):
            yield "it has no PodDisruptionBudget"


def _of_probes(container: Doc) -> Iterator[str]:
    paths = {"startupProbe": "/livez", "readinessProbe": "/readyz", "livenessProbe": "/livez"}
    for probe, path in paths.items():
        asked = container.get(probe, {}).get("httpGet", {}).get("path")
        if probe in container and asked != path:
            yield f"its {probe} asks {asked} instead of {path}"


def _of_time(manifests: Manifests, pod: Pod, container: Doc) -> Iterator[str]:
    variables = told(manifests, pod, container)
    linger = float(variables.get("STORYREEL_LINGER_SECONDS") or 0)
    drain = float(variables.get("STORYREEL_DRAIN_SECONDS") or 7)
    needed = linger + 2 * drain + CONNECT_SECONDS + OUTBOX_SECONDS + TIDY_SECONDS
    grace = pod.spec.get("terminationGracePeriodSeconds", 30)
    if grace < needed:
        yield f"it is killed after {grace} s and may need {needed:g} s to leave"
