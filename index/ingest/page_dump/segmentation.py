"""The lines of a page that are its title and its article, and those that are the page around them.

No rule knows a site or needs a language. A text that begins with a headline and its date, and whose
lines are no menu, is taken as it stands. On any other page prose gives a line weight and anything
else takes some: the stretch of lines with the greatest sum is the article, for running text goes on
with short gaps. The title is the line above it whose words the article uses most, that is repeated,
or that a date follows. Words like "Comments" or "Related" only move borders, and only where such
lines stand. What is left out of title and article loses nothing but its place: it is kept as the
rest of the page. bench/pages.py and bench/plain.py measure it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from index.ingest import phrases as words
from index.ingest.page_dump.above import title_below, title_below_date
from index.ingest.page_dump.credits import is_credit, is_dateline
from index.ingest.page_dump.furniture import Fact, FurnitureKind
from index.ingest.page_dump.headline import (
    LINKS,
    PROSE_TITLE,
    TITLE_WIDTH,
    Headline,
    dated_title,
    likely_title,
)
from index.ingest.page_dump.lines import PageLine, ends_sentence, is_unspaced
from index.ingest.page_dump.notice import is_notice, is_of_notice
from index.ingest.page_dump.related import RelatedList
from index.ingest.page_dump.sheet import ABOUT, CREDIT_GAP, DIGIT, HEADS, MENU, Sheet, count_lines

_COST: Final = 2.5
"""Of a line that is no prose: a paragraph makes up for a heading, hardly for a menu."""
_COMMENTS_WORTH: Final = 0.3
"""Of prose below the first border: readers write more than journalists."""
_TAIL_GAP: Final = 3
_TAIL_DENSITY: Final = 0.5
"""Behind so many lines without prose, prose this much thinner than before is no longer the text."""
_MOST_TWICE: Final = 2
"""A heading stands twice, in a list of contents and in the text; more often a button does."""
_MOTTO_WIDTH: Final = 20
_NEAR_MOTTO: Final = 3
"""So near below the title a line that repeats a long one from above it is the site's motto."""
_DECK_WORDS: Final = 6
_DECK_WIDTH: Final = 30
"""A line between title and text with so many words, or as wide where words are not parted, is the
text's first paragraph."""
_MOST_DECKS: Final = 2
"""As many lines of prose may stand between a title and its date."""
_HEAD: Final = 8
"""Lines below a title in which a page says what it knows of its article."""
_WIDEST_TITLE: Final = 500
"""Columns of the first line of a text that may be its title without a date below."""
_LAST_LINES: Final = 2
"""As many lines below the article at the end of the file belong to it if nothing marks them."""
_LEAST_ITEMS: Final = 3
_MOST_ROWS: Final = 40
"""Lines between a headline and the paragraphs that are most of its text: a lead and a table."""
_BUTTON_WORDS: Final = 3
_MOST_ITEMS: Final = 12
"""Lines of a list between a headline and prose; more are the buttons of a player."""
_MOST_BELOW: Final = 60
"""Lines between the last paragraph and a menu that is repeated below: a table, a list."""
_NOTICE: Final = 12
"""Lines of prose at the top of a page among which a notice on cookies is looked for."""
ENDS: Final = (
    FurnitureKind.RIGHTS,
    FurnitureKind.URL,
    FurnitureKind.NOTE,
    FurnitureKind.ASIDE,
    FurnitureKind.BELOW,
    FurnitureKind.RELATED,
)
"""What a text ends with that is no part of it."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The places of the article: indices of lines."""

    title: int | None
    body: tuple[int, ...]
    head_end: int
    """The first line below the title of which facts are no longer about the article as a whole."""
    plain: bool = False
    """There is no page around the text."""


