"""The part of an article that shows best why it matches."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeAlias

from index.match.highlight import Finder, merged, pattern_occurrences
from index.match.pattern import Pattern
from index.match.spans import CUT, Snippet, Span
from index.query import Field
from index.text.analysis import is_unspaced

SNIPPET_LENGTH = 200
"""Characters of a snippet, without the signs of a cut before and behind it."""
LEAD = 40
"""Characters kept before the first match where the sentence has to be cut."""
BETWEEN = f" {CUT} "
"""What stands between two fragments."""
NEAR = 20
"""Characters between words from which on they are less near one another."""
MOST_WINDOWS = 32
"""Windows that are tried as one of two fragments, those with the most words; and patterns of a
query from which on only the longest windows are."""
ROOM = SNIPPET_LENGTH - len(BETWEEN)
"""Characters of two fragments together."""
REACH = 200_000
"""Characters of a text that are looked at: a book among the hits must not hold up the others."""

_CLOSING = "\"'”’»›)\\]」』】）"
_SENTENCE_END = re.compile(
    rf"[.!?…]+[{_CLOSING}]*(?=\s|$)|[。！？．｡]+[{_CLOSING}]*|[؟۔।॥؛]+[{_CLOSING}]*(?=\s|$)"
)
# A full stop after these, after a single letter, or before a small letter ends no sentence.
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "jr", "sr", "gen", "sen", "rep", "gov", "prof", "lt", "col"}
    | {"capt", "sgt", "no", "vs", "inc", "corp", "ltd", "co", "jan", "feb", "mar", "apr", "jun"}
    | {"jul", "aug", "sep", "sept", "oct", "nov", "dec"}
    | {"им", "ул", "руб", "тыс", "млн", "млрд", "стр", "гг"}
)
_EXTENDING = frozenset({"Mn", "Mc", "Me", "Cf"})
_JOINER = "\u200d"
# Vowels that follow in Thai and Lao, the later parts of a syllable of Hangul, tones of skin.
_JOINED = frozenset(map(chr, (0x0E33, 0x0EB3, *range(0x1160, 0x1200), *range(0x1F3FB, 0x1F400))))
_REGIONAL = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_LAST_WORD = re.compile(r"([^\W\d_]+)\.$")


@dataclass(frozen=True, slots=True)
class WeightedPattern:
    """A pattern and how rare its words are in the archive."""

    pattern: Pattern
    weight: float


def snippet(
    paragraphs: Sequence[str],
    language: str | None,
    wanted: Sequence[WeightedPattern],
    finder: Finder,
) -> Snippet | None:
    """The window of `SNIPPET_LENGTH` characters with the most different patterns.

    Of windows with equally many the one with the rarest, then in one sentence, then near one
    another, then in the order of the query, then the earliest. Two fragments of the same length
    together where they have more patterns. Sentences are whole where there is room.

    Without a match in the paragraphs the first sentence; None where there is no text at all. The
    finder knows all the patterns.
    """
    everywhere = [each for each in wanted if each.pattern.field is Field.ANY]
    search = _Search(everywhere)
    first: _Paragraph | None = None
    for number, paragraph in enumerate(_within_reach(paragraphs)):
        text = " ".join(paragraph.split())
        matches = _matches(text, language, everywhere, finder)
        if matches or (text and first is None):
            read = _Paragraph(number, text, matches)
            first = first or read
            search.read(read)
            if search.is_done:
                break
    if first is None:
        return None
    found = search.windows()
    return _whole(_fragments(found) if found else [_fragment(first, 0, 0, SNIPPET_LENGTH)])


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a one-line text, without the spaces between them."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        if not _goes_on(text, start, found):
            yield start, end
            start = end + (text[end : end + 1] == " ")
    if start < len(text):
        yield start, len(text)


class _Match(NamedTuple):
    """Where a pattern matches, and the words there that are its own."""

    start: int
    end: int
    pattern: int
    marks: Sequence[Span]


class _Paragraph:
    """A text on one line with its matches in order."""

    def __init__(self, number: int, text: str, matches: Sequence[_Match]) -> None:
        self.number = number
        self.text = text
        self.matches = matches
        self._sentences = list(sentences(text))
        self._starts = [start for start, _ in self._sentences]

    def sentence(self, at: int) -> Span:
        """The sentence that a character belongs to."""
        return self._sentences[max(0, bisect_right(self._starts, at) - 1)]

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Whether a stretch lies in one sentence."""
        return bisect_right(self._starts, start) == bisect_right(self._starts, end - 1)


_Cohesion: TypeAlias = tuple[bool, int, bool]


