"""Tests of stems: a stem is a key within one language, and no other language changes its hits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from index.article import Article
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.query import Phrase, Prefix, Word, parse_query
from index.search.answer import answer
from index.text.analysis import tokens
from tests.index.engine.archive import article, found
from tests.index.engine.conftest import Archive
from tests.index.engine.test_corpora import pytestmark as corpora_needed
from tests.index.engine.test_corpora import records

ROOT = Path(__file__).parents[3]
ENGLISH = ("README", "docs/adding", "docs/commands", "docs/queries", "docs/terminals")
"""Names of pages in plain English."""
"""English text that is always at hand."""

FOREIGN = {
    "hu": "Putyin és Putin a kikötőben járt. Fordot láttak Ázsiában, Bident a parton.",
    "de": "Biden besuchte den Hafen, und die Boote standen am alten Pier.",
    "sv": "Trumpeten hördes över hamnen, och båtarna låg vid den gamla piren.",
    "fi": "Satamassa nähtiin vanha nosturi, ja laivat lähtivät merelle aamulla.",
    "nl": "De kraan in de haven is gesproken en de boten liggen aan de oude pier.",
    "tr": "Limanda eski iskele kapandı, gemiler sabah denize açıldı.",
    "fr": "Le port a fermé la vieille jetée après la chute de la grue.",
    "es": "El puerto cerró el viejo muelle después de que cayera la grúa.",
    "it": "Il porto ha chiuso il vecchio molo dopo la caduta della gru.",
    "pt": "O porto fechou o velho cais depois da queda do guindaste.",
    "ro": "Portul a închis vechiul dig după căderea macaralei.",
    "da": "Havnen lukkede den gamle mole, efter at kranen var faldet i vandet.",
    "id": "Pelabuhan menutup dermaga lama setelah derek jatuh ke laut.",
    "lt": "Uostas uždarė seną molą, kai kranas įkrito į vandenį.",
    "ga": "Dhún an cuan an seanché tar éis don chraein titim san uisce.",
}


def put(archive: Archive, *articles: Article) -> SearchEngine:
    archive.writer.apply(articles)
    return archive.engine()


@pytest.mark.parametrize(
    ("language", "typed", "only"),
    [
        ("hu", "Putin", "visit"),
        ("hu", "Ford", "cars"),
        ("de", "Biden", "takeover"),
        ("sv", "trumpet", "concert"),
    ],
)
def test_a_name_finds_no_other_word_for_the_sake_of_one_text_in_another_language(
    archive: Archive, language: str, typed: str, only: str
) -> None:
    engine = put(
        archive,
        article("visit", "Putin on the quay"),
        article("boxes", "They put boxes for the crew on the quay"),
        article("cars", "Ford sends cars by sea"),
        article("takeover", "Biden speaks"),
        article("bids", "A bid for the ferry line"),
        article("concert", "A trumpet on the pier"),
        article("speech", "Trump on the pier"),
        replace(article("foreign", "—", FOREIGN[language]), language=language),
    )
    assert set(found(engine, Word(typed))) - {"foreign"} == {only}


def test_other_forms_are_found_in_each_language_by_its_own_stems(archive: Archive) -> None:
    engine = put(
        archive,
        article("en", "The boats", "Boats and mothers", language="en"),
        article("de", "Die Häuser", "Mütter vor den Booten", language="de"),
        article("ru", "Матери", "Матерей солдат ждали", language="ru"),
        article("guessed", "Boats", "Nobody knows the language of the mothers", language=None),
    )
    assert set(found(engine, Word("boat"))) == {"en", "guessed"}
    assert set(found(engine, Word("Boote"))) == {"de"}
    assert set(found(engine, Word("Haus"))) == {"de"}
    assert set(found(engine, Word("мать"))) == set(), "Snowball gives it another stem"
    assert set(found(engine, Word("матери"))) == {"ru"}
    assert set(found(engine, Prefix("mothers"))) == {"en", "guessed"}


def test_a_word_is_found_as_it_stands_in_whatever_language(archive: Archive) -> None:
    engine = put(
        archive,
        article("en", "They put it there", language="en"),
        article("hu", "put", "Egy angol szó: put.", language="hu"),
        article("pl", "put", "Angielskie słowo put.", language="pl"),
    )
    assert set(found(engine, Word("put"))) == {"en", "hu", "pl"}
    assert set(found(engine, Word("puts"))) == {"en"}


def test_a_phrase_has_the_stems_of_one_language_too(archive: Archive) -> None:
    engine = put(
        archive,
        article("en", "x", "They put boxes on the quay", language="en"),
        article("right", "x", "Putin boxes", language="en"),
        article("hu", "x", "Putin boxes", "put boxes", language="hu"),
    )
    assert set(found(engine, Phrase("Putin boxes"))) == {"right", "hu"}


def test_the_typed_form_counts_no_less_where_its_language_has_no_stemmer(
    archive: Archive,
) -> None:
    """Rank the unstemmed article first: its word has one term alone, so its text is shorter."""
    engine = put(
        archive,
        article("stemmed", "x", "Herons here", language="en"),
        article("unstemmed", "x", "Herons here", language="pl"),
    )
    assert found(engine, Word("herons")) == ["unstemmed", "stemmed"]


def answers(engine: SearchEngine, words: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Return the hits of each word, by their slugs."""
    return {
        word: frozenset(
            hit.slug for hit in engine.search(Request(parse_query(word), limit=10**6)).hits
        )
        for word in words
    }


