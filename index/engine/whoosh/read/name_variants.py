"""Other spellings of a name in this archive: sure ones, and words that only sound alike.

Sure are the spellings in the table of places, names in another script that sound the same, and the
cases of these. A word that only sounds alike in the same script is another name as often as not: it
is offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import compress, islice
from operator import add, itemgetter, not_
from typing import NamedTuple
from zlib import crc32

from index.engine.whoosh.format.schema import article
from index.engine.whoosh.store.casing import COLUMNS, TEXT, TITLE, Name, judged
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.store.snapshot import Snapshot
from index.match.pattern import Slot, Spellings
from index.text.analysis import is_unspaced, tokens
from index.text.exonyms import abbreviated, exonyms, is_people, longer, nationality
from index.text.folding import fold, script_of
from index.text.name_cases import (
    adjectives,
    base,
    cases_of,
    first_cases,
    forms_of_words,
    is_adjective,
    is_case,
    stems,
)
from index.text.name_keys import (
    CLOSE,
    DISTANT,
    LONGEST,
    SAME,
    SHORTEST,
    SURE,
    consonants,
    has_many_consonants,
    is_telling,
    keys_of,
    likeness,
)
from index.text.transliteration import transliterated, with_pairs, without_pairs

CLOSE_WEIGHT = 0.1
"""The weight of a close spelling; the spelling in the query has weight 1. With so little an article
with the query's own spelling comes before nearly all others."""

DISTANT_WEIGHT = 0.02
"""The weight of a spelling that only shares a key."""

LITTLE = 3
"""Articles below which distant spellings are searched too."""

TELLING_KEY = 4
"""The number of consonants from which a word counts as a name without more proof."""

MOST = 12
"""The largest number of names that sound like a word; places in the table are not limited."""

MOST_PHRASES = 40
"""The largest number of other spellings of several terms; for a place the table has so many."""

RARE = 30
"""The factor in frequency up to which a name is preferred to a less alike one: Alexander, not
Aleksandr, is Александр in an archive in English."""

SELDOM = 10
"""The largest frequency of an infrequent name, which is no rival of another spelling."""

CASED = frozenset({"latin", "greek", "cyrillic", "armenian"})
"""Scripts in which a capital letter marks a name."""

UNCASED = frozenset({"arabic", "hebrew"})
"""Scripts in which any word may be a name: the most frequent words are none."""

FORMS = 5
"""The least ratio of a name's frequency to the frequency of its forms that no name has."""

SHARE = 3
"""The largest ratio of a short Arabic or Hebrew word's frequency to the frequency of the name."""

BEYOND_DOUBT = 5
"""The number of consonants from which a spelling is certain in a script without capitals, although
nothing tells whether the word is a name."""

AS_A_CASE = 0.95
"""The factor for the likeness of a probable case of another name: Андрея is Андрей, not Andrea."""

FAINT = (0.94, 0.94, 0.94, 0.92)
"""The least likeness of names in two scripts, by the fewer consonants of the two (none, one, two,
three): Анна is like Jenny, Jonny and Juni."""

WHOLE_FROM = 4
"""The number of letters from which a word that is being typed may be a whole name. Most shorter
words go on, and sound like many others."""

MOST_READ = 40
"""The largest number of articles that are searched for a word with an umlaut."""

SHORTEST_WITH_UMLAUT = 3
"""The least number of letters of a name with an umlaut: Löw."""

MOST_COMPARED = 500
"""The largest number of names with a common key to compare, in the script of the word and in
others: a short key has thousands, and names of about the word's length come first."""

MOST_CASES = 200
"""The largest number of words with a name's beginning to choose its cases from."""

_FIELDS = (TEXT, TITLE)
"""Fields in which names are looked up."""


class Spelling(NamedTuple):
    """Another spelling of a name, with its weight and frequency."""

    word: str
    """Folded; several words have spaces between them, unless the script has none."""
    weight: float
    """The weight of each occurrence."""
    documents: int
    """The number of documents, deleted ones included; of several terms the rarest term's."""
    first_case: str
    """The word in its first case; the word itself where that is its first case."""


