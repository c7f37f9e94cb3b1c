"""Patterns of words, phrases, prefixes and fuzzy words, and their occurrences in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, combinations, islice
from typing import NamedTuple, TypeAlias

from index.query import (
    And,
    Everything,
    Field,
    Fuzzy,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Text,
    Wildcard,
    Word,
)
from index.query.word_forms import designation, ways
from index.text.analysis import (
    JOINED,
    STEM,
    Form,
    Token,
    is_own_stem,
    is_unspaced,
    is_word,
    joined_terms,
    root_of,
    tokens,
)
from index.text.exonyms import LONGEST_NAME, exonyms
from index.text.exonyms import begins as begins_name
from index.text.folding import fold

LONGEST_SLOP = 100
"""The most words that may stand between two of a phrase; engines keep paragraphs further apart."""


JOINED_WEIGHT = 0.25
"""The weight of each part of a word that stands in two parts in the text (e-mail, for email)."""

MOST_APART = 3
"""The most words of a phrase that are tried in two parts together; of more words, one at a time."""

LONGEST_APART = 64
"""The longest phrase, in slots, with words tried in two parts; longer phrases are pasted."""

MOST_SLOTS = 400
"""The most slots of a pattern; a run of signs without spaces has one for each sign."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An element of a pattern: any token that fits one of its alternatives fills the slot."""

    word: str
    """The word as typed, folded."""
    stems: frozenset[str] = frozenset()
    """The terms of the word's stems, one for each stemmer of the archive's languages."""
    begins: str = ""
    """The beginning of other words that fill the slot; empty for none."""
    not_before: str = ""
    """The signs that must not follow the beginning in such a word."""
    edits: int = 0
    """The most edits between `word` and another word that fills the slot; 0 for none."""
    shape: str = ""
    """The folded shape of other words that fill the slot (see `shaped`); empty for none."""
    others: tuple[tuple[str, float], ...] = ()
    """The terms of other spellings, each with its weight beside the word's weight of 1."""

    @property
    def terms(self) -> frozenset[str]:
        """The terms of the slot that are known without a dictionary."""
        return self.stems.union({self.word}, (term for term, _ in self.others))

    def fits(self, token: Token) -> bool:
        """Return whether a token of a text fits the slot, in any of its forms."""
        return self._fits_word(token) or any(map(self._fits_form, token.also))

    def span(self, token: Token) -> tuple[int, int]:
        """Return the span of a fitting token: of its word, else of the form that fits."""
        if token.also and not self._fits_word(token):
            for form in token.also:
                if self._fits_form(form):
                    return form.start, form.end
        return token.start, token.end

    def _fits_word(self, token: Token) -> bool:
        return not self.terms.isdisjoint(token.terms) or self._stands_for(token.word)

    def _fits_form(self, form: Form) -> bool:
        return form.term in self.terms or (is_word(form.term) and self._stands_for(form.term))

    def _stands_for(self, word: str) -> bool:
        return (
            bool(self.begins and begins(word, self.begins, self.not_before))
            or bool(self.edits and within(self.word, word, self.edits))
            or bool(self.shape and shaped(self.shape).fullmatch(word))
        )

    @property
    def apart(self) -> Slot | None:
        """The slot for one part of the word, in texts with the word in two parts; None for a word
        that never stands in parts."""
        if self.begins:
            return Slot(JOINED + self.word, begins=JOINED + self.begins)
        terms = [(term, weight) for term, weight in self.others if term.startswith(JOINED)]
        return Slot(terms[0][0], others=tuple(terms[1:])) if terms else None


