"""The few lines of a page above its headline: a link past the menu, a path, a menu of three lines.

Too few to show by their number that a page is around the text, they are detected by their signs,
and by the date below another line: a headline shares words with its article, furniture hardly does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from index.ingest import phrases as words
from index.ingest.page_dump.headline import WIDE_TITLE, begins_small, claims_rights, words_of
from index.ingest.page_dump.lines import PageLine, ends_statement, is_unspaced
from index.ingest.page_dump.sheet import Sheet
from index.ingest.page_dump.site import is_domain, is_short_name, names_medium

_MOST_ABOVE: Final = 3
_MOST_TOP: Final = 6
"""Most free lines at the top, with a headline and two decks; more lines are a list."""
_MOST_LINES: Final = 12
"""Lines at the top of a file that are searched for the first date or paragraph."""
_WIDTH: Final = 40
"""Most columns of a button or of an item of a path."""
_ITEM_WIDTH: Final = 20
_SIGNS_WIDTH: Final = 8
_ITEM_WORDS: Final = 2
"""Most words of a menu's item, whose columns are at most `_ITEM_WIDTH`."""
_SENTENCE_WORDS: Final = 3
"""Fewest words of a headline of which its text has at least one word."""
_SHARED: Final = 0.5
_SHARED_LONG: Final = 0.3
"""Least share of a headline's words that its article uses; the smaller one with a long word or a
piece of an unspaced text among the shared ones, for short words are in every text."""
_LONG: Final = 5
"""Letters of a long word, by which words are compared: endings change."""
_ARROW: Final = re.compile(r"\s+>\s+|(?<=\w)>(?=\w)|\s*[›＞→▸►]\s*")
_BAR: Final = re.compile(r"\s+[»|/·•]\s+|\s*[｜／]\s*")
_BACK: Final = re.compile(r"^[‹←◀]|^<(?!.*>)|^«(?!.*»)")
_UNSPACED: Final = re.compile("[\u0e01-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aad]{4,}")
_PIECE: Final = 4
"""Signs of a piece of a text whose script has letters and no spaces."""
_DOT: Final = "\u0307"
"""Dot that stays on a Turkish letter after folding."""
_WORD: Final = re.compile(r"[^\W_](?:[^\s\W_]|[\u0300-\u036f\u0590-\u0e7f])*")


def is_furniture(text: str) -> bool:
    """Tell whether a line that may be a title is a path through a site, or a known button."""
    folded = text.casefold()
    return _is_path(folded) or bool(_BACK.match(text)) or _is_button(folded)


def menu_lines(lines: Sequence[PageLine]) -> frozenset[int]:
    """Return the lines that name no site: furniture, and the items of a menu to a blank line."""
    found: set[int] = set()
    in_menu = False
    for at, line in enumerate(lines):
        item = _is_item(line.text) or (in_menu and not line.apart and _is_narrow(line))
        in_menu = item
        if item or is_furniture(line.text):
            found.add(at)
    return frozenset(found)


def _is_item(text: str) -> bool:
    """Tell whether a line is nothing but a single word of menus."""
    return text.casefold() in words.MENU


def title_below(sheet: Sheet, run: range) -> int | None:
    """Return the headline below one to three lines of furniture at the very top.

    None where the first line may be the headline itself. Lines without any sign of furniture are
    furniture only if they share no words with the text, and a line with a date below does. A deck
    between headline and date shares words too: of two such lines the upper one is the headline.
    """
    end = next((at for at in range(min(len(sheet.lines), _MOST_LINES)) if _ends_top(sheet, at)), 0)
    top = [at for at in range(end) if sheet.is_free(at)]
    if not 2 <= len(top) <= _MOST_TOP or not run:
        return None
    dated = next((at for at in reversed(top) if sheet.begins_dated(at)), None)
    common = _Vocabulary(sheet, run)
    known = 0
    while known < min(len(top) - 1, _MOST_ABOVE) and _is_sure(sheet, top, known, common):
        known += 1
    if not known and dated is None and _is_named(sheet, top, common):
        return top[1]
    if known and _is_item(sheet.lines[top[known - 1]].text):
        known = _menu_end(sheet, top, known, common)
    rest = top[known:]
    if dated is None or not _is_headline(sheet, dated):
        if not known:
            return None
        items = takewhile(
            lambda at: _is_narrow(sheet.lines[at]) and not common.shares(sheet.lines[at].text),
            rest[:-1],
        )
        return rest[min(len(list(items)), _MOST_ABOVE - known)]
    at = _first_shared(sheet, rest, dated, common, known)
    return at if at != top[0] else None


