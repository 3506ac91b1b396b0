"""The values of the Helm chart: names, types, defaults and sentences, from which its files are made by `make docs`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from scripts.chart.settings import settings_class, settings_schema
from scripts.kubernetes.scaling import account
from storyreel_chassis.settings import ServiceSettings

Name = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$")]
"""Of an object in Kubernetes."""
Quantity = Annotated[str, Field(pattern=r"^\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$")]
Cidr = Annotated[str, Field(pattern=r"^([0-9.]+/([0-9]|[12][0-9]|3[0-2])|[0-9a-fA-F:]+/\d{1,3})$")]
Host = Annotated[str, Field(pattern=r"^(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Digest = Annotated[str, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")]
Labels = dict[str, str]
Settings = dict[str, Any]
"""Variables; which ones there are is told by the services' own settings."""
Kubernetes = dict[str, Any]
"""A part of a pod as Kubernetes has it, passed on as it is."""

PRIVATE = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
]  # fmt: skip


class Closed(BaseModel):
    """A key that is not here is a mistake."""

    model_config = ConfigDict(
        extra="forbid", use_attribute_docstrings=True, alias_generator=to_camel, validate_by_name=True
    )


class Image(Closed):
    """Of the four services; their names are those of the services."""

    registry: Annotated[str, Field(pattern=r"^([a-z0-9.-]+(:\d+)?(/[a-z0-9._-]+)*)?$")] = ""
    """Host, and path if any: `registry.example.com/film`; empty: that of the nodes."""
    repository: Annotated[str, Field(pattern=r"^[a-z0-9._/-]+$")] = "storyreel"
    """In front of the service's name: `storyreel` gives `storyreel/gateway`."""
    tag: Annotated[str, Field(pattern=r"^[\w.-]{0,128}$")] = ""
    """Empty: the version of the chart."""
    pull_policy: Literal["Always", "IfNotPresent", "Never"] = "IfNotPresent"
    pull_secrets: list[Name] = []
    """Names of Secrets with the registry's credentials."""


class Amounts(Closed):
    """Of CPU and memory."""

    cpu: Quantity | None = None
    memory: Quantity | None = None


class Resources(Closed):
    """What a container asks for, and may take. No limit of CPU: it would slow what is not in anybody's way."""

    requests: Amounts = Amounts()
    limits: Amounts = Amounts()


class Disruption(Closed):
    """A PodDisruptionBudget: how many may be away when nodes are drained; one of the two."""

    enabled: bool = True
    min_available: Annotated[int, Field(ge=0)] | None = None
    max_unavailable: Annotated[int, Field(ge=1)] | None = None


class Strategy(Closed):
    """How a new version replaces an old one."""

    max_unavailable: Annotated[int, Field(ge=0)] = 1
    max_surge: Annotated[int, Field(ge=0)] = 0


class Service(Closed):
    """One of the four services."""

    replicas: Annotated[int, Field(ge=0)] = 1
    """Where nothing scales it."""
    digest: Digest = ""
    """`sha256:…` of its image, instead of the tag."""
    existing_secret: Name
    """The Secret with its addresses and passwords; which keys it needs is in the chart's `files/secrets.yaml`."""
    settings: Settings = {}
    """Variables that are its own, of docs/configuration.md."""
    extra_env: list[Kubernetes] = []
    """Further variables, as in a container's `env`."""
    resources: Resources
    work_size: Quantity
    """Of the volume for work in progress."""
    termination_grace_period_seconds: Annotated[int, Field(ge=30)] = 60
    """Longer than STORYREEL_DRAIN_SECONDS and the outbox's last words."""
    strategy: Strategy = Strategy()
    pod_disruption_budget: Disruption = Disruption(max_unavailable=1)
    topology_spread: bool = True
    """Prefer other nodes, and other zones, for each further one."""
    node_selector: Labels = {}
    tolerations: list[Kubernetes] = []
    affinity: Kubernetes = {}
    priority_class_name: str = ""
    pod_annotations: Labels = {}
    pod_labels: Labels = {}


def _own(service: str) -> Any:
    return WithJsonSchema(settings_schema(settings_class(service)))


class Gateway(Service):
    """The API."""

    replicas: Annotated[int, Field(ge=0)] = 2
    existing_secret: Name = "gateway-secrets"
    settings: Annotated[Settings, _own("gateway")] = {"STORYREEL_LINGER_SECONDS": 10}
    resources: Resources = Resources(
        requests=Amounts(cpu="200m", memory="256Mi"), limits=Amounts(memory="768Mi")
    )  # fmt: skip
    work_size: Quantity = "2Gi"
    strategy: Strategy = Strategy(max_unavailable=0, max_surge=1)


