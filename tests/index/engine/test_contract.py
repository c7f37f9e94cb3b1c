"""Tests of the contract of every engine, written against the protocols alone."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from index.article import Kind
from index.engine.answer import Answer, FacetCount
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Filter, Request, Sort
from index.errors import Stopped
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
    Query,
    Word,
    parse_query,
)
from tests.index.engine.archive import (
    CHALLENGE,
    COMPLETE,
    EVERYTHING,
    HEADLINE,
    LEOPARD,
    MOTHERS,
    TOKYO,
    TRAM,
    UNDATED,
    article,
    found,
)
from tests.index.engine.conftest import Archive


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slugs(answer: Answer) -> list[str]:
    return [hit.slug for hit in answer.hits]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("mothers", {MOTHERS, CHALLENGE}),
            ("mother", {MOTHERS, CHALLENGE}),
            ("mothers'", {MOTHERS, CHALLENGE}),
            ("MOTHERS", {MOTHERS, CHALLENGE}),
            ("cafe", {TRAM}),
            ("Café", {TRAM}),
            ("елка", {LEOPARD}),
            ("ёлки", {LEOPARD}),
            ("леопарды", {LEOPARD}),
            ("W-2", {TRAM}),
            ("w2", {TRAM}),
            ("don't", {TRAM}),
            ("東京", {TOKYO}),
            ("東京都", {TOKYO}),
            ("猫", {TOKYO}),
            ("都", {TOKYO}),
            ("大阪", set()),
            ("2022", {TOKYO}),
            ("harbour", {MOTHERS, TRAM, UNDATED}),
            ("nowhere", set()),
        ],
    )
    def test_words_are_found_in_title_text_and_source(
        self, engine: SearchEngine, text: str, wanted: set[object]
    ) -> None:
        slugs = {each.slug for each in EVERYTHING if each in wanted}
        assert set(found(engine, Word(text))) == slugs

    def test_a_word_of_several_parts_is_a_phrase(self, archive: Archive) -> None:
        archive.put(article("apart", "The letter W and 2 trams"), TRAM)
        assert found(archive.engine(), Word("W-2")) == [TRAM.slug]

    def test_all_words_may_stand_in_different_fields(self, engine: SearchEngine) -> None:
        parts = (Word("pain", Field.TITLE), Word("kremlin"), Word("harbour", Field.SOURCE))
        assert found(engine, And(parts)) == [MOTHERS.slug]

    def test_fields(self, engine: SearchEngine) -> None:
        assert found(engine, Word("harbour", Field.TITLE), Sort.NEWEST) == [
            TRAM.slug,
            UNDATED.slug,
        ]
        assert found(engine, Word("westside", Field.SOURCE)) == [CHALLENGE.slug]
        assert found(engine, Phrase("westside people", Field.SOURCE)) == [CHALLENGE.slug]
        assert set(found(engine, Word("World", Field.CATEGORY))) == {MOTHERS.slug, CHALLENGE.slug}
        assert found(engine, Phrase("Общество", Field.CATEGORY)) == [LEOPARD.slug]
        assert found(engine, Word("JA", Field.LANGUAGE)) == [TOKYO.slug]
        assert found(engine, Word("mothers", Field.SOURCE)) == []

    def test_sources_are_not_stemmed(self, archive: Archive) -> None:
        archive.put(article("a", "One", source="Guards Weekly"))
        engine = archive.engine()
        assert found(engine, Word("guard", Field.SOURCE)) == []
        assert found(engine, Word("guards", Field.SOURCE)) == ["a"]

    def test_stop_words_are_words(self, engine: SearchEngine) -> None:
        assert found(engine, Phrase("to be or not to be")) == [TRAM.slug]

    def test_stop_words_are_those_of_the_languages_of_the_archive(self, archive: Archive) -> None:
        archive.put(article("en", "War crimes", "They don't", language="en"))
        english = archive.engine()
        assert english.stop_words(["The", "war", "of", "don't"]) == {"The", "of", "don't"}
        assert english.stop_words(["der", "für"]) == frozenset()
        archive.put(article("en", "Krieg", language="de"))
        german = archive.engine()
        assert german.stop_words(["war", "für", "Krieg"]) == {"war", "für"}
        assert german.stop_words([]) == frozenset()

    def test_a_stop_word_of_one_language_may_be_telling_in_another(self, archive: Archive) -> None:
        archive.put(article("en", "War", language="en"), article("de", "Krieg", language="de"))
        engine = archive.engine()
        assert engine.stop_words(["war", "crimes", "in", "Ukraine"]) == {"in"}
        assert engine.stop_words(["wo", "war", "der", "Krieg"]) == {"wo", "war", "der"}

    def test_a_question_is_taken_for_english_where_no_list_is_known(self, archive: Archive) -> None:
        archive.put(article("ja", "猫", language="ja"), article("none", "?", language=None))
        assert archive.engine().stop_words(["the", "cat"]) == {"the"}

    def test_the_same_letters_match_in_whatever_language(self, archive: Archive) -> None:
        archive.put(
            article("en", "Nothing", "The children of Paris", language="en"),
            article("fr", "Rien", "Les enfants de Paris", language="fr"),
            article("xx", "?", "Paris", language=None),
            article("uk", "!", "Paris", language="uk"),
        )
        assert set(found(archive.engine(), Word("paris"))) == {"en", "fr", "xx", "uk"}
        assert found(archive.engine(), Word("enfant")) == ["fr"]
        assert found(archive.engine(), Word("child")) == []

    def test_a_text_without_a_word_is_left_out_and_said(self, engine: SearchEngine) -> None:
        request = Request(Query(root=And((Word("mothers"), Word("&")))))
        answer = engine.search(request)
        assert answer.total == 2
        assert any("&" in note for note in answer.notes)
        assert found(engine, Word("★")) == []

    def test_notes_are_short_and_harmless(self, engine: SearchEngine) -> None:
        for text in ("\x1b\x07", "\u202e—", "—" * 1000):
            (note,) = engine.search(Request(Query(root=Word(text)))).notes
            assert note.isprintable()
            assert len(note) < 100


class TestPhrases:
    def test_the_words_stand_together_in_this_order(self, engine: SearchEngine) -> None:
        assert found(engine, Phrase("mothers of Russian soldiers")) == [CHALLENGE.slug]
        assert found(engine, Phrase("soldiers Russian")) == []

    def test_other_forms_count(self, engine: SearchEngine) -> None:
        assert found(engine, Phrase("russian soldier")) != []

    def test_slop_is_how_many_words_stand_between(self, archive: Archive) -> None:
        archive.put(article("a", "Alpha one two beta three gamma"))
        engine = archive.engine()
        assert found(engine, Phrase("alpha beta", slop=1)) == []
        assert found(engine, Phrase("alpha beta", slop=2)) == ["a"]
        assert found(engine, Phrase("alpha beta gamma", slop=2)) == []
        assert found(engine, Phrase("alpha beta gamma", slop=3)) == ["a"]
        assert found(engine, Phrase("beta alpha", slop=9)) == []

    def test_a_phrase_stays_in_its_field_and_paragraph(self, archive: Archive) -> None:
        archive.put(article("a", "Alpha", "beta one", "two gamma"))
        engine = archive.engine()
        assert found(engine, Phrase("alpha beta", slop=9)) == []
        assert found(engine, Phrase("one two", slop=9)) == []
        assert found(engine, Phrase("beta one")) == ["a"]

    def test_signs_without_spaces_are_a_phrase(self, archive: Archive) -> None:
        archive.put(
            article("a", "東京都", language="ja"),
            article("b", "京都と東京", language="ja"),
            article("c", "東京都 2020年", language=None),
        )
        engine = archive.engine()
        assert set(found(engine, Word("東京都"))) == {"a", "c"}
        assert set(found(engine, Word("東京"))) == {"a", "b", "c"}
        assert found(engine, Phrase("東京都 2020")) == ["c"]
        assert found(engine, Phrase("都 2020年")) == ["c"]
        assert found(engine, Phrase("京 2020")) == []


class TestPrefixes:
    def test_words_that_begin_so(self, engine: SearchEngine) -> None:
        assert set(found(engine, Prefix("moth"))) == {MOTHERS.slug, CHALLENGE.slug}
        assert found(engine, Prefix("лео")) == [LEOPARD.slug]
        assert found(engine, Prefix("xyz")) == []

    def test_a_whole_word_finds_no_less_than_without_the_star(self, engine: SearchEngine) -> None:
        assert set(found(engine, Prefix("mothering"))) == set(found(engine, Word("mothering")))

    def test_of_several_parts_only_the_last_is_a_beginning(self, archive: Archive) -> None:
        archive.put(article("a", "Line W-21"), article("b", "Line W and 2 more"))
        assert found(archive.engine(), Prefix("W-2")) == ["a"]
        assert set(found(archive.engine(), Prefix("W"))) == {"a", "b"}

    def test_field(self, engine: SearchEngine) -> None:
        assert found(engine, Prefix("west", Field.SOURCE)) == [CHALLENGE.slug]
        assert found(engine, Prefix("driv", Field.TITLE)) == []

    def test_wide_prefix_says_what_it_left_out(self, archive: Archive) -> None:
        words = " ".join(f"a{number}" for number in range(5000))
        archive.put(article("a", "Numbers", words))
        answer = archive.engine().search(Request(Query(root=Prefix("a"))))
        assert answer.total == 1
        assert any("a*" in note for note in answer.notes)


def test_a_choice_beside_conditions_lists_its_hits_and_no_others(archive: Archive) -> None:
    starred = article("starred", "The weather")
    headline = article("headline", "A tram", kind=Kind.HEADLINE)
    engine = archive.put(starred, headline, article("tram", "A tram")).engine()
    choice = Or((Ids(frozenset({starred.id})), Word("tram")))
    assert found(engine, And((Is(Flag.ARTICLE), choice))) == ["tram", "starred"]


class TestAuthor:
    @pytest.fixture
    def signed(self, archive: Archive) -> SearchEngine:
        return archive.put(
            article("hers", "Brexit in brief", "The bill is out.", author="Kay Smiths"),
            article("about", "Kay Smith resigns", "Brexit was too much.", author="A. N. Other"),
        ).engine()

    def test_it_is_found_with_the_words_of_the_text(self, signed: SearchEngine) -> None:
        assert found(signed, parse_query("smiths brexit").root) == ["hers", "about"]
        assert found(signed, parse_query('"n other"').root) == ["about"]
        assert found(signed, parse_query("brexit -other").root) == ["hers"]

    def test_it_has_a_field_of_its_own_without_other_forms(self, signed: SearchEngine) -> None:
        assert found(signed, Word("smiths", Field.AUTHOR)) == ["hers"]
        assert found(signed, Word("smith", Field.AUTHOR)) == []
        assert found(signed, Prefix("smi", Field.AUTHOR)) == ["hers"]

    def test_the_sentence_below_a_hit_names_it(self, signed: SearchEngine) -> None:
        request = Request(parse_query("bill smiths"), snippets=True)
        (snippet,) = [hit.snippet for hit in signed.search(request).hits if hit.slug == "hers"]
        assert snippet is not None
        assert snippet.text == "The bill is out. … Kay Smiths"
        assert [snippet.text[start:end] for start, end in snippet.marks] == ["bill", "Smiths"]


class TestFuzzy:
    def test_an_acronym_is_near_the_words_near_its_letters(self, archive: Archive) -> None:
        opened = archive.put(article("un", "The U.N."), article("usa", "USA")).engine()
        assert found(opened, Fuzzy("U.S.")) == ["un", "usa"]

    @pytest.mark.parametrize(
        "text",
        ["zhelensky", "zhelensy", "zhelenssky", "zhelansky", "hzelensky", "helensky", "zhelenskx"],
    )
    def test_one_edit_anywhere(self, engine: SearchEngine, text: str) -> None:
        assert found(engine, Fuzzy(text)) == [CHALLENGE.slug]

    def test_as_many_edits_as_asked_for(self, engine: SearchEngine) -> None:
        assert found(engine, Fuzzy("zelenski")) == []
        assert found(engine, Fuzzy("zelenski", edits=2)) == [CHALLENGE.slug]


class TestLogic:
    @pytest.mark.parametrize(
        ("root", "wanted"),
        [
            (Everything(), set(EVERYTHING)),
            (Not(Everything()), set()),
            (Not(Word("mothers")), set(EVERYTHING) - {MOTHERS, CHALLENGE}),
            (Not(Not(Word("mothers"))), {MOTHERS, CHALLENGE}),
            (And((Word("mothers"), Not(Word("pain")))), {CHALLENGE}),
            (And((Not(Word("mothers")), Not(Word("harbour")))), {LEOPARD, TOKYO, HEADLINE}),
            (Or((Word("猫"), Word("леопард"))), {TOKYO, LEOPARD}),
            (Or((Word("猫"), Not(Is(Flag.ARTICLE)))), {TOKYO, HEADLINE}),
            (And(()), set(EVERYTHING)),
            (Or(()), set()),
            (Is(Flag.HEADLINE), {HEADLINE}),
            (Is(Flag.ARTICLE), set(EVERYTHING) - {HEADLINE}),
            (Ids(frozenset({TRAM.id, TOKYO.id, "unknown"})), {TRAM, TOKYO}),
            (Ids(frozenset()), set()),
            (Published(since=day("2023-01-26")), {TRAM, LEOPARD}),
            (Published(until=day("2022-12-24")), {MOTHERS, CHALLENGE}),
            (Published(day("2022-12-24"), day("2022-12-25")), {TOKYO}),
            (Published(), set(EVERYTHING) - {UNDATED}),
            (Not(Published()), {UNDATED}),
        ],
    )
    def test_nodes(self, engine: SearchEngine, root: Node, wanted: set[object]) -> None:
        assert set(found(engine, root)) == {e.slug for e in EVERYTHING if e in wanted}


class TestOrder:
    def test_by_date_undated_last_in_both_directions(self, engine: SearchEngine) -> None:
        newest = found(engine, Everything(), Sort.NEWEST)
        oldest = found(engine, Everything(), Sort.OLDEST)
        assert newest == [
            each.slug for each in (TRAM, LEOPARD, HEADLINE, TOKYO, MOTHERS, CHALLENGE, UNDATED)
        ]
        assert oldest == [*reversed(newest[:-1]), UNDATED.slug]

    @pytest.mark.parametrize("sort", list(Sort))
    def test_ties_go_by_id(self, archive: Archive, sort: Sort) -> None:
        same = [article(f"same-{number}", "The same title") for number in range(9)]
        archive.put(*same[:4]).put(*same[4:])
        wanted = [each.slug for each in sorted(same, key=lambda each: each.id)]
        assert found(archive.engine(), Word("title"), sort) == wanted

    @pytest.mark.parametrize("sort", list(Sort))
    def test_pages_add_up_to_the_whole(self, engine: SearchEngine, sort: Sort) -> None:
        whole = found(engine, Everything(), sort)
        pages = [
            slugs(engine.search(Request(sort=sort, offset=offset, limit=3)))
            for offset in range(0, 12, 3)
        ]
        assert [slug for page in pages for slug in page] == whole

    def test_titles_weigh_more_than_texts(self, archive: Archive) -> None:
        archive.put(
            article("text", "Something else", "The harbour.", source=None),
            article("title", "The harbour", "Something else.", source=None),
        )
        assert found(archive.engine(), Word("harbour")) == ["title", "text"]

    def test_rare_words_weigh_more(self, archive: Archive) -> None:
        common = [article(f"c{number}", "x", "Tide tables.") for number in range(9)]
        archive.put(*common, article("rare", "x", "Pelican tables."))
        order = found(archive.engine(), Or((Word("tide"), Word("pelican"))))
        assert order[0] == "rare"

    def test_scores_do_not_depend_on_how_it_was_committed(self, archive: Archive) -> None:
        request = Request(Query(root=Word("mothers")), sort=Sort.RELEVANCE)
        archive.put(*EVERYTHING)
        at_once = [hit.score for hit in archive.engine().search(request).hits]
        archive.put(*EVERYTHING[:3]).put(*EVERYTHING[3:])
        later = [hit.score for hit in archive.engine().search(request).hits]
        assert later == pytest.approx(at_once, rel=0.05)
        assert at_once[0] > at_once[1] > 0


class TestHits:
    def test_a_hit_is_all_that_a_row_needs(self, engine: SearchEngine) -> None:
        (hit,) = engine.search(Request(Query(root=Word("pain")))).hits
        assert (hit.id, hit.slug, hit.kind, hit.title) == (
            MOTHERS.id,
            MOTHERS.slug,
            Kind.ARTICLE,
            MOTHERS.title,
        )
        assert (hit.source, hit.published, hit.day_only) == (
            MOTHERS.source,
            MOTHERS.published,
            MOTHERS.day_only,
        )
        assert (hit.category, hit.language) == (MOTHERS.category, MOTHERS.language)

    def test_reading_time_is_given_or_estimated_or_unknown(self, engine: SearchEngine) -> None:
        times = {hit.slug: hit.reading_seconds for hit in engine.search(Request()).hits}
        assert times[MOTHERS.slug] == 81
        assert times[TRAM.slug] == TRAM.estimated_seconds > 0
        assert times[HEADLINE.slug] is None

    def test_what_matches_is_marked(self, engine: SearchEngine) -> None:
        (hit,) = engine.search(Request(Query(root=Phrase("share your pain")), snippets=True)).hits
        assert hit.snippet is not None
        assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["share your pain"]
        assert hit.title_marks == ()

    def test_a_match_in_the_title_alone_shows_the_first_sentence(
        self, engine: SearchEngine
    ) -> None:
        (hit,) = engine.search(Request(Query(root=Word("reopens")), snippets=True)).hits
        assert hit.snippet is not None
        assert hit.snippet.text == "The café, closed since spring, was full on its first day."
        assert hit.snippet.marks == ()
        assert [hit.title[a:b] for a, b in hit.title_marks] == ["reopens"]

    def test_without_a_text_there_is_no_snippet(self, engine: SearchEngine) -> None:
        (hit,) = engine.search(Request(Query(root=Word("антициклон")), snippets=True)).hits
        assert hit.snippet is None

    def test_marks_of_an_article(self, engine: SearchEngine) -> None:
        query = Query(root=And((Word("mother"), Prefix("Ukr"), Not(Word("pain")))))
        marks = engine.marks(MOTHERS, query)
        assert [MOTHERS.title[a:b] for a, b in marks.title] == ["mothers"]
        words = [
            paragraph[a:b]
            for paragraph, spans in zip(MOTHERS.paragraphs, marks.paragraphs, strict=True)
            for a, b in spans
        ]
        assert words == ["mothers", "Ukraine", "mothers", "Ukraine"]

    def test_every_field_of_an_article_comes_back(self, archive: Archive) -> None:
        archive.put(COMPLETE, *EVERYTHING)
        engine = archive.engine()
        for each in (COMPLETE, *EVERYTHING):
            assert engine.article(each.id) == each
        assert engine.article("unknown") is None


class TestFacets:
    def test_counts_of_every_facet(self, engine: SearchEngine) -> None:
        facets = engine.search(Request(facets=True)).facets
        assert facets[FacetName.SOURCE] == (
            FacetCount("The Daily Harbour", 2),
            FacetCount("Шлок", 2),
            FacetCount("Westside People", 1),
            FacetCount("港新聞", 1),
            FacetCount(None, 1),
        )
        assert facets[FacetName.KIND] == (FacetCount("article", 6), FacetCount("headline", 1))
        assert facets[FacetName.LANGUAGE][0] == FacetCount("en", 3)
        assert facets[FacetName.CATEGORY][0] == FacetCount("World news", 2)

    def test_values_of_a_facet_are_alternatives_and_facets_all_hold(
        self, engine: SearchEngine
    ) -> None:
        filters = (
            Filter(FacetName.LANGUAGE, "ru"),
            Filter(FacetName.LANGUAGE, "ja"),
            Filter(FacetName.SOURCE, "Шлок"),
        )
        answer = engine.search(Request(filters=filters, facets=True, limit=50))
        assert set(slugs(answer)) == {LEOPARD.slug, HEADLINE.slug}
        assert answer.total == 2
        # Counts of a facet ignore its own filters, so that another value can be chosen.
        languages = {each.value: each.count for each in answer.facets[FacetName.LANGUAGE]}
        assert languages == {"ru": 2}
        sources = {each.value: each.count for each in answer.facets[FacetName.SOURCE]}
        assert sources == {"Шлок": 2, "港新聞": 1}
        kinds = {each.value: each.count for each in answer.facets[FacetName.KIND]}
        assert kinds == {"article": 1, "headline": 1}

    def test_no_value_can_be_asked_for(self, engine: SearchEngine) -> None:
        answer = engine.search(Request(filters=(Filter(FacetName.SOURCE, None),)))
        assert slugs(answer) == [UNDATED.slug]

    def test_a_value_that_nothing_has(self, engine: SearchEngine) -> None:
        answer = engine.search(Request(filters=(Filter(FacetName.SOURCE, "Nobody"),)))
        assert (answer.total, answer.hits) == (0, ())

    def test_filters_narrow_a_query(self, engine: SearchEngine) -> None:
        filters = (Filter(FacetName.SOURCE, "Westside People"),)
        answer = engine.search(
            Request(Query(root=Word("mothers")), filters, sort=Sort.RELEVANCE, facets=True)
        )
        assert slugs(answer) == [CHALLENGE.slug]
        assert {each.value for each in answer.facets[FacetName.SOURCE]} == {
            "Westside People",
            "The Daily Harbour",
        }

    def test_two_hundred_values_at_most(self, archive: Archive) -> None:
        many = [article(f"a{n}", "x", source=f"Source {n:03}") for n in range(250)]
        archive.put(*many, article("b", "x", source="Source 249"))
        counts = archive.engine().search(Request(facets=True)).facets[FacetName.SOURCE]
        assert len(counts) == 200
        assert counts[:2] == (FacetCount("Source 249", 2), FacetCount("Source 000", 1))

    def test_timeline_by_month(self, engine: SearchEngine) -> None:
        answer = engine.search(Request(timeline=True))
        assert answer.timeline == (
            (date(2022, 3, 1), 1),
            (date(2022, 11, 1), 1),
            (date(2022, 12, 1), 1),
            (date(2023, 1, 1), 2),
            (date(2023, 5, 1), 1),
        )


class TestSlugs:
    def test_the_beginning_of_a_slug(self, engine: SearchEngine) -> None:
        assert engine.slugs("t") == ((TOKYO.slug, TOKYO.id), (TRAM.slug, TRAM.id))
        assert engine.slugs(TRAM.slug)[0] == (TRAM.slug, TRAM.id)
        assert len(engine.slugs("", limit=3)) == 3
        assert engine.slugs("zzz") == ()

    def test_removed_and_renamed_articles_are_gone(self, archive: Archive) -> None:
        archive.put(TRAM, TOKYO)
        archive.writer.apply([replace(TRAM, slug="tram-again")], remove=[TOKYO.id])
        engine = archive.engine()
        assert engine.slugs("") == (("tram-again", TRAM.id),)
        assert engine.article(TOKYO.id) is None


class TestSimilar:
    def test_articles_of_one_story_find_each_other(self, engine: SearchEngine) -> None:
        assert [hit.slug for hit in engine.similar(MOTHERS.id)] == [CHALLENGE.slug]
        assert [hit.slug for hit in engine.similar(CHALLENGE.id)] == [MOTHERS.slug]

    @pytest.mark.parametrize("alone", [TRAM, LEOPARD, TOKYO, HEADLINE, UNDATED])
    def test_an_unrelated_article_is_worse_than_none(
        self, engine: SearchEngine, alone: object
    ) -> None:
        (id,) = {each.id for each in EVERYTHING if each is alone}
        assert engine.similar(id) == ()

    def test_of_an_unknown_article(self, engine: SearchEngine) -> None:
        assert engine.similar("unknown") == ()


class TestInterruption:
    def test_a_stopped_search_raises(self, engine: SearchEngine) -> None:
        with pytest.raises(Stopped):
            engine.search(Request(Query(root=Word("mothers"))), stop=lambda: True)
        assert engine.search(Request()).total == len(EVERYTHING)

    def test_the_signal_may_come_at_any_time(self, engine: SearchEngine) -> None:
        request = Request(
            Query(root=Phrase("of the")), sort=Sort.RELEVANCE, facets=True, snippets=True
        )
        asked = itertools.count()
        for _ in range(2):  # the second round reads from the caches
            asked = itertools.count()
            engine.search(request, stop=lambda asked=asked: next(asked) < 0)  # type: ignore[misc]
        for calls in range(next(asked)):
            left = itertools.count(-calls)
            with pytest.raises(Stopped):
                engine.search(request, stop=lambda left=left: next(left) >= 0)  # type: ignore[misc]

    def test_no_time_at_all_is_said(self, engine: SearchEngine) -> None:
        answer = engine.search(Request(Query(root=Word("mothers")), time_limit=0))
        assert answer.cut_short
        assert answer.total >= len(answer.hits)

    def test_time_enough_is_not_cut_short(self, engine: SearchEngine) -> None:
        answer = engine.search(Request(Query(root=Word("mothers")), time_limit=60))
        assert (answer.total, answer.cut_short) == (2, False)


class TestCommits:
    def test_an_empty_index_answers(self, archive: Archive) -> None:
        engine = archive.engine()
        answer = engine.search(Request(facets=True, timeline=True))
        assert (answer.total, answer.hits, answer.timeline) == (0, (), ())
        assert engine.slugs("") == ()
        assert engine.article("x") is None
        assert found(engine, Prefix("a")) == []

    def test_the_last_of_the_same_id_counts(self, archive: Archive) -> None:
        archive.put(TRAM, replace(TRAM, title="First"), replace(TRAM, title="Second"))
        answer = archive.engine().search(Request())
        assert [hit.title for hit in answer.hits] == ["Second"]

    def test_replacing_and_removing(self, archive: Archive) -> None:
        archive.put(*EVERYTHING)
        archive.writer.apply([replace(TRAM, title="Tram 3")], remove=[MOTHERS.id, "unknown"])
        engine = archive.engine()
        assert found(engine, Word("reopens")) == []
        assert found(engine, Prefix("reop")) == []
        assert found(engine, Phrase("tram 3")) == [TRAM.slug]
        assert engine.search(Request()).total == len(EVERYTHING) - 1
        assert found(engine, Not(Word("tram")), Sort.NEWEST)[-1] == UNDATED.slug
        assert MOTHERS.slug not in found(engine, Everything())

    def test_what_was_deleted_counts_nowhere(self, archive: Archive) -> None:
        # Few enough that no engine should rewrite its segments.
        extra = [article(f"e{n}", "A heron", source=f"s{n}") for n in range(3)]
        archive.put(*EVERYTHING, *extra)
        archive.writer.apply([], remove=[extra[0].id])
        engine = archive.engine()
        assert engine.slugs("e") == tuple((each.slug, each.id) for each in extra[1:])
        assert engine.article(extra[0].id) is None
        request = Request(Query(root=Word("heron")), sort=Sort.RELEVANCE, facets=True)
        answer = engine.search(request)
        assert answer.total == 2
        assert "s0" not in {each.value for each in answer.facets[FacetName.SOURCE]}
        other = Archive(archive.kit, archive.folder.parent / "other").put(*EVERYTHING, *extra[1:])
        scores = [hit.score for hit in other.engine().search(request).hits]
        assert [hit.score for hit in answer.hits] == pytest.approx(scores, rel=0.02)

    def test_put_wins_over_remove(self, archive: Archive) -> None:
        archive.put(TRAM)
        archive.writer.apply([TRAM], remove=[TRAM.id])
        assert archive.engine().search(Request()).total == 1

    def test_nothing_to_do_is_no_commit(self, archive: Archive) -> None:
        before = archive.writer.apply([TRAM])
        assert archive.writer.apply([], remove=["unknown"]) == before

    def test_generations_grow_and_are_seen_after_refresh(self, archive: Archive) -> None:
        first = archive.writer.apply([TRAM])
        engine = archive.engine()
        assert (engine.generation, engine.refresh()) == (first, False)
        second = archive.writer.apply([TOKYO])
        assert second > first
        assert engine.search(Request()).total == 1
        assert engine.refresh()
        assert engine.generation == second
        assert engine.search(Request()).total == 2
        assert engine.search(Request()).generation == second

    def test_updates_and_merges_leave_neither_ghosts_nor_doubles(self, archive: Archive) -> None:
        engine = archive.engine()
        for turn in range(14):
            batch = [article(f"a{n}", f"Turn {turn}", "text") for n in range(turn, turn + 3)]
            archive.writer.apply(batch, remove=[article(f"a{turn - 1}", "").id])
            engine.refresh()
            expected = [f"a{n}" for n in range(turn, turn + 3)]
            assert sorted(found(engine, Everything()), key=lambda s: int(s[1:])) == expected
            assert set(found(engine, Word(f"{turn}"))) == set(expected)
            assert found(engine, Word(f"{turn - 1}")) == []


class TestWordsThatBeginSo:
    def test_the_most_frequent_come_first_with_their_articles(self, archive: Archive) -> None:
        archive.put(
            article("a", "Soldiers", "The soldier had sold his soldiers' soap."),
            article("b", "Nothing", "Soldiers, soldiers, soldiers; a solder iron."),
        )
        archive.put(article("c", "A soldier and soldiers"))
        engine = archive.engine()
        assert engine.words("sold") == (
            ("soldiers", 3),
            ("soldier", 2),
            ("sold", 1),
            ("solder", 1),
        )
        assert engine.words("SOLD", 2) == (("soldiers", 3), ("soldier", 2))
        assert engine.words("soldx") == ()

    def test_a_stem_that_is_no_word_is_none(self, archive: Archive) -> None:
        archive.put(article("a", "Happily and beautifully politicised communities"))
        engine = archive.engine()
        for begin, word in (("happi", "happily"), ("communiti", "communities")):
            assert found(engine, Word(word)) == ["a"]
            assert engine.words(begin) == ((word, 1),)
        assert engine.words("=communiti") == (("communities", 1),), "what = marks is no word"
        assert [word for word, _ in engine.words("be")] == ["beautifully"]

    def test_what_is_gone_is_not_counted(self, archive: Archive) -> None:
        archive.put(article("a", "Otter and otters"), article("b", "Otters"))
        archive.writer.apply([article("a", "Ottoman")])
        assert archive.engine().words("ott") == (("otters", 1), ("ottoman", 1))
        archive.writer.apply([], remove=[article("b", "").id])
        assert archive.engine().words("ott") == (("ottoman", 1),)

    def test_words_are_spelled_as_titles_have_them(self, archive: Archive) -> None:
        archive.put(
            article("a", "Le Général de l'armée", language="fr"),
            article("b", "Un général, une ELECTION", language="fr"),
            article("c", "Generalities of a general", "Ёлки зелёные"),
            article("d", "Под ёлкой, ёлки и Ёлки", language="ru"),
        )
        engine = archive.engine()
        assert engine.words("gener") == (("général", 3), ("generalities", 1))
        assert engine.words("Génér")[0] == ("général", 3)
        assert engine.words("ел") == (("ёлки", 2), ("ёлкой", 1))
        assert engine.words("зел") == (("зеленые", 1),), "no title has it"

    def test_words_of_sources_are_not_counted(self, archive: Archive) -> None:
        archive.put(article("a", "Harp", source="Harbour News"), article("b", "A harbour"))
        assert archive.engine().words("har") == (("harbour", 1), ("harp", 1))

    @pytest.mark.parametrize(
        "begin", ["", "p", "東", "東京", "putin te", "-", "\ud800x", "\x00", "="]
    )
    def test_what_begins_no_word_has_none(self, engine: SearchEngine, begin: str) -> None:
        assert engine.words(begin) == ()

    def test_it_can_be_stopped(self, engine: SearchEngine) -> None:
        with pytest.raises(Stopped):
            engine.words("so", 3, lambda: True)


class TestHostileInput:
    @pytest.mark.parametrize(
        "strange",
        [
            article("s", ""),
            article("s", "", day=None, source=None, language=None),
            article("s", "The of and", "To be or not to be."),
            article("s", "x" * 100_000, "y" * 100_000),
            article("s", "Long", "A sentence of some words. " * 40_000),
            article("s", "\x1b[31mred\x1b[0m \u202egnp\u202c", "\x00\x07\x9b tab\there\r\n"),
            article("s", "Lone \udcff", "\ud800"),
            article("s", "Year one", day="0001-01-01"),
            article("s", "The end", day="9999-12-31"),
            article("s", "Symbols ★ = ^ | ^ =mother a^1", "^^^ === \u2028"),
            article("s", "x", source=" ", category="", language=""),
            article("s", "x", source="=^ \n", category="a" * 5000, language="zh-Hant"),
        ],
        ids=range(12),
    )
    def test_whatever_an_article_holds_it_can_be_kept_and_listed(
        self, archive: Archive, strange: object
    ) -> None:
        assert isinstance(strange, type(TRAM))
        archive.put(strange, TRAM)
        engine = archive.engine()
        answer = engine.search(Request(facets=True, timeline=True, snippets=True))
        assert answer.total == 2
        assert engine.article(strange.id) == strange
        if strange.title:
            engine.marks(strange, Query(root=Prefix(strange.title[:10])))
        assert engine.search(Request(Query(root=Word("reopens")))).total == 1

    def test_the_ends_of_time_are_dates(self, archive: Archive) -> None:
        archive.put(
            article("first", "x", day="0001-01-01"),
            article("last", "x", day="9999-12-31"),
            UNDATED,
        )
        engine = archive.engine()
        assert found(engine, Everything(), Sort.OLDEST) == ["first", "last", UNDATED.slug]
        assert found(engine, Published(until=day("0001-01-02"))) == ["first"]
        assert found(engine, Published(since=day("9999-12-31"))) == ["last"]
        assert engine.search(Request(timeline=True)).timeline == (
            (date(1, 1, 1), 1),
            (date(9999, 12, 1), 1),
        )

    @pytest.mark.parametrize("text", ["", " ", "=", "^", "=mother", "\x00", "\ud800", "a" * 10**5])
    @pytest.mark.parametrize("node", [Word, Phrase, Prefix, Fuzzy])
    def test_whatever_is_asked_for_is_answered(
        self, engine: SearchEngine, node: type[Word], text: str
    ) -> None:
        engine.search(Request(Query(root=node(text)), sort=Sort.RELEVANCE, snippets=True))

    def test_a_long_word_is_found_by_its_beginning(self, archive: Archive) -> None:
        archive.put(article("a", "x" * 1000))
        assert found(archive.engine(), Prefix("x" * 500)) == ["a"]
        assert found(archive.engine(), Word("x" * 1000)) == ["a"]
