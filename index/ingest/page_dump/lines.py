"""Parsing of a text into lines, with hard wraps joined and prose marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from index.ingest.dates.date_lines import read_date_line

_WRAPPED_AT: Final = range(40, 101)
"""Columns at which texts are wrapped."""
_WRAPPED_SHARE: Final = 0.6
"""Least share of lines, with another line below, that are too full for its first word."""
_ENDED_SHARE: Final = 0.5
"""Largest share of full lines with a full stop at the end: in a list of clauses all have one."""
_TOO_LONG: Final = 1.3
"""Widths of the wrap above which a line was never wrapped."""
_SAMPLE: Final = 5_000
"""Lines by which wrapping is judged."""

_WIDE: Final = re.compile("[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]+")
_SOUTH_EAST: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\u1b00-\u1b7f\ua980-\ua9df"
)
_UNSPACED: Final = re.compile(f"[\u2e80-\ua4cf\uf900-\ufaff{_SOUTH_EAST}]+")
"""Scripts without spaces between words: Han, kana, Yi; Thai, Lao, Tibetan, Myanmar, Khmer …"""
_PAUSED: Final = re.compile(f"[{_SOUTH_EAST}]+")
"""Unspaced scripts that part clauses by spaces and may have no full stop at all."""
_STOPS: Final = (
    ".!?…\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965"
    "\u0f0d-\u0f12\u104a\u104b\u1361\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u1803\u1809"
    "\u1944\u1945\u1aa8-\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1c3b\u1c3c\u1c7e\u1c7f\u203c\u203d"
    "\u2047-\u2049\u2e2e\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9"
    "\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe52\ufe56\ufe57"
)
"""Unicode's property Sentence_Terminal, with the ellipsis, Tibetan's shad, Khmer's khan and the
Ethiopic word space, two of which are typed for a full stop."""
_WIDE_STOPS: Final = "\u3002\uff01\uff0e\uff1f\uff61"
_COMMAS: Final = ",;\u055d\u060c\u061b\u07f8\u1363\u1364\u1802\u1808\ua4fe\ua60d\ua6f5"
_SENTENCE_END: Final = re.compile(
    rf"(?:[{_STOPS}{_WIDE_STOPS}]|[\u0561-\u0587]:)[\"'”’»«)\]】」』›*]*$"
)
"""The end of a sentence; Armenian's full stop is often typed as a colon."""
_SENTENCE_INSIDE: Final = re.compile(
    rf"[{_STOPS}][\"'”’»)\]]*\s+\S|[{_WIDE_STOPS}]|[{_COMMAS}、，]\s?\S"
)
_CASED_WORD: Final = re.compile(r"(?:^|\s)[\"'“«„(]?([^\W\d_])")

BROKEN: Final = "\u2010"
"""The hyphen of a word that was broken at the end of a line. The hyphen may be the word's own
(well-known) or not (gov-ernment), so both readings are indexed."""
_HYPHENS: Final = "-\u2010\u058a"
_SHARED_PART: Final = re.compile(r"(?:und|oder|sowie|bzw|and|en|of|och|og|eller)(?![^\W_])")
"""Words behind a hyphen for a part that the next word has too: Vor- und Nachteile. No word is
broken before these words."""

_SHORTEST_BROKEN: Final = 20
"""Fewest columns of a line that is broken before a capital letter."""

_SENTENCE: Final = 30
"""Fewest columns of a line of prose that ends as a sentence does."""
_LONG: Final = 90
"""Fewest columns of a line of prose that only has commas or sentences inside."""
_BEGINNING: Final = 200
"""Characters of a line by which its script is detected."""
_PAUSED_LONG: Final = 60
"""Fewest columns of a line of prose in a script without full stops."""
_LONGEST_UNSPACED: Final = 8
"""Most columns of a word in such a script, which breaks lines between spaces too."""
_HEAD: Final = 6
"""Lines at the top of a wrapped text that may be its title and date."""
_TOP: Final = 60
"""Lines at the top that may be the title and date of a wrapped text below a menu."""
_LOWER_SHARE: Final = 0.4
"""Least share of words in lower case in a long line of prose; menus run together have fewer."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that is not blank, its white space folded."""

    text: str
    number: int
    """Number in the file, from 1; the number of its first part for joined lines."""
    width: int
    """Width in columns, of which CJK signs take two."""
    prose: bool
    """Whether the line reads like running text, not like a menu, a headline or a label."""
    apart: bool = False
    """Whether a blank line, or no line, is above it."""


