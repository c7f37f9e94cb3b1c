"""Tests of the meaning of queries that readers type."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import (
    QUERY_HELP,
    And,
    Everything,
    Field,
    Flag,
    Fuzzy,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Wildcard,
    Word,
    describe,
    flags,
    parse_query,
    relax,
)

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)

A, B, C, D = map(Word, "abcd")


def understood(text: str) -> Node:
    """Return the meaning of a query that parses without a guess."""
    query = parse_query(text, now=NOW)
    assert query.notes == ()
    return query.root


def guessed(text: str) -> tuple[Node, str]:
    """Return the meaning of a query that can't be parsed as it stands, and its note."""
    query = parse_query(text, now=NOW)
    (note,) = query.notes
    return query.root, note


def typed(text: str) -> Node:
    """Return the meaning of a query that is still being typed, and gives no reason for a note."""
    query = parse_query(text, now=NOW, typing=True)
    assert query.notes == ()
    return query.root


def begun(text: str, field: Field = Field.ANY) -> Prefix:
    return Prefix(text, field, unfinished=True)


def title(text: str) -> Word:
    return Word(text, Field.TITLE)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", Everything()),
        ("  \t ", Everything()),
        ("a", A),
        ("a b c", And((A, B, C))),
        ("b a", And((B, A))),
        ("Зеленский, матери!", And((Word("Зеленский"), Word("матери")))),
        ("a OR b", Or((A, B))),
        ("a | b|c || d", Or((A, B, C, D))),
        ("a AND b", And((A, B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("((a)) (b (c d))", And((A, B, C, D))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("NOT NOT a", A),
        ("-(a OR b) c", And((Not(Or((A, B))), C))),
        ('-"a b"', Not(Phrase("a b"))),
        ("-a -b", And((Not(A), Not(B)))),
        ("this or that", And((Word("this"), Word("or"), Word("that")))),
        ("not and", And((Word("not"), Word("and")))),
    ],
)
def test_words_and_operators(text: str, root: Node) -> None:
    assert understood(text) == root


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ('"share your pain"', Phrase("share your pain")),
        ('"  share \n your pain "', Phrase("share your pain")),
        ("“share your pain”", Phrase("share your pain")),
        ("„Wir fühlen mit“", Phrase("Wir fühlen mit")),
        ("”Vi delar er smärta”", Phrase("Vi delar er smärta")),
        ("«мы разделяем боль»", Phrase("мы разделяем боль")),
        ("»wir fühlen mit«", Phrase("wir fühlen mit")),
        ("「母親たち」", Phrase("母親たち")),
        ('"mothers soldiers"~5', Phrase("mothers soldiers", slop=5)),
        ('"mothers soldiers"~', Phrase("mothers soldiers", slop=5)),
        ('"mothers soldiers"~0', Phrase("mothers soldiers")),
        ('"mothers soldiers"~99999999999', Phrase("mothers soldiers", slop=100)),
        ('title:"a OR (b"', Phrase("a OR (b", Field.TITLE)),
        ("source:'The Times'", Phrase("The Times", Field.SOURCE)),
        ("source:‘The Times’", Phrase("The Times", Field.SOURCE)),
    ],
)
def test_phrases(text: str, phrase: Phrase) -> None:
    assert understood(text) == phrase


