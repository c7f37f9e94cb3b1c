"""Tests of explanations: each agrees with the search to the last bit."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from index.engine.explanation import Explanation
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Filter, Request, Sort
from index.engine.whoosh.read.forms import STEM_WEIGHT
from index.engine.whoosh.read.score import K1
from index.errors import Stopped
from index.query import And, Everything, Flag, Is, Not, Or, Phrase, Query, Word, parse_query
from index.search.explain import explained
from tests.index.engine.archive import article
from tests.index.engine.conftest import Archive
from tests.index.engine.test_oracle import random_article, random_query


def explain(engine: SearchEngine, text: str, **more: Any) -> Explanation:
    request = Request(parse_query(text), sort=Sort.RELEVANCE)
    return engine.explain(replace(request, **more))


def added_up(scores: list[float]) -> float:
    """Return the sum in single precision, added one by one, as scores are."""
    total = np.float32(0)
    for score in scores:
        total = np.float32(total + np.float32(score))
    return float(total)


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.BLEND])
@pytest.mark.parametrize("seed", range(4))
def test_the_parts_add_up_to_the_score_of_any_hit_of_any_query(
    archive: Archive, seed: int, sort: Sort
) -> None:
    dice = random.Random(seed)
    for _ in range(3):
        archive.put(*(random_article(dice.randrange(60), dice) for _ in range(40)))
    engine = archive.engine()
    scored = 0
    for _ in range(60):
        filters = (Filter(FacetName.LANGUAGE, "en"),) if dice.random() < 0.2 else ()
        request = Request(Query(root=random_query(dice, 3)), filters, sort, limit=100)
        hits = engine.search(request).hits
        found = engine.explain(request)
        assert found.answer.hits == hits
        assert found.meaning.articles == engine.search(replace(request, filters=())).total
        assert len(found.scores) in (0, len(hits))
        for hit, score in zip(hits, found.scores, strict=False):
            parts = added_up([part.score for part in score.parts])
            fresh = 1.0 if score.freshness is None else score.freshness
            assert score.score == hit.score == float(np.float32(parts) * np.float32(fresh))
            for part in score.parts:
                assert part.score == float(np.float32(part.saturated) * np.float32(part.rarity))
                scored += part.score > 0
    assert scored > 100


def test_what_a_word_counts_comes_of_its_occurrences_fields_and_lengths(
    archive: Archive,
) -> None:
    archive.put(
        article("a", "Mothers", "A mother and mothers of mothers.", language="en"),
        article("b", "Nothing of the kind", language="en"),
    )
    found = explain(archive.engine(), "mothers")
    ((part,),) = [score.parts for score in found.scores]
    text, title = part.fields
    assert (text.field, title.field) == ("text", "title")
    assert text.terms == (
        ("mother", 1, STEM_WEIGHT),
        ("mothers", 2, 1 - STEM_WEIGHT),
        ("=en:mother", 2, STEM_WEIGHT),
    )
    assert (text.length, title.length) == (8, 2), "in terms: two words have stems of their own"
    assert text.times == pytest.approx(sum(times * weight for _, times, weight in text.terms))
    assert (title.weight, text.weight) == (3.0, 1.0)
    counted = text.counted + title.counted
    assert part.saturated == pytest.approx(counted * (K1 + 1) / (counted + K1))
    (slot,) = found.meaning.slots
    assert (slot.articles, part.rarity) == (1, slot.rarity)


def test_what_each_part_stands_for_and_how_many_articles_it_matches(archive: Archive) -> None:
    archive.put(
        article("a", "Soldiers and mothers", "Ein Soldat", language="en"),
        article("b", "Soldering", "mother", language="de"),
        article("c", "Weather", source="Soldier News", language="en"),
    )
    meaning = explain(archive.engine(), "sold* (mothers OR title:weathr~) -nothing").meaning
    begun, choice, excluded = meaning.parts
    assert (meaning.articles, begun.articles, choice.articles, excluded.articles) == (3, 3, 3, 3)
    (slot,) = begun.slots
    assert slot.word == "sold*"
    assert slot.words == (("soldat", 1), ("soldering", 1), ("soldier", 1), ("soldiers", 1))
    assert (slot.number, slot.is_cut, slot.articles) == (4, False, 3)
    assert begun.fields == ("title", "text", "author", "source")
    mothers, weather = choice.parts
    (slot,) = mothers.slots
    assert slot.stems == (("moth", ("de",)), ("mother", ("en",)))
    (slot,) = weather.slots
    assert (slot.word, slot.words, weather.fields) == ("weathr~1", (("weather", 1),), ("title",))
    assert excluded.parts[0].articles == 0


def test_a_phrase_is_as_rare_as_its_words_together(engine: SearchEngine) -> None:
    found = explain(engine, '"share your pain"')
    assert [slot.word for slot in found.meaning.slots] == ["share", "your", "pain"]
    ((part,),) = [score.parts for score in found.scores]
    assert part.rarity == pytest.approx(sum(slot.rarity for slot in found.meaning.slots))
    assert [(share.field, share.terms, share.times) for share in part.fields] == [("text", (), 1)]


def test_in_order_of_dates_there_is_no_score_to_explain(engine: SearchEngine) -> None:
    assert explain(engine, "mothers", sort=Sort.NEWEST).scores == ()
    assert explain(engine, "is:headline").scores == ()
    assert explain(engine, "mothers", sort=Sort.BLEND).scores[0].freshness == 1.0


def test_what_holds_no_word_is_no_part_of_the_score(engine: SearchEngine) -> None:
    found = engine.explain(Request(Query(root=And((Word("mothers"), Word("&"))))))
    assert found.meaning.parts[1].slots == ()
    assert found.answer.notes


def test_it_can_be_stopped(engine: SearchEngine) -> None:
    with pytest.raises(Stopped):
        engine.explain(Request(Query(root=Word("mothers"))), lambda: True)


class TestWithTheState:
    def test_flags_are_named_as_they_were_asked(self, engine: SearchEngine) -> None:
        request = Request(parse_query("mothers is:unread -is:starred"), sort=Sort.RELEVANCE)
        found = explained(engine, lambda _: frozenset(), request)
        _, unread, starred = found.meaning.parts
        assert (unread.node, unread.parts) == (Is(Flag.UNREAD), ())
        assert starred.node == Not(Is(Flag.STARRED))
        assert starred.parts[0].node == Is(Flag.STARRED)

    def test_what_was_loosened_is_explained_as_it_was_asked_then(
        self, engine: SearchEngine
    ) -> None:
        request = Request(parse_query("mothers xyzzy"), sort=Sort.RELEVANCE)
        found = explained(engine, lambda _: frozenset(), request)
        assert found.answer.relaxed
        assert found.meaning.node == Or((Word("mothers"), Word("xyzzy")))
        assert [part.articles for part in found.meaning.parts] == [2, 0]
        assert len(found.scores) == 2

    def test_everything_is_explained_too(self, engine: SearchEngine) -> None:
        found = explained(engine, lambda _: frozenset(), Request(sort=Sort.RELEVANCE))
        assert (found.meaning.node, found.scores) == (Everything(), ())


def test_a_spelling_of_several_words_is_named_as_what_was_found(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Vote", "The USA voted."),
        article("es", "Voto", "Los Estados Unidos votaron.", language="es"),
        article("ja", "選挙", "アメリカの選挙。", language="ja"),
    ).engine()
    request = Request(replace(parse_query("usa"), other_spellings=True), sort=Sort.RELEVANCE)
    found = engine.explain(request)
    counting = {
        hit.slug: [part.node for part in score.parts if part.score]
        for hit, score in zip(found.answer.hits, found.scores, strict=True)
    }
    assert counting == {
        "en": [Word("usa")],
        "es": [Phrase("estados unidos")],
        "ja": [Phrase("アメリカ")],
    }
