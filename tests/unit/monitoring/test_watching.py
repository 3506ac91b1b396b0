"""Alerts, dashboards and runbooks fit each other, the metrics that there are, and the commands that there are."""

import re
import shlex
from collections.abc import Iterator

import pytest
import typer
import yaml
from scripts.pages.metrics import DECLARED
from typer.core import TyperGroup

from storyreel.cli.app import app
from storyreel_chassis.telemetry.registry import CATALOGUE
from storyreel_contracts.topology import SUBSCRIPTIONS
from support.promql import HERE, ROOT, Asked, Selected, alerts, of_panels, of_rules, recorded, selected

RUNBOOKS = ROOT / "docs/runbooks"
GIVEN = {
    "up", "ALERTS", "process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds",
}  # fmt: skip
"""Prometheus' own metrics, and those of the client library."""
PARTS = re.compile(r"_(bucket|sum|count)$")
TRUTHS = {"StoryreelServiceAbsent", "StoryreelReplicaAbsent", "StoryreelDependencyDown", "StoryreelProviderAway"}
"""Alerts of something that is or is not: their value says nothing."""
ASKED = [*of_rules(), *of_panels()]
NAMES = sorted({alert["alert"] for alert in alerts()})


def known(one: Selected) -> bool:
    """Whether somebody has such a metric, with the labels that it is chosen by."""
    if one.metric in GIVEN | recorded():
        return True
    base = PARTS.sub("", one.metric)
    described = CATALOGUE.get(one.metric) or CATALOGUE.get(base)
    if described is None:
        return False
    part = described.kind == "histogram"
    if part == (base == one.metric):
        return False
    return one.labels <= {*described.labels, "job", "instance", *(["le"] if part else [])}


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.where)
def test_whatever_is_asked_is_told_by_some_service(asked: Asked) -> None:
    """No alert sleeps, and no panel stays empty, because a metric has another name or label."""
    assert DECLARED
    read = selected(asked.expression)
    assert read or asked.expression.startswith("vector(")
    for one in read:
        assert known(one), f"{one.metric} {sorted(one.labels)}"


def test_what_nobody_tells_is_noticed() -> None:
    """The check above can fail."""
    assert not known(Selected("storyreel_no_such_total", frozenset()))
    assert not known(Selected("storyreel_jobs", frozenset({"no_such_label"})))
    assert not known(Selected("storyreel_stage_duration_seconds", frozenset()))
    assert not known(Selected("storyreel_jobs_count", frozenset()))
    with pytest.raises(ValueError, match="parenthesis"):
        selected("sum by (job (storyreel_jobs)")


def test_every_alert_says_what_is_wrong_how_bad_it_is_and_where_to_read_on() -> None:
    """Who is woken up has one sentence, one number and one link."""
    for alert in alerts():
        name, said = alert["alert"], alert["annotations"]
        assert alert["labels"]["severity"] in {"critical", "warning"}, name
        assert set(said) == {"summary", "description", "runbook_url"}, name
        assert said["runbook_url"] == f"{{{{ $externalLabels.runbooks }}}}/{name}.md"
        assert ("$value" in said["description"]) == (name not in TRUTHS), name


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    """No link leads nowhere, and no page is about what nobody is told of."""
    assert sorted(file.stem for file in RUNBOOKS.glob("*.md") if file.stem != "README") == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_runbook_says_how_to_confirm_what_to_do_and_when_it_is_over(name: str) -> None:
    """All are alike, so that they are quick to read at night; links between them hold."""
    text = (RUNBOOKS / f"{name}.md").read_text("utf-8")
    assert text.startswith(f"# {name}\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Confirm",
        "## Do",
        "## It is over when",
    ]
    assert "**What users see.**" in text
    severities = {alert["labels"]["severity"] for alert in alerts() if alert["alert"] == name}
    assert all(severity in text.splitlines()[2] for severity in severities)
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (RUNBOOKS / link).exists(), link


def commands() -> Iterator[str]:
    """Every call of `storyreel` in a runbook, without its first word."""
    for file in RUNBOOKS.glob("*.md"):
        yield from re.findall(r"(?:^|`)storyreel ([^`|\n]+)", file.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("call", sorted(set(commands())))
def test_every_command_of_a_runbook_is_one_that_there_is(call: str) -> None:
    """Nobody is sent to a command, an option or a state that was renamed."""
    command, words = typer.main.get_command(app), shlex.split(call)
    while isinstance(command, TyperGroup):
        command = command.commands[words.pop(0)]
    command.make_context(command.name, words)


def test_every_setting_that_a_runbook_names_is_one_that_there_is() -> None:
    """Nobody sets a variable that nobody reads."""
    told = {*settings((ROOT / "docs/configuration.md").read_text("utf-8"))}
    told |= settings((ROOT / ".env.example").read_text("utf-8")) | {"STORYREEL_URL"}
    for file in RUNBOOKS.glob("*.md"):
        assert settings(file.read_text("utf-8")) <= told, file.name


def settings(text: str) -> set[str]:
    """The variables of ours that a text names."""
    return set(re.findall(r"STORYREEL_[A-Z_]*[A-Z]", text))


def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    """A threshold that never holds, or always, is found by promtool; here, that it is asked about each."""
    fires, silent = set(), set()
    for file in (HERE / "tests").glob("*.yml"):
        for test in yaml.safe_load(file.read_text("utf-8"))["tests"]:
            for case in test["alert_rule_test"]:
                for expected in case["exp_alerts"]:
                    fires.add((case["alertname"], expected["exp_labels"]["severity"]))
                if not case["exp_alerts"]:
                    silent.add(case["alertname"])
    assert fires == {(alert["alert"], alert["labels"]["severity"]) for alert in alerts()}
    assert silent == set(NAMES)


def test_prometheus_of_compose_scrapes_every_service_and_reads_every_rule() -> None:
    """A new service or file of rules is not forgotten."""
    told = yaml.safe_load((HERE / "prometheus.yml").read_text("utf-8"))
    assert {job["job_name"] for job in told["scrape_configs"]} == set(SUBSCRIPTIONS)
    for job in told["scrape_configs"]:
        (found,) = job["dns_sd_configs"]
        assert (found["names"], found["port"]) == ([job["job_name"]], 8000)
    assert {file for file in told["rule_files"] if (HERE / file).exists()} == set(told["rule_files"])
    assert "runbooks" in told["global"]["external_labels"]


def test_nothing_needs_the_profile_monitoring_and_its_images_are_pinned() -> None:
    """The product starts without it, and it starts the same in a year."""
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    watching = {name for name, service in composed.items() if service.get("profiles") == ["monitoring"]}
    assert watching == {"prometheus", "grafana", "jaeger"}
    for name, service in composed.items():
        if name in watching:
            assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+", service["image"])
        else:
            assert not watching & set(service.get("depends_on", {}))
    for name in watching:
        for volume in composed[name].get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith("./") or (ROOT / source).exists()
