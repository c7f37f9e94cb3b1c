"""Tests of boilerplate: the lines that the pages of a folder repeat."""

from __future__ import annotations

import os
import random
from itertools import permutations
from pathlib import Path

import pytest

from index.article import Article
from index.engine.open import open_engine
from index.engine.request import Request
from index.files.home import Home
from index.ingest.page_dump.boilerplate import find_blocks, repeated_pairs
from index.ingest.page_dump.folder_sample import MOST_PAGES, choose_pages
from index.ingest.page_dump.reader import read_text
from index.ingest.registry import read_boilerplate, read_file
from index.query import parse_query
from index.sync.job import rebuild, sync
from index.sync.pipeline import Pipeline
from index.sync.read_ahead import ReaderPool
from index.sync.sources import Source
from index.sync.walk import FoundFile

HEAD = ("Skip to the river", "The Ashby Courier", "Bakeries", "Boats and bridges", "Tides today")
APPEAL = (
    "The Ashby Courier is owned by its readers, who pay for every line of it, and you could be one"
    " of them for the price of a loaf a week, if you like what you read."
)
FOOT = (APPEAL, "Prices on the quay", "Letters to the baker", "Where we are moored", "Imprint")
WORDS = (
    "baker bridge river boat flour shelf window evening queue council snow morning rope lamp bread"
    " harbour crane tide winter library pier storm ferry school market road mayor vote station"
)


def text(seed: int, paragraphs: int = 2) -> tuple[str, ...]:
    """Return paragraphs that no other seed has."""
    rng = random.Random(seed)
    return tuple(
        f"The {' '.join(rng.choices(WORDS.split(), k=24))}, said number {seed} of them."
        for _ in range(paragraphs)
    )


def title(seed: int) -> str:
    return f"{' '.join(random.Random(-seed).choices(WORDS.split(), k=4))} {seed}".capitalize()


def page(seed: int, *, day: str = "", head: tuple[str, ...] = HEAD) -> str:
    """Return a page of the site, dated or not."""
    dated = (title(seed), day) if day else (title(seed),)
    return "\n\n".join(("\n".join(head), "\n".join(dated), *text(seed), "\n".join(FOOT))) + "\n"


def read(one: str, folder: list[str]) -> Article:
    return read_text(one, Path("a.txt"), "a", repeated=repeated_pairs(folder))[0]


@pytest.mark.parametrize("day", ["", "12 March 2023"], ids=["undated", "dated"])
@pytest.mark.parametrize("pages", [3, 5, 20])
def test_the_menus_of_a_site_are_the_rest_of_its_pages(pages: int, day: str) -> None:
    folder = [page(seed, day=day) for seed in range(pages)]
    for seed, one in enumerate(folder):
        article = read(one, folder)
        assert (article.title, article.paragraphs[:-1]) == (title(seed), text(seed))
        assert article.paragraphs[-1] == APPEAL, "a paragraph that says nothing may be text"
        assert article.rest == (*HEAD, *((day,) if day else ()), *FOOT[1:])


def test_two_pages_are_no_evidence() -> None:
    assert repeated_pairs([page(1), page(2)]) == b""


def test_what_repeats_is_the_same_in_any_order() -> None:
    folder = [page(seed) for seed in range(4)]
    assert len({repeated_pairs(each) for each in permutations(folder)}) == 1


def test_a_folder_may_hold_several_sites() -> None:
    other = ("Fernwick News", "Sheep", "Wool and wind", "Hills")
    folder = [page(seed, head=HEAD if seed % 2 else other) for seed in range(20)]
    for seed, one in enumerate(folder):
        assert read(one, folder).title == title(seed)


def test_an_article_saved_often_is_no_boilerplate() -> None:
    """Keep copies, and the versions of a growing story."""
    one = f"{title(1)}\n\n" + "\n\n".join(text(1, 9))
    grown = [one + "\n\n" + "\n\n".join(text(2, more)) for more in range(4)]
    for folder in ([one] * 5, grown):
        assert repeated_pairs([f"{each}\n" for each in folder]) == b""


