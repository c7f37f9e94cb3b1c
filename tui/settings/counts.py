"""Counts typed before a key, as in vi and less: `5j` moves five rows, `10G` goes to row 10."""

from __future__ import annotations

from typing import TypeAlias

LONGEST = 7
"""Digits of a count at most; an archive has no more rows."""

Action: TypeAlias = tuple[str, str, tuple[object, ...]]
"""Namespace, name and parameters of a Textual action, as `textual.actions.parse` gives them."""

_REPEATED = frozenset(
    {"move", "half", "page", "scroll_lines", "scroll_half", "scroll_pages", "span_move"}
)
"""Actions with a number of steps as parameter."""
_STEPS = frozenset({"next_match", "previous_match", "next_article", "previous_article", "related"})
"""Actions that take a count as their only parameter."""
_TO_NUMBER = frozenset({"top", "bottom", "article_top", "article_bottom"})
"""Actions that with a count go to a row or a line of that number, as `G` does in vi."""


def is_movement(action: str) -> bool:
    """Return whether an action, written as in a binding, only moves.

    A count repeats a movement or names its goal.
    """
    name = action.partition("(")[0].rpartition(".")[2]
    return name in _REPEATED | _TO_NUMBER


def with_count(action: Action, count: int) -> Action:
    """Return the action repeated `count` times, or the action that goes to that row.

    The action is unchanged where a count has no meaning.
    """
    namespace, name, parameters = action
    if name in _REPEATED and len(parameters) == 1 and isinstance(parameters[0], int):
        return namespace, name, (parameters[0] * count,)
    if name == "end_to":
        return namespace, name, (*parameters[:1], count)
    if name in _STEPS:
        return namespace, name, (count,)
    if name in _TO_NUMBER:
        return namespace, "to_number", (count,)
    return action
