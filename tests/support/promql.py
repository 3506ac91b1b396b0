"""What deploy/monitoring asks Prometheus: every rule, alert and panel, with the names and labels that they use."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import promql_parser as promql
import yaml

ROOT = Path(__file__).parents[2]
HERE = ROOT / "deploy/monitoring"
RULES = ("limits.yml", "recording.yml", "alerts.yml")


@dataclass(frozen=True)
class Asked:
    """One expression, and where it stands."""

    where: str
    expression: str


@dataclass(frozen=True)
class Selected:
    """One metric that an expression reads."""

    metric: str
    labels: frozenset[str]
    """Those that it is chosen by."""


def rules(file: str) -> list[dict[str, Any]]:
    """Every rule of a file, in order."""
    groups = yaml.safe_load((HERE / file).read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    """Every alerting rule; an alert may have one for each severity."""
    return [rule for rule in rules("alerts.yml") if "alert" in rule]


@cache
def recorded() -> frozenset[str]:
    """The names that rules record."""
    return frozenset(rule["record"] for file in RULES for rule in rules(file) if "record" in rule)


def of_rules() -> Iterator[Asked]:
    """What rules ask."""
    for file in RULES:
        for rule in rules(file):
            yield Asked(f"{file} {rule.get('alert') or rule.get('record')}", rule["expr"])


def of_panels() -> Iterator[Asked]:
    """What dashboards ask."""
    for file in sorted((HERE / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text("utf-8"))["panels"]:
            for target in panel.get("targets", []):
                yield Asked(f"{file.stem}: {panel['title']}", target["expr"])


def selected(expression: str) -> list[Selected]:
    """The metrics that an expression reads. Raises ValueError where it is none."""
    found: list[Selected] = []

    def note(node: promql.Expr) -> bool:
        if isinstance(node, promql.VectorSelector):
            found.append(Selected(str(node.name), frozenset(one.name for one in node.matchers.matchers)))
        return True

    promql.walk(promql.parse(expression), note)
    return found