@pytest.mark.parametrize("headline", ["Obituary", "Weather", "Letters"])
@pytest.mark.parametrize(
    "below", ["12 March 2023", "12 March 2023\nReuters", "12 March 2023\nReuters\nLondon"]
)
def test_headlines_and_datelines_that_repeat_stay(headline: str, below: str) -> None:
    folder = [f"{headline}\n{below}\n\n" + "\n".join(text(seed)) + "\nReuters" for seed in range(9)]
    for seed, one in enumerate(folder):
        article = read(one, folder)
        assert article.title == headline
        assert article.published is not None
        assert article.paragraphs[-3:] == (*text(seed), "Reuters")


def test_short_lines_that_repeat_at_the_end_of_plain_texts_stay() -> None:
    folder = [
        "\n".join(
            (title(seed), "12 March 2023", *text(seed), "Pay Tuesday", "Record Friday", "Reuter")
        )
        for seed in range(5)
    ]
    assert read(folder[0], folder).paragraphs == (
        *text(0),
        "Pay Tuesday",
        "Record Friday",
        "Reuter",
    )


def test_a_refrain_stays() -> None:
    refrain = ("Oh, the boats,", "the boats in the rain,", "nobody rows them home again.")
    folder = [
        f"{title(seed)}\n12 March 2023\n\n"
        + "\n\n".join("\n".join((*refrain, verse)) for verse in text(seed, 3))
        for seed in range(9)
    ]
    for seed, one in enumerate(folder):
        article = read(one, folder)
        assert article.title == title(seed)
        assert [line for line in article.paragraphs if line in refrain] == [*refrain] * 3


def test_the_name_of_a_site_above_the_headline_is_no_title() -> None:
    folder = [
        "\n\n".join(("The Ashby Courier", title(seed), *text(seed))) + "\n" for seed in range(5)
    ]
    for seed, one in enumerate(folder):
        article = read(one, folder)
        assert (article.title, article.source) == (title(seed), "The Ashby Courier")
        assert (article.paragraphs, article.rest) == (text(seed), ("The Ashby Courier",))


def test_what_ends_the_texts_of_a_folder_and_says_so_is_the_rest() -> None:
    folder = [
        "\n\n".join((title(seed), "12 March 2023", *text(seed), "Share")) for seed in range(5)
    ]
    assert read(folder[0], folder).rest == ("12 March 2023", "Share")
    assert read(folder[0], folder[:1]).paragraphs[-1] == "Share"


def test_blocks_are_told_by_line_numbers() -> None:
    folder = [page(seed, day="12 March 2023") for seed in range(4)]
    blocks = find_blocks(folder[0], repeated_pairs(folder))
    lines = folder[0].split("\n")
    assert [lines[number - 1] for number in sorted(blocks.inside) if lines[number - 1]] == [
        *HEAD,
        *FOOT,
    ]