def dissect(
    lines: Sequence[PageLine],
    facts: Sequence[Fact | None],
    lists: Sequence[RelatedList],
    headline: Headline | None = None,
    cuts: frozenset[int] = frozenset(),
) -> Anatomy:
    """The title and the body among the lines; all of them, where there is no page around.

    `headline` is what `find_headline` found. A list is text where its lines are in the body. At
    `cuts` the boilerplate of a page was taken out.
    """
    listed = frozenset(at for one in lists for at in one.taken)
    sheet = Sheet(lines, facts, lists, listed, count_lines(lines), cuts=cuts)
    below_date = title_below_date(sheet)
    if below_date is not None:
        headline = Headline(below_date, plain=True)
    if headline is not None and cuts:
        headline = headline._replace(plain=False)
    if headline is not None and headline.plain:
        return _plain(sheet, headline.at)
    run = _without_tail(sheet, _best_run(sheet))
    sheet, run = _without_notice(sheet, run)
    if headline is not None and dated_title(sheet, run) in (None, headline.at):
        return _between_menus(sheet, run, headline.at)
    title = likely_title(sheet, run) if run else dated_title(sheet)
    if title is not None and not run:
        start = _head_end(sheet, title)
        run = range(start, _foot(sheet, title, start) or start)
    if run and _is_page(sheet, run, title):
        return _page(sheet, run, title)
    return _letter(sheet, run, title)


def _between_menus(sheet: Sheet, run: range, title: int) -> Anatomy:
    """The article below a headline that is sure: all up to the foot of the page, if that is too."""
    head_end = _head_end(sheet, title)
    foot = _foot(sheet, title, head_end, len(sheet.lines))
    if foot is not None and run.stop <= foot:
        short = _first_short(sheet, head_end)
        short = range(head_end, min(short.stop, foot))
        kept = short if short.stop == foot or _are_text(sheet, short) else ()
        return Anatomy(title, (*kept, *range(short.stop, foot)), head_end)
    if run.stop > head_end:
        return _page(sheet, range(max(run.start, title + 1), run.stop), title)
    items = _first_short(sheet, head_end)
    return Anatomy(title, tuple(items) if _are_items(sheet, items) else (), head_end)


def _best_run(sheet: Sheet) -> range:
    """The stretch of lines with the greatest sum of weights that no border parts."""
    best, start, total, top, worth = range(0), 0, 0.0, 0.0, 1.0
    for at, fact in enumerate(sheet.facts):
        border = fact is not None and sheet.is_border(at)
        if total <= 0 or border:
            start, total = at, 0.0
        if border and best:
            worth = _COMMENTS_WORTH
        total += worth * sheet.weight(at) or -_COST
        if total > top:
            best, top = range(start, at + 1), total
    return best


def _without_tail(sheet: Sheet, run: range) -> range:
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


def _without_notice(sheet: Sheet, run: range) -> tuple[Sheet, range]:
    """The article below a notice that asks for consent, which is longer or in one stretch with it.

    Such a notice has its words and its place: a menu is somewhere around it, and nothing above it
    has the date of an article. Where there is no other prose, the notice is what the page has.
    """
    if next(sheet.find_menus(range(len(sheet.lines))), None) is None:
        return sheet, run
    first = list(islice(filter(sheet.is_prose, run), _NOTICE))
    texts = [sheet.folded(at) for at in first]
    if not any(is_notice(text) for text in texts):
        return sheet, run
    notice = frozenset(at for at, text in zip(first, texts, strict=True) if is_of_notice(text))
    if any(sheet.mark(at) in HEADS for at in range(min(notice))):
        return sheet, run
    muted = replace(sheet, muted=notice)
    other = _without_tail(muted, _best_run(muted))
    if not other or not _is_apart(sheet, notice, other):
        return sheet, run
    return muted, other