def title_below_date(sheet: Sheet) -> int | None:
    """Return the headline below a date with nothing but known furniture above; else None.

    The line above such a date would be the headline of a plain text. The line is furniture if its
    signs show so, and a line that shares words with the text is below the date.
    """
    end = next((at for at in range(min(len(sheet.lines), _MOST_LINES)) if _ends_top(sheet, at)), 0)
    top = [at for at in range(end) if sheet.is_free(at)]
    title = next((at for at in range(end, len(sheet.lines)) if sheet.is_free(at)), end)
    below = range(title + 1, len(sheet.lines))
    if not 0 < len(top) <= _MOST_ABOVE or title == end or not any(map(sheet.is_prose, below[:2])):
        return None
    line = sheet.lines[title]
    if line.prose or not _is_headline(sheet, title) or not _may_be_known(sheet, top[0]):
        return None
    common = _Vocabulary(sheet, below)
    if not common.shares(line.text):
        return None
    known = 0
    while known < len(top) and _is_sure(sheet, top, known, common):
        known += 1
    texts = [sheet.lines[at].text for at in top]
    spoken = any(common.shares(text) for text in texts if not _is_item(text))
    narrow = all(_is_narrow(sheet.lines[at]) for at in top[known:])
    return title if known and narrow and not spoken else None


class _Vocabulary:
    """The words of an article's paragraphs, without their endings."""

    def __init__(self, sheet: Sheet, run: range) -> None:
        texts = [sheet.folded(at) for at in run if sheet.is_prose(at)]
        self._telling = {stem for text in texts for stem in _stems(text)}
        self._texts = "\n".join(texts)

    def shares(self, text: str, *, wholly: bool = False) -> bool:
        """Tell whether the article uses many of a line's words; any, if all of them are short.

        With `wholly`, the article has to use all words of the line.
        """
        folded = text.casefold()
        telling = _stems(folded)
        if not telling:
            short = set(_WORD.findall(folded))
            return not short.isdisjoint(_WORD.findall(self._texts))
        shared = telling & self._telling
        if wholly:
            return shared == telling
        long = is_unspaced(text) or any(len(word) >= _LONG for word in shared)
        return len(shared) >= (_SHARED_LONG if long else _SHARED) * len(telling)

    def is_strange(self, text: str) -> bool:
        """Tell whether the article and a line share no stem."""
        return self._telling.isdisjoint(_stems(text.casefold()))


def _stems(folded: str) -> set[str]:
    """Return the stems of a folded text: beginnings of words, or pieces of unspaced runs."""
    pieces = {
        run[at : at + _PIECE]
        for run in _UNSPACED.findall(folded)
        for at in range(len(run) - _PIECE + 1)
    }
    return pieces or {word[:_LONG] for word in words_of(folded)}


def _ends_top(sheet: Sheet, at: int) -> bool:
    """Tell whether a line is a date or a paragraph."""
    return sheet.is_dated(at) or sheet.is_prose(at)


def _may_be_known(sheet: Sheet, at: int) -> bool:
    """Tell whether a line has signs of furniture, regardless of words that the text shares."""
    text = sheet.lines[at].text
    return _is_item(text) or is_furniture(text) or sheet.is_menu([at])


def _is_sure(sheet: Sheet, top: Sequence[int], place: int, common: _Vocabulary) -> bool:
    """Tell whether a line is furniture by its signs; a headline with such signs shares words."""
    text = sheet.lines[top[place]].text
    if _is_item(text):
        return True
    if is_furniture(text):
        return not common.shares(text, wholly=True)
    return sheet.is_menu([top[place]]) and not common.shares(text)


def _is_named(sheet: Sheet, top: Sequence[int], common: _Vocabulary) -> bool:
    """Tell whether the first line is the name of the site, alone above the headline of the text.

    The line is a domain, has the name of a medium, or is the holder in a copyright line below.
    """
    name, headline = (sheet.lines[at] for at in top[:2])
    if len(top) != 2 or not headline.apart or not _is_headline(sheet, top[1]):
        return False
    if not common.shares(headline.text):
        return False
    if is_domain(name.text):
        return True
    if common.shares(name.text, wholly=True):
        return False
    return names_medium(name.text) or claims_rights(sheet, name.text, top[1])


