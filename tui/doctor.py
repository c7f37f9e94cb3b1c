"""What is wrong with this newstui, and what can be done about it?"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from index.clean import clean_line
from index.errors import IndexUnusableError, NewstuiError, StateError
from index.home import Home
from tui.clock import count
from tui.terminal.charset import UTF_8, decode_names
from tui.terminal.width import ambiguous_width
from tui.wrap import wrap

if TYPE_CHECKING:
    from tui.settings import Settings
    from tui.terminal.surroundings import Surroundings, Wanted

INDENT = 14
"""Columns before what is said of a thing."""
SPACE_LOW = 100 * 2**20
"""Bytes; an index of a few thousand articles fits."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    text: str
    advice: str = ""

    def lines(self, width: int | None = None) -> Iterator[str]:
        """For people: a mark, what it is, how it is, what to do; broken at a width, if any."""
        lead = f"{'ok ' if self.ok else 'BAD'} {self.what:<10}"
        for text in (clean_line(decode_names(self.text)), *([] if self.ok else [self.advice])):
            whole = [(0, len(text))]
            for start, end in wrap(text, width - INDENT) if width else whole:
                if end:
                    yield lead + text[start:end]
                lead = " " * INDENT


Check = Callable[[Home, Mapping[str, str]], Iterator[Finding]]


def examine(home: Home, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Every finding, in the order in which things depend on one another."""
    for check in (_program, _home, _settings, _sources, _index, _state, _terminal):
        yield from check(home, environment)


def _program(_home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    parts = ", ".join(f"{name} {version(name)}" for name in ("textual", "whoosh", "python-slugify"))
    yield Finding("newstui", True, f"{version('newstui')}, Python {python}, {parts}")


def _home(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    try:
        home.prepare()
    except NewstuiError as error:
        yield Finding(
            "home", False, str(error), "make it writable, or name another with --home DIR"
        )
        return
    free = shutil.disk_usage(home.path).free
    yield Finding(
        "home",
        free > SPACE_LOW,
        f"{home.path}, {free / 2**20:,.0f} MiB free",
        "make room on this disk: the index and what you did are kept there",
    )


def _settings(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from tui.settings import load_settings

    try:
        settings = load_settings(home.settings)
    except NewstuiError as error:
        yield Finding("settings", False, str(error), "correct or remove that key")
        return
    there = home.settings.exists()
    yield Finding("settings", True, f"{home.settings}" if there else "as shipped")
    yield from _keys(settings)


def _keys(settings: Settings) -> Iterator[Finding]:
    """Keys that only some terminals can send."""
    if not settings.keys:
        return
    from tui.key_names import SENT_INSTEAD

    for action, keys in settings.keys.items():
        for key in set(keys.split(", ")) & SENT_INSTEAD.keys():
            text = f"{action} = {key!r}: most terminals send {SENT_INSTEAD[key]} for it"
            yield Finding("keys", True, text)


def _sources(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from index.sources import read_sources
    from index.sync import check_sources

    try:
        sources = read_sources(home.sources)
        check_sources(home)
    except NewstuiError as error:
        yield Finding("sources", False, str(error), "correct the line that it names, if any")
        return
    for source in sources:
        there = os.path.exists(source.path)  # noqa: PTH110 (Path.exists raises for some)
        yield Finding(
            "source",
            there,
            f"{source.path}" if there else f"{source.path}: is not there; its articles are kept",
            f"mount or restore it, or take its line out of {clean_line(str(home.sources))}",
        )


def _index(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from index.engine import Request
    from index.sync import open_up_to_date

    advice = "`newstui rebuild` makes it anew; nothing else is touched"
    if not home.index.exists():
        yield Finding("index", True, "not made yet; the first launch makes it")
        return
    try:
        engine = open_up_to_date(home)
        total = engine.search(Request(limit=1)).total
        generation = engine.generation
        engine.close()
    except IndexUnusableError as error:
        yield Finding("index", False, str(error), advice)
        return
    size = sum(file.stat().st_size for file in home.index.rglob("*") if file.is_file())
    text = f"{count(total, 'article')}, {size / 2**20:,.1f} MiB, generation {generation}"
    yield Finding("index", True, text)


def _state(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from index.state.store import damage, unreadable_entries

    if not home.state.exists():
        yield Finding("state", True, "nothing was read yet")
        return
    try:
        found = damage(home.state)
    except StateError as error:
        yield Finding("state", False, str(error), "it stays as it is; put that right and ask again")
    else:
        advice = "the next launch sets it aside, deletes nothing, and begins a new one"
        yield Finding("state", found is None, f"{home.state}: {found or 'ok'}", advice)
        if found is None and (lost := unreadable_entries(home.state)):
            entries = "1 entry is" if lost == 1 else f"{lost:,} entries are"
            advice = "nothing to do: whatever else you marked is there"
            yield Finding("state", False, f"{entries} damaged and not heeded", advice)
    for aside in sorted(home.path.glob(f"{home.state.name}.damaged-*")):
        yield Finding("state", True, f"{aside}: set aside earlier")


def _terminal(home: Home, environment: Mapping[str, str]) -> Iterator[Finding]:
    from tui.browse import refusal
    from tui.terminal.surroundings import surroundings

    if not sys.stdout.isatty():
        yield Finding("terminal", True, "none here: every command works but the browser")
        return
    why = refusal(environment)
    signs = _signs(home)
    around = surroundings(environment, signs)
    columns, lines = shutil.get_terminal_size()
    inside = "".join(f", in {each.value}" for each in around.multiplexers)
    text = f"TERM={environment.get('TERM')}, {columns}x{lines}, {around.colours.words}{inside}"
    yield Finding("terminal", why is None, text, why or "")
    yield Finding("locale", True, _characters(around, signs is not None))
    if why is None and around.signs.is_unicode and ambiguous_width() == 2:
        yield Finding(
            "width",
            False,
            "signs of ambiguous width (· … ●) are two cells wide here: rows lose figures",
            'switch that setting of the terminal off, or set signs = "ascii" in config.toml',
        )


def _signs(home: Home) -> Wanted | None:
    """The setting, if it can be read."""
    from tui.settings import load_settings

    try:
        return load_settings(home.settings).signs
    except NewstuiError:
        return None


def _characters(around: Surroundings, is_set: bool) -> str:
    """In which characters the browser writes, and why."""
    if around.signs.is_unicode:
        return "UTF-8"
    if around.signs.codec == UTF_8:
        why = "by the settings" if is_set else f"for TERM={around.term}"
        return f"UTF-8; marks and borders in ASCII, {why}"
    return (
        f"{around.signs.codec}: letters that it lacks are shown by others; "
        "a UTF-8 locale, such as LC_ALL=C.UTF-8, shows them all"
    )
