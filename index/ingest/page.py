"""Which lines of a page are its title and its article, and which are the page around them?

No rule knows a site or needs a language. Prose gives a line weight, anything else takes some: the
stretch of lines with the greatest sum is the article, for running text goes on with short gaps.
The title is the line above it whose words the article uses most, that is repeated, or that a date
follows. Words like "Comments" or "Related" only move borders. bench/pages.py measures it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from index.ingest.furniture import Fact, Mark
from index.ingest.lines import Line, ends_sentence
from index.ingest.related import RelatedList

_PROSE_CAP: Final = 300
"""Columns of a paragraph that count; a longer one is no surer."""
_PER_COLUMN: Final = 0.1
_COST: Final = 2.5
"""Of a line that is no prose: a paragraph makes up for a heading, hardly for a menu."""
_BORDERS: Final = (Mark.RIGHTS, Mark.BELOW)
_COMMENTS_WORTH: Final = 0.3
"""Of prose below the first border: readers write more than journalists."""
_TAIL_GAP: Final = 3
_TAIL_DENSITY: Final = 0.5
"""Behind so many lines without prose, prose this much thinner than before is no longer the text."""

_NEAR_TITLE: Final = 60
"""Lines above the article among which its title is looked for."""
_BEFORE_TITLE: Final = 15.0
"""As much prose may stand in the stretch above a title: a motto, an appeal for money."""
_TITLE_WIDTH: Final = range(8, 221)
_PROSE_TITLE: Final = 130
"""Columns up to which a title may read like prose: a question, a headline with commas."""
_PER_LINE: Final = 0.04
"""What a title's score loses for each line between it and the article."""
_LEAST_SCORE: Final = 0.6
"""With less, a line above an article is taken for a title only if hardly any other is there."""
_FEW_ABOVE: Final = 2
_VOCABULARY: Final = 500
"""Paragraphs whose words a title is compared with."""

_MENU: Final = 4
"""As many short lines in a row are a menu, which only a page has."""
_MENU_WIDTH: Final = 30
_MOST_REPEATS: Final = 2
"""A line that stands more often is no part of the article."""
_MOTTO_WIDTH: Final = 20
_NEAR_MOTTO: Final = 3
"""So near below the title a line that repeats a long one from above it is the site's motto."""
_DECK_WORDS: Final = 6
"""A line between title and text with so many words is the text's first paragraph."""
_LAST_LINES: Final = 2
"""As many lines below the article at the end of the file belong to it if nothing marks them."""

