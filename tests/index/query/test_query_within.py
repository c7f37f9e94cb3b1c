"""Tests of a query within the hits of another one."""

from __future__ import annotations

from index.query import And, Everything, Or, Query, Word, parse_query, relax, within

PUTIN = Word("putin")


def test_both_have_to_hold() -> None:
    inside = within(PUTIN, parse_query("mothers"))
    assert inside.text == "mothers"
    assert inside.root == And((And((PUTIN, Everything())), Word("mothers")))


def test_nothing_typed_is_all_that_was_found() -> None:
    assert within(PUTIN, Query()).root == PUTIN


def test_the_ground_holds_however_the_query_is_loosened() -> None:
    inside = within(PUTIN, parse_query("mothers soldiers"))
    loose = relax(inside, lambda words: frozenset())
    assert loose is not None
    either = Or((Word("mothers"), Word("soldiers")))
    assert loose.root == And((either, And((PUTIN, Everything()))))
    assert relax(within(PUTIN, parse_query("mothers")), lambda words: frozenset()) is None
