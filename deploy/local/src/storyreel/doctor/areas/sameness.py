"""Clocks and versions: what should be the same everywhere."""

from collections.abc import Iterator

from storyreel.doctor.findings import Finding, Section
from storyreel_contracts.api import SystemHealth

APART, FAR_APART = 2.0, 60.0
"""Seconds between clocks. Leases go by the database's clock alone; signatures of webhooks allow five minutes."""


def judge(health: SystemHealth, own_skew: float) -> Section:
    """`own_skew`: how far the clock of this machine is ahead of the gateway's, seconds, or below zero behind."""
    findings = [*_clocks(health, own_skew), *_versions(health)]
    read = "all clocks" if health.database and health.bus and health.services else "the clocks that could be read"
    return Section("clocks", f"{read} agree; who answers runs {health.version}", findings)


def _clocks(health: SystemHealth, own_skew: float) -> Iterator[Finding]:
    clocks = {"this machine": own_skew}
    if health.database:
        clocks["Postgres"] = health.database.clock_skew_seconds
    if health.bus:
        clocks["NATS"] = health.bus.clock_skew_seconds
    for service in health.services or ():
        clocks |= {f"{service.service} {one.instance}": one.clock_skew_seconds for one in service.instances}
    for whose, skew in clocks.items():
        if abs(skew) >= APART:
            ahead = "ahead of" if skew > 0 else "behind"
            far = abs(skew) >= FAR_APART
            yield Finding(
                "broken" if far else "warning",
                f"the clock of {whose} is {abs(skew):.0f} s {ahead} the gateway's",
                "times in answers are off; links and webhooks may count as expired"
                if far
                else "times are a little off",
                "`timedatectl status` there: switch NTP on",
            )


def _versions(health: SystemHealth) -> Iterator[Finding]:
    running = {(service.service, one.version) for service in health.services or () for one in service.instances} | {
        ("gateway", health.version)
    }
    if len({version for _, version in running}) > 1:
        told = ", ".join(f"{service} {version}" for service, version in sorted(running))
        yield Finding(
            "warning",
            f"several versions run side by side: {told}",
            "nothing, as long as the roll-out ends",
            "end the roll-out, or roll it back",
        )
