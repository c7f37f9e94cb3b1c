"""Search for the title of an article on a page: by its place, or the likeliest line by its words.

A line is a title for its place, whatever its words, if a date is below it and nothing or a menu is
above. Any other line is the likelier the more of its words the article uses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from operator import add
from typing import Final, NamedTuple

from index.ingest.page_dump.furniture import Fact, FurnitureKind, is_like_byline
from index.ingest.page_dump.lines import PageLine, ends_statement
from index.ingest.page_dump.sheet import ABOUT, HEADS, MENU, Sheet, count_lines
from index.ingest.page_dump.site import copyright_holder, is_short_name, same_name

_NEAR_TITLE: Final = 60
"""Lines above the article that are searched for its title."""
_BEFORE_TITLE: Final = 15.0
"""Most weight of prose in the stretch above a title: a motto, an appeal for money."""
TITLE_WIDTH: Final = range(2, 221)
PROSE_TITLE: Final = 130
"""Most columns of a title that reads like prose: a question, a headline with commas."""
_PER_LINE: Final = 0.04
"""Loss of a title's score for each line between the title and the article."""
_LEAST_SCORE: Final = 0.6
"""Score above which a line is the title; otherwise the last of few lines, or a dated line, is."""
_DATED: Final = 1.0
"""Gain of a line that begins a block and has a date directly below."""
WIDE_TITLE: Final = 110
"""Most columns of a title above a date; a wider line may be the caption of a picture."""
_LEAST_WIDE: Final = 16
"""Fewest columns of a headline above a byline; a narrower line may be of a menu."""
_NEAR_HEADS: Final = 4
"""Lines below a title within which a date or a name makes it likelier."""
FEW_ABOVE: Final = 2
_VOCABULARY: Final = 500
"""Paragraphs whose words a title is compared with."""
_MANY: Final = 8
LINKS: Final = re.compile(r"\s[|›»>]\s|^[|›»>#@]")
_WORD: Final = re.compile(
    r"[^\W\d_\u0590-\uffff]{4,}|\d{2,}|[\u10a0-\u10ff]{4,}|[\u0590-\u0dff\u1200-\u139f]{3,}|(?<![\uac00-\ud7a3])[\uac00-\ud7a3]{2}"
)
"""A word that carries meaning. Of a Korean word, the beginning: its suffixes change."""
_ASCII_WORD: Final = re.compile(r"[a-z]{4,}|[0-9]{2,}")
_EUROPEAN_WORD: Final = re.compile(
    r"[a-z\xaa\xb2\xb3\xb5\xb9\xba\xbc-\xbe\xc0-\xd6\xd8-\xf6\xf8-\u02c1\u02c6-\u02d1\u02e0-\u02e4"
    r"\u02ec\u02ee\u0370-\u0374\u0376-\u037d\u037f\u0386\u0388-\u03f5\u03f7-\u0481\u048a-\u052f"
    r"\u0531-\u0556\u0559\u0560-\u0588]{4,}|[0-9]{2,}"
)
"""Such a word in Latin, Greek, Cyrillic or Armenian letters, found in half of the time."""
_FAR: Final = re.compile("[\u0590-\u1fff\u2c00-\U0010ffff]")
"""Signs of scripts other than these four, quotes and dashes excepted."""
_SIGNS: Final = re.compile(
    r"[\u0e01-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u1aad\u2e80-\ua4cf]{2,}"
)
_MAY_BE: Final = (
    FurnitureKind.BYLINE, FurnitureKind.RELATED, FurnitureKind.ASIDE, FurnitureKind.BELOW,
    FurnitureKind.CATEGORY, FurnitureKind.RIGHTS,
)  # fmt: skip
"""Kinds of furniture that a title may be mistaken for."""


class Headline(NamedTuple):
    """A title that is found by its place."""

    at: int
    plain: bool = False
    """Whether the title begins a text without a page around it."""


def find_headline(lines: Sequence[PageLine], facts: Sequence[Fact | None]) -> Headline | None:
    """Return the headline with a date below and nothing, or a menu, above; None for no headline.

    Its place alone decides, whatever its words.
    """
    sheet = Sheet(lines, facts)
    return Headline(0, plain=True) if _is_plain(sheet) else _below_menu(sheet)


