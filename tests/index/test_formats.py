import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.formats import format_of_bytes, format_of_text

PROSE = "The council closed the old pier on Monday. Nobody was hurt, the harbour master said.\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            f"<!DOCTYPE html>\n<html><head><title>Pier</title></head><body>{PROSE}</body></html>",
            "HTML",
        ),
        (f"<!-- saved -->\n<HTML>\n<BODY BGCOLOR=white>\n{PROSE}\n</BODY>\n</HTML>", "HTML"),
        (f"\ufeff\n <html lang='en'><p>{PROSE}<p>{PROSE}<br><p>{PROSE}", "HTML"),
        (f"<p>{PROSE}</p>", "HTML"),
        (f"<div class='story'>\n{PROSE}\n{PROSE}\n</div>\n", "HTML"),
        (f"Pier closed\n<p>{PROSE.strip()}</p>\n<p>{PROSE.strip()}</p>\n", "HTML"),
        ('The <a href="/pier">pier</a>\nand the <a href="/town">town</a>.\n', "HTML"),
        (
            "<?xml version='1.0'?>\n<rss version='2'><channel><title>Pier</title></channel></rss>",
            "XML",
        ),
        ("<?xml version='1.0'?>\n<story><p>Pier</p></story>", "XML"),
        ("<?xml version='1.0'?>\n<rss/>", "XML"),
        (f"<!DOCTYPE html>\n<html>\n<p>{PROSE}", "HTML"),
        ('{"title": "Pier", "body": "Closed"}', "JSON"),
        ('[{"title": "Pier"}]', "JSON"),
        ('{"title": "Pier"}\n{"title": "Crane"}\n', "JSON"),
        ('{"title": "Pier", "body": "The rest is cut o', "JSON"),
        (
            "From: <Saved by a browser>\nSubject: Pier\nMIME-Version: 1.0\n"
            "Content-Type: multipart/related;\n\tboundary=x\n\n--x\n",
            "a mail or a web archive (MHTML)",
        ),
    ],
)
def test_markup_and_data_are_told(text: str, name: str) -> None:
    assert format_of_text(text) == name


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "<html> and <body>: how the web began\n\nFor paragraphs he chose <p>, ended by </p>.\n",
        f"Lists in HTML\n\n{PROSE}Write <ul>, then <li>one</li>, <li>two</li>, and </ul>.\n{PROSE}",
        "Make it <b>bold</b> or <i>slanted</i>, the handbook says.\n",
        "<b> is a tag that all know\n\n" + PROSE,
        "Ford <F> and Boeing <BA> rise; 5 < 6 and 7 > 3\n\n" + PROSE,
        "I <3 piers\n" + PROSE,
        "[Update] Council closes pier\n\n" + PROSE,
        "[2024]\nCouncil closes pier\n" + PROSE,
        '["We shall overcome"] was sung on the pier\n' + PROSE,
        "{Exclusive} Council closes pier\n" + PROSE,
        "From: the council\nTo: the town\nSubject: the pier\n\n" + PROSE,
        "<Reuters>\n" + PROSE,
    ],
)
def test_a_text_about_markup_is_a_text(text: str) -> None:
    assert format_of_text(text) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"{\\rtf1\\ansi Pier}", "RTF"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an office document (DOCX, ODT, EPUB)"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (PROSE.encode(), None),
        (b"", None),
    ],
)
def test_a_signature_names_its_format(data: bytes, name: str | None) -> None:
    assert format_of_bytes(data) == name


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), VALUES), st.sampled_from([None, 1]))
def test_any_json_object_is_told(value: dict[str, object], indent: int | None) -> None:
    assert format_of_text(json.dumps(value, indent=indent)) == "JSON"


@given(st.text() | st.text(st.sampled_from("<>/!-?apdivhtml =\"'{}[]:,\n&;")))
def test_any_text_has_an_answer(text: str) -> None:
    format_of_text(text)
    assert format_of_text(PROSE * 20 + text[:20] + PROSE) is None
