"""Tests of the limit per address."""

from tui.serve.limits.per_address import PerAddressLimit


def test_each_address_has_so_many_and_no_more() -> None:
    shares = PerAddressLimit(2)
    assert [shares.take("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert shares.take("192.0.2.2")
    shares.give_back("192.0.2.1")
    assert [shares.take("192.0.2.1") for _ in range(2)] == [True, False]


def test_who_has_a_network_has_one_share_of_it() -> None:
    shares = PerAddressLimit(1)
    assert shares.take("2001:db8::1")
    assert not shares.take("2001:db8::2")
    shares.give_back("2001:db8::1")
    assert shares.take("2001:db8::2")
