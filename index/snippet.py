"""Which sentence of an article shows best why it matches?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import is_unspaced
from index.engine import Snippet, Span
from index.highlight import Finder, merged, pattern_spans
from index.pattern import Pattern
from index.query import Field

SNIPPET_LENGTH = 200
"""Characters of a snippet, about."""
LEAD = 40
"""Characters kept before the first match where the sentence has to be cut."""
CUT = "…"
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
    """The sentence with the most different patterns, then the rarest, then the earliest.

    Without a match in the paragraphs the first sentence; None where there is no text at all. The
    finder knows all the patterns.
    """
    everywhere = [each for each in wanted if each.pattern.field is Field.ANY]
    best: tuple[tuple[int, float], str, list[Span]] | None = None
    for paragraph in _within_reach(paragraphs):
        text = " ".join(paragraph.split())
        matches = sorted(_matches(text, language, everywhere, finder))
        if not matches and best is not None:
            continue  # none of its sentences can be better
        starts = [span[0] for span, _ in matches]
        for start, end in sentences(text):
            inside = matches[bisect_left(starts, start) : bisect_left(starts, end)]
            rank = _rank({at for _, at in inside}, everywhere)
            if best is None or rank > best[0]:
                marks = [(a - start, min(b, end) - start) for (a, b), _ in inside]
                best = rank, text[start:end], marks
            if not matches:
                break
    if best is None:
        return None
    _, sentence, marks = best
    return cut(sentence, merged(marks, sentence))


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


def cut(sentence: str, marks: tuple[Span, ...]) -> Snippet:
    """The part of a sentence around its matches, with `CUT` where something is left out."""
    if len(sentence) <= SNIPPET_LENGTH:
        return Snippet(sentence, marks)
    start = _best_start(sentence, marks)
    end = min(len(sentence), start + SNIPPET_LENGTH)
    start, end = _at_words(sentence, start, end)
    before = CUT if start else ""
    after = CUT if end < len(sentence) else ""
    shift = len(before) - start
    inside = tuple(
        (max(a, start) + shift, min(b, end) + shift) for a, b in marks if a < end and b > start
    )
    return Snippet(before + sentence[start:end] + after, inside)


def _within_reach(paragraphs: Sequence[str]) -> Iterator[str]:
    left = REACH
    for paragraph in paragraphs:
        if left <= 0:
            return
        yield paragraph[:left]
        left -= len(paragraph)


def _matches(
    text: str, language: str | None, wanted: Sequence[WeightedPattern], finder: Finder
) -> list[tuple[Span, int]]:
    if not wanted:
        return []
    found = finder.tokens(text, language)
    return [
        (span, at) for at, each in enumerate(wanted) for span in pattern_spans(found, each.pattern)
    ]


def _rank(matched: set[int], wanted: Sequence[WeightedPattern]) -> tuple[int, float]:
    return len(matched), sum(wanted[at].weight for at in sorted(matched))


def _goes_on(text: str, start: int, found: re.Match[str]) -> bool:
    after = text[found.end() + 1 : found.end() + 2]
    if after.islower():
        return True
    last = _LAST_WORD.search(text, start, found.end())
    if last is None:
        return False
    word = last[1]
    return len(word) == 1 or (word.casefold() in _ABBREVIATIONS and bool(after))


def _best_start(sentence: str, marks: tuple[Span, ...]) -> int:
    """Where the stretch of `SNIPPET_LENGTH` with the most marks begins, the earliest of equals.

    The marks are in order and apart from one another, so each stretch holds a run of them.
    """
    latest = len(sentence) - SNIPPET_LENGTH
    starts, ends = [a for a, _ in marks], [b for _, b in marks]
    best, most = 0, -1
    for mark in starts or [0]:
        at = min(max(0, mark - LEAD), latest)
        inside = bisect_right(ends, at + SNIPPET_LENGTH) - bisect_left(starts, at)
        if inside > most:
            best, most = at, inside
    return best


def _at_words(sentence: str, start: int, end: int) -> Span:
    """The stretch without the halves of words at its ends."""
    space = sentence.find(" ", start, start + LEAD)
    if start > 0 and sentence[start - 1] != " " and space >= 0 and not is_unspaced(sentence[start]):
        start = space + 1
    space = sentence.rfind(" ", end - LEAD, end)
    if end < len(sentence) and space > start and not is_unspaced(sentence[end]):
        end = space
    return start, end
