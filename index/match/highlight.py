"""Spans of a text that match a query, exact to the character."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TypeAlias
from unicodedata import category

from index.article import Article
from index.match.pattern import Pattern, Slot, Spelled, apart, occurrences, patterns
from index.match.spans import Marks, Span
from index.query import Field, Query
from index.text.analysis import (
    ANY_PIECE,
    JOINED,
    LONGEST_TERM,
    Token,
    as_written,
    chunk_tokens,
    is_unspaced,
    pieces_with,
    tokens,
)

_LAST_ASCII = "\x7f"


class Finder:
    """A finder of the tokens that fit patterns, for many texts.

    Nearly every word of a text is in no pattern, and most words come again: the piece between two
    spaces is analysed and compared once, whatever texts it comes in, and not even once where its
    first letter tells enough.
    """

    def __init__(self, wanted: Iterable[Pattern]) -> None:
        self._wanted = list(wanted)
        self._in_order = any(len(pattern.slots) > 1 for pattern in self._wanted)
        """Whether the number of tokens between two others matters."""
        self._known: dict[str | None, _Chunks] = {}

    def tokens(self, text: str, language: str | None) -> Mapping[int, Token]:
        """Return the tokens that fit some slot, by numbers that grow with their positions.

        Where some pattern has several slots, neighbours have neighbouring numbers; elsewhere only
        the signs of a run without spaces have.
        """
        if language not in self._known:
            slots = {slot for pattern in self._wanted for slot in pattern.slots}
            apart = filter(None, (slot.apart for slot in slots if slot.begins))
            self._known[language] = _Chunks({*slots, *apart}, language)
        known = self._known[language]
        found: dict[int, Token] = {}
        for piece in known.pieces.finditer(text):
            _, fitting = known[piece[0]]
            if fitting and self._in_order:
                return _in_order(text, known)
            start = piece.start()
            for at, token in fitting:
                found[start + at] = token.moved(start)
        return found


def _in_order(text: str, known: _Chunks) -> Mapping[int, Token]:
    """Return the fitting tokens of a text by their positions among all of its tokens."""
    found: dict[int, Token] = {}
    position = offset = 0
    for chunk in text.split(" "):
        width, fitting = known[chunk]
        for at, token in fitting:
            found[position + at] = token.moved(offset)
        position += width
        offset += len(chunk) + 1
    return found


_TERMS, _ALSO = attrgetter("terms"), attrgetter("also")

_Fitting: TypeAlias = tuple[int, tuple[tuple[int, Token], ...]]


class _Chunks(dict[str, _Fitting]):
    """A cache from each piece of a text to the number of its tokens and the fitting tokens."""

    def __init__(self, slots: Collection[Slot], language: str | None) -> None:
        super().__init__()
        self._language = language
        self._terms = frozenset(term for slot in slots for term in slot.terms)
        self._beginnings = tuple(slot.begins for slot in slots if slot.begins)
        self._compared = [slot for slot in slots if slot.edits or slot.shape]
        whole = map(as_written, (*self._terms, *self._beginnings))
        letters = frozenset(term[:1] for term in whole)
        self.pieces = ANY_PIECE if self._compared else pieces_with(letters, language)
        """The regular expression for the pieces of a text in which some token may fit."""

    def __missing__(self, chunk: str) -> _Fitting:
        if len(chunk) > LONGEST_TERM:  # a paragraph without spaces never comes again
            return self._looked_through(tokens(chunk, self._language))
        if self.pieces.fullmatch(chunk):
            found = self._looked_through(chunk_tokens(chunk, self._language))
        else:
            found = (1 if chunk else 0), ()
        self[chunk] = found
        return found

    def _looked_through(self, every: Sequence[Token]) -> _Fitting:
        terms, beginnings, compared = self._terms, self._beginnings, self._compared
        # Most texts have none of the terms; one call tells this for all tokens.
        if (
            not (beginnings or compared)
            and terms.isdisjoint(chain.from_iterable(map(_TERMS, every)))
            and not any(_has_form(token, terms, ()) for token in filter(_ALSO, every))
        ):
            return len(every), ()
        fitting = [
            at
            for at, token in enumerate(every)
            if not terms.isdisjoint(token[0])
            or token[0][0].startswith(beginnings)
            or (token[3] and _has_form(token, terms, beginnings))
            or (compared and any(slot.fits(token) for slot in compared))
        ]
        if not fitting:
            return len(every), ()
        # A sign of an unspaced script ends where the next token begins.
        ends = [at + 1 for at in fitting if is_unspaced(every[at].word) and at + 1 < len(every)]
        return len(every), tuple((at, every[at]) for at in sorted({*fitting, *ends}))


def _has_form(token: Token, terms: Collection[str], beginnings: tuple[str, ...]) -> bool:
    return any(form.term in terms for form in token.also) or any(
        word.startswith(beginnings) for word in token.words
    )


def marks(
    article: Article,
    query: Query,
    languages: Collection[str | None],
    spelled: Spelled | None = None,
) -> Marks:
    """Return the spans of the article that `query` matches, in an archive of these languages.

    `spelled` returns the other spellings that names may have there; without it, none count.
    """
    wanted = patterns(query.root, {*languages, article.language}, spelled)
    everywhere = [pattern for pattern in wanted if pattern.field is Field.ANY]
    finder = Finder(wanted)
    return Marks(
        title=title_marks(article.title, article.language, wanted, finder),
        paragraphs=tuple(
            merged(spans(finder.tokens(paragraph, article.language), everywhere), paragraph)
            for paragraph in article.paragraphs
        ),
        rest=tuple(
            merged(spans(finder.tokens(line, article.language), everywhere), line)
            for line in article.rest
        ),
    )


def title_marks(
    title: str, language: str | None, wanted: Sequence[Pattern], finder: Finder
) -> tuple[Span, ...]:
    """Return the spans of a title that the patterns match; the finder must know all of them."""
    here = [pattern for pattern in wanted if pattern.field in (Field.ANY, Field.TITLE)]
    return merged(spans(finder.tokens(title, language), here), title) if here else ()


def spans(text: Mapping[int, Token], wanted: Iterable[Pattern]) -> list[Span]:
    """Return the spans that any of the patterns matches, in no order."""
    return [span for pattern in wanted for span in pattern_spans(text, pattern)]


def pattern_spans(text: Mapping[int, Token], pattern: Pattern) -> list[Span]:
    """Return the spans that a pattern matches; of a phrase, only where the whole phrase stands."""
    return [span for found in pattern_occurrences(text, pattern) for span in found]


def pattern_occurrences(text: Mapping[int, Token], pattern: Pattern) -> list[list[Span]]:
    """Return each occurrence of a pattern as spans: several if words of a phrase stand apart."""
    standing = _Standing(text)
    found = _occurrences(text, pattern, standing)
    if standing.has_joined:
        for each in apart(pattern, lambda slot: bool(standing.where(slot))):
            found += _occurrences(text, each, standing)
    return found


def _occurrences(
    text: Mapping[int, Token], pattern: Pattern, standing: _Standing
) -> list[list[Span]]:
    places: list[list[int]] = []
    for slot in pattern.slots:
        where = standing.where(slot)
        if not where:
            return []
        places.append(where)
    found: list[list[Span]] = []
    for chosen in occurrences(places, pattern.slop):
        matched = [_span(text, at, slot) for at, slot in zip(chosen, pattern.slots, strict=True)]
        together = chosen[-1] - chosen[0] == len(chosen) - 1
        spans = [(matched[0][0], matched[-1][1])] if together else matched
        if spans not in found[-1:]:  # a form of two words stands at both
            found.append(spans)
    return found


class _Standing:
    """The positions of a text's tokens by term: a phrase may look hundreds of words up here."""

    def __init__(self, text: Mapping[int, Token]) -> None:
        self._text = text
        self._known: dict[Slot, list[int]] = {}

    @property
    def has_joined(self) -> bool:
        """Whether some word of the text stands in two parts (`JOINED`)."""
        return any(
            form.term.startswith(JOINED) for token in self._text.values() for form in token.also
        )

    @cached_property
    def _by_term(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, token in self._text.items():
            for term in (*token.terms, *(form.term for form in token.also)):
                found.setdefault(term, []).append(at)
        return found

    def where(self, slot: Slot) -> list[int]:
        """Return the positions, in ascending order, at which a slot may be filled."""
        if slot not in self._known:
            self._known[slot] = self._where(slot)
        return self._known[slot]

    def _where(self, slot: Slot) -> list[int]:
        if slot.begins or slot.edits or slot.shape:
            return [at for at, token in self._text.items() if slot.fits(token)]
        return sorted({at for term in slot.terms for at in self._by_term.get(term, ())})


def merged(found: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Return the spans in order, with overlapping or touching ones merged.

    Each span reaches over the marks that combine with its last sign: the tones of Thai.
    """
    whole: list[Span] = []
    for start, end in sorted(found):
        while end < len(text) and text[end] > _LAST_ASCII and category(text[end]).startswith("M"):
            end += 1
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)


def _span(text: Mapping[int, Token], at: int, slot: Slot) -> Span:
    token = text[at]
    if len(token.word) > 1 and slot.begins and is_unspaced(slot.begins):
        # The slot has one sign and the token two; the span ends where the next token begins.
        return token.start, text[at + 1].start
    return slot.span(token)
