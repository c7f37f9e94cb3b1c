"""Capabilities of a terminal from the terminfo database.

The layout of compiled descriptions is that of ncurses' term(5), old and new numbers alike. Python's
`curses` reads them too, but only one terminal's in a process.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MAGIC = {0o432: 2, 0o1036: 4}
"""Magic number of a file, and the bytes of each of its other numbers."""
_HEADER = struct.Struct("<6h")
_BACK_COLOUR_ERASE = 28
_MAX_COLOURS = 13
_STRINGS = {
    "csr": 3, "el": 6, "hpa": 8, "ech": 37, "rmul": 44, "dl": 106, "il": 110,
    "indn": 109, "rin": 113, "vpa": 127, "ri": 130, "op": 297,
}  # fmt: skip
"""Indexes of strings in a description, as ncurses' `term.h` counts them."""
_PADDING = re.compile(rb"\$<[^>]*>")
FOLDERS = ("/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/local/share/terminfo")


@dataclass(frozen=True, slots=True, eq=False)
class Capabilities:
    """Capabilities that a description gives in exactly the form of ECMA-48.

    The defaults hold for every terminal that takes Textual's own output.
    """

    erases_line: bool = True
    """`CSI K`."""
    erases_cells: bool = False
    """`CSI n X`."""
    erases_in_colour: bool = False
    """Erased cells take the pen's background: "bce"."""
    scrolls_region: bool = False
    """`CSI top ; bottom r`, then a newline at the bottom and `ESC M` at the top."""
    scrolls_lines: bool = False
    """`CSI n S` and `CSI n T`."""
    deletes_lines: bool = False
    """`CSI n M` and `CSI n L`."""
    to_column: bool = False
    """`CSI n G`."""
    to_row: bool = False
    """`CSI n d`."""
    switches_off: bool = False
    """SGR 22 to 29, 39 and 49; a vt100 knows only the reset of everything."""
    colours: int | None = None
    """Number of colours, 0 for none; None without a description."""


def capabilities(environment: Mapping[str, str]) -> Capabilities:
    """Return the capabilities of the terminal in `TERM`; the defaults without a description.

    Inside screen and tmux nothing is erased in colour, whatever `TERM` says.
    """
    data = _description(environment)
    if data is None:
        return Capabilities()
    flags, strings, max_colours = _parse(data)
    multiplexed = bool(environment.get("TMUX") or environment.get("STY"))
    multiplexed = multiplexed or environment.get("TERM", "").startswith(("screen", "tmux"))
    return Capabilities(
        erases_line=strings.get("el") == b"\x1b[K",
        erases_cells=strings.get("ech") == b"\x1b[%p1%dX",
        erases_in_colour=_BACK_COLOUR_ERASE in flags and not multiplexed,
        scrolls_region=strings.get("csr") == b"\x1b[%i%p1%d;%p2%dr"
        and strings.get("ri") == b"\x1bM",
        scrolls_lines=strings.get("indn") == b"\x1b[%p1%dS"
        and strings.get("rin") == b"\x1b[%p1%dT",
        deletes_lines=strings.get("dl") == b"\x1b[%p1%dM" and strings.get("il") == b"\x1b[%p1%dL",
        to_column=strings.get("hpa") == b"\x1b[%i%p1%dG",
        to_row=strings.get("vpa") == b"\x1b[%i%p1%dd",
        switches_off=strings.get("rmul") == b"\x1b[24m" and strings.get("op") == b"\x1b[39;49m",
        colours=max_colours,
    )


def _description(environment: Mapping[str, str]) -> bytes | None:
    """Return the terminal's compiled description; None where none can be read."""
    name = environment.get("TERM", "")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9+._-]*", name):
        return None
    for folder in _folders(environment):
        for below in (name[0], f"{ord(name[0]):x}"):
            try:
                return (folder / below / name).read_bytes()
            except OSError:
                continue
    return None


def _folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders of descriptions, in ncurses' order."""
    if named := environment.get("TERMINFO"):
        yield Path(named)
    if home := environment.get("HOME"):
        yield Path(home) / ".terminfo"
    yield from map(Path, filter(None, environment.get("TERMINFO_DIRS", "").split(":")))
    yield from map(Path, FOLDERS)


def _parse(data: bytes) -> tuple[set[int], dict[str, bytes], int | None]:
    """Return the set flags, the strings of `_STRINGS` and the colours; empty for a torn file."""
    try:
        magic, names, flags, numbers, strings, _ = _HEADER.unpack_from(data)
        start = _HEADER.size + names
        held = {place for place in range(flags) if data[start + place] == 1}
        first_number = start + flags
        first_number += first_number % 2
        colours = 0
        if numbers > _MAX_COLOURS:
            place = first_number + _MAX_COLOURS * _MAGIC[magic]
            number = int.from_bytes(data[place : place + _MAGIC[magic]], "little", signed=True)
            colours = max(number, 0)
        offsets = first_number + numbers * _MAGIC[magic]
        table = offsets + 2 * strings
        found = {}
        for name, place in _STRINGS.items():
            if place < strings:
                (offset,) = struct.unpack_from("<h", data, offsets + 2 * place)
                if offset >= 0:
                    value = data[table + offset : data.index(b"\0", table + offset)]
                    found[name] = _PADDING.sub(b"", value)
    except (struct.error, KeyError, IndexError, ValueError):
        return set(), {}, None
    return held, found, colours