def _is_plain(sheet: Sheet) -> bool:
    """Tell whether the first line has a date below and no page is around.

    The name of a site above the date of the day is no headline: the menu below it, a copyright line
    with that name, or the headline and text below give it away.
    """
    lines, facts = sheet.lines, sheet.facts
    below = next((at for at in range(1, min(4, len(lines))) if facts[at] is None), len(lines))
    dates = [at for at in range(1, min(below, 4, len(lines))) if sheet.is_dated(at)]
    if not dates or (_is_mere_date(facts[0]) and not _heads_prose(sheet, dates, below)):
        return False
    menu = next(sheet.find_menus(range(below, len(lines))), range(0))
    if menu.start == below and menu and sheet.is_menu(menu):
        return False
    comments = next(
        (at for at in range(below, len(lines)) if sheet.mark(at) is FurnitureKind.BELOW), None
    )
    if comments is not None and _ends_in_menus(lines[comments + 1 :]):
        return False
    return not (claims_rights(sheet, lines[0].text, below) or _is_byline(sheet, below))


def _heads_prose(sheet: Sheet, dates: Sequence[int], below: int) -> bool:
    """Tell whether a date and a paragraph follow the first line at once, so that it is the title.

    A headline may itself be a date.
    """
    return dates == [1] and below == 2 and sheet.is_prose(below)


def claims_rights(sheet: Sheet, name: str, below: int) -> bool:
    """Tell whether a copyright line from `below` on names this holder."""
    return is_short_name(name) and any(
        fact is not None
        and fact.mark is FurnitureKind.RIGHTS
        and same_name(copyright_holder(fact.value) or "", name)
        for fact in sheet.facts[below:]
    )


def _below_menu(sheet: Sheet) -> Headline | None:
    """Return the headline between the first menu and a date, unless another dated one follows."""
    for menu in sheet.find_menus(range(len(sheet.lines))):
        date = next((at for at in sheet.lines_below(menu.stop - 2, 6) if sheet.is_dated(at)), None)
        if date is None:
            continue
        sheet = replace(sheet, counts=count_lines(sheet.lines))
        at = _above_byline(sheet, date - 1)
        while at > menu.start and sheet.mark(at) in ABOUT and not sheet.is_dated(at):
            at -= 1
        while at < date - 1 and at < menu.stop and sheet.is_menu([at]):
            at += 1
        sure = menu.stop - 1 <= at <= menu.stop and at - menu.start >= MENU
        sure = sure and _is_of_menu(sheet, at - 1) and not _is_of_menu(sheet, at)
        around = sheet.is_menu(menu[: at - menu.start]) or _is_repeated(sheet, menu)
        another = any(
            sheet.begins_dated(below) and not sheet.lines[below].prose
            for below in sheet.lines_below(date, 4)
            if sheet.facts[below] is None
        )
        return Headline(at) if sure and around and not another else None
    return None


def _above_byline(sheet: Sheet, at: int) -> int:
    """Return the line above `at`, if that is a headline and `at` like a byline; else `at`."""
    if at < 1 or not is_like_byline(sheet.lines[at].text):
        return at
    above = sheet.lines[at - 1]
    wide = above.width >= _LEAST_WIDE and not above.prose and sheet.facts[at - 1] is None
    return at - 1 if wide else at


def _is_of_menu(sheet: Sheet, at: int) -> bool:
    """Tell whether a short line is on the page twice, or a word of menus in a block with others."""
    if not sheet.is_short(at) or sheet.mark(at) is FurnitureKind.DATE:
        return False
    known = not sheet.lines[at].apart or sheet.lines[at - 1].apart
    return sheet.counts[sheet.folded(at)] > 1 or (known and sheet.is_menu([at]))


def _is_repeated(sheet: Sheet, menu: range) -> bool:
    """Tell whether two or more lines of a menu are on the page once more."""
    return sum(sheet.counts[sheet.folded(at)] > 1 for at in menu) >= MENU // 2


def _ends_in_menus(lines: Sequence[PageLine]) -> bool:
    """Tell whether a heading of comments has more lines without prose below than any list."""
    return len(lines) >= _MANY and not any(line.prose for line in lines[:_MANY])


def _is_byline(sheet: Sheet, below: int) -> bool:
    """Tell whether the first line names the author of the headline and the text below."""
    lines = sheet.lines
    if (
        sheet.mark(0) is not FurnitureKind.BYLINE
        or lines[0].text.isupper()
        or below + 1 >= len(lines)
    ):
        return False
    return not lines[below].prose and lines[below + 1].prose


def _is_mere_date(fact: Fact | None) -> bool:
    """Tell whether a line is a date and nothing else, or a placeholder of a date."""
    return (
        fact is not None
        and fact.mark is FurnitureKind.DATE
        and (not fact.date or not fact.date.rest)
    )


