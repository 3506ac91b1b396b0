"""The rules, as Prometheus' own tool reads and tries them."""

import pytest

from support.prometheus import MISSING, promtool
from support.promql import HERE, RULES


@pytest.mark.parametrize("file", ["config prometheus.yml", *(f"rules {file}" for file in RULES)])
def test_prometheus_reads_it(file: str) -> None:
    """It starts with these files."""
    what, name = file.split()
    done = promtool("check", what, str(HERE / name))
    if done is None:
        pytest.skip(MISSING)
    assert done[0] == 0, done[1]


@pytest.mark.parametrize("file", sorted((HERE / "tests").glob("*.yml")), ids=lambda file: file.stem)
def test_alerts_fire_when_they_should_and_only_then(file: object) -> None:
    """An operator is woken up for a reason, and for each reason."""
    done = promtool("test", "rules", str(file))
    if done is None:
        pytest.skip(MISSING)
    assert done[0] == 0, done[1]
