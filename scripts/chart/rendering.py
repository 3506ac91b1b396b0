"""Helm, as a library: lint, render and package the chart without a cluster.

`python -m scripts.chart.rendering FOLDER` packages it.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import helm_python
import yaml

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "storyreel"
NAMESPACE = "storyreel"
ERROR, WARNING = 3, 2

Manifest = dict[str, Any]


def findings(values: Mapping[str, Any] | None = None) -> list[str]:
    """What a strict lint has against the chart, warnings included."""
    report = helm_python.lint(CHART, dict(values or {}), strict=True, namespace=NAMESPACE)
    said = [one["error"] for one in report["messages"] if one["severity"] >= WARNING]
    return [*said, *report["errors"]]


def render(values: Mapping[str, Any] | None = None, *, upgrade: bool = False) -> list[Manifest]:
    """The objects that an installation would make.

    Raises:
        helm_python.HelmError: the values are refused, or a template fails
    """
    files = _rendered(values, upgrade=upgrade)
    documents = (
        document
        for name, text in sorted(files.items())
        if name.endswith(".yaml")
        for document in yaml.safe_load_all(text)
    )
    return [document for document in documents if document]


def notes(values: Mapping[str, Any] | None = None) -> str:
    """What an installation says at its end."""
    return next(text for name, text in _rendered(values).items() if name.endswith("NOTES.txt"))


def _rendered(values: Mapping[str, Any] | None, *, upgrade: bool = False) -> dict[str, str]:
    told = dict(values or {})
    with helm_python.Chart.load(CHART) as chart:
        chart.validate_schema(told)
        files: dict[str, str] = chart.render(
            told,
            name="storyreel",
            namespace=NAMESPACE,
            revision=2 if upgrade else 1,
            is_install=not upgrade,
            is_upgrade=upgrade,
        )
    return files


def package(folder: Path) -> Path:
    """The chart as `storyreel-VERSION.tgz` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(helm_python.package(CHART, destination=folder))


if __name__ == "__main__":
    sys.stdout.write(f"{package(Path(sys.argv[1]))}\n")
