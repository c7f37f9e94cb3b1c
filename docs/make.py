"""Parts of the documentation that the program makes itself: the key table and the screenshots.

`python docs/make.py` writes both anew, the screenshots on the articles of Wikinews where
`$NEWSTUI_CORPORA` has them; a test fails when the table is stale.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import os
import re
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def fill(text: str, name: str, content: str) -> str:
    """The text with `content` between the marks of that name."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert marks.search(text), f"README.md has no marks for {name}"
    return marks.sub(lambda match: match[1] + content + match[2], text)


def query_table() -> str:
    """The query language's examples."""
    from index.query import QUERY_HELP

    rows = [f"| `{example.replace('|', chr(92) + '|')}` | {text} |" for example, text in QUERY_HELP]
    return "\n".join(["| what you type | what it finds |", "| --- | --- |", *rows]) + "\n"


def filled_readme() -> str:
    """README.md as it should be."""
    from tui.settings.keymap import markdown_table

    text = README.read_text(encoding="utf-8")
    return fill(fill(text, "keys", markdown_table()), "queries", query_table())


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
    """Write it all; the screenshots where the corpus of Wikinews is at hand."""
    README.write_text(filled_readme(), encoding="utf-8")
    corpus = Path(os.environ.get("NEWSTUI_CORPORA", "")) / "wikinews-en.jsonl.xz"
    if corpus.is_file():
        asyncio.run(screenshots(corpus))
    else:
        print("no screenshots: set NEWSTUI_CORPORA to the folder with wikinews-en.jsonl.xz")


if __name__ == "__main__":
    main()
