"""What an image carries, and what it does not."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import pytest

from support.composed import OWN, SERVICES, docker

COMMON = {"storyreel_contracts", "storyreel_chassis", "storyreel_media"}
MEBIBYTES = {"gateway": 295, "storyboard": 318, "renderer": 419, "exporter": 356}
"""What a service adds to the base image; a tenth more fails, so that whoever lets an image grow knows it."""
LOOK = """
import json, os, pathlib, shutil
lib = next(pathlib.Path("/opt/storyreel/lib").glob("python3*")) / "site-packages"
programs = "gcc cc g++ clang ld as make cmake cargo rustc go git".split()
writable = [
    os.path.join(folder, name)
    for top in "/bin /boot /etc /home /lib /media /mnt /opt /root /sbin /srv /usr /var".split()
    for folder, folders, files in os.walk(top)
    for name in ["", *files]
    if not os.path.islink(os.path.join(folder, name)) and os.access(os.path.join(folder, name), os.W_OK)
]
print(json.dumps({
    "uid": os.getuid(),
    "ours": sorted(one.name.partition("-")[0] for one in lib.glob("storyreel*.dist-info")),
    "tools": [one for one in programs if shutil.which(one)] + [one.name for one in lib.glob("pip*")],
    "tests": [str(one) for one in pathlib.Path("/opt/storyreel").rglob("tests")],
    "writable": writable,
}))
"""


def image(service: str, tag: str = OWN) -> str:
    """Its name."""
    return f"storyreel/{service}:{tag}"


async def inspected(env: Mapping[str, str], name: str) -> dict[str, Any]:
    """What Docker tells of an image."""
    (told,) = json.loads(await docker("image", "inspect", name, env=env))
    return dict(told)


@pytest.mark.parametrize("service", SERVICES)
async def test_an_image_has_its_service_and_nothing_to_build_or_test_with(env: Mapping[str, str], service: str) -> None:
    """Whoever breaks in finds no compiler, no other service, and no file to change."""
    run = ("run", "--rm", "--network", "none", image(service), "python", "-c", LOOK)
    found = json.loads(await docker(*run, env=env))
    assert found["uid"] == 10001
    assert set(found["ours"]) == COMMON | {f"storyreel_{service}"}
    assert found["tools"] == []
    assert found["tests"] == []
    assert found["writable"] == ["/var/tmp/"]  # noqa: S108 - read-only, too, in docker-compose.yml


@pytest.mark.parametrize("service", SERVICES)
async def test_an_image_says_what_it_is_and_how_it_is_run(env: Mapping[str, str], service: str) -> None:
    """An operator who has only the image knows where it came from, and Docker when it is well."""
    told = (await inspected(env, image(service)))["Config"]
    label = {name.removeprefix("org.opencontainers.image."): value for name, value in told["Labels"].items()}
    assert (label["title"], label["licenses"]) == (f"storyreel-{service}", "Apache-2.0")
    assert label["version"] == version(f"storyreel-{service}")
    assert label["revision"]
    assert label["source"]
    assert (told["User"], told["StopSignal"]) == ("10001", "SIGTERM")
    assert told["Healthcheck"]["Test"][0] == "CMD"


@pytest.mark.parametrize("service", SERVICES)
async def test_an_image_does_not_grow_unseen(env: Mapping[str, str], service: str) -> None:
    """It is fetched by every node: what makes it larger is meant."""
    asked = ("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image(service))
    layers = [line.partition(" ") for line in (await docker(*asked, env=env)).splitlines()]
    (own,) = [int(size) / 2**20 for size, _, made_by in layers if "COPY /image" in made_by]
    assert own <= MEBIBYTES[service] * 1.1, f"{own:.0f} MiB"


async def test_the_same_commit_gives_the_same_layers(env: Mapping[str, str]) -> None:
    """Nothing comes from a cache, and yet every byte, right and date is as it was: what runs can be checked."""
    again = f"{OWN}-again"
    await docker("compose", "build", "--no-cache", "exporter", env={**env, "STORYREEL_VERSION": again}, within=1800)
    try:
        first, second = [await inspected(env, image("exporter", tag)) for tag in (OWN, again)]
        assert first["RootFS"]["Layers"] == second["RootFS"]["Layers"]
    finally:
        await docker("rmi", image("exporter", again), env=env)