def _is_apart(sheet: Sheet, notice: frozenset[int], other: range) -> bool:
    """Whether a notice stands for itself: above any menu, above buttons, or above a dated title."""
    first, last = min(notice), max(notice)
    if not any(sheet.find_menus(range(first))):
        return True
    below = range(last + 1, min(last + 1 + CREDIT_GAP, len(sheet.lines)))
    if any(sheet.folded(at).startswith(words.CONSENT_BUTTONS) for at in below):
        return True
    title = dated_title(sheet, other)
    return title is not None and title > last


def _is_page(sheet: Sheet, run: range, title: int | None) -> bool:
    """Whether something shows that there is a page around the text.

    That is its title once more, a menu above it, or below it one with what pages end with.
    """
    if sheet.cuts or (title is not None and sheet.counts[sheet.folded(title)] > 1):
        return True
    above = run.start if title is None else min(title, run.start)
    if any(title is not None or sheet.is_menu(menu) for menu in sheet.find_menus(range(above))):
        return True
    below = range(run.stop, len(sheet.lines))
    ends = any(sheet.mark(at) in ENDS for at in below)
    return any(ends or sheet.is_menu(menu) for menu in sheet.find_menus(below))


def _page(sheet: Sheet, run: range, title: int | None) -> Anatomy:
    """The article of a page that has more than one."""
    head_end = run.start if title is None else _head_end(sheet, title)
    run = range(run.start, _credits_end(sheet, run.stop))
    foot = _foot(sheet, run.start if title is None else title, run.stop)
    end = () if foot is not None else _end(sheet, run)
    run = range(run.start, max(run.stop, foot or 0))
    return Anatomy(title, (*_body(sheet, run, title, head_end), *end), head_end)


def _head_end(sheet: Sheet, title: int, *, plain: bool = False) -> int:
    """The line below those under a title that say when, by whom and where it was published.

    In a plain text these are together; on a page, buttons and captions may part them. A deck may
    stand between title and date. Once the date is known, a second one that says of itself no more
    than a day belongs to the text: a chronology.
    """
    end, prose, dated = title + 1, 0, False
    for at in range(title + 1, min(title + 1 + _HEAD, len(sheet.lines))):
        fact = sheet.facts[at]
        if fact is None or at in sheet.listed:
            prose += sheet.lines[at].prose
            if prose > _MOST_DECKS or (dated and (plain or prose)):
                break
            continue
        if fact.mark not in ABOUT:
            continue
        if fact.mark is FurnitureKind.READING and _is_series(sheet, at):
            break
        if fact.date is not None:
            says_more = fact.date.updated or (fact.date.labelled and not plain)
            if dated and (fact.date.rest or not says_more):
                break
            if prose and not says_more and _is_series(sheet, at):
                break
            dated = dated or not (plain and fact.date.updated)
        end = at + 1
    return end


def _is_series(sheet: Sheet, start: int) -> bool:
    """Whether the fact here is followed by another of its kind, text between: a chronology."""
    below = range(start + 1, min(start + 1 + _HEAD, len(sheet.lines)))
    first = next((at for at in below if sheet.is_prose(at)), below.stop)
    marks = (sheet.mark(at) for at in range(first, below.stop) if at not in sheet.listed)
    return sheet.mark(start) in marks


