"""Write .env for docker compose from .env.example, each secret a random one; one that is there stays as it is.

Needs nothing but a Python, so that a machine with Docker needs no environment of ours.
"""

import os
import secrets
import string
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "shared/chassis/src"))

from storyreel_chassis.keys import new_api_key  # noqa: E402 - keys need the standard library only


def secret() -> str:
    """190 random bits that need no quoting in URLs, in shells, or in the configuration of NATS."""
    letters = string.ascii_letters
    return secrets.choice(letters) + "".join(secrets.choice(letters + string.digits) for _ in range(31))


def filled(example: str) -> str:
    """The example with a value for every variable that has none."""
    lines = (
        line + (new_api_key() if line == "STORYREEL_API_KEY=" else secret()) if line.endswith("=") else line
        for line in example.splitlines()
    )
    return "\n".join(lines) + "\n"


def main(argv: list[str]) -> int:
    """0 when the file has been written; 1 when there is one already."""
    target = Path(argv[0]) if argv else ROOT / ".env"
    try:
        with open(target, "x", opener=lambda path, flags: os.open(path, flags, 0o600), encoding="utf-8") as file:
            file.write(filled((ROOT / ".env.example").read_text("utf-8")))
    except FileExistsError:
        sys.stderr.write(f"{target} is there already, and its secrets are in use: it stays as it is\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
