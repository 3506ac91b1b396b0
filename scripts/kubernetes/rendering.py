"""What Kustomize makes of deploy/kubernetes, with secrets of its own; nothing is written below deploy/."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from scripts.kubernetes.manifests import Doc, Manifests

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "deploy/kubernetes"
TOOLS = ROOT / ".tools/kubernetes/bin"


class NotRenderedError(Exception):
    """Kustomize refused: what it said."""


def kubectl() -> str:
    """Ours, where there is a wheel of it, else that of the machine."""
    own = TOOLS / "kubectl"
    return str(own) if own.exists() else "kubectl"


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of deploy/kubernetes with new secrets for the overlay that has the servers, for the time of the block."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kubernetes"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("secrets"))
        secrets = copy / "overlays/trial/secrets"
        subprocess.run([sys.executable, ROOT / "scripts/make_k8s_secrets.py", secrets], check=True)  # noqa: S603 - ours
        yield copy


def rendered(folder: Path) -> str:
    """The YAML of a kustomization.

    Raises:
        NotRenderedError: it is not one, or not a right one
    """
    done = subprocess.run([kubectl(), "kustomize", folder], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or done.stderr:
        raise NotRenderedError((done.stderr or "nothing").strip())
    return done.stdout


def manifests_of(text: str) -> Manifests:
    """The documents in a text."""
    return Manifests.of(yaml.safe_load_all(text))


def overlays(copy: Path) -> Iterator[tuple[str, Path]]:
    """Everything that can be applied: the overlays, and the trial with each component that no overlay has together with
    the servers."""
    for folder in sorted((copy / "overlays").iterdir()):
        yield f"overlays/{folder.name}", folder
    for component in sorted((copy / "components").iterdir()):
        if component.name != "servers":
            folder = copy / "overlays" / f"trial-with-{component.name}"
            folder.mkdir()
            text: Doc = {
                "apiVersion": "kustomize.config.k8s.io/v1beta1",
                "kind": "Kustomization",
                "namespace": "storyreel",
                "resources": ["../trial"],
                "components": [f"../../components/{component.name}"],
            }
            (folder / "kustomization.yaml").write_text(yaml.safe_dump(text), "utf-8")
            yield f"overlays/trial with components/{component.name}", folder
    yield "infrastructure", copy / "infrastructure"
