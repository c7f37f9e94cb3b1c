"""Tests of formats other than plain text, told by content."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.formats import format_of_bytes, format_of_text

PROSE = "The council closed the old pier on Monday. Nobody was hurt, the harbour master said.\n"
MAIL = (
    "Return-Path: <anna@ashby.example>\nReceived: from pier.example by quay.example;\n"
    "\tMon, 3 May 2021 10:15:00 +0200\nFrom: Anna Ferry <anna@ashby.example>\n"
    "To: baker@ashby.example\nSubject: The pier\nDate: Mon, 3 May 2021 10:15:00 +0200\n"
    "Message-ID: <1@ashby.example>\n\n" + PROSE
)
STYLE = """/* the pier */
@import url("quay.css");
body { margin: 0; color: #333 }
.pier > a:hover {
  color: red;
}
@media print {}
"""
SCRIPT = """// the pier
function pier(boats) {
  const loaves = 412;
  if (boats > 3) {
    return loaves;
  }
  console.log("closed");
}
"""


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
        (MAIL, "a mail"),
        (
            "From: Anna Ferry <anna@ashby.example>\nSent: Monday, 3 May 2021 10:15\nTo: Baker\n"
            f"Subject: The pier\n\n{PROSE}",
            "a mail",
        ),
        (f"From anna@ashby.example Mon May  3 10:15:00 2021\n{MAIL}", "a mailbox (mbox)"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Anna Ferry\nEND:VCARD\n", "a visiting card (vCard)"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a calendar (iCalendar)"),
        ("day,boats,loaves\n" + "2021-05-03,3,412\n" * 9, "a table (CSV)"),
        ("Tag;Boote;Brote\n" + "3.5.2021;3;412,5\n" * 9, "a table (CSV)"),
        ("day\tboats\tloaves\n" + "Monday\t3\t412\n" * 9, "a table (CSV)"),
        ("id,title,body\n" + '1,Pier,"The pier, closed"\n' * 9, "a table (CSV)"),
        (STYLE, "a style sheet (CSS)"),
        (".a{color:red}.b{color:blue;margin:0}@media print{}.c{top:0}", "a style sheet (CSS)"),
        (SCRIPT, "the source of a program"),
        ("#!/bin/sh\necho pier\n", "the source of a program"),
        (
            "import sys\n\n\ndef main():\n    print(sys.argv)\n\n\nmain()\n",
            "the source of a program",
        ),
        (
            '#include <stdio.h>\n\nint main(void) {\n    puts("pier");\n    return 0;\n}\n',
            "the source of a program",
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
        "From: anna@ashby.example\n\n" + PROSE,
        f"How to read the header of a mail\n\n{PROSE}\n{MAIL}",
        f"Message-ID: what it says\nReceived: by whom?\n\n{PROSE}",
        "Note: it rained.\nAlso: it blew.\nThen: nothing.\n\n" + PROSE,
        "From Monday on the pier is closed\n\n" + PROSE,
        "Apples, pears, plums\nBread, butter, jam\nTea, coffee, milk\nSalt, flour, rope\n",
        "Results\n\nday,boats,loaves\n" + "2021-05-03,3,412\n" * 9,
        "rain, rain, rain;\nfog, fog, fog;\nsea, sea, sea;\nland, land, land;\n",
        f"A style sheet in an hour\n\n{PROSE * 4}\n{STYLE}",
        f"{PROSE}\nHe wrote a program of nine lines\n\n{SCRIPT}\n{PROSE * 2}",
        "import duties on bread rise\n\n" + PROSE,
        "#hashtags and how they came\n\n" + PROSE,
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