def write(folder: Path, seed: int, content: str) -> None:
    """Write an old file, in which only the modification time shows a change."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{seed:03}.txt"
    file.write_text(content, encoding="utf-8")
    os.utime(file, ns=(10**18, 10**18 + len(content)))


def test_the_choice_of_pages_depends_on_their_names_alone(tmp_path: Path) -> None:
    for seed in range(MOST_PAGES + 9):
        write(tmp_path, seed, page(seed))
    (tmp_path / ".hidden.txt").write_text(page(99))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "link.txt").symlink_to(tmp_path / "000.txt")
    (tmp_path / "below").mkdir()
    chosen = choose_pages(tmp_path, lambda path: path.suffix == ".txt")
    assert len(chosen) == MOST_PAGES
    assert chosen == choose_pages(tmp_path, lambda path: path.suffix == ".txt")
    names = {path.name for path in chosen}
    assert not names & {".hidden.txt", "picture.png", "link.txt", "below"}


def held(home: Home) -> dict[str, tuple[object, ...]]:
    """Return the facts of every article in the index."""
    engine = open_engine(home.index)
    try:
        hits = engine.search(Request(parse_query(""), limit=500)).hits
        articles = [article for hit in hits if (article := engine.article(hit.id))]
    finally:
        engine.close()
    return {each.id: (each.title, each.paragraphs, each.rest) for each in articles}


class Archive:
    """Folder of pages, and the home of its index."""

    def __init__(self, folder: Path) -> None:
        self.news = folder / "news"
        self.home = Home(folder / "home")
        self.fresh = Home(folder / "fresh")
        self.sources = [Source(self.news, "news")]

    def sync(self) -> dict[str, tuple[object, ...]]:
        sync(self.home, sources=self.sources)
        return held(self.home)

    def anew(self) -> dict[str, tuple[object, ...]]:
        rebuild(self.fresh, sources=self.sources)
        return held(self.fresh)


def test_files_are_read_again_when_their_folder_repeats_other_lines(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for seed in range(2):
        write(archive.news, seed, page(seed))
    archive.sync()
    write(archive.news, 2, page(2))
    found = archive.sync()
    assert {str(each[0]) for each in found.values()} == {title(seed) for seed in range(3)}
    assert found == archive.anew()
    write(archive.news, 1, "Another text\n\n" + "\n\n".join(text(7)))
    assert archive.sync() == archive.anew()
    (archive.news / "000.txt").unlink()
    assert archive.sync() == archive.anew()


def test_a_file_added_by_its_name_has_no_neighbours(tmp_path: Path) -> None:
    for seed in range(5):
        write(tmp_path / "news", seed, page(seed))
    home = Home(tmp_path / "home")
    file = tmp_path / "news" / "001.txt"
    sync(home, sources=[Source(file, str(file))])
    (found,) = held(home).values()
    alone = read_file(file, str(file))[0]
    assert found == (alone.title, alone.paragraphs, alone.rest)


@pytest.mark.slow
def test_processes_that_read_know_the_boilerplate(tmp_path: Path) -> None:
    for seed in range(40):
        write(tmp_path, seed, page(seed))
    repeated = read_boilerplate(tmp_path)
    files = [
        FoundFile(f"a/{path.name}", str(path), path.stat().st_size, 0, 0)
        for path in sorted(tmp_path.glob("*.txt"))
    ]
    look = Pipeline.standard().look
    readers = ReaderPool(files, look, 1, lambda _: repeated)
    try:
        found = [readers.next() for _ in files]
    finally:
        readers.close()
    assert [each.articles[0].title for each in found] == [title(seed) for seed in range(40)]


REFRAIN = ("Bring them home, bring them home,", "over the water,", "over the foam,")
BACKGROUND = tuple(
    f"The pier was closed in {year} after a storm had torn two of its piles away, and the town has"
    " waited for the repair ever since."
    for year in (2019, 2020, 2021)
)


def test_refrains_lists_and_background_that_repeat_are_text() -> None:
    poems = [
        "\n".join((f"Song of the {n}", "", f"A verse of {n} ships", *REFRAIN, f"and {n}", *REFRAIN))
        for n in range(5)
    ]
    recipes = [
        "\n".join((f"Pie number {n}", "", "Ingredients", "Flour", "Sugar", "Butter", f"{n} pears"))
        for n in range(5)
    ]
    stories = [
        "\n\n".join((f"Pier news {n}", f"On day {n} a crane came to the pier.", *BACKGROUND))
        for n in range(5)
    ]
    for folder in (poems, recipes, stories):
        for one in folder:
            article = read(one, folder)
            assert not article.rest
            assert article.title == one.split("\n")[0]


def test_a_book_is_no_page_of_a_site() -> None:
    books = ["\n".join(f"line {n} of book" for n in range(3_000)) for _ in range(4)]
    assert repeated_pairs(books) == b""
