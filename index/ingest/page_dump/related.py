"""Lists of other articles that a page announces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from index.ingest.dates.date_lines import DateLine
from index.ingest.page_dump.furniture import Fact, FurnitureKind
from index.ingest.page_dump.lines import PageLine, is_unspaced
from index.ingest.page_dump.site import Known, has_short_tail, is_short_name, split_title

_NUMBERED: Final = re.compile(r"(\d{1,3})[.):]?\s+(?=\S)")
_NUMBER: Final = re.compile(r"\d{1,3}[.)]?$")
_HEADLINE: Final = range(16, 220)
"""Columns of a headline in a list."""
_HEADLINE_WORDS: Final = 4
_APART: Final = 3
"""Most lines between a numbered item, with its dates, and the next item."""
_LEAST_NUMBERED: Final = 3
_MOST_UNDER_HEADING: Final = 20
_STRANGERS: Final = 2
"""Lines in a row without a headline that end a list under a heading."""
_TAILED_SHARE: Final = 0.5
"""Share of a list's headlines with a short tail from which any such tail is a site."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A headline on a page, and the facts beside it."""

    title: str
    number: int
    """Number of the line in the file, from 1."""
    source: str | None = None
    date: DateLine | None = None
    seconds: int | None = None


@dataclass(slots=True)
class _Item:
    """A headline by its line on the page, with the date below it."""

    at: int
    title: str
    date: DateLine | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class RelatedList:
    """Headlines that stand together, and the indices of all their lines."""

    taken: range
    items: list[_Item] = field(default_factory=list)


def find_lists(
    lines: Sequence[PageLine], facts: Sequence[Fact | None], start: int = 0
) -> list[RelatedList]:
    """Return all lists of other articles' headlines from a line on, in order, without overlap."""
    found: list[RelatedList] = []
    at = start
    while at < len(lines):
        fact = facts[at]
        one = RelatedList(range(at, at))
        if fact is not None and fact.mark is FurnitureKind.RELATED:
            if fact.value or not _is_followed_by_date(facts, at):
                one = _announced_by(lines, facts, at, fact)
        else:
            numbered = _numbered(lines, facts, at)
            if numbered and _is_dated(numbered) and not _is_inside(lines, numbered.taken):
                one = numbered
        if one.taken:
            found.append(one)
        at = max(one.taken.stop, at + 1)
    return found


def announced(one: RelatedList, lines: Sequence[PageLine], known: Known) -> Iterator[Announced]:
    """Yield the headlines of a list, each without the site that its title ends with.

    `known` confirms the names that the page has for its own site.
    """
    tailed = sum(has_short_tail(item.title) for item in one.items)
    loosely = len(one.items) >= _LEAST_NUMBERED and tailed >= _TAILED_SHARE * len(one.items)
    for item in one.items:
        title, source = split_title(item.title, known, loosely=loosely)
        rest = item.date.rest if item.date else ""
        yield Announced(
            title=title,
            number=lines[item.at].number,
            source=source or (rest if rest and is_short_name(rest) else None),
            date=item.date,
            seconds=item.seconds,
        )


def without_rest(one: RelatedList, title: int) -> RelatedList:
    """Return the list up to the page's own title, if the title is one of its lines."""
    if title not in one.taken:
        return one
    return RelatedList(range(one.taken.start, title), [it for it in one.items if it.at < title])


def _announced_by(
    lines: Sequence[PageLine], facts: Sequence[Fact | None], at: int, fact: Fact
) -> RelatedList:
    """Return the headline behind "Read more:", or the headlines below a heading of their own."""
    if fact.value:
        item = _Item(at, fact.value)
        return RelatedList(range(at, _read_meta(facts, at + 1, item)), [item])
    numbered = _numbered(lines, facts, at + 1)
    if numbered is not None:
        return RelatedList(range(at, numbered.taken.stop), numbered.items)
    return _listed(lines, facts, at)


