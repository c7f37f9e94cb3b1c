"""Settings from `config.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from index.errors import SettingsError
from index.files.os_errors import os_error_text
from index.files.user_text import decode
from tui.settings.keymap import KEYS, TOGETHER, Key, Scope, keys_of, with_twins


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings with their defaults."""

    theme: str = "newstui"
    """A theme's name; `newstui` keeps the terminal's own colours."""
    text_width: int = 72
    """Columns of an article's text at most."""
    mouse: bool | None = None
    """Whether the mouse is on; None: on locally, off over SSH."""
    quit_at_once: bool = False
    """Whether the first `q` in the list leaves newstui, without a second one."""
    signs: Literal["unicode", "ascii"] | None = None
    """Characters of marks, borders and bars; None: as the locale and the terminal say."""
    facets_from: int = 120
    """Width, in columns, from which the filters stand beside the list."""
    preview_from: int = 140
    """Width, in columns, from which the article is previewed beside the list."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys by action, comma-separated, in place of the action's default keys."""
    notes: Sequence[str] = ()
    """Keys that are read otherwise than they are written, in words."""


_TYPES: Mapping[str, type] = {
    "theme": str,
    "text_width": int,
    "mouse": bool,
    "quit_at_once": bool,
    "signs": str,
    "facets_from": int,
    "preview_from": int,
    "keys": dict,
}
_ONE_OF = {"signs": ("unicode", "ascii")}
_AT_LEAST = {"text_width": 20, "facets_from": 60, "preview_from": 80}


def load_settings(path: Path) -> Settings:
    """Return the settings in a file; the defaults where there is none.

    Raises `SettingsError`, which names the file and the key, for anything not understood.
    """
    settings, problems = read_settings(path)
    if len(problems) > 1:
        more = "1 more problem" if len(problems) == 2 else f"{len(problems) - 1} more problems"
        raise SettingsError(path, f"{problems[0].reason}; `newstui doctor` names {more}")
    if problems:
        raise problems[0]
    return settings


def read_settings(path: Path) -> tuple[Settings, Sequence[SettingsError]]:
    """Return the understood settings, and an error for each other one.

    Raises `SettingsError` where nothing of the file can be read.
    """
    try:
        text = decode(path.read_bytes())
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        raise SettingsError(path, os_error_text(error)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(path, "is not UTF-8 text") from error
    import tomllib  # few readers have settings, and every reader waits for the first frame

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, f"is not TOML: {error}") from error
    wrong = {name: why for name, value in values.items() if (why := _wrong(name, value))}
    reasons = list(wrong.values())
    understood = {name: value for name, value in values.items() if name not in wrong}
    if "keys" in understood:
        written = understood["keys"]
        understood["keys"], of_keys = _keymap(written)
        understood["notes"] = tuple(_notes(written, understood["keys"]))
        reasons += of_keys
    problems = [SettingsError(path, reason) for reason in reasons]
    return replace(Settings(), **understood), problems


def _wrong(name: str, value: object) -> str | None:
    """Return the reason why a setting is not understood, or None."""
    wanted = _TYPES.get(name)
    if wanted is None:
        known = ", ".join(_TYPES)
        return f"unknown key {name!r}; known are {known}"
    if type(value) is not wanted:
        return f"{name!r} must be {_NAMES[wanted]}, not {value!r}"
    if isinstance(value, int) and value < _AT_LEAST.get(name, 0):
        return f"{name!r} must be at least {_AT_LEAST[name]}, not {value}"
    if name in _ONE_OF and value not in _ONE_OF[name]:
        choices = " or ".join(map(repr, _ONE_OF[name]))
        return f"{name!r} must be {choices}, not {value!r}"
    return None


def _keymap(written: Mapping[str, object]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Return keys by action, as Textual names them, and the reasons against the others."""
    keymap: dict[str, str] = {}
    reasons: list[str] = []
    for action, keys in written.items():
        try:
            keymap[action] = _keys(action, keys)
        except ValueError as error:
            reasons.append(str(error))
    return keymap, [*reasons, *_clashes(keymap)]


def _notes(written: Mapping[str, object], keymap: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys whose capital letters are not capitals: `Ctrl+T` is sent as `ctrl+t`."""
    for action, keys in keymap.items():
        for name, key in zip(str(written[action]).split(","), keys.split(", "), strict=True):
            name = name.strip()
            if name[-2:-1] == "+" and name[-1] != key[-1] == name[-1].lower():
                yield f"{action} = {name!r} is read as {key!r}, without Shift"


def _keys(action: str, keys: object) -> str:
    """Return the keys of an action as Textual names them. Raises `ValueError`."""
    from tui.settings.key_names import key_name

    known = {key.id for key in KEYS}
    if action not in known:
        raise ValueError(f"unknown key 'keys.{action}'{_hint(action, known)}")
    if not isinstance(keys, str) or not keys.strip(", "):
        raise ValueError(f"'keys.{action}' must be keys in quotes")
    try:
        return ", ".join(key_name(name.strip()) for name in keys.split(","))
    except ValueError as error:
        raise ValueError(f"'keys.{action}': {error}") from error


def _clashes(keymap: Mapping[str, str]) -> Sequence[str]:
    """Return a message for each key that would start two actions of scopes that work together.

    Clashes of the default keys don't count: some keys have two actions on purpose.
    """
    reasons: dict[str, None] = {}
    apart = ((place,) for place in Scope if place is not Scope.EVERYWHERE)
    everywhere = ((Scope.EVERYWHERE, place) for place in Scope if place is not Scope.EVERYWHERE)
    for places in (*apart, *TOGETHER, *everywhere):
        taken: dict[str, Key] = {}
        for key in KEYS:
            if key.place not in places:
                continue
            for name in with_twins(keys_of(key, keymap)):
                other = taken.setdefault(name, key)
                as_shipped = name in with_twins(key.keys) and name in with_twins(other.keys)
                if other is not key and not as_shipped:
                    both = f"{other.id!r} and {key.id!r}"
                    reasons[f"'keys': {name!r} would start both {both}"] = None
    return tuple(reasons)


def _hint(action: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(action, known, 1)
    return f"; did you mean {near[0]!r}?" if near else "; docs/keys.md names them"


_NAMES = {str: "text in quotes", int: "a whole number", bool: "true or false", dict: "a table"}
