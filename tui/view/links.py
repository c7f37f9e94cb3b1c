"""Web addresses that are safe to open or to show as links."""

from __future__ import annotations

import re

_SAFE_URL = re.compile(r"https?://[\w\[][^\s\x00-\x20\x7f-\xa0\"'<>\\^`{|}]*\Z")
_LONGEST = 2_083
"""Characters of an OSC 8 address that common terminals accept."""


def safe_url(url: str | None) -> str | None:
    """Return the URL if it is a web address that is safe to open or show as a link, else None."""
    return url if url and _SAFE_URL.match(url) else None


def link_target(url: str | None) -> str:
    """Return a web address for an OSC 8, in printable ASCII only; empty for any other URL.

    Source: RFC 3986 for the path, IDNA for the host.
    """
    if safe_url(url) is None or url is None:
        return ""
    from urllib.parse import quote, urlsplit  # the first frame has no use for it

    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:  # UnicodeError is a ValueError
        return ""
    path = quote(parts.path, safe="/%:@!$&()*+,;=~-._")
    query, fragment = (quote(part, safe="/?%:@!$&()*+,;=~-._") for part in parts[3:5])
    target = f"{parts.scheme}://{host}{path}"
    target += (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return target if len(target) <= _LONGEST else ""
