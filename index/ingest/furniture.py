"""What does a line say about the page or the article, instead of being part of the article?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from index.ingest import words
from index.ingest.dates import DateLine, is_missing_date, read_date_line, reading_time
from index.ingest.lines import ends_sentence

_LONGEST: Final = 250
"""Characters; a longer line is never furniture."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RIGHTS: Final = re.compile(r"©|\(c\)\s|\bcopyright\b", re.IGNORECASE)
_URL: Final = re.compile(r"https?://[^\s<>\"]{4,}", re.IGNORECASE)
_TRAILING: Final = re.compile(r"[\s:：.…»>›→►▶+-]+$|\s*\(\d+\)$|\s+\d+$")
_COUNT: Final = re.compile(r"^(?:there are )?[\d.,]+\s+")
_COLON: Final = re.compile(r"\s*[:：►▶→]\s*|\s+[–—-]\s+")
_NAME_END: Final = re.compile(
    r"\s*(?:[|·•/(,;]|\s[–—-]\s|\bfor\b|\bin\b|@|https?:).*$", re.IGNORECASE
)
_INITIAL: Final = re.compile(r"[^\W\d_]")
_LONGEST_NAME: Final = 60


class Mark(Enum):
    """The kinds of furniture."""

    DATE = auto()
    READING = auto()
    BYLINE = auto()
    NOTE = auto()
    URL = auto()
    CATEGORY = auto()
    RELATED = auto()
    """Announces other articles: `value` is the headline on the same line, "" for a heading."""
    RIGHTS = auto()
    BELOW = auto()
    """Begins what stands below an article: comments, the author's life."""
    ASIDE = auto()
    """Asks to share, subscribe or pay, anywhere on a page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a line of furniture says."""

    mark: Mark
    value: str = ""
    date: DateLine | None = None
    seconds: int | None = None


def read_fact(
    line: str, *, day_first: bool | None = None, language: str | None = None
) -> Fact | None:
    """What the line says if it's furniture; None for a line of text or a menu.

    `day_first` and `language` tell how dates are meant, as in `read_date_line`.
    """
    if len(line) > _LONGEST:
        return None
    folded = line.casefold()
    return (
        _related(line, folded)
        or _url(line, folded)
        or _rights(line, folded)
        or _appeal(folded)
        or _labelled(line, folded, words.NOTES, Mark.NOTE, whole=True)
        or _labelled(line, folded, words.CATEGORY, Mark.CATEGORY)
        or _timed(line, day_first, language)
        or _byline(line)
    )


def person(line: str) -> str | None:
    """The author that a line names after "By" or its like in other languages."""
    if len(line) > 2 * _LONGEST_NAME:
        return None
    folded = line.casefold()
    for phrase in words.BY:
        if folded.startswith(phrase) and _parted(line, len(phrase)):
            name = _NAME_END.sub("", line[len(phrase) :].lstrip(" :：")).strip(" .:")
            return name if is_name(name) else None
    return None


def is_name(text: str) -> bool:
    """Whether the text has the shape of a person's name, or of several."""
    if not 2 <= len(text) <= _LONGEST_NAME or any(map(str.isdigit, text)):
        return False
    pieces = [piece for piece in text.split() if _INITIAL.match(piece)]
    capitals = sum(not piece[0].islower() for piece in pieces)
    return 0 < len(pieces) <= 8 and capitals >= 0.6 * len(pieces) and not pieces[0][0].islower()


def _related(line: str, folded: str) -> Fact | None:
    for phrase in _starting(words.RELATED, folded):
        rest = line[len(phrase) :]
        if not _TRAILING.sub("", rest):
            return Fact(Mark.RELATED)
        colon = _COLON.match(rest)
        if colon:
            return Fact(Mark.RELATED, rest[colon.end() :].strip())
        if rest[0] == " " and len(rest.split()) <= 4 and not ends_sentence(line) and " " in phrase:
            return Fact(Mark.RELATED)
    return None


def _url(line: str, folded: str) -> Fact | None:
    match = _URL.search(line)
    if match is None:
        return None
    before = folded[: match.start()].strip()
    if match.end() == len(line) and (not before or before.rstrip(" :") + ":" in _url_labels()):
        return Fact(Mark.URL, match[0].rstrip(".,;)"))
    return None


def _rights(line: str, folded: str) -> Fact | None:
    reserved = any(phrase in folded for phrase in words.RIGHTS)
    sign = _RIGHTS.search(line)
    if reserved or (sign and _YEAR.search(line)) or (sign and sign.start() == 0 and sign[0] != "©"):
        return Fact(Mark.RIGHTS, line)
    return None


def _appeal(folded: str) -> Fact | None:
    """A heading of what stands below articles or between their paragraphs."""
    folded = _COUNT.sub("", folded)
    for phrases, mark in ((words.BELOW, Mark.BELOW), (words.ASIDE, Mark.ASIDE)):
        for phrase in _starting(phrases, folded):
            rest = folded[len(phrase) :]
            if not _TRAILING.sub("", rest) or phrase.endswith(":"):
                return Fact(mark)
            if " " in phrase and rest[0] == " " and len(folded) < 150:
                return Fact(mark)
    return None


def _labelled(
    line: str, folded: str, phrases: tuple[str, ...], mark: Mark, *, whole: bool = False
) -> Fact | None:
    """A line that begins with a label; `whole` keeps the label in the value."""
    for phrase in _starting(phrases, folded):
        value = line[len(phrase) :].strip(" :")
        if value and len(line) < 120:
            return Fact(mark, line if whole else value)
    return None


def _timed(line: str, day_first: bool | None, language: str | None) -> Fact | None:
    date = read_date_line(line, day_first=day_first, language=language)
    if date is not None:
        return Fact(Mark.DATE, date=date)
    if is_missing_date(line):
        return Fact(Mark.DATE)
    seconds = reading_time(line)
    return Fact(Mark.READING, seconds=seconds) if seconds is not None else None


def _byline(line: str) -> Fact | None:
    name = person(line)
    return Fact(Mark.BYLINE, name) if name else None


def _starting(phrases: tuple[str, ...], folded: str) -> list[str]:
    """The phrases with which the line begins, the longest first."""
    table = _by_initial(phrases)
    return [
        phrase
        for phrase in table.get(folded[:1], ())
        if folded.startswith(phrase) and _parted(folded, len(phrase))
    ]


def _parted(text: str, end: int) -> bool:
    """Whether a word ends here; scripts without spaces have no such place."""
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