class OtherSpellings(NamedTuple):
    """The other spellings of a name, the most frequent first."""

    sure: tuple[Spelling, ...] = ()
    alike: tuple[Spelling, ...] = ()
    """Words that only sound alike."""

    def counted(self, alike: bool) -> tuple[Spelling, ...]:
        """Return the spellings that a search counts: the sure ones, and with `alike` all."""
        return (*self.sure, *self.alike) if alike else self.sure


class _NameStanding(NamedTuple):
    """The frequency of a word in an archive, and whether it is a name."""

    documents: int
    name: Name | None


def spelled(
    snapshot: Snapshot, watch: Callable[[], None], alike: bool, name: str, unfinished: bool
) -> Spellings:
    """Return the other spellings of a name (`index.match.pattern.typed`) with their cases.

    With `alike` words that only sound alike are included. An unfinished word has none as long as it
    is only the beginning of others.
    """
    key = ("spelled terms", name, unfinished, alike, snapshot.generation, snapshot.identity)
    known: Spellings | None = snapshot.kept.get(key)
    if known is None:
        known = _spelled(snapshot, watch, alike, name, unfinished)
        snapshot.kept.put(key, known, 100 * len(known.terms) + 1000 * len(known.phrases))
    return known


def _spelled(
    snapshot: Snapshot, watch: Callable[[], None], alike: bool, written: str, unfinished: bool
) -> Spellings:
    name = fold(written)
    if unfinished and _is_beginning(name, snapshot):
        return Spellings()
    terms: dict[str, float] = {}
    phrases: list[tuple[Slot, ...]] = []
    for spelling in spellings(written, snapshot, watch).counted(alike):
        if _is_phrase(spelling.word):
            phrases.append(_phrase(spelling.word, snapshot, watch))
            continue
        for form in (spelling.word, *_cases(spelling.first_case, snapshot, watch)):
            terms[form] = max(terms.get(form, 0.0), spelling.weight)
    terms.pop(name, None)
    return Spellings(tuple(sorted(terms.items())), tuple(phrases[:MOST_PHRASES]))


def shown_spellings(
    snapshot: Snapshot, watch: Callable[[], None], name: str, unfinished: bool
) -> OtherSpellings:
    """Return the other spellings of a name (`index.match.pattern.typed`) as shown to a reader: of
    several cases of a name the most frequent one, and no case of the name itself."""
    written, name = name, fold(name)
    if unfinished and _is_beginning(name, snapshot):
        return OtherSpellings()
    known = set(map(base, first_cases(name)))

    def chosen(found: Iterable[Spelling]) -> Iterator[Spelling]:
        for spelling in found:
            bases = set(map(base, first_cases(spelling.word)))
            if bases.isdisjoint(known):
                yield spelling
            known.update(bases)

    found = spellings(written, snapshot, watch)
    return OtherSpellings(tuple(chosen(found.sure)), tuple(chosen(found.alike)))


def spellings(name: str, snapshot: Snapshot, watch: Callable[[], None]) -> OtherSpellings:
    """Return the other spellings of a name (`index.match.pattern.typed`) in the archive.

    Empty for a word that the archive has, but not as a name. Spellings that only share a key are
    included where there is little else. A word that the archive has in no case may be no name at
    all: its spellings have to be alike beyond doubt.
    """
    key = ("spelled", name, snapshot.generation, snapshot.identity)
    known: OtherSpellings | None = snapshot.kept.get(key)
    if known is None:
        known = _spellings(name, snapshot, watch)
        snapshot.kept.put(key, known, 250 * len(known.sure + known.alike) + len(name))
    return known


