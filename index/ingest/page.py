"""Which lines of a page are its title and its article, and which is the page around them?

No rule knows a site or needs a language. Prose gives a line weight, menus take some: the stretch
of lines with the greatest sum is the article, as far as running text goes on with short gaps. The
title is the line near its start whose words the article uses most, that is repeated, or that a
date follows. Words like "Comments" or "Related" only move borders.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.ingest.furniture import Fact, Mark
from index.ingest.lines import Line, ends_sentence
from index.ingest.related import RelatedList

_PROSE_CAP: Final = 300
"""Columns of a paragraph that count; a longer one is no surer."""
_PER_COLUMN: Final = 0.1
_FIRST_COST: Final = 2.5
_NEXT_COST: Final = 0.0
"""What each line costs that is no prose, the more the longer the gap: a heading is cheap, a menu
dear."""
_BORDERS: Final = (Mark.RIGHTS, Mark.BELOW)
_TAIL_GAP: Final = 3
_TAIL_DENSITY: Final = 0.5
_COMMENTS_WORTH: Final = 0.3
_BEFORE_TITLE: Final = 15.0
"""So much prose may stand in the stretch above a title: a motto, an appeal for money."""
_NEAR_TITLE: Final = 60
"""Lines above the article among which its title is looked for."""
_TITLE_WIDTH: Final = range(8, 221)
_PROSE_TITLE: Final = 130
"""Columns up to which a title may be a sentence."""
_MOST_REPEATS: Final = 2
_MENU: Final = 4
"""So many short lines in a row are a menu, which only a page has."""
_MENU_WIDTH: Final = 30
_DECK_WORDS: Final = 6
"""A line between title and text with so many words is its first paragraph."""
_LAST_LINES: Final = 2
"""As many lines below the article at the end of the file belong to it if nothing marks them."""

_WORD: Final = re.compile(r"[\u2e80-\u9fff]{2}|[^\W\d_]{4,}|\d{2,}")
_LINKS: Final = re.compile(r"\s[|›»>]\s|^[|›»>#@]")

_Facts = Sequence[Fact | None]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Where the article is: indices of lines."""

    title: int | None
    body: tuple[int, ...]


def dissect(lines: Sequence[Line], facts: _Facts, lists: Sequence[RelatedList]) -> Anatomy:
    """The title and the body among the lines; everything, where there is no page around."""
    listed = {at for one in lists for at in one.taken}
    run = _without_tail(lines, facts, _best_run(lines, facts, listed))
    counts = Counter(line.text.casefold() for line in lines)
    title = _title(lines, facts, listed, run, counts)
    if not run or not _is_page(lines, facts, listed, counts, run, title):
        return _plain(lines)
    return Anatomy(title, tuple(_body(lines, facts, listed, counts, run, title)))


def _best_run(lines: Sequence[Line], facts: _Facts, listed: set[int]) -> range:
    """The stretch of lines with the greatest sum of weights that no border parts.

    Below the first heading of comments prose counts less: readers write more than journalists.
    """
    best, start, total, top, gap, worth = range(0), 0, 0.0, 0.0, 0, 1.0
    for at, line in enumerate(lines):
        fact = facts[at]
        border = fact is not None and fact.mark in _BORDERS
        if total <= 0 or border:
            start, total = at, 0.0
        if border and best:
            worth = _COMMENTS_WORTH
        prose = line.prose and fact is None and at not in listed
        gap = 0 if prose else gap + 1
        total += worth * _prose_weight(line) if prose else -(_FIRST_COST + _NEXT_COST * gap)
        if total > top:
            best, top = range(start, at + 1), total
    return best


def _without_tail(lines: Sequence[Line], facts: _Facts, run: range) -> range:
    """The stretch up to the first gap behind which prose is thin: teasers, a ticker, comments."""
    weights = [_prose_weight(lines[at]) if lines[at].prose and not facts[at] else 0 for at in run]
    total = sum(weights)
    head, gap = 0.0, 0
    for at, weight in enumerate(weights):
        if weight and gap >= _TAIL_GAP and head > total / 2:
            end = at - gap
            density = (total - head) / (len(weights) - at)
            if density < _TAIL_DENSITY * head / end:
                return run[:end]
        gap = 0 if weight else gap + 1
        head += weight
    return run


