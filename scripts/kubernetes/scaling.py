"""KEDA's triggers against the topology: the stream, every consumer of the service, the account that they are in."""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.kubernetes.manifests import Doc, Manifests, called
from storyreel_contracts import topology
from storyreel_contracts.events import JobCanceled
from storyreel_exporter.config import ExporterSettings
from storyreel_renderer.config import RendererSettings
from storyreel_storyboard.config import StoryboardSettings

NATS_CONF = Path(__file__).parents[2] / "deploy/nats.conf"
METADATA = frozenset(
    {
        "natsServerMonitoringEndpoint",
        "account",
        "stream",
        "consumer",
        "lagThreshold",
        "activationLagThreshold",
        "useHttps",
    }
)
"""What KEDA's nats-jetstream trigger reads; it forgives a word that it does not know."""
AT_ONCE = {
    "storyboard": StoryboardSettings.model_fields["boards"].default,
    "renderer": RendererSettings.model_fields["films"].default,
    "exporter": ExporterSettings.model_fields["copies"].default,
}
"""What one pod works on at once: more than that is a reason for another pod."""
SECOND_LOOK = RendererSettings.model_fields["second_look_seconds"].default
"""After a call whose answer was lost the provider is looked at once more, so late; somebody must be there to look."""
BUYERS = frozenset(topology.BUYERS)


def scaling(manifests: Manifests) -> Iterator[str]:
    """What is wrong, in words."""
    for scaled in manifests.kind("ScaledObject"):
        yield from (f"{called(scaled)}: {complaint}" for complaint in _of(scaled))


def account() -> str:
    """The account of our users in deploy/nats.conf; without accounts all are in the global one."""
    found = re.search(r"^accounts \{\n\s+(\w+) \{", NATS_CONF.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else "$G"


def _of(scaled: Doc) -> Iterator[str]:
    spec, service = scaled["spec"], scaled["spec"]["scaleTargetRef"]["name"]
    triggers = [one["metadata"] for one in spec["triggers"] if one["type"] == "nats-jetstream"]
    own = {consumer.durable: consumer for consumer in topology.consumers() if consumer.service == service}
    asked = {one.get("consumer", "") for one in triggers}
    yield from (f"{name} is no consumer of the {service}" for name in sorted(asked - own.keys()))
    yield from (f"nothing asks for {name}" for name in sorted(own.keys() - asked))
    for trigger in triggers:
        yield from (f"a trigger has no {name}" for name in sorted(METADATA - {"useHttps"} - trigger.keys()))
        yield from (f"KEDA reads no {name}" for name in sorted(trigger.keys() - METADATA))
        if trigger.get("stream") != topology.STREAM:
            yield f"the stream is {topology.STREAM}, not {trigger.get('stream')}"
        if trigger.get("account") != account():
            yield f"the account is {account()}, not {trigger.get('account')}"
        if trigger.get("activationLagThreshold") != "0":
            yield f"one message of {trigger.get('consumer')} must be enough to wake it"
        consumer = own.get(trigger.get("consumer", ""))
        if consumer and consumer.event is not JobCanceled and trigger.get("lagThreshold") != str(AT_ONCE[service]):
            yield f"a pod has {AT_ONCE[service]} of {consumer.durable} in work, not {trigger.get('lagThreshold')}"
    if service in BUYERS and spec.get("minReplicaCount", 0) == 0 and spec.get("cooldownPeriod", 300) <= SECOND_LOOK:
        yield f"it may be gone before it has looked for lost purchases, which it does after {SECOND_LOOK:g} s"
