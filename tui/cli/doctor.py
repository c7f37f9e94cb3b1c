"""Checks of an installation and its archive, each with the remedy for its problems."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from errno import EISDIR
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexUnusableError, NewstuiError, SettingsError, StateError
from index.files.home import Home
from tui.cli.access import (
    hand_over,
    is_readable,
    permission,
    remedy,
    strangers,
    user,
    writable_for_others,
)
from tui.cli.doctor_sources import MOST_NAMED, examine_sources
from tui.cli.finding import Finding
from tui.terminal.charset import UTF_8
from tui.terminal.width import ambiguous_width
from tui.view.dates import count

if TYPE_CHECKING:
    from tui.settings.config import Settings
    from tui.terminal.surroundings import SignChoice, Surroundings

SPACE_LOW = 100 * 2**20
"""Free bytes below which a disk is low: an index of a few thousand articles fits."""
ANEW = "`newstui rebuild` makes it anew; nothing else is touched"


Check = Callable[[Home, Mapping[str, str]], Iterator[Finding]]


def examine(home: Home, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the findings of all checks, each check after the ones that it depends on."""
    for check in (
        *(_program, _home, _owners, _settings, _sources, _index, _manifest),
        *(_state, _terminal),
    ):
        yield from check(home, environment)


def _program(_home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    parts = ", ".join(f"{name} {version(name)}" for name in ("textual", "whoosh", "python-slugify"))
    yield Finding("newstui", True, f"{version('newstui')}, Python {python}, {parts}")


def _home(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    try:
        home.prepare()
    except NewstuiError as error:
        advice = "make it writable, or name another with --home DIR"
        if os.path.isdir(home.path) and home.path.stat().st_uid != os.geteuid():  # noqa: PTH112
            advice = f"{hand_over(home.path, os.geteuid())}, or name another with --home DIR"
        yield Finding("home", False, str(error), advice)
        return
    free = shutil.disk_usage(home.path).free
    yield Finding(
        "home",
        free > SPACE_LOW,
        f"{home.path}, {free / 2**20:,.0f} MiB free",
        "make room on this disk: the index and what you did are kept there",
    )


def _owners(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield findings on files in a home that belong to another user, such as root, or are open."""
    if not os.path.isdir(home.path):  # noqa: PTH112 (Path.is_dir raises for some)
        return
    owner = home.path.stat().st_uid
    if owners := strangers(home.path):
        whose = ", ".join(sorted(set(owners.values())))
        text = f"{home.path} belongs to {user(owner)}, but {_names(list(owners))} to {whose}"
        yield Finding("owners", False, text, hand_over(home.path, owner))
    if open_files := writable_for_others(home.path):
        text = f"{_names(open_files)}: others may change it"
        yield Finding("modes", False, text, f"chmod -R go-w {shlex.quote(str(home.path))}")


def _settings(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from tui.settings.config import read_settings

    try:
        settings, problems = read_settings(home.settings)
    except NewstuiError as error:
        advice = remedy(home.settings, error.__cause__, "correct that line")
        yield Finding("settings", False, str(error), advice)
        return
    for problem in problems:
        yield Finding("settings", False, str(problem), "correct or remove that key")
    known = _themes()
    if settings.theme not in known:
        text = f"{home.settings}: there is no theme {settings.theme!r}"
        yield Finding("settings", False, text, f"set `theme` to one of {', '.join(known)}")
    elif settings.notes:
        text = f"{home.settings}: {'; '.join(settings.notes)}"
        yield Finding("settings", True, text, is_note=True)
    elif not problems:
        yield Finding(
            "settings", True, str(home.settings) if os.path.lexists(home.settings) else "as shipped"
        )
    yield from _keys(settings)


def _themes() -> Sequence[str]:
    from textual.theme import BUILTIN_THEMES

    from tui.settings.theme import OURS

    return (*(theme.name for theme in OURS), *sorted(BUILTIN_THEMES))


def _keys(settings: Settings) -> Iterator[Finding]:
    """Yield findings on keys that only some terminals can send."""
    if not settings.keys:
        return
    from tui.settings.key_names import SENT_INSTEAD

    for action, keys in settings.keys.items():
        for key in set(keys.split(", ")) & SENT_INSTEAD.keys():
            text = f"{action} = {key!r}: most terminals send {SENT_INSTEAD[key]} for it"
            yield Finding("keys", True, text)


def _sources(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from index.sync.job import check_sources
    from index.sync.sources import is_lost, read_sources

    try:
        read_sources(home.sources)
        check_sources(home)
    except IndexUnusableError:
        pass  # reported with the list of indexed files
    except NewstuiError as error:
        otherwise = "correct the line that it names"
        if isinstance(error, SettingsError) and is_lost(home.sources):
            otherwise = f"bring it back from a copy of yours, or begin anew: {_begin_anew(home)}"
        advice = remedy(home.sources, error.__cause__, otherwise)
        yield Finding("sources", False, str(error), advice)
        return
    yield from examine_sources(home)


def _begin_anew(home: Home) -> str:
    return f"echo > {shlex.quote(str(home.sources))}, then `newstui add` each of your folders"


def _index(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from index.engine.request import Request
    from index.sync.job import open_up_to_date

    if not os.path.lexists(home.index):
        yield Finding("index", True, "not made yet; the first launch makes it")
        return
    if not os.path.exists(home.index):  # noqa: PTH110 (Path.exists raises for some)
        text = f"{home.index}: a link that leads nowhere"
        yield Finding("index", False, text, "mount the disk that it leads to, or remove the link")
        return
    if not is_readable(home.index):
        yield Finding("index", False, f"{home.index}: permission denied", permission(home.index))
        return
    try:
        with closing(open_up_to_date(home)) as engine:
            total = engine.search(Request(limit=1)).total
            generation = engine.generation
            damages = engine.damages()
    except IndexUnusableError as error:
        yield Finding("index", False, str(error), _index_advice(home))
        return
    if damages:
        yield Finding("index", False, f"{home.index}: damaged ({', '.join(damages)})", ANEW)
        return
    size = sum(file.stat().st_size for file in home.index.rglob("*") if file.is_file())
    text = f"{count(total, 'article')}, {size / 2**20:,.1f} MiB, generation {generation}"
    yield Finding("index", True, text)


def _index_advice(home: Home) -> str:
    """Return the advice for an unreadable index; another user's can't be rebuilt either."""
    if not home.index.is_dir():
        return ANEW
    unreadable = [path for path in home.index.iterdir() if not is_readable(path)]
    if unreadable:
        return permission(unreadable[0])
    is_foreign = home.index.stat().st_uid != os.geteuid() or strangers(home.index)
    return hand_over(home.path, os.geteuid()) if is_foreign else ANEW


def _manifest(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the finding on the list of indexed files."""
    from index.sync.manifest import Manifest

    if not home.index.is_dir() or not is_readable(home.index):
        return  # reported with the index
    if not home.manifest.exists():
        yield Finding("manifest", False, f"{home.manifest}: missing", ANEW)
        return
    if not is_readable(home.manifest):
        text = f"{home.manifest}: permission denied"
        yield Finding("manifest", False, text, permission(home.manifest))
        return
    if damage := Manifest.damage(home.manifest):
        yield Finding("manifest", False, f"{home.manifest}: {damage}", ANEW)
        return
    yield Finding("manifest", True, f"{home.manifest}: ok")


def _state(home: Home, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from index.state.store import damage, unreadable_entries

    if not home.state.exists():
        yield Finding("state", True, "nothing was read yet")
        return
    if home.state.is_dir():
        advice = remedy(home.state, IsADirectoryError(EISDIR, ""), "")
        yield Finding("state", False, f"{home.state}: it is a folder", advice)
        return
    try:
        found = damage(home.state)
    except StateError as error:
        otherwise = "it stays as it is; put that right and ask again"
        advice = otherwise if is_readable(home.state) else permission(home.state)
        yield Finding("state", False, str(error), advice)
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
    from tui.app.browse import refusal
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


def _signs(home: Home) -> SignChoice | None:
    """Return the setting of signs; None where it is not set or can't be read."""
    from tui.settings.config import load_settings

    try:
        return load_settings(home.settings).signs
    except NewstuiError:
        return None


def _characters(around: Surroundings, is_set: bool) -> str:
    """Return the characters that the browser writes, and the reason."""
    if around.signs.is_unicode:
        return "UTF-8"
    if around.signs.codec == UTF_8:
        why = "by the settings" if is_set else f"for TERM={around.term}"
        return f"UTF-8; marks and borders in ASCII, {why}"
    return (
        f"{around.signs.codec}: letters that it lacks are shown by others; "
        "a UTF-8 locale, such as LC_ALL=C.UTF-8, shows them all"
    )


def _names(paths: Sequence[Path]) -> str:
    """Return the names of the first few paths, and the number of the others."""
    names = ", ".join(path.name for path in paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"{names} and {more:,} more" if more > 0 else names
