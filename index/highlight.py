"""Where in a text does a query really match?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from index.analysis import Token, is_unspaced, tokens
from index.article import Article
from index.engine import Marks, Span
from index.pattern import Pattern, Slot, occurrences, patterns
from index.query import Field, Query


def marks(article: Article, query: Query, languages: Collection[str | None]) -> Marks:
    """Where the words of `query` match in the article, in an archive of these languages."""
    wanted = patterns(query.root, {*languages, article.language})
    everywhere = [pattern for pattern in wanted if pattern.field is Field.ANY]
    return Marks(
        title=title_marks(article.title, article.language, wanted),
        paragraphs=tuple(
            merged(spans(tokens(paragraph, article.language), everywhere))
            for paragraph in article.paragraphs
        ),
    )


def title_marks(title: str, language: str | None, wanted: Sequence[Pattern]) -> tuple[Span, ...]:
    """Where patterns match in a title."""
    here = [pattern for pattern in wanted if pattern.field in (Field.ANY, Field.TITLE)]
    return merged(spans(tokens(title, language), here)) if here else ()


def spans(text: Sequence[Token], wanted: Iterable[Pattern]) -> list[Span]:
    """The spans that any of the patterns matches, in no order."""
    return [span for pattern in wanted for span in pattern_spans(text, pattern)]


def pattern_spans(text: Sequence[Token], pattern: Pattern) -> list[Span]:
    """The spans that a pattern matches; of a phrase only where the whole phrase stands."""
    places = [slot.places(text) for slot in pattern.slots]
    found: list[Span] = []
    for chosen in occurrences(places, pattern.slop):
        matched = [_span(text, at, slot) for at, slot in zip(chosen, pattern.slots, strict=True)]
        together = chosen[-1] - chosen[0] == len(chosen) - 1
        found.extend([(matched[0][0], matched[-1][1])] if together else matched)
    return found


def merged(found: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap or touch made one."""
    whole: list[Span] = []
    for start, end in sorted(found):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)


def _span(text: Sequence[Token], at: int, slot: Slot) -> Span:
    token = text[at]
    if len(token.word) > 1 and slot.begins and is_unspaced(slot.begins):
        # One sign was asked for, and the token holds its neighbour too, which the next begins.
        return token.start, text[at + 1].start
    return token.start, token.end
