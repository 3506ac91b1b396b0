"""Apply an overlay in its order: what comes first and its Jobs, and when they are done, the services.

`python3 scripts/k8s_apply.py OVERLAY`: a name in deploy/kubernetes/overlays, or a folder with a kustomization. Needs
kubectl (`KUBECTL` names another) and its current context. A Job cannot be changed, so those of before are removed; what
they do changes nothing when it is done twice. When one fails, the services stay as they are.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OVERLAYS = ROOT / "deploy/kubernetes/overlays"
KUBECTL = os.environ.get("KUBECTL") or shutil.which("kubectl") or str(ROOT / ".tools/kubernetes/bin/kubectl")
JOBS, SERVICES = "app.kubernetes.io/component=job", "app.kubernetes.io/component=service"
JOBS_SECONDS, SERVICES_SECONDS = 300, 600


def main(argv: list[str]) -> int:
    """0 when all services are rolled out."""
    if len(argv) != 1:
        sys.stderr.write("usage: python3 scripts/k8s_apply.py OVERLAY\n")
        return 2
    folder = OVERLAYS / argv[0] if (OVERLAYS / argv[0]).is_dir() else Path(argv[0])
    done = subprocess.run([KUBECTL, "kustomize", str(folder)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.stderr.write(done.stderr)
        return 1
    return 0 if apply(done.stdout) else 1


def apply(text: str) -> bool:
    """Whether all services are rolled out."""
    docs = [doc for doc in re.split(r"^---\n", text, flags=re.MULTILINE) if doc.strip()]
    namespace = _name(next((doc for doc in docs if _kind(doc) == "Namespace"), ""))
    services = [doc for doc in docs if _kind(doc) in {"Deployment", "ScaledObject", "HorizontalPodAutoscaler"}]
    first = [doc for doc in docs if doc not in services]
    here = ("-n", namespace)
    return (
        _run(("apply", "-f", "-"), given=[doc for doc in first if _kind(doc) == "Namespace"])
        and _run((*here, "delete", "jobs", "-l", JOBS, "--ignore-not-found"))
        and _run(("apply", "-f", "-"), given=first)
        and _jobs_done(here)
        and _run(("apply", "-f", "-"), given=services)
        and all(
            _run((*here, "rollout", "status", f"deployment/{_name(doc)}", f"--timeout={SERVICES_SECONDS}s"))
            for doc in services
            if _kind(doc) == "Deployment"
        )
    )


def _jobs_done(here: tuple[str, ...]) -> bool:
    waited = ("wait", "jobs", "-l", JOBS, "--for=condition=complete", f"--timeout={JOBS_SECONDS}s")
    if _run((*here, *waited)):
        return True
    sys.stderr.write("the Jobs are not done, so the services stay as they are; what the Jobs say:\n")
    _run((*here, "logs", "-l", JOBS, "--prefix", "--tail=20"))
    return False


def _run(argv: tuple[str, ...], *, given: list[str] | None = None) -> bool:
    text = None if given is None else "---\n".join(given)
    return subprocess.run([KUBECTL, *argv], input=text, text=True, check=False).returncode == 0  # noqa: S603 - our own


def _kind(doc: str) -> str:
    return _told(r"^kind: (.+)$", doc)


def _name(doc: str) -> str:
    """As Kustomize writes it, with two spaces."""
    return _told(r"^metadata:\n(?:  .*\n)*?  name: (.+)$", doc)


def _told(pattern: str, doc: str) -> str:
    found = re.search(pattern, doc, re.MULTILINE)
    if found is None:
        raise ValueError(f"a document has no {pattern}: {doc[:200]}")
    return found[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
