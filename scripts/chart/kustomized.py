"""What Kustomize makes of an overlay of deploy/kubernetes, with secrets of its own."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from scripts.chart.rendering import Manifest

ROOT = Path(__file__).parents[2]


def kustomized(overlay: str) -> list[Manifest]:
    """The objects of an overlay. Nothing is written below deploy/."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kubernetes"
        shutil.copytree(ROOT / "deploy" / "kubernetes", copy, ignore=shutil.ignore_patterns("secrets"))
        place = copy / "overlays" / overlay
        _run(sys.executable, str(ROOT / "scripts" / "make_k8s_secrets.py"), str(place / "secrets"))
        text = _run("kubectl", "kustomize", str(place))
    return [document for document in yaml.safe_load_all(text) if document]


def _run(*argv: str) -> str:
    done = subprocess.run(argv, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    return done.stdout
