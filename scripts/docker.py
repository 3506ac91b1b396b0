"""Whether there is a Docker here, and what is missing when it does not serve."""

import os
import shutil
import subprocess

DOCKER = shutil.which("docker")
ABSENT = "NOT TESTED: there is no docker on this machine"


def absent() -> bool:
    """There is neither a Docker nor the address of one: a machine without, on which nothing is wrong."""
    return DOCKER is None and "DOCKER_HOST" not in os.environ


def fault(*, compose: bool = False) -> str | None:
    """What is wrong with the Docker that is here, and what to do about it; None when it serves.

    With `compose`, that includes its plugin of that name.
    """
    if DOCKER is None:
        return "DOCKER_HOST is set, but there is no docker command: install Docker's command line"
    said = _run(DOCKER, "info", "--format", "{{.ServerVersion}}")
    if said.returncode:
        return f"Docker does not answer: start it (systemctl start docker), or set DOCKER_HOST.\n{said.stderr.strip()}"
    if compose and _run(DOCKER, "compose", "version").returncode:
        return "Docker has no `compose` command: install its plugin (docker-compose-plugin, or Docker Desktop)"
    return None


def _run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603 - docker's own
