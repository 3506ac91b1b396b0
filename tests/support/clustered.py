"""The trial overlay on a real cluster, and what tests do to its pods.

`K8S_CLUSTER` names a command: `up IMAGE…` starts a cluster that has these images and prints the path of its kubeconfig
as its last line, `map` turns manifests on its input into what the cluster's API knows, `down` ends it. Without it the
current context of kubectl is used, whose nodes must have the images or reach them (`K8S_TAG` names their tag).
"""

import asyncio
import json
import os
import shlex
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import yaml
from scripts import k8s_apply
from scripts.kubernetes.environment import settings_of
from scripts.kubernetes.rendering import copied, rendered
from scripts.kubernetes.scaling import account

from storyreel_contracts.topology import STREAM
from support.composed import SERVICES, SLAY, docker, secrets_of_compose
from support.deadlines import eventually
from support.film_stack import SMALL

CLUSTER = shlex.split(os.environ.get("K8S_CLUSTER", ""))
TAG = os.environ.get("K8S_TAG", "k8s-test")
SERVERS = ("postgres:17", "nats:2.14-alpine", "redis:7", "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z")
NODE_PORTS = {"gateway": 30080, "nats": 30422, "monitor": 30822}
NAMESPACE = "storyreel"
ROLLED_SECONDS = 600


@dataclass(frozen=True)
class Clustered:
    """The product, up."""

    host: str
    """A node's address."""
    secrets: Mapping[str, str]
    text: str
    """What was applied."""

    @property
    def base_url(self) -> str:
        """Through the Service."""
        return f"http://{self.host}:{NODE_PORTS['gateway']}"

    @property
    def api_key(self) -> str:
        """An administrator's."""
        return self.secrets["STORYREEL_API_KEY"]

    @property
    def nats_url(self) -> str:
        """For the user who may only listen."""
        return f"nats://subscriber:{self.secrets['NATS_SUBSCRIBER_PASSWORD']}@{self.host}:{NODE_PORTS['nats']}"

    async def apply(self) -> None:
        """As `make k8s-apply` does: Jobs first, again, and then the services."""
        assert await asyncio.to_thread(k8s_apply.apply, self.text)

    async def roll(self, service: str) -> None:
        """Replace every pod of a service, as its strategy says."""
        await self.kubectl("rollout", "restart", f"deployment/{service}")
        await self.rolled(service)

    async def rolled(self, service: str) -> None:
        """Wait until every pod is there, and ready."""
        argv = ("rollout", "status", f"deployment/{service}", f"--timeout={ROLLED_SECONDS}s")
        await self.kubectl(*argv, within=ROLLED_SECONDS + 30)

    async def scale(self, service: str, count: int) -> None:
        """So many pods; those that are too many have left."""
        await self.kubectl("scale", f"deployment/{service}", f"--replicas={count}")
        await self.rolled(service)

        async def left() -> bool:
            return len(await self.pods(service)) == count

        await eventually(left, within=ROLLED_SECONDS, what=f"{count} of the {service}", every=0.5)

    async def pods(self, service: str) -> list[dict[str, Any]]:
        """What the cluster tells of a service's pods, those that are leaving included."""
        told = json.loads(await self.kubectl("get", "pods", "-l", f"app.kubernetes.io/name={service}", "-o", "json"))
        items: list[dict[str, Any]] = told["items"]
        return items

    async def restarts(self, service: str) -> int:
        """How often the cluster has started a service's containers anew."""
        return sum(
            status["restartCount"] for pod in await self.pods(service) for status in pod["status"]["containerStatuses"]
        )

    async def slay(self, service: str) -> None:
        """End all processes of one pod at once, as a crash does."""
        argv = ("exec", f"deployment/{service}", "-c", "service", "--", "python", "-c", SLAY)
        await kubectl("-n", NAMESPACE, *argv, fails=True)

    async def backlog(self, consumer: str) -> int:
        """Pending and unacknowledged messages of a consumer, asked for as KEDA does, with what its triggers say."""
        async with httpx.AsyncClient() as client:
            url = f"http://{self.host}:{NODE_PORTS['monitor']}/jsz"
            asked = {"acc": account(), "consumers": "true", "config": "true"}
            answer = (await client.get(url, params=asked)).raise_for_status().json()
        (ours,) = (one for one in answer["account_details"] if account() in (one["id"], one["name"]))
        (stream,) = (one for one in ours["stream_detail"] if one["name"] == STREAM)
        (found,) = (one for one in stream["consumer_detail"] if one["name"] == consumer)
        return int(found["num_pending"] + found["num_ack_pending"])

    async def peaks(self) -> dict[str, list[int]]:
        """The most memory that the pods of each service have had, MiB."""
        read = "cat /sys/fs/cgroup/memory.peak 2>/dev/null || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes"
        found: dict[str, list[int]] = {}
        for service in SERVICES:
            for pod in await self.pods(service):
                told = await self.kubectl("exec", pod["metadata"]["name"], "-c", "service", "--", "sh", "-c", read)
                found.setdefault(service, []).append(int(told.split()[0]) // 2**20)
        return found

    async def kubectl(self, *argv: str, within: float = 120) -> str:
        """`kubectl` in the product's namespace."""
        return await kubectl("-n", NAMESPACE, *argv, within=within)


async def kubectl(*argv: str, given: str | None = None, within: float = 120, fails: bool = False) -> str:
    """`kubectl …`; what it printed. Raises AssertionError when it fails and may not."""
    return await _run(k8s_apply.KUBECTL, *argv, given=given, within=within, fails=fails)


async def _run(*argv: str, given: str | None = None, within: float = 120, fails: bool = False) -> str:
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=DEVNULL if given is None else PIPE, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(within):
        out, err = await process.communicate(None if given is None else given.encode())
    assert fails or process.returncode == 0, f"{' '.join(argv)}: {err.decode()[-3000:]}"
    return out.decode()


@asynccontextmanager
async def clustered(home: Path) -> AsyncIterator[Clustered]:
    """A cluster with the trial on it, rolled out by `make k8s-apply`'s own code; nothing of it is left behind."""
    with copied() as kubernetes:
        text = rendered(_overlay(kubernetes))
        secrets = dict(
            line.split("=", 1)
            for file in (kubernetes / "overlays/trial/secrets").iterdir()
            for line in file.read_text("utf-8").splitlines()
        )
    if CLUSTER:
        env = {"STORYREEL_VERSION": TAG, "COMPOSE_PROJECT_NAME": "storyreel-k8s-test"}
        await docker("compose", "build", env={**secrets_of_compose(), **env}, within=900)
        images = [f"storyreel/{service}:{TAG}" for service in SERVICES]
        told = await _run(*CLUSTER, "up", *images, *SERVERS, within=900)
        os.environ["KUBECONFIG"] = told.split()[-1]
        text = await _run(*CLUSTER, "map", given=text)
    try:
        await _volumes(home)
        node = json.loads(await kubectl("get", "nodes", "-o", "json"))["items"][0]
        host = next(one["address"] for one in node["status"]["addresses"] if one["type"] == "InternalIP")
        up = Clustered(host, secrets, text)
        await up.apply()
        await eventually(partial(_answers, up), within=120, what="the gateway's answer through its Service", every=0.5)
        yield up
    finally:
        await kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=120s", within=150, fails=True)
        if CLUSTER:
            await _run(*CLUSTER, "down", within=120, fails=True)


async def _answers(up: Clustered) -> bool:
    try:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{up.base_url}/readyz", timeout=10)).is_success
    except httpx.TransportError:
        return False


def _overlay(kubernetes: Path) -> Path:
    """The trial with images of this tree, small films, and ports of the node."""
    folder = kubernetes / "overlays/test"
    folder.mkdir()
    written: dict[str, Any] = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": NAMESPACE,
        "resources": ["../trial", "ports.yaml"],
        "images": [{"name": f"storyreel/{service}", "newTag": TAG} for service in SERVICES],
        "configMapGenerator": [
            {"name": f"{service}-settings", "behavior": "merge", "literals": _small(service)} for service in SERVICES
        ],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(written), "utf-8")
    (folder / "ports.yaml").write_text(yaml.safe_dump_all(_ports()), "utf-8")
    return folder