def read_lines(text: str) -> list[PageLine]:
    """Return the lines of a clean text in order, without blank lines."""
    raw = text.split("\n")
    width = _wrap_width(raw[:_SAMPLE])
    parts = _numbered(raw) if width is None else _unwrapped(raw, width)
    return [_line(part, number, raw) for number, part in parts]


def columns(text: str) -> int:
    """Return the width of the text in terminal columns, nearly."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends with a full stop or its like, before any quotes and brackets."""
    return _SENTENCE_END.search(text[-8:]) is not None


def ends_statement(text: str) -> bool:
    """Tell whether the text ends with a full stop, unlike headlines that ask or cry out."""
    return ends_sentence(text) and text.rstrip("\"'”’»«)]】」』›* ")[-1:] not in "?!…？！؟՞՜"


def is_unspaced(text: str) -> bool:
    """Tell whether most of the text is in scripts that put no spaces between words."""
    return not text.isascii() and _is_mostly(_UNSPACED, text)


def _is_mostly(runs: re.Pattern[str], text: str) -> bool:
    """Tell whether more than half of the beginning of a text is in these runs of signs."""
    start = text[:_BEGINNING]
    return 2 * sum(map(len, runs.findall(start))) > len(start)


def _line(text: str, number: int, raw: Sequence[str]) -> PageLine:
    width = columns(text)
    apart = number == 1 or not raw[number - 2] or raw[number - 2].isspace()
    return PageLine(text, number, width, _is_prose(text, width), apart)


def _is_prose(text: str, width: int) -> bool:
    if width < _SENTENCE:
        return False
    if ends_sentence(text):
        return text.count(" ") >= 4 or width > len(text) * 1.4 or is_unspaced(text)
    if width >= _PAUSED_LONG and not text.isascii() and _is_mostly(_PAUSED, text):
        return True
    if width < _LONG or not _SENTENCE_INSIDE.search(text[:2_000]):
        return False
    return _lower_share(text[:2_000]) >= _LOWER_SHARE


def _lower_share(text: str) -> float:
    """Return the share of words in lower case among words with cases; 1 for no such words."""
    initials = [sign for sign in _CASED_WORD.findall(text) if sign.lower() != sign.upper()]
    return sum(map(str.islower, initials)) / len(initials) if initials else 1.0


def _numbered(raw: Sequence[str]) -> Iterator[tuple[int, str]]:
    start, text = 0, ""
    for number, line in enumerate(raw, start=1):
        folded = " ".join(line.split())
        if text and folded and _is_broken(text, folded) and _goes_on(raw[number - 2], folded):
            text = "".join((*_linked(text, folded), folded))
            continue
        if text:
            yield start, text
        start, text = number, folded
    if text:
        yield start, text


def _wrap_width(raw: Sequence[str]) -> int | None:
    """Return the column at which the text is wrapped; None where each line is a paragraph."""
    lengths = sorted(columns(line) for line in raw if line and not line.isspace())
    if not lengths:
        return None
    width = lengths[int(0.9 * (len(lengths) - 1))]
    pairs = [(line, below) for line, below in pairwise(raw) if line.strip() and below.strip()]
    if width not in _WRAPPED_AT or len(pairs) < 3:
        return None
    full = [line for line, below in pairs if _is_full(line, below, width)]
    if len(full) < _WRAPPED_SHARE * len(pairs):
        return None
    ended = sum(ends_sentence(line.rstrip()) for line in full)
    return width if ended <= _ENDED_SHARE * len(full) else None