def _spellings(written: str, snapshot: Snapshot, watch: Callable[[], None]) -> OtherSpellings:
    name = fold(written)
    if not name or len(name) > LONGEST:
        return OtherSpellings()
    if _is_phrase(name) or is_unspaced(name):
        return OtherSpellings(_ordered(_tabled(exonyms(name), snapshot, watch)))
    if not _is_of_one_script(name):
        return OtherSpellings()
    typed = _standing(name, snapshot)
    cases, kind = _names_of(name, typed, snapshot)
    is_word = _is_mere_word(name, typed)
    table = {other for case in cases for other in exonyms(case)} | abbreviated(written)
    sure = list(_tabled(table, snapshot, watch))
    if is_word and not any(map(_is_written_small, cases)):
        return _of_a_word(written, sure)
    sure += (each for each in _transliterated(written, snapshot, watch) if each.word not in table)
    alike: list[Spelling] = []
    if len(name) >= SHORTEST and not is_word:
        seeker = _Seeker(name, cases, typed, kind or Name.CERTAIN, snapshot, watch)
        close = seeker.alike(SURE if kind is None else CLOSE, CLOSE_WEIGHT, sure)
        sure += seeker.sure(close, is_known=bool(sure))
        alike = [each.spelling for each in close if each.spelling not in sure]
        telling = any(len(key) >= TELLING_KEY for key in keys_of(cases[0]))
        few = typed.documents + sum(each.documents for each in (*sure, *alike)) < LITTLE
        if few and (kind or telling):
            least = CLOSE if kind is None else DISTANT
            distant = seeker.alike(least, DISTANT_WEIGHT, [*sure, *alike])
            alike += [each.spelling for each in distant]
    return OtherSpellings(_ordered(sure), _ordered(alike)[:MOST])


def _is_mere_word(name: str, typed: _NameStanding) -> bool:
    """Return whether the archive writes a folded word as no name is written. False where that can't
    be told: for a short word, and in a script without capitals except Arabic and Hebrew."""
    is_known = script_of(name) in CASED | UNCASED and len(name) >= SHORTEST
    return is_known and bool(typed.documents) and typed.name is None


def _of_a_word(written: str, tabled: Sequence[Spelling]) -> OtherSpellings:
    """Return the spellings in the table of a mere word: they count where a capital letter says that
    the place is meant (Turkey), and are offered otherwise (turkey)."""
    found = _ordered(tabled)
    return OtherSpellings(found) if written[:1].isupper() else OtherSpellings((), found)


def _ordered(found: Iterable[Spelling]) -> tuple[Spelling, ...]:
    """Sort spellings, the most frequent first."""
    return tuple(sorted(found, key=lambda each: (-each.documents, each.word)))


def _names_of(
    word: str, typed: _NameStanding, snapshot: Snapshot
) -> tuple[tuple[str, ...], Name | None]:
    """Return the names that a word may be a case of, itself first, and whether they are names."""
    others = first_cases(word)[1:]
    standing = {other: _standing(other, snapshot) for other in others}
    known = tuple(
        other
        for other in others
        if exonyms(other)
        or (standing[other].name and standing[other].documents * FORMS >= typed.documents)
    )
    if typed.documents or known:
        name = typed.name or next((standing[other].name for other in known), None)
        return (word, *known), name
    return (word, *others), None


class _Close(NamedTuple):
    """A name that sounds like the name in the query, with its likeness."""

    spelling: Spelling
    likeness: float
    name: Name


