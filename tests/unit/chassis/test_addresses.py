"""Where NATS is, as people write it."""

from storyreel_chassis.addresses import BusAddress


def test_one_user_holds_for_all_servers_of_a_cluster() -> None:
    """Also for those that are named without it, as the servers name each other."""
    address = BusAddress.of("nats://gateway:Secret0@one:4222, tls://two:4223,")
    assert address == BusAddress(["nats://one:4222", "tls://two:4223"], "gateway", "Secret0")
    assert "Secret0" not in repr(address)


def test_a_server_without_users_needs_none() -> None:
    """And one that wants a token gets it as it was written."""
    assert BusAddress.of("nats://one:4222") == BusAddress(["nats://one:4222"])
    assert BusAddress.of("nats://token@one:4222") == BusAddress(["nats://token@one:4222"])


def test_people_read_where_the_servers_are_and_nothing_secret() -> None:
    """Passwords and tokens stay out of what is shown, whichever way a URL has them."""
    assert BusAddress.of("nats://gateway:Secret0@one:4222, tls://two:4223").places == "one:4222, two:4223"
    assert BusAddress.of("nats://token@one:4222").places == "one:4222"
    assert BusAddress.of("me:Secret0@one:4222").places == "one:4222"
    assert BusAddress.of("one:4222").places == "one:4222"
