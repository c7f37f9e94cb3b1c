"""Tests of the line of searches that a search is within."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.archive.result_pages import Results
from index.engine.answer import Answer
from index.engine.request import Request
from index.query import Query
from tui.view.cells import cell_len
from tui.view.refinement import Refinement, grounds_text


async def nothing(request: Request) -> Answer:
    return Answer()


def ground(text: str) -> Refinement:
    return Refinement(text, Query(text), Request(), Results(Request(), Answer(), nothing), 0, 0, 0)


def test_each_ground_is_named_while_there_is_room() -> None:
    grounds = [ground("putin"), ground("mothers")]
    assert grounds_text(grounds, 20) == "putin › mothers › "
    assert grounds_text(grounds, 15) == "… › mothers › "
    assert grounds_text(grounds, 8) == "… › … › "
    assert grounds_text(grounds[:1], 6) == "pu… › "
    assert grounds_text([], 20) == ""


@given(st.lists(st.text(max_size=40), max_size=4), st.integers(5, 60))
def test_it_fits(texts: list[str], room: int) -> None:
    assert cell_len(grounds_text([ground(text) for text in texts], room)) <= room
