"""How else is a name spelled in this archive?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from index.analysis import STEM, script_of, tokens
from index.exonyms import exonyms
from index.names import CLOSE, DISTANT, SHORTEST, likeness
from index.pattern import pattern
from index.query import Word
from index.whoosh.forms import term_weights
from index.whoosh.inverted import Name, judged
from index.whoosh.segment import Segment
from index.whoosh.snapshot import Snapshot

CLOSE_WEIGHT = 0.1
"""What a close spelling counts beside the one that was typed, which counts 1: so little that an
article with the word as it was typed comes before nearly all others."""

DISTANT_WEIGHT = 0.02
"""What one counts that only shares a key."""

LITTLE = 3
"""Articles below which distant spellings are looked for too."""

MOST = 12
"""Other spellings of a name, the most frequent ones."""

WHOLE_FROM = 4
"""Letters from which a word that is being typed may be a whole name. Most that are shorter go on,
and they sound like many others."""

MOST_COMPARED = 300
"""Names that share a key and are looked at closely, the most frequent ones: a short key has
thousands, and each takes a twentieth of a millisecond."""

_FIELDS = ("body", "title")
"""Where names are looked for. It is the texts that tell what is one, where they have the word."""


class Spelling(NamedTuple):
    """Another spelling of a name."""

    word: str
    weight: float
    """What it counts each time that it stands somewhere."""
    documents: int
    """That have it, deleted ones included."""


class _Standing(NamedTuple):
    """What an archive knows of a word."""

    documents: int
    name: Name | None


def spelled(
    snapshot: Snapshot, watch: Callable[[], None], word: str, unfinished: bool
) -> tuple[tuple[str, float], ...]:
    """The terms of the other spellings of a folded word, and what each counts (`Slot.others`).

    Those of other forms are among them in scripts of languages that decline names. A word that is
    unfinished has none as long as it is nothing but the beginning of others.
    """
    if unfinished and _is_beginning(word, snapshot):
        return ()
    terms: dict[str, float] = {}
    for spelling in spellings(word, snapshot, watch):
        wanted = pattern(Word(spelling.word), snapshot.languages)
        if script_of(spelling.word) == "latin" or wanted is None or len(wanted.slots) > 1:
            terms[spelling.word] = spelling.weight
            continue
        (slot,) = wanted.slots
        for term, weight in term_weights(slot, slot.terms).items():
            terms[term] = max(terms.get(term, 0.0), weight * spelling.weight)
    terms.pop(word, None)
    return tuple(sorted(terms.items()))


def told(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[str, ...]:
    """The other spellings of a folded word as a reader is told of them, the most frequent first:
    of several forms of one the most frequent."""
    forms: dict[str, str] = {}
    for spelling in spellings(word, snapshot, watch):
        root = tokens(spelling.word, None)[0].terms[-1].removeprefix(STEM)
        forms.setdefault(root, spelling.word)
    return tuple(forms.values())


def spellings(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[Spelling, ...]:
    """The other spellings of a folded word that the archive has, the most frequent first.

    None of a word that the archive has, but not as a name. Close spellings, and those that are in
    the table of exonyms; of those that merely share a key only where there is little else.
    """
    key = ("spelled", word, snapshot.generation, snapshot.identity)
    known: tuple[Spelling, ...] | None = snapshot.kept.get(key)
    if known is None:
        known = _spellings(word, snapshot, watch)
        snapshot.kept.put(key, known, 150 * len(known))
    return known


def _spellings(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[Spelling, ...]:
    if len(word) < SHORTEST or not word.isalpha() or not _is_of_one_script(word):
        return ()
    typed = _standing(word, snapshot)
    table = exonyms(word)
    close = list(_named(table, CLOSE_WEIGHT, snapshot))
    if typed.documents and typed.name is None:
        return _best(found.spelling for found in close)
    candidates = [
        other
        for other in _sounding_alike(word, snapshot, watch)
        if other != word and other not in table
    ]

    def alike(least: float, weight: float) -> list[_Named]:
        near = [other for other in candidates if _likeness(word, other, least, watch) >= least]
        return [
            found
            for found in _named(near, weight, snapshot)
            if _comparable(word, typed.name, found.spelling.word, found.name)
        ]

    close += alike(CLOSE, CLOSE_WEIGHT)
    if typed.documents + sum(found.spelling.documents for found in close) < LITTLE:
        known = {found.spelling.word for found in close}
        candidates = [other for other in candidates if other not in known]
        close += alike(DISTANT, DISTANT_WEIGHT)
    return _best(found.spelling for found in close)


def _is_of_one_script(word: str) -> bool:
    """Whether it can be told how a word sounds: one of several scripts is mistyped, or a trap."""
    scripts = set(map(script_of, word))
    return len(scripts) == 1 and None not in scripts


def _likeness(word: str, other: str, least: float, watch: Callable[[], None]) -> float:
    watch()
    return likeness(word, other, least)


class _Named(NamedTuple):
    """A spelling that the archive has as a name."""

    spelling: Spelling
    name: Name


def _named(words: Iterable[str], weight: float, snapshot: Snapshot) -> Iterator[_Named]:
    """Those of the words that the archive has as names."""
    for word in words:
        found = _standing(word, snapshot)
        if found.name is not None:
            yield _Named(Spelling(word, weight, found.documents), found.name)


def _is_beginning(word: str, snapshot: Snapshot) -> bool:
    """Whether a word that is being typed is likely to go on."""
    if len(word) < WHOLE_FROM:
        return True
    return not _standing(word, snapshot).documents and any(
        len(part.segment.dictionary.prefixed(field, word))
        for part in snapshot.segments
        for field in _FIELDS
    )


def _best(found: Iterable[Spelling]) -> tuple[Spelling, ...]:
    return tuple(sorted(found, key=lambda each: (-each.documents, each.word))[:MOST])


def _comparable(word: str, name: Name | None, other: str, other_name: Name) -> bool:
    """Whether two words may be one name.

    Where neither is certain to be a name, in one script they are words like any other: nouns of
    German that differ by a vowel. One that the archive does not have is taken for a name.
    """
    certain = Name.CERTAIN in (name or Name.CERTAIN, other_name)
    return certain or script_of(word) != script_of(other)


def _sounding_alike(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> list[str]:
    """The words of all segments that are names there and share a key with this one, as many of the
    most frequent as are compared."""
    found: Counter[str] = Counter()
    for part in snapshot.segments:
        watch()
        sounds, dictionary = part.segment.sounds, part.segment.dictionary
        if sounds is not None:
            numbers = sounds.like(word)
            counts = dictionary.frequencies(numbers)
            most = np.argsort(-counts, kind="stable")[:MOST_COMPARED]
            words = dictionary.terms(numbers[most].tolist())
            found.update(dict(zip(words, counts[most].tolist(), strict=True)))
    return [other for other, _ in found.most_common(MOST_COMPARED)]


def _standing(word: str, snapshot: Snapshot) -> _Standing:
    """How many documents have a word, and whether most of them have it as a name."""
    documents = 0
    votes = [0, 0, 0]
    for part in snapshot.segments:
        segment = part.segment
        sounds = segment.sounds
        for number in _numbers(word, segment):
            info = segment.dictionary.info_at(number)
            documents += info.documents
            if sounds is not None:
                votes[sounds.name(word, number) or 0] += info.documents
            break
    return _Standing(documents, judged(*votes))


def _numbers(word: str, segment: Segment) -> Iterator[int]:
    for field in _FIELDS:
        number = segment.dictionary.number(field, word)
        if number is not None:
            yield number
