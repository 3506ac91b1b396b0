"""`make k8s-check`: everything in deploy/kubernetes is rendered and held against what it must fit.

Schemas (strictly, for two versions of Kubernetes and for custom resources), names that must be names of something, the
services' settings, who may talk to whom, KEDA's triggers and the topology, the house's habits, and a real API server.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator

from scripts.kubernetes.broken import uncaught
from scripts.kubernetes.dry_run import NobodyAskedError, dry_run
from scripts.kubernetes.environment import commands, environment
from scripts.kubernetes.habits import habits
from scripts.kubernetes.manifests import Manifests
from scripts.kubernetes.network import network
from scripts.kubernetes.references import references
from scripts.kubernetes.rendering import NotRenderedError, copied, manifests_of, overlays, rendered
from scripts.kubernetes.scaling import scaling
from scripts.kubernetes.schemas import schemas

CHECKS: tuple[Callable[[Manifests], Iterator[str]], ...] = (
    references, environment, commands, network, scaling, habits,
)  # fmt: skip


def judged(manifests: Manifests) -> Iterator[str]:
    """All complaints of all checks, beyond schemas and an API server, about what is applied together."""
    for check in CHECKS:
        yield from check(manifests)


def main() -> int:
    """0 when all is well."""
    wrong = 0
    with copied() as copy:
        texts: dict[str, Manifests] = {}
        for name, folder in overlays(copy):
            try:
                manifests = texts[name] = manifests_of(rendered(folder))
            except NotRenderedError as refusal:
                wrong += _say(name, [str(refusal)])
                continue
            wrong += _say(name, list(judged(manifests)), of=manifests)
        everything = _together(texts.values())
        wrong += _say("schemas", list(schemas(everything)), of=everything)
        try:
            wrong += _say("API server", list(dry_run(everything, copy)))
        except NobodyAskedError:
            sys.stderr.write("k8s-check: NOT ASKED: no API server; set K8S_DRY_RUN, or a context of kubectl\n")
        wrong += _say("self-test", list(uncaught(texts["overlays/trial with components/keda"])))
    sys.stdout.write(f"k8s-check: {wrong} complaints\n" if wrong else "k8s-check: all is well\n")
    return 1 if wrong else 0


def _together(sets: Iterable[Manifests]) -> Manifests:
    """Every document of all of them, once."""
    return Manifests(tuple({json.dumps(doc, sort_keys=True): doc for one in sets for doc in one.docs}.values()))


def _say(name: str, complaints: list[str], *, of: Manifests | None = None) -> int:
    for complaint in complaints:
        sys.stderr.write(f"{name}: {complaint}\n")
    if not complaints:
        sys.stdout.write(f"k8s-check: {name}: {f'{len(of.docs)} documents, ' if of else ''}ok\n")
    return len(complaints)


if __name__ == "__main__":
    sys.exit(main())