def _small(service: str) -> list[str]:
    """What makes a service quick, of what it reads."""
    settings = settings_of({"image": f"storyreel/{service}"})
    assert settings is not None
    known = {str(field.validation_alias) for field in settings.model_fields.values()}
    return [f"{name}={value}" for name, value in SMALL.items() if name in known]


def _ports() -> list[dict[str, Any]]:
    """Ports of the node that lead to Services, and a policy that lets tests in."""
    services = {
        "gateway": ("gateway", 80, "http"),
        "nats": ("nats", 4222, "nats"),
        "monitor": ("nats", 8222, "monitor"),
    }
    docs: list[dict[str, Any]] = [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": f"outside-{name}"},
            "spec": {
                "type": "NodePort",
                "selector": {"app.kubernetes.io/name": pods},
                "ports": [{"name": target, "port": port, "targetPort": target, "nodePort": NODE_PORTS[name]}],
            },
        }
        for name, (pods, port, target) in services.items()
    ]
    policy = {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "nats"}},
        "policyTypes": ["Ingress"],
        "ingress": [{}],
    }
    docs.append(
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "tests"}, "spec": policy}
    )
    return docs


async def _volumes(home: Path) -> None:
    """Volumes on the node, where the cluster has no storage class that makes them."""
    if json.loads(await kubectl("get", "storageclasses", "-o", "json"))["items"]:
        return
    docs = []
    for number in range(3):
        folder = home / f"volume-{number}"
        folder.mkdir()
        folder.chmod(0o777)
        spec = {
            "capacity": {"storage": "50Gi"},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": str(folder)},
        }
        docs.append(
            {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"test-{number}"}, "spec": spec}
        )
    await kubectl("apply", "-f", "-", given="---\n".join(yaml.safe_dump(doc) for doc in docs))