def likely_title(sheet: Sheet, run: range) -> int | None:
    """Return the likeliest title of the text in this stretch; None where no line is likely."""
    prose = islice((sheet.folded(at) for at in run if sheet.is_prose(at)), _VOCABULARY)
    vocabulary = Counter(chain.from_iterable(map(words_of, prose)))
    best, top = None, _LEAST_SCORE
    for at in _title_places(sheet, run):
        score = _title_score(sheet, at, vocabulary) - _PER_LINE * max(0, run.start - at)
        if score > top:
            best, top = _above_byline(sheet, at), score
    if best is None:
        above = [at for at in range(run.start) if sheet.is_free(at)]
        return above[-1] if 0 < len(above) <= FEW_ABOVE else dated_title(sheet, run)
    return best


def _title_places(sheet: Sheet, run: range) -> Iterator[int]:
    """Yield the lines that may be the title: above the stretch, and in its head before much prose.

    Lines in lists count above the stretch only: nothing marks the end of a list of headlines, so
    the list may have swallowed the title.
    """
    prose = 0.0
    for at in range(max(0, run.start - _NEAR_TITLE), run.stop - 1):
        line = sheet.lines[at]
        suits = line.width in TITLE_WIDTH and (sheet.facts[at] is None or _may_be(sheet, at))
        if suits and (at < run.start or (at not in sheet.listed and not (prose and line.prose))):
            yield at
        if at >= run.start:
            prose += sheet.weight(at)
        if prose > _BEFORE_TITLE:
            return


def _may_be(sheet: Sheet, at: int) -> bool:
    """Tell whether a line that reads like a fact is the title: it begins a block above a date."""
    return (
        at not in sheet.listed
        and sheet.mark(at) in _MAY_BE
        and sheet.begins_dated(at)
        and not (at and sheet.is_free(at - 1) and not sheet.is_short(at - 1))
    )


def dated_title(sheet: Sheet, run: range | None = None) -> int | None:
    """Return the last line above the stretch that has a date directly below and begins a block.

    Without a stretch, the first such line of the page; None for no such line.
    """
    places = range(len(sheet.lines)) if run is None else range(run.start - 1, -1, -1)
    for at in places:
        free = sheet.is_free(at) or _may_be(sheet, at)
        begins = free and not sheet.lines[at].prose and not begins_small(sheet.lines[at].text)
        if begins and sheet.begins_dated(at):
            return _above_byline(sheet, at)
    return None


def _title_score(sheet: Sheet, at: int, vocabulary: Counter[str]) -> float:
    """Return a line's score as a title, by the words that the text uses and the lines below."""
    line = sheet.lines[at]
    if line.prose and not _may_be_title(line):
        return 0.0
    found = set(words_of(line.text.casefold()))
    shared = sum(min(vocabulary[word], 2) for word in found) / 2 / (len(found) + 1)
    score = 2.0 * shared + 0.5 * min(line.width, 40) / 40
    if sheet.counts[sheet.folded(at)] > 1:
        score += 1.5 * shared
    begins = line.apart and line.width <= WIDE_TITLE and not begins_small(line.text)
    if begins and sheet.begins_dated(at) and sheet.counts[sheet.folded(at)] == 1:
        score += _DATED
    elif any(sheet.mark(below) in HEADS for below in sheet.lines_below(at, _NEAR_HEADS)):
        score += 0.5
    elif not found or line.width < 8:
        return 0.0
    stopped = line.text.endswith((":", ",")) or ends_statement(line.text)
    if line.prose or stopped or LINKS.search(line.text):
        score -= 0.5
    if sheet.facts[at] is not None:
        score -= 0.5
    return score


def begins_small(text: str) -> bool:
    """Tell whether a text begins with a small letter in place of a sentence's capital.

    Georgian letters are small ones to Unicode, but no sentence begins with another kind.
    """
    return text[0] != text[0].title()


def words_of(text: str) -> list[str]:
    """Return the words of a folded text that carry meaning; pairs of signs in unspaced scripts."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    if _FAR.search(text) is None:
        return _EUROPEAN_WORD.findall(text)
    found = _WORD.findall(text)
    for run in _SIGNS.findall(text):
        found += map(add, run, run[1:])
    return found


def _may_be_title(line: PageLine) -> bool:
    """Tell whether a line that reads like prose may be a title and no paragraph."""
    return line.width <= PROSE_TITLE and not ends_statement(line.text)
