"""Explanation of queries and scores over a Whoosh index.

No value is computed by other code: leaves, postings and scores come from the search itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.engine.explanation import FieldShare, HitScore, Meaning, ScorePart, SlotMeaning
from index.engine.request import Group, Request
from index.engine.whoosh.format.schema import GIVEN_WORDS, REST_WORDS
from index.engine.whoosh.postings.document_sets import DocumentSet
from index.engine.whoosh.postings.postings import Postings
from index.engine.whoosh.read.collect import Freshness, HitCollection, Layer, Ranked
from index.engine.whoosh.read.expand import Expansion, frequencies
from index.engine.whoosh.read.forms import TermWeight, factor
from index.engine.whoosh.read.match import Matching
from index.engine.whoosh.read.name_variants import spellings
from index.engine.whoosh.read.score import LENGTHS, Formula, Scorer
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.translate import AnyOf, Leaf, QueryPlan, translate
from index.engine.whoosh.read.words import articles
from index.engine.whoosh.store.snapshot import Snapshot
from index.match.pattern import Slot, may_be_name, typed
from index.query import (
    And,
    Field,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Text,
    Wildcard,
    Word,
)
from index.text.analysis import STEM, root_of, tokens

MOST_WORDS_SHOWN = 10
"""The largest number of words of an expansion that an explanation shows."""

FIELD_NAMES: Mapping[str, str] = {
    "body": "text",
    REST_WORDS: "rest of the page",
    GIVEN_WORDS: "source, by folder or --source",
}
"""Names of fields for people; any other field has its own name, without `_words`."""


class Explainer:
    """The account of one search: the meaning of its query, and the parts of its scores."""

    def __init__(
        self,
        request: Request,
        snapshot: Snapshot,
        watch: StopSignal,
        formula: Formula,
    ) -> None:
        self._snapshot = snapshot
        self._watch = watch
        self._formula = formula
        self._request = request

    # The meaning

    def meaning(self, group: Group) -> Meaning:
        """Return the meaning of the query that the hits of a group match."""
        return self._meaning(self._query(group))

    def _query(self, group: Group) -> Query:
        asked, looser = self._request.query, self._request.looser
        if group is Group.PAGE:
            return replace(asked, rest=True)
        return looser if group is Group.SOME and looser is not None else asked

    def _meaning(self, query: Query) -> Meaning:
        """Return the meaning of a query, part by part; an excluded part is excluded as typed."""
        node = query.root
        translation = translate(
            node,
            self._snapshot,
            self._watch,
            other_spellings=query.other_spellings,
            alike=query.alike,
            rest=query.rest,
        )
        matchings = [Matching(part, self._watch) for part in self._snapshot.segments]
        whole = Meaning(node, _matched(translation.plan, matchings))
        match node:
            case And(parts) | Or(parts):
                below = tuple(self._meaning(replace(query, root=part)) for part in parts)
                return replace(whole, parts=below)
            case Not(part):
                excluded = replace(query, root=part, other_spellings=False, rest=False)
                return replace(whole, parts=(self._meaning(excluded),))
            case Word() | Phrase() | Prefix() | Fuzzy() | Wildcard() if translation.leaves:
                return self._meaning_of(query, node, translation.leaves, matchings)
        return whole

    def _meaning_of(
        self, query: Query, node: Text, leaves: Sequence[Leaf], matchings: Sequence[Matching]
    ) -> Meaning:
        """Return the meaning of a text. The leaf for the rest of the page is a part by itself,
        because a word has another rarity there."""
        above = [leaf for leaf in leaves if not _is_of_rest(leaf)]
        rest = [leaf for leaf in leaves if _is_of_rest(leaf)]
        parts = tuple(self._part(query, node, some, matchings) for some in (above, rest) if some)
        if len(parts) == 1:
            return parts[0]
        return Meaning(node, _matched(AnyOf(tuple(leaves)), matchings), parts)

    def _part(
        self, query: Query, node: Text, leaves: Sequence[Leaf], matchings: Sequence[Matching]
    ) -> Meaning:
        """Return the meaning of a text in the fields of these leaves."""
        leaf, *_ = leaves
        return Meaning(
            node,
            _matched(AnyOf(tuple(leaves)), matchings),
            fields=tuple(_name(place.field) for place in leaf.places),
            slots=tuple(self._slots(query, node, leaf, matchings)),
        )

    def _slots(
        self, query: Query, node: Text, leaf: Leaf, matchings: Sequence[Matching]
    ) -> Iterator[SlotMeaning]:
        scorer = Scorer((leaf,), matchings, self._snapshot, self._watch, self._formula)
        for at, slot in enumerate(leaf.pattern.slots):
            expansion = leaf.places[0].slots[at].expansion
            having, rarity = scorer.slot(leaf, at)
            yield SlotMeaning(
                _sign(slot),
                stems=self._stems(node, slot),
                spellings=self._spellings(node) if query.other_spellings and not at else (),
                words=self._words(expansion, [place.field for place in leaf.places]),
                number=len(expansion.words),
                is_cut=expansion.cut,
                articles=having,
                rarity=rarity,
            )

    def _stems(self, node: Text, slot: Slot) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the stems of a slot in a stemmed field, each with its languages in the archive."""
        if node.field not in (Field.ANY, Field.TITLE):
            return ()
        found: dict[str, list[str]] = {}
        for language in sorted(filter(None, self._snapshot.languages)):
            for token in tokens(node.text, language):
                for stem in map(root_of, token.terms[1:]):
                    if token.word == slot.word and stem != slot.word:
                        found.setdefault(stem, []).append(language)
        return tuple((stem, tuple(dict.fromkeys(found[stem]))) for stem in sorted(found))

    def _spellings(self, node: Text) -> tuple[tuple[str, float], ...]:
        if not may_be_name(node):
            return ()
        found = spellings(typed((node,)), self._snapshot, self._watch)
        return tuple((each.word, each.weight) for each in found.counted(self._request.query.alike))

    def _words(self, expansion: Expansion, fields: Sequence[str]) -> tuple[tuple[str, int], ...]:
        most = frequencies(expansion, self._snapshot)
        best = sorted(most, key=lambda word: (-most[word], word))[:MOST_WORDS_SHOWN]
        counted = [(word, articles(word, fields, self._snapshot, self._watch)) for word in best]
        return tuple(sorted(counted, key=lambda each: (-each[1], each[0])))

    # The scores

    def scores(self, collected: HitCollection) -> Iterator[HitScore]:
        """Yield the score of each hit on the page, leaf by leaf."""
        for layer in collected.layers:
            if layer.page:
                yield from self._scores(layer)

    def _scores(self, layer: Layer) -> Iterator[HitScore]:
        matchings = layer.matchings
        scorer = Scorer(
            layer.translation.leaves,
            list(matchings.values()),
            self._snapshot,
            self._watch,
            self._formula,
        )
        for ranked in layer.page:
            yield self._score(ranked, matchings[ranked.part], scorer, layer.freshness)

    def _score(
        self,
        ranked: Ranked,
        matching: Matching,
        scorer: Scorer,
        fresh: Freshness | None,
    ) -> HitScore:
        number = np.array([ranked.document])
        only = DocumentSet(ranked.part.segment.size, number)
        total = np.float32(0)
        parts: list[ScorePart] = []
        for share in scorer.shares(matching, number, only):
            part = ScorePart(
                share.leaf.node,
                tuple(self._fields(share.leaf, matching, ranked.document, scorer)),
                float(share.worth[0]),
                share.weight,
                float(share.score[0]),
            )
            total = share.score[0] if not parts else np.float32(total + share.score[0])
            parts.append(part)
        if fresh is None:
            return HitScore(tuple(parts), float(total), None, float(total))
        factor = _of(fresh, ranked)
        return HitScore(tuple(parts), float(total), float(factor), float(total * factor))

    def _fields(
        self, leaf: Leaf, matching: Matching, document: int, scorer: Scorer
    ) -> Iterator[FieldShare]:
        formula, part = self._formula, matching.part
        places = {place.field: place for place in leaf.places}
        for field, times, counted in scorer.counted(leaf, matching, document):
            kept = int(part.segment.columns.lengths(field)[document])
            terms: list[tuple[str, float, float]] = []
            if len(leaf.pattern.slots) == 1:
                (slot,) = places[field].slots
                weights = dict(slot.weights)
                for term in sorted(slot.known, key=lambda each: (each.startswith(STEM), each)):
                    often = _times(part.segment.postings(field, term), document)
                    counts = factor(term, weights.get(term, TermWeight()), part.segment, document)
                    if often and counts:
                        terms.append((term, often, counts))
            yield FieldShare(
                _name(field),
                tuple(terms),
                times,
                int(LENGTHS[kept]),
                formula.weights.get(field, formula.other_weight),
                counted,
            )


def _matched(plan: QueryPlan, matchings: Sequence[Matching]) -> int:
    """Return the number of articles that match a plan."""
    return sum(len(matching.documents(plan)) for matching in matchings)


def _is_of_rest(leaf: Leaf) -> bool:
    """Return whether a leaf is for the rest of the page alone."""
    return [place.field for place in leaf.places] == [REST_WORDS]


def _times(postings: Postings, document: int) -> int:
    """Return the term frequency in a document, 0 without a posting."""
    at = int(postings.documents.searchsorted(document))
    there = at < len(postings.documents) and int(postings.documents[at]) == document
    return int(postings.frequencies[at]) if there else 0


def _of(fresh: Freshness, ranked: Ranked) -> np.float32:
    dates = ranked.part.segment.columns.dates
    factor: np.float32 = fresh.of(dates[np.array([ranked.document])])[0]
    return factor


def _name(field: str) -> str:
    return FIELD_NAMES.get(field, field.removesuffix("_words"))


def _sign(slot: Slot) -> str:
    if slot.begins:
        return f"{slot.begins}*"
    if slot.edits:
        return f"{slot.word}~{slot.edits}"
    return slot.shape or slot.word