def _prose_weight(line: Line) -> float:
    return _PER_COLUMN * min(line.width, _PROSE_CAP)


def _title(
    lines: Sequence[Line], facts: _Facts, listed: set[int], run: range, counts: Counter[str]
) -> int | None:
    """The line that is most likely the title of the text in this stretch."""
    if not run:
        return None
    body = " ".join(lines[at].text for at in run if lines[at].prose)[:20_000]
    vocabulary = Counter(_WORD.findall(body.casefold()))
    best, top = None, 0.0
    above = 0.0
    for at in range(max(0, run.start - _NEAR_TITLE), run.stop - 1):
        line = lines[at]
        if above > _BEFORE_TITLE:
            break
        below_prose = above > 0
        if at in run and line.prose:
            above += _prose_weight(line)
        if at in listed or facts[at] is not None or line.width not in _TITLE_WIDTH:
            continue
        if below_prose and line.prose:
            continue
        score = _title_score(lines, facts, at, run, vocabulary, counts)
        if score > top:
            best, top = at, score
    return best


def _title_score(
    lines: Sequence[Line],
    facts: _Facts,
    at: int,
    run: range,
    vocabulary: Counter[str],
    counts: Counter[str],
) -> float:
    """How much a line looks like the title: what it shares with the text, and where it stands."""
    line = lines[at]
    found = set(_WORD.findall(line.text.casefold()))
    if not found or (line.prose and line.width > _PROSE_TITLE):
        return 0.0
    shared = sum(min(vocabulary[word], 2) for word in found) / 2 / (len(found) + 1)
    score = 2.0 * shared + 0.5 * min(line.width, 40) / 40
    score += 1.5 * shared * (counts[line.text.casefold()] > 1)
    score -= 0.04 * max(0, run.start - at)
    score += 0.5 * any(
        fact is not None and fact.mark in (Mark.DATE, Mark.BYLINE, Mark.READING)
        for fact in facts[at + 1 : at + 4]
    )
    if line.prose or line.text.endswith((".", ":", "。", ",")) or _LINKS.search(line.text):
        score -= 0.5
    return score


def _is_page(
    lines: Sequence[Line],
    facts: _Facts,
    listed: set[int],
    counts: Counter[str],
    run: range,
    title: int | None,
) -> bool:
    """Whether anything shows that there is a page around a text: furniture, a menu, repeats."""
    if title is not None and counts[lines[title].text.casefold()] > 1:
        return True
    if listed or any(fact is not None for fact in facts):
        return True
    menu = 0
    for at, line in enumerate(lines):
        menu = menu + 1 if at not in run and line.width <= _MENU_WIDTH and not line.prose else 0
        if menu >= _MENU:
            return True
    return False


def _plain(lines: Sequence[Line]) -> Anatomy:
    """A text and nothing else: its first line is the title unless it's a paragraph."""
    first = lines[0]
    titled = (
        len(lines) > 1
        and first.width <= _TITLE_WIDTH.stop
        and not (first.prose and ends_sentence(first.text) and first.width > 80)
    )
    return Anatomy(0 if titled else None, tuple(range(1 if titled else 0, len(lines))))


def _body(
    lines: Sequence[Line],
    facts: _Facts,
    listed: set[int],
    counts: Counter[str],
    run: range,
    title: int | None,
) -> list[int]:
    """The lines of the article: the stretch, a deck above it, an end below; no furniture."""
    repeated = lines[title].text.casefold() if title is not None else None
    body: list[int] = []
    for at in range(run.start if title is None else title + 1, run.stop):
        text = lines[at].text
        folded = text.casefold()
        if at in listed or facts[at] is not None or folded == repeated:
            continue
        if at < run.start and (len(text.split()) < _DECK_WORDS or _LINKS.search(text)):
            continue
        if counts[folded] <= _MOST_REPEATS:
            body.append(at)
    return body + _end(lines, facts, listed, run)


def _end(lines: Sequence[Line], facts: _Facts, listed: set[int], run: range) -> list[int]:
    """The last lines of the file below the stretch, where they are few and nothing marks them."""
    below = range(run.stop, len(lines))
    if len(below) > _LAST_LINES or any(at in listed or facts[at] for at in below):
        return []
    return list(below)
