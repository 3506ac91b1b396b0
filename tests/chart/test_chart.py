"""The Helm chart: what it makes, what it refuses, and that it is the same as deploy/kubernetes."""

import json
from pathlib import Path
from typing import Any

import helm_python
import pytest
import yaml
from scripts.chart.comparison import OF_THE_SERVERS, differences, normalised
from scripts.chart.rendering import NAMESPACE, Manifest, findings, notes, package, render
from scripts.kubernetes.check import judged
from scripts.kubernetes.habits import habits
from scripts.kubernetes.manifests import Manifests, called
from scripts.kubernetes.rendering import copied, manifests_of, overlays, rendered
from scripts.kubernetes.schemas import schemas

from storyreel_contracts.topology import consumers

EXAMPLES: dict[str, dict[str, Any]] = {
    file.stem: yaml.safe_load(file.read_text("utf-8"))
    for file in sorted((Path(__file__).parents[2] / "deploy" / "helm" / "examples").glob("*.yaml"))
}
SERVICES = ("gateway", "storyboard", "renderer", "exporter")


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    """Those of a kind, by name."""
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] == kind}


def container(manifests: list[Manifest], service: str) -> Manifest:
    """A service's container."""
    (one,) = of_kind(manifests, "Deployment")[service]["spec"]["template"]["spec"]["containers"]
    return dict(one)


@pytest.mark.parametrize("values", [{}, *EXAMPLES.values()])
def test_a_strict_lint_finds_nothing(values: dict[str, Any]) -> None:
    """With no values, and with those of every example."""
    assert findings(values) == []


HOST = {"enabled": True, "host": "films.example.com"}
SAME: dict[str, dict[str, Any]] = {
    "overlays/production": EXAMPLES["production"],
    "overlays/trial": EXAMPLES["trial"],
    "overlays/trial with components/autoscaling": {**EXAMPLES["trial"], "hpa": {"enabled": True}},
    "overlays/trial with components/gateway-api": {
        **EXAMPLES["trial"],
        "gatewayApi": {**HOST, "gateway": "public", "gatewayNamespace": "gateways", "sectionName": "https"},
    },
    "overlays/trial with components/ingress": {**EXAMPLES["trial"], "ingress": {**HOST, "tlsSecret": "gateway-tls"}},
    "overlays/trial with components/monitoring": {**EXAMPLES["trial"], "podMonitor": {"enabled": True}},
    "overlays/trial with components/keda": {**EXAMPLES["trial"], "keda": {"enabled": True}},
}
"""The values under which the chart is a kustomization."""
OTHERS = {
    "overlays/dev": "the trial with images that were just built",
    "infrastructure": "the servers, which the chart has not",
}


def test_chart_and_kustomize_make_the_same() -> None:
    """Object by object; what may differ is listed in scripts/chart/comparison.py. Whoever changes one changes both."""
    with copied() as copy:
        made = {name: manifests_of(rendered(folder)) for name, folder in overlays(copy)}
    compared = SAME.keys() & made.keys()
    assert made.keys() - SAME.keys() == OTHERS.keys(), "one that nobody has held against the chart"
    assert {"overlays/production", "overlays/trial"} <= compared
    for name in compared:
        assert "\n".join(differences(render(SAME[name]), made[name].docs)) == "", name


def test_kubernetes_takes_what_the_chart_makes() -> None:
    """Of every example: two versions of it, strictly, KEDA, the Gateway API and the Prometheus operator."""
    docs = (doc for values in ({}, *EXAMPLES.values()) for doc in here(values))
    made = Manifests.of({json.dumps(doc, sort_keys=True): doc for doc in docs}.values())
    assert list(schemas(made)) == []
    assert list(habits(made)) == ["Deployment/exporter: nothing spreads it over nodes"], "as the full example wants it"


@pytest.mark.parametrize("hooks", [True, False])
def test_names_lead_to_something_and_services_can_read_what_they_are_told(hooks: bool) -> None:
    """Beside the servers of the trial, and on those of production: Secrets, ports, settings, ways through networks."""
    jobs = {"jobs": {"hooks": hooks}}
    with copied() as copy:
        trial = manifests_of(rendered(copy / "overlays" / "trial"))
    servers = [doc for doc in map(normalised, trial.docs) if OF_THE_SERVERS.match(doc["metadata"]["name"])]
    secrets = [normalised(doc) for doc in trial.kind("Secret") if doc not in servers]
    beside = [*here({**EXAMPLES["trial"], **jobs}), *map(placed, (*servers, *secrets))]
    assert list(judged(Manifests.of({called(doc): doc for doc in beside}.values()))) == []
    assert list(judged(Manifests.of(here({**EXAMPLES["production"], **jobs})))) == []


