"""Snippet: the part of an article that shows best why the article matches."""

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
"""The characters of a snippet, without the signs of a cut before and behind it."""
LEAD = 40
"""The characters kept before the first match where the sentence has to be cut."""
BETWEEN = f" {CUT} "
"""The text between two fragments."""
NEAR = 20
"""The unit of nearness: characters between matches within which windows count as equally near."""
MOST_WINDOWS = 32
"""The windows that are tried as one of two fragments, at most: the ones with the most patterns. For
a query of more patterns, only the longest windows are tried."""
ROOM = SNIPPET_LENGTH - len(BETWEEN)
"""The characters of two fragments together."""
REACH = 200_000
"""The characters of a text that are read: a book among the hits must not hold up the others."""

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
    """A pattern with the rarity of its words in the archive as its weight."""

    pattern: Pattern
    weight: float


def snippet(
    paragraphs: Sequence[str],
    language: str | None,
    wanted: Sequence[WeightedPattern],
    finder: Finder,
) -> Snippet | None:
    """Return the window of `SNIPPET_LENGTH` characters with the most different patterns.

    Among windows with equally many, the first criterion is rarity, then a place in one sentence,
    then nearness, then the order of the query, then the earliest place. Two fragments of the same
    length together are returned if they have more patterns. Sentences are whole where there is
    room.

    Without a match in the paragraphs the snippet is the first sentence; None where there is no text
    at all. The finder must know all the patterns.
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
    """Yield the sentences of a one-line text, without the spaces between them."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        if not _goes_on(text, start, found):
            yield start, end
            start = end + (text[end : end + 1] == " ")
    if start < len(text):
        yield start, len(text)


class _Match(NamedTuple):
    """An occurrence of a pattern, with the spans of the pattern's own words in it."""

    start: int
    end: int
    pattern: int
    marks: Sequence[Span]


class _Paragraph:
    """A paragraph on one line with its matches in order."""

    def __init__(self, number: int, text: str, matches: Sequence[_Match]) -> None:
        self.number = number
        self.text = text
        self.matches = matches
        self._sentences = list(sentences(text))
        self._starts = [start for start, _ in self._sentences]

    def sentence(self, at: int) -> Span:
        """Return the sentence that a character belongs to."""
        return self._sentences[max(0, bisect_right(self._starts, at) - 1)]

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Return whether a stretch lies in one sentence."""
        return bisect_right(self._starts, start) == bisect_right(self._starts, end - 1)


_Cohesion: TypeAlias = tuple[bool, int, bool]


class _Window(NamedTuple):
    """A stretch of a paragraph from one match to another."""

    paragraph: _Paragraph
    start: int
    end: int
    patterns: int
    """The patterns in the window, a bit for each."""
    weight: int
    gap: int
    """The characters that belong to no match."""
    in_order: bool
    """Whether the patterns come in the order of the query."""

    @property
    def length(self) -> int:
        """The characters from the first match to the last."""
        return self.end - self.start

    @property
    def worth(self) -> tuple[int, int]:
        """The number of different patterns, and the sum of their weights."""
        return self.patterns.bit_count(), self.weight

    @property
    def cohesion(self) -> _Cohesion:
        """The rank of the window among equals: in one sentence, near matches, matches in order."""
        is_one = self.paragraph.is_one_sentence(self.start, self.end)
        return is_one, -(self.gap // NEAR), self.in_order

    @property
    def at_best(self) -> _Cohesion:
        """The cohesion that the window would have in one sentence."""
        return True, -(self.gap // NEAR), self.in_order

    @property
    def place(self) -> tuple[int, int]:
        """The position of the window; it grows from the beginning of the text to its end."""
        return self.paragraph.number, self.start


class _Search:
    """A search for the best windows of a text, which is read paragraph by paragraph."""

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
        """Compare the windows of the next paragraph with the best one so far."""
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
        """Return the best window, or two in order that have more patterns; none without a match."""
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
        """Return the windows that may be one of two fragments; a short window replaces longer ones
        of the same patterns."""
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
        """Yield for each match the window from it with the most patterns; with `growing`, also each
        window with one pattern more than the last.

        No window goes on behind another match of its first pattern: a window that begins there is
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
    """A stretch of a paragraph; `is_cut_before` and `is_cut_after` say where a sentence is cut."""

    paragraph: _Paragraph
    start: int
    end: int
    is_cut_before: bool
    is_cut_after: bool

    @property
    def text(self) -> str:
        """The text of the stretch, without signs of a cut."""
        return self.paragraph.text[self.start : self.end]

    @property
    def marks(self) -> tuple[Span, ...]:
        """The spans of the matches in the stretch, counted from its start."""
        inside = (
            (max(start, self.start) - self.start, min(end, self.end) - self.start)
            for match in self.paragraph.matches
            for start, end in match.marks
            if start < self.end and end > self.start
        )
        return merged(inside, self.text)


def _fragments(found: Sequence[_Window]) -> list[_Fragment]:
    """Return a fragment for each window, with as much text around it as there is room for."""
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
    """Return the stretch with its sentences around it, or as much of them as the limit allows.

    The fragment begins at `least` or later and ends at `most` or before.
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
    """Join the fragments on one line, with `CUT` where part of a sentence is left out."""
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
    """Return the first start, from `at` to `latest`, that halves no word and no sign."""
    space = text.find(" ", at - 1, min(at + LEAD, latest))
    if space >= 0:
        return space + 1
    while at < latest and _is_inside(text, at):
        at += 1
    return at


def _before_cut(text: str, at: int, earliest: int) -> int:
    """Return the last end, from `at` down to `earliest`, that halves no word and no sign."""
    space = text.rfind(" ", max(earliest, at - LEAD), at + 1)
    if space >= 0:
        return space
    while at > earliest and _is_inside(text, at):
        at -= 1
    return at


def _is_inside(text: str, at: int) -> bool:
    """Return whether a cut would go through a word or, in scripts without spaces, a sign (the
    grapheme clusters of UAX #29, but for conjuncts)."""
    before, after = text[at - 1], text[at]
    if _joins(before, after):
        return True
    return before.isalnum() and after.isalnum() and not (is_unspaced(before) or is_unspaced(after))


def _joins(before: str, after: str) -> bool:
    """Return whether two characters belong to one sign."""
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
    """Return the matches of the patterns, in order."""
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
