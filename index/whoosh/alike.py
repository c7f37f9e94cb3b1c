"""How else is a name spelled in this archive?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from index.declension import base, first_cases, is_adjective, is_case, stems
from index.exonyms import exonyms
from index.folding import script_of
from index.names import CLOSE, DISTANT, LONGEST, SHORTEST, SURE, keys_of, likeness
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

TELLING_KEY = 4
"""Consonants of a word that tell so much that it may be taken for a name without more proof."""

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
    first_case: str
    """The word in its first case, where it is another one."""


class _Standing(NamedTuple):
    """What an archive knows of a word."""

    documents: int
    name: Name | None


def spelled(
    snapshot: Snapshot, watch: Callable[[], None], word: str, unfinished: bool
) -> tuple[tuple[str, float], ...]:
    """The terms of the other spellings of a folded word, and what each counts (`Slot.others`).

    Their cases are among them. A word that is unfinished has none as long as it is nothing but the
    beginning of others.
    """
    if unfinished and _is_beginning(word, snapshot):
        return ()
    terms: dict[str, float] = {}
    for spelling in spellings(word, snapshot, watch):
        for form in (spelling.word, *_cases(spelling.first_case, snapshot, watch)):
            terms[form] = max(terms.get(form, 0.0), spelling.weight)
    terms.pop(word, None)
    return tuple(sorted(terms.items()))


def told(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[str, ...]:
    """The other spellings of a folded word as a reader is told of them, the most frequent first:
    of several cases of one the most frequent, and none of the word itself."""
    known = set(map(base, first_cases(word)))
    found: list[str] = []
    for spelling in spellings(word, snapshot, watch):
        bases = set(map(base, first_cases(spelling.word)))
        if bases.isdisjoint(known):
            found.append(spelling.word)
        known |= bases
    return tuple(found)


def spellings(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[Spelling, ...]:
    """The other spellings of a folded word that the archive has, the most frequent first.

    None of a word that the archive has, but not as a name. Close spellings, and those that are in
    the table of exonyms; of those that merely share a key only where there is little else. A word
    that the archive has in no case may be no name at all: it has to be alike beyond doubt.
    """
    key = ("spelled", word, snapshot.generation, snapshot.identity)
    known: tuple[Spelling, ...] | None = snapshot.kept.get(key)
    if known is None:
        known = _spellings(word, snapshot, watch)
        snapshot.kept.put(key, known, 250 * len(known) + len(word))
    return known


def _spellings(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[Spelling, ...]:
    if not (SHORTEST <= len(word) <= LONGEST and word.isalpha() and _is_of_one_script(word)):
        return ()
    typed = _standing(word, snapshot)
    if typed.documents and typed.name is None:
        return ()
    cases, name = _names_of(word, typed, snapshot)
    table = {other for case in cases for other in exonyms(case)}
    close = list(_tabled(table, snapshot, watch))
    seeker = _Seeker(word, cases, name or Name.CERTAIN, snapshot, watch)
    close += seeker.alike(SURE if name is None else CLOSE, CLOSE_WEIGHT, close)
    telling = any(len(key) >= TELLING_KEY for key in keys_of(cases[0]))
    if typed.documents + sum(each.documents for each in close) < LITTLE and (name or telling):
        close += seeker.alike(CLOSE if name is None else DISTANT, DISTANT_WEIGHT, close)
    best = sorted(close, key=lambda each: (-each.documents, each.word))
    return tuple(best[:MOST])


def _names_of(
    word: str, typed: _Standing, snapshot: Snapshot
) -> tuple[tuple[str, ...], Name | None]:
    """The names that a word may be a case of, itself first, and what the archive says of them."""
    others = first_cases(word)[1:]
    standing = {other: _standing(other, snapshot).name for other in others}
    known = tuple(other for other in others if standing[other] is not None or exonyms(other))
    if typed.documents or known:
        name = typed.name or next((standing[other] for other in known), None)
        return (word, *known), name
    return (word, *others), None


class _Seeker:
    """Looks for names that sound like a word, in any of the first cases that it may be of."""

    def __init__(
        self,
        word: str,
        cases: tuple[str, ...],
        name: Name,
        snapshot: Snapshot,
        watch: Callable[[], None],
    ) -> None:
        self._word = word
        self._cases = cases
        self._name = name
        self._snapshot = snapshot
        self._watch = watch
        self._candidates = _sounding_alike(cases, snapshot, watch)

    def alike(self, least: float, weight: float, known: Iterable[Spelling]) -> list[Spelling]:
        """Those that are at least so alike, and not known already."""
        found: list[Spelling] = []
        passed = {self._word, *(each.word for each in known)}
        for other in self._candidates:
            self._watch()
            if other in passed:
                continue
            case = self._first_case(other, least)
            if case is None:
                continue
            standing = _standing(other, self._snapshot)
            if standing.name is not None and self._may_be(other, standing.name):
                found.append(Spelling(other, weight, standing.documents, case))
        return found

    def _first_case(self, other: str, least: float) -> str | None:
        """The first case in which another word is so alike: the archive has to have it, unless it
        is plain what it is."""
        for case in first_cases(other):
            near = any(likeness(each, case, least) >= least for each in self._cases)
            if near and (case in (other, self._word) or self._is_known(case)):
                return case
        return None

    def _is_known(self, case: str) -> bool:
        return is_adjective(case) or _standing(case, self._snapshot).name is not None

    def _may_be(self, other: str, name: Name) -> bool:
        """Whether two words may be one name.

        Where neither is certain to be a name, in one script they are words like any other: nouns
        of German that differ by a vowel.
        """
        certain = Name.CERTAIN in (self._name, name)
        return certain or script_of(self._word) != script_of(other)


def _tabled(
    words: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> Iterator[Spelling]:
    """Those of the words that the archive has as names, be it in another case alone."""
    for word in words:
        found = _standing(word, snapshot)
        if found.name is not None:
            yield Spelling(word, CLOSE_WEIGHT, found.documents, word)
        elif not found.documents:
            cases = {case: _standing(case, snapshot) for case in _cases(word, snapshot, watch)}
            if cases:
                most = max(cases, key=lambda case: (cases[case].documents, case))
                yield Spelling(most, CLOSE_WEIGHT, cases[most].documents, word)


def _cases(name: str, snapshot: Snapshot, watch: Callable[[], None]) -> Iterator[str]:
    """The cases of a name in Cyrillic that the archive has as names."""
    if script_of(name) != "cyrillic":
        return
    found: set[str] = set()
    for part in snapshot.segments:
        watch()
        dictionary = part.segment.dictionary
        for field in _FIELDS:
            for stem in stems(name):
                numbers = range(*dictionary.prefixed(field, stem))[:MOST_COMPARED]
                found.update(word for word in dictionary.terms(numbers) if is_case(word, name))
    yield from (word for word in found if _standing(word, snapshot).name is not None)


def _is_beginning(word: str, snapshot: Snapshot) -> bool:
    """Whether a word that is being typed is likely to go on."""
    if len(word) < WHOLE_FROM:
        return True
    return not _standing(word, snapshot).documents and any(
        len(part.segment.dictionary.prefixed(field, word))
        for part in snapshot.segments
        for field in _FIELDS
    )


def _is_of_one_script(word: str) -> bool:
    """Whether it can be told how a word sounds: one of several scripts is mistyped, or a trap."""
    scripts = set(map(script_of, word))
    return len(scripts) == 1 and None not in scripts


def _sounding_alike(
    words: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> list[str]:
    """The words of all segments that are names there and share a key with one of these, as many of
    the most frequent as are compared."""
    found: Counter[str] = Counter()
    for part in snapshot.segments:
        sounds, dictionary = part.segment.sounds, part.segment.dictionary
        if sounds is None:
            continue
        watch()
        numbers = np.unique(np.concatenate([sounds.like(word) for word in words]))
        counts = dictionary.frequencies(numbers)
        most = np.argsort(-counts, kind="stable")[:MOST_COMPARED]
        terms = dictionary.terms(numbers[most].tolist())
        found.update(dict(zip(terms, counts[most].tolist(), strict=True)))
    return [other for other, _ in found.most_common(MOST_COMPARED)]


def _standing(word: str, snapshot: Snapshot) -> _Standing:
    """How many documents have a word, and whether most of them have it as a name."""
    documents = 0
    votes = [0, 0, 0]
    for part in snapshot.segments:
        segment = part.segment
        sounds = segment.sounds
        number = next(_numbers(word, segment), None)
        if number is None:
            continue
        info = segment.dictionary.info_at(number)
        documents += info.documents
        if sounds is not None:
            votes[sounds.name(word, number) or 0] += info.documents
    return _Standing(documents, judged(*votes))


def _numbers(word: str, segment: Segment) -> Iterator[int]:
    for field in _FIELDS:
        number = segment.dictionary.number(field, word)
        if number is not None:
            yield number