class _Window(NamedTuple):
    """A stretch of a paragraph from one match to another."""

    paragraph: _Paragraph
    start: int
    end: int
    patterns: int
    """A bit for each."""
    weight: int
    gap: int
    """Characters that belong to no match."""
    in_order: bool
    """Whether the patterns come in the order of the query."""

    @property
    def length(self) -> int:
        """Characters from the first match to the last."""
        return self.end - self.start

    @property
    def worth(self) -> tuple[int, int]:
        """How many different patterns it has, and how rare they are."""
        return self.patterns.bit_count(), self.weight

    @property
    def cohesion(self) -> _Cohesion:
        """Whether it lies in one sentence, how near its matches are, whether they are in order."""
        is_one = self.paragraph.is_one_sentence(self.start, self.end)
        return is_one, -(self.gap // NEAR), self.in_order

    @property
    def at_best(self) -> _Cohesion:
        """Its cohesion as though it lay in one sentence."""
        return True, -(self.gap // NEAR), self.in_order

    @property
    def place(self) -> tuple[int, int]:
        """Grows from the beginning of the text to its end."""
        return self.paragraph.number, self.start


class _Search:
    """The best windows of a text, which is read paragraph by paragraph."""

    def __init__(self, wanted: Sequence[WeightedPattern]) -> None:
        # Whole numbers: their sum is the same in any order.
        self._weights = [round(each.weight * 1000) for each in wanted]
        self._paragraphs: list[_Paragraph] = []
        self._matched = 0
        self._best: _Window | None = None

    @property
    def is_done(self) -> bool:
        """Whether no paragraph to come can have a better window."""
        best = self._best
        return (
            best is not None
            and best.patterns.bit_count() == len(self._weights)
            and best.cohesion == (True, 0, True)
        )

    def read(self, paragraph: _Paragraph) -> None:
        """Look for the best window in the next paragraph."""
        self._paragraphs.append(paragraph)
        for window in self._windows(paragraph, SNIPPET_LENGTH, growing=False):
            self._matched |= window.patterns
            best = self._best
            if best is None or (
                window.worth >= best.worth
                and (window.worth > best.worth or window.cohesion > best.cohesion)
            ):
                self._best = window

    def windows(self) -> tuple[_Window, ...]:
        """The best window, or two in their order that have more patterns; none without a match."""
        single = self._best
        if single is None or single.patterns == self._matched:
            return () if single is None else (single,)
        chosen: tuple[_Window, ...] = (single,)
        most = (single.patterns.bit_count() + 1, -1)
        for pair in combinations(self._candidates(), 2):
            one, other = pair
            if one.length + other.length <= ROOM:
                worth = self._worth(one.patterns | other.patterns)
                if worth > most:
                    chosen, most = pair, worth
        return tuple(sorted(chosen, key=lambda each: each.place))

    def _candidates(self) -> list[_Window]:
        """The windows that may be one of two fragments: none whose patterns a short one has too."""
        best: dict[int, tuple[_Cohesion, _Window]] = {}
        growing = len(self._weights) <= MOST_WINDOWS
        for room in (ROOM - LEAD,) if growing else (ROOM // 2, ROOM - LEAD):
            for paragraph in self._paragraphs:
                for window in self._windows(paragraph, room, growing):
                    known = best.get(window.patterns)
                    if known is None or (window.at_best > known[0] and window.cohesion > known[0]):
                        best[window.patterns] = window.cohesion, window
        found: list[_Window] = []
        windows = (window for _, window in best.values())
        for window in sorted(windows, key=lambda each: each.worth, reverse=True):
            if not any(
                window.patterns | each.patterns == each.patterns and each.length <= ROOM // 2
                for each in found
            ):
                found.append(window)
                if len(found) == MOST_WINDOWS:
                    break
        return found

    def _windows(self, paragraph: _Paragraph, limit: int, growing: bool) -> Iterator[_Window]:
        """From each match on the window with the most patterns, and with `growing` each that has
        one more than the last.

        None goes on behind another match of the first pattern: a window that begins there is
        shorter and has the same patterns.
        """
        matches = paragraph.matches
        for at, (start, end, first, _) in enumerate(matches):
            patterns, weight, words, latest = 1 << first, self._weights[first], end - start, first
            in_order = True
            for next_at in range(at + 1, len(matches)):
                after, until, other, _ = matches[next_at]
                if other == first or after - start >= limit:
                    break
                if patterns >> other & 1 or until - start > limit:
                    continue
                if growing:
                    gap = max(0, end - start - words)
                    yield _Window(paragraph, start, end, patterns, weight, gap, in_order)
                in_order = in_order and other > latest
                patterns, weight, latest = (
                    patterns | 1 << other,
                    weight + self._weights[other],
                    other,
                )
                words += until - after
                end = max(end, until)
            gap = max(0, end - start - words)
            yield _Window(paragraph, start, end, patterns, weight, gap, in_order)

    def _worth(self, patterns: int) -> tuple[int, int]:
        weights = (each for at, each in enumerate(self._weights) if patterns >> at & 1)
        return patterns.bit_count(), sum(weights)


class _Fragment(NamedTuple):
    """A stretch of a paragraph, and its sentences' ends."""

    paragraph: _Paragraph
    start: int
    end: int
    is_cut_before: bool
    is_cut_after: bool

    @property
    def text(self) -> str:
        """The stretch."""
        return self.paragraph.text[self.start : self.end]

    @property
    def marks(self) -> tuple[Span, ...]:
        """The matches in it."""
        inside = (
            (max(start, self.start) - self.start, min(end, self.end) - self.start)
            for match in self.paragraph.matches
            for start, end in match.marks
            if start < self.end and end > self.start
        )
        return merged(inside, self.text)


def _fragments(found: Sequence[_Window]) -> list[_Fragment]:
    """The windows with as much around them as there is room for."""
    if len(found) == 1:
        only = found[0]
        return [_fragment(only.paragraph, only.start, only.end, SNIPPET_LENGTH)]
    one, other = found
    share = (ROOM - one.length - other.length) // 2
    same = one.paragraph is other.paragraph
    before = _fragment(
        one.paragraph, one.start, one.end, one.length + share, most=other.start if same else None
    )
    after = _fragment(
        other.paragraph,
        other.start,
        other.end,
        ROOM - len(before.text),
        least=before.end if same else 0,
    )
    return [before, after]


def _fragment(
    paragraph: _Paragraph,
    start: int,
    end: int,
    limit: int,
    least: int = 0,
    most: int | None = None,
) -> _Fragment:
    """The stretch with the sentences that it is of, or as much of them as the limit allows.

    `least` and `most` are the characters where it may begin and end.
    """
    text = paragraph.text
    first, last = paragraph.sentence(start)[0], paragraph.sentence(end - 1)[1]
    begin, stop = max(first, least), last if most is None else min(last, most)
    if end - begin > limit:
        lead = min(LEAD, max(0, limit - (end - start)) // 2)
        if start - lead > begin:
            begin = _after_cut(text, start - lead, start)
    if stop - begin > limit:
        latest = begin + limit
        stop = _before_cut(text, latest, end if begin < end <= latest else begin + 1)
    begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
    stop = begin + len(text[begin:stop].rstrip())
    return _Fragment(paragraph, begin, stop, begin > first, stop < last)


def _whole(fragments: Sequence[_Fragment]) -> Snippet:
    """The fragments on one line, with `CUT` where something of a sentence is left out."""
    text = CUT if fragments[0].is_cut_before else ""
    marks: list[Span] = []
    before: _Fragment | None = None
    for each in fragments:
        if before is not None:
            touches = each.paragraph is before.paragraph and each.start - before.end <= 1
            text += each.paragraph.text[before.end : each.start] if touches else BETWEEN
        marks.extend((start + len(text), end + len(text)) for start, end in each.marks)
        text += each.text
        before = each
    return Snippet(text + (CUT if fragments[-1].is_cut_after else ""), tuple(marks))


def _after_cut(text: str, at: int, latest: int) -> int:
    """Where a text may begin that begins at `at` or later: no half of a word, nor of a sign."""
    space = text.find(" ", at - 1, min(at + LEAD, latest))
    if space >= 0:
        return space + 1
    while at < latest and _is_inside(text, at):
        at += 1
    return at


def _before_cut(text: str, at: int, earliest: int) -> int:
    """Where a text may end that ends at `at` or before."""
    space = text.rfind(" ", max(earliest, at - LEAD), at + 1)
    if space >= 0:
        return space
    while at > earliest and _is_inside(text, at):
        at -= 1
    return at


def _is_inside(text: str, at: int) -> bool:
    """Whether a cut would go through a word or, in scripts without spaces, a sign (the grapheme
    clusters of UAX #29, but for conjuncts)."""
    before, after = text[at - 1], text[at]
    if _joins(before, after):
        return True
    return before.isalnum() and after.isalnum() and not (is_unspaced(before) or is_unspaced(after))


def _joins(before: str, after: str) -> bool:
    """Whether two characters are of one sign."""
    return (
        unicodedata.category(after) in _EXTENDING
        or before == _JOINER
        or after in _JOINED
        or (before in _REGIONAL and after in _REGIONAL)
    )


def _within_reach(paragraphs: Sequence[str]) -> Iterator[str]:
    left = REACH
    for paragraph in paragraphs:
        if left <= 0:
            return
        yield paragraph[:left]
        left -= len(paragraph)


def _matches(
    text: str, language: str | None, wanted: Sequence[WeightedPattern], finder: Finder
) -> list[_Match]:
    """The matches of the patterns, in order."""
    if not wanted:
        return []
    found = finder.tokens(text, language)
    if not found:
        return []
    return sorted(
        _Match(spans[0][0], spans[-1][1], at, spans)
        for at, each in enumerate(wanted)
        for spans in pattern_occurrences(found, each.pattern)
    )


def _goes_on(text: str, start: int, found: re.Match[str]) -> bool:
    after = text[found.end() + 1 : found.end() + 2]
    if after.islower():
        return True
    if text[found.end() - 1] != ".":
        return False
    last = _LAST_WORD.search(text, start, found.end())
    if last is None:
        return False
    word = last[1]
    return len(word) == 1 or (word.casefold() in _ABBREVIATIONS and bool(after))