class _Seeker:
    """The search for names that sound like a word, in any first case that the word may be of."""

    def __init__(
        self,
        word: str,
        cases: tuple[str, ...],
        typed: _NameStanding,
        kind: Name,
        snapshot: Snapshot,
        watch: Callable[[], None],
    ) -> None:
        self._word = word
        self._cases = cases
        self._typed = typed
        self._kind = kind
        self._snapshot = snapshot
        self._watch = watch
        self._script = script_of(word)
        more = (_standing(case, snapshot).documents for case in cases[1:])
        self._declined = word if max(more, default=0) > typed.documents else None
        self._places = {case for case in cases if exonyms(case)}
        self._tabled = {other for place in self._places for other in exonyms(place)}
        every = _sounding_alike(cases, snapshot, watch)
        here = [script_of(other) == self._script for other in every]
        self._candidates = [
            *islice(compress(every, here), MOST_COMPARED),
            *islice(compress(every, map(not_, here)), MOST_COMPARED),
        ]

    def alike(self, least: float, weight: float, known: Iterable[Spelling]) -> list[_Close]:
        """Return names with at least this likeness that are not in `known`."""
        found: list[_Close] = []
        passed = {self._word, *(each.word for each in known)}
        for other in self._candidates:
            self._watch()
            if other in passed:
                continue
            near = self._first_case(other, least)
            if near is None:
                continue
            case, likeness = near
            standing = _standing(other, self._snapshot)
            if standing.name is not None and self._may_be(other, standing.name):
                spelling = Spelling(other, weight, standing.documents, case)
                found.append(_Close(spelling, likeness, standing.name))
        return found

    def sure(self, close: Sequence[_Close], is_known: bool) -> Iterator[Spelling]:
        """Yield the spellings that are certain: the name's cases, and in each other script a name
        that is more alike than all rivals in either script. `is_known`: some spelling is certain
        already. A word unjudged by the archive has no certain ones."""
        abroad: list[_Close] = []
        if self._kind is Name.UNJUDGED:
            return
        for each in close:
            if each.name is Name.UNJUDGED:
                continue
            if script_of(each.spelling.word) != self._script:
                abroad.append(each)
            elif each.spelling.first_case in self._cases or (
                not is_known and self._is_what_there_is(each)
            ):
                yield each.spelling
        if self._is_word(self._word, self._typed.documents):
            return
        known = [each for each in abroad if not self._is_another_place(each.spelling)]
        is_cased = self._script in CASED
        if self._kind is Name.PERHAPS if is_cased else self._script not in UNCASED:
            known = [each for each in known if self._is_beyond_doubt(each)]
        best = sorted(known, key=lambda each: (-each.likeness, -each.spelling.documents))
        names = [
            each
            for each in best[:MOST]
            if not self._is_word(each.spelling.word, each.spelling.documents)
            and not self._is_doubtful(each)
            and not self._is_claimed(each)
        ]
        for each in names:
            if not any(_wins(other, each) for other in names):
                yield each.spelling

    def _is_what_there_is(self, close: _Close) -> bool:
        """Return whether a close name of few articles must be meant, as no article has the word."""
        lacking = not self._typed.documents and not self._places
        return lacking and close.likeness >= SURE and close.spelling.documents <= SELDOM

    def _is_another_place(self, spelling: Spelling) -> bool:
        """Return whether the table of places has another counterpart for one of two names."""
        script = script_of(spelling.word)
        if any(script_of(other) == script for place in self._places for other in exonyms(place)):
            return True
        names = {
            other
            for case in first_cases(spelling.word)
            for other in exonyms(case)
            if script_of(other) == self._script
        }
        return bool(names) and not any(
            likeness(other, own, SAME) >= SAME for other in names for own in self._cases
        )

    def _is_word(self, word: str, documents: int) -> bool:
        """Return whether a word in a script without capitals is used in forms that no name has."""
        if script_of(word) not in UNCASED or word in self._places:
            return False
        if not is_telling(word):
            return True
        forms = forms_of_words(word)
        if any(word.startswith(form.format("")) for form in ("ال", "وال", "بال") if forms):
            return True
        return _in_forms(word, self._snapshot) * FORMS > documents

    def _is_doubtful(self, close: _Close) -> bool:
        """Return whether a close name in a script without capitals is doubtful: no article has the
        word in the query, which may be no name at all; or the name is short and in far more
        articles, for a name is in the news as often in one language as in another. In other
        scripts, whether it is faintly alike."""
        spelling = close.spelling
        if script_of(spelling.word) not in UNCASED:
            return self._is_faint(close)
        if not self._typed.documents and not self._places:
            return close.likeness < SAME
        often = spelling.documents > max(LITTLE, self._typed.documents) * SHARE
        return often and not (has_many_consonants(spelling.first_case) and close.likeness >= SURE)

    def _is_beyond_doubt(self, close: _Close) -> bool:
        """Return whether a close name is certain if the word is a name at all, and no German noun
        (Spiel is no سبيل) and no Hindi word, for every eighth one sounds like a name."""
        found = close.spelling.first_case
        least = min(map(consonants, (*self._cases, found)))
        if self._script in CASED:
            return least >= len(FAINT) or close.likeness >= SAME
        return least >= BEYOND_DOUBT and close.likeness >= SAME and script_of(found) in CASED

    def _is_faint(self, close: _Close) -> bool:
        """Return whether a name is less alike than names with so few consonants must be. For two
        frequent names less is enough: Байден is Biden."""
        case = close.spelling.first_case
        many = min(consonants(case), *map(consonants, self._cases))
        if many >= len(FAINT):
            return False
        often = min(self._typed.documents, close.spelling.documents) >= SELDOM
        return close.likeness < FAINT[many] and not (often and many == len(FAINT) - 1)

    def _is_claimed(self, close: _Close) -> bool:
        """Return whether a rival in the word's script is more like the close name than the word."""
        case, least = close.spelling.first_case, close.likeness
        for rival in self._rivals(case):
            if rival in self._cases:
                continue
            self._watch()
            alike = likeness(rival, case, least)
            if alike <= least:
                continue
            standing = _standing(rival, self._snapshot)
            if any(_are_variants(rival, own, standing.documents) for own in self._cases):
                continue
            if standing.name in (None, Name.UNJUDGED) or set(first_cases(rival)) & set(self._cases):
                continue
            if _is_frequent(standing.documents, self._typed.documents):
                return True
        return False

    def _rivals(self, case: str) -> Iterable[str]:
        every = _sounding_alike((case,), self._snapshot, self._watch)
        return islice((each for each in every if script_of(each) == self._script), MOST_COMPARED)

    def _first_case(self, other: str, least: float) -> tuple[str, float] | None:
        """Return the first case in which another word is alike enough, with its likeness, or None:
        the archive must have that case, unless the case is beyond doubt."""
        for case in first_cases(other):
            alike = max(
                likeness(each, case, least) * (AS_A_CASE if each == self._declined else 1.0)
                for each in self._cases
            )
            script = script_of(case)
            plain = case in (other, self._word) or (
                alike >= SAME and script != self._script and script not in UNCASED
            )
            if alike >= least and (plain or self._is_known(case)):
                return case, alike
        return None

    def _is_known(self, case: str) -> bool:
        known = is_adjective(case) or case in self._tabled
        return known or _standing(case, self._snapshot).name is not None

    def _may_be(self, other: str, name: Name) -> bool:
        """Return whether two words may be one name.

        Where neither is certain to be a name, words of one script are words like any other: German
        nouns that differ by a vowel.
        """
        certain = Name.CERTAIN in (self._kind, name)
        return certain or script_of(self._word) != script_of(other)


