"""Names and totals of the groups of hits."""

from __future__ import annotations

from collections.abc import Mapping

from index.engine.answer import Answer
from index.engine.request import Group
from tui.view.cells import cell_len
from tui.view.dates import count
from tui.view.rows import RULE, Divider

NAMES: Mapping[Group, str] = {
    Group.ALL: "with all words",
    Group.SOME: "with some of the words",
    Group.PAGE: "with words in the rest of the page",
}
"""Names of groups behind a number or a noun: `214 with some of the words`."""
BESIDE: Mapping[Group, str] = {
    Group.ALL: "with all words",
    Group.SOME: "with some",
    Group.PAGE: "in the rest",
}
"""Names of groups behind other groups."""
SHORT: Mapping[Group, str] = {Group.ALL: "all", Group.SOME: "some", Group.PAGE: "rest"}
"""Names of groups in one word, for a narrow terminal."""
BETWEEN = " · "
ROOMY = 100
"""Minimum columns for the full name of a group beside the place of a hit, or a count."""
NARROW = 64
"""Minimum columns for any name of a group beside a count."""


def with_all(answer: Answer) -> int:
    """Return the number of hits with all of the query in title, text, author and source."""
    if answer.groups:
        return sum(each.total for each in answer.groups if each.group is Group.ALL)
    return 0 if answer.relaxed else answer.total


def only_pages(answer: Answer) -> bool:
    """Tell whether no hit has the words in title, text, author and source."""
    return bool(answer.groups) and answer.groups[0].group is Group.PAGE


def rest_words(total: int) -> str:
    """Return `2 more with the rest of the page`: articles that no other count includes."""
    return f"{total:,} more with the rest of the page"


def more_in_rest(total: int, width: int) -> str:
    """Return the hits that need the rest of the page, behind a count on `width` columns.

    ` · 2 more with the rest`, ` · 2 rest` or `+2`; empty for none.
    """
    if not total:
        return ""
    if width >= ROOMY:
        return f"{BETWEEN}{total:,} more with the rest"
    return f"{BETWEEN}{total:,} {SHORT[Group.PAGE]}" if width >= NARROW else f"+{total:,}"


def in_rest_of_some(answer: Answer) -> int:
    """Return the number of hits with some of the words and, by the rest of their page, with all."""
    return answer.in_rest - sum(total for group, total in answer.groups if group is Group.PAGE)


def dividers(answer: Answer) -> tuple[Divider, ...]:
    """Return a divider above the first hit of each group, the group with all words excepted."""
    found = []
    row = 0
    for group, total in answer.groups:
        if group is not Group.ALL:
            names = (NAMES[group], BESIDE[group], SHORT[group])
            texts = tuple(f"{RULE} {name}{BETWEEN}{total:,} {RULE}" for name in names)
            found.append(Divider(row, texts))
        row += total
    return tuple(found)


def totals(answer: Answer, room: int) -> str:
    """Return the hits of each group in at most `room` cells, where possible.

    `3 with all words · 214 with some`, `3 all · 214 some`, `3+214`. Hits with all words alone are
    `3 hits`, in any room.
    """
    groups = [each.group for each in answer.groups]
    if groups in ([], [Group.ALL]):
        return count(answer.total, "hit")
    full = BETWEEN.join(_total(group, total, groups) for group, total in answer.groups)
    short = BETWEEN.join(f"{total:,} {SHORT[group]}" for group, total in answer.groups)
    for words in (full, short):
        if cell_len(words) <= room:
            return words
    return "+".join(f"{total:,}" for _, total in answer.groups)


def _total(group: Group, total: int, groups: list[Group]) -> str:
    """Return `3 with all words`; `3 hits` where no group has only some of the words."""
    if group is Group.ALL and Group.SOME not in groups:
        return count(total, "hit")
    return f"{total:,} {(NAMES if len(groups) == 1 else BESIDE)[group]}"


def place_words(position: int, total: int, group: Group, width: int) -> str:
    """Return the place of a hit and its group: `4 of 226 · with some of the words`.

    `position` counts from 0. The group with all words is not named.
    """
    place = f"{position + 1:,} of {total:,}"
    if group is Group.ALL:
        return place
    return f"{place}{BETWEEN}{NAMES[group] if width >= ROOMY else SHORT[group]}"


def counted_words(answer: Answer, whole: bool, key: str, room: int) -> str:
    """Return the hits that facets and timeline count, and the key that changes it.

    `counted: hits with all words · c` or `all words · c`, in at most `room` cells; empty for a
    single group, and without room.
    """
    if len(answer.groups) < 2:
        return ""
    full = f"counted: {counted_hits(answer, whole)}{BETWEEN}{key}"
    # The rest of the page is never the first of several groups: the first is named by its words.
    what = "all hits" if whole else f"{SHORT[answer.groups[0].group]} words"
    short = f"{what}{BETWEEN}{key}"
    return next((words for words in (full, short) if cell_len(words) <= room), "")


def counted_hits(answer: Answer, whole: bool) -> str:
    """Return the hits that facets and timeline count: `hits with all words`, `all hits`."""
    return "all hits" if whole else f"hits {NAMES[answer.groups[0].group]}"