def test_single_quotes_are_apostrophes_where_no_field_is_before_them() -> None:
    assert understood("'a b'") == And((Word("'a"), Word("b'")))
    assert understood("source:'a") == Word("'a", Field.SOURCE)
    assert understood("title:'a's b") == And((Word("'a's", Field.TITLE), Word("b")))
    assert understood("(source:'a b')") == Phrase("a b", Field.SOURCE)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("ukrain*", Prefix("ukrain")),
        ("title:ukrain*", Prefix("ukrain", Field.TITLE)),
        ("lang:r*", Prefix("r", Field.LANGUAGE)),
        ("mo*ers", Wildcard("mo*ers")),
        ("title:*sky", Wildcard("*sky", Field.TITLE)),
        ("wom?n", Wildcard("wom?n")),
        ("wom?n?", Wildcard("wom?n?")),
        ("wom?n?,", Wildcard("wom?n?")),
        ("*sk*", Wildcard("*sk*")),
        ("women?", Word("women")),
        ("Zelenski~", Fuzzy("Zelenski")),
        ("Zelenski~2", Fuzzy("Zelenski", edits=2)),
        ("Zelenski~0", Word("Zelenski")),
    ],
)
def test_words_that_stand_for_others(text: str, root: Node) -> None:
    assert understood(text) == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("title:mothers", title("mothers")),
        ("TITLE:mothers", title("mothers")),
        ("title:(a OR b) c", And((Or((title("a"), title("b"))), C))),
        ("title:(a source:b)", And((title("a"), Word("b", Field.SOURCE)))),
        ("title:-a", Not(title("a"))),
        ("-title:a", Not(title("a"))),
        ("title:OR", title("OR")),
        ('source:"Westside People"', Phrase("Westside People", Field.SOURCE)),
        ("category:politics", Word("politics", Field.CATEGORY)),
        ("is:unread", Is(Flag.UNREAD)),
        ("IS:Starred", Is(Flag.STARRED)),
        ("is:(read OR starred)", Or((Is(Flag.READ), Is(Flag.STARRED)))),
        ("-is:headline", Not(Is(Flag.HEADLINE))),
    ],
)
def test_fields(text: str, root: Node) -> None:
    assert understood(text) == root


@pytest.mark.parametrize(
    "text",
    [
        *("10:42", "W-2", "U.S.", "soldier(s)", "don't", 'צה"ל', "--verbose", "->b"),
        *("doubt:’", "C++", "#news", "@who", "https://example.org/a?b=(c)"),
    ],
)
def test_what_only_looks_like_an_operator_is_a_word(text: str) -> None:
    assert understood(text) == Word(text)


def test_a_pasted_headline_is_words() -> None:
    headline = "Ukraine war: Putin tells soldiers' mothers - he shares their pain…"
    words = ("Ukraine", "war", "Putin", "tells", "soldiers'", "mothers", "he", "shares", "their")
    assert understood(headline) == And((*map(Word, words), Word("pain")))


@pytest.mark.parametrize(
    ("language", "codes"),
    [
        ("ru", ["ru"]),
        ("RU", ["ru"]),
        ("rus", ["ru"]),
        ("Russian", ["ru"]),
        ("русский", ["ru"]),
        ("français", ["fr"]),
        ("Francais", ["fr"]),
        ("pt-BR", ["pt"]),
        ('"bahasa indonesia"', ["id"]),
        ("中文", ["zh"]),
        ("norwegian", ["no", "nb", "nn"]),
        ("nb", ["nb"]),
        ("qu", ["qu"]),
    ],
)
def test_languages_go_by_code_and_by_name(language: str, codes: list[str]) -> None:
    words = tuple(Word(code, Field.LANGUAGE) for code in codes)
    assert understood(f"lang:{language}") == (words[0] if len(words) == 1 else Or(words))
    assert understood(f"language:{language}") == understood(f"lang:{language}")


@pytest.mark.parametrize(
    ("text", "root", "said"),
    [
        ('"a b', And((A, B)), "no partner"),
        ("“a b", And((A, B)), "no partner"),
        ("a» b", And((A, B)), "no partner"),
        ('a b"', And((A, B)), "no partner"),
        ('a ""', A, "between the quotes"),
        ("(a b", And((A, B)), "( is not closed"),
        ("a) b", And((A, B)), ") closes nothing"),
        ("title: a", And((Word("title"), A)), "title: has nothing behind it"),
        ("titel:a", And((Word("titel"), A)), "did you mean title:?"),
        ("autor:a", And((Word("autor"), A)), "autor: is no field"),
        ('autor:"a b"', And((Word("autor"), Phrase("a b"))), "autor: is no field"),
        ("is:stared", Word("is:stared"), "did you mean is:starred?"),
        ("is:blue", Word("is:blue"), "is: knows unread, read, starred, headline, article"),
        ("lang:rusian", Word("lang:rusian"), "did you mean lang:russian?"),
        ("lang:русскый", Word("lang:русскый"), "did you mean lang:russian?"),
        ("lang:klingonese", Word("lang:klingonese"), "no language"),
        ("date:nonsense", Word("date:nonsense"), "dates are written"),
        ("date:2022-02-30", Word("date:2022-02-30"), "2022-02-30 does not exist"),
        ('date:"some day"', Phrase("date:some day"), "some day is no date"),
        ("a~3", Fuzzy("a", edits=2), "2 letters at most"),
        ("U.S.*x", Word("U.S.*x"), "of one word only"),
        ("*", Everything(), "* stands alone"),
        ("a ~", A, "~ stands alone"),
        ("OR", Word("OR"), "OR has nothing to join"),
        ("a OR", And((A, Word("OR"))), "OR has nothing to join"),
        ("a (AND b)", And((A, Word("AND"), B)), "AND has nothing to join"),
        ("a NOT", And((A, Word("NOT"))), "NOT has nothing to leave out"),
        ("a |", A, "| has nothing to join"),
        ("$$$", Everything(), "nothing to search for"),
        ("()", Everything(), "nothing to search for"),
        ("?!…", Everything(), "nothing to search for"),
        ("date:2023-99..", Word("date:2023-99.."), "2023-99 does not exist"),
    ],
)
def test_what_cannot_be_parsed_is_searched_literally_and_said(
    text: str, root: Node, said: str
) -> None:
    found, note = guessed(text)
    assert found == root
    assert said in note


