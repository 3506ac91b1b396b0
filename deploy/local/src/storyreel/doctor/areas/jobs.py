"""Jobs that stand still or failed, work that is tried again, and what nobody could handle."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, Severity, ago, counted, some, why_not
from storyreel_contracts.api import FailureCount, SystemHealth
from storyreel_contracts.health import Letters, Trouble
from storyreel_gateway.routes.codes import JOB_ERRORS

OURS: Mapping[str, str] = {
    "ffmpeg_missing": "install the service again: its image or environment has no ffmpeg",
    "storage_refused": "check S3_ACCESS_KEY, S3_SECRET_KEY and the bucket's policy of the workers",
    "storage_full": "free space in STORYREEL_WORK_DIR of the workers",
    "worker_crashed": "look for what killed the worker (memory?): its log, and `dmesg | grep -i oom`",
    "internal_error": "look the job up in the workers' logs by its job_id: it is a defect",
    "prices_unknown": "deploy one version everywhere: a worker has no prices of that day",
}
"""Codes that only who runs the system can mend, with the next step."""
MONEY = ("provider_", "purchase_", "answer_lost", "spend_limit_reached")
"""Beginnings of the codes that the section of the providers tells of."""


def is_about_money(code: str) -> bool:
    """Whether the section of the providers tells of it."""
    return code.startswith(MONEY)


def judge(health: SystemHealth, care: Care) -> Section:
    """By the gateway's jobs, and the workers' own tables."""
    workers = [*_troubles(health, care), *_letters(health)]
    if health.jobs is None:
        return Section("jobs", "", workers, not_asked=why_not(health, "jobs"))
    total = sum(one.count for one in health.jobs.in_work)
    failed = sum(one.count for one in health.jobs.failures)
    well = f"{total} in work, none quiet for long, {failed} failed in the last hour"
    return Section("jobs", well, [*_quiet(health, care), *_failures(health), *workers])


def _quiet(health: SystemHealth, care: Care) -> Iterator[Finding]:
    jobs = health.jobs.quiet if health.jobs else []
    for status, found in groupby(sorted(jobs, key=lambda one: one.status), key=lambda one: one.status):
        quiet = sorted(found, key=lambda one: one.quiet_since)
        worker = "renderer" if status == "rendering" else "storyboard"
        yield Finding(
            "broken",
            f"{counted(len(quiet), 'job')} in {status.value} without a sign, the oldest for "
            f"{ago(quiet[0].quiet_since, health.at)}: {some([one.job_id for one in quiet])}",
            "these films do not get on",
            f"`storyreel show {quiet[0].job_id}` with its owner's key; "
            f"look for it in the log of {worker}; where nothing works for it, {care.restart(worker)}",
            since=quiet[0].quiet_since,
            runbook="StoryreelJobStuck",
        )


def _failures(health: SystemHealth) -> Iterator[Finding]:
    for one in health.jobs.failures if health.jobs else ():
        if not is_about_money(one.code):
            yield failure(one, OURS.get(one.code))


def failure(one: FailureCount, step: str | None) -> Finding:
    """What failed with one code; `step` where only who runs the system can mend it."""
    severity: Severity = "broken" if step else "warning"
    jobs = f" ({some([str(job) for job in one.jobs])})"
    return Finding(
        severity,
        f"{counted(one.count, one.what)} failed in the last hour with {one.code}{jobs}",
        JOB_ERRORS.get(one.code, "their error says why"),
        step or f"read what {one.code} says in docs/errors.md",
        since=one.first_at,
        runbook="StoryreelJobsFail",
    )


def _troubles(health: SystemHealth, care: Care) -> Iterator[Finding]:
    for service in health.services or ():
        for one in service.books.troubles if service.books else ():
            if not is_about_money(one.code):
                yield Finding(
                    "warning",
                    f"{service.service} tries {tried(one)}: {one.code}: {one.message}",
                    "those films wait",
                    OURS.get(one.code) or f"see the servers; else {care.restart(service.service)}",
                    since=one.since,
                    runbook="StoryreelRetryStorm",
                )


def tried(one: Trouble) -> str:
    """`3 clips again`."""
    return f"{counted(one.count, f'{one.kind} task')} again"


def _letters(health: SystemHealth) -> Iterator[Finding]:
    for service in health.services or ():
        letters = service.books.letters if service.books else None
        if letters and letters.count:
            yield _letter(service.service, letters)


def _letter(service: str, letters: Letters) -> Finding:
    first = letters.newest[0] if letters.newest else None
    newest = f", the newest: {first.what}: {first.code}" if first else ""
    which = str(first.letter_id)[:13] if first else "ID"
    return Finding(
        "warning",
        f"{service} has {counted(letters.count, 'dead letter')}{newest}",
        "their jobs failed or stand still",
        f"`storyreel dead-letters show {which}`; once what it tells is mended, `storyreel dead-letters replay {which}` "
        "(both with DATABASE_URL and NATS_URL of the system)",
        since=letters.oldest_at,
        runbook="StoryreelDeadLetters",
    )
