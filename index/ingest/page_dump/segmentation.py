"""Segmentation of a page's lines into the title and the body of its article, and furniture.

No rule knows a site or needs a language. A text that begins with a headline and its date, and whose
lines are no menu, is taken as it stands. On any other page each line of prose adds weight and any
other line subtracts some: the stretch of lines with the greatest sum is the article, for running
text has short gaps only. The title is the line above it whose words the article uses most, that is
repeated, or that a date follows. Words like "Comments" or "Related" only move borders, and only
where such lines stand. A line left out of title and body loses nothing but its place: it is kept as
the rest of the page. `bench/pages.py` and `bench/plain.py` measure the quality.
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
"""Cost of a line that is no prose: a paragraph makes up for a heading, hardly for a menu."""
_COMMENTS_WORTH: Final = 0.3
"""Factor of prose below the first border: readers write more than journalists."""
_TAIL_GAP: Final = 3
_TAIL_DENSITY: Final = 0.5
"""Share of the density of prose before such a gap below which prose behind it is not the text."""
_MOST_TWICE: Final = 2
"""Most times of a line in a text: a heading repeats in a list of contents, a button more often."""
_MOTTO_WIDTH: Final = 20
_NEAR_MOTTO: Final = 3
"""Lines below the title in which a line with a long line from above in it is the site's motto."""
_DECK_WORDS: Final = 6
_DECK_WIDTH: Final = 30
"""Fewest words, or columns where words are not parted, of a line between title and text that is the
text's first paragraph."""
_MOST_DECKS: Final = 2
"""Most lines of prose between a title and its date."""
_HEAD: Final = 8
"""Lines below a title in which a page has the facts of its article."""
_WIDEST_TITLE: Final = 500
"""Most columns of the first line of a text that may be its title without a date below."""
_LAST_LINES: Final = 2
"""Most unmarked lines between the article and the end of the file that are part of the article."""
_LEAST_ITEMS: Final = 3
_MOST_ROWS: Final = 40
"""Most lines between a headline and the stretch of its paragraphs: a lead and a table."""
_BUTTON_WORDS: Final = 3
_MOST_ITEMS: Final = 12
"""Most lines of a list between a headline and prose; more are the buttons of a player."""
_MOST_BELOW: Final = 60
"""Most lines between the last paragraph and a menu that is repeated below: a table, a list."""
_NOTICE: Final = 12
"""Lines of prose at the top of a page that are searched for a notice on cookies."""
ENDS: Final = (
    FurnitureKind.RIGHTS,
    FurnitureKind.URL,
    FurnitureKind.NOTE,
    FurnitureKind.ASIDE,
    FurnitureKind.BELOW,
    FurnitureKind.RELATED,
)
"""Kinds of furniture at the end of a text."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The places of the article: indices of lines."""

    title: int | None
    body: tuple[int, ...]
    head_end: int
    """Index of the first line below the title from which facts are not about the whole article."""
    plain: bool = False
    """Whether no page is around the text."""


def dissect(
    lines: Sequence[PageLine],
    facts: Sequence[Fact | None],
    lists: Sequence[RelatedList],
    headline: Headline | None = None,
    cuts: frozenset[int] = frozenset(),
) -> Anatomy:
    """Return the title and the body among the lines; all lines where no page is around.

    `headline` is the result of `find_headline`. A list is text where its lines are in the body. At
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
    """Return the article below a certain headline: all lines down to the foot if one is found."""
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
    """Return the stretch of lines with the greatest sum of weights that no border parts."""
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
    """Cut the stretch at a gap with only thin prose behind: teasers, a ticker, comments."""
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
    """Return the article below a notice that asks for consent and is longer or joined to it.

    Such a notice has its words and its place: a menu is somewhere around it, and no line above it
    has the date of an article. A page without other prose has the notice as its article. The lines
    of the notice are muted in the returned sheet.
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
    """Tell whether a notice is apart: above any menu, above buttons, or above a dated title."""
    first, last = min(notice), max(notice)
    if not any(sheet.find_menus(range(first))):
        return True
    below = range(last + 1, min(last + 1 + CREDIT_GAP, len(sheet.lines)))
    if any(sheet.folded(at).startswith(words.CONSENT_BUTTONS) for at in below):
        return True
    title = dated_title(sheet, other)
    return title is not None and title > last


def _is_page(sheet: Sheet, run: range, title: int | None) -> bool:
    """Tell whether the text has a page around it.

    Signs are its title once more, a menu above it, or a menu below it with the ends of pages.
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
    """Return the article of a page with more lines than the article's."""
    head_end = run.start if title is None else _head_end(sheet, title)
    run = range(run.start, _credits_end(sheet, run.stop))
    foot = _foot(sheet, run.start if title is None else title, run.stop)
    end = () if foot is not None else _end(sheet, run)
    run = range(run.start, max(run.stop, foot or 0))
    return Anatomy(title, (*_body(sheet, run, title, head_end), *end), head_end)