def test_for_a_field_far_from_every_other_one_all_of_them_are_named() -> None:
    _, note = guessed("keyword:putin")
    assert "did you mean" not in note
    assert note.endswith(
        "fields are title, author, by, source, category, lang, language, is, date, after, since, "
        "before"
    )


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("mothers sol", And((Word("mothers"), begun("sol")))),
        ("sol ", Word("sol")),
        ("title:sol", begun("sol", Field.TITLE)),
        ("sol.", Word("sol.")),
        ('"a sol"', Phrase("a sol")),
        ("sol*", Prefix("sol")),
        ("s*l", Wildcard("s*l*")),
        ("s*l*", Wildcard("s*l*")),
        ("s*l ", Wildcard("s*l")),
        ("a -s*l", And((A, Not(Wildcard("s*l"))))),
        ("sol~", Fuzzy("sol")),
        ("a -sol", And((A, Not(Word("sol"))))),
        ("a OR", A),
        ("a OR NOT", A),
        ("a -", A),
        ("a title:", A),
        ("a -title:", A),
        ("a is:un", A),
        ("a date:202", A),
        ("a date:2022-", A),
        ("a date:2022..2", A),
        ("a date:yest", A),
        ("a date:last-w", A),
        ("a date:7", A),
        ("a date:7we", A),
        ("lang:ru", Word("ru", Field.LANGUAGE)),
        ("lang:russ", Word("ru", Field.LANGUAGE)),
        ("lang:slov", Or((Word("sk", Field.LANGUAGE), Word("sl", Field.LANGUAGE)))),
        ("हिन्दी", begun("हिन्दी")),
    ],
)
def test_while_typing_the_last_word_may_go_on(text: str, root: Node) -> None:
    assert typed(text) == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ('"share your pa', And((Word("share"), Word("your"), begun("pa")))),
        ("title:(a | pa", Or((title("a"), begun("pa", Field.TITLE)))),
    ],
)
def test_what_is_not_closed_while_typing_says_so(text: str, root: Node) -> None:
    query = parse_query(text, typing=True)
    assert query.root == root
    assert len(query.notes) == 1


def test_while_typing_nonsense_is_still_called_nonsense() -> None:
    assert parse_query("date:2022-13", typing=True).notes
    assert parse_query("is:blue", typing=True).notes


@pytest.mark.parametrize(("example", "_meaning"), QUERY_HELP)
def test_every_example_of_the_help_is_understood(example: str, _meaning: str) -> None:
    assert not isinstance(understood(example), Everything)


def test_the_help_has_an_example_of_every_field_and_flag() -> None:
    shown = " ".join(f"{example} {meaning}" for example, meaning in QUERY_HELP)
    for name in ("title", "source", "category", "lang", "is", "date", "after", "before"):
        assert f"{name}:" in shown
    assert all(f"is:{flag}" in shown for flag in Flag)


def depth(node: Node) -> int:
    match node:
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case Not(part):
            return 1 + depth(part)
    return 1


def leaves(node: Node) -> int:
    match node:
        case And(parts) | Or(parts):
            return sum(map(leaves, parts))
        case Not(part):
            return leaves(part)
    return 1


