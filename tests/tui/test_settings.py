"""config.toml: what it may say, and what is said when it says anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.drivers.linux_driver import LinuxDriver

from index.errors import SettingsError
from tui.app import NewstuiApp
from tui.settings import Settings, load_settings
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


def test_a_file_of_other_bytes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load_settings(path)


async def test_who_writes_to_the_terminal(make_app: Callable[..., NewstuiApp]) -> None:
    assert make_app().driver_class is TerminalDriver
    named = "textual.drivers.linux_driver:LinuxDriver"
    assert make_app(TEXTUAL_DRIVER=named).driver_class is LinuxDriver
