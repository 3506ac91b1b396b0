"""Look into the wheels that `make wheels` built, as whoever installs them would: what is wrong is said, one a line."""

import re
import sys
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

SAID = ("Name", "Version", "Summary", "License-Expression", "Requires-Python")
STRAYS = re.compile(r"(^|/)(tests?|__pycache__|\.[^/]+)(/|$)|\.pyc$")
CONTRACTS = "storyreel-contracts"


def main(argv: list[str]) -> int:
    """0 when every wheel in the folder is fit to be published."""
    wheels = sorted(Path(argv[0]).glob("*.whl"))
    wrong = [f"{wheel.name}: {what}" for wheel in wheels for what in complaints(wheel)]
    sys.stdout.writelines(f"{wheel.name}\n" for wheel in wheels)
    sys.stderr.writelines(f"{one}\n" for one in wrong or ([] if wheels else [f"there is no wheel in {argv[0]}"]))
    return 1 if wrong or not wheels else 0


def complaints(wheel: Path) -> Iterator[str]:
    """What is wrong with a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        told = BytesParser().parsebytes(archive.read(metadata))
    package = str(told["Name"]).replace("-", "_")
    yield from (f"says no {field}" for field in SAID if not told[field])
    if f"{package}/py.typed" not in names:
        yield "has no py.typed: its types are not seen"
    yield from (f"contains {name}" for name in names if STRAYS.search(name))
    yield from (f"contains {name}" for name in names if not name.startswith((f"{package}/", f"{package}-")))
    if told["Name"] == CONTRACTS:
        yield from _as_published(told, names)


def _as_published(told: Message, names: list[str]) -> Iterator[str]:
    """The one that others install by itself."""
    needs = [one for one in told.get_all("Requires-Dist") or [] if "extra ==" not in one]
    if [one.split(">")[0] for one in needs] != ["pydantic"]:
        yield f"needs {', '.join(needs)}, and should need pydantic only"
    if told["Description-Content-Type"] != "text/markdown" or "```python" not in str(told.get_payload()):
        yield "has no page with an example"
    if not any("/golden/" in name for name in names):
        yield "has no golden samples"
    if not any(name.endswith("/licenses/LICENSE") for name in names):
        yield "has no licence text"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
