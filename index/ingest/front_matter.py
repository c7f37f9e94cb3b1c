"""The YAML front matter of a Markdown text: the lines between two rules at its beginning.

Only plain values on one line are parsed; any other YAML is ignored.
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

_RULE: Final = "---"
_ENDS: Final = (_RULE, "...")
_MOST_LINES: Final = 200
_PAIR: Final = re.compile(r"([A-Za-z][\w.-]*):(?:\s+(.*))?$")
_OTHER: Final = re.compile(r"\s*(?:#.*|-\s.*)?$|\s+\S.*$")
"""A comment, an item, a blank line or a continuation line."""
_NO_SCALAR: Final = tuple("|>[{&*!%@`")
_COMMENT: Final = re.compile(r"\s+#.*$")


class FrontMatter(NamedTuple):
    """Metadata in the front matter of a text."""

    end: int
    """Number of the closing rule's line, from 1."""
    title: str
    date: str | None
    author: str | None


def read_front_matter(text: str) -> FrontMatter | None:
    """Return the front matter of a clean text; None without one, or without a title in it."""
    if not text.startswith(_RULE + "\n"):
        return None
    fields: dict[str, str] = {}
    for number, line in enumerate(text.split("\n", _MOST_LINES)[1:_MOST_LINES], start=2):
        line = line.rstrip()
        if line in _ENDS:
            title = fields.get("title")
            return (
                FrontMatter(number, title, fields.get("date"), fields.get("author"))
                if title
                else None
            )
        if pair := _PAIR.match(line):
            fields[pair[1].casefold()] = _scalar(pair[2] or "")
        elif not _OTHER.match(line):
            return None
    return None


def is_shown(line: str, matter: FrontMatter) -> bool:
    """Tell whether a line of the front matter is a rule, or its title, date or author."""
    pair = _PAIR.match(line)
    if pair is None:
        return line in _ENDS
    values = {"title": matter.title, "date": matter.date, "author": matter.author}
    return bool(values.get(pair[1].casefold()))


def _scalar(written: str) -> str:
    """Return the value of a plain or quoted scalar on one line, empty for anything else."""
    written = written.strip()
    if written.startswith('"'):
        try:
            value, end = json.JSONDecoder().raw_decode(written)
        except ValueError:
            return ""
        return value if not _COMMENT.sub("", written[end:]) else ""
    if written.startswith("'"):
        closed = len(written) > 1 and written.endswith("'")
        return written[1:-1].replace("''", "'") if closed else ""
    return "" if written.startswith(_NO_SCALAR) else _COMMENT.sub("", written)
