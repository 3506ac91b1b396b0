"""Names in manifests that must be names of something: what neither schemas nor an API server look at."""

from collections import Counter
from collections.abc import Iterator

from scripts.kubernetes.manifests import Doc, Manifests, Pod, called, namespace_of, selects

BROUGHT = frozenset(
    {"gateway-secrets", "storyboard-secrets", "renderer-secrets", "exporter-secrets", "provision-secrets"}
)
"""Secrets that an operator brings where the set has none: docs/kubernetes.md says what is in them."""
PROBES: tuple[str, ...] = ("startupProbe", "readinessProbe", "livenessProbe")


def references(manifests: Manifests) -> Iterator[str]:
    """What is wrong, in words."""
    yield from _twice(manifests)
    for pod in manifests.pods:
        yield from (f"{pod.name}: {complaint}" for complaint in _of_pod(manifests, pod))
    for doc in manifests.docs:
        if check := _CHECKS.get(doc["kind"]):
            yield from (f"{called(doc)}: {complaint}" for complaint in check(manifests, doc))


def _twice(manifests: Manifests) -> Iterator[str]:
    counts = Counter(
        (doc["apiVersion"], doc["kind"], namespace_of(doc), doc["metadata"]["name"]) for doc in manifests.docs
    )
    yield from (f"{kind}/{name}: there are {count}" for (_, kind, _, name), count in counts.items() if count > 1)


def _of_pod(manifests: Manifests, pod: Pod) -> Iterator[str]:
    account = pod.spec.get("serviceAccountName", "default")
    if not manifests.find("ServiceAccount", pod.namespace, account):
        yield f"there is no ServiceAccount {account}"
    if not selects(pod.owner["spec"].get("selector", {}), pod.labels):
        yield "its selector does not fit its own pods"
    if pod.owner["kind"] == "StatefulSet" and not manifests.find(
        "Service", pod.namespace, pod.owner["spec"]["serviceName"]
    ):
        yield f"there is no Service {pod.owner['spec']['serviceName']}"
    for spread in pod.spec.get("topologySpreadConstraints", []):
        if not selects(spread["labelSelector"], pod.labels):
            yield f"it is spread over {spread['topologyKey']} by labels that it has not"
    claims = {one["metadata"]["name"] for one in pod.owner["spec"].get("volumeClaimTemplates", [])}
    volumes = {one["name"] for one in pod.spec.get("volumes", [])} | claims
    mounted = {one["name"] for container in pod.containers for one in container.get("volumeMounts", [])}
    yield from (f"there is no volume {name}" for name in mounted - volumes)
    yield from (f"nobody mounts the volume {name}" for name in volumes - mounted)
    for volume in pod.spec.get("volumes", []):
        yield from _of_volume(manifests, pod, volume)
    for container in pod.containers:
        yield from _of_container(manifests, pod, container)


def _of_volume(manifests: Manifests, pod: Pod, volume: Doc) -> Iterator[str]:
    kinds = {"configMap": ("ConfigMap", "name"), "secret": ("Secret", "secretName")}
    for key, (kind, name) in kinds.items():
        if key in volume:
            yield from _named(manifests, pod, kind, volume[key] | {"name": volume[key][name]})
    claim = volume.get("persistentVolumeClaim", {}).get("claimName")
    if claim and not manifests.find("PersistentVolumeClaim", pod.namespace, claim):
        yield f"there is no PersistentVolumeClaim {claim}"


def _of_container(manifests: Manifests, pod: Pod, container: Doc) -> Iterator[str]:
    counts = Counter(one["name"] for one in container.get("env", []))
    yield from (f"{name} is set {count} times" for name, count in counts.items() if count > 1)
    kinds = {
        "configMapKeyRef": "ConfigMap",
        "secretKeyRef": "Secret",
        "configMapRef": "ConfigMap",
        "secretRef": "Secret",
    }
    sources = [*container.get("envFrom", []), *(one.get("valueFrom", {}) for one in container.get("env", []))]
    for source in sources:
        for key, reference in source.items():
            if key in kinds:
                yield from _named(manifests, pod, kinds[key], reference)
    ports = {port.get("name") for port in container.get("ports", [])}
    for probe in PROBES:
        for how in ("httpGet", "tcpSocket"):
            port = container.get(probe, {}).get(how, {}).get("port")
            if isinstance(port, str) and port not in ports:
                yield f"its {probe} asks a port {port} that it has not"


def _named(manifests: Manifests, pod: Pod, kind: str, reference: Doc) -> Iterator[str]:
    """A ConfigMap or Secret, and a key of it."""
    found, optional = manifests.find(kind, pod.namespace, reference["name"]), reference.get("optional", False)
    if found is None:
        if not optional and not (kind == "Secret" and reference["name"] in BROUGHT):
            yield f"there is no {kind} {reference['name']}"
        return
    keys = {**(found.get("data") or {}), **(found.get("stringData") or {})}
    wanted = [reference["key"]] if "key" in reference else [item["key"] for item in reference.get("items", [])]
    yield from (f"{kind} {reference['name']} has no {key}" for key in wanted if key not in keys and not optional)


