"""Tests of character references in texts."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.entities import decode_entities
from index.text.clean import FORBIDDEN, clean_text


@pytest.mark.parametrize(
    ("dumped", "text"),
    [
        ("AT&amp;T buys the pier", "AT&T buys the pier"),
        ("The town&#8217;s caf&eacute; &quot;fell&quot;", 'The town’s café "fell"'),
        ("S&#x0A3;o or S&pound;o", "S£o or S£o"),
        (
            "twice encoded: town&amp;#8217;s caf&amp;eacute; &amp;amp; pier",
            "twice encoded: town’s café & pier",
        ),
        ("from Windows: &#147;no&#148;", "from Windows: “no”"),
        ("5 &lt; 6, &lt;b&gt;", "5 < 6, <b>"),
        ("&#1055;&#1080;&#1088;&#1089;", "Пирс"),
    ],
)
def test_references_of_a_dump_are_decoded(dumped: str, text: str) -> None:
    assert decode_entities(dumped) == text


@pytest.mark.parametrize(
    "text",
    [
        "AT&T, R&D; Marks & Spencer; &c.",
        "https://example.org/?a=1&copy=2&lt=3",
        "&nosuchname; &#; &#x; &;",
        'Write "&eacute;" for é, and ‘&amp;’ for &.',
    ],
)
def test_what_is_not_beyond_doubt_stays(text: str) -> None:
    assert decode_entities(text) == text


def test_a_reference_is_cleaned_like_any_other_character() -> None:
    decoded = clean_text(decode_entities("a&#27;[31m b&#x202e;c d&#0;e f&shy;g h&nbsp;i"))
    assert decoded == "a␛[31m bc d␀e fg h i"


def test_a_reference_adds_no_line() -> None:
    assert decode_entities("Pier&#10;closed&#13;&#x2028;&NewLine;&Tab;.") == "Pier closed    ."


@given(st.text())
def test_what_was_encoded_is_read_as_it_was(text: str) -> None:
    encoded = html.escape(text.replace("&", "+"))
    assert decode_entities(encoded) == text.replace("&", "+")


@given(st.text(st.sampled_from("&#x;amp10lt\n\x1bé")))
def test_no_reference_steers_a_terminal(text: str) -> None:
    decoded = decode_entities(text)
    assert not FORBIDDEN.search(clean_text(decoded))
    assert decoded.count("\n") == text.count("\n")
