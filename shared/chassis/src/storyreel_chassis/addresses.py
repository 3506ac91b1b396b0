"""Where NATS is: one URL, or those of a cluster's servers with commas between them."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True)
class BusAddress:
    """Any of the servers will do: whoever connects to one learns of the others, and goes there when it is lost."""

    servers: list[str]
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> "BusAddress":
        """Read `nats://user:password@host:port,…`; one user holds for all.

        User and password are taken out of the URLs: the servers that a cluster names come without them, and would
        refuse a client that knew them from its URLs only.
        """
        parts = [urlsplit(one.strip()) for one in url.split(",") if one.strip()]
        known = next((one for one in parts if one.username and one.password), None)
        if known is None:
            return cls([one.geturl() for one in parts])
        return cls([_bare(one) for one in parts], known.username, known.password)

    @property
    def places(self) -> str:
        """Hosts and ports for people to read, without users, passwords or tokens."""
        return ", ".join(one.rpartition("@")[2].rpartition("//")[2] for one in self.servers)


def _bare(url: SplitResult) -> str:
    return url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
