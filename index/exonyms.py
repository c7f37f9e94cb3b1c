"""Names of places and nationalities that no rule brings together: what each language calls them.

`places.txt` has a place a line, its spellings between bars; `bench/place_names.py` says where they
come from and under which licences. The file is looked through as it is: taking it apart would cost
more than all searches of a session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from index.folding import fold

LONGEST_NAME = 4
"""Words of the longest spelling in the table."""

_TABLE = Path(__file__).with_name("places.txt")


@lru_cache(maxsize=4096)
def exonyms(name: str) -> frozenset[str]:
    """The other spellings of the places that a folded name is the name of.

    Several words have a space between them; what a script writes without spaces has none.
    """
    found = {fold(each) for line in _lines(name) for each in line[1:-1].split("|")}
    return frozenset(found - {name})


def nationality(word: str) -> tuple[str, ...]:
    """The spellings of the nationality that a folded word is, the English one, which alone has a
    capital letter, first; none of other words."""
    return _nationalities().get(word, ())


@cache
def _nationalities() -> dict[str, tuple[str, ...]]:
    lines = _table().partition("# Nationalities\n")[2].splitlines()
    groups = [tuple(fold(each) for each in line[1:-1].split("|")) for line in lines]
    return {word: group for group in groups for word in group}


def places() -> frozenset[str]:
    """All spellings in the table."""
    lines = _table().splitlines()
    return frozenset(each for line in lines for each in line[1:-1].split("|") if line[:1] == "|")


@lru_cache(maxsize=1024)
def longer(name: str) -> frozenset[str]:
    """The signs that follow on a name where it is the beginning of another in the table."""
    return frozenset(re.findall(rf"\|{re.escape(name)}([^|\n ])", _table()))


def begins(word: str) -> bool:
    """Whether a folded word is the first of a spelling of several words."""
    return word in _first_words()


@cache
def _first_words() -> frozenset[str]:
    return frozenset(re.findall(r"\|([^| \n]+) ", _table()))


def _lines(name: str) -> Iterator[str]:
    """The lines that have a spelling. Most names are on none, a few on two: a city's and its
    country's."""
    table, wanted = _table(), f"|{name}|"
    at = table.find(wanted)
    while at >= 0 and name:
        end = table.index("\n", at)
        yield table[table.rindex("\n", 0, at + 1) + 1 : end]
        at = table.find(wanted, end)


@cache
def _table() -> str:
    return _TABLE.read_text(encoding="utf-8")
