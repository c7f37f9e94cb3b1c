"""Addresses of clients, normalized for rules and for limits."""

from __future__ import annotations

import ipaddress
from contextlib import suppress

OWN_BITS = 64
"""Prefix length of an IPv6 network that one client may have to itself (RFC 6177)."""


def plain(address: str) -> str:
    """Return an address as people write it: `127.0.0.1`, even from an IPv6 socket."""
    with suppress(ValueError):
        mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
        return str(mapped or address)
    return address


def neighbourhood(address: str) -> str:
    """Return the unit that limits count: an IPv4 address, or the network of an IPv6 address."""
    with suppress(ValueError):
        if ipaddress.ip_address(address).version == 6:
            alone = address.partition("%")[0]  # without the interface of a link-local address
            return str(ipaddress.ip_network((alone, OWN_BITS), strict=False))
    return address