def here(values: dict[str, Any]) -> list[Manifest]:
    """What the chart makes, in its namespace."""
    return [placed(one) for one in render(values)]


def placed(manifest: Manifest) -> Manifest:
    """In the namespace of the release."""
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": NAMESPACE}}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"replicas": 3}, "additional properties 'replicas' not allowed"),
        ({"gateway": {"replica": 3}}, "at '/gateway': additional properties 'replica' not allowed"),
        ({"gateway": {"replicas": "3"}}, "at '/gateway/replicas': got string, want integer"),
        ({"gateway": {"replicas": -1}}, "at '/gateway/replicas': minimum: got -1, want 0"),
        ({"gateway": {"digest": "sha256:abc"}}, "at '/gateway/digest': 'sha256:abc' does not match pattern"),
        ({"image": {"pullPolicy": "Sometimes"}}, "at '/image/pullPolicy': value must be one of 'Always'"),
        ({"image": {"tag": "v1:2"}}, "at '/image/tag': 'v1:2' does not match pattern"),
        (
            {"gateway": {"settings": {"STORYREEL_LIMIT_GENRATE": "5/minute"}}},
            "at '/gateway/settings': additional properties 'STORYREEL_LIMIT_GENRATE' not allowed",
        ),
        (
            {"gateway": {"settings": {"STORYREEL_LIMIT_RENDER": "5 a minute"}}},
            "at '/gateway/settings/STORYREEL_LIMIT_RENDER': '5 a minute' does not match pattern",
        ),
        ({"settings": {"DATABASE_URL": "postgresql://u:p@h/d"}}, "'DATABASE_URL' not allowed"),
        ({"settings": {"STORYREEL_STREAM_REPLICAS": 7}}, "at '/settings/STORYREEL_STREAM_REPLICAS': maximum"),
        ({"exporter": {"settings": {"STORYREEL_EXPORT_WEBM_CODEC": "h264"}}}, "STORYREEL_EXPORT_WEBM_CODEC'"),
        ({"renderer": {"resources": {"requests": {"cpu": "two"}}}}, "at '/renderer/resources/requests/cpu'"),
        ({"renderer": {"workSize": "8 GB"}}, "at '/renderer/workSize': '8 GB' does not match pattern"),
        ({"renderer": {"terminationGracePeriodSeconds": 5}}, "minimum: got 5, want 30"),
        ({"ingress": {"enabled": "yes"}}, "at '/ingress/enabled': got string, want boolean"),
        ({"ingress": {"host": "https://films.example.com/"}}, "at '/ingress/host'"),
        ({"keda": {"renderer": {"maxReplicas": 0}}}, "at '/keda/renderer/maxReplicas': minimum: got 0, want 1"),
        ({"keda": {"monitoringEndpoint": "http://nats:8222"}}, "at '/keda/monitoringEndpoint'"),
        ({"networkPolicy": {"providers": {"cidrs": ["1.2.3.4"]}}}, "at '/networkPolicy/providers/cidrs/0'"),
        ({"networkPolicy": {"servers": {"nats": {"ports": []}}}}, "at '/networkPolicy/servers/nats/ports': minItems"),
        ({"service": {"port": 70000}}, "at '/service/port': maximum: got 70,000, want 65,535"),
        ({"telemetry": {"endpoint": "collector:4317"}}, "at '/telemetry/endpoint'"),
        (
            {"gateway": {"podDisruptionBudget": {"minAvailable": 1}}},
            "gateway.podDisruptionBudget: give minAvailable or",
        ),
    ],
)
def test_a_wrong_value_is_refused_in_words_that_name_it(wrong: dict[str, Any], said: str) -> None:
    """Before anything reaches the cluster."""
    with pytest.raises(helm_python.HelmError) as refused:
        render(wrong)
    assert said in str(refused.value)


def test_what_is_left_out_is_as_the_images_and_the_docs_have_it() -> None:
    """Minimal values: the services, their jobs, and nothing that a cluster may lack."""
    made = render(EXAMPLES["minimal"])
    kinds = {one["kind"] for one in made}
    assert kinds == {
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount",
    }  # fmt: skip
    for service in SERVICES:
        assert container(made, service)["image"].startswith(f"storyreel/{service}:")
    assert of_kind(made, "ConfigMap")["storyreel-settings"]["data"]["S3_ENDPOINT"] == "https://s3.example.com"


