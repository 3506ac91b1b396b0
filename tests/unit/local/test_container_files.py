"""What the files for containers say, as far as it can be told without containers."""

import re
from pathlib import Path

import pytest
import yaml
from scripts.make_env import ROOT, filled, main

from storyreel_chassis.keys import is_well_formed
from storyreel_chassis.migrate import installed
from storyreel_contracts.topology import BUYERS, SUBSCRIPTIONS

MORE = {"more-renderers": "renderer", "more-exporters": "exporter"}
"""What the profile `scaled` adds, and to whom."""


def values(text: str) -> dict[str, str]:
    """The variables of an .env file."""
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_every_secret_is_random_and_needs_no_quotes(tmp_path: Path) -> None:
    """Two machines share no secret, and no secret breaks a URL or the configuration of NATS."""
    target = tmp_path / "env"
    assert main([str(target)]) == 0
    mine, yours = values(target.read_text()), values(filled((ROOT / ".env.example").read_text("utf-8")))
    assert mine.keys() == yours.keys()
    assert not set(mine.values()) & set(yours.values())
    assert len(set(mine.values())) == len(mine)
    assert is_well_formed(mine.pop("STORYREEL_API_KEY"))
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]{31}", secret) for secret in mine.values())


def test_secrets_in_use_are_kept_and_hidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asking twice does not lock anybody out of a running system, and no other user of the machine reads them."""
    target = tmp_path / "env"
    assert main([str(target)]) == 0
    before = target.read_text()
    assert (target.stat().st_mode & 0o777) == 0o600
    assert main([str(target)]) == 1
    assert target.read_text() == before
    assert "stays as it is" in capsys.readouterr().err


def test_the_example_names_what_compose_needs() -> None:
    """A variable that is missing in .env would be told one at a time."""
    needed = set(re.findall(r"\$\{([A-Z0-9_]+)(?::\?[^}]*)?\}", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert needed == values((ROOT / ".env.example").read_text("utf-8")).keys()


def test_every_service_has_a_place_for_work_in_progress() -> None:
    """Nowhere else can it write."""
    described = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    for service in SUBSCRIPTIONS:
        assert described["services"][service]["volumes"] == [f"{service}-work:/work"]
        assert f"{service}-work" in described["volumes"]


def test_the_token_reaches_who_needs_it_and_nobody_else() -> None:
    """Who asks a provider can also leave the inner network; who gets no token cannot."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    told = {name for name, service in services.items() if "REPLICATE_API_TOKEN" in service.get("environment", {})}
    assert told - set(MORE) == {"gateway", *BUYERS}
    assert all("outside" in services[name]["networks"] for name in told)
    assert all(services[name]["networks"] == ["inside"] for name in SUBSCRIPTIONS if name not in told)


@pytest.mark.parametrize(("more", "service"), MORE.items())
def test_workers_of_the_profile_scaled_are_like_the_first_one(more: str, service: str) -> None:
    """And found under the same name; only their number differs."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    one, other = services[service], services[more]
    assert other.pop("profiles") == ["scaled"]
    assert other["deploy"].pop("replicas") >= 1
    networks = other.pop("networks")
    assert networks["inside"] == {"aliases": [service]}
    assert list(networks) == one.pop("networks")
    assert other == one


def test_images_are_built_by_the_uv_of_the_lock() -> None:
    """Else the same lock could be read differently."""
    files = ("deploy/Dockerfile", "scripts/bootstrap.sh")
    pins = [re.findall(r"UV_VERSION=([\d.]+)", (ROOT / file).read_text("utf-8")) for file in files]
    assert pins[0] == pins[1] != []


def test_every_service_brings_its_migrations() -> None:
    """The job that migrates knows each service that is installed beside it."""
    assert installed().keys() == SUBSCRIPTIONS.keys()
    assert all(packages[0] == "storyreel_chassis" for packages in installed().values())
