"""What in the documentation is made by the program itself? The key table and the screenshots.

`python docs/make.py` writes both anew; a test fails when the table is stale.
"""

from __future__ import annotations

import asyncio
import re
import sys
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
    from tui.keys import markdown_table

    text = README.read_text(encoding="utf-8")
    return fill(fill(text, "keys", markdown_table()), "queries", query_table())


async def screenshots() -> None:
    """Every screen on the seed articles, as SVG."""
    from index.home import Home
    from index.state import State
    from index.sync import sync
    from tui.app import NewstuiApp
    from tui.session import Session
    from tui.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        sync(home)
        session = Session(home, State.open(home.state))
        app = NewstuiApp(session, Settings(), {"TERM": "xterm-256color", "LANG": "C.UTF-8"})
        async with app.run_test(size=(100, 26)) as pilot:

            async def shot(name: str, *keys: str) -> None:
                await pilot.press(*keys)
                await pilot.pause(1.0)
                app.save_screenshot(f"{name}.svg", path=str(ROOT / "docs"))

            await pilot.pause(2.0)
            await shot("list", "j", "s")
            await shot("search", "slash", *"mothers soldiers")
            await shot("detail", "enter", "enter", "n")
            await shot("help", "question_mark")


def main() -> None:
    """Write it all."""
    README.write_text(filled_readme(), encoding="utf-8")
    if "--no-screenshots" not in sys.argv:
        asyncio.run(screenshots())


if __name__ == "__main__":
    main()
