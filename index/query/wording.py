"""Descriptions of parsed queries in plain words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from index.query.display_text import printable
from index.query.languages import language_name
from index.query.nodes import (
    And,
    Everything,
    Field,
    Flag,
    Fuzzy,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Text,
    Wildcard,
    Word,
    walk,
)

_FLAGS = {Flag.HEADLINE: "headlines", Flag.ARTICLE: "articles"}

# Days are bounded by midnights somewhere between UTC+14 and UTC-12; an instant this far from a
# midnight still tells its day.
_EARLIEST_MIDNIGHT = timedelta(hours=14)
_LATEST_MIDNIGHT = timedelta(hours=12)


def describe(query: Query) -> str:
    """Describe a query in a line: `all of: mothers, soldiers`, `title has a AND any text has b`."""
    parts = query.root.parts if isinstance(query.root, And) else (query.root,)
    texts = tuple(part for part in parts if not _is_condition(part))
    conditions = (_condition(part) for part in parts if _is_condition(part))
    if isinstance(query.root, Everything):
        return "everything"
    return printable(", ".join((_texts(texts), *conditions)))


def _is_condition(node: Node) -> bool:
    """Return whether a node narrows the results instead of naming a text to search for."""
    return not isinstance(node, Text | And | Or) or tongue_of(node) is not None


def tongue_of(node: Node) -> str | None:
    """Return the languages that a node asks for, in words; None if it asks for anything else."""
    if isinstance(node, Or):
        names = [tongue_of(part) for part in node.parts]
        return " or ".join(name for name in names if name) if all(names) else None
    if isinstance(node, Word) and node.field is Field.LANGUAGE:
        return language_name(node.text)
    return None


def _texts(texts: tuple[Node, ...]) -> str:
    if not texts:
        return "everything"
    if len(texts) > 1 and all(map(_is_plain, texts)):
        return f"all of: {', '.join(map(_clause, texts))}"
    if len(texts) > 1:
        return _operands(" AND ", texts)
    if isinstance(texts[0], Or) and all(map(_is_plain, texts[0].parts)):
        return f"any of: {', '.join(map(_clause, texts[0].parts))}"
    return _operands(" OR ", texts[0].parts) if isinstance(texts[0], Or) else _clause(texts[0])


def nothing_has(query: Query) -> str:
    """Return the message that a query has no hit: `nothing has all of: a, b`, or `nothing matches
    source has bbc AND any text has b`."""
    return f"nothing {'has' if _is_anywhere(query.root) else 'matches'} {describe(query)}"


def _is_plain(node: Node) -> bool:
    return isinstance(node, Text) and node.field is Field.ANY


def _is_anywhere(node: Node) -> bool:
    """Return whether no part has a field of its own, so that fields need no mention."""
    return all(_is_plain(each) or isinstance(each, And | Or | Not) for each in walk(node))


def _operands(operator: str, nodes: tuple[Node, ...]) -> str:
    named = not all(map(_is_anywhere, nodes))
    return operator.join(_clause(node, named) for node in nodes)


def _clause(node: Node, named: bool = False) -> str:
    """Return one part in words; with `named`, a part for any text says "any text has"."""
    if _is_condition(node):
        return _condition(node)
    match node:
        case And(parts):
            return f"({' AND '.join(_clause(part, named) for part in parts)})"
        case Or(parts):
            return f"({' OR '.join(_clause(part, named) for part in parts)})"
        case Word() | Phrase() | Prefix() | Fuzzy() | Wildcard():
            if node.field is not Field.ANY:
                return f"{node.field} has {_shown(node)}"
            return f"any text has {_shown(node)}" if named else _shown(node)
    return _condition(node)


def _shown(text: Text) -> str:
    match text:
        case Phrase(words, slop=0):
            return f'"{words}"'
        case Phrase(words, slop=slop):
            return f'"{words}" with up to {slop} words between'
        case Prefix(start):
            return f"{start}*"
        case Fuzzy(word, edits=edits):
            return f"{word}~" if edits == 1 else f"{word}~{edits}"
        case Word(word) | Wildcard(word):
            return word


def _condition(node: Node) -> str:
    match node:
        case Not(part):
            return _exception(part)
        case Is(flag) | Ids(_, Flag() as flag):
            return f"{_FLAGS[flag]} only" if flag in _FLAGS else flag
        case Published(since, until):
            return span_of(since, until)
        case Ids(ids):
            return f"one of {len(ids)} articles"
        case Everything():
            return "everything"
    return f"in {tongue_of(node)}"


def _exception(node: Node) -> str:
    match node:
        case Is(Flag.HEADLINE | Flag.ARTICLE as flag):
            return f"no {_FLAGS[flag]}"
        case Word() | Phrase() | Prefix() | Fuzzy() | Wildcard() if not tongue_of(node):
            where = "" if node.field is Field.ANY else f" in {node.field}"
            return f"without {_shown(node)}{where}"
        case And() | Or() if not tongue_of(node):
            return f"without {_clause(node, named=not _is_anywhere(node))}"
    return f"not {_condition(node)}"


def span_of(since: datetime | None, until: datetime | None) -> str:
    """Return the days between two instants in words: `in 2022`, `since 2022-11-01`."""
    first = since and _moved(since, _EARLIEST_MIDNIGHT).date()
    end = until and _moved(until, -_LATEST_MIDNIGHT).date() + timedelta(days=1)
    if first and end:
        return _span(first, end - timedelta(days=1))
    if first:
        return f"since {first}"
    return f"before {end}" if end else "at any time"


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Return the instant shifted by `by`, or unchanged past the first or the last possible day."""
    try:
        return moment + by
    except OverflowError:
        return moment


def _span(first: date, last: date) -> str:
    if first == last:
        return f"on {first}"
    if first == first.replace(month=1, day=1) and last == first.replace(month=12, day=31):
        return f"in {first.isoformat()[:4]}"
    if first.day == 1 and (last.year, last.month) == (first.year, first.month):
        next_day = last + timedelta(days=1)
        if next_day.day == 1:
            return f"in {first.isoformat()[:7]}"
    return f"from {first} to {last}"
