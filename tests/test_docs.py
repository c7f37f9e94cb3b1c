"""Tests of the documentation: current tables, working links, every command and setting."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest

from index.files.memory import MEMORY_MB
from tui.cli.commands import commands
from tui.settings.config import Settings, read_settings

ROOT = Path(__file__).parents[1]
MOST_LINES = 150
"""Largest number of lines of the README."""
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
]
LINK = re.compile(r"\]\(([^()\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def make() -> ModuleType:
    """Import docs/make.py, which no package has."""
    spec = spec_from_file_location("make", ROOT / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(page: Path) -> set[str]:
    """Return the headings of a page as GitHub names them in links."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each).strip().lower().replace(" ", "-") for each in headings}


def broken_links(page: str) -> list[str]:
    """Return the relative links of a page to a missing file or heading."""
    broken = []
    for link in LINK.findall(FENCE.sub("", text_of(page))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / page).parent / name if name else ROOT / page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


def test_the_readme_is_short() -> None:
    assert len(text_of("README.md").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    assert broken_links(page) == []


def test_the_readme_leads_to_every_page() -> None:
    linked = {link.partition("#")[0] for link in LINK.findall(text_of("README.md"))}
    assert {page for page in PAGES if page != "README.md"} <= linked


def test_the_tables_are_those_of_today() -> None:
    for page, text in make().filled_pages().items():
        stale = f"{page.relative_to(ROOT)} is stale; `make docs` writes it anew"
        assert page.read_text(encoding="utf-8") == text, stale


def test_the_readme_has_a_dozen_keys_and_queries() -> None:
    assert len(make().DOZEN_KEYS) == len(make().DOZEN_QUERIES) == 12


def test_every_command_and_option_is_documented() -> None:
    written = text_of("docs/commands.md") + text_of("docs/serving.md")
    names = [name for name, command in commands.commands.items() if not command.hidden]
    options = [
        option.opts[0]
        for command in (commands, *commands.commands.values())
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
    ]
    assert [name for name in names if f"newstui {name}" not in written] == []
    assert [name for name in options if not re.search(rf"{name}\b", written)] == []


def test_every_setting_is_documented_with_a_value_that_is_understood(tmp_path: Path) -> None:
    found = re.search(r"^```toml\n(.*?)^```", text_of("docs/settings.md"), re.DOTALL | re.MULTILINE)
    assert found is not None
    (tmp_path / "config.toml").write_text(found[1], encoding="utf-8")
    assert not read_settings(tmp_path / "config.toml")[1]
    assert [
        name
        for name in set(Settings.__slots__) - {"notes"}
        if not re.search(rf"^\[?{name}\b", found[1], re.M)
    ] == []


def test_the_memory_that_indexing_takes_is_documented() -> None:
    assert f"Indexing takes {MEMORY_MB} MB" in " ".join(text_of("docs/adding.md").split())