def begins(word: str, prefix: str, not_before: str) -> bool:
    """Return whether a word begins with a prefix that none of the signs `not_before` follows."""
    following = word[len(prefix) : len(prefix) + 1]
    return word.startswith(prefix) and (not following or following not in not_before)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sequence of slots, to be filled in this order by neighbouring words of one field."""

    slots: tuple[Slot, ...]
    field: Field = Field.ANY
    slop: int = 0
    """The most other words between the first and the last word."""
    is_cut: bool = False
    """Whether slots beyond `MOST_SLOTS` were left out."""


def apart(pattern: Pattern, stands: Callable[[Slot], bool]) -> Iterator[Pattern]:
    """Yield the pattern for texts with some of its words in two parts, each part with the whole
    word's terms (`Slot.apart`): the climate emer-gency plan, broken at the end of a line. `stands`
    returns whether there is such a part at all.

    At either end of a phrase one part is enough, but not for a word that is only begun.
    """
    slots = pattern.slots
    if len(slots) > LONGEST_APART:
        return
    halves = {
        at: half
        for at, slot in enumerate(slots)
        if (slot.begins or 0 < at < len(slots) - 1)
        and (half := slot.apart) is not None
        and stands(half)
    }
    most = len(halves) if len(halves) <= MOST_APART else 1
    for size in range(1, most + 1):
        for chosen in combinations(halves, size):
            pieces = (
                (halves[at],) * 2 if at in chosen else (slots[at],) for at in range(len(slots))
            )
            yield replace(pattern, slots=tuple(chain.from_iterable(pieces)))


class Spellings(NamedTuple):
    """The other spellings of a name."""

    terms: tuple[tuple[str, float], ...] = ()
    """The spellings of one term, each with its weight (`Slot.others`)."""
    phrases: tuple[tuple[Slot, ...], ...] = ()
    """The spellings of several terms: words, or the signs of a script without spaces."""


Spelled: TypeAlias = Callable[[str, bool], Spellings]
"""A function from a name (`typed`) to its other spellings; the second argument says whether the
reader may still be typing the name."""


def pattern(
    node: Text, languages: Collection[str | None], spelled: Spelled | None = None
) -> Pattern | None:
    """Return the pattern for `node` in an archive of these languages; None without any word.

    With `spelled`, a single word stands for its other spellings too; a phrase only for its own
    words.
    """
    slots = tuple(islice(_slots(node, {*languages, None}), MOST_SLOTS + 1))
    is_cut = len(slots) > MOST_SLOTS
    slots = slots[:MOST_SLOTS]
    if not slots:
        return None
    if spelled is not None and len(slots) == 1 and may_be_name(node):
        others = spelled(typed((node,)), isinstance(node, Prefix)).terms
        slots = (replace(slots[0], others=(*others, *slots[0].others)),)
    slop = min(node.slop, LONGEST_SLOP) if isinstance(node, Phrase) else 0
    return Pattern(slots, node.field, slop, is_cut)


def spelling_patterns(nodes: Sequence[Node], spelled: Spelled) -> tuple[Pattern, ...]:
    """Return the spellings of a name that `pattern` has no room for: for a single word the
    spellings of several terms, for several words all spellings."""
    words = [node for node in nodes if isinstance(node, Word | Prefix)]
    name = named(words)
    if len(words) < len(nodes) or not name or not all(map(may_be_name, words)):
        return ()
    found = spelled(typed(words), isinstance(words[-1], Prefix))
    phrases = list(found.phrases)
    if found.terms and (len(words) > 1 or len(tuple(_slots(words[0], (None,)))) > 1):
        phrases.append((Slot(found.terms[0][0], others=found.terms),))
    return tuple(Pattern(slots, words[0].field) for slots in phrases)


def written(spelling: Pattern) -> Text:
    """Return a pattern of `spelling_patterns` as readers type it: a word, or a phrase in quotes."""
    *first, last = (slot.word for slot in spelling.slots)
    if not first:
        return Word(last, spelling.field)
    if is_unspaced(last):
        return Phrase("".join(pair[0] for pair in first) + last, spelling.field)
    return Phrase(" ".join((*first, last)), spelling.field)


def named(words: Sequence[Text]) -> str:
    """Return words as one name in the form of the table of places: folded, with spaces between its
    words unless its script has none."""
    found = [token.word for word in words for token in tokens(word.text, None)]
    if found and is_unspaced(found[0]):
        return "".join(fold(word.text) for word in words)
    return " ".join(found)


def typed(words: Sequence[Text]) -> str:
    """Return words as one name; a single word keeps its umlauts, as they tell which letters they
    stand for, and its capitals, as they may mark a name; an acronym has no dots."""
    name = named(words)
    text = words[0].text.strip().replace(".", "") if len(words) == 1 else name
    return text if fold(text) == name else name


def name_at(parts: Sequence[Node], at: int) -> Sequence[Node]:
    """Return the longest name of several words in the table of places that begins at `parts[at]` of
    an `And`, in one field; empty where there is none."""
    first = parts[at]
    if not isinstance(first, Word) or not begins_name(fold(first.text)):
        return ()
    for end in range(min(len(parts), at + LONGEST_NAME), at + 1, -1):
        words = [word for word in parts[at:end] if isinstance(word, Word | Prefix)]
        whole = len(words) == end - at and all(map(may_be_name, words))
        one_field = len({word.field for word in words}) == 1
        if whole and one_field and exonyms(named(words)):
            return words
    return ()


def may_be_name(node: Text) -> bool:
    """Return whether a part of a query may stand for other spellings: a word, finished or not."""
    is_word = isinstance(node, Word) or (isinstance(node, Prefix) and node.unfinished)
    return is_word and node.field in (Field.ANY, Field.TITLE)


def patterns(
    node: Node, languages: Collection[str | None], spelled: Spelled | None = None
) -> list[Pattern]:
    """Return the patterns of a whole query that a match consists of: all but the excluded ones."""
    match node:
        case And(parts) | Or(parts):
            found = [each for part in parts for each in patterns(part, languages, spelled)]
            if isinstance(node, And):
                short = (designation(parts, at) for at in range(len(parts)))
                whole = (pattern(each, languages, spelled) for each in short if each)
                found += [each for each in whole if each is not None]
            if isinstance(node, And) and spelled is not None:
                names = (name_at(parts, at) for at in range(len(parts)))
                found += [
                    each for name in names if name for each in spelling_patterns(name, spelled)
                ]
            return found
        case Word() | Phrase() | Prefix() | Fuzzy() | Wildcard():
            written = (pattern(way, languages, spelled) for way in ways(node))
            found = [wanted for wanted in written if wanted is not None]
            if found and spelled is not None:
                found += spelling_patterns((node,), spelled)
            return found
        case Not() | Published() | Is() | Ids() | Everything():
            return []


def occurrences(places: Sequence[Sequence[int]], slop: int) -> Iterator[tuple[int, ...]]:
    """Yield the occurrences of a phrase, each with the position of every slot.

    `places` has the sorted positions of each slot. From each start every next slot takes the
    nearest position after the last slot's: no other choice ends earlier.
    """
    for start in places[0]:
        chosen = [start]
        for slot in places[1:]:
            at = bisect_right(slot, chosen[-1])
            if at == len(slot):
                return
            chosen.append(slot[at])
        if chosen[-1] - start - len(places) + 1 <= slop:
            yield tuple(chosen)


def within(left: str, right: str, edits: int) -> bool:
    """Return whether two words are at most `edits` edits apart.

    An edit inserts, deletes or replaces a character, or swaps two neighbours that are not edited
    again (the restricted Damerau-Levenshtein distance).
    """
    if abs(len(left) - len(right)) > edits:
        return False
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > edits and min(before) > edits:
            return False
    return row[-1] <= edits


@lru_cache(maxsize=64)
def shaped(shape: str) -> re.Pattern[str]:
    """Return a regular expression for whole words of a shape.

    `*` stands for any characters, `?` for one. Between two stars the first match does as well as
    any later one, so nothing is tried twice: a shape of many stars takes no longer than one of few.
    """
    first, *others = (
        "".join("." if sign == "?" else re.escape(sign) for sign in piece)
        for piece in shape.split("*")
    )
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    between = "".join(f"(?>.*?{piece})" for piece in middle if piece)
    return re.compile(f"{first}{between}.*{last}", re.DOTALL)


def _slots(node: Text, languages: Iterable[str | None]) -> Iterator[Slot]:
    if isinstance(node, Wildcard) and not any(map(is_unspaced, node.text)):
        shape = _folded(node.text)
        yield Slot(shape, shape=shape)
        return
    readings = zip(*(tokens(node.text, language) for language in languages), strict=True)
    found = [
        (reading[0], frozenset(term for token in reading for term in token.terms[1:]))
        for reading in readings
    ]
    last = len(found) - 1
    for at, (token, stems) in enumerate(found):
        if is_unspaced(token.word):
            ends_run = len(token.word) == 1 and at == last
            if ends_run and at > 0 and found[at - 1][0].end == token.end:
                continue  # the text may go on in any way where the query ends
            yield Slot(token.word, begins=token.word if ends_run else "")
        elif isinstance(node, Fuzzy):
            # The letters of an acronym's own term are no word, from which another could differ.
            near = token.word if token.whole.startswith(STEM) else token.whole
            yield Slot(near, edits=node.edits)
        else:
            # A prefix also stands for the other forms of the word that it may be already, so that
            # typing the last letter of a word loses none of the word's matches.
            is_begun = (isinstance(node, Prefix) and at == last) or _is_starred(node, token)
            begins = token.whole if is_begun and not token.whole.startswith(STEM) else ""
            if token.whole != token.word:
                stems = frozenset()
            yield Slot(token.whole, stems, begins, others=_joined(token.whole, stems))


def _joined(word: str, stems: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """Return the terms of a word in two parts, with their weights; none for a single letter."""
    if not (word.isalnum() and len(word) > 1):
        return ()
    roots = [root_of(stem) for stem in sorted(stems) if is_own_stem(stem)]
    words = joined_terms(dict.fromkeys((word, *roots)))
    return tuple((term, JOINED_WEIGHT) for term in (*words, *joined_terms(sorted(stems))))


def _is_starred(node: Text, token: Token) -> bool:
    """Return whether a word of a phrase has a star behind it."""
    end = max([token.end, *(form.end for form in token.also if form.is_whole)])
    return isinstance(node, Phrase) and node.text[end : end + 1] == "*"


def _folded(shape: str) -> str:
    """Return a shape folded like the words of the index, with one star for several in a row."""
    pieces = re.split(r"([*?])", re.sub(r"\*+", "*", shape))
    return "".join(piece if piece in ("*", "?") else fold(piece) for piece in pieces)
