"""Titles and texts of the pages of made sites, read without and with their repeated lines.

`python -m bench.sites` makes sites: the menus, lists and appeals of a saved page, with articles of
the BBC in place of its own, and three headlines of other articles at places of each page that no
other page has. Sites of 3, 5, 20 and 200 pages are read; the columns are the share of titles that
are right and the mean F1 of the words of a text. `--misses` lists the sites that go wrong.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import mean
from typing import Final, NamedTuple

from bench.archives import Record, records
from bench.pages import CORPORA, Page, folded, pages, token_f1
from index.ingest.page_dump.boilerplate import repeated_pairs
from index.ingest.page_dump.folder_sample import MOST_PAGES
from index.ingest.page_dump.reader import read_text
from index.text.clean import clean_text

SIZES: Final = (3, 5, 20, 200)
LOOKED_AT: Final = 6
"""Number of pages of each site that are judged."""
_LONG: Final = 60
"""Fewest columns of a line that finds the text of a saved page."""
_MOST_BETWEEN: Final = 25
_LEAST_AROUND: Final = 12
_LEAST_TEXT: Final = 600
_STRANGERS: Final = 3


class Template(NamedTuple):
    """Lines of a saved page around its article."""

    name: str
    above: Sequence[str]
    between: Sequence[str]
    """Lines between title and text."""
    below: Sequence[str]


class Piece(NamedTuple):
    """Page of a made site, and the right title and text."""

    title: str
    body: str
    text: str


class Shares(NamedTuple):
    """Share of titles that are right, and the mean F1 of texts."""

    titles: float
    texts: float


def templates() -> Iterator[Template]:
    """Yield the saved pages whose title and text are found, and that have something around them."""
    for page in pages(CORPORA / "readability-pages.tar.xz"):
        if template := _template(page):
            yield template


def _template(page: Page) -> Template | None:
    lines = page.text.split("\n")
    wanted = {folded(line) for line in page.body.split("\n") if len(line) > _LONG}
    body = [at for at, line in enumerate(lines) if folded(line) in wanted]
    titles = [at for at, line in enumerate(lines) if folded(line) == folded(page.title)]
    title = max((at for at in titles if body and at < body[0]), default=None)
    if title is None or body[0] - title > _MOST_BETWEEN:
        return None
    above, below = lines[:title], lines[body[-1] + 1 :]
    if sum(bool(line.strip()) for line in (*above, *below)) < _LEAST_AROUND:
        return None
    return Template(page.name, above, lines[title + 1 : body[0]], below)


def articles() -> list[Record]:
    """Return articles with a title and a text, in an order that is always the same."""
    found = [
        one
        for one in islice(records("bbc"), 0, 2_000, 3)
        if one["title"] and len(one["body"]) > _LEAST_TEXT
    ]
    random.Random(5).shuffle(found)
    return found[: max(SIZES)]


def site(template: Template, among: Sequence[Record]) -> Iterator[Piece]:
    """Yield the pages of a site."""
    rng = random.Random(template.name)
    for one in among:
        paragraphs = (each.strip() for each in one["body"].split("\n"))
        body = "\n\n".join(filter(None, paragraphs))
        below = list(template.below)
        for _ in range(_STRANGERS):
            below.insert(rng.randrange(len(below) + 1), rng.choice(among)["title"])
        lines = (*template.above, one["title"], *template.between, "", body, "", *below)
        yield Piece(one["title"], body, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def judge(pieces: Sequence[Piece], repeated: bytes) -> Shares:
    """Return the shares of right titles and texts on the first pages of a site."""
    titles: list[bool] = []
    texts: list[float] = []
    for one in pieces[:LOOKED_AT]:
        article = read_text(one.text, Path("page.txt"), "page", repeated=repeated)[0]
        titles.append(folded(article.title) == folded(one.title))
        texts.append(token_f1("\n".join(article.paragraphs), one.body))
    return Shares(mean(titles), mean(texts))


def _means(found: Iterable[Shares]) -> Shares:
    listed = list(found)
    return Shares(mean(each.titles for each in listed), mean(each.texts for each in listed))


def main() -> None:
    """Print a line for each size of site."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", action="store_true")
    chosen = options.parse_args()
    known, all_articles = list(templates()), articles()
    print(
        f"{'pages':>6}{'sites':>6}{'titles: alone':>15}{'folder':>8}{'F1: alone':>12}{'folder':>8}"
    )
    for size in SIZES:
        found: list[tuple[str, Shares, Shares]] = []
        for template in known:
            made = list(site(template, all_articles[:size]))
            repeated = repeated_pairs(clean_text(one.text) for one in made[:MOST_PAGES])
            found.append((template.name, judge(made, b""), judge(made, repeated)))
        alone, folder = _means(one for _, one, _ in found), _means(one for _, _, one in found)
        print(
            f"{size:6}{len(found):6}{100 * alone.titles:15.1f}{100 * folder.titles:8.1f}"
            f"{alone.texts:12.3f}{folder.texts:8.3f}"
        )
        for name, before, after in found if chosen.misses else ():
            if after.titles < 1 or after.texts < 0.9:
                print(f"    {name:30} titles {before.titles:.2f} {after.titles:.2f}", end=" ")
                print(f"F1 {before.texts:.2f} {after.texts:.2f}")


if __name__ == "__main__":
    main()