class Storyboard(Service):
    """Draws the pictures, or asks for them."""

    existing_secret: Name = "storyboard-secrets"
    settings: Annotated[Settings, _own("storyboard")] = {"STORYREEL_DRAIN_SECONDS": 15}
    resources: Resources = Resources(
        requests=Amounts(cpu="500m", memory="256Mi"), limits=Amounts(memory="768Mi")
    )  # fmt: skip
    work_size: Quantity = "2Gi"
    strategy: Strategy = Strategy(max_unavailable=0, max_surge=1)


class Renderer(Service):
    """Makes the films."""

    existing_secret: Name = "renderer-secrets"
    settings: Annotated[Settings, _own("renderer")] = {"STORYREEL_DRAIN_SECONDS": 15}
    resources: Resources = Resources(
        requests=Amounts(cpu="2", memory="1Gi"), limits=Amounts(memory="1536Mi")
    )  # fmt: skip
    work_size: Quantity = "8Gi"


class Exporter(Service):
    """Makes the copies."""

    existing_secret: Name = "exporter-secrets"
    settings: Annotated[Settings, _own("exporter")] = {"STORYREEL_DRAIN_SECONDS": 15}
    resources: Resources = Resources(
        requests=Amounts(cpu="1", memory="512Mi"), limits=Amounts(memory="1Gi")
    )  # fmt: skip
    work_size: Quantity = "8Gi"


class Jobs(Closed):
    """What is done before the services of a version start: streams and consumers, and each service's schema."""

    hooks: bool = True
    """Run them as Helm's hooks, before anything is changed: a migration that fails stops the upgrade, and all stays as
    it was. The servers and Secrets must be there before. With false they are Jobs like any other, made beside the
    services, which wait for them by starting again."""
    provision_secret: Name = "provision-secrets"
    """The Secret with NATS_URL of the user that makes streams and consumers."""
    backoff_limit: Annotated[int, Field(ge=0)] = 10
    ttl_seconds_after_finished: Annotated[int, Field(ge=60)] = 3600
    resources: Resources = Resources(requests=Amounts(cpu="50m", memory="96Mi"), limits=Amounts(memory="256Mi"))


class Providers(Closed):
    """Who is paid for pictures and clips. Without a token films are made by the animatic, for free."""

    existing_secret: Name | Literal[""] = ""
    """A Secret of their tokens (REPLICATE_API_TOKEN, STORYREEL_REPLICATE_WEBHOOK_SECRET), kept apart from those of the
    services; empty: the services' own Secrets may hold them."""


class GatewayService(Closed):
    """The Service in front of the gateway."""

    type: Literal["ClusterIP", "NodePort", "LoadBalancer"] = "ClusterIP"
    port: Port = 80
    annotations: Labels = {}


class Ingress(Closed):
    """The way in, by an ingress controller."""

    enabled: bool = False
    class_name: str = ""
    host: Host = "storyreel.example.com"
    tls_secret: Name | Literal[""] = ""
    """With the certificate; empty: plain HTTP."""
    annotations: Labels = {}


class GatewayApi(Closed):
    """The way in, by the Gateway API: an HTTPRoute at a Gateway that is there."""

    enabled: bool = False
    host: Host = "storyreel.example.com"
    gateway: Name = "public"
    gateway_namespace: Name | Literal[""] = ""
    """Empty: that of the release."""
    section_name: str = ""
    """The listener of the Gateway; empty: all that fit."""
    annotations: Labels = {}


class Hpa(Closed):
    """More gateways by CPU: a HorizontalPodAutoscaler, which needs the metrics server."""

    enabled: bool = False
    min_replicas: Annotated[int, Field(ge=1)] = 2
    max_replicas: Annotated[int, Field(ge=1)] = 10
    cpu_percent: Annotated[int, Field(ge=1, le=1000)] = 150
    """Of what it asks for, which is little, on average."""


class Scale(Closed):
    """How many of a worker there may be."""

    min_replicas: Annotated[int, Field(ge=0)] = 0
    """0: none where there is nothing to do."""
    max_replicas: Annotated[int, Field(ge=1)]
    lag: Annotated[int, Field(ge=1)]
    """Messages that wait or are worked on, for each one."""
    cooldown_period: Annotated[int, Field(ge=0)]
    """Seconds without work until the last one goes; where something is bought, more than STORYREEL_SECOND_LOOK_SECONDS:
    purchases whose answer was lost are looked for once more."""


