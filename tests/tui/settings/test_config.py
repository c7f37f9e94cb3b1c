"""Tests of config.toml: its allowed values, and the messages about all others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.drivers.linux_driver import LinuxDriver

from index.errors import SettingsError
from tests.tui.conftest import Browse, bar, settle
from tui.app.app import NewstuiApp
from tui.settings.config import Settings, load_settings
from tui.settings.key_names import key_name
from tui.settings.keymap import KEYS
from tui.terminal.driver import TerminalDriver


def test_without_a_file_everything_is_as_shipped(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "config.toml") == Settings()


def test_what_is_set_holds(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "nord"\ntext_width = 60\nmouse = false\n[keys]\nstar = "x, ctrl+t"\n')
    settings = load_settings(path)
    assert (settings.theme, settings.text_width, settings.mouse) == ("nord", 60, False)
    assert settings.keys == {"star": "x, ctrl+t"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("colour = 1", "unknown key 'colour'"),
        ("text_width = 'wide'", "'text_width' must be a whole number"),
        ("text_width = 3", "'text_width' must be at least 20"),
        ("mouse = 'no'", "'mouse' must be true or false"),
        ("mouse = 1", "'mouse' must be true or false"),
        ("[keys]\nfly = 'x'", "unknown key 'keys.fly'"),
        ("[keys]\nstar = ''", "'keys.star' must be keys in quotes"),
        ("[keys]\nstar = 'qq zz'", "'keys.star': there is no key 'qq zz'"),
        ("[keys]\nstar = 'j'", "'j' would start both 'down' and 'star'"),
        ("[keys]\nstar = 'foo+t'", "'keys.star': there is no key 'foo+t'"),
        ("[keys]\nstar = 'ctrl+foo'", "'keys.star': there is no key 'ctrl+foo'"),
        ("[keys]\nstar = 'C-t'", "'keys.star': there is no key 'C-t'"),
        ("[keys]\nstar = '^T'", "'keys.star': there is no key '^T'"),
        ("[keys]\nstar = 'ctrl+'", "'keys.star': there is no key 'ctrl+'"),
        ("[keys]\nstar = 'ctrl+ctrl+t'", "'ctrl+ctrl+t' names a key twice"),
        ("[keys]\nstar = 'shift+s'", "no terminal sends 'shift+s', but what it types: 'S'"),
        ("[keys]\nstar = 'ctrl+c'", "'ctrl+c' would start both 'quit' and 'star'"),
        ("[keys]\nstar = 'q'", "'q' would start both 'back' and 'star'"),
        ("[keys]\nstar = '?'", "'question_mark' would start both 'help' and 'star'"),
        ("[keys]\nstar = 'й'", "'й' would start both 'back' and 'star'"),
        ("[keys]\nundo = 's'", "'s' would start both 'undo' and 'star'"),
        ("[keys]\nopen = 'Ctrl+D'", "'ctrl+d' would start both 'half_down' and 'open'"),
        ("[keys]\ntimeline = 'j'", "'j' would start both 'down' and 'timeline'"),
        ("theme = ", "is not TOML"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ctrl+T", "ctrl+t"),
        ("CTRL+T", "ctrl+t"),
        ("Shift+Ctrl+Left", "ctrl+shift+left"),
        ("F7", "f7"),
        ("Insert", "insert"),
        ("X", "X"),
        ("Alt+S", "alt+s"),
        ("alt+S", "alt+S"),
        (";", "semicolon"),
        ("ctrl+;", "ctrl+semicolon"),
        ("~", "tilde"),
        ("ctrl+[", "ctrl+left_square_bracket"),
        ("full_stop", "full_stop"),
        ("ö", "ö"),
    ],
)
def test_keys_are_taken_as_people_write_them(tmp_path: Path, written: str, name: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[keys]\nstar = "{written}"\n', encoding="utf-8")
    assert load_settings(path).keys == {"star": name}


@pytest.mark.parametrize(
    ("written", "notes"),
    [
        ("Ctrl+T", ("star = 'Ctrl+T' is read as 'ctrl+t', without Shift",)),
        ("s, Ctrl+T", ("star = 'Ctrl+T' is read as 'ctrl+t', without Shift",)),
        ("F9, Ctrl+F9", ()),
        ("ctrl+t, alt+T, Ctrl+Left", ()),
    ],
)
def test_a_capital_that_stands_for_no_shift_is_noted(
    tmp_path: Path, written: str, notes: tuple[str, ...]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[keys]\nstar = {written!r}\n")
    assert load_settings(path).notes == notes


def test_every_key_as_shipped_is_one(tmp_path: Path) -> None:
    for key in KEYS:
        assert tuple(map(key_name, key.keys)) == key.keys
    path = tmp_path / "config.toml"
    path.write_text("[keys]\n" + "".join(f'{k.id} = "{", ".join(k.keys)}"\n' for k in KEYS))
    load_settings(path)


@pytest.mark.parametrize("pressed", ["ctrl+t", "semicolon", "alt+x"])
async def test_the_keys_of_the_reader_work(browse: Browse, tmp_path: Path, pressed: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nstar = "Ctrl+T, ;, Alt+X"\n')
    async with browse(settings=load_settings(path)) as pilot:
        await pilot.press(pressed)
        await settle(pilot, lambda: "starred" in bar(pilot, "#bottom"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_settings_are_read_as_every_system_saves_them(
    tmp_path: Path, encoding: str, end: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(f'text_width = 60{end}theme = "nord"{end}'.encode(encoding))
    settings = load_settings(path)
    assert (settings.text_width, settings.theme) == (60, "nord")


def test_a_file_of_other_bytes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\x00")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load_settings(path)


async def test_who_writes_to_the_terminal(make_app: Callable[..., NewstuiApp]) -> None:
    assert make_app().driver_class is TerminalDriver
    named = "textual.drivers.linux_driver:LinuxDriver"
    assert make_app(TEXTUAL_DRIVER=named).driver_class is LinuxDriver
