"""One visit: this machine's stack, or a system elsewhere; everything is looked at side by side."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from storyreel.doctor import machine
from storyreel.doctor.care import Care
from storyreel.doctor.findings import Section, silent
from storyreel.doctor.judging import judge
from storyreel.doctor.patient import examine


@dataclass(frozen=True, slots=True)
class Checkup:
    """What came of a visit."""

    url: str | None
    """Of the gateway that was asked, where one was."""
    sections: Sequence[Section]
    reached: bool
    """Whether a gateway answered."""


async def elsewhere(url: str, key: str) -> Checkup:
    """The system at a URL."""
    patient = await examine(url, key)
    return Checkup(patient.url, judge(patient, Care()), reached=patient.unreachable is None)


async def here(url: str, key: str, care: Care, *, runs: bool) -> Checkup:
    """The stack of this machine, whose gateway is at this URL; one that does not run is looked at from outside."""
    if not runs:
        gateway = silent("no stack runs here", "nothing is served here", "`storyreel up`, or say where it is: --url")
        return Checkup(None, [*await machine.look(runs=False), gateway], reached=False)
    local, patient = await asyncio.gather(machine.look(runs=True), examine(url, key))
    return Checkup(patient.url, [*local, *judge(patient, care)], reached=patient.unreachable is None)
