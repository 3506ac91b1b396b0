"""What `/metrics` says, as numbers; and what changed in this process's own registry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
from prometheus_client.parser import text_string_to_metric_families

from storyreel_chassis.telemetry.registry import REGISTRY

Sample = tuple[str, frozenset[tuple[str, str]]]


class Samples:
    """The samples of one scrape, or of this process."""

    def __init__(self, samples: Mapping[Sample, float]) -> None:
        self.all = samples

    def sum(self, name: str, **labels: str) -> float:
        """Of all series of this name that have these labels; 0 where there is none."""
        wanted = set(labels.items())
        return sum(value for (found, has), value in self.all.items() if found == name and wanted <= has)

    def has(self, name: str) -> bool:
        """Whether there is any such series."""
        return any(found == name for found, _ in self.all)

    def values(self, name: str, label: str) -> set[str]:
        """What a label is in the series of a name."""
        return {value for found, has in self.all if found == name for one, value in has if one == label}


def parsed(text: str) -> Samples:
    """The samples of an exposition."""
    families = text_string_to_metric_families(text)
    return Samples(
        {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}
    )


def here() -> Samples:
    """The samples of this process's registry."""
    families = REGISTRY.collect()
    return Samples(
        {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}
    )


async def scraped(url: str) -> Samples:
    """What a service says; `url` is where it answers HTTP."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{url.rstrip('/')}/metrics", timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4"), answer.headers
    return parsed(answer.text)


class Counted:
    """By how much sums rose within the block; to be asked after it."""

    def __init__(self) -> None:
        self.before = self.after = here()

    def __call__(self, name: str, **labels: str) -> float:
        """By how much."""
        return self.after.sum(name, **labels) - self.before.sum(name, **labels)


@contextmanager
def counted() -> Iterator[Counted]:
    """For tests of code in this process, where others count as well."""
    found = Counted()
    yield found
    found.after = here()
