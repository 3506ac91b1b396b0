"""Which version of a service is installed here."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def version_of(service: str) -> str:
    """As its package has it; `unknown` where there is none, which is no reason not to work."""
    try:
        return version(f"storyreel-{service}")
    except PackageNotFoundError:
        return "unknown"