def test_jobs_come_before_everything_else_of_an_upgrade() -> None:
    """As hooks, which need nothing of the release: their account is one before them, their settings are written out."""
    for upgrade in (False, True):
        made = render(EXAMPLES["minimal"], upgrade=upgrade)
        jobs = of_kind(made, "Job")
        account = of_kind(made, "ServiceAccount")["jobs"]
        assert set(jobs) == {"provision", *(f"migrate-{service}" for service in SERVICES)}
        for job in jobs.values():
            hook, weight = (job["metadata"]["annotations"][f"helm.sh/{key}"] for key in ("hook", "hook-weight"))
            assert hook == account["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
            assert int(account["metadata"]["annotations"]["helm.sh/hook-weight"]) < int(weight)
            assert "configMap" not in str(job)


def test_without_hooks_a_job_of_the_next_version_is_another_one() -> None:
    """A Job cannot be changed, so an upgrade makes new ones and lets those of before go."""
    first, second = (set(of_kind(render({"jobs": {"hooks": False}}, upgrade=up), "Job")) for up in (False, True))
    assert first.isdisjoint(second)


def test_every_part_of_the_full_example_arrives() -> None:
    """Digests, Secrets, scaling, ways in, monitoring: where Kubernetes looks for them."""
    made = render(EXAMPLES["full"])
    renderer = of_kind(made, "Deployment")["renderer"]["spec"]
    pod = renderer["template"]["spec"]
    assert container(made, "renderer")["image"] == f"registry.example.com:5000/film/storyreel/renderer@sha256:{3:064d}"
    assert pod["imagePullSecrets"] == [{"name": "registry"}]
    assert pod["nodeSelector"] == {"node.kubernetes.io/instance-type": "c8"}
    assert pod["tolerations"] == [{"key": "films", "operator": "Exists", "effect": "NoSchedule"}]
    assert "podAntiAffinity" in pod["affinity"]
    assert renderer["template"]["metadata"]["labels"]["example.com/costs"] == "films"
    assert "replicas" not in renderer
    assert of_kind(made, "ConfigMap")["renderer-settings"]["data"]["STORYREEL_RENDER_SLATES"] == "false"
    told = of_kind(made, "ConfigMap")["gateway-settings"]["data"]
    env = {one["name"]: one for one in container(made, "renderer")["env"]}
    assert env["DATABASE_URL"]["valueFrom"]["secretKeyRef"]["name"] == "films-renderer"
    assert env["REPLICATE_API_TOKEN"]["valueFrom"]["secretKeyRef"]["name"] == "films-providers"
    assert env["TZ"]["value"] == "UTC"
    assert "STORYREEL_RENDER_PROCESSES" not in env
    assert "topologySpreadConstraints" not in of_kind(made, "Deployment")["exporter"]["spec"]["template"]["spec"]
    assert of_kind(made, "Ingress")["gateway"]["spec"]["tls"][0]["secretName"] == "films-tls"
    assert of_kind(made, "HTTPRoute")["gateway"]["spec"]["parentRefs"][0]["namespace"] == "infrastructure"
    assert of_kind(made, "HorizontalPodAutoscaler")["gateway"]["spec"]["minReplicas"] == 3
    assert of_kind(made, "PodMonitor")["storyreel"]["metadata"]["labels"]["release"] == "prometheus"
    assert told["STORYREEL_WORK_MIN_FREE_BYTES"] == "2000000000"
    shared = of_kind(made, "ConfigMap")["storyreel-settings"]["data"]
    assert shared["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://collector.infrastructure.svc:4318"
    assert {"scrapes", "traces"} <= set(of_kind(made, "NetworkPolicy"))


def test_workers_are_scaled_by_consumers_that_there_are() -> None:
    """Each comes for everything that the topology says it hears, and for nothing that nobody makes."""
    scaled = of_kind(render({"keda": {"enabled": True}}), "ScaledObject")
    assert set(scaled) == {"storyboard", "renderer", "exporter"}
    there = {consumer.durable for consumer in consumers()}
    for service, one in scaled.items():
        asked = {trigger["metadata"]["consumer"] for trigger in one["spec"]["triggers"]}
        assert asked == {name for name in there if name.startswith(f"{service}-")}


def test_notes_say_where_it_is_and_what_comes_next() -> None:
    """By port-forward, or at the host that was given; and what is not as it should stay."""
    assert "port-forward service/gateway 8000:80" in notes()
    assert "Nobody outside the cluster reaches it" in notes()
    told = notes(EXAMPLES["full"])
    assert "https://films.example.com/readyz" in told
    assert "get secret films-gateway" in told
    assert "Nobody outside" not in told


def test_the_chart_is_one_file(tmp_path: Path) -> None:
    """That installs the same."""
    archive = package(tmp_path)
    with helm_python.Chart.load(archive) as packed:
        assert archive.name == f"storyreel-{packed.version}.tgz"
        assert packed.schema is not None
        assert set(packed.render({}, name="storyreel", namespace="storyreel"))
