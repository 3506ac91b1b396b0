"""Who is alive, and what each service says of itself."""

from collections import Counter
from collections.abc import Iterator, Mapping

from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, counted, some, why_not
from storyreel_contracts.api import ServiceHealth, SystemHealth
from storyreel_contracts.types import PublisherName

USERS: Mapping[PublisherName, str] = {
    "gateway": "nothing answers",
    "storyboard": "new films get no storyboard, refined scenes no picture; the requests wait",
    "renderer": "no film is rendered; approved ones wait",
    "exporter": "no copy is made; those that exist can be fetched",
}
SHARED: Mapping[str, str] = {"postgres": "database", "nats": "bus", "objects": "storage"}
"""What the section of the servers tells of where the gateway lacks it too, and what the gateway calls it."""


def judge(health: SystemHealth, care: Care) -> Section:
    """By the roll call."""
    if health.services is None:
        return Section("services", "", not_asked=why_not(health, "services"))
    alive = ", ".join(f"{one.service} {len(one.instances)}" for one in health.services)
    if not any(one.instances for one in health.services):
        bus = health.dependencies.get("bus", "ok")
        return Section("services", "", (_mute(),)) if bus == "ok" else Section("services", "", not_asked=f"NATS: {bus}")
    findings = [found for one in health.services for found in _of(one, health, care)]
    return Section("services", f"alive: {alive}", findings)


def _mute() -> Finding:
    return Finding(
        "warning",
        "nobody answers the roll call, the gateway that was asked included",
        "nothing, if films get done",
        "give NATS the present deploy/nats.conf, then `docker compose restart nats`",
    )


def _of(service: ServiceHealth, health: SystemHealth, care: Care) -> Iterator[Finding]:
    name = service.service
    if not service.instances:
        yield Finding(
            "broken",
            f"no {name} answers: it is stopped, stands still, or lost NATS",
            USERS[name],
            care.restart(name),
            runbook="StoryreelServiceAbsent",
        )
        return
    everybodys = any(_gateway_lacks(one, health) for one in SHARED)  # who looks for long may look at just that
    slow = [
        one.instance
        for one in service.instances
        if not one.whole or (one.dependencies is None and name != "gateway" and not everybodys)
    ]
    if slow:
        yield Finding(
            "warning",
            f"{name} {some(slow)} is there, and could not tell in time how it does",
            "what it has taken may be slow",
            care.restart(name),
            runbook="StoryreelLoopLag",
        )
    leaving = [one.instance for one in service.instances if one.draining]
    if len(leaving) == len(service.instances):
        yield Finding(
            "warning", f"every {name} is stopping", USERS[name], care.restart(name), runbook="StoryreelServiceAbsent"
        )
    yield from _lacks(service, health, care)
    if service.books is None and any(one.whole for one in service.instances) and not _gateway_lacks("postgres", health):
        yield Finding(
            "warning",
            f"{name} could not read its tables in time: what waits or failed in them is not known",
            "nothing yet, if films get done",
            care.restart(name),
            runbook="StoryreelDependencyDown",
        )
    if service.books and service.books.database_schema.pending:
        pending = service.books.database_schema.pending
        yield Finding(
            "broken",
            f"the schema of {name} lacks {counted(len(pending), 'migration')}: {some(pending)}",
            "requests that need them fail",
            "`storyreel-migrate` in the service's image, before it starts",
        )
    if service.books and service.books.database_schema.ahead:
        yield Finding(
            "warning",
            f"the schema of {name} is newer than the {name} that answers",
            "nothing, as long as the roll-out ends",
            "end the roll-out: deploy the newer version everywhere",
        )


def _gateway_lacks(dependency: str, health: SystemHealth) -> bool:
    return health.dependencies.get(SHARED.get(dependency, ""), "ok") != "ok"


def _lacks(service: ServiceHealth, health: SystemHealth, care: Care) -> Iterator[Finding]:
    lacking = Counter(
        (dependency, word)
        for one in service.instances
        for dependency, word in (one.dependencies or {}).items()
        if word != "ok"
    )
    for (dependency, word), number in lacking.items():
        if service.service == "gateway" or _gateway_lacks(dependency, health):
            continue
        runbook = "StoryreelWorkDiskLow" if dependency == "disk" else "StoryreelDependencyDown"
        step = "free space in STORYREEL_WORK_DIR" if dependency == "disk" else care.restart(service.service)
        who = f"{number} of {counted(len(service.instances), service.service)}"
        yield Finding("broken", f"{who}: {dependency}: {word}", USERS[service.service], step, runbook=runbook)