def _listed(lines: Sequence[PageLine], facts: Sequence[Fact | None], heading: int) -> RelatedList:
    """Return the headlines without numbers below a heading."""
    items: list[_Item] = []
    at = end = heading + 1
    strangers = 0
    while at < len(lines) and len(items) < _MOST_UNDER_HEADING and strangers < _STRANGERS:
        fact = facts[at]
        if lines[at].prose or (
            fact
            and fact.mark
            in (
                FurnitureKind.RIGHTS,
                FurnitureKind.BELOW,
                FurnitureKind.ASIDE,
                FurnitureKind.RELATED,
            )
        ):
            break
        if fact is None and is_headline(lines[at]):
            items.append(_Item(at, lines[at].text))
            at = end = _read_meta(facts, at + 1, items[-1])
            strangers = 0
        else:
            strangers += _NUMBER.match(lines[at].text) is None
            at += 1
    return RelatedList(range(heading, end), _without_numbers(items))


def _without_numbers(items: list[_Item]) -> list[_Item]:
    """Return the headlines without the numbers that count them.

    Numbers count a list if every item has one and they ascend: from 1, or with a point or bracket.
    The number of a single item, or of some of several, is of the headline: "1. FC Köln gewinnt".
    """
    found = [match for item in items if (match := _NUMBERED.match(item.title))]
    numbers = [int(match[1]) for match in found]
    marked = all(not match[0].rstrip().isdigit() for match in found)
    ascend = all(one < two for one, two in pairwise(numbers))
    if len(found) < max(2, len(items)) or not ascend or not (marked or numbers[0] == 1):
        return items
    return [
        replace(item, title=item.title[match.end() :])
        for item, match in zip(items, found, strict=True)
    ]


def _numbered(
    lines: Sequence[PageLine], facts: Sequence[Fact | None], start: int
) -> RelatedList | None:
    """Return the list that counts its lines from 1 and starts here; None for fewer than 3 items."""
    items: list[_Item] = []
    at = end = start
    while at < len(lines) and at <= end + _APART:
        match = _NUMBERED.match(lines[at].text)
        if match and int(match[1]) == len(items) + 1:
            items.append(_Item(at, lines[at].text[match.end() :]))
            at = end = _read_meta(facts, at + 1, items[-1])
        elif not items or lines[at].prose:
            break
        else:
            at += 1
    return RelatedList(range(start, end), items) if len(items) >= _LEAST_NUMBERED else None


def _is_dated(one: RelatedList) -> bool:
    """Tell whether half of the items have a date or reading time: news, not steps of a recipe."""
    dated = sum(item.date is not None or item.seconds is not None for item in one.items)
    return dated * 2 >= len(one.items)


def _is_inside(lines: Sequence[PageLine], taken: range) -> bool:
    """Tell whether a list stands between two paragraphs, and so is part of an article."""
    above = taken.start > 0 and lines[taken.start - 1].prose
    return above and taken.stop < len(lines) and lines[taken.stop].prose


def _is_followed_by_date(facts: Sequence[Fact | None], at: int) -> bool:
    """Tell whether a date follows, so that the line is a headline and no heading of a list."""
    below = facts[at + 1] if at + 1 < len(facts) else None
    return below is not None and below.mark is FurnitureKind.DATE


def _read_meta(facts: Sequence[Fact | None], at: int, item: _Item) -> int:
    """Add the date and reading time below a headline to it; return the index behind their lines."""
    while at < len(facts):
        fact = facts[at]
        if fact is None or fact.mark not in (FurnitureKind.DATE, FurnitureKind.READING):
            break
        if fact.date and item.date is None:
            item.date = fact.date
            item.seconds = fact.date.reading_seconds or item.seconds
        elif fact.seconds is not None and item.seconds is None:
            item.seconds = fact.seconds
        else:
            break
        at += 1
    return at


def is_headline(line: PageLine) -> bool:
    """Tell whether a line is long enough for a headline and shorter than a paragraph."""
    unspaced = line.width > 1.4 * len(line.text) or is_unspaced(line.text)
    return line.width in _HEADLINE and (unspaced or len(line.text.split()) >= _HEADLINE_WORDS)
