"""Names of places and nationalities that no rule brings together: what each language calls them.

`places.txt` has a place a line, its spellings between bars; `bench/place_names.py` says where they
come from and under which licences. Of the file only the set of its spellings is kept; the line
of one that is in it is looked for in the file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

LONGEST_NAME = 4
"""Words of the longest spelling in the table."""

_PEOPLES = "# Peoples\n"

_TABLE = Path(__file__).with_name("places.txt")


@lru_cache(maxsize=4096)
def exonyms(name: str) -> frozenset[str]:
    """The other spellings of the places that a folded name is the name of.

    Several words have a space between them; what a script writes without spaces has none.
    """
    return _others(name) - {name}


def abbreviated(written: str) -> frozenset[str]:
    """The spellings of the place of which an abbreviation, as it was typed, is the name in capital
    letters alone: UN, which in small letters is another word. None of others."""
    return _others(written) if written.isupper() else frozenset()


def _others(name: str) -> frozenset[str]:
    found = {each for line in _lines(name) for each in line[1:-1].split("|")}
    return frozenset(each for each in found if not each.isupper())


def nationality(word: str) -> tuple[str, ...]:
    """The spellings of the nationality that a folded word is, the English one, which alone has a
    capital letter, first; or those of a people (`is_people`); none of other words."""
    return _nationalities().get(word, ())


def is_people(word: str) -> bool:
    """Whether a folded word is a people, which some languages write with a capital letter."""
    return word in _peoples()


@cache
def _peoples() -> frozenset[str]:
    return frozenset(re.findall(r"[^|\n]+", _table().partition(_PEOPLES)[2]))


@cache
def _nationalities() -> dict[str, tuple[str, ...]]:
    lines = _table().partition("# Nationalities\n")[2].splitlines()
    groups = [tuple(line[1:-1].split("|")) for line in lines if line[:1] == "|"]
    return {word: group for group in groups for word in group}


def places() -> frozenset[str]:
    """All spellings in the table but abbreviations."""
    lines = (line[1:-1].split("|") for line in _table().splitlines() if line[:1] == "|")
    return frozenset(each for line in lines for each in line if not each.isupper())


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
    if name not in _beginning(name[:1]):
        return
    table, wanted = _table(), f"|{name}|"
    at = table.find(wanted)
    while at >= 0:
        end = table.index("\n", at)
        yield table[table.rindex("\n", 0, at + 1) + 1 : end]
        at = table.find(wanted, end)


@lru_cache(maxsize=64)
def _beginning(letter: str) -> frozenset[str]:
    """The spellings that begin with a letter: nearly all words that are looked up are none."""
    return (
        frozenset(re.findall(rf"\|({re.escape(letter)}[^|\n]+)", _table()))
        if letter
        else frozenset()
    )


@cache
def _table() -> str:
    return _TABLE.read_text(encoding="utf-8")
