"""Run the suite of Replicate's official Python client (2.0.0b4) against the simulator: `make replicate-conformance`.

The suite comes from PyPI into a folder that is thrown away, with an environment of its own; nothing of it is kept here.
Its tests are marked as skipped by their makers for want of a server, which is what the simulator is. They ask for
things by placeholder names (`file_id`, `model_owner/model_name`), so these are there whenever they are asked for.
"""

import asyncio
import os
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

from storyreel.simulator import World, simulated
from storyreel.simulator.files import File
from storyreel.simulator.models import Model, Version
from storyreel.simulator.predictions import Prediction

SUITE = "replicate==2.0.0b4"
NEEDS = ("pytest", "pytest-asyncio", "respx", "time-machine", "dirty-equals", "rich", "aiohttp", "httpx-aiohttp>=0.1.9")
TOKEN = "My Bearer Token"  # noqa: S105 - what the suite sends
TRIED = ("test_account.py", "test_files.py", "test_models.py", "test_predictions.py", "models", "webhooks")
UNTRIED = ("search", "collections", "deployments", "hardware", "trainings")
UNSKIP = """
def pytest_collection_modifyitems(items):
    for item in items:
        item.own_markers = [
            one for one in item.own_markers
            if not (one.name == "skip" and "Prism tests" in str(one.kwargs.get("reason", "")))
        ]
"""


class _Models(dict[str, Model]):
    """Has the placeholder whenever it is asked for, and forgets what is made, so that it can be made again."""

    def __contains__(self, path: object) -> bool:
        return path == "model_owner/model_name" or super().__contains__(path)

    def __missing__(self, path: str) -> Model:
        made = Model("model_owner", "model_name", about={"visibility": "public"})
        made.versions = [Version("version_id", next(iter(self.values())).versions[0].created_at)]
        return made

    def __setitem__(self, path: str, model: Model) -> None:
        if model.owner != "alice":
            super().__setitem__(path, model)

    def __delitem__(self, path: str) -> None:
        if path != "model_owner/model_name":
            super().__delitem__(path)


class _Files(dict[str, File]):
    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def get(self, file_id: str, default: File | None = None) -> File | None:  # type: ignore[override]
        if file_id != "file_id":
            return super().get(file_id, default)
        return File("file_id", "name.txt", "text/plain", b"x", {}, self._world.clock.now(), "http://127.0.0.1")

    def __delitem__(self, file_id: str) -> None:
        self.pop(file_id, None)


def _world() -> World:
    world = World(token=TOKEN, seed="conformance", speed=1000)
    world.models = _Models(world.models)
    world.files.kept = _Files(world)
    model = world.models["model_owner/model_name"]
    world.predictions["prediction_id"] = Prediction(
        "prediction_id", model, "version_id", {"text": "Alice"}, "http://127.0.0.1", world.clock.now()
    )
    return world


async def _run(*argv: str | Path, cwd: Path | None = None, **variables: str) -> int:
    process = await asyncio.create_subprocess_exec(*map(str, argv), cwd=cwd, env={**os.environ, **variables})
    return await process.wait()


async def _prepare(folder: Path) -> tuple[Path, Path]:
    """The suite's folder and the Python that runs it."""
    python = folder / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "-q")
    steps: tuple[tuple[str | Path, ...], ...] = (
        (sys.executable, "-m", "venv", folder / "venv"),
        (*pip, "install", "hatchling==1.26.3", "hatch-fancy-pypi-readme"),
        (*pip, "download", "--no-deps", "--no-binary", ":all:", "--no-build-isolation", "-d", folder, SUITE),
        (*pip, "install", SUITE, *NEEDS),
    )
    for step in steps:
        if await _run(*step):
            sys.exit("replicate-conformance: the suite cannot be fetched; is PyPI reachable?")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder, filter="data")
    return next(folder.glob("replicate-*/")), python


def _topic(name: str) -> str:
    """`tests.api_resources.models.test_versions.TestVersions` as `models/versions`."""
    parts = [part.removeprefix("test_") for part in name.split(".") if part not in {"tests", "api_resources"}]
    return "/".join(part for part in parts if part.islower())


def _report(results: Path) -> int:
    """Say by topic what passed, what did not and why; returns how many failed."""
    counts: dict[str, Counter[str]] = {}
    why: dict[str, set[str]] = {}
    for case in ET.parse(results).getroot().iter("testcase"):  # noqa: S314 - written by the run above
        kind, reason = _ending(case)
        topic = _topic(case.get("classname", ""))
        counts.setdefault(topic, Counter())[kind] += 1
        if kind != "passed":
            why.setdefault(topic, set()).add(f"{kind}: {reason}")
    total: Counter[str] = sum(counts.values(), Counter())
    for topic, found in (*sorted(counts.items()), ("in all", total)):
        sys.stdout.write(f"{topic:26} {', '.join(f'{count} {kind}' for kind, count in found.items())}\n")
        sys.stdout.writelines(f"{'':26}   {reason}\n" for reason in sorted(why.get(topic, ())))
    sys.stdout.write(f"not simulated, not tried: {', '.join(UNTRIED)}\n")
    return total["failed"]


def _ending(case: ET.Element) -> tuple[str, str]:
    for said in case:
        if said.tag in {"failure", "error", "skipped"}:
            reason = (said.get("message") or "no reason").splitlines()[0][:120]
            return "skipped" if said.tag == "skipped" else "failed", reason
    return "passed", ""


async def main() -> int:
    """0 when nothing failed of what is simulated."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        suite, python = await _prepare(folder)
        (folder / "unskip.py").write_text(UNSKIP)
        results = folder / "results.xml"
        async with simulated(_world()) as url:
            options = [
                "-q",
                "-o",
                "addopts=",
                "--no-header",
                "-p",
                "unskip",
                "--tb=no",
                "--no-summary",
                f"--junitxml={results}",
            ]
            await _run(
                python, "-m", "pytest", *options, *(f"tests/api_resources/{one}" for one in TRIED),
                cwd=suite, TEST_API_BASE_URL=url, PYTHONPATH=str(folder),
            )  # fmt: skip
        return 1 if _report(results) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
