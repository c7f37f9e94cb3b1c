"""Addresses that may be opened or shown as links."""

from __future__ import annotations

import re

_SAFE_URL = re.compile(r"https?://[\w\[][^\s\x00-\x20\x7f-\xa0\"'<>\\^`{|}]*\Z")
_LONGEST = 2_083
"""Characters that common terminals take in an OSC 8."""


def safe_url(url: str | None) -> str | None:
    """The URL if it is a web address that can be opened or shown as a link, else None."""
    return url if url and _SAFE_URL.match(url) else None


def link_target(url: str | None) -> str:
    """A web address for an OSC 8, of printable ASCII only; empty for what is none.

    Source: RFC 3986 for the path, IDNA for the host.
    """
    if safe_url(url) is None or url is None:
        return ""
    from urllib.parse import quote, urlsplit  # no first frame needs it

    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:  # also UnicodeError
        return ""
    path = quote(parts.path, safe="/%:@!$&()*+,;=~-._")
    query, fragment = (quote(part, safe="/?%:@!$&()*+,;=~-._") for part in parts[3:5])
    target = f"{parts.scheme}://{host}{path}"
    target += (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return target if len(target) <= _LONGEST else ""
