"""Write what an overlay's secretGenerator reads, one file for each Secret; a folder that is there stays as it is.

`python3 scripts/make_k8s_secrets.py [FOLDER]`. Needs nothing but a Python, like `make env`. Each service's file holds
the variables of its environment that are secret, and nobody else's.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scripts.make_env import secret  # noqa: E402 - this one is started by its path
from storyreel_chassis.keys import new_api_key  # noqa: E402

TRIAL = ROOT / "deploy/kubernetes/overlays/trial/secrets"
SERVICES = ("gateway", "storyboard", "renderer", "exporter")
USERS_OF_NATS = (*SERVICES, "provision", "subscriber")


def files() -> dict[str, Mapping[str, str]]:
    """The variables of each file, for the servers of `components/servers`, all new."""
    nats = {user: secret() for user in USERS_OF_NATS}
    roles = {service: secret() for service in SERVICES}
    redis, access_key, secret_key = secret(), secret(), secret()
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for service in SERVICES:
        told[service] = {
            "DATABASE_URL": f"postgresql://{service}:{roles[service]}@postgres:5432/storyreel",
            "NATS_URL": f"nats://{service}:{nats[service]}@nats:4222",
            "S3_ACCESS_KEY": access_key,
            "S3_SECRET_KEY": secret_key,
        }
    told["gateway"] |= {
        "REDIS_URL": f"redis://:{redis}@redis:6379/0",
        "STORYREEL_SECRET": secret(),
        "STORYREEL_API_KEY": new_api_key(),
    }
    told["provision"] = {"NATS_URL": f"nats://provision:{nats['provision']}@nats:4222"}
    told["nats"] = {f"NATS_{user.upper()}_PASSWORD": password for user, password in nats.items()}
    told["postgres"] = {"POSTGRES_PASSWORD": secret()}
    told["postgres"] |= {f"POSTGRES_{service.upper()}_PASSWORD": roles[service] for service in SERVICES}
    told["redis"] = {"REDIS_PASSWORD": redis}
    told["minio"] = {"MINIO_ROOT_USER": access_key, "MINIO_ROOT_PASSWORD": secret_key}
    return dict(told)


def main(argv: list[str]) -> int:
    """0 when all files are there, written now or before; 1 when a folder that is there lacks some."""
    folder = Path(argv[0]) if argv else TRIAL
    made = files()
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return _there_already(folder, [f"{name}.env" for name in made])
    for name, variables in made.items():
        with open(folder / f"{name}.env", "x", opener=_private, encoding="utf-8") as file:
            file.writelines(f"{variable}={value}\n" for variable, value in variables.items())
    return 0


def _there_already(folder: Path, names: Sequence[str]) -> int:
    """Say what is next; servers know the secrets with which they began, so no file of a folder is made anew."""
    lacking = [name for name in names if not (folder / name).is_file()]
    anew = "remove the folder, and `kubectl delete namespace storyreel` where it was applied, with all its data"
    if lacking:
        sys.stderr.write(f"{folder} lacks {', '.join(lacking)}: {anew}; then run this again\n")
        return 1
    sys.stderr.write(
        f"{folder} is there already, and its secrets may be in use: they stay as they are\n"
        f"next: `make k8s-apply`; for new secrets {anew}\n"
    )
    return 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
