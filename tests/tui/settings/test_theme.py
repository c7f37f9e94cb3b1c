"""Tests of the palettes: colours that 256-colour terminals have, too, and that can be read."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from tui.settings.theme import DARK, LIGHT
from tui.terminal.colours import nearest_of_256, rgb_of_256

Rgb = tuple[int, int, int]
READ = ("primary", "accent", "warning", "error", "success")
BACKGROUNDS = {DARK.name: ("#000000", "#303030"), LIGHT.name: ("#ffffff", "#eeeeee")}


def rgb(colour: str | None) -> Rgb:
    assert colour is not None
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Return the WCAG 2 "relative luminance"."""
    parts = [part / 255 for part in colour]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: str(theme.name))
def test_what_is_read_can_be_read(theme: Theme, name: str) -> None:
    colour = rgb(getattr(theme, name))
    for background in BACKGROUNDS[theme.name]:
        assert contrast(colour, rgb(background)) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: str(theme.name))
def test_a_chosen_line_can_be_read(theme: Theme) -> None:
    on_accent = rgb(theme.variables["block-cursor-foreground"])
    assert contrast(rgb(theme.accent), on_accent) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: str(theme.name))
def test_no_colour_changes_with_256(theme: Theme) -> None:
    colours = {getattr(theme, name) for name in READ}
    colours |= {value for value in theme.variables.values() if value.startswith("#")}
    for colour in sorted(colours):
        assert rgb_of_256(nearest_of_256(*rgb(colour))) == rgb(colour)
