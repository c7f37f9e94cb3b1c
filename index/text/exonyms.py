"""Names of places and nationalities in many languages, as far as no rule brings them together.

`places.txt` has a place a line, its spellings between bars; `bench/place_names.py` names the
sources and licences of the spellings, and writes `places.hash`: a table of slots with the offset of
its line for each piece of the text that is ever looked up. A look-up reads only the parts of both
files that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

LONGEST_NAME = 4
"""The words of the longest spelling in the table."""

SLOT = 4
"""The bytes of a slot: the offset of a line, little-endian; 0 for a free slot."""

_ABBREVIATION = 4
"""The most letters of an abbreviation."""

TABLE, SLOTS = (Path(__file__).with_name(f"places.{kind}") for kind in ("txt", "hash"))


@lru_cache(maxsize=4096)
def exonyms(name: str) -> frozenset[str]:
    """Return the other spellings of the places with this folded name.

    The words of a name have a space between them; a name in a script without spaces has none.
    """
    return _others(name) - {name}


def abbreviated(written: str) -> frozenset[str]:
    """Return the spellings of the place that an abbreviation, as it was typed, names in capital
    letters alone: UN, in small letters another word. Empty for any other text.

    Another abbreviation is left out: the query US does not ask for USA.
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
    """Return the spellings of the nationality with this folded word, the English one, which alone
    has a capital letter, first; or the spellings of a people (`is_people`); empty for other
    words."""
    return _nationalities().get(word, ())


def is_people(word: str) -> bool:
    """Return whether a folded word is a people, with a capital letter in some languages."""
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
    """Return the end of the table, from a heading on."""
    table, start = _mapped(TABLE), heading.encode()
    return table[table.rfind(start) + len(start) :].decode()


def places() -> frozenset[str]:
    """Return all spellings in the table but abbreviations."""
    return frozenset(each for line in lines() for each in line if not each.isupper())


def lines() -> Iterator[list[str]]:
    """Yield the spellings of each line of the table."""
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        if line[:1] == "|":
            yield line[1:-1].split("|")


@lru_cache(maxsize=1024)
def longer(name: str) -> frozenset[str]:
    """Return the signs behind a spelling, in a script without spaces, in longer spellings."""
    follows = re.compile(rf"\|{re.escape(name)}([^| ])")
    return frozenset(sign for line in _lines(f"|{name}") for sign in follows.findall(line))


def begins(word: str) -> bool:
    """Return whether a folded word is the first of a spelling of several words."""
    return " " not in word and any(_lines(f"|{word} "))


def pieces(spelling: str) -> Iterator[str]:
    """Yield the pieces under which `places.hash` has a spelling: the whole, and its first word."""
    yield f"|{spelling}|"
    first, space, _ = spelling.partition(" ")
    if space:
        yield f"|{first} "


def _lines(piece: str) -> Iterator[str]:
    """Yield the lines with a piece, which begins with a bar. Most names are on no line, a few on
    two: a city's and its country's."""
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
    """Yield the offsets at which to look up a piece in `size` bytes of slots, without end."""
    at = crc32(piece) * SLOT % size
    while True:
        yield at
        at = (at + SLOT) % size


@cache
def _mapped(path: Path) -> mmap:
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)
