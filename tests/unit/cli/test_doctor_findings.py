"""Every finding of the doctor: one thing breaks in a system that is well, and is named with the next step."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from storyreel.cli.app import app
from storyreel.client import StoryreelApiError
from storyreel.doctor.areas import jobs, money
from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, ago, some, worst
from storyreel.doctor.judging import judge
from storyreel.doctor.patient import Patient
from support.well_system import AT, JOB, LETTER, earlier, queue, system

ROOT = Path(__file__).parents[3]
URL = "https://films.example"
QUEUE = "renderer-render_requested"
LETTERS = {
    "count": 2, "oldest_at": earlier(hours=3),
    "newest": [{"letter_id": LETTER, "what": "render", "code": "internal_error", "job_id": JOB,
                "created_at": earlier(hours=1)}],
}  # fmt: skip


def failures(code: str) -> list[dict[str, Any]]:
    """Three jobs that failed so."""
    when = {"first_at": earlier(minutes=50), "last_at": earlier(minutes=5)}
    return [{"what": "job", "code": code, "count": 3, "jobs": [JOB], **when}]


def troubles(code: str) -> list[dict[str, Any]]:
    """Two tasks that are tried again."""
    return [{"kind": "clip", "code": code, "message": "it is so", "count": 2, "since": earlier(minutes=9)}]


def purchases(state: str) -> list[dict[str, Any]]:
    """Purchases that should have ended."""
    return [{"provider": "replicate", "state": state, "count": 2, "price_usd": 0.36, "oldest_at": earlier(days=3)}]


BROKEN, WARNING = "broken", "warning"
CASES: list[tuple[str, Any, str, str, str]] = [
    # what is changed, how, the severity, what is said, what is to be done
    ("services.renderer.instances", [], BROKEN, "no renderer answers", "docker compose up -d renderer"),
    ("services.renderer.instances.0.whole", False, WARNING, "renderer-1 is there, and could not tell", "logs"),
    ("services.renderer.instances.0.dependencies", None, WARNING, "renderer-1 is there, and could not tell", "logs"),
    ("services.renderer.books", None, WARNING, "renderer could not read its tables in time", "logs"),
    ("services.renderer.instances.0.draining", True, WARNING, "every renderer is stopping", "docker compose"),
    ("services.renderer.instances.0.dependencies", {"disk": "Transient"}, BROKEN, "1 of 1 renderer: disk",
     "STORYREEL_WORK_DIR"),
    ("services.renderer.instances.0.dependencies", {"nats": "TimeoutError"}, BROKEN, "nats: TimeoutError", "renderer"),
    ("services.exporter.books.database_schema", {"pending": ["a/0007_x.sql"], "ahead": []}, BROKEN,
     "the schema of exporter lacks 1 migration: a/0007_x.sql", "storyreel-migrate"),
    ("services.exporter.books.database_schema", {"pending": [], "ahead": ["a/0008.sql"]}, WARNING, "newer than",
     "roll-out"),
    ("services.gateway.books.outbox", {"waiting": 7, "oldest_at": earlier(minutes=4)}, BROKEN,
     "gateway has 7 events to say, the oldest for 4 min", "docker compose"),
    ("services.renderer.books.troubles", troubles("storage_away"), WARNING, "tries 2 clip tasks again: storage",
     "servers"),
    ("services.renderer.books.troubles", troubles("storage_full"), WARNING, "storage_full", "STORYREEL_WORK_DIR"),
    ("services.renderer.books.troubles", troubles("provider_away"), WARNING, "provider_away: it is so", "status page"),
    ("services.storyboard.books.letters", LETTERS, WARNING, "2 dead letters, the newest: render: internal_error",
     f"dead-letters replay {LETTER[:13]}"),
    ("dependencies.redis", "ConnectionError", WARNING, "Redis is away: ConnectionError", "up -d redis"),
    ("dependencies.bus", "TimeoutError", BROKEN, "NATS is away", "up -d nats"),
    ("dependencies.database", "Away", BROKEN, "Postgres is away", "up -d postgres"),
    ("dependencies.storage", "Away", BROKEN, "the object store is away", "up -d minio"),
    ("dependencies.work_dir", "Transient", BROKEN, "disk for uploads is full", "STORYREEL_WORK_DIR"),
    ("not_asked", [{"area": "storage", "why": "no answer within 2.5 s"}], BROKEN, "object store is away: no answer",
     "minio"),
    ("database.connections", 95, WARNING, "95 of Postgres' 100 connections", "STORYREEL_DATABASE_POOL"),
    ("bus.bytes", 850_000, WARNING, "85% full", "STORYREEL_STREAM_MEBIBYTES"),
    ("bus.bytes", 990_000, BROKEN, "99% full", "storyreel provision"),
    ("bus.missing", [QUEUE], BROKEN, f"1 queue is gone: {QUEUE}", "storyreel provision"),
    (f"bus.consumers.{QUEUE}", queue(QUEUE, pending=4, listeners=0), BROKEN, "4 messages wait, nobody hears",
     "up -d renderer"),
    (f"bus.consumers.{QUEUE}", queue(QUEUE, pending=40, listeners=0, unacknowledged=2), WARNING,
     "40 wait behind 2 under way", "storyreel capacity"),
    ("jobs.quiet", [{"job_id": JOB, "status": "rendering", "quiet_since": earlier(hours=4), "retries": 2}], BROKEN,
     f"1 job in rendering without a sign, the oldest for 4 h: {JOB}", f"storyreel show {JOB}"),
    ("jobs.failures", failures("internal_error"), BROKEN, "3 jobs failed in the last hour with internal_error", "logs"),
    ("jobs.failures", failures("render_timeout"), WARNING, "render_timeout", "docs/errors.md"),
    ("jobs.failures", failures("provider_credit"), BROKEN, "provider_credit", "replicate.com/account/billing"),
    ("jobs.failures", failures("provider_token"), BROKEN, "provider_token", "REPLICATE_API_TOKEN"),
    ("money.purchases", purchases("unknown"), WARNING, "2 purchases of replicate for $0.36: nobody can tell",
     "ledger --state unknown"),
    ("money.purchases", purchases("running"), WARNING, "running for more than an hour", "ledger --state running"),
    ("money.budgets", [{"owner_id": "ada", "committed_usd": 47}], WARNING, "ada has spent or reserved $47 of $50",
     "STORYREEL_OWNER_MONTHLY_USD"),
    ("money.budgets", [{"owner_id": "ada", "committed_usd": 50}], BROKEN, "$50 of $50", "STORYREEL_OWNER_MONTHLY_USD"),
    ("webhooks", {"overdue": 3, "oldest_due_at": earlier(minutes=6), "given_up": 0, "disabled": []}, WARNING,
     "3 webhooks overdue, the oldest for 6 min", "gateway"),
    ("webhooks.given_up", 2, WARNING, "2 webhooks were given up", "webhooks deliveries --state failed"),
    ("webhooks.disabled", ["hooks.example"], WARNING, "told no more: hooks.example", "webhooks set"),
    ("public.reached", False, WARNING, f"does not reach itself at {URL}", f"curl -i {URL}/livez"),
    ("public.certificate_ends_at", (AT.replace(day=9)).isoformat(), WARNING, "ends 2026-11-09", "renew"),
    ("database.clock_skew_seconds", -5, WARNING, "the clock of Postgres is 5 s behind", "NTP"),
    ("bus.clock_skew_seconds", 100, BROKEN, "the clock of NATS is 100 s ahead of", "NTP"),
    ("services.renderer.instances.0.clock_skew_seconds", 3, WARNING, "renderer-1 is 3 s ahead", "NTP"),
    ("services.renderer.instances.0.version", "0.9.0", WARNING, "renderer 0.9.0", "roll-out"),
]  # fmt: skip


def found(health_path: str | None, value: Any = None, **patient: Any) -> list[Section]:
    """What the doctor says of a system in which one thing is changed."""
    health = system(health_path, value)
    told = {"status": "ok", "words": health.dependencies, "health": health, **patient}
    return judge(Patient(URL, **told), Care())


def of(sections: list[Section]) -> list[Finding]:
    """All findings."""
    return [one for section in sections for one in section.findings]


def test_a_system_that_is_well_has_no_findings() -> None:
    """One line an area, and nothing to worry about."""
    sections = found(None)
    assert of(sections) == []
    assert worst(sections) == "well"
    assert all(section.well for section in sections)


@pytest.mark.parametrize(
    ("path", "value", "severity", "said", "step"), CASES, ids=[f"{p}-{s}" for p, _, _, s, _ in CASES]
)
def test_what_is_wrong_is_named_with_the_next_step(path: str, value: Any, severity: str, said: str, step: str) -> None:
    """And nothing that is well is blamed for it."""
    (finding,) = of(found(path, value))
    assert finding.severity == severity
    assert said in finding.what
    assert step in finding.do
    assert finding.users


def test_one_server_that_is_away_is_told_once() -> None:
    """Every service lacks NATS when it is away: the operator reads of it in one place."""
    health = system("dependencies.bus", "TimeoutError")
    lacking = [one.model_copy(update={"instances": [
        instance.model_copy(update={"dependencies": {"nats": "TimeoutError"}}) for instance in one.instances]})
        for one in health.services or ()]  # fmt: skip
    patient = Patient(URL, status="degraded", words=health.dependencies,
                      health=health.model_copy(update={"services": lacking}))  # fmt: skip
    assert [one.what for one in of(judge(patient, Care()))] == ["NATS is away: TimeoutError"]


def test_a_server_that_only_one_service_lacks_is_told_whatever_else_is_away() -> None:
    """Redis being away does not hide that no renderer reaches the object store."""
    health = system("services.renderer.instances.0.dependencies", {"objects": "no answer in 2.5 s"})
    words = {**health.dependencies, "redis": "ConnectionError"}
    sections = judge(Patient(URL, words=words, health=health.model_copy(update={"dependencies": words})), Care())
    assert {one.what for one in of(sections)} == {
        "Redis is away: ConnectionError",
        "1 of 1 renderer: objects: no answer in 2.5 s",
    }


@pytest.mark.parametrize("dependency", ["database", "bus", "storage"])
def test_who_takes_long_because_of_a_server_that_is_away_is_not_blamed(dependency: str) -> None:
    """A server that hangs keeps every service from saying how it does: the server is named, and nobody else."""
    health = system(f"dependencies.{dependency}", "no answer in 2.5 s")
    slow = [one.model_copy(update={"books": None if dependency == "database" else one.books, "instances": [
        instance.model_copy(update={"dependencies": None}) for instance in one.instances]})
        for one in health.services or ()]  # fmt: skip
    (finding,) = of(judge(Patient(URL, health=health.model_copy(update={"services": slow})), Care()))
    assert "is away: no answer in 2.5 s" in finding.what


def test_the_age_of_an_event_goes_by_the_clock_that_stamped_it() -> None:
    """A gateway whose clock is ahead does not make what was said just now look stuck."""
    health = system("services.gateway.books.outbox", {"waiting": 1, "oldest_at": AT.isoformat()})
    later = health.model_copy(update={"at": AT + timedelta(minutes=10)})
    assert of(judge(Patient(URL, status="ok", words=health.dependencies, health=later), Care())) == []


def test_a_bus_that_carries_no_roll_call_is_no_dead_system() -> None:
    """Rights of before the roll call, on a system that works: they are to be renewed, nothing is to be restarted."""
    health = system()
    mute = [one.model_copy(update={"instances": [], "books": None}) for one in health.services or ()]
    patient = Patient(URL, status="ok", words={}, health=health.model_copy(update={"services": mute}))
    (finding,) = of(judge(patient, Care()))
    assert (finding.severity, "deploy/nats.conf" in finding.do) == (WARNING, True)


def test_without_nats_nobody_is_said_to_be_silent() -> None:
    """The section of the servers says what to do; the roll could not be called."""
    words = {"bus": "no answer in 2.5 s"}
    mute = [one.model_copy(update={"instances": [], "books": None}) for one in system().services or ()]
    health = system().model_copy(update={"services": mute, "dependencies": words})
    sections = judge(Patient(URL, status="degraded", words=words, health=health), Care())
    assert [one.not_asked for one in sections if one.area == "services"] == ["NATS: no answer in 2.5 s"]
    assert not any("roll call" in one.what for one in of(sections))


@pytest.mark.parametrize("area", ["services", "bus", "jobs", "money", "webhooks"])
def test_what_could_not_be_asked_is_said_and_is_not_well(area: str) -> None:
    """Silence is no good news."""
    health = system(area).model_copy(
        update={"not_asked": system("not_asked", [{"area": area, "why": "gone"}]).not_asked}
    )
    sections = judge(Patient(URL, status="ok", words={}, health=health), Care())
    assert worst(sections) != "well"
    said = [section.not_asked for section in sections] + [one.what for one in of(sections)]
    assert any("gone" in (one or "") for one in said)


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "does not know this API key"), (403, "lacks the scope admin"), (404, "older than this doctor")],
)
def test_without_an_administrators_key_readiness_is_told(status: int, said: str) -> None:
    """Half an answer, and what is missing for the whole."""
    patient = Patient(URL, status="degraded", words={"redis": "gone"}, refused=StoryreelApiError("no", status, "no"))
    sections = judge(patient, Care())
    findings = [one.what for one in of(sections)]
    assert any(said in one for one in findings)
    assert "Redis is away: gone" in findings
    assert sum(section.state == "not_asked" for section in sections) == 6


def test_on_one_machine_the_next_step_is_to_let_it_come_back_then_its_log() -> None:
    """Nobody is told of containers that there are not, nor to stop a stack that is mending itself."""
    patient = Patient(URL, status="ok", words={"redis": "gone"}, health=system("services.renderer.instances", []))
    steps = [one.do for one in of(judge(patient, Care(Path("/home/ada"))))]
    assert [re.findall("`(.+?)`", step) for step in steps] == [
        ["storyreel up", f"tail -n 50 /home/ada/logs/{log}.log", "storyreel up"] for log in ("valkey", "renderer")
    ]
    assert all(step.index("by itself") < step.index("if it stays away") < step.index("tail") for step in steps)


def test_lengths_of_time_and_lists_are_short() -> None:
    """A screen is small."""
    assert [ago(AT.fromisoformat(earlier(seconds=s)), AT) for s in (-5, 40, 300, 8000, 200_000)] == [
        "0 s", "40 s", "5 min", "2 h", "2 days",
    ]  # fmt: skip
    assert some(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def steps() -> list[str]:
    """Every next step that there is."""
    told = [one.do for path, value, *_ in CASES for one in of(found(path, value))]
    return [*told, *jobs.OURS.values(), *money.STEPS.values()]


def test_every_variable_that_is_named_can_be_set() -> None:
    """Nobody sets what nothing reads."""
    named = {name for step in steps() for name in re.findall(r"\b(?:STORYREEL|REPLICATE|S3)_[A-Z_0-9]+\b", step)}
    assert len(named) > 8
    assert named <= set(re.findall(r"[A-Z][A-Z_0-9]+", (ROOT / "docs/configuration.md").read_text()))


RUNBOOKS = ROOT / "docs" / "runbooks"


@pytest.mark.skipif(not RUNBOOKS.is_dir(), reason="there are no runbooks here")
def test_every_runbook_that_is_named_is_there() -> None:
    """Whoever follows the doctor finds a page."""
    named = {one.runbook for path, value, *_ in CASES for one in of(found(path, value)) if one.runbook}
    assert len(named) > 10
    assert named <= {page.stem for page in RUNBOOKS.glob("*.md")}


def test_every_command_that_is_named_exists() -> None:
    """What is to be typed can be typed."""
    named = [words.split() for step in steps() for words in re.findall(r"`storyreel ([^`]+)`", step)]
    for words in named:
        place: Any = typer.main.get_command(app)
        for word in words:
            if word.startswith("--"):
                assert any(word in option.opts for option in place.params), words
            elif hasattr(place, "commands"):
                place = place.commands[word]
    assert any(words[:2] == ["dead-letters", "show"] for words in named)
