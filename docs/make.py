"""Generated parts of the documentation: the tables of keys and queries, and the screenshots.

`python docs/make.py` writes them anew, the screenshots on the articles of Wikinews where
`$NEWSTUI_CORPORA` has them; a test fails when a table is stale.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import os
import re
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOZEN_KEYS = (
    *("search", "help", "back"),
    *("open", "next_unread", "star", "facets"),
    *("timeline", "concordance", "compare"),
    *("find", "rest"),
)
"""Actions whose keys the README shows."""
DOZEN_QUERIES = (
    *("mothers soldiers", '"share your pain"', "Kyiv OR Kiev", "soldiers -mothers"),
    *("ukrain*", "Zelenski~", "title:mothers", "author:jenkins"),
    *('source:"Westside People"', "lang:ru", "is:unread", "date:2022-11-20..2022-12-01"),
)
"""Examples of the query language that the README shows."""


def fill(text: str, name: str, content: str) -> str:
    """Return the text with `content` between the marks of that name."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert marks.search(text), f"no marks for {name}"
    return marks.sub(lambda match: match[1] + content + match[2], text)


def key_table(ids: Collection[str]) -> str:
    """Return the keys of some actions as a table, with their places."""
    from tui.settings.keymap import PLACE_TITLES, rows

    chosen = [row for row in rows() if row.action in ids]
    assert len(chosen) == len(ids), set(ids) - {row.action for row in chosen}
    lines = ["| place | keys | effect |", "| --- | --- | --- |"]
    last = None
    for row in chosen:
        where = PLACE_TITLES[row.place] if row.place is not last else ""
        last = row.place
        keys = " ".join(f"`{name}`" for name in row.keys.split(" "))
        lines.append(f"| {where} | {keys} | {row.text} |")
    return "\n".join(lines) + "\n"


def query_table(examples: Collection[str] | None = None) -> str:
    """Return the examples of the query language as a table: all, or those that are named."""
    from index.query import QUERY_HELP

    chosen = [row for row in QUERY_HELP if examples is None or row[0] in examples]
    assert examples is None or len(chosen) == len(examples), set(examples) - set(dict(chosen))
    pipe = {ord("|"): r"\|"}
    rows = [f"| `{example.translate(pipe)}` | {text.translate(pipe)} |" for example, text in chosen]
    return "\n".join(["| query | hits |", "| --- | --- |", *rows]) + "\n"


def filled_pages() -> Mapping[Path, str]:
    """Return every page with generated tables, as it should be."""
    from tui.settings.keymap import markdown_table

    tables = {
        "README.md": {
            "a dozen keys": key_table(DOZEN_KEYS),
            "a dozen queries": query_table(DOZEN_QUERIES),
        },
        "docs/keys.md": {"keys": markdown_table()},
        "docs/queries.md": {"queries": query_table()},
    }
    pages = {}
    for page, contents in tables.items():
        text = (ROOT / page).read_text(encoding="utf-8")
        for name, table in contents.items():
            text = fill(text, name, table)
        pages[ROOT / page] = text
    return pages


def write_articles(corpus: Path, folder: Path) -> None:
    """Write the articles of a JSON Lines file (xz), each as a page saved as text."""
    folder.mkdir()
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            article = json.loads(line)
            text = "\n\n".join((article["title"], article["date"], article["body"]))
            (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")


async def screenshots(corpus: Path) -> None:
    """Take a picture of every screen, as SVG, on a real archive."""
    from index.archive.session import Session
    from index.files.home import Home
    from index.state import State
    from index.sync.job import sync
    from index.sync.sources import add_source, remove_samples
    from tui.app.app import NewstuiApp
    from tui.settings.config import Settings

    with tempfile.TemporaryDirectory() as place:
        write_articles(corpus, Path(place) / "wikinews")
        home = Home(Path(place) / "home")
        home.prepare()
        remove_samples(home.sources)
        add_source(home.sources, Path(place) / "wikinews")
        sync(home)
        session = Session(home, State.open(home.state))
        app = NewstuiApp(session, Settings(), {"TERM": "xterm-256color", "LANG": "C.UTF-8"})
        async with app.run_test(size=(100, 26)) as pilot:

            async def shot(name: str, *keys: str) -> None:
                await pilot.press(*keys)
                await pilot.pause(1.5)
                app.save_screenshot(f"{name}.svg", path=str(ROOT / "docs"))

            await pilot.pause(3.0)
            await shot("list", "j", "j", "s")
            await shot("search", "slash", *"election results")
            await shot("detail", "enter", "enter")
            await shot("help", "question_mark")
            await pilot.press("q", "q", "T")
            await shot("comparison", *"virus", "enter")


def main() -> None:
    """Write tables and screenshots, the latter where the corpus of Wikinews is at hand."""
    for page, text in filled_pages().items():
        page.write_text(text, encoding="utf-8")
    corpus = Path(os.environ.get("NEWSTUI_CORPORA", "")) / "wikinews-en.jsonl.xz"
    if corpus.is_file():
        asyncio.run(screenshots(corpus))
    else:
        print("no screenshots: set NEWSTUI_CORPORA to the folder with wikinews-en.jsonl.xz")


if __name__ == "__main__":
    main()
