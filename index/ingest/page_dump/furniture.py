"""Detection of furniture: the lines of a page around the title and the body of its article.

Furniture is dates, bylines and labels about the article, and menus, buttons, notices and lists of
other articles about the page; `FurnitureKind` has the kinds that a line shows by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from index.ingest import phrases as words
from index.ingest.dates.date_lines import DateLine, is_missing_date, read_date_line, reading_time
from index.ingest.page_dump.lines import ends_sentence, ends_statement

_LONGEST: Final = 250
"""Most characters of a line of furniture."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RIGHTS: Final = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"(?:\(c\)|\bcopyright\b)\W*(?:(?:by|owner|holder)\W+)?(?:©|\(c\)|\bcopyright\b|(?:19|20)\d\d(?!\d))"
    r"|(?<!\d)(?:19|20)\d\d\W*(?:\(c\)|\bcopyright\b)",
    re.IGNORECASE,
)
"""A "(c)" or "copyright" with a year or the other sign beside it; alone, both stand in clauses."""
_MOST_BEFORE_SIGN: Final = 6
_MOST_BEFORE_WORD: Final = 3
"""Most words before the sign, or the word, of a copyright line; more are a sentence."""
_SHORT_RIGHTS: Final = 80
"""Most characters of a copyright line without a year."""
_CREDIT: Final = re.compile(r"[:：(/]")
"""Signs before a copyright sign in the credit of a picture."""
_URL: Final = re.compile(r"https?://[^\s<>\"]{4,}", re.IGNORECASE)
_TRAILING: Final = re.compile(r"[\s:：.…»>›→►▶+-]+$|\s*\(\d+\)$|\s+\d+$")
_COUNT: Final = re.compile(r"^(?:there are )?[\d.,]+\s+")
_DAY_WORD_YEAR: Final = re.compile(
    r"(?:\S{2,}[,،、፣]?\s)?\d{1,2}(?:[.]|\S{1,2})?\s[^\d\W][^\d\s,،]*[,،፣]?\s(?:19|20)\d\d(?:\s?\S{1,5})?"
    r"|(?:19|20)\d\d[.,]?\s[^\d\W][^\d\s]*\s\d{1,2}[.]?"
)
"""A day, a word and a year: a date, even where the word is no month that the calendar knows."""
_COLON: Final = re.compile(r"\s*[:：►▶→]\s*|\s+[–—-]\s+")
_NAME_END: Final = re.compile(
    r"\s*(?:[|·•/(,;]|\s[–—-]\s|\bfor\b|\bin\b|@|https?:).*$", re.IGNORECASE
)
_INITIAL: Final = re.compile(r"[^\W\d_]")
_LONGEST_NAME: Final = 60
_MOST_BEHIND_NAME: Final = 12
"""Most words behind a name in a byline: an office, a place, a paper."""


class FurnitureKind(Enum):
    """The kinds of furniture."""

    DATE = auto()
    READING = auto()
    BYLINE = auto()
    NOTE = auto()
    URL = auto()
    CATEGORY = auto()
    RELATED = auto()
    """Announcement of other articles: `value` is the headline on the line, "" for a heading."""
    RIGHTS = auto()
    BELOW = auto()
    """Beginning of the furniture below an article: comments, the author's life."""
    ASIDE = auto()
    """Request to share, subscribe or pay, anywhere on a page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """The kind and the content of a line of furniture."""

    mark: FurnitureKind
    value: str = ""
    date: DateLine | None = None
    seconds: int | None = None


def read_fact(
    line: str, *, day_first: bool | None = None, language: str | None = None
) -> Fact | None:
    """Return the fact on a line of furniture; None for a line of text or a menu.

    `day_first` and `language` decide the meaning of dates, as in `read_date_line`.
    """
    if len(line) > _LONGEST:
        return None
    folded = line.casefold()
    return (
        _related(line, folded)
        or _url(line, folded)
        or _rights(line, folded)
        or _appeal(folded)
        or _labelled(line, folded, words.NOTES, FurnitureKind.NOTE, whole=True)
        or _labelled(line, folded, words.CATEGORY, FurnitureKind.CATEGORY)
        or _timed(line, day_first, language)
        or _byline(line)
    )


def person(line: str) -> str | None:
    """Return the author that a byline names after "By", in any language; None for no byline."""
    if len(line) > _LONGEST or (len(line) > 2 * _LONGEST_NAME and ends_statement(line)):
        return None
    phrases = _starting(words.BY, line.casefold())
    if not phrases:
        return None
    text = line[len(phrases[0]) :].lstrip(" :：")
    name = _NAME_END.sub("", text).strip(" .:")
    more = text[len(name) :].split()
    named = len(name.split()) > 1 and (
        _is_clause(text[len(name) :]) or len(more) <= _MOST_BEHIND_NAME
    )
    within = line[0].islower() and text[len(name) :].lstrip().startswith((",", ";"))
    alone = not more or (named and not within)
    return name if alone and is_name(name) else None


def _is_clause(text: str) -> bool:
    """Tell whether the text behind a name is a clause about the person: ", who was on the pier"."""
    return text.startswith(", ") and text[2:3].islower()


def is_like_byline(line: str) -> bool:
    """Tell whether a line begins or ends as a byline does; below a headline it is a byline.

    "By Anna Ferry who saw it", "By our correspondent in Ashby, Anna Ferry".
    """
    phrases = _starting(words.BY, line.casefold())
    if not phrases or ends_statement(line):
        return False
    text = line[len(phrases[0]) :].lstrip(" :：")
    first = " ".join(text.split()[:2])
    behind = text.rpartition(",")[2].strip()
    return any(len(name.split()) > 1 and is_name(name) for name in (first, behind))


def is_name(text: str) -> bool:
    """Tell whether the text has the shape of a person's name, or of several names."""
    if not 2 <= len(text) <= _LONGEST_NAME or any(map(str.isdigit, text)):
        return False
    pieces = [piece for piece in text.split() if _INITIAL.match(piece)]
    if not 0 < len(pieces) <= 8 or pieces[0][0].islower():
        return False
    return all(
        not piece[0].islower() or piece.casefold().strip(".,") in words.IN_NAMES for piece in pieces
    )


