"""What is kept in this process for reads and streams."""

import asyncio
from uuid import uuid4

import pytest

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import new_id
from storyreel_chassis.keys import new_api_key
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.handlers.authenticate import KNOWN_FOR, Authenticate
from storyreel_gateway.projection.changes import KEPT_PROGRESS, Changes
from storyreel_gateway.projection.stored import packed, stored_of, unpacked
from support.gateway_facts import ready


def test_a_view_comes_back_from_its_bytes() -> None:
    """Owner, version, ETag and body; anything else in Redis is a miss."""
    view = view_of(ready())
    assert unpacked(packed(view)) == stored_of(view)
    for rubbish in (b"", b"1\nowner", b"x\nowner\ntag\n{}"):
        assert unpacked(rubbish) is None


def test_equal_jobs_have_equal_tags_and_changed_ones_have_not() -> None:
    """The ETag follows from the bytes."""
    one, other = ready(), ready()
    assert view_of(one).etag == view_of(one).etag
    assert view_of(one).etag != view_of(other).etag


def test_the_newest_known_version_is_remembered_for_a_while() -> None:
    """Announcements may come in any order; the highest counts, until a view could no longer be stored."""
    changes, job_id = Changes(remember_seconds=60), uuid4()
    for version in (2, 5, 3):
        changes.announce(job_id, version)
    assert changes.floor(job_id) == 5
    forgetful = Changes(remember_seconds=0)
    forgetful.announce(job_id, 5)
    forgetful.announce(uuid4(), 1)
    assert forgetful.floor(job_id) == 0


async def test_a_follower_hears_of_its_job_only() -> None:
    """Changes ring, progress is kept up to a limit, the end closes."""
    changes, job_id = Changes(remember_seconds=60), uuid4()
    with changes.follow(job_id) as follower, changes.follow(uuid4()) as stranger:
        for number in range(KEPT_PROGRESS + 5):
            changes.progressed(job_id, str(number))
        await asyncio.wait_for(follower.rung(3600), 60)
        assert follower.taken_progress() == [str(number) for number in range(5, KEPT_PROGRESS + 5)]
        assert stranger.taken_progress() == []
        changes.close()
        await asyncio.wait_for(stranger.rung(3600), 60)
        assert follower.closed
    assert changes.streams == 0
    with changes.follow(job_id) as late:
        assert late.closed


class Keys:
    """A keeper of one key that counts its questions."""

    def __init__(self, principal: Principal | None) -> None:
        self.principal, self.asked, self.away = principal, 0, False

    async def find_key(self, digest: bytes) -> Principal | None:
        """The one, whoever asks."""
        assert len(digest) == 32
        self.asked += 1
        if self.away:
            raise Transient("database_away", "gone")
        return self.principal


async def test_a_key_is_looked_up_once_in_a_while() -> None:
    """A revoked key works for no longer than an answer is kept."""
    time = 0.0
    keys = Keys(Principal(new_id(), "owner", frozenset({"jobs:read"})))
    authenticate, key = Authenticate(keys, clock=lambda: time), new_api_key()
    assert authenticate.remembered(key) is None
    for _ in range(3):
        assert await authenticate(key) == keys.principal
    assert keys.asked == 1
    assert authenticate.remembered(key) == keys.principal
    keys.principal, time = None, KNOWN_FOR + 1
    assert await authenticate(key) is None
    assert keys.asked == 2


async def test_a_mistyped_key_never_reaches_the_database() -> None:
    """Its checksum does not fit."""
    keys = Keys(None)
    key = new_api_key()
    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    assert await Authenticate(keys)(wrong) is None
    assert keys.asked == 0


async def test_a_database_away_is_not_a_wrong_key() -> None:
    """Nothing is remembered of a question that was not answered."""
    keys = Keys(Principal(new_id(), "owner", frozenset({"jobs:read"})))
    keys.away = True
    authenticate, key = Authenticate(keys), new_api_key()
    with pytest.raises(Transient):
        await authenticate(key)
    keys.away = False
    assert await authenticate(key) == keys.principal
