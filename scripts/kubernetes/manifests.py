"""A set of manifests as the checks look at it: documents by kind and name, and the pods that they make."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Doc = dict[str, Any]
TEMPLATED = ("Deployment", "StatefulSet", "DaemonSet", "Job")


@dataclass(frozen=True, slots=True)
class Pod:
    """What an owner makes pods from."""

    owner: Doc
    labels: Mapping[str, str]
    spec: Doc

    @property
    def name(self) -> str:
        """`Deployment/gateway`."""
        return called(self.owner)

    @property
    def namespace(self) -> str:
        """Where it runs."""
        return namespace_of(self.owner)

    @property
    def containers(self) -> list[Doc]:
        """All, those that come first too."""
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]


@dataclass(frozen=True, slots=True)
class Manifests:
    """What is applied together."""

    docs: tuple[Doc, ...]

    @classmethod
    def of(cls, docs: Iterable[Doc | None]) -> "Manifests":
        """From what a YAML file holds."""
        return cls(tuple(doc for doc in docs if doc))

    def kind(self, *kinds: str) -> Iterator[Doc]:
        """All of these kinds."""
        return (doc for doc in self.docs if doc["kind"] in kinds)

    def find(self, kind: str, namespace: str, name: str) -> Doc | None:
        """One, if it is there."""
        fits = (doc for doc in self.kind(kind) if (namespace_of(doc), doc["metadata"]["name"]) == (namespace, name))
        return next(fits, None)

    @property
    def pods(self) -> list[Pod]:
        """What makes pods."""
        templates = ((doc, doc["spec"]["template"]) for doc in self.kind(*TEMPLATED))
        return [Pod(doc, template["metadata"].get("labels", {}), template["spec"]) for doc, template in templates]

    def selected(self, namespace: str, selector: Doc) -> list[Pod]:
        """The pods of a namespace that a label selector means; an empty one means all."""
        return [pod for pod in self.pods if pod.namespace == namespace and selects(selector, pod.labels)]


def namespace_of(doc: Doc) -> str:
    """Where it is."""
    return str(doc["metadata"].get("namespace", "default"))


def called(doc: Doc) -> str:
    """`Deployment/gateway`."""
    return f"{doc['kind']}/{doc['metadata']['name']}"


def selects(selector: Doc, labels: Mapping[str, str]) -> bool:
    """Whether a label selector fits."""
    wanted = selector.get("matchLabels", {})
    return wanted.items() <= labels.items() and all(_fits(one, labels) for one in selector.get("matchExpressions", []))


def _fits(expression: Doc, labels: Mapping[str, str]) -> bool:
    value, values = labels.get(expression["key"]), expression.get("values", [])
    return {
        "In": value in values,
        "NotIn": value not in values,
        "Exists": value is not None,
        "DoesNotExist": value is None,
    }[expression["operator"]]
