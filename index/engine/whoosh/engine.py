"""Search engine over a Whoosh index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from heapq import merge
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from index.article import Article
from index.engine.answer import Answer, Hit
from index.engine.explanation import Explanation
from index.engine.request import Group, GroupTotal, Request
from index.engine.whoosh.format import schema
from index.engine.whoosh.format.errors import OutOfTime
from index.engine.whoosh.format.mapped_memory import MOST_BYTES, held, release, trim
from index.engine.whoosh.read.collect import HitCollection, Layer, Ranked, collect
from index.engine.whoosh.read.explain import Explainer
from index.engine.whoosh.read.name_variants import spelled
from index.engine.whoosh.read.score import FORMULA, Formula
from index.engine.whoosh.read.similar import similar
from index.engine.whoosh.read.spelling import spellings
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.stopwords import stop_words
from index.engine.whoosh.read.translate import All, Leaf, Translation, translate
from index.engine.whoosh.read.words import words
from index.engine.whoosh.store.folder import identity, newest_commit, reading
from index.engine.whoosh.store.segment import calmly
from index.engine.whoosh.store.snapshot import LiveSegment, open_snapshot
from index.errors import never
from index.match.highlight import Finder, marks, title_marks
from index.match.snippet import WeightedPattern, snippet
from index.match.spans import Marks, Span
from index.query import Query

_SPAN = 120
"""The bytes of memory for a cached span."""
_LONG = 0.01
"""The seconds of a search from which memory is checked; a shorter search reads little."""


class WhooshEngine:
    """The `SearchEngine` over the newest commit in a folder."""

    def __init__(self, folder: Path, formula: Formula = FORMULA) -> None:
        self._folder = folder
        self._formula = formula
        self._snapshot = open_snapshot(folder)
        self._held = held()

    @property
    def generation(self) -> int:
        """The generation of the commit in use."""
        return self._snapshot.generation

    def refresh(self) -> bool:
        """Switch to the newest commit; return whether that is another commit than before."""
        now = self._snapshot
        unchanged = newest_commit(self._folder) == now.newest
        if unchanged and identity(self._folder) == now.identity:
            return False
        self._snapshot = open_snapshot(self._folder, now)
        return True

    def search(self, request: Request, stop: Callable[[], bool] = never) -> Answer:
        """Return the page of hits for `request`."""
        started = monotonic()
        watch = StopSignal(stop, request.time_limit)
        with reading(self._folder):
            try:
                collected = self._collected(request, watch)
            except OutOfTime:
                cut = HitCollection([Layer(Group.ALL, Translation(All()))], cut_short=True)
                return self._answer(request, cut, (), started)
            hits = tuple(self._hits(request, collected, watch))
        self._give_back(monotonic() - started)
        return self._answer(request, collected, hits, started)

    def explain(self, request: Request, stop: Callable[[], bool] = never) -> Explanation:
        """Return the answer to a request, the meaning of its query, and the parts of the scores."""
        started = monotonic()
        watch = StopSignal(stop, None)
        with reading(self._folder):
            collected = self._collected(request, watch)
            hits = tuple(self._hits(request, collected, watch))
            explainer = Explainer(request, self._snapshot, watch, self._formula)
            scored = request.sort.by_score and collected.layers[0].translation.leaves
            return Explanation(
                self._answer(request, collected, hits, started),
                explainer.meaning(collected.first.group),
                tuple(explainer.scores(collected)) if scored else (),
            )

    def article(self, id: str) -> Article | None:
        """Return the whole article, or None when the index has none with that id."""
        with reading(self._folder):
            found = self._snapshot.find(id)
            return None if found is None else schema.article(found[0].segment.stored(found[1]))

    def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        """Return (slug, id) of the articles with this slug prefix, in order."""
        with reading(self._folder):
            found = merge(*(_slugs(part, prefix) for part in self._snapshot.segments))
            return tuple(islice(found, limit))

    def marks(self, article: Article, query: Query) -> Marks:
        """Return the spans of the article that match `query`, stems included."""
        snapshot = self._snapshot
        other_spellings = (
            partial(spelled, snapshot, calmly, query.alike) if query.other_spellings else None
        )
        with reading(self._folder):
            return marks(article, query, snapshot.languages, other_spellings)

    def similar(self, id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles that share the most telling words with this one, best first."""
        with reading(self._folder):
            here = self._snapshot.find(id)
            if here is None:
                return ()
            part, document = here
            given = schema.article(part.segment.stored(document))
            found = similar(given, here, self._snapshot, limit, self._formula)
            return tuple(
                Hit(*each.part.segment.listed(each.document), each.score) for each in found
            )

    def spellings(
        self, word: str, limit: int = 3, stop: Callable[[], bool] = never
    ) -> tuple[str, ...]:
        """Return words of titles and texts with nearly this spelling that are far more frequent."""
        with reading(self._folder):
            return spellings(word, limit, self._snapshot, StopSignal(stop))

    def words(
        self, prefix: str, limit: int = 8, stop: Callable[[], bool] = never
    ) -> tuple[tuple[str, int], ...]:
        """Return words of titles and texts with this prefix, and their numbers of articles."""
        with reading(self._folder):
            return words(prefix, limit, self._snapshot, StopSignal(stop))

    def stop_words(self, words: Collection[str]) -> frozenset[str]:
        """Return the stop words among a question's words, in the archive's languages."""
        with reading(self._folder):
            languages = self._snapshot.languages
        return stop_words(words, languages)

    def damages(self, most: int | None = None) -> tuple[str, ...]:
        """Return the names of the damaged parts, only of parts up to `most` bytes unless None."""
        with reading(self._folder):
            segments = [part.segment for part in self._snapshot.segments]
            return tuple(name for segment in segments for name in segment.damages(most))

    def forget(self) -> None:
        """Drop all caches and give their memory back to the system."""
        self._snapshot.forget()
        trim()

    def close(self) -> None:
        """Close the files; the engine is not used afterwards."""
        self._snapshot.close()

    def _collected(self, request: Request, watch: StopSignal) -> HitCollection:
        """Collect the hits, group by group. Raises `OutOfTime` while a query is translated."""
        translation = self._translation(request, request.query, watch)
        lower = self._lower(request, watch)
        return collect(request, translation, self._snapshot, watch, self._formula, lower)

    def _lower(self, request: Request, watch: StopSignal) -> Iterator[tuple[Group, Translation]]:
        """Yield the translated query of each group below the first."""
        if request.groups and request.looser is not None:
            yield Group.SOME, self._translation(request, request.looser, watch)
        counts_rest = request.groups or request.rest_total
        if counts_rest and self._snapshot.has_rest and not request.query.rest:
            query = replace(request.query, rest=True)
            yield Group.PAGE, self._translation(request, query, watch)

    def _translation(self, request: Request, query: Query, watch: StopSignal) -> Translation:
        """Translate a query into a plan, limited to the request's period."""
        translation = translate(
            query.root,
            self._snapshot,
            watch,
            other_spellings=query.other_spellings,
            alike=query.alike,
            rest=query.rest,
        )
        if request.period is not None and any(request.period):
            translation = translation.within(request.period)
        return translation

    def _give_back(self, took: float) -> None:
        """Release mapped memory after a long search, once far more is in use than at the start."""
        if took > _LONG and held() > self._held + MOST_BYTES:
            release(each for part in self._snapshot.segments for each in part.segment.maps)

    def _hits(self, request: Request, collected: HitCollection, watch: StopSignal) -> Iterator[Hit]:
        for layer in collected.layers:
            if layer.page:
                yield from self._hits_of(layer, request, watch)

    def _hits_of(self, layer: Layer, request: Request, watch: StopSignal) -> Iterator[Hit]:
        """Yield the rows of a group that are on the page."""
        rarity = dict(layer.weights)
        leaves, matchings = layer.translation.leaves, layer.matchings
        wanted = [WeightedPattern(leaf.pattern, rarity.get(leaf, 0.0)) for leaf in leaves]
        finder = Finder(each.pattern for each in wanted)
        texts = _texts(layer.group, request.query)
        for ranked in layer.page:
            watch.stop()
            segment = ranked.part.segment
            row = segment.listed(ranked.document)
            matching = matchings[ranked.part]
            titled = [leaf for leaf in leaves if matching.may_be_titled(leaf, ranked.document)]
            yield Hit(
                *row,
                ranked.score,
                self._title_marks(ranked, row, titled, finder) if titled else (),
                snippet(texts(segment.stored(ranked.document)), row.language, wanted, finder)
                if request.snippets
                else None,
                layer.group,
            )

    def _title_marks(
        self, ranked: Ranked, row: schema.Listed, leaves: Sequence[Leaf], finder: Finder
    ) -> tuple[Span, ...]:
        """Return the spans of leaves in a title, cached: while a query is typed its hits recur."""
        kept = self._snapshot.kept
        tokens = tuple(leaf.token for leaf in leaves)
        key = ("title marks", ranked.part.segment.id, ranked.document, tokens)
        found: tuple[Span, ...] | None = kept.get(key)
        if found is None:
            patterns = [leaf.pattern for leaf in leaves]
            found = title_marks(row.title, row.language, patterns, finder)
            kept.put(key, found, _SPAN * len(found))
        return found

    def _answer(
        self, request: Request, collected: HitCollection, hits: tuple[Hit, ...], started: float
    ) -> Answer:
        first = collected.first
        totals = (GroupTotal(layer.group, layer.total) for layer in collected.layers)
        return Answer(
            hits=hits,
            offset=request.offset,
            total=first.total,
            groups=tuple(each for each in totals if each.total) if request.groups else (),
            in_rest=collected.in_rest,
            facets=collected.facets,
            timeline=collected.timeline,
            cut_short=collected.cut_short,
            relaxed=first.group is not Group.ALL,
            notes=first.translation.notes,
            also_spelled=first.translation.also_spelled,
            alike=first.translation.alike,
            took=monotonic() - started,
            generation=self.generation,
        )


def _texts(group: Group, query: Query) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    """Return the function that gives the texts for a group's snippets."""
    if group is Group.PAGE:
        return schema.page_lines
    if not query.rest:
        return schema.signed_paragraphs
    return lambda stored: schema.signed_paragraphs(stored) + schema.page_lines(stored)


def _slugs(part: LiveSegment, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (slug, id) of a segment's live documents with this slug prefix, in order."""
    segment = part.segment
    for slug in segment.dictionary.terms(range(*segment.dictionary.prefixed("slug", prefix))):
        documents = segment.postings("slug", slug).documents.tolist()
        live = [document for document in documents if document not in part.deleted]
        yield from sorted((slug, segment.columns.id(document)) for document in live)