def test_one_text_in_another_language_changes_no_english_hit(archive: Archive) -> None:
    pages = [(ROOT / f"{name}.md").read_text("utf-8") for name in ENGLISH]
    paragraphs = [each for page in pages for each in page.split("\n\n") if each.isascii()]
    english = [article(f"p{at}", "—", text) for at, text in enumerate(paragraphs)]
    words = frozenset(token.word for text in paragraphs for token in tokens(text, "en"))
    before = answers(put(archive, *english), words)
    for language, text in FOREIGN.items():
        engine = put(archive, replace(article("foreign", "—", text), language=language))
        after = answers(engine, words)
        assert {word: hits - {"foreign"} for word, hits in after.items()} == before, language


@pytest.mark.slow
@corpora_needed[1]
@pytest.mark.parametrize("language", ["hu", "de"])
def test_one_text_in_another_language_changes_no_hit_of_real_news(
    archive: Archive, language: str
) -> None:
    english = list(records("bbc", 600))
    texts = chain.from_iterable((each.title, *each.paragraphs) for each in english)
    words = frozenset(token.word for text in texts for token in tokens(text, "en"))
    before = answers(put(archive, *english), words)
    engine = put(archive, replace(article("foreign", "—", FOREIGN[language]), language=language))
    after = answers(engine, words)
    changed = {word for word in words if after[word] - {"foreign"} != before[word]}
    assert not changed


def test_a_stem_of_another_language_hides_no_better_spelling(archive: Archive) -> None:
    engine = put(
        archive,
        *(article(f"put{at}", "They put boxes on the quay") for at in range(40)),
        *(article(f"putin{at}", "Putin on the quay") for at in range(40)),
        replace(article("foreign", "—", FOREIGN["hu"]), language="hu"),
    )
    request = Request(parse_query("puten"), suggestions=True)
    suggested = answer(engine, lambda _: frozenset(), request).suggestions
    assert [each.text for each in suggested] == ["putin"]


def stem(word: str) -> str:
    (token,) = tokens(word, "ar")
    return token.terms[1]


@pytest.mark.parametrize(
    "forms",
    [
        # Conjunctions and prepositions before a hamza, and before the article.
        ("إبراهيم", "وإبراهيم", "ابراهيم"),
        ("أحمد", "احمد", "وأحمد", "فأحمد", "بأحمد", "كأحمد", "لأحمد", "ولأحمد"),
        ("إسلام", "الإسلام", "والإسلام", "بالإسلام", "للإسلام", "فالإسلام"),
        ("حكومة", "الحكومة", "والحكومة", "فالحكومة", "وبالحكومة", "وللحكومة", "الحكـــومة"),
        ("آسيا", "وآسيا", "اسيا"),
        ("ألمانيا", "المانيا", "وألمانيا", "لألمانيا", "والمانيا"),
        # A first letter of the word's own.
        ("وزير", "الوزير", "والوزير", "ووزير", "للوزير"),
        ("برنامج", "البرنامج", "وبرنامج", "والبرنامج"),
        ("فريق", "الفريق", "والفريق"),
        # A hamza as it is written in Egypt.
        ("مسؤول", "مسئول", "المسئول", "المسؤول"),
    ],
)
def test_arabic_words_meet_behind_their_prefixes(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [("كأس", "أس"), ("لأن", "أن"), ("وزير", "زير"), ("بيان", "يان"), ("فكر", "كر")],
)
def test_a_letter_of_an_arabic_word_is_no_prefix(word: str, other: str) -> None:
    assert stem(word) != stem(other)