class Keda(Closed):
    """More workers by what waits for them: ScaledObjects of KEDA, which must be in the cluster."""

    enabled: bool = False
    monitoring_endpoint: Annotated[str, Field(pattern=r"^[^/\s]+:\d{1,5}$")] = "nats:8222"
    """host:port of NATS' monitoring, as KEDA reaches it; of a cluster the headless Service."""
    account: str = account()
    """Of NATS, in which the stream is."""
    polling_interval: Annotated[int, Field(ge=1)] = 5
    storyboard: Scale = Scale(min_replicas=1, max_replicas=4, lag=8, cooldown_period=900)
    """One is always there: a storyboard is waited for by a person."""
    renderer: Scale = Scale(max_replicas=8, lag=2, cooldown_period=900)
    exporter: Scale = Scale(max_replicas=4, lag=2, cooldown_period=300)


class PodMonitor(Closed):
    """Have a Prometheus operator read the metrics of all four services."""

    enabled: bool = False
    interval: Annotated[str, Field(pattern=r"^\d+(ms|s|m)$")] = "15s"
    labels: Labels = {}
    """By which the Prometheus finds it."""


class Telemetry(Closed):
    """Traces."""

    endpoint: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    """Of an OpenTelemetry collector: `http://collector:4318`; empty: none are sent."""


class Outside(Closed):
    """Where a service may go beyond the cluster."""

    cidrs: list[Cidr] = ["0.0.0.0/0", "2000::/3"]
    except_: Annotated[list[Cidr], Field(alias="except")] = PRIVATE
    """Not even then: private, shared and loopback addresses, and the nodes' metadata services; holds for 0.0.0.0/0."""
    ports: list[Port] = [443]


class Place(Closed):
    """Where a server is."""

    to: list[Kubernetes] = []
    """As in a NetworkPolicy: podSelector, namespaceSelector, ipBlock; empty: anywhere."""
    ports: Annotated[list[Port], Field(min_length=1)]


def _beside(name: str, port: int) -> Place:
    return Place(to=[{"podSelector": {"matchLabels": {"app.kubernetes.io/name": name}}}], ports=[port])


class Servers(Closed):
    """Where the four servers are; by default beside the services, as deploy/kubernetes/components/servers has them."""

    nats: Place = _beside("nats", 4222)
    postgres: Place = _beside("postgres", 5432)
    redis: Place = _beside("redis", 6379)
    s3: Place = _beside("minio", 9000)


class Dns(Closed):
    """Where names are asked for."""

    pod_labels: Labels = {"k8s-app": "kube-dns"}
    node_cache: Cidr | Literal[""] = "169.254.20.10/32"


class NetworkPolicy(Closed):
    """Nothing comes in and nothing goes out but what is said here."""

    enabled: bool = True
    dns: Dns = Dns()
    users_from: list[Kubernetes] = []
    """Who may reach the gateway, as in a NetworkPolicy; empty: everybody, for it asks for a key."""
    scrapes_from: list[Kubernetes] = [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/name": "prometheus"}},
        }
    ]
    """Who may read the metrics, where there is a PodMonitor."""
    collector: Place = Place(ports=[4318])
    """Where the collector of traces is, where there is one; `to` empty: anywhere."""
    providers: Outside = Outside()
    """Of pictures and clips, and where their outputs are fetched from: storyboard and renderer."""
    webhooks: Outside = Outside(ports=[443, 8443])
    """Of your users, and the provider for what signs its own: gateway."""
    servers: Servers = Servers()


class Values(Closed):
    """Everything that the chart can be told."""

    image: Image = Image()
    settings: Annotated[Settings, WithJsonSchema(settings_schema(ServiceSettings))] = {
        "S3_ENDPOINT": "http://minio:9000",
        "S3_BUCKET": "storyreel",
        "STORYREEL_STREAM_REPLICAS": 1,
        "STORYREEL_STREAM_MEBIBYTES": 1024,
    }
    """Variables of all four services: any of docs/configuration.md that is not secret."""
    gateway: Gateway = Gateway()
    storyboard: Storyboard = Storyboard()
    renderer: Renderer = Renderer()
    exporter: Exporter = Exporter()
    jobs: Jobs = Jobs()
    providers: Providers = Providers()
    service: GatewayService = GatewayService()
    ingress: Ingress = Ingress()
    gateway_api: GatewayApi = GatewayApi()
    hpa: Hpa = Hpa()
    keda: Keda = Keda()
    pod_monitor: PodMonitor = PodMonitor()
    telemetry: Telemetry = Telemetry()
    network_policy: NetworkPolicy = NetworkPolicy()
