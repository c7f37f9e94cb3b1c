"""Addresses of clients, normalized for rules and for limits."""

from __future__ import annotations

import ipaddress
from contextlib import suppress

OWN_BITS = 64
"""Of an IPv6 address; whoever has one has all addresses that begin with these (RFC 6177)."""


def plain(address: str) -> str:
    """An address as people write it: `127.0.0.1`, also where a socket of IPv6 took it in."""
    with suppress(ValueError):
        mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
        return str(mapped or address)
    return address


def neighbourhood(address: str) -> str:
    """What counts as one address: an IPv4 address, or the network of an IPv6 one."""
    with suppress(ValueError):
        if ipaddress.ip_address(address).version == 6:
            alone = address.partition("%")[0]  # without the interface of a local one
            return str(ipaddress.ip_network((alone, OWN_BITS), strict=False))
    return address
