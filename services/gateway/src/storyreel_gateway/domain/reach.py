"""Which URLs and addresses of others we may connect to: public ones, plainly written.

The lists are the IANA special-purpose registries' (IPv4 and IPv6), read strictly: `ipaddress.is_global` of Python 3.11
takes multicast, 6to4 and translated loopback addresses for public ones.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from storyreel_chassis.errors import Refused
from storyreel_gateway.domain.refusals import refuse

PORTS = frozenset({443, 8443})
_URL = re.compile(
    r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?((?:[/?][!-~]*)?)", re.IGNORECASE | re.ASCII
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
_LOCAL = frozenset({"localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan"})
_LOCAL_TOO = frozenset({"arpa", "onion", "test", "invalid", "example"})
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # a cloud's own services, at an address that looks public
    )
)  # fmt: skip
_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, once and for all: what is checked is what is connected to."""

    scheme: str
    host: str
    """A name, or an address without brackets."""
    port: int
    path: str
    trusted: bool
    """Named by the operator: any scheme, port and address will do."""

    @property
    def name(self) -> str:
        """`host:port`, which is all of a URL that may stand in a log."""
        return f"{self.host}:{self.port}"


def is_public(text: str) -> bool:
    """Whether an address is somebody's on the public Internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address in _TRANSLATED:
        return is_public(str(IPv4Address(address.packed[-4:])))
    return _is_public_6(address)


def _is_public_6(address: IPv6Address) -> bool:
    plain = address.scope_id is None and address in _UNICAST_6
    return plain and not any(address in network for network in _NOT_PUBLIC_6)


def target_of(url: str, allowed: Set[str] = frozenset()) -> Target:
    """Where a URL leads.

    Args:
        url: what somebody else wrote
        allowed: `host:port` that the operator trusts

    Raises:
        Refused: it is not a plain, public https URL, and why
    """
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
    if "@" in authority:
        raise _no("it names a user or password")
    if "#" in url:
        raise _no("it has a fragment")
    found = _URL.fullmatch(url)
    if found is None:
        raise _no("it is not a plain URL, in ASCII, with a host written in full")
    scheme, host = found[1].lower(), found[2].lower().strip("[]")
    port = int(found[3]) if found[3] else {"http": 80, "https": 443}[scheme]
    path = found[4] if found[4].startswith("/") else f"/{found[4]}"
    target = Target(scheme, host, port, path, f"{host}:{port}" in allowed)
    if not target.trusted:
        _check(target)
    return target


def _check(target: Target) -> None:
    if target.scheme != "https":
        raise _no("it is not https")
    if target.port not in PORTS:
        raise _no(f"its port is {target.port}")
    labels = target.host.split(".")
    if ":" in target.host or _NUMERIC.fullmatch(labels[-1]):
        if not is_public(target.host):
            raise _no("its address is not a public one, plainly written")
        return
    if len(labels) < 2 or len(target.host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _no("its host is not a full domain name")
    if labels[-1] in _LOCAL | _LOCAL_TOO:
        raise _no("its host is not a public name")


def _no(why: str) -> Refused:
    return refuse("webhook_url_invalid", detail=f"This URL cannot be told of events: {why}.")


def reachable(target: Target, addresses: Set[str]) -> None:
    """Allow a connection to what the target's host resolves to.

    Raises:
        Refused: it resolves to nothing, or to any address that is not public
    """
    if not addresses:
        raise _no("its host does not resolve")
    if not target.trusted and not all(is_public(address) for address in addresses):
        raise _no("its host leads to an address that is not public")