def _body(sheet: Sheet, run: range, title: int | None, head_end: int) -> Iterator[int]:
    """The lines of the article: the stretch and a deck above it, without furniture."""
    above = () if title is None else sheet.lines[:title]
    mottos = {line.text.casefold() for line in above if line.width >= _MOTTO_WIDTH}
    first, repeated = run.start, ""
    if title is not None:
        first, repeated = title + 1, sheet.folded(title)
    mottos.discard(repeated)
    inside = Counter(sheet.folded(at) for at in range(first, run.stop))
    dated = title is not None and sheet.begins_dated(title)
    dated = dated and run.start - head_end <= _MOST_ROWS
    short = _first_short(sheet, head_end)
    items = short if dated and _are_items(sheet, short) else range(0)
    begun = False

    def stands_outside(at: int) -> bool:
        """Whether a short line is on the page outside of the article too."""
        at = min(max(at, 0), len(sheet.lines) - 1)
        return sheet.is_short(at) and sheet.counts[sheet.folded(at)] > inside[sheet.folded(at)]

    for at in range(first, run.stop):
        text = sheet.folded(at)
        if at < head_end and sheet.facts[at] is not None:
            continue
        if not (sheet.is_text(at) if begun or at >= head_end else sheet.is_free(at)):
            continue
        if not begun and (
            text == repeated or (at < first + _NEAR_MOTTO and any(map(text.__contains__, mottos)))
        ):
            continue
        between = at < run.start and not (dated and (begun or sheet.facts[at] is not None))
        near = at < head_end + _HEAD or at >= run.start - _HEAD
        lead = at == run.start - 1 and is_dateline(sheet.lines[at].text)
        if between and not (lead or at in items or (near and _is_deck(sheet, at))):
            continue
        beside = stands_outside(at - 1) or stands_outside(at + 1)
        if stands_outside(at) and (beside or sheet.counts[text] > _MOST_TWICE):
            continue
        begun = begun or sheet.lines[at].prose
        yield at


def _first_short(sheet: Sheet, start: int) -> range:
    """The lines from here up to the first paragraph, or to anything that is no text."""
    end = start
    while end < len(sheet.lines) and sheet.is_free(end) and not sheet.lines[end].prose:
        end += 1
    return range(start, end)


def _are_items(sheet: Sheet, short: range) -> bool:
    """Whether the lines below a date are a list or a table with which a text begins."""
    if len(short) < _LEAST_ITEMS or not _are_text(sheet, short):
        return False
    return short.stop == len(sheet.lines) or sheet.is_text(short.stop)


def _are_text(sheet: Sheet, short: range) -> bool:
    """Whether short lines between a headline and prose are no buttons: few, and none known."""
    few = len(short) <= _MOST_ITEMS or not sheet.is_prose(short.stop)
    return few and not any(_is_button(sheet.folded(at)) for at in short)


def _is_button(text: str) -> bool:
    """Whether a folded line asks to share the page."""
    unspaced = is_unspaced(text) and any(word in text for word in words.SHARE)
    pieces = text.split()
    return unspaced or (len(pieces) <= _BUTTON_WORDS and not words.SHARE.isdisjoint(pieces))


def _is_deck(sheet: Sheet, at: int) -> bool:
    """Whether a line between title and text is a sentence of the text."""
    line = sheet.lines[at]
    if LINKS.search(line.text.casefold()):
        return False
    if is_unspaced(line.text):
        return line.width >= _DECK_WIDTH
    return len(line.text.split()) >= _DECK_WORDS


def _foot(sheet: Sheet, title: int, start: int, most: int = _MOST_BELOW) -> int | None:
    """The first line from `start` on that stands above the title too, where its menu does, or
    above which boilerplate was taken out.

    None where there is no such line, or where a line between is about the page.
    """
    above = {sheet.folded(at) for at in range(title)}
    first = None
    for at in range(start, min(start + most, len(sheet.lines))):
        if at in sheet.cuts:
            return at
        if sheet.folded(at) in above:
            first = at if first is None else first
            below = sheet.folded(at + 1) if at + 1 < len(sheet.lines) else ""
            if below in above and sheet.is_short(at):
                return first
        if not sheet.is_text(at) or sheet.is_border(at):
            return None
    end = len(sheet.lines)
    return end if end in sheet.cuts and end <= start + most else None


def _credits_end(sheet: Sheet, start: int) -> int:
    """The line behind the credits of a text that ends before `start`."""
    at = start
    while at < len(sheet.lines) and sheet.is_free(at) and is_credit(sheet.lines[at].text):
        at += 1
    return at


def _end(sheet: Sheet, run: range) -> Sequence[int]:
    """The last lines of the file below the stretch, where they are few and nothing marks them."""
    below = range(run.stop, len(sheet.lines))
    return below if len(below) <= _LAST_LINES and all(map(sheet.is_free, below)) else ()


