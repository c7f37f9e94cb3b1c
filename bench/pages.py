"""Titles and bodies of 130 saved pages as the page dump reader finds them, beside a naive reader.

`python -m bench.pages` unpacks the corpus's saved HTML pages, writes each as the plain text that a
browser shows (every visible line, menus and footers too) and compares the title and body that the
reader finds with the article that the corpus expects. The pages are split in two by their names'
hash: rules are tuned on the first half only. `--misses` lists the pages that went wrong, `--half`
picks one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from statistics import mean

from bench.archives import corpora
from index.ingest.page_dump.reader import read_text

CORPORA = corpora() or Path("corpora")
UNSEEN = {"head", "script", "style", "noscript", "template", "svg", "iframe", "object", "select"}
VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
APART_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table figure article section"
BLOCK_NAMES = (
    "div li dt dd tr td th br hr header footer nav main aside form fieldset figcaption address"
    " summary details caption center body html button label option"
)
VOID = set(VOID_NAMES.split())
APART = set(APART_NAMES.split())
BLOCKS = APART | set(BLOCK_NAMES.split())


class VisibleText(HTMLParser):
    """HTML parser that collects the visible lines of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line, or begin an invisible part."""
        if self.unseen:
            if tag == self.unseen[-1]:
                self.unseen.append(tag)
        elif tag not in VOID and (tag in UNSEEN or "hidden" in dict(attrs)):
            self.unseen.append(tag)
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """Break the line, or end an invisible part."""
        if self.unseen:
            if tag == self.unseen[-1]:
                self.unseen.pop()
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Collect visible text."""
        if not self.unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n\n" if tag in APART else "\n")


def visible_text(html: str) -> str:
    parser = VisibleText()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


@dataclass(frozen=True)
class Page:
    """Saved page as text, and the expected article."""

    name: str
    text: str
    title: str
    body: str
    byline: str | None
    site: str | None
    published: str | None

    @property
    def half(self) -> int:
        """Half of the page: 0 for the pages that rules are tuned on, 1 for the held-out ones."""
        return hashlib.blake2b(self.name.encode()).digest()[0] % 2


@dataclass(frozen=True)
class Outcome:
    """Title and body that a reader of page dumps found on a page."""

    title: str
    body: str
    source: str | None = None
    author: str | None = None
    published: datetime | None = None


Reader = Callable[[str], Outcome]


def naive(text: str) -> Outcome:
    """Return the first line as the title, the rest as the body."""
    title, _, body = text.strip().partition("\n")
    return Outcome(title, body)


def ours(text: str) -> Outcome:
    page = read_text(text, path=Path("page.txt"), key="page")[0]
    body = "\n".join(page.paragraphs)
    return Outcome(page.title, body, page.source, page.author, page.published)


def pages(corpus: Path) -> Iterator[Page]:
    files: dict[str, dict[str, str]] = {}
    with tarfile.open(corpus) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            folder, _, file = member.name.rpartition("/")
            if content is not None and "test-pages" in folder:
                name = folder.rpartition("/")[2]
                files.setdefault(name, {})[file] = content.read().decode("utf-8", "replace")
    for name, parts in sorted(files.items()):
        facts = json.loads(parts["expected-metadata.json"])
        yield Page(
            name=name,
            text=visible_text(parts["source.html"]),
            title=facts.get("title") or "",
            body=visible_text(parts["expected.html"]),
            byline=facts.get("byline"),
            site=facts.get("siteName"),
            published=facts.get("publishedTime"),
        )


def tokens(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u9fff]|[^\W_]+", text.casefold())


def token_f1(found: str, expected: str) -> float:
    have, want = Counter(tokens(found)), Counter(tokens(expected))
    both = (have & want).total()
    return 2 * both / (have.total() + want.total()) if both else float(not have and not want)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def same_day(found: datetime | None, expected: str) -> bool:
    try:
        wanted = datetime.fromisoformat(expected)
    except ValueError:
        return False
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    return found is not None and abs((found - wanted).total_seconds()) < 36 * 3600


def same_site(found: str | None, expected: str) -> bool:
    squeezed = [re.sub(r"\W", "", one.casefold()) for one in (found or "", expected)]
    return bool(squeezed[0]) and (squeezed[0] in squeezed[1] or squeezed[1] in squeezed[0])


def percent(values: Iterable[float]) -> str:
    listed = list(values)
    return f"{100 * mean(listed):5.1f}" if listed else "    -"


def shows_title(page: Page) -> bool:
    """Return whether a line is the expected title: many pages only have it in `<title>`."""
    return any(folded(line) == folded(page.title) for line in page.text.split("\n"))


def row(label: str, results: list[tuple[Page, Outcome]]) -> str:
    titled = [(page, out) for page, out in results if page.title]
    shown = [(page, out) for page, out in titled if shows_title(page)]
    columns = [
        percent(folded(out.title) == folded(page.title) for page, out in titled),
        percent(token_f1(out.title, page.title) >= 0.8 for page, out in titled),
        percent(shows_title(page) for page, out in titled),
        percent(token_f1(out.title, page.title) >= 0.8 for page, out in shown),
        percent(token_f1(out.body, page.body) for page, out in results),
        percent(same_site(out.source, page.site) for page, out in results if page.site),
        percent(bool(out.source) for page, out in results),
        percent(same_day(out.published, page.published) for page, out in results if page.published),
        percent(
            token_f1(out.author or "", page.byline) >= 0.5 for page, out in results if page.byline
        ),
    ]
    return f"{label:24} {len(results):5} " + " ".join(f"{column:>9}" for column in columns)


HEADINGS = (
    "exact",
    "lenient",
    "shown",
    "of shown",
    "body F1",
    "source",
    "sourced",
    "date",
    "author",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", action="store_true")
    options.add_argument("--half", type=int, choices=(0, 1))
    chosen = options.parse_args()
    corpus = CORPORA / "readability-pages.tar.xz"
    found = [page for page in pages(corpus) if chosen.half in (None, page.half)]
    print(f"{'':24} {'pages':>5} " + " ".join(f"{heading:>9}" for heading in HEADINGS))
    for name, reader in (("naive", naive), ("newstui", ours)):
        results = [(page, reader(page.text)) for page in found]
        for half, label in ((0, "tuned on"), (1, "held out")):
            part = [(page, out) for page, out in results if page.half == half]
            if part:
                print(row(f"{name}, {label}", part))
        print(row(f"{name}, all", results))
    if chosen.misses:
        for page, out in results:
            body = token_f1(out.body, page.body)
            title = token_f1(out.title, page.title) >= 0.8 or not page.title
            if body < 0.9 or not title:
                mark = "" if title else f" title {out.title[:70]!r}, not {page.title[:70]!r}"
                print(f"{page.name:36} body {body:.2f}{mark}")


if __name__ == "__main__":
    main()