def _head_end(sheet: Sheet, title: int, *, plain: bool = False) -> int:
    """Return the index behind the lines under a title with its date, its author and its source.

    In a plain text such lines are together; on a page, buttons and captions may part them. A deck
    may stand between title and date. Below a date, a second date that is neither labelled nor that
    of a change, or that has a name beside it, belongs to the text: a chronology.
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
    """Tell whether another fact of this kind follows below a paragraph: a chronology."""
    below = range(start + 1, min(start + 1 + _HEAD, len(sheet.lines)))
    first = next((at for at in below if sheet.is_prose(at)), below.stop)
    marks = (sheet.mark(at) for at in range(first, below.stop) if at not in sheet.listed)
    return sheet.mark(start) in marks


def _body(sheet: Sheet, run: range, title: int | None, head_end: int) -> Iterator[int]:
    """Yield the lines of the article: the stretch and a deck above it, without furniture."""
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
        """Tell whether a short line is on the page outside of the article too."""
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
    """Return the lines from here down to the first paragraph, list or furniture."""
    end = start
    while end < len(sheet.lines) and sheet.is_free(end) and not sheet.lines[end].prose:
        end += 1
    return range(start, end)


def _are_items(sheet: Sheet, short: range) -> bool:
    """Tell whether the lines below a date are a list or a table at the head of a text."""
    if len(short) < _LEAST_ITEMS or not _are_text(sheet, short):
        return False
    return short.stop == len(sheet.lines) or sheet.is_text(short.stop)


def _are_text(sheet: Sheet, short: range) -> bool:
    """Tell whether short lines between a headline and prose are few and no known buttons."""
    few = len(short) <= _MOST_ITEMS or not sheet.is_prose(short.stop)
    return few and not any(_is_button(sheet.folded(at)) for at in short)


def _is_button(text: str) -> bool:
    """Tell whether a folded line asks to share the page."""
    unspaced = is_unspaced(text) and any(word in text for word in words.SHARE)
    pieces = text.split()
    return unspaced or (len(pieces) <= _BUTTON_WORDS and not words.SHARE.isdisjoint(pieces))


def _is_deck(sheet: Sheet, at: int) -> bool:
    """Tell whether a line between title and text is a sentence of the text."""
    line = sheet.lines[at]
    if LINKS.search(line.text.casefold()):
        return False
    if is_unspaced(line.text):
        return line.width >= _DECK_WIDTH
    return len(line.text.split()) >= _DECK_WORDS


def _foot(sheet: Sheet, title: int, start: int, most: int = _MOST_BELOW) -> int | None:
    """Return the first line of the page's foot, from `start` on within `most` lines.

    The foot begins where the menu above the title stands again, or where boilerplate was taken out.
    None for no foot, or for a line between that is about the page.
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
    """Return the index behind the credits of a text that ends before `start`."""
    at = start
    while at < len(sheet.lines) and sheet.is_free(at) and is_credit(sheet.lines[at].text):
        at += 1
    return at


def _end(sheet: Sheet, run: range) -> Sequence[int]:
    """Return the lines below the stretch if few and unmarked; empty for any other end of a file."""
    below = range(run.stop, len(sheet.lines))
    return below if len(below) <= _LAST_LINES and all(map(sheet.is_free, below)) else ()


def _letter(sheet: Sheet, run: range, title: int | None) -> Anatomy:
    """Return a text without a page around it, with its title in its first lines, or without one."""
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
    """Tell whether the first line of a text is its title and no paragraph."""
    line = sheet.lines[at]
    if not ends_sentence(line.text):
        return line.width < (TITLE_WIDTH.stop if line.prose else _WIDEST_TITLE)
    below = sheet.lines[at + 1 : at + 1 + _HEAD]
    alone = len(below) > 1 and below[0].apart and not any(each.apart for each in below[1:])
    paragraph = line.prose and line.width > PROSE_TITLE // 2
    return line.width < TITLE_WIDTH.stop and (alone or not paragraph)


def _plain(sheet: Sheet, title: int) -> Anatomy:
    """Return a text without a page: all lines below the title but its date and other facts."""
    head_end = _head_end(sheet, title, plain=True)
    return Anatomy(title, tuple(_text(sheet, title + 1, head_end, title)), head_end, plain=True)


def _text(sheet: Sheet, start: int, head_end: int, title: int | None) -> Iterator[int]:
    """Yield a text's lines, without facts at its head, furniture at its end and read-more lines."""
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
    """Tell whether a line gives the number of comments below."""
    return sheet.mark(at) is FurnitureKind.BELOW and DIGIT.search(sheet.lines[at].text) is not None


def _text_end(sheet: Sheet, start: int, title: int | None) -> int:
    """Return the index behind the last line of a text; comments, a list or a menu may follow.

    Lines such as "Share" or of copyright are furniture only beside comments, a list or a menu, or
    with lines of a page above the title: alone they may be the last words of a text.
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
    """Return the menu at the end of these lines; None for no menu."""
    at = lines.stop - 1
    while (
        at >= lines.start and sheet.is_short(at) and sheet.is_free(at) and not sheet.lines[at].apart
    ):
        at -= 1
    menu = range(max(at, lines.start), lines.stop)
    sure = len(menu) >= MENU and all(map(sheet.is_short, menu)) and sheet.is_menu(menu)
    return menu if sure else None
