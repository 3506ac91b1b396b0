"""From what a running system answered to sections."""

from collections.abc import Iterator

from storyreel.doctor.areas import jobs, money, outside, queues, sameness, servers, services
from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, silent
from storyreel.doctor.patient import Patient, is_refused

DEEP = ("services", "queues", "jobs", "providers", "outside", "clocks")


def judge(patient: Patient, care: Care) -> list[Section]:
    """Everything, or what can be told without a look at everything, and why there is none."""
    if patient.unreachable:
        what = f"nothing answers at {patient.url}: {patient.unreachable}"
        return [silent(what, "nothing works; films in work go on, if the workers live", care.restart("gateway"))]
    sections = [_gateway(patient, care)]
    health = patient.health
    words = patient.words or (health.dependencies if health else {})
    sections.append(servers.judge(words, health, care))
    if health is None:
        why = str(patient.refused) if patient.refused else "no answer"
        return [*sections, *(Section(area, "", not_asked=why) for area in DEEP)]
    return [
        *sections,
        services.judge(health, care),
        queues.judge(health, care),
        jobs.judge(health, care),
        money.judge(health),
        outside.judge(health),
        sameness.judge(health, patient.skew_seconds),
    ]


def _gateway(patient: Patient, care: Care) -> Section:
    version = f" (version {patient.health.version})" if patient.health else ""
    return Section("gateway", f"answers at {patient.url}{version}", tuple(_gateways(patient, care)))


def _gateways(patient: Patient, care: Care) -> Iterator[Finding]:
    if patient.words.get("service") == "draining":
        yield Finding(
            "warning",
            "the gateway that answers is stopping",
            "nothing, where another one takes over",
            care.restart("gateway"),
        )
    if not patient.status and patient.health is None:
        yield Finding(
            "warning",
            "the gateway does not say in time whether it is ready",
            "answers may be slow",
            care.restart("gateway"),
            runbook="StoryreelLoopLag",
        )
    if is_refused(patient.refused, 401):
        yield Finding(
            "warning",
            "the gateway does not know this API key, so only its readiness was asked",
            "nothing",
            "give an administrator's key: --key, STORYREEL_API_KEY",
        )
    elif is_refused(patient.refused, 403):
        yield Finding(
            "warning",
            "this API key lacks the scope admin, so only readiness was asked",
            "nothing",
            "`storyreel keys create doctor --scope admin` with an administrator's key, then --key",
        )
    elif is_refused(patient.refused, 404):
        yield Finding(
            "warning",
            "this gateway is older than this doctor: it has no GET /api/v2/admin/health",
            "nothing",
            "use the doctor of its version, or deploy this one",
        )