def _is_full(line: str, below: str, width: int) -> bool:
    """Tell whether the first word of the line below had no room on this line, or only in part."""
    if _is_broken(line.rstrip(), below.lstrip()) and _goes_on(line, below.lstrip()):
        return True
    word = below.split(maxsplit=1)[0]
    first = 2 if _WIDE.match(word) else columns(word)
    if _PAUSED.match(word):
        first = min(first, _LONGEST_UNSPACED)
    return columns(line.rstrip()) + 1 + first > width


def _unwrapped(raw: Sequence[str], width: int) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a wrapped text, each with the number of its first line."""
    start = seen = 0
    dated = False
    heads = _head_lines(raw)
    pieces: list[str] = []
    above = ""
    for number, line in enumerate(raw, start=1):
        folded = " ".join(line.split())
        seen += bool(folded)
        below_date, dated = dated, seen <= _TOP and _is_dated(folded, seen)
        if pieces and (
            not folded
            or seen <= heads
            or dated
            or below_date
            or (seen == 2 and _is_title(above, line, width))
            or _ends_paragraph(above, line, width)
        ):
            yield start, "".join(pieces)
            pieces = []
        if folded and pieces:
            pieces[-1:] = *_linked(pieces[-1], folded), folded
        elif folded:
            start, pieces = number, [folded]
        above = line
    if pieces:
        yield start, "".join(pieces)


def _head_lines(raw: Sequence[str]) -> int:
    """Return the number of lines down to the first date near the top; 0 for no such date."""
    filled = (" ".join(line.split()) for line in raw)
    first = islice((line for line in filled if line), _HEAD - 2)
    return next((at for at, line in enumerate(first, start=1) if _is_dated(line, at)), 0)


def _is_title(line: str, below: str, width: int) -> bool:
    """Tell whether a wrapped text's first line has room for the next word, which begins anew."""
    return not _is_full(line, below, width) and not below.lstrip()[:1].islower()


def _is_dated(line: str, place: int) -> bool:
    """Tell whether a line near the top is a date, which is no part of a paragraph.

    Beside a date in the first lines of the text a name may stand; below a menu it has to be alone.
    """
    date = read_date_line(line, day_first=True) if len(line) <= _WRAPPED_AT.stop else None
    return date is not None and (place <= _HEAD or not date.rest)


def _ends_paragraph(line: str, below: str, width: int) -> bool:
    """Tell whether a paragraph ends with a line that has another line directly below."""
    if _indent(below) >= _indent(line) + 2 or columns(line) > _TOO_LONG * width:
        return True
    if _is_full(line, below, width):
        return False
    text = line.strip()
    return ends_sentence(text) or text.endswith(":") or columns(text) < 0.6 * width


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _linked(text: str, more: str) -> tuple[str, str]:
    """Return the first of two parts of a paragraph, and the separator between them.

    The separator is a space, but empty in CJK and behind the hyphen of a word. The hyphen is the
    word's own before a capital letter (Rolls-Royce) and may be before any other (`BROKEN`).
    """
    if _WIDE.match(text[-1]) and _WIDE.match(more[0]):
        return text, ""
    if not _is_broken(text, more) or _SHARED_PART.match(more):
        return text, " "
    is_own = more[0].isupper() and not _is_shouted(text, more)
    return (text if is_own else text[:-1] + BROKEN), ""


def _is_broken(text: str, more: str) -> bool:
    """Tell whether a hyphen parts a word at the end of a line."""
    inside = len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha()
    return inside and more[:1].isalpha()


def _is_shouted(text: str, more: str) -> bool:
    """Tell whether both parts of a word are in capitals, as in headlines."""
    left, right = text[:-1].rpartition(" ")[2], more.partition(" ")[0]
    return len(left) > 1 and len(right) > 1 and left.isupper() and right.isupper()


def _goes_on(line: str, more: str) -> bool:
    """Tell whether a line that ends with a hyphen goes on below.

    Before a capital letter it goes on if it is long enough to be broken: short lines are items.
    """
    return not more[0].isupper() or columns(line.strip()) >= _SHORTEST_BROKEN
