"""Links as text: every one of ours is read, nothing else is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_chassis.errors import Refused
from storyreel_gateway.domain.share import Share
from storyreel_gateway.domain.share_links import ShareLinks
from storyreel_gateway.routes.paths import discreet

NOW = datetime(2030, 6, 1, tzinfo=UTC)
LINKS = ShareLinks(b"k" * 32, clock=lambda: NOW)
SHARES = st.builds(
    lambda share_id, seconds: Share(share_id, UUID(int=1), "ada", "film", NOW, NOW + timedelta(seconds=seconds)),
    st.uuids(), st.integers(1, 30 * 86400),
)  # fmt: skip


def code_of(links: ShareLinks, token: str) -> str | None:
    """Why a link is not read."""
    try:
        links.read(token)
    except Refused as refusal:
        return refusal.code
    return None


@given(share=SHARES)
def test_what_was_signed_is_read(share: Share) -> None:
    """Which link, and until when; its text is safe in a URL and has one length."""
    token = LINKS.token(share)
    assert LINKS.read(token) == (share.share_id, share.expires_at)
    assert len(token) == 48
    assert LINKS.url(share) == f"/shared/{token}"
    assert (
        ShareLinks(b"k" * 32, public_url="https://films.example/").url(share) == f"https://films.example/shared/{token}"
    )


@given(share=SHARES, at=st.integers(0, 47), letter=st.characters(min_codepoint=33, max_codepoint=126))
def test_one_changed_letter_is_noticed(share: Share, at: int, letter: str) -> None:
    """Every letter counts, also the last: no link has a second spelling."""
    token = LINKS.token(share)
    changed = token[:at] + letter + token[at + 1 :]
    assert code_of(LINKS, changed) == (None if changed == token else "share_invalid")


def test_a_link_has_one_spelling() -> None:
    """Base64 has two alphabets; ours is the one without slashes."""
    shares = [Share(UUID(int=n), UUID(int=1), "ada", "film", NOW, NOW + timedelta(days=1)) for n in range(1, 40)]
    tokens = [LINKS.token(share) for share in shares]
    other = [(token, token.translate(str.maketrans("-_", "+/"))) for token in tokens]
    assert [told for token, told in other if token != told]
    assert {code_of(LINKS, told) for token, told in other if token != told} == {"share_invalid"}


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """No input breaks it."""
    assert code_of(LINKS, text) == "share_invalid"


@pytest.mark.parametrize(("after", "code"), [(-1, None), (0, "share_expired"), (1, "share_expired")])
def test_a_link_ends_with_its_last_second(after: int, code: str | None) -> None:
    """By the time that it carries, without asking anybody."""
    share = Share(UUID(int=7), UUID(int=1), "ada", "film", NOW, NOW)
    links = ShareLinks(b"k" * 32, clock=lambda: NOW + timedelta(seconds=after))
    assert code_of(links, LINKS.token(share)) == code
    assert share.opens(NOW + timedelta(seconds=after)) == (code is None)


def test_a_link_of_another_secret_is_not_ours() -> None:
    """Who runs another gateway cannot open this one."""
    share = Share(UUID(int=7), UUID(int=1), "ada", "film", NOW, NOW + timedelta(days=1))
    assert code_of(LINKS, ShareLinks(b"o" * 32).token(share)) == "share_invalid"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/shared/abc/video", "/shared/…"),
        ("/x/SHARED/a b\n/c", "/x/SHARED/…"),
        ("/api/v2/keys/sr_" + "a" * 49, "/api/v2/keys/…"),
        ("/api/v2/jobs/01920000-0000-7000-8000-000000000001/share", None),
        ("/shared.css", None),
    ],
)
def test_a_path_is_written_down_without_what_opens_something(path: str, said: str | None) -> None:
    """Ids stay, tokens and stray keys do not."""
    assert discreet(path) == (said or path)
