"""The rooms keep to themselves: proved in fresh interpreters and from the code's own imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND_LINE = (
    "tui.main",
    "tui.cli.commands",
    "tui.view.output",
    "tui.cli.search",
    "tui.cli.concordance",
    "tui.cli.compare",
)


def modules(room: str) -> list[str]:
    """Every module of a room by its import name."""
    paths = sorted((ROOT / room).rglob("*.py"))
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)
    return [name.removesuffix(".__init__") for name in names]


def loaded_by(*names: str) -> set[str]:
    """Top-level packages that are loaded once these are imported."""
    script = f"import {', '.join(names)}, sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(ran.stdout.split())


def imports(path: Path) -> Iterator[str]:
    """Top-level packages that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_index_knows_no_screen() -> None:
    assert not {"textual", "tui", "click"} & loaded_by(*modules("index"))


def test_the_screen_knows_no_engine() -> None:
    serves = find_spec("asyncssh") is not None
    rooms = [name for name in modules("tui") if serves or not name.startswith("tui.serve.")]
    assert not {"whoosh", "numpy", "Stemmer", "chardet"} & loaded_by(*rooms)


def test_only_a_server_needs_asyncssh() -> None:
    for path in (ROOT / "tui").rglob("*.py"):
        if path.parent != ROOT / "tui" / "serve":
            assert "asyncssh" not in set(imports(path)), path
    assert "asyncssh" not in loaded_by(
        "tui.main", "tui.cli.commands", "tui.app.browse", "tui.app.app", "tui.serve"
    )


@pytest.mark.parametrize("room", ["index", "tui"])
def test_what_a_room_imports_anywhere_even_late(room: str) -> None:
    forbidden = {"index": {"textual", "tui"}, "tui": {"whoosh", "numpy"}}[room]
    for path in (ROOT / room).rglob("*.py"):
        assert not forbidden & set(imports(path)), path


def test_whoosh_is_contained() -> None:
    for path in (ROOT / "index").rglob("*.py"):
        if path.parent != ROOT / "index" / "whoosh":
            assert "whoosh" not in set(imports(path)), path


def test_the_command_line_opens_no_screen_by_itself() -> None:
    assert "textual" not in loaded_by(*COMMAND_LINE, "tui.app.browse")


def test_the_browser_starts_without_the_library_of_the_command_line() -> None:
    assert "click" not in loaded_by("tui.main", "tui.app.browse", "tui.app.app")
