"""Whom webhooks never reach: anything that is not public, however it is written, whatever a resolver says."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from storyreel_chassis.errors import Refused
from storyreel_gateway.adapters import poster as posting
from storyreel_gateway.adapters.poster import PublicPoster
from storyreel_gateway.domain.reach import is_public, target_of
from storyreel_gateway.handlers.check_endpoint import CheckEndpoint
from support.deadlines import eventually
from support.webhook_receiver import receiver

REFUSED = [
    "http://example.com/hook",
    "ftp://example.com/hook",
    "file:///etc/passwd",
    "gopher://example.com/",
    "https:example.com/hook",
    "//example.com/hook",
    "https://user@example.com/",
    "https://user:word@example.com/",
    "https://example.com@127.0.0.1/",
    "https://example.com:22/",
    "https://example.com:80/",
    "https://example.com:5432/",
    "https://example.com:99999/",
    "https://example.com:0443x/",
    "https://example.com./hook",
    "https://example.com/#part",
    "https://example.com/a b",
    "https://example.com\\@127.0.0.1/",
    "https://exa\tmple.com/",
    "https://example.com/\r\nHost: other",
    "https://localhost/",
    "https://gateway/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://127.0.0.0x1/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.5.4/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://１２７.0.0.1/",
    "https://bücher.example.com/",
    "https://%31%32%37.0.0.1/",
    "https://exam_ple/",
    "https://-example.com/",
    "https:///hook",
    "https://",
    "https://example..com/",
]
TAKEN = [
    "https://example.com",
    "https://example.com/hook?token=abc",
    "HTTPS://Hooks.Example.COM:8443/a/b",
    "https://xn--bcher-kva.example.com/",
    "https://8.8.8.8/hook",
    "https://[2606:4700:4700::1111]/hook",
    "https://[64:ff9b::808:808]/",
]


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_not_a_plain_public_url_is_refused(url: str) -> None:
    """With the reason, and before anybody looks it up."""
    with pytest.raises(Refused) as refusal:
        target_of(url)
    assert refusal.value.code == "webhook_url_invalid"
    assert refusal.value.message.startswith("This URL cannot be told of events: ")


@pytest.mark.parametrize("url", TAKEN)
def test_public_urls_are_taken(url: str) -> None:
    """By name or address."""
    assert target_of(url).scheme == "https"


def test_what_the_operator_names_may_be_private() -> None:
    """That host at that port and no other, also by http."""
    allowed = frozenset({"127.0.0.1:9000", "localhost:9000"})
    assert target_of("http://127.0.0.1:9000/hook", allowed).trusted
    assert target_of("http://localhost:9000/hook", allowed).trusted
    for url in ("http://127.0.0.1:9001/", "http://127.0.0.2:9000/", "http://2130706433:9000/"):
        with pytest.raises(Refused):
            target_of(url, allowed)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    """Also through NAT64."""
    assert is_public(address)


class Resolver:
    """Gives its answers one after the other."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers, self.asked = list(answers), 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        """The next answer; the last one for ever."""
        self.asked += 1
        return self._answers[min(self.asked, len(self._answers)) - 1]


@pytest.mark.parametrize(
    "found",
    [
        [],
        ["127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["169.254.169.254"],
        ["::ffff:10.0.0.1"],
        ["2002:a00:1::"],
        ["nonsense"],
    ],
)
async def test_a_name_that_leads_to_a_private_address_is_refused(found: list[str]) -> None:
    """One such address among others is enough."""
    refusal = await CheckEndpoint(PublicPoster(seconds=1, resolve=Resolver(found)), frozenset())("https://example.com/")
    assert refusal is not None
    assert refusal.code == "webhook_url_invalid"


async def test_a_resolver_that_changes_its_mind_reaches_nothing() -> None:
    """Public when it is checked, private when it is sent to: nobody is connected to."""
    async with receiver() as inside:
        resolver = Resolver(["8.8.8.8"], ["127.0.0.1"])
        poster = PublicPoster(seconds=1, resolve=resolver)
        url = "https://example.com:8443/"
        assert await CheckEndpoint(poster, frozenset())(url) is None
        outcome = await poster.post(target_of(url), b"{}", {})
    assert (outcome.status, inside.got, resolver.asked) == (None, [], 2)
    assert outcome.error is not None
    assert "not public" in outcome.error


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once for each attempt: what it says a moment later plays no part."""
    async with receiver() as inside:
        name = f"hooks.example.com:{inside.port}"
        resolver = Resolver(["127.0.0.1"], ["192.0.2.1"])
        poster = PublicPoster(seconds=50, resolve=resolver)
        outcome = await poster.post(target_of(f"http://{name}/hook", frozenset({name})), b"{}", {})
        assert (outcome.status, resolver.asked) == (204, 1)
        assert inside.got[0].headers["host"] == name


