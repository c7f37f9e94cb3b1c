"""Tests of the messages under the search box: their order, and their places beside one another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from index.engine.answer import Alike, Answer, Suggestion
from index.engine.request import FacetName, Filter, Group, GroupTotal, Request, Sort
from index.query import Query, parse_query, within
from tui.view.completion import Offer
from tui.view.query_messages import (
    Found,
    KeyNames,
    MessageKind,
    fitting_messages,
    messages,
    must_wrap,
    with_others,
)

KEYS = KeyNames("F2", "^G", "F6", "Tab")
NOTHING = Answer()
SUGGESTION, ALIKE = Suggestion("putin", 13), Alike("patten", 37)
BBC = Filter(FacetName.SOURCE, "BBC")
SOME = {"relaxed": True, "groups": (GroupTotal(Group.SOME, 3),)}


def found(text: str, answer: dict[str, Any], begun: int | None = None, **query: Any) -> Found:
    typed = replace(parse_query(text), **{"other_spellings": True, **query})
    return Found(Request(typed, sort=Sort.RELEVANCE), typed, replace(NOTHING, **answer), begun)


@pytest.mark.parametrize(
    ("search", "kinds"),
    [
        (found("putin", {}), ["query"]),
        (found("putin mothers", {}), ["query"]),
        (found("putin", {"also_spelled": ("путин",)}), ["also spelled"]),
        (found("a b", {"also_spelled": ("путин",)}), ["also spelled", "query"]),
        (found("sauce:x", {}), ["mistakes", "query"]),
        (found("((", {}), ["mistakes"]),
        (found("pytin", {"suggestions": (SUGGESTION,)}), ["suggestion"]),
        (
            found("sauce:x", {"suggestions": (SUGGESTION,), **SOME}),
            ["mistakes", "suggestion", "closest", "query"],
        ),
        (found("putin", SOME | {"cut_short": True}), ["cut short", "closest"]),
        (found("put", {"also_spelled": ("pút",)}, begun=9), ["whole words", "also spelled"]),
        (found("put", {"total": 9}, begun=9), ["query"]),
        (found("putin", {}, other_spellings=False), ["names"]),
        (found("putin", {}, alike=True, rest=True), ["names", "rest"]),
        (
            found("putin", {"alike": (ALIKE,), "also_spelled": ("путин",)}),
            ["also spelled", "alike"],
        ),
        (found("putin", SOME | {"in_rest": 4}), ["closest", "rest offered"]),
        (found("putin", {"alike": (ALIKE,), "in_rest": 4}), ["rest offered", "alike"]),
    ],
)
def test_the_most_useful_message_comes_first(search: Found, kinds: list[str]) -> None:
    assert [each.kind for each in messages(search, KEYS, 80)] == kinds


def test_filters_stand_behind_what_was_changed_and_before_what_is_offered() -> None:
    search = found("putin", {"also_spelled": ("путин",), "alike": (ALIKE,)})
    search = replace(
        search,
        request=replace(search.request, filters=(BBC,)),
        offers=[Offer("putins ", "putins", 2)],
    )
    kinds = [
        MessageKind.ALSO_SPELLED,
        MessageKind.FILTERS,
        MessageKind.ALIKE,
        MessageKind.COMPLETION,
    ]
    assert [each.kind for each in messages(search, KEYS, 80)] == kinds


def test_an_empty_box_says_nothing_of_a_search_in_hits() -> None:
    search = found("", {})
    ground = within(parse_query("putin").root, Query(other_spellings=True))
    assert messages(search, KEYS, 80)[0].kind is MessageKind.QUERY, "everything"
    assert not messages(replace(search, request=Request(ground)), KEYS, 80)


@pytest.mark.parametrize(
    ("width", "line", "right"),
    [
        (200, "^G also spelled Путин, Poutine  F3 +1 more", "1 filter · S relevance"),
        (80, "^G also spelled Путин, Poutine  F3 +1 more", "1 filter · S relevance"),
        (40, "^G also Путин…  F3 +1", "1 filter"),
        (30, "^G also Путин  F3 +1", "1 filter"),
    ],
)
def test_the_first_message_leaves_room_for_the_number_of_the_others(
    width: int, line: str, right: str
) -> None:
    search = found("putin", {"also_spelled": ("путин", "poutine")})
    search = replace(search, request=replace(search.request, filters=(BBC,)))
    said, beside = fitting_messages(search, KEYS, "F3", "S", width)
    pieces = with_others(said[0], len(said) - 1, "F3", width)
    assert ("".join(text for text, _ in pieces), beside) == (line, right)


def test_filters_that_are_named_are_not_counted() -> None:
    search = found("putin", {})
    search = replace(search, request=replace(search.request, filters=(BBC,)))
    said, beside = fitting_messages(search, KEYS, "F3", "S", 80)
    assert (said[0].kind, beside) == (MessageKind.FILTERS, "S relevance")


@pytest.mark.parametrize("width", [30, 40, 80])
def test_a_message_is_cut_before_the_number_of_the_others(width: int) -> None:
    words = " ".join(f"word{n}" for n in range(40))
    search = found(words, {"in_rest": 3, "groups": (GroupTotal(Group.SOME, 9),)}, begun=7)
    said, right = fitting_messages(search, KEYS, "F3", "S", width)
    line = "".join(text for text, _ in with_others(said[0], 2, "F3", width, right))
    assert "…  F3 +2" in line
    assert len(line) + len(right) <= width - 5


def test_a_warning_takes_more_lines_rather_than_to_be_cut() -> None:
    said, right = fitting_messages(found("sauce:x bridge", SOME), KEYS, "F3", "S", 80)
    line = with_others(said[0], len(said) - 1, "F3", 80, right)
    assert not must_wrap(line, 80)
    assert must_wrap(line, 80 - len(right)), "the order of the hits makes way first"
    assert must_wrap(line, 60)