def _in_forms(word: str, snapshot: Snapshot) -> int:
    """Return the number of documents with a word in forms that no name has. A place with an
    article, and the adjective of a place, are in the table and don't count."""
    forms = (
        form
        for form in forms_of_words(word)
        if not any(exonyms(case) for case in first_cases(form) if case != word)
    )
    return sum(_standing(form, snapshot).documents for form in forms)


def _is_frequent(documents: int, others: int) -> bool:
    """Return whether a name with `documents` outranks a less alike name with `others`."""
    return documents >= min(LITTLE, others) and documents * RARE >= others


def _are_variants(rival: str, name: str, documents: int) -> bool:
    """Return whether two names in one script are spellings of one name: alike enough to be the
    same, or close if few documents have the first."""
    alike = likeness(rival, name, CLOSE)
    return alike >= (CLOSE if documents <= SELDOM else SAME)


def _wins(other: _Close, close: _Close) -> bool:
    """Return whether the other of two names in one script is the word, so that the less alike one
    is not: Мария is Maria, so Марио is not."""
    ours, theirs = close.spelling, other.spelling
    script = script_of(ours.word)
    is_same = other.likeness >= SAME > close.likeness
    return (
        other.likeness > close.likeness
        and script_of(theirs.word) == script
        and (script in UNCASED or _is_frequent(theirs.documents, ours.documents))
        and not _are_variants(
            theirs.first_case,
            ours.first_case,
            SELDOM + 1 if script in UNCASED or is_same else theirs.documents,
        )
    )


def _transliterated(
    written: str, snapshot: Snapshot, watch: Callable[[], None]
) -> Iterator[Spelling]:
    """Yield the names that a word in Latin letters is with an umlaut instead of two letters, or
    with two letters instead of an umlaut.

    The umlaut is known of the word in the query, and of the archive's words from their articles.
    """
    name = fold(written)
    if script_of(name) != "latin":
        return
    own = transliterated(written)
    candidates = (
        *((other, other == own, (name, other)) for other in with_pairs(name)),
        *((other, False, (other, name)) for other in without_pairs(name)),
    )
    for other, is_typed, (short, long) in candidates:
        standing = _standing(other, snapshot)
        if standing.name is None or len(short) < SHORTEST_WITH_UMLAUT:
            continue
        if is_typed or _has_umlaut(short, long, snapshot, watch):
            yield Spelling(other, CLOSE_WEIGHT, standing.documents, other)


