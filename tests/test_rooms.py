"""Tests of the architecture: one heading a room, one meaning a class name, light starts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_ENTRIES = 14
COMMAND_LINE = (
    "tui.main",
    "tui.cli.commands",
    "tui.cli.search",
    "tui.cli.concordance",
    "tui.cli.compare",
    "tui.view.output",
)


def sources(*tops: str) -> list[Path]:
    return sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))


def modules(top: str) -> list[str]:
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources(top))
    return [name.removesuffix(".__init__") for name in names]


def rooms() -> set[str]:
    """Return every folder with modules, as the plan names it."""
    folders = {path.parent.relative_to(ROOT) for path in sources("index", "tui")}
    return {f"{folder.as_posix()}/" for folder in folders}


def loaded_by(*names: str) -> set[str]:
    """Return the top-level packages that are loaded once these modules are imported."""
    script = f"import {', '.join(names)}, sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(ran.stdout.split())


def test_every_room_has_its_heading_in_the_plan() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^##+ `((?:index|tui)/[\w/]*)`", plan, re.M)) == rooms()


def test_every_file_that_the_plan_names_is_there() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = [
        path.relative_to(ROOT).as_posix()
        for top in ("index", "tui", "bench", "docs", "tests", "newstui.py")
        for path in ([ROOT / top] if top.endswith(".py") else (ROOT / top).rglob("*"))
    ]
    named = re.findall(r"`([\w/]+\.(?:py|txt|json|hash))`", plan)
    assert not [
        name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)
    ]


@pytest.mark.parametrize("top", ["index", "tui"])
def test_a_top_folder_is_seen_at_a_glance(top: str) -> None:
    files = [path for path in (ROOT / top).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    entries = {path.relative_to(ROOT / top).parts[0] for path in files}
    assert len(entries) <= MOST_ENTRIES, sorted(entries)


def test_a_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for path in sources("index", "tui"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_the_index_loads_no_screen() -> None:
    assert not {"textual", "tui", "click"} & loaded_by(*modules("index"))


def test_the_screen_loads_no_engine() -> None:
    serves = find_spec("asyncssh") is not None
    names = [name for name in modules("tui") if serves or not name.startswith("tui.serve.")]
    assert not {"whoosh", "numpy", "Stemmer", "chardet"} & loaded_by(*names)


def test_only_a_server_loads_asyncssh() -> None:
    names = ("tui.main", "tui.cli.commands", "tui.app.browse", "tui.app.app", "tui.serve")
    assert "asyncssh" not in loaded_by(*names)


def test_the_command_line_opens_no_screen_by_itself() -> None:
    assert "textual" not in loaded_by(*COMMAND_LINE, "tui.app.browse")


def test_the_browser_starts_without_the_library_of_the_command_line() -> None:
    assert "click" not in loaded_by("tui.main", "tui.app.browse", "tui.app.app")
