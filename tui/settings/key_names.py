"""Names of keys in `[keys]`: as people write them, as Textual has them, as terminals send them."""

from __future__ import annotations

import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""Modifiers, in the order in which Textual names them."""

_NAMED = frozenset(key.value for key in Keys if key.value.isalnum()) - {"return"}
_SIGNS = {new: old.replace("_", " ") for old, new in KEY_NAME_REPLACEMENTS.items()}

SENT_INSTEAD = {
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+j": "Enter",
    "ctrl+h": "Backspace",
    "ctrl+left_square_bracket": "Escape",
}
"""Keys that a terminal sends in place of others, unless it has the kitty keyboard protocol."""


def key_name(written: str) -> str:
    """Return Textual's name of a key: `ctrl+t` for `Ctrl+T`, `semicolon` for `;`.

    Raises `ValueError` with the reason where there is no such key, or no terminal sends it.
    """
    *modifiers, last = written.split("+") if len(written) > 1 else [written]
    held = [each.strip().lower() for each in modifiers]
    if not set(held) <= set(MODIFIERS):
        raise ValueError(f"there is no key {written!r}")
    if len(held) != len(set(held)):
        raise ValueError(f"{written!r} names a key twice")
    if len(last) == 1 and held == ["shift"]:
        raise ValueError(f"no terminal sends {written!r}, but what it types: {last.upper()!r}")
    # A capital behind Alt alone is a key of its own: it is sent as Escape and that letter.
    is_capital = len(last) == 1 and (not held or modifiers == ["alt"])
    return "+".join([*sorted(held), _last(last if is_capital else last.lower(), written)])


def _last(name: str, written: str) -> str:
    if len(name) == 1 and name.isalnum():
        return name
    if len(name) == 1 and name.isprintable():
        name = unicodedata.name(name, "").lower().replace("-", "_").replace(" ", "_")
        return KEY_NAME_REPLACEMENTS.get(name, name)
    if name in _NAMED or sign(name):
        return name
    raise ValueError(f"there is no key {written!r}")


def sign(name: str) -> str | None:
    """Return the sign that a key of this name types: `;` for `semicolon`; None if it types none."""
    words = _SIGNS.get(name, name.replace("_", " "))
    for spelled in (words, words.replace(" ", "-", 1)):
        try:
            found = unicodedata.lookup(spelled)
        except KeyError:
            continue
        if found.isprintable() and not found.isalnum():
            return found
    return None