_WORD: Final = re.compile(r"[\u2e80-\u9fff]{2}|[^\W\d_]{4,}|\d{2,}")
_DIGIT: Final = re.compile(r"\d")
_LINKS: Final = re.compile(r"\s[|›»>]\s|^[|›»>#@]")
_HEADS: Final = (Mark.DATE, Mark.BYLINE, Mark.READING)
"""What stands under titles."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Where the article is: indices of lines."""

    title: int | None
    body: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines, and what is known of each before the article is looked for."""

    lines: Sequence[Line]
    facts: Sequence[Fact | None]
    listed: frozenset[int]
    """Lines of lists of other articles."""
    counts: Counter[str]

    def folded(self, at: int) -> str:
        return self.lines[at].text.casefold()

    def is_free(self, at: int) -> bool:
        """Whether nothing says that the line is about the page."""
        return at not in self.listed and self.facts[at] is None

    def is_prose(self, at: int) -> bool:
        return self.lines[at].prose and self.is_free(at)

    def weight(self, at: int) -> float:
        """What a line of prose adds; 0 for any other line."""
        return _PER_COLUMN * min(self.lines[at].width, _PROSE_CAP) if self.is_prose(at) else 0.0


def dissect(
    lines: Sequence[Line], facts: Sequence[Fact | None], lists: Sequence[RelatedList]
) -> Anatomy:
    """The title and the body among the lines; all of them, where there is no page around."""
    listed = frozenset(at for one in lists for at in one.taken)
    sheet = _Sheet(lines, facts, listed, Counter(line.text.casefold() for line in lines))
    run = _without_tail(sheet, _best_run(sheet))
    title = _title(sheet, run) if run else None
    if run and _is_page(sheet, run, title):
        return Anatomy(title, (*_body(sheet, run, title), *_end(sheet, run)))
    return _letter(sheet, run, title) if run and _is_marked(sheet) else _plain(lines)


def _best_run(sheet: _Sheet) -> range:
    """The stretch of lines with the greatest sum of weights that no border parts."""
    best, start, total, top, worth = range(0), 0, 0.0, 0.0, 1.0
    for at, fact in enumerate(sheet.facts):
        border = fact is not None and fact.mark in _BORDERS
        if total <= 0 or border:
            start, total = at, 0.0
        if border and best:
            worth = _COMMENTS_WORTH
        total += worth * sheet.weight(at) or -_COST
        if total > top:
            best, top = range(start, at + 1), total
    return best


def _without_tail(sheet: _Sheet, run: range) -> range:
    """The stretch up to the first gap behind which prose is thin: teasers, a ticker, comments."""
    weights = [sheet.weight(at) for at in run]
    total = sum(weights)
    head, gap = 0.0, 0
    for at, weight in enumerate(weights):
        if weight and gap >= _TAIL_GAP and head > total / 2:
            density = (total - head) / (len(weights) - at)
            if density < _TAIL_DENSITY * head / (at - gap):
                return run[: at - gap]
        gap = 0 if weight else gap + 1
        head += weight
    return run


def _title(sheet: _Sheet, run: range) -> int | None:
    """The line that is most likely the title of the text in this stretch, if one is likely."""
    prose = islice((sheet.folded(at) for at in run if sheet.is_prose(at)), _VOCABULARY)
    vocabulary = Counter(word for text in prose for word in _WORD.findall(text))
    best, top = None, _LEAST_SCORE
    for at in _title_places(sheet, run):
        score = _title_score(sheet, at, vocabulary) - _PER_LINE * max(0, run.start - at)
        if score > top:
            best, top = at, score
    if best is None:
        above = [at for at in range(run.start) if sheet.is_free(at)]
        return above[-1] if 0 < len(above) <= _FEW_ABOVE else None
    return best


def _title_places(sheet: _Sheet, run: range) -> Iterator[int]:
    """The lines that may be the title: above the stretch, and at its head while little is prose.

    Above it a list of headlines may have swallowed the title: nothing marks where such lists end.
    """
    prose = 0.0
    for at in range(max(0, run.start - _NEAR_TITLE), run.stop - 1):
        line = sheet.lines[at]
        suits = sheet.facts[at] is None and line.width in _TITLE_WIDTH
        if suits and (at < run.start or (at not in sheet.listed and not (prose and line.prose))):
            yield at
        if at >= run.start:
            prose += sheet.weight(at)
        if prose > _BEFORE_TITLE:
            return


def _title_score(sheet: _Sheet, at: int, vocabulary: Counter[str]) -> float:
    """How much a line looks like a title: what it shares with the text, and what follows it."""
    line = sheet.lines[at]
    found = set(_WORD.findall(line.text.casefold()))
    if not found or (line.prose and not _may_be_title(line)):
        return 0.0
    shared = sum(min(vocabulary[word], 2) for word in found) / 2 / (len(found) + 1)
    score = 2.0 * shared + 0.5 * min(line.width, 40) / 40
    if sheet.counts[sheet.folded(at)] > 1:
        score += 1.5 * shared
    if any(fact is not None and fact.mark in _HEADS for fact in sheet.facts[at + 1 : at + 4]):
        score += 0.5
    if line.prose or line.text.endswith((".", ":", "。", ",")) or _LINKS.search(line.text):
        score -= 0.5
    return score


def _may_be_title(line: Line) -> bool:
    """Whether a line that reads like prose is still no paragraph."""
    return line.width <= _PROSE_TITLE and not line.text.rstrip("\"'”’»)").endswith((".", "。"))


def _is_page(sheet: _Sheet, run: range, title: int | None) -> bool:
    """Whether something shows that there is a page around the text: its title again, or a menu."""
    if title is not None and sheet.counts[sheet.folded(title)] > 1:
        return True
    menu = 0
    for at, line in enumerate(sheet.lines):
        short = line.width <= _MENU_WIDTH and not line.prose and not _DIGIT.search(line.text)
        menu = menu + 1 if short and at not in run else 0
        if menu >= _MENU:
            return True
    return False


def _is_marked(sheet: _Sheet) -> bool:
    """Whether any line says something about the article or announces another."""
    return bool(sheet.listed) or any(sheet.facts)


def _letter(sheet: _Sheet, run: range, title: int | None) -> Anatomy:
    """A text with a date, an author or a copyright line: it loses those lines and no others."""
    free = [at for at in range(len(sheet.lines)) if sheet.is_free(at)]
    above = [at for at in free if title is not None and at < title]
    if title is None or len(above) > _FEW_ABOVE:
        title = free[0] if _suits_as_first(sheet.lines[free[0]]) and len(free) > 1 else None
    start = -1 if title is None else title
    borders = (at for at, fact in enumerate(sheet.facts) if fact and fact.mark in _BORDERS)
    end = next((at for at in borders if at >= run.stop), len(sheet.lines))
    return Anatomy(title, tuple(at for at in free if start < at < end))


def _plain(lines: Sequence[Line]) -> Anatomy:
    """A text and nothing else: all of it."""
    titled = len(lines) > 1 and _suits_as_first(lines[0])
    return Anatomy(0 if titled else None, tuple(range(int(titled), len(lines))))


def _suits_as_first(line: Line) -> bool:
    """Whether the first line of a text is its title and no paragraph."""
    paragraph = line.prose and ends_sentence(line.text) and line.width > _PROSE_TITLE // 2
    return line.width < _TITLE_WIDTH.stop and not paragraph


def _body(sheet: _Sheet, run: range, title: int | None) -> Iterator[int]:
    """The lines of the article: the stretch and a deck above it, without furniture."""
    above = () if title is None else sheet.lines[:title]
    mottos = {line.text.casefold() for line in above if line.width >= _MOTTO_WIDTH}
    first, repeated = run.start, ""
    if title is not None:
        first, repeated = title + 1, sheet.folded(title)
    mottos.discard(repeated)
    for at in range(first, run.stop):
        text = sheet.folded(at)
        if not sheet.is_free(at) or text == repeated or sheet.counts[text] > _MOST_REPEATS:
            continue
        if at < run.start and (len(text.split()) < _DECK_WORDS or _LINKS.search(text)):
            continue
        if at < first + _NEAR_MOTTO and any(motto in text for motto in mottos):
            continue
        yield at


def _end(sheet: _Sheet, run: range) -> Sequence[int]:
    """The last lines of the file below the stretch, where they are few and nothing marks them."""
    below = range(run.stop, len(sheet.lines))
    return below if len(below) <= _LAST_LINES and all(map(sheet.is_free, below)) else ()