def _related(line: str, folded: str) -> Fact | None:
    for phrase in _starting(words.RELATED, folded):
        rest = line[len(phrase) :]
        if not _TRAILING.sub("", rest):
            return Fact(FurnitureKind.RELATED)
        colon = _COLON.match(rest)
        if colon:
            headline = rest[colon.end() :].strip()
            return None if ends_statement(headline) else Fact(FurnitureKind.RELATED, headline)
        if rest[0] == " " and len(rest.split()) <= 4 and not ends_sentence(line) and " " in phrase:
            return Fact(FurnitureKind.RELATED)
    return None


def _url(line: str, folded: str) -> Fact | None:
    match = _URL.search(line)
    if match is None:
        return None
    before = folded[: match.start()].strip()
    if match.end() == len(line) and (not before or before.rstrip(" :") + ":" in _url_labels()):
        return Fact(FurnitureKind.URL, match[0].rstrip(".,;)"))
    return None


def _rights(line: str, folded: str) -> Fact | None:
    if any(phrase in folded for phrase in words.RIGHTS):
        return Fact(FurnitureKind.RIGHTS, line)
    sign = _RIGHTS.search(line)
    if sign is None:
        return None
    before = line[: sign.start()]
    most = _MOST_BEFORE_SIGN if sign[0] == "©" else _MOST_BEFORE_WORD
    if len(before.split()) > most or _CREDIT.search(before):
        return None
    if (_YEAR if sign[0] == "©" else _BESIDE).search(line):
        return Fact(FurnitureKind.RIGHTS, line)
    holder = line[sign.end() :].strip(" ©").partition(". ")[0]
    short = not before and sign[0] != "(c)" and len(line) <= _SHORT_RIGHTS
    return Fact(FurnitureKind.RIGHTS, line) if short and is_name(holder) else None


def _appeal(folded: str) -> Fact | None:
    """Return the fact on a heading of furniture below articles or between their paragraphs."""
    folded = _COUNT.sub("", folded)
    for phrases, mark in ((words.BELOW, FurnitureKind.BELOW), (words.ASIDE, FurnitureKind.ASIDE)):
        for phrase in _starting(phrases, folded):
            rest = folded[len(phrase) :]
            if not _TRAILING.sub("", rest) or phrase.endswith(":"):
                return Fact(mark)
            if " " in phrase and rest[0] == " " and len(folded) < 150:
                return Fact(mark)
    return None


def _labelled(
    line: str, folded: str, phrases: tuple[str, ...], mark: FurnitureKind, *, whole: bool = False
) -> Fact | None:
    """Return the fact on a line that begins with a label; `whole` keeps the label in the value."""
    for phrase in _starting(phrases, folded):
        value = line[len(phrase) :].strip(" :")
        if value and len(line) < 120:
            return Fact(mark, line if whole else value)
    return None


def _timed(line: str, day_first: bool | None, language: str | None) -> Fact | None:
    date = read_date_line(line, day_first=day_first, language=language)
    if date is not None:
        return Fact(FurnitureKind.DATE, date=date)
    if is_missing_date(line) or _DAY_WORD_YEAR.fullmatch(line):
        return Fact(FurnitureKind.DATE)
    seconds = reading_time(line)
    return Fact(FurnitureKind.READING, seconds=seconds) if seconds is not None else None


def _byline(line: str) -> Fact | None:
    name = person(line)
    return Fact(FurnitureKind.BYLINE, name) if name else None


def _starting(phrases: tuple[str, ...], folded: str) -> list[str]:
    """Return the phrases with which the line begins, the longest first."""
    table = _by_initial(phrases)
    return [
        phrase
        for phrase in table.get(folded[:1], ())
        if folded.startswith(phrase) and _parted(folded, len(phrase))
    ]


def _parted(text: str, end: int) -> bool:
    """Tell whether a word ends here; in scripts without spaces any place may be an end."""
    return (
        end >= len(text)
        or not text[end].isalnum()
        or not text[end - 1].isalnum()
        or text[end - 1] > "\u2e80"
    )


@cache
def _by_initial(phrases: tuple[str, ...]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for phrase in phrases:
        table.setdefault(phrase[0], []).append(phrase)
    return table


@cache
def _url_labels() -> frozenset[str]:
    return frozenset(label.rstrip(" :：") + ":" for label in words.URL)