@pytest.mark.parametrize(
    "piece",
    [
        *("(", "a (b OR ", "-(", "title:(", ")", '"', "„", "“”", "(a) OR (", "x(", '"a b" ', "«a"),
        *("NOT ", "OR ", "AND a ", "-", "|", "*", "~1", "a~", "a ", "title:", "title: ", "-title:"),
        *("titel:a ", "is:stared ", "lang:rusian ", "date:2022 ", "date:x"),
    ],
)
def test_a_query_of_any_length_is_bounded(piece: str) -> None:
    query = parse_query(piece * 20_000)
    assert any("the rest is left out" in note for note in query.notes)
    assert depth(query.root) < 200
    assert leaves(query.root) <= 400
    assert len(query.notes) <= 6
    assert len(query.text) == 10_000
    assert describe(query)


def test_a_phrase_counts_its_words() -> None:
    query = parse_query('"' + "a " * 1000 + '" b')
    assert query.root == Phrase(" ".join("a" * 400))
    assert "more than 400" in query.notes[0]


def test_deep_nesting_keeps_the_words() -> None:
    query = parse_query("a (" * 60 + "b" + ")" * 60)
    assert query.root == And((A,) * 60 + (B,))
    assert "50 levels" in query.notes[0]


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            "AND",
            "OR",
            "NOT",
            "|",
            "-",
            "(",
            ")",
            '"',
            "„",
            "“",
            "»",
            "~",
            "~2",
            "*",
            ":",
        ),
        *(
            "title:",
            "lang:",
            "is:",
            "date:",
            "after:",
            "titel:",
            "ru",
            "unread",
            "2022",
            "..",
            "7d",
        ),
        *("\x1b[31m", "\u202e", "\ud800", "\n", "、", "😀", " ", " ", " "),
    ]
)
ANYTHING = st.text() | st.lists(PIECES, max_size=40).map("".join)


@given(ANYTHING, st.booleans())
def test_any_text_is_a_query(text: str, typing: bool) -> None:
    query = parse_query(text, now=NOW, typing=typing)
    described = describe(query)
    for shown in (described, query.text, *query.notes):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        shown.encode()
    assert parse_query(query.text, now=NOW, typing=typing) == query
    flags(query)
    for stops in (frozenset[str](), frozenset({"a", "the"})):
        for runs in (False, True):
            loose = relax(query, stops.intersection, runs=runs)
            assert loose is None or relax(loose, stops.intersection, runs=runs) is None


WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=2, max_size=8))
def test_words_keep_their_order(words: list[str]) -> None:
    assert understood(" ".join(words)) == And(tuple(map(Word, words)))
    assert understood(" OR ".join(words)) == Or(tuple(map(Word, words)))
    assert understood(f'"{"  ".join(words)}"') == Phrase(" ".join(words))


def written(node: Node) -> str:
    """Return a query that means the node."""
    match node:
        case And(parts):
            return f"({' '.join(map(written, parts))})"
        case Or(parts):
            return f"({' OR '.join(map(written, parts))})"
        case Not(part):
            return f"-{written(part)}"
        case Word(text, Field.ANY):
            return text
        case Word(text, field):
            return f"{field}:{text}"
        case Is(flag):
            return f"is:{flag}"
    raise AssertionError(node)


LEAVES: st.SearchStrategy[Node] = (
    st.builds(Word, WORDS, st.sampled_from([Field.ANY, Field.TITLE, Field.SOURCE]))
    | st.builds(Is, st.sampled_from(Flag))
)  # fmt: skip


def composed(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def several(*kinds: type[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
        parts = inner.filter(lambda node: isinstance(node, kinds))
        return st.lists(parts, min_size=2, max_size=4).map(tuple)

    return (
        several(Word, Is, Not, Or).map(And)
        | several(Word, Is, Not, And).map(Or)
        | inner.filter(lambda node: not isinstance(node, Not)).map(Not)
    )


@given(st.recursive(LEAVES, composed, max_leaves=12))
def test_what_is_written_is_what_is_understood(node: Node) -> None:
    assert understood(written(node)) == node


def test_dates_stand_among_words() -> None:
    root = understood("a date:2022")
    assert root == And(
        (A, Published(datetime(2022, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)))
    )
