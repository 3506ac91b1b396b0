"""Whether NetworkPolicies let each program reach the servers that its own environment names, and nobody too much."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from scripts.kubernetes.environment import settings_of, told
from scripts.kubernetes.manifests import Doc, Manifests, Pod, called, namespace_of, selects
from scripts.kubernetes.references import number_of

PRIVATE = (
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "127.0.0.1",
    "fd00:ec2::254",
    "fe80::1",
)
"""Addresses of others' machines and of clouds' metadata services, which nobody here may ask."""
PUBLIC = "93.184.215.14"
OUTSIDE = frozenset({"gateway", "storyboard", "renderer"})
"""Who asks providers, or is told to call webhooks."""
SCHEMES = {"nats": 4222, "postgresql": 5432, "redis": 6379, "http": 80, "https": 443}


def network(manifests: Manifests) -> Iterator[str]:
    """What is wrong, in words."""
    for pod in manifests.pods:
        yield from (f"{pod.name}: {complaint}" for complaint in _of_pod(manifests, pod))
    for policy in manifests.kind("NetworkPolicy"):
        for address in PRIVATE:
            if any(
                _in_block(peer, address) for rule in policy["spec"].get("egress", []) for peer in rule.get("to", [{}])
            ):
                yield f"{called(policy)}: it opens {address}"


def _of_pod(manifests: Manifests, pod: Pod) -> Iterator[str]:
    for direction in ("Ingress", "Egress"):
        if not list(_policies(manifests, pod, direction)):
            yield f"no NetworkPolicy limits its {direction.lower()}"
    if pod.labels.get("app.kubernetes.io/name") in OUTSIDE and not _goes_out(manifests, pod):
        yield "it does not reach providers"
    for container in pod.containers:
        if settings_of(container) is None:
            continue
        for name, value in told(manifests, pod, container).items():
            url = urlsplit(value or "")
            if url.scheme in SCHEMES and url.hostname:
                port = url.port or SCHEMES[url.scheme]
                yield from (f"{name}: {complaint}" for complaint in _reached(manifests, pod, url.hostname, port))


def _reached(manifests: Manifests, pod: Pod, host: str, port: int) -> Iterator[str]:
    """A host without a dot is a Service beside us; others are somewhere else, and their policies too."""
    if "." in host:
        return
    service = manifests.find("Service", pod.namespace, host)
    told_port = next((one for one in service["spec"]["ports"] if one["port"] == port), None) if service else None
    if service is None or told_port is None:
        yield f"there is no Service {host} with a port {port}"
        return
    for server in manifests.selected(pod.namespace, {"matchLabels": service["spec"]["selector"]}):
        number = number_of(server, told_port.get("targetPort", port))
        if not _lets(manifests, pod, "Egress", server, number):
            yield f"no policy lets it out to {server.name}:{number}"
        if not _lets(manifests, server, "Ingress", pod, number):
            yield f"no policy lets it into {server.name}:{number}"


def _policies(manifests: Manifests, pod: Pod, direction: str) -> Iterator[Doc]:
    for policy in manifests.kind("NetworkPolicy"):
        spec = policy["spec"]
        here = namespace_of(policy) == pod.namespace and selects(spec["podSelector"], pod.labels)
        if here and direction in spec.get("policyTypes", ["Ingress"]):
            yield policy


def _rules(manifests: Manifests, pod: Pod, direction: str) -> Iterator[Doc]:
    for policy in _policies(manifests, pod, direction):
        yield from policy["spec"].get(direction.lower(), [])


def _lets(manifests: Manifests, pod: Pod, direction: str, other: Pod, port: int | None) -> bool:
    """Whether a pod's policies let it talk with another of its namespace, at the server's port."""
    side, server = ("to", other) if direction == "Egress" else ("from", pod)
    return any(
        _has_port(rule.get("ports"), server, port) and _has_peer(rule.get(side), other)
        for rule in _rules(manifests, pod, direction)
    )


def _has_port(ports: list[Doc] | None, server: Pod, number: int | None) -> bool:
    return ports is None or any(number_of(server, one["port"]) == number for one in ports)


def _has_peer(peers: Iterable[Doc] | None, other: Pod) -> bool:
    return peers is None or any(
        "podSelector" in peer and "namespaceSelector" not in peer and selects(peer["podSelector"], other.labels)
        for peer in peers
    )


def _goes_out(manifests: Manifests, pod: Pod) -> bool:
    rules = _rules(manifests, pod, "Egress")
    return any(_in_block(peer, PUBLIC) for rule in rules for peer in rule.get("to", [{}]))


def _in_block(peer: Doc, address: str) -> bool:
    """Whether a peer is this address; one that says nothing is everybody."""
    if not peer:
        return True
    block, asked = peer.get("ipBlock"), ip_address(address)
    if block is None or ip_network(block["cidr"]).version != asked.version:
        return False
    return asked in ip_network(block["cidr"]) and not any(asked in ip_network(one) for one in block.get("except", []))
