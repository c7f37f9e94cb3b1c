"""Tests of bad queries in the search box: an answer or a message, and everything in its place."""

from __future__ import annotations

from index.query.display_text import printable
from tests.tui.conftest import Browse, bar, search, settle
from tui.view.cells import cell_len
from tui.widgets.search_box import SearchBox

SAID = {
    "?!…": "nothing to search for",
    "*": "stands alone",
    "~": "stands alone",
    '""': "nothing to search for",
    "((": "( is not closed",
    ")": ") closes nothing",
    "OR ": "has nothing to join",
    "date:never ": "dates are written",
    "date:2023-02-30 ": "2023-02-30 does not exist",
    "autor:putin": "autor: is no field",
    "titel:putin": "did you mean title:?",
    "to be": "all of: to, be*",
    '"to be or not to be"': '"to be or not to be"',
    "Ukrаine": "did you mean Ukraine (",  # the а is Cyrillic
    "שלום עולם": "all of: שלום",
    "مرحبا": "مرحبا*",
    "mothers " * 200: "all of: mothers",
    "mothers " * 500: "more than 400 words",
    "(" * 50 + "mothers" + ")" * 50: "mothers",
    "(" * 60 + "mothers" + ")" * 60: "nested deeper than 50 levels",
    "\u202egnp.exe": "gnp.exe",
    "e\u0301\u0301\u0301": "e\u0301\u0301\u0301",
}
"""Queries, and the message below the box for each."""


async def test_it_is_never_an_exception_and_never_silent(browse: Browse) -> None:
    async with browse(columns=100) as pilot:
        screen = await search(pilot, "putin")
        box = screen.query_one(SearchBox)
        for typed, said in SAID.items():
            box.set_text(typed)

            def is_answered(text: str = printable(typed)) -> bool:
                return screen.results is not None and screen.results.request.query.text == text

            await settle(pilot, is_answered)
            screen.action_messages()  # all messages
            line = bar(pilot, "#messages")
            assert said in line, typed
            assert box.region.y == 0
            assert screen.query_one("#messages").region.y == 1
            assert screen.list.count or screen.list.empty
            for strip in screen._compositor.render_strips():
                assert cell_len(strip.text.replace("\u200e", "")) == 100, typed
