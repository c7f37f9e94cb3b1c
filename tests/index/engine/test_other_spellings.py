"""Tests of other spellings: a name is found in every spelling, and nothing else with it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from index.article import Article
from index.engine.answer import Alike, Answer
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.query import parse_query
from index.text.analysis import tokens
from tests.index.engine.archive import article
from tests.index.engine.conftest import Archive


def ask(engine: SearchEngine, text: str, *, typing: bool = False, other: bool = True) -> Answer:
    query = replace(parse_query(text, typing=typing), other_spellings=other)
    return engine.search(Request(query, sort=Sort.RELEVANCE, snippets=True))


def slugs(answer: Answer) -> list[str]:
    return [hit.slug for hit in answer.hits]


PRESIDENT = (
    article("typed", "Talks", "The mothers wrote to Zelensky and to others in the capital."),
    article("english", "Talks", "Zelenskyy spoke. Later Zelenskyy and Zelenskyy left. Zelenskyy!"),
    article("german", "Gespräch", "Der Präsident Selenskyj sprach am Montag.", language="de"),
    article("russian", "Встреча", "Вчера Зеленский выступил в столице.", language="ru"),
    article("declined", "Встреча", "Вчера слушали Зеленского в столице.", language="ru"),
    article("nobody", "Weather", "The weather was fine in the salons, and the silence golden."),
)


def test_spellings_in_several_alphabets_find_one_another(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    abroad = {"russian", "declined"}
    assert set(slugs(ask(engine, "Зеленский"))) == {"typed", "english", "german", *abroad}
    for spelling, own in (("zelensky", "typed"), ("Zelenskyy", "english"), ("Selenskyj", "german")):
        assert set(slugs(ask(engine, spelling))) == {own, *abroad}
    everyone = {"typed", "english", "german", *abroad}
    assert set(slugs(ask(engine, "zelenskij"))) == everyone, "which no article has"


def test_what_is_merely_alike_in_one_script_is_offered_and_added_where_that_is_wanted(
    archive: Archive,
) -> None:
    engine = archive.put(*PRESIDENT).engine()
    answer = ask(engine, "zelensky")
    assert set(answer.alike) == {Alike("zelenskyy", 1), Alike("selenskyj", 1)}
    query = replace(parse_query("zelensky"), other_spellings=True, alike=True)
    added = engine.search(Request(query))
    assert {hit.slug for hit in added.hits} == {"typed", "english", "german", "russian", "declined"}
    assert added.alike == ()
    assert set(added.also_spelled) == {"зеленский", "zelenskyy", "selenskyj"}


def test_another_name_is_no_spelling_of_a_place(archive: Archive) -> None:
    engine = archive.put(
        article("place", "Trade", "Germany exports machines."),
        article("man", "Campaign", "Herman Carr spoke in Ohio."),
        article("abroad", "Торговля", "Машины из Германии.", language="ru"),
        article("german", "Handel", "Maschinen aus Deutschland.", language="de"),
    ).engine()
    for name in ("germany", "Deutschland", "Германия", "Германии"):
        assert set(slugs(ask(engine, name))) == {"place", "abroad", "german"}, name
    assert slugs(ask(engine, "herman")) == ["man"]


def test_what_was_typed_comes_first(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    assert slugs(ask(engine, "zelensky"))[0] == "typed"
    assert slugs(ask(engine, "zelenskyy"))[0] == "english"


def test_the_answer_says_which_spellings_were_searched_too(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    assert ask(engine, "zelensky").also_spelled == ("зеленский",)
    assert ask(engine, "weather").also_spelled == ()


def test_a_spelling_that_was_typed_as_well_is_no_other_one(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    found = ask(engine, "zelensky OR зеленский")
    assert set(found.also_spelled) == {"zelenskyy", "selenskyj"}, "by the second name"
    answer = ask(engine, "zelensky OR zelenskyy")
    assert (answer.also_spelled, answer.alike) == (("зеленский",), (Alike("selenskyj", 1),))


def test_a_word_that_the_archive_lacks_is_not_taken_for_any_name(archive: Archive) -> None:
    engine = archive.put(
        article("olga", "Вести", "Ольга пришла. Перес говорил.", language="ru"),
        article("sally", "News", "Sally met Boris, Covey and Curran in Chile."),
    ).engine()
    for word in ("ёлка", "перец", "cello", "brush", "cafe", "hurricane", "sled"):
        assert ask(engine, word).total == 0, word


def test_a_case_finds_what_the_first_case_finds(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    everyone = set(slugs(ask(engine, "зеленский")))
    for case in ("зеленского", "зеленским", "зеленскому"):
        assert set(slugs(ask(engine, case))) == everyone


def test_a_name_does_not_find_another_one_with_the_same_stem(archive: Archive) -> None:
    engine = archive.put(
        article("ross", "News", "Ross spoke."),
        article("same", "Вести", "Говорил Росс. Слушали Росса.", language="ru"),
        article("russia", "Вести", "Россия большая. В России. Россию.", language="ru"),
    ).engine()
    assert set(slugs(ask(engine, "ross"))) == {"ross", "same"}


def test_what_stands_behind_a_hyphen_is_a_name_too(archive: Archive) -> None:
    engine = archive.put(
        article("party", "Vote", "The pro-Beijing party won; anti-Beijing parties lost."),
        article("old", "Vote", "Peking was calm."),
    ).engine()
    assert set(slugs(ask(engine, "peking"))) == {"party", "old"}


def test_a_small_letter_with_an_accent_behind_a_hyphen_makes_no_name(archive: Archive) -> None:
    engine = archive.put(
        article("fr", "Vie", "Une télé-école, un non-événement, du micro-économie.", language="fr"),
        article("man", "Visit", "Mr Ekole met Mr Ikoli."),
    ).engine()
    assert slugs(ask(engine, "école")) == ["fr"]


def test_names_that_are_spoken_otherwise_than_spelled(archive: Archive) -> None:
    engine = archive.put(
        article("en", "News", "Johnson met Trump."),
        article("ru", "Вести", "Джонсон встретил Трампа, и Трамп доволен.", language="ru"),
    ).engine()
    for name in ("Johnson", "Джонсон", "Trump", "Трамп"):
        assert set(slugs(ask(engine, name))) == {"en", "ru"}


def test_of_several_forms_of_a_spelling_one_is_told(archive: Archive) -> None:
    engine = archive.put(
        article("en", "News", "Putin spoke."),
        article("ru", "Вести", "Путин говорил. Слушали Путина.", language="ru"),
    ).engine()
    assert ask(engine, "putin").also_spelled == ("путин",)


def test_it_is_searched_as_typed_where_that_is_wanted(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    answer = ask(engine, "zelensky", other=False)
    assert slugs(answer) == ["typed"]
    assert (answer.also_spelled, answer.alike) == ((), ())


def test_a_phrase_and_what_is_excluded_mean_what_they_say(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    assert slugs(ask(engine, '"wrote to Selenskyj"')) == []
    assert set(slugs(ask(engine, "-zelensky talks"))) == {"english"}


def test_words_that_the_archive_has_as_words_stand_for_themselves(archive: Archive) -> None:
    engine = archive.put(
        article("may", "Spring", "They may come in May, and may go; it may rain, or may not."),
        article("mai", "Visit", "Mr Mai came. Mai is well."),
    ).engine()
    assert slugs(ask(engine, "may")) == ["may"]


def test_a_careless_small_letter_makes_no_word_of_a_name(archive: Archive) -> None:
    engine = archive.put(
        article("dinner", "Dinner", "We had chicken kiev."),
        *(
            article(f"k{n}", "War", "In Kiev it was quiet.", day=f"2022-11-0{n}")
            for n in range(1, 6)
        ),
        article("kyiv", "War", "In Kyiv it was quiet."),
    ).engine()
    assert "kyiv" in slugs(ask(engine, "kiev"))


def test_titles_in_capitals_make_no_names_of_words(archive: Archive) -> None:
    engine = archive.put(
        article("pots", "Boiling Kettles Everywhere", "The kettles were boiling."),
        article("man", "A Man", "Mr Kettels and Mr Boyling came."),
    ).engine()
    assert slugs(ask(engine, "kettles")) == ["pots"]
    assert ask(engine, "boiling").also_spelled == ()


def test_nouns_of_german_are_no_names_to_one_another(archive: Archive) -> None:
    engine = archive.put(
        article("wagen", "Auto", "Der Wagen fuhr. Ein Wagen kam.", language="de"),
        article("wegen", "Straße", "Auf den Wegen, auf allen Wegen.", language="de"),
    ).engine()
    assert slugs(ask(engine, "Wagen")) == ["wagen"]


def test_names_that_no_rule_brings_together_are_in_a_table(archive: Archive) -> None:
    engine = archive.put(
        article("old", "Olympics", "The games of Peking."),
        article("new", "Olympics", "The games of Beijing."),
        article("in", "Игры", "Игры в Пекине начались.", language="ru"),
        article("from", "Игры", "Вести из Пекина.", language="ru"),
    ).engine()
    for name in ("beijing", "peking", "Пекин", "Пекине", "Пекина"):
        assert set(slugs(ask(engine, name))) == {"old", "new", "in", "from"}, name
    assert ask(engine, "beijing").also_spelled in (("peking", "пекине"), ("peking", "пекина"))


@pytest.mark.parametrize("names", ["Киева, Киеве, Києві, Kyiv", "Kiev, Киев, Києві, Київ, Киева"])
def test_cases_in_which_a_vowel_changes(archive: Archive, names: str) -> None:
    spelled = names.split(", ")
    engine = archive.put(
        *(article(str(number), "News", f"It was {name}.") for number, name in enumerate(spelled))
    ).engine()
    for name in ("kiev", "kyiv", "киев", "київ"):
        assert len(slugs(ask(engine, name))) == len(spelled), name


def test_while_a_name_is_typed_only_a_whole_one_has_other_spellings(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT, article("zelda", "Game", "Zelina played.")).engine()
    assert ask(engine, "zele", typing=True).also_spelled == ()
    assert "russian" in slugs(ask(engine, "zelenskyy", typing=True))
    # A beginning that no word of the archive has can't lead to a word any more.
    assert "russian" in slugs(ask(engine, "zelenskij", typing=True))


def test_other_spellings_are_marked_where_they_stand(archive: Archive) -> None:
    engine = archive.put(*PRESIDENT).engine()
    query = replace(parse_query("zelensky"), other_spellings=True)
    whole = {hit.slug: engine.article(hit.id) for hit in ask(engine, "zelensky").hits}
    declined = whole["declined"]
    assert declined is not None
    ((start, end),) = engine.marks(declined, query).paragraphs[0]
    assert declined.paragraphs[0][start:end] == "Зеленского"
    snippet = next(h.snippet for h in ask(engine, "zelensky").hits if h.slug == "russian")
    assert snippet is not None
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["Зеленский"]
    assert engine.marks(declined, parse_query("zelensky")).paragraphs == ((),)


@pytest.mark.parametrize("commits", [1, 2, len(PRESIDENT)])
def test_parts_of_the_index_and_their_merging_change_nothing(
    archive: Archive, commits: int
) -> None:
    for at in range(commits):
        archive.put(*PRESIDENT[at::commits])
    before = ask(archive.engine(), "zelensky")
    while archive.writer.merge():
        pass
    after = ask(archive.engine(), "zelensky")
    assert set(slugs(before)) == set(slugs(after))
    assert slugs(before)[0] == slugs(after)[0] == "typed"
    assert set(before.also_spelled) == set(after.also_spelled)


def test_whether_a_word_is_a_name_is_judged_by_all_that_is_merged(archive: Archive) -> None:
    def once(key: str, text: str) -> Article:
        return article(key, "News", text)

    archive.put(once("a", "Rose spoke."), once("b", "Roze spoke."))
    for n in range(4):
        archive.put(once(f"c{n}", "The rose is a rose, and a rose is red."))
    archive.writer.apply([], [])
    assert slugs(ask(archive.engine(), "roze")) == ["b"]
    while archive.writer.merge():
        pass
    assert slugs(ask(archive.engine(), "roze")) == ["b"]


def test_names_in_scripts_without_spaces_are_found_both_ways(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Summit", "Beijing and Beirut sent envoys to India."),
        article(
            "ja", "会談", "昨日、北京とベイルートで会談があった。インドも出席。", language="ja"
        ),
        article("islands", "島", "インドネシアの島で会談。", language="ja"),
        article("ko", "회담", "베이징에서 회담이 열렸다.", language="ko"),
        article("ru", "Саммит", "Встреча в Пекине и в Бейруте.", language="ru"),
    ).engine()
    for name in ("beijing", "北京", "베이징", "Пекин"):
        assert set(slugs(ask(engine, name))) == {"en", "ja", "ko", "ru"}, name
    for name in ("Beirut", "ベイルート", "Бейрут"):
        assert set(slugs(ask(engine, name))) == {"en", "ja", "ru"}, name
    assert set(slugs(ask(engine, "India"))) == {"en", "ja"}
    assert "ベイルート" in ask(engine, "beirut").also_spelled


def test_a_name_of_several_words_finds_its_other_spellings_and_they_it(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Vote", "New York voted."),
        article("york", "Vote", "York is new to this."),
        article("ru", "Выборы", "Выборы в Нью-Йорке прошли.", language="ru"),
        article("ja", "選挙", "ニューヨークの選挙。", language="ja"),
        article("ar", "انتخابات", "انتخابات في نيويورك", language="ar"),
    ).engine()
    abroad = {"ru", "ja", "ar"}
    assert set(slugs(ask(engine, "new york"))) == {"en", "york", *abroad}
    for name in ("Нью-Йорк", "ニューヨーク", "نيويورك"):
        assert set(slugs(ask(engine, name))) == {"en", *abroad}, name
    assert set(slugs(ask(engine, "new york calm"))) == set()
    query = replace(parse_query("new york"), other_spellings=True)
    found = ask(engine, "new york").hits
    russian = engine.article(next(hit.id for hit in found if hit.slug == "ru"))
    assert russian is not None
    ((start, end),) = engine.marks(russian, query).paragraphs[0]
    assert russian.paragraphs[0][start:end] == "Нью-Йорке"


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("Trump", "قال ترامب أمس إن", "ar"),
        ("Putin", "وصل بوتين إلى المدينة", "ar"),
        ("Netanyahu", "ראש הממשלה נתניהו אמר", "he"),
        ("Mitsotakis", "Ο Μητσοτάκης είπε", "el"),
        ("Trump", "Ο Τραμπ είπε", "el"),
        ("Milošević", "Судили Милошевича, и Милошевич молчал", "ru"),
        ("Louhansk", "Бої біля Гуляйполя і Луганська, Луганськ чекає", "uk"),
        ("Wałęsa", "Лех Валеса сказал", "ru"),
    ],
)
def test_a_name_finds_its_transliteration(
    archive: Archive, name: str, text: str, language: str
) -> None:
    engine = archive.put(
        article("latin", "News", f"{name} spoke to people."),
        article("other", "News", text, language=language),
    ).engine()
    assert "other" in slugs(ask(engine, name))


def test_a_name_is_that_one_which_it_is_most_like(archive: Archive) -> None:
    engine = archive.put(
        article("charles", "Visit", "Charles came. So did Karlos."),
        article("carlos", "Visit", "Carlos came."),
        article("ru", "Визит", "Приехал Карлос, а Чарльз нет.", language="ru"),
        article("arabic", "زيارة", "هذا مكان في المكان نفسه", language="ar"),
        article("mccain", "Visit", "McCain came."),
    ).engine()
    assert "arabic" not in slugs(ask(engine, "mccain")), "a word with an article is no name"
    assert "карлос" in ask(engine, "carlos").also_spelled


def test_text_in_capitals_makes_no_names(archive: Archive) -> None:
    engine = archive.put(
        article("loud", "News", "POLICE HUNT TROOPS NEAR THE CITY. It was calm later."),
        article("list", "News", "Police Hunt Lost Troops In Old City"),
        article("word", "News", "The policy was a trap, or many traps, for the troop."),
        article("ru", "Вести", "Полис выдан. Трупс сказал. Говорил Полис.", language="ru"),
    ).engine()
    for word in ("policy", "traps", "police", "troops"):
        assert ask(engine, word).also_spelled == (), word
    for word in ("policy", "traps"):
        assert ask(engine, word).alike == (), word


def test_one_article_in_another_language_changes_no_hit_in_english(archive: Archive) -> None:
    english = [
        article("one", "Trade", "Turkey and Germany trade. A turkey is a bird. Essen was calm."),
        article("two", "Walk", "A pole of polish oak; the Polish team met Nice people in Nice."),
        article("three", "Talks", "Herman and Hermann spoke to Kevin of Paris. Perez left."),
    ]
    words = {word for each in english for word in tokenised(each)}
    engine = archive.put(*english).engine()
    before = {word: set(slugs(ask(engine, word))) for word in words}
    for at, (text, language) in enumerate(
        [
            ("Der Pole und die Essen: Wir essen in Essen, mit Hermann und Kewin.", "de"),
            ("Törökország és Németország; Herman, Pole, Turkey.", "hu"),
            ("Турция, Германия, Поле, Герман, Париж, Кевин.", "ru"),
        ]
    ):
        engine = archive.put(article(f"other{at}", "X", text, language=language)).engine()
        for word, slugs_before in before.items():
            found = {slug for slug in slugs(ask(engine, word)) if not slug.startswith("other")}
            assert found == slugs_before, (word, language)


def tokenised(of: Article) -> set[str]:
    return {token.word for text in of.paragraphs for token in tokens(text, None)}


def test_a_nationality_finds_its_forms_in_other_languages(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Trade", "German cars and Polish apples sell well."),
        article("de", "Handel", "Die deutschen Autos und polnische Äpfel.", language="de"),
        article("ru", "Торговля", "Продают немецкие машины и польских коней.", language="ru"),
        article("verb", "Home", "We polish a table.", language="en"),
        article("name", "Visit", "Mr Russo came.", language="en"),
        article("russian", "Visit", "A Russian guest came.", language="en"),
    ).engine()
    for word in ("german", "deutsch", "немецкий", "немецких"):
        assert set(slugs(ask(engine, word))) == {"en", "de", "ru"}, word
    assert "name" not in slugs(ask(engine, "russian"))


def test_a_seldom_name_is_no_other_one_that_differs_by_a_vowel(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Visit", "Later Mario met his sister Maria at the pier."),
        article("mario", "Визит", "Потом пришёл Марио с братом.", language="ru"),
        article("maria", "Визит", "Потом пришла Мария с братом.", language="ru"),
    ).engine()
    assert set(slugs(ask(engine, "mario"))) == {"en", "mario"}
    assert set(slugs(ask(engine, "maria"))) == {"en", "maria"}
    assert Alike("марио", 1) in ask(engine, "maria").alike


SPELLINGS_OF_GERMANY = (
    "Deutschland", "Allemagne", "Alemania", "Germania", "Duitsland", "Tyskland", "Niemcy",
    "Německo", "Németország", "Alemanha", "Saksa", "Almanya", "Германия", "Німеччина",
    "Γερμανία", "ألمانيا", "גרמניה", "ドイツ", "德国",
)  # fmt: skip


def test_a_place_is_found_as_every_language_of_the_archive_spells_it(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Trade", "Germany exports machines."),
        *(
            article(str(number), "Trade", f"– {name} – {name} –")
            for number, name in enumerate(SPELLINGS_OF_GERMANY)
        ),
    ).engine()
    assert len(slugs(ask(engine, "germany"))) == len(SPELLINGS_OF_GERMANY) + 1


def test_words_of_several_fields_are_not_one_name(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Old York", "A new bridge."),
        article("ru", "Выборы", "Выборы в Нью-Йорке прошли.", language="ru"),
        article("headline", "Нью-Йорк", "Город.", language="ru"),
    ).engine()
    assert slugs(ask(engine, "new title:york")) == ["en"]
    assert set(slugs(ask(engine, "title:new title:york"))) == {"headline"}


@pytest.mark.parametrize(
    ("umlaut", "pair"),
    [
        ("Schröder", "Schroeder"),
        ("Müller", "Mueller"),
        ("Schäuble", "Schaeuble"),
        ("Söderström", "Soederstroem"),
        ("Bjørnson", "Bjoernson"),
        ("Århus", "Aarhus"),
        ("Löw", "Loew"),
        ("Gauß", "Gauss"),
        ("Kjær", "Kjaer"),
    ],
)
def test_an_umlaut_and_the_letters_that_stand_for_it_are_one_spelling(
    archive: Archive, umlaut: str, pair: str
) -> None:
    engine = archive.put(
        article("umlaut", "Besuch", f"Gestern kam {umlaut}. Heute ging {umlaut}.", language="de"),
        article("pair", "Visit", f"Mr {pair} came. We saw {pair}."),
    ).engine()
    for name in (umlaut, pair):
        assert set(slugs(ask(engine, name))) == {"umlaut", "pair"}, name
        assert ask(engine, name).alike == ()


def test_an_umlaut_that_was_typed_needs_none_in_the_archive(archive: Archive) -> None:
    engine = archive.put(
        article("pair", "Visit", "Mr Schroeder came. We saw Schroeder."),
        article("bare", "Visit", "Mr Moller came. We saw Moller and Moeller."),
        article("other", "Visit", "Mr Schrader came."),
    ).engine()
    assert slugs(ask(engine, "Schröder")) == ["pair"]
    assert ask(engine, "Möller").also_spelled == ("moeller",)
    assert ask(engine, "Moller").also_spelled == (), "nobody has written it with an umlaut"


@pytest.mark.parametrize(
    ("pair", "bare"),
    [
        ("Goethe", "Gothe"),
        ("Joel", "Jol"),
        ("Michael", "Michal"),
        ("Israel", "Isral"),
        ("Samuel", "Samul"),
        ("Haag", "Häg"),
        ("Joel", "Jól"),
    ],
)
def test_two_vowels_stand_for_no_umlaut_that_nobody_writes(
    archive: Archive, pair: str, bare: str
) -> None:
    engine = archive.put(
        article("pair", "Visit", f"Mr {pair} came. We saw {pair}."),
        article("bare", "Visit", f"Mr {bare} came. We saw {bare}."),
    ).engine()
    assert slugs(ask(engine, pair)) == ["pair"]
    assert slugs(ask(engine, bare)) == ["bare"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Adam", "حكم الاعدام بعد اعدام آخر"),
        ("Nasser", "قصائد نزار قباني"),
        ("Rice", "قال رئيسها أمس"),
        ("Putin", "صدر قرار بتعيين مدير"),
        ("Opec", "قال وبهايك"),
        ("Rome", "لعبت ريم أمس"),
        ("Mali", "خبير مالي في القطاع المالي وفي السياسة المالية"),
        ("Kent", "كانت المدينة هادئة"),
        ("Kiev", "كيف حدث هذا"),
        ("March", "وصل مارك أمس"),
        ("Basra", "جرى باسرع ما يمكن"),
        ("Sara", "نوقش سعريا أمس"),
        ("Walt", "فعلت ما قالت"),
        ("Tower", "قرار توفير المياه"),
    ],
)
def test_a_common_word_of_arabic_is_no_name(archive: Archive, name: str, text: str) -> None:
    engine = archive.put(
        article("latin", "News", f"{name} was in the news. They spoke of {name}."),
        *(article(f"arabic{at}", "أخبار", text, language="ar") for at in range(3)),
    ).engine()
    assert slugs(ask(engine, name)) == ["latin"]


def test_a_place_stays_one_where_a_few_articles_have_a_form_of_a_word(archive: Archive) -> None:
    engine = archive.put(
        article("latin", "Visit", "Qatar was calm. They saw Qatar."),
        article("width", "خبر", "القطر كبير", language="ar"),
        *(article(f"ar{at}", "زيارة", "وصل إلى قطر أمس", language="ar") for at in range(3)),
    ).engine()
    assert set(slugs(ask(engine, "Qatar"))) == {"latin", "ar0", "ar1", "ar2"}


def test_a_short_word_that_is_far_more_frequent_than_a_name_is_another(archive: Archive) -> None:
    engine = archive.put(
        article("latin", "Visit", "Mr Kant came. We saw Kant."),
        *(article(f"was{at}", "خبر", "كانت المدينة هادئة", language="ar") for at in range(12)),
    ).engine()
    assert slugs(ask(engine, "Kant")) == ["latin"]


def test_a_prefix_of_arabic_is_cut_off_only_where_the_bare_name_stands(archive: Archive) -> None:
    latin = article("latin", "Visit", "Mr Patrick came. We saw Patrick.")
    prefixed = article("prefixed", "زيارة", "وصل وباتريك أمس", language="ar")
    engine = archive.put(latin, prefixed).engine()
    assert slugs(ask(engine, "Patrick")) == ["latin"]
    bare = article("bare", "زيارة", "وصل باتريك أمس", language="ar")
    engine = archive.put(bare).engine()
    assert set(slugs(ask(engine, "Patrick"))) == {"latin", "prefixed", "bare"}


def test_a_mistyped_word_finds_no_word_of_another_script(archive: Archive) -> None:
    engine = archive.put(
        article("right", "Выборы", "Выборы прошли. Были выборы.", language="ru"),
        article("arabic", "خبر", "ويبحر القارب ويعبر البحر", language="ar"),
    ).engine()
    answer = ask(engine, "выбры")
    assert (slugs(answer), answer.also_spelled) == ([], ())


INDIA = {
    "en": "India", "hi": "भारत", "bn": "ভারত", "ta": "இந்தியா", "te": "భారతదేశం", "ml": "ഇന്ത്യ",
    "gu": "ભારત", "pa": "ਭਾਰਤ", "th": "ประเทศอินเดีย", "ka": "ინდოეთი", "am": "ህንድ", "ru": "Индия",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "hi", "bn", "ta", "te", "ka", "am", "ru"])
def test_a_place_is_found_in_every_script(archive: Archive, language: str) -> None:
    engine = archive.put(
        *(article(key, "News", f"– {name} –", language=key) for key, name in INDIA.items())
    ).engine()
    assert set(slugs(ask(engine, INDIA[language]))) == set(INDIA)


@pytest.mark.parametrize(
    "names",
    [
        "Wales, Gales, Уэльс, ウェールズ, ويلز, वेल्स",
        "Bavaria, Bayern, Bavière, Бавария, バイエルン",
        "California, Kalifornien, Калифорния, カリフォルニア, แคลิฟอร์เนีย",
        "Catalonia, Katalonien, Cataluña, Каталония, カタルーニャ",
        "Siberia, Sibirien, Сибирь, シベリア",
        "Tibet, Тибет, 西藏, التبت",
        "Kashmir, Cachemire, Кашмир, कश्मीर",
        "Sverdlovsk, Свердловская область",
        "Uttar Pradesh, উত্তরপ্রদেশ",
        "Netherlands, Pays-Bas, Niederlande, Нидерланды",
        "UK, United Kingdom, Великобритания, Royaume-Uni",
        "UAE, United Arab Emirates, ОАЭ, الإمارات",
    ],
)
def test_parts_of_countries_and_abbreviations(archive: Archive, names: str) -> None:
    spelled = names.split(", ")
    engine = archive.put(
        *(article(f"at{at}", "News", f"It was {name}.") for at, name in enumerate(spelled))
    ).engine()
    for name in spelled:
        assert len(slugs(ask(engine, name))) == len(spelled), name


def test_an_abbreviation_that_is_another_word_has_to_be_typed_in_capitals(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Vote", "The United Nations voted."),
        article("ru", "Выборы", "Голосовала ООН.", language="ru"),
        article("fr", "Vie", "Un chat et un chien.", language="fr"),
    ).engine()
    for acronym in ("UN", "U.N."):
        assert {"en", "ru"} <= set(slugs(ask(engine, acronym)))
    assert slugs(ask(engine, "un")) == ["fr"]
    assert set(slugs(ask(engine, "united nations"))) == {"en", "ru"}


def test_an_abbreviation_is_no_spelling_of_another_one(archive: Archive) -> None:
    engine = archive.put(
        article("us", "Tug", "A tug of the U.S. navy."),
        article("usa", "Boat", "A boat built in the U.S.A."),
        article("states", "Ship", "A ship of the United States."),
    ).engine()
    for acronym in ("US", "U.S."):
        assert set(slugs(ask(engine, acronym))) == {"us", "states"}
    assert set(slugs(ask(engine, "USA"))) == {"usa", "states"}


def test_a_people_is_found_in_every_language_and_case(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Visit", "Germans came."),
        article("fr", "Visite", "Les Allemands arrivent.", language="fr"),
        article("de", "Besuch", "Die Deutschen kommen.", language="de"),
        article("es", "Visita", "Llegan los alemanes.", language="es"),
        article("ru", "Визит", "Приехали немцы.", language="ru"),
        article("case", "Визит", "Встретили немцев.", language="ru"),
        article("place", "Visit", "Germany is large."),
    ).engine()
    for name in ("germans", "Allemands", "alemanes", "немцы", "немцами"):
        everyone = {"en", "fr", "de", "es", "ru", "case"}
        assert set(slugs(ask(engine, name))) == everyone, name


def test_a_place_that_is_a_word_too_counts_with_a_capital_and_is_offered_without(
    archive: Archive,
) -> None:
    engine = archive.put(
        article("bird", "Dinner", "A turkey is a bird; roast the turkey. The turkey was fat."),
        article("ru", "Вести", "Вести из Турции.", language="ru"),
        article("ja", "会談", "トルコで会談。", language="ja"),
    ).engine()
    assert set(slugs(ask(engine, "Turkey"))) == {"bird", "ru", "ja"}
    small = ask(engine, "turkey")
    assert slugs(small) == ["bird"]
    assert set(small.alike) == {Alike("турции", 1), Alike("トルコ", 1)}


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("Calif", "Сказал халиф, и слушали халифа", "ru"),
        ("Jenny", "Пришла Анна. Анна ушла", "ru"),
        ("Kelly", "Пришла Хейли. Хейли ушла", "ru"),
        ("Tower", "Город Тверь. Тверь спит", "ru"),
    ],
)
def test_a_faint_likeness_is_not_counted(
    archive: Archive, name: str, text: str, language: str
) -> None:
    engine = archive.put(
        article("latin", "News", f"{name} was in the news. They spoke of {name}."),
        article("other", "News", text, language=language),
    ).engine()
    assert slugs(ask(engine, name)) == ["latin"]


def test_a_noun_of_german_is_no_name_of_another_script(archive: Archive) -> None:
    engine = archive.put(
        article("de", "Sport", "Das Spiel war gut. Ein Spiel folgt.", language="de"),
        article("ar", "خبر", "هذا سبيل آخر", language="ar"),
    ).engine()
    assert slugs(ask(engine, "Spiel")) == ["de"]


def test_a_case_is_rather_the_name_that_it_is_the_case_of(archive: Archive) -> None:
    engine = archive.put(
        article("andrei", "Visit", "Andrei came. We saw Andrei."),
        article("andrea", "Visit", "Andrea came. We saw Andrea."),
        *(article(f"he{at}", "Визит", "Приехал Андрей.", language="ru") for at in range(3)),
        article("him", "Визит", "Встретили Андрея.", language="ru"),
    ).engine()
    found = set(slugs(ask(engine, "Андрея")))
    assert "andrei" in found
    assert "andrea" not in found


def test_a_long_name_of_india_counts_and_a_short_one_is_offered(archive: Archive) -> None:
    engine = archive.put(
        article("en", "Visit", "Narendra Modi came. We saw Narendra Modi."),
        article("hi", "ख़बर", "नरेन्द्र मोदी आए", language="hi"),
    ).engine()
    assert set(slugs(ask(engine, "नरेंद्र"))) == {"en", "hi"}
    short = ask(engine, "मोदी")
    assert slugs(short) == ["hi"]
    assert short.alike == (Alike("modi", 1),)


def test_a_first_search_for_a_name_imports_no_masked_arrays(archive: Archive) -> None:
    """Keep masked arrays out: their import takes longer than the rest of such a search."""
    archive.put(*PRESIDENT)
    script = (
        "import sys; from pathlib import Path\n"
        "from index.engine.request import Request; from index.engine.open import open_engine\n"
        "from index.query import Query, Word\n"
        "query = Query('Zelensky', Word('Zelensky'), other_spellings=True)\n"
        "answer = open_engine(Path(sys.argv[1])).search(Request(query))\n"
        "print(*answer.also_spelled, 'numpy' in sys.modules, 'numpy.ma' in sys.modules)"
    )
    command = [sys.executable, "-X", "utf8", "-c", script, str(archive.folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["зеленский", "True", "False"]