def _letter(sheet: Sheet, run: range, title: int | None) -> Anatomy:
    """A text without a page around it, with its title in its first lines, or none."""
    free = [at for at in range(len(sheet.lines)) if sheet.is_free(at)] or [0]
    first = free[0]
    below = title_below(sheet, run)
    if below is not None:
        title = below
    elif title != first or title is None:
        title = first if len(sheet.lines) > 1 and _suits_as_first(sheet, first) else None
    if title is None:
        body = tuple(_text(sheet, first, first, None)) or tuple(range(len(sheet.lines)))
        return Anatomy(None, body, first, plain=True)
    return _plain(sheet, title)


def _suits_as_first(sheet: Sheet, at: int) -> bool:
    """Whether the first line of a text is its title and no paragraph."""
    line = sheet.lines[at]
    if not ends_sentence(line.text):
        return line.width < (TITLE_WIDTH.stop if line.prose else _WIDEST_TITLE)
    below = sheet.lines[at + 1 : at + 1 + _HEAD]
    alone = len(below) > 1 and below[0].apart and not any(each.apart for each in below[1:])
    paragraph = line.prose and line.width > PROSE_TITLE // 2
    return line.width < TITLE_WIDTH.stop and (alone or not paragraph)


def _plain(sheet: Sheet, title: int) -> Anatomy:
    """A text and what is known of it: everything below the title but its date and its like."""
    head_end = _head_end(sheet, title, plain=True)
    return Anatomy(title, tuple(_text(sheet, title + 1, head_end, title)), head_end, plain=True)


def _text(sheet: Sheet, start: int, head_end: int, title: int | None) -> Iterator[int]:
    """The lines of a text, without facts at its head, furniture at its end, and read-more lines."""
    heads = {one.taken.start: one for one in sheet.lists}
    end = _text_end(sheet, head_end, title)
    at = start
    while at < end:
        one = heads.get(at)
        fact = sheet.facts[at]
        if one is not None and fact is not None and fact.value:
            at = one.taken.stop
            continue
        if at >= head_end or fact is None:
            yield at
        at += 1


def _says_how_many(sheet: Sheet, at: int) -> bool:
    """Whether a line says how many comments follow."""
    return sheet.mark(at) is FurnitureKind.BELOW and DIGIT.search(sheet.lines[at].text) is not None


def _text_end(sheet: Sheet, start: int, title: int | None) -> int:
    """The line behind the last of a text; comments, a list or a menu may follow.

    Lines such as "Share" or of copyright are no text only beside one of these, or where furniture
    stands above the title: alone they may be the last words of a text.
    """
    headed = {
        at for one in sheet.lists if one.items and sheet.mark(one.taken.start) for at in one.taken
    }
    end = at = next(
        (at for at in range(start, len(sheet.lines)) if _says_how_many(sheet, at)), len(sheet.lines)
    )
    page = end < len(sheet.lines) or any(map(sheet.is_free, range(title or 0)))
    while at > start:
        if at - 1 in headed:
            page = True
            at -= 1
        elif at - 1 not in sheet.listed and sheet.mark(at - 1) in ENDS:
            at -= 1
        elif menu := _last_menu(sheet, range(start, at)):
            page = True
            at = menu.start
        else:
            break
    return at if page else end


def _last_menu(sheet: Sheet, lines: range) -> range | None:
    """The menu with which these lines end."""
    at = lines.stop - 1
    while (
        at >= lines.start and sheet.is_short(at) and sheet.is_free(at) and not sheet.lines[at].apart
    ):
        at -= 1
    menu = range(max(at, lines.start), lines.stop)
    sure = len(menu) >= MENU and all(map(sheet.is_short, menu)) and sheet.is_menu(menu)
    return menu if sure else None
