"""Write the generated pages of docs/ and deploy/, or with `--check` fail when one is out of date.

Everything comes from the code: the events from the contracts and the services' subscribers, the REST API from the
gateway, the settings from their classes, the rights on the bus from who says and hears what, the sizes of systems from
the calculator, and for Kubernetes what compose reads.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from scripts.pages import (
    asyncapi,
    capacity,
    chart,
    configuration,
    errors,
    events,
    kubernetes_monitoring,
    metrics,
    nats,
    openapi,
)
from scripts.pages.dashboards import gateway, money, overview, workers

ROOT = Path(__file__).parent.parent

PAGES: dict[str, Callable[[], str]] = {
    "docs/events.md": events.page,
    "docs/asyncapi.json": asyncapi.page,
    "docs/openapi.json": openapi.page,
    "docs/errors.md": errors.page,
    "docs/configuration.md": configuration.page,
    "docs/metrics.md": metrics.page,
    "docs/capacity.md": capacity.page,
    "deploy/nats.conf": nats.page,
    "deploy/monitoring/dashboards/overview.json": overview.page,
    "deploy/monitoring/dashboards/money.json": money.page,
    "deploy/monitoring/dashboards/workers.json": workers.page,
    "deploy/monitoring/dashboards/gateway.json": gateway.page,
    "deploy/kubernetes/components/monitoring/rules.yaml": kubernetes_monitoring.rules,
    "deploy/kubernetes/components/monitoring/dashboards.yaml": kubernetes_monitoring.dashboards,
    "deploy/helm/storyreel/Chart.yaml": chart.chart,
    "deploy/helm/storyreel/values.yaml": chart.values,
    "deploy/helm/storyreel/values.schema.json": chart.schema,
    "deploy/helm/storyreel/files/secrets.yaml": chart.secret_names,
    "deploy/kubernetes/components/servers/nats.conf": nats.page,
    "deploy/kubernetes/infrastructure/nats-users.conf": nats.users,
    "deploy/kubernetes/components/servers/roles.sql": (ROOT / "deploy/roles.sql").read_text,
}


def main(argv: list[str]) -> int:
    """0 when every page is as it should be."""
    if argv not in ([], ["--check"]):
        sys.stderr.write("usage: python -m scripts.generate_docs [--check]\n")
        return 2
    stale = [name for name, page in PAGES.items() if not _settle(ROOT / name, page(), check=bool(argv))]
    for name in stale:
        sys.stderr.write(f"{name} is out of date: run 'make docs' and commit it\n")
    return 1 if stale else 0


def _settle(file: Path, text: str, *, check: bool) -> bool:
    """Whether the file says this now."""
    if file.exists() and file.read_text("utf-8") == text:
        return True
    if not check:
        file.write_text(text, "utf-8")
    return not check


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
