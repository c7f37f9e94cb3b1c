"""Suggestions for a query that finds little: other spellings, keyboards and scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from index.engine.answer import Suggestion
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Request
from index.errors import Stopped, never
from index.query import Flag, Query, TypedWord, Word, bind, parse_query, typed_words
from index.query.ground import parted, within
from index.query.lexer import OPERATORS
from index.search.time_budget import Deadline
from index.text.folding import fold, script_of
from index.text.homoglyphs import lookalikes
from index.text.keyboards import figures, retyped

FEW = 3
"""Number of hits below which other queries are suggested."""

MOST = 3
"""Suggestions at most; the ones with most hits are taken."""

LONGEST = 64
"""Longest word, in characters, that counts as mistyped; a longer word was pasted."""

SURER = 3
"""Weight of the hits of the typed beginning (`word*`) against the hits of another spelling."""

_SIGNS = "#@$.+"
"""Signs that may belong to a word, so that it finds less than the word without them."""
_ADDRESS = re.compile(r"://|^www\.|[^\W_]@[^\W_][\w-]*\.\w")
_MOST_WORDS = 8
"""Words of a query that are looked up at most; a longer query is pasted, not mistyped."""


def suggestions(
    engine: SearchEngine,
    ids_of: Callable[[Flag], frozenset[str]],
    request: Request,
    total: int,
    stop: Callable[[], bool] = never,
    spelled: Collection[str] = (),
) -> tuple[Suggestion, ...]:
    """Return other queries that find more than this one, which finds `total`.

    They have words spelled as the archive has them, letters of another script that look the same,
    the same keys on another keyboard layout, or the last word as the beginning of a word.

    Only plain words are changed, each in its place: operators, names and values of fields, and
    quoted phrases stay. Each suggestion is searched with the same filters and in the same ground,
    so that none is made in vain. A query is not suggested when its new words are all searched for
    already, as other spellings (`spelled`, folded). When the request's time is up, the suggestions
    found by then are returned. Raises as `search`.
    """
    deadline = Deadline(request.time_limit)
    found = []
    ground, _ = parted(request.query)
    archive = _Archive(engine, deadline, stop)
    typed = _words(request.query.text)
    for other in _others(archive, request.query.text, total, spelled):
        if deadline.is_over:
            break
        new = _words(other) - typed
        if new and new.issubset(spelled):
            continue
        # Names in other spellings would find something for any text, typed on any layout.
        query = parse_query(other)
        if ground is not None:
            query = within(ground, query)
        wanted = replace(request.counting(), query=bind(query, ids_of))
        answer = engine.search(deadline.hurried(wanted), stop)
        if answer.total > total and not answer.cut_short:
            found.append(Suggestion(other, answer.total))
    if stop():
        raise Stopped

    def likelihood(other: Suggestion) -> int:
        return other.total * (SURER if other.text == f"{request.query.text}*" else 1)

    return tuple(sorted(found, key=likelihood, reverse=True)[:MOST])


def _words(text: str) -> set[str]:
    return {fold(word.text) for word in typed_words(text)}


class _Archive:
    """The words of all articles, looked up as long as there is time."""

    def __init__(self, engine: SearchEngine, deadline: Deadline, stop: Callable[[], bool]) -> None:
        self._engine = engine
        self._deadline = deadline
        self._stop = stop
        self._was_stopped = False

    @property
    def is_late(self) -> bool:
        """Whether no further look-up may be made."""
        return self._was_stopped or self._deadline.is_over

    def spellings(self, word: str, limit: int) -> tuple[str, ...]:
        """Return words near this one and far more frequent; none where it is too late."""
        try:
            return self._engine.spellings(
                word, limit, lambda: self._stop() or self._deadline.is_over
            )
        except Stopped:  # `suggestions` raises it again once the other offers are dropped
            self._was_stopped = True
            return ()

    def articles(self, word: str) -> int:
        """Return the number of articles that have a word, in any form."""
        wanted = Request(Query(word, Word(word)), limit=0)
        return self._engine.search(self._deadline.hurried(wanted), self._stop).total

    def languages(self) -> frozenset[str | None]:
        """Return the languages of the articles; None stands for an unknown language."""
        wanted = Request(facets=True, limit=0)
        facets = self._engine.search(self._deadline.hurried(wanted), self._stop).facets
        return frozenset(each.value for each in facets.get(FacetName.LANGUAGE, ()))


def _others(archive: _Archive, text: str, total: int, spelled: Collection[str]) -> Iterator[str]:
    """Yield other texts for the query, each once, without any that brings further notes.

    Yields none where a word is longer than `LONGEST`; for single letters, numbers and addresses
    only their forms in other signs.
    """
    words = typed_words(text)
    if any(len(word.text) > LONGEST for word in words):
        return
    may_be_mistyped = any(_is_word(word.text) for word in words)
    notes = set(parse_query(text).notes)
    others = chain(
        (_with(text, words, each) for each in lookalikes([word.text for word in words])),
        [] if total else [_with(text, words, [_unsigned(word.text) for word in words])],
        _corrected(archive, text, words, spelled),
        _on_other_keys(archive, text, words, total) if may_be_mistyped else [],
        [figures(text)],
        _begun(archive, text) if may_be_mistyped else [],
    )
    seen = {text.casefold()}
    for other in others:
        if other.casefold() not in seen and notes.issuperset(parse_query(other).notes):
            seen.add(other.casefold())
            yield other


def _is_word(text: str) -> bool:
    """Return whether a text may be a mistyped word: no letter alone, no number, no address."""
    return len(text) > 1 and any(map(str.isalpha, text)) and not _ADDRESS.search(text)


def _unsigned(word: str) -> str:
    """Return a word without the signs around it: `#tag`, `@name`, `C++`."""
    return word.strip(_SIGNS) or word


def _corrected(
    archive: _Archive, text: str, words: Sequence[TypedWord], spelled: Collection[str]
) -> Iterator[str]:
    """Yield the text with all words corrected that have a likelier spelling, at once.

    Spellings that are searched for already (`spelled`) don't count.
    """
    likelier: dict[str, str] = {}
    some = dict.fromkeys(word.text for word in words if _is_word(word.text))
    for word in islice(some, _MOST_WORDS):
        if archive.is_late:
            break
        near = archive.spellings(word, 1 + len(spelled))
        likelier.update([(word, other) for other in near if other not in spelled][:1])
    if likelier:
        yield _with(text, words, [likelier.get(word.text, word.text) for word in words])


def _on_other_keys(
    archive: _Archive, text: str, words: Sequence[TypedWord], total: int
) -> Iterator[str]:
    """Yield the text with its words typed on another layout, where a comma may be a letter.

    Words that the archive has stay; or all are retyped where they were typed in another script.
    Where the text is one word, the archive has it if `total` is not 0.
    """
    if not words or archive.is_late:
        return
    some = dict.fromkeys(word.text for word in words[:_MOST_WORDS])
    known = {word for word in some if (total if word == text else archive.articles(word))}
    if known.issuperset(word.text for word in words):
        return
    languages = archive.languages()
    for typed in (words, [word._replace(text=word.whole) for word in words]):
        every = [word.text for word in typed]
        for others in retyped(every, languages):
            pairs = zip(words, every, others, strict=True)
            yield _with(
                text, typed, [old if word.text in known else new for word, old, new in pairs]
            )
            if known and _scripts(every).isdisjoint(_scripts(others)):
                yield _with(text, typed, others)


def _scripts(words: Sequence[str]) -> set[str | None]:
    return {script_of(sign) for word in words for sign in word if sign.isalpha()}


def _with(text: str, words: Sequence[TypedWord], others: Sequence[str]) -> str:
    """Return the text with other words in the places of its own."""
    pieces: list[str] = []
    at = 0
    for word, other in zip(words, others, strict=True):
        pieces += (text[at : word.start], other)
        at = word.start + len(word.text)
    return "".join((*pieces, text[at:]))


def _begun(archive: _Archive, text: str) -> Iterator[str]:
    """Yield the text with its last word as a prefix, unless several articles have that word."""
    word = re.search(r"[^\W_]{2,}$", text)
    if word is None or word[0] in OPERATORS or word[0].isdecimal() or archive.is_late:
        return
    if archive.articles(word[0]) < FEW:
        yield f"{text}*"