def _has_umlaut(word: str, pairs: str, snapshot: Snapshot, watch: Callable[[], None]) -> bool:
    """Return whether some article has a folded word with umlauts, for which these pairs stand."""
    for segment, document in _sample(word, snapshot, watch):
        watch()
        read = article(segment.stored(document))
        for text in (read.title, *read.paragraphs):
            if any(fold(each) == word and transliterated(each) == pairs
                   for each in _WITH_UMLAUT.findall(text)):  # fmt: skip
                return True
    return False


def _sample(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> list[tuple[Segment, int]]:
    """Return up to `MOST_READ` documents with a word, chosen by id, independent of segments."""
    found: list[tuple[int, Segment, int]] = []
    for part in snapshot.segments:
        segment = part.segment
        having = {
            document
            for field in _FIELDS
            for document in segment.postings(field, word, watch).documents.tolist()
        }
        ids = segment.columns.ids
        found += ((crc32(ids[each]), segment, each) for each in having - part.deleted)
    return [(segment, each) for _, segment, each in nsmallest(MOST_READ, found, itemgetter(0))]


_WITH_UMLAUT = re.compile(r"\b[^\W\d_]*(?:[äöüøåÄÖÜØÅ]|[aouAOU]\u0308|[aA]\u030a)[^\W\d_]*")


def _tabled(
    names: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> Iterator[Spelling]:
    """Yield the names that the archive has as names, be it in another case alone; but a short
    Arabic word behind a preposition is another word (بيوتا, houses, is no Utah)."""
    for name in names:
        if _is_phrase(name):
            documents = _documents(name, snapshot, watch)
            if documents:
                yield Spelling(name, CLOSE_WEIGHT, documents, name)
            continue
        found = _standing(name, snapshot)
        if found.documents and _is_spelled_so(name, found, snapshot):
            yield Spelling(name, CLOSE_WEIGHT, found.documents, name)
        elif not found.documents and (script_of(name) not in UNCASED or len(name) > SHORTEST):
            cases = {case: _standing(case, snapshot) for case in _cases(name, snapshot, watch)}
            if cases:
                most = max(cases, key=lambda case: (cases[case].documents, case))
                yield Spelling(most, CLOSE_WEIGHT, cases[most].documents, name)


def _cases(name: str, snapshot: Snapshot, watch: Callable[[], None]) -> Iterator[str]:
    """Yield the cases of a name that the archive has as names: in Cyrillic script words with the
    same beginning, in Arabic and Hebrew script words behind an article and prepositions."""
    forms = (*cases_of(name), *(adjectives(name) if _is_written_small(name) else ()))
    found = {word for word in forms if _standing(word, snapshot).documents}
    for stem in stems(name) if script_of(name) == "cyrillic" else ():
        watch()
        begun = {word for field in _FIELDS for word in _beginning(stem, field, snapshot)}
        found.update(word for word in sorted(begun)[:MOST_CASES] if is_case(word, name))
    small, people = _is_written_small(name), is_people(name)
    for word in found:
        standing = _standing(word, snapshot)
        is_so = people or standing.name is not (Name.CERTAIN if small else None)
        if is_so and standing.documents:
            yield word


def _beginning(stem: str, field: str, snapshot: Snapshot) -> Iterator[str]:
    """Yield words with this beginning, in order, up to `MOST_CASES` from each segment."""
    for part in snapshot.segments:
        dictionary = part.segment.dictionary
        yield from dictionary.terms(range(*dictionary.prefixed(field, stem))[:MOST_CASES])


def _is_written_small(name: str) -> bool:
    """Return whether a folded name is a nationality as a language other than English writes it."""
    known = nationality(name)
    return bool(known) and name != known[0]


def _is_spelled_so(name: str, standing: _NameStanding, snapshot: Snapshot) -> bool:
    """Return whether an archive with a folded spelling of the table means the place or nationality.

    True for a short word, and in most scripts without capitals, where a name can't be told.
    """
    if is_people(name):
        return True
    if _is_written_small(name):
        return standing.name is not Name.CERTAIN
    if script_of(name) in UNCASED and _in_forms(name, snapshot) > standing.documents:
        return False
    is_told = script_of(name) in CASED | UNCASED and len(name) >= SHORTEST
    return standing.name is not None or not is_told


def _is_phrase(name: str) -> bool:
    """Return whether a folded name is more than one term."""
    return len(_terms(name)) > 1 or (is_unspaced(name) and bool(_excluded(name)))


def _terms(name: str) -> list[str]:
    """Return the terms of a folded name; the last of a run without spaces is in the one before."""
    words = [token.word for token in tokens(name, None)]
    return words[:-1] if is_unspaced(name) and len(words) > 1 else words


def _excluded(name: str) -> str:
    """Return the characters that may not follow a name without spaces, because with one of them it
    is another name: a word of katakana is as long as its run."""
    others = "".join(sorted(longer(name)))
    return others + (_KATAKANA if name[-1] in _KATAKANA else "")


_KATAKANA = "".join(map(chr, range(0x30A1, 0x30FB))) + "ー"


def _phrase(name: str, snapshot: Snapshot, watch: Callable[[], None]) -> tuple[Slot, ...]:
    """Return the slots of a name of several terms, with the cases of its words in the archive."""
    words = _terms(name)
    if not is_unspaced(name):
        return tuple(
            Slot(word, others=tuple((case, 1.0) for case in sorted(_cases(word, snapshot, watch))))
            for word in words
        )
    *first, last = map(Slot, words)
    excluded = _excluded(name)
    if excluded:
        first.append(last)
        last = Slot(name[-1], begins=name[-1], not_before=excluded)
    return (*first, last)


def _documents(name: str, snapshot: Snapshot, watch: Callable[[], None]) -> int:
    """Return an upper bound of the documents with a name: the frequency of its rarest term."""
    found: list[int] = []
    for term in _terms(name):
        found.append(_having(term, snapshot))
        if not is_unspaced(name):
            found[-1] += sum(_having(case, snapshot) for case in _cases(term, snapshot, watch))
        if not found[-1]:
            break
    return min(found, default=0)


def _having(term: str, snapshot: Snapshot) -> int:
    return max(snapshot.frequency(field, term) for field in _FIELDS)


def _is_beginning(word: str, snapshot: Snapshot) -> bool:
    """Return whether a word that is being typed is likely to go on."""
    if len(word) < WHOLE_FROM:
        return True
    return not _standing(word, snapshot).documents and any(
        len(part.segment.dictionary.prefixed(field, word))
        for part in snapshot.segments
        for field in _FIELDS
    )


def _is_of_one_script(word: str) -> bool:
    """Return whether a word has letters of one script, and marks, only: a word of several scripts
    is mistyped, or a trap."""
    scripts = set(map(script_of, word))
    letters = all(unicodedata.category(sign)[0] in "LM" for sign in word)
    return letters and len(scripts) == 1 and None not in scripts


def _sounding_alike(
    words: Sequence[str], snapshot: Snapshot, watch: Callable[[], None]
) -> list[str]:
    """Return the words of all segments that may be names and share a key with one of these words,
    words of about the same length first."""
    found: set[str] = set()
    for part in snapshot.segments:
        if part.segment.sounds is not None:
            watch()
            numbers = part.segment.sounds.like(words)
            found.update(part.segment.dictionary.terms(numbers.tolist()))
    return sorted(found, key=lambda other: (abs(len(other) - len(words[0])), other))


def _standing(word: str, snapshot: Snapshot) -> _NameStanding:
    """Return the number of documents with a word in their texts, or in their titles if that is
    greater, and whether the word is a name in the whole archive."""
    key = ("standing", word, snapshot.generation, snapshot.identity)
    known: _NameStanding | None = snapshot.kept.get(key)
    if known is None:
        text, title = (_counted(word, field, snapshot) for field in _FIELDS)
        name = judged(word, text.casing, title.casing)
        known = _NameStanding(max(text.documents, title.documents), name)
        snapshot.kept.put(key, known, 100)
    return known


class _Counted(NamedTuple):
    """The counts of a word in a field over all segments."""

    documents: int
    casing: Sequence[int]


def _counted(word: str, field: str, snapshot: Snapshot) -> _Counted:
    documents, casing = 0, [0] * COLUMNS
    for part in snapshot.segments:
        segment = part.segment
        number = segment.dictionary.number(field, word)
        if number is not None:
            documents += segment.dictionary.info_at(number).documents
            if segment.casing is not None:
                casing = list(map(add, casing, segment.casing.of(number)))
    return _Counted(documents, casing)