def _of_service(manifests: Manifests, service: Doc) -> Iterator[str]:
    selector = {"matchLabels": service["spec"].get("selector", {})}
    pods = manifests.selected(namespace_of(service), selector)
    if not pods:
        yield "its selector means no pod"
    for port in service["spec"]["ports"]:
        target = port.get("targetPort", port["port"])
        yield from (f"{pod.name} has no port {target}" for pod in pods if number_of(pod, target) is None)


def number_of(pod: Pod, port: int | str) -> int | None:
    """The number of a pod's port, by name or number; None where it has no such port."""
    ports = [one for container in pod.containers for one in container.get("ports", [])]
    return next((int(one["containerPort"]) for one in ports if port in (one.get("name"), one["containerPort"])), None)


def _of_budget(manifests: Manifests, budget: Doc) -> Iterator[str]:
    pods = manifests.selected(namespace_of(budget), budget["spec"]["selector"])
    if not pods:
        yield "its selector means no pod"
    for pod in pods:
        if budget["spec"].get("minAvailable", 0) >= _least(manifests, pod) > 0:
            yield f"it lets none of {pod.name} be moved, so no node can be emptied"


def _least(manifests: Manifests, pod: Pod) -> int:
    """How many there are at least."""
    for scaler in manifests.kind("HorizontalPodAutoscaler", "ScaledObject"):
        if scaler["spec"]["scaleTargetRef"]["name"] == pod.owner["metadata"]["name"]:
            return int(scaler["spec"].get("minReplicas", scaler["spec"].get("minReplicaCount", 1)))
    return int(pod.owner["spec"].get("replicas", 1))


def _of_policy(manifests: Manifests, policy: Doc) -> Iterator[str]:
    spec, namespace = policy["spec"], namespace_of(policy)
    pods = manifests.selected(namespace, spec["podSelector"])
    if not pods:
        yield "its selector means no pod"
    rules = [(rule, "from") for rule in spec.get("ingress", [])] + [(rule, "to") for rule in spec.get("egress", [])]
    for rule, side in rules:
        peers = [peer for peer in rule.get(side, []) if "namespaceSelector" not in peer and "podSelector" in peer]
        reached = [(peer, manifests.selected(namespace, peer["podSelector"])) for peer in peers]
        yield from (f"{peer['podSelector']} means no pod" for peer, found in reached if not found)
        hosts = pods if side == "from" else [pod for _, found in reached for pod in found]
        for port in rule.get("ports", []):
            if isinstance(port.get("port"), str) or side == "from":
                yield from (
                    f"{pod.name} has no port {port['port']}" for pod in hosts if number_of(pod, port["port"]) is None
                )


def _of_scaler(manifests: Manifests, scaler: Doc) -> Iterator[str]:
    target = scaler["spec"]["scaleTargetRef"]
    if not manifests.find(target.get("kind", "Deployment"), namespace_of(scaler), target["name"]):
        yield f"there is no {target.get('kind', 'Deployment')} {target['name']}"
    others = [one for one in manifests.kind("HorizontalPodAutoscaler", "ScaledObject") if one is not scaler]
    if any(one["spec"]["scaleTargetRef"]["name"] == target["name"] for one in others):
        yield f"something else scales {target['name']} as well"


def _of_ingress(manifests: Manifests, ingress: Doc) -> Iterator[str]:
    for rule in ingress["spec"].get("rules", []):
        for path in rule["http"]["paths"]:
            wanted = path["backend"]["service"]
            yield from _backend(manifests, ingress, wanted["name"], wanted["port"])


def _of_route(manifests: Manifests, route: Doc) -> Iterator[str]:
    for rule in route["spec"]["rules"]:
        for wanted in rule.get("backendRefs", []):
            yield from _backend(manifests, route, wanted["name"], {"number": wanted["port"]})


def _backend(manifests: Manifests, doc: Doc, name: str, port: Doc) -> Iterator[str]:
    service = manifests.find("Service", namespace_of(doc), name)
    if service is None:
        yield f"there is no Service {name}"
    elif not any(port in ({"name": one.get("name")}, {"number": one["port"]}) for one in service["spec"]["ports"]):
        yield f"Service {name} has no port {port}"


_CHECKS = {
    "Service": _of_service,
    "PodDisruptionBudget": _of_budget,
    "NetworkPolicy": _of_policy,
    "HorizontalPodAutoscaler": _of_scaler,
    "ScaledObject": _of_scaler,
    "Ingress": _of_ingress,
    "HTTPRoute": _of_route,
}