def _menu_end(sheet: Sheet, top: Sequence[int], known: int, common: _Vocabulary) -> int:
    """Return the number of top lines down to the end of a menu that goes on below its first items.

    A blank line ends a menu above a headline that its date follows at once, or below three items.
    Without blank lines at most a third line counts as an item, and only a single word does.
    """
    end = known
    most = min(len(top) - 1, _MOST_ABOVE)
    while end < most and not sheet.lines[top[end]].apart and _is_narrow(sheet.lines[top[end]]):
        end += 1
    below = sheet.lines[top[end]]
    if below.apart and (end == _MOST_ABOVE or _is_joined(sheet, top[end])):
        return end
    if most < _MOST_ABOVE:
        return known
    second, third = (sheet.lines[at] for at in top[1:_MOST_ABOVE])
    second_known = known > 1 or (_is_word(second) and not common.shares(second.text))
    evenly = second.apart == third.apart
    return _MOST_ABOVE if second_known and evenly and _is_word(third) else known


def _is_word(line: PageLine) -> bool:
    """Tell whether a line is a single short word."""
    width = _SIGNS_WIDTH if is_unspaced(line.text) else _ITEM_WIDTH
    return line.width <= width and len(line.text.split()) == 1


def _is_joined(sheet: Sheet, at: int) -> bool:
    """Tell whether a fact of the article follows a line without a blank line between."""
    below = at + 1
    return below < len(sheet.lines) and not (sheet.is_free(below) or sheet.lines[below].apart)


def _is_narrow(line: PageLine) -> bool:
    """Tell whether a line is as narrow and has as few words as an item of a menu."""
    return line.width <= _ITEM_WIDTH and len(line.text.split()) <= _ITEM_WORDS


def _is_headline(sheet: Sheet, at: int) -> bool:
    """Tell whether a line may be the headline of the date below."""
    line = sheet.lines[at]
    statement = line.prose and ends_statement(line.text)
    return not statement and line.width <= WIDE_TITLE and not begins_small(line.text)


def _first_shared(
    sheet: Sheet, rest: Sequence[int], dated: int, common: _Vocabulary, known: int
) -> int:
    """Return the first line down to the dated one that shares words with the article.

    Without such a line, the dated line or the first line is returned, the likelier of both.
    """
    first = rest[0]
    for place, at in enumerate(rest):
        line = sheet.lines[at]
        if common.shares(line.text):
            return at
        if at == dated or known + place >= _MOST_ABOVE or line.width > _WIDTH:
            break
        strange = len(line.text.split()) >= _SENTENCE_WORDS and common.is_strange(line.text)
        if not (known or strange) and _is_pair(sheet, at, dated):
            break
        if ends_statement(line.text):
            break
    names = is_short_name(sheet.lines[first].text) and len(rest) <= _MOST_ABOVE
    alone = not common.shares(sheet.lines[first].text) and not _is_pair(sheet, first, dated)
    return dated if names and alone and not known else first


def _is_pair(sheet: Sheet, at: int, dated: int) -> bool:
    """Tell whether a line and the next stand together, apart from their date, as with a deck."""
    date = next(below for below in range(dated + 1, len(sheet.lines)) if not sheet.is_free(below))
    return dated == at + 1 and not sheet.lines[dated].apart and sheet.lines[date].apart


def _is_path(folded: str) -> bool:
    """Tell whether a folded line is the path from a site's front page to this one."""
    if "<" in folded:
        return False
    for sign, known in ((_ARROW, False), (_BAR, True)):
        pieces = [piece for piece in sign.split(folded) if piece]
        if len(pieces) < 2 or any(len(piece) > _WIDTH for piece in pieces):
            continue
        if not known or any(piece in words.MENU for piece in pieces[:2]):
            return True
    return False


def _is_button(folded: str) -> bool:
    """Tell whether a folded line begins or, where verbs come last, ends with a known request."""
    if len(folded) > _WIDTH:
        return False
    folded = folded.replace(_DOT, "")
    return folded.startswith(words.ABOVE) or folded.endswith(words.ABOVE_ENDS)