async def test_proxies_of_the_environment_play_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would resolve names for themselves."""
    async with receiver() as proxy, receiver() as inside:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        target = target_of(inside.url, frozenset({f"127.0.0.1:{inside.port}"}))
        outcome = await PublicPoster(seconds=50).post(target, b"{}", {})
        assert (outcome.status, proxy.got, len(inside.got)) == (204, [], 1)


async def test_an_endless_answer_is_not_read() -> None:
    """A few kB of it at most, and only its status counts."""
    async with receiver() as endless:
        endless.answer = lambda _got: b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000
        target = target_of(endless.url, frozenset({f"127.0.0.1:{endless.port}"}))
        async with asyncio.timeout(60):
            outcome = await PublicPoster(seconds=50).post(target, b"{}", {})
    assert outcome.status == 200


async def test_what_speaks_no_http_is_an_outcome() -> None:
    """As is a port that nobody listens at."""
    async with receiver() as rude:
        rude.answer = lambda _got: b"SSH-2.0\r\n\r\n"
        allowed = frozenset({f"127.0.0.1:{rude.port}"})
        outcome = await PublicPoster(seconds=2).post(target_of(rude.url, allowed), b"{}", {})
        assert (outcome.status, bool(outcome.error)) == (None, True)
    outcome = await PublicPoster(seconds=2).post(target_of(rude.url, allowed), b"{}", {})
    assert (outcome.status, bool(outcome.error)) == (None, True)


async def test_an_address_that_is_silent_does_not_take_the_next_one_s_time() -> None:
    """A host may have an address of a network that is broken: what is sent arrives at another."""
    async with receiver() as there:
        with socket.socket() as silent, socket.socket() as first, socket.socket() as second:
            silent.bind(("127.0.0.2", there.port))
            silent.listen(0)
            for one in (first, second):  # fill what nobody accepts: further ones are not answered
                one.setblocking(False)
                one.connect_ex(("127.0.0.2", there.port))
            name = f"hooks.example.com:{there.port}"
            found = ["127.0.0.2", *["127.0.0.1"] * 9]  # a tenth of the time for the silent one
            poster = PublicPoster(seconds=20, resolve=Resolver(found))
            outcome = await poster.post(target_of(f"http://{name}?a=b", frozenset({name})), b"{}", {})
    assert (outcome.status, outcome.milliseconds >= 1900) == (204, True)
    assert [got.path for got in there.got] == ["/?a=b"]


@pytest.mark.asyncio(loop_scope="function")  # its loop has one thread: others share theirs with the gateway
async def test_names_that_nobody_answers_for_take_no_thread_of_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own servers are found beside them; many are looked up at once, each once."""
    asked, go_on = list[str](), threading.Event()

    def lookup(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        go_on.wait(600)
        return []

    async def all_asked() -> bool:
        return len(asked) >= len(urls)  # a thread that has begun has not asked yet

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(posting, "RESOLVE_SECONDS", 0.1)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    check = CheckEndpoint(PublicPoster(seconds=1), frozenset())
    urls = [f"https://a{number}.example.com/" for number in range(12)]
    try:
        async with asyncio.timeout(60):
            refused = await check.each([*urls, *urls])
            assert await asyncio.to_thread(lambda: "free") == "free"
            await eventually(all_asked)
    finally:
        go_on.set()
    assert (list(refused), sorted(asked)) == (urls, sorted(f"a{number}.example.com" for number in range(12)))
