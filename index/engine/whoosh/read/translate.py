"""Translation of a query into a plan of terms and fields of an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.article import Kind
from index.engine.answer import Alike
from index.engine.request import Period
from index.engine.whoosh.format.schema import (
    GIVEN_WORDS,
    REST_WORDS,
    UNDATED,
    WORDS_OF,
    microseconds,
)
from index.engine.whoosh.postings.dictionary import utf8
from index.engine.whoosh.read.expand import (
    MOST_WORDS,
    MOST_WORDS_OF_A_PHRASE,
    NO_WORDS,
    Expansion,
    beginning,
    near,
    of_shape,
)
from index.engine.whoosh.read.forms import TermWeight, term_weights
from index.engine.whoosh.read.name_variants import CLOSE_WEIGHT, shown_spellings, spelled
from index.engine.whoosh.store.snapshot import Snapshot
from index.errors import NewstuiError
from index.match.pattern import (
    Pattern,
    Slot,
    apart,
    may_be_name,
    name_at,
    pattern,
    spelling_patterns,
    typed,
    written,
)
from index.query import (
    And,
    Everything,
    Field,
    Flag,
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
from index.text.analysis import as_written
from index.text.folding import fold

FIELDS: dict[Field, tuple[str, ...]] = {
    Field.ANY: ("title", "body", WORDS_OF["author"], WORDS_OF["source"]),
    Field.TITLE: ("title",),
    Field.AUTHOR: (WORDS_OF["author"],),
    Field.SOURCE: (WORDS_OF["source"], GIVEN_WORDS),
    Field.CATEGORY: (WORDS_OF["category"],),
    Field.LANGUAGE: (WORDS_OF["language"],),
}
STEMMED = frozenset({"title", "body", REST_WORDS})

_QUOTED = 40
_LEAF = 3000
"""Estimated bytes of memory for a leaf, without its expansion."""


class UnknownFlagError(NewstuiError):
    """A flag of the state in a query for the index: the caller should have replaced it by ids."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that fill a slot of a pattern in a field."""

    known: frozenset[str]
    """The terms named by the query."""
    expansion: Expansion = NO_WORDS
    """The terms found in the dictionary; they are not among the `known` ones."""
    weights: tuple[tuple[str, TermWeight], ...] = ()
    """The weight of each occurrence of a term, unless that is 1 in all texts."""


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """A field with the terms that fill each slot of a pattern there."""

    field: str
    slots: tuple[Terms, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """A pattern with its terms: a document matches when any of the fields in `places` does."""

    pattern: Pattern
    places: tuple[FieldTerms, ...]
    node: Text = Word("")  # noqa: RUF009  (frozen, which ruff does not see from here)
    """The part of the query behind the leaf, or the other spelling of a name."""
    share: float = 1.0
    """The weight beside other leaves, which have weight 1."""
    token: object = field(default_factory=object)
    """The same object for the same node and commit: a cache key that costs nothing to hash."""

    def another(self) -> Leaf:
        """Return a copy of the leaf: a query may have it twice. (`replace` takes twice as long.)"""
        return Leaf(self.pattern, self.places, self.node, self.share, self.token)


@dataclass(frozen=True, slots=True)
class AllOf:
    """The intersection of the matches of all parts."""

    parts: tuple[QueryPlan, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The union of the matches of all parts; without parts, no match."""

    parts: tuple[QueryPlan, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The complement of the matches of a part."""

    part: QueryPlan


@dataclass(frozen=True, slots=True)
class Dated:
    """The documents dated from `since` to before `until`, in microseconds as in the index."""

    since: int
    until: int


@dataclass(frozen=True, slots=True)
class OfKind:
    """The documents of one kind, articles or headlines."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class WithIds:
    """The documents with one of these ids."""

    ids: frozenset[str]
    _in_order: dict[int, NDArray[np.bytes_]] = field(default_factory=dict, compare=False)

    def in_order(self, length: int) -> NDArray[np.bytes_]:
        """Return the ids with this number of bytes, sorted, and cache them for all segments."""
        if length not in self._in_order:
            encoded = map(utf8, self.ids)
            content = b"".join(each for each in encoded if len(each) == length)
            self._in_order[length] = np.sort(np.frombuffer(content, f"S{length}"))
        return self._in_order[length]


@dataclass(frozen=True, slots=True)
class All:
    """The set of every document."""


QueryPlan: TypeAlias = Leaf | AllOf | AnyOf | NoneOf | Dated | OfKind | WithIds | All


@dataclass(frozen=True, slots=True)
class Translation:
    """A query as a plan for this archive, with notes for the reader."""

    plan: QueryPlan
    leaves: tuple[Leaf, ...] = ()
    """The leaves that make a match: all but the excluded ones."""
    notes: tuple[str, ...] = ()
    also_spelled: tuple[str, ...] = ()
    """Other spellings of the names in the query that are searched."""
    alike: tuple[Alike, ...] = ()
    """Words that only sound like a name in the query, and are not searched."""

    def within(self, period: Period) -> Translation:
        """Return the translation, limited to a period of publication."""
        dated = Dated(_microseconds(period.since, 0), _microseconds(period.until, UNDATED))
        return replace(self, plan=AllOf((self.plan, dated)))


def _microseconds(day: date | None, otherwise: int) -> int:
    if day is None:
        return otherwise
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=UTC))


def translate(
    root: Node,
    snapshot: Snapshot,
    watch: Callable[[], None],
    *,
    other_spellings: bool = False,
    alike: bool = False,
    rest: bool = False,
) -> Translation:
    """Translate a query into a plan.

    With `other_spellings` a name stands for these too, unless excluded, and with `alike` also for
    words that only sound like it. With `rest` a text searched in any field may be in the rest of
    the page too, by a second leaf behind each first one; an excluded text may not.

    A text without a word in it ("&") can't be searched: it is left out, with a note. When nothing
    is left, nothing matches.
    """
    translator = _Translator(snapshot, watch, other_spellings, alike, rest)
    plan = translator.plan(root)
    if plan is None:
        plan = AnyOf(())
    notes = tuple(dict.fromkeys(translator.notes))
    every = tuple(leaves(plan))
    found = [shown_spellings(snapshot, watch, *name) for name in dict.fromkeys(translator.names)]
    typed = {fold(name) for name, _ in translator.names}
    counted = (each.word for other in found for each in other.counted(alike))
    offered = (
        Alike(each.word, each.documents) for other in found if not alike for each in other.alike
    )
    return Translation(
        plan,
        every,
        notes,
        tuple(word for word in dict.fromkeys(counted) if word not in typed),
        tuple(each for each in dict.fromkeys(offered) if each.word not in typed),
    )


class _Translator:
    """The translation of a query node by node, with notes for the reader."""

    def __init__(
        self,
        snapshot: Snapshot,
        watch: Callable[[], None],
        other_spellings: bool,
        alike: bool,
        rest: bool,
    ) -> None:
        self._snapshot = snapshot
        self._watch = watch
        self._spelled = partial(spelled, snapshot, watch, alike) if other_spellings else None
        self._alike = alike
        self._rest = rest
        self.notes: list[str] = []
        self.names: list[tuple[str, bool]] = []
        """Names that are not excluded, each with whether it may be unfinished."""

    def plan(self, node: Node) -> QueryPlan | None:
        match node:
            case Word() | Phrase() | Prefix() | Fuzzy() | Wildcard():
                return self._text(node)
            case And(parts):
                known = tuple(self._all(parts))
                return AllOf(known) if known or not parts else None
            case Or(parts):
                known = self._known(parts)
                return AnyOf(known) if known or not parts else None
            case Not(part):
                return self._without(part)
            case Published(since, until):
                return Dated(
                    0 if since is None else microseconds(since),
                    UNDATED if until is None else microseconds(until),
                )
            case Is(Flag.HEADLINE):
                return OfKind(Kind.HEADLINE)
            case Is(Flag.ARTICLE):
                return OfKind(Kind.ARTICLE)
            case Is(flag):
                raise UnknownFlagError(f"{flag} is known to the state, not to the index")
            case Ids(ids):
                return WithIds(ids)
            case Everything():
                return All()

    def _without(self, part: Node) -> QueryPlan | None:
        """Exclude a part as typed: other spellings, or the words of a menu, would hide too much."""
        before = self._spelled, self._rest
        self._spelled, self._rest = None, False
        plan = self.plan(part)
        self._spelled, self._rest = before
        return None if plan is None else NoneOf(plan)

    def _known(self, parts: tuple[Node, ...]) -> tuple[QueryPlan, ...]:
        plans = [self.plan(part) for part in parts]
        return tuple(plan for plan in plans if plan is not None)

    def _text(self, node: Text) -> QueryPlan | None:
        """Return a leaf, or the union of the leaves for the text's ways of writing, for spellings
        of a name that need a leaf of their own, and for the rest of the page."""
        found = [leaf for way in ways(node) for leaf in self._leaves(way)]
        if found:
            found += self._spelling_leaves((node,))
        if len(found) < 2:
            return found[0] if found else None
        return AnyOf(tuple(found))

    def _leaves(self, node: Text) -> Iterator[Leaf]:
        leaf = self._leaf(node)
        if leaf is not None:
            yield leaf
            if self._rest and node.field is Field.ANY:
                yield self._in_rest(leaf, node)
            for fields in (FIELDS[node.field], *self._rest_of(leaf.pattern)):
                for each in apart(leaf.pattern, self._stands):
                    yield Leaf(each, self._places(each, fields), node)

    def _all(self, parts: tuple[Node, ...]) -> Iterator[QueryPlan]:
        """Yield the plans of the parts of an `And`; adjacent words that are a name also stand for
        its other spellings, a word and figures (F 16) also for both in one."""
        at = 0
        while at < len(parts):
            name = name_at(parts, at) if self._spelled else ()
            known = self._known(tuple(name) or parts[at : at + 1])
            spelled = self._spelling_leaves(name)
            short = None if name else designation(parts, at)
            if short is not None:
                known = self._known(parts[at : at + 2])
                spelled = tuple(self._leaves(short))
            if spelled:
                yield AnyOf((AllOf(known), *spelled))
            else:
                yield from known
            at += len(name) or (1 if short is None else 2)

    def _stands(self, slot: Slot) -> bool:
        """Return whether any text has a term that fills a slot."""
        self._watch()
        key = ("stands", slot, self._snapshot.generation, self._snapshot.identity)
        known: bool | None = self._snapshot.kept.get(key)
        if known is None:
            known = self._has_term(slot)
            self._snapshot.kept.put(key, known, 8 * len(slot.word + slot.begins))
        return known

    def _has_term(self, slot: Slot) -> bool:
        terms = [slot.word, *(term for term, _ in slot.others)]
        return any(
            bool(part.segment.dictionary.prefixed(field, slot.begins))
            if slot.begins
            else any(part.segment.frequency(field, term) for term in terms)
            for part in self._snapshot.segments
            for field in (*FIELDS[Field.ANY], REST_WORDS)
        )

    def _spelling_leaves(self, nodes: Sequence[Node]) -> tuple[Leaf, ...]:
        """Return leaves for the spellings of a name that fit into no slot of its own words."""
        if self._spelled is None or not nodes:
            return ()
        words = [each for each in nodes if isinstance(each, Text)]
        if may_be_name(words[-1]):
            self.names.append((typed(words), isinstance(words[-1], Prefix)))
        found = [
            (each, fields)
            for each in spelling_patterns(nodes, self._spelled)
            for fields in (FIELDS[each.field], *self._rest_of(each))
        ]
        return tuple(
            Leaf(each, self._places(each, fields), written(each), CLOSE_WEIGHT)
            for each, fields in found
        )

    def _rest_of(self, wanted: Pattern) -> tuple[tuple[str, ...], ...]:
        """Return the field of the rest of the page, if the pattern is searched there."""
        return ((REST_WORDS,),) if self._rest and wanted.field is Field.ANY else ()

    def _leaf(self, node: Text) -> Leaf | None:
        """Return a new leaf for a node, or None without a word; the cache has its parts."""
        snapshot = self._snapshot
        counts = self._spelled is not None, self._alike
        key = ("leaf", node, counts, snapshot.generation, snapshot.identity)
        known: tuple[Leaf | None, list[str]] | None = snapshot.kept.get(key)
        if known is None:
            before, self.notes = self.notes, []
            known = self._new_leaf(node), self.notes
            self.notes = before
            snapshot.kept.put(key, known, _LEAF)
        leaf, notes = known
        self.notes.extend(notes)
        return leaf and leaf.another()

    def _new_leaf(self, node: Text) -> Leaf | None:
        wanted = pattern(node, self._snapshot.languages, self._spelled)
        if wanted is None:
            self.notes.append(f"“{_shown(node.text)}” holds no word and was left out")
            return None
        if wanted.is_cut:
            count = f"{len(wanted.slots)} words or signs"
            self.notes.append(f"of “{_shown(node.text)}” the first {count} are searched")
        return Leaf(wanted, self._places(wanted, FIELDS[wanted.field]), node)

    def _in_rest(self, leaf: Leaf, node: Text) -> Leaf:
        """Return a leaf of the same pattern for the rest of the page."""
        snapshot = self._snapshot
        counts = self._spelled is not None, self._alike
        key = ("rest leaf", node, counts, snapshot.generation, snapshot.identity)
        known: Leaf | None = snapshot.kept.get(key)
        if known is None:
            before, self.notes = self.notes, []  # the notes are already there from the first leaf
            known = Leaf(leaf.pattern, self._places(leaf.pattern, (REST_WORDS,)), node)
            self.notes = before
            snapshot.kept.put(key, known, _LEAF)
        return known.another()

    def _places(self, wanted: Pattern, fields: tuple[str, ...]) -> tuple[FieldTerms, ...]:
        most = MOST_WORDS if len(wanted.slots) == 1 else MOST_WORDS_OF_A_PHRASE
        expansions = [self._expand(slot, fields, most) for slot in wanted.slots]
        terms = {
            stemmed: tuple(
                self._terms(slot, expansion, stemmed=stemmed)
                for slot, expansion in zip(wanted.slots, expansions, strict=True)
            )
            for stemmed in {field in STEMMED for field in fields}
        }
        return tuple(FieldTerms(field, terms[field in STEMMED]) for field in fields)

    def _terms(self, slot: Slot, expansion: Expansion, *, stemmed: bool) -> Terms:
        self._watch()
        every = term_weights(slot) if stemmed else {slot.word: TermWeight()}
        known = frozenset(every.keys() - expansion.words)
        weights = ((term, every[term]) for term in sorted(known))
        return Terms(known, expansion, tuple(each for each in weights if each[1] != TermWeight()))

    def _expand(self, slot: Slot, fields: tuple[str, ...], most: int) -> Expansion:
        if slot.begins:
            most = MOST_WORDS if slot.not_before else most
            found = beginning(
                slot.begins, fields, most, self._snapshot, self._watch, slot.not_before
            )
            sign = f"{_shown(as_written(slot.begins))}*"
        elif slot.edits:
            found = near(slot.word, slot.edits, fields, most, self._snapshot, self._watch)
            sign = f"{_shown(slot.word)}~"
        elif slot.shape:
            found = of_shape(slot.shape, fields, most, self._snapshot, self._watch)
            sign = _shown(slot.shape)
        else:
            return NO_WORDS
        if found.cut:
            self.notes.append(f"{sign} stands for its {len(found.words)} most frequent words")
        return found


def leaves(plan: QueryPlan) -> Iterator[Leaf]:
    """Yield the leaves that make a match: all but the excluded ones."""
    match plan:
        case Leaf():
            yield plan
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            return


def _shown(text: str) -> str:
    """Return a text as a note quotes it: short, with control characters replaced."""
    harmless = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_QUOTED])
    return harmless if len(text) <= _QUOTED else f"{harmless}…"
