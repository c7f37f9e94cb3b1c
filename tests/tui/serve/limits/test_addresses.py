"""Tests of client addresses, normalized for rules and for limits."""

import pytest

from tui.serve.limits.addresses import neighbourhood, plain


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("::ffff:7f00:1", "127.0.0.1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("", ""),
    ],
)
def test_an_address_as_rules_have_it(address: str, written: str) -> None:
    assert plain(address) == written


def test_a_network_of_ipv6_is_one_and_each_address_of_ipv4() -> None:
    assert neighbourhood("2001:db8:1:2::3") == neighbourhood("2001:db8:1:2:ffff::4")
    assert neighbourhood("2001:db8:1:2::3") != neighbourhood("2001:db8:1:3::3")
    assert neighbourhood("fe80::1%eth0") == "fe80::/64"
    assert neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
