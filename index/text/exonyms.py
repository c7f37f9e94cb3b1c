"""Names of places and nationalities that no rule brings together: what each language calls them.

`places.txt` has a place a line, its spellings between bars; `bench/place_names.py` says where they
come from and under which licences, and writes `places.hash`: a table of slots, where each piece of
the text that is ever looked up has the offset of its line. Nothing of either is read but what a
look-up needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

LONGEST_NAME = 4
"""Words of the longest spelling in the table."""

SLOT = 4
"""Bytes of a slot: the offset of a line, little-endian; 0 where it is free."""

_ABBREVIATION = 4
"""Letters of an abbreviation at most."""

TABLE, SLOTS = (Path(__file__).with_name(f"places.{kind}") for kind in ("txt", "hash"))


@lru_cache(maxsize=4096)
def exonyms(name: str) -> frozenset[str]:
    """The other spellings of the places that a folded name is the name of.

    Several words have a space between them; what a script writes without spaces has none.
    """
    return _others(name) - {name}


def abbreviated(written: str) -> frozenset[str]:
    """The spellings of the place of which an abbreviation, as it was typed, is the name in capital
    letters alone: UN, which in small letters is another word. None of others.

    Another abbreviation is none of them: who types US wants no USA.
    """
    if not written.isupper():
        return frozenset()
    return frozenset(
        each for each in _others(written) if len(each) > _ABBREVIATION or not each.isascii()
    )


def _others(name: str) -> frozenset[str]:
    found = {each for line in _lines(f"|{name}|") for each in line[1:-1].split("|")}
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
    return frozenset(re.findall(r"[^|\n]+", _section("# Peoples\n")))


@cache
def _nationalities() -> dict[str, tuple[str, ...]]:
    lines = _section("# Nationalities\n").splitlines()
    groups = [tuple(line[1:-1].split("|")) for line in lines if line[:1] == "|"]
    return {word: group for group in groups for word in group}


def _section(heading: str) -> str:
    """The end of the table, from a heading on."""
    table, start = _mapped(TABLE), heading.encode()
    return table[table.rfind(start) + len(start) :].decode()


def places() -> frozenset[str]:
    """All spellings in the table but abbreviations."""
    return frozenset(each for line in lines() for each in line if not each.isupper())


def lines() -> Iterator[list[str]]:
    """The spellings of each line of the table."""
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        if line[:1] == "|":
            yield line[1:-1].split("|")


@lru_cache(maxsize=1024)
def longer(name: str) -> frozenset[str]:
    """The signs that follow on a spelling of a script without spaces where it is the beginning of
    another one."""
    follows = re.compile(rf"\|{re.escape(name)}([^| ])")
    return frozenset(sign for line in _lines(f"|{name}") for sign in follows.findall(line))


def begins(word: str) -> bool:
    """Whether a folded word is the first of a spelling of several words."""
    return " " not in word and any(_lines(f"|{word} "))


def pieces(spelling: str) -> Iterator[str]:
    """The pieces of the table under which the line of a spelling is found: whole, and its first
    word."""
    yield f"|{spelling}|"
    first, space, _ = spelling.partition(" ")
    if space:
        yield f"|{first} "


def _lines(piece: str) -> Iterator[str]:
    """The lines that have a piece, which begins with a bar. Most names are on none, a few on two: a
    city's and its country's."""
    if "|" in piece[1:-1] or "\n" in piece:
        return
    wanted = piece.encode("utf-8", "surrogatepass")
    table, slots = _mapped(TABLE), _mapped(SLOTS)
    for at in probed(wanted, len(slots)):
        start = int.from_bytes(slots[at : at + SLOT], "little")
        if not start:
            return
        end = table.find(b"\n", start)
        if table.find(wanted, start, end) >= 0:
            yield table[start:end].decode()


def probed(piece: bytes, size: int) -> Iterator[int]:
    """Where in so many bytes of slots a piece is looked for, one place after another."""
    at = crc32(piece) * SLOT % size
    while True:
        yield at
        at = (at + SLOT) % size


@cache
def _mapped(path: Path) -> mmap:
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)
