"""Tests of merges: a merged index equals a fresh index of its live articles."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from whoosh.index import open_dir
from whoosh.reading import SegmentReader

from index.article import Article
from index.engine.open import open_engine, open_writer
from index.engine.request import Request
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.postings import lists
from index.engine.whoosh.postings.layout import FACTS, FIRST_AT, GREATEST_AT, LAST_AT, OPENING
from index.engine.whoosh.store import commits
from index.engine.whoosh.store.folder import reading
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.write import merge
from index.engine.whoosh.write.merge import COPIED_FROM, merged
from index.engine.whoosh.write.merge_policy import FAN
from index.engine.whoosh.writer import WhooshWriter
from index.errors import IndexUnusableError, Stopped
from index.query import Phrase, Query, Word
from tests.index.engine.archive import COMPLETE, EVERYTHING, TRAM, article

WORDS = [
    "harbour",
    "tram",
    "tram's",
    "the",
    "of",
    "to",
    "mothers",
    "soldiers",
    "running",
    "ran",
    "café",
    "Київ",
    "猫が",
    "zoo",
]


def some_articles(count: int, seed: int) -> list[Article]:
    """Return articles of random words, now and then with many words, no date, or no text."""
    dice = random.Random(seed)
    return [
        replace(
            article(
                f"{seed}-{number}",
                " ".join(dice.choices(WORDS, k=dice.randrange(1, 6))),
                " ".join(dice.choices([*WORDS, f"rare{number}"], k=dice.choice([0, 9, 30, 600]))),
                day=dice.choice([None, "2022-11-25", "2023-01-02", "1999-12-31"]),
                source=dice.choice([None, "The Daily Harbour", "Шлок", f"Source {number % 7}"]),
                language=dice.choice([None, "en", "ru"]),
                category=dice.choice([None, "Local"]),
            ),
            rest=("News | Harbour", f"Page {number}") if number % 5 == 0 else (),
        )
        for number in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def put(folder: Path, *batches: Sequence[Article], remove: Sequence[str] = ()) -> WhooshWriter:
    writer = WhooshWriter(folder, processes=1)
    for batch in batches:
        writer.apply(batch)
    writer.apply((), remove)
    return writer


def merge_all(folder: Path) -> None:
    """Merge all segments into one, regardless of the policy."""
    contents = commits.in_use(folder)
    contents.segments = merged(folder, contents.segments)
    contents.generation += 1
    commits.write(folder, contents)
    commits.forget_earlier(folder)


def content(folder: Path) -> Iterator[Any]:
    """Yield the whole contents of an index of one segment, as plain Whoosh reads it."""
    index = open_dir(str(folder))
    (segment,) = index._segments()
    reader = SegmentReader(index.storage, index.schema, segment)
    yield sorted(segment._fieldlengths.items())
    for field, term in reader.all_terms():
        info = reader.term_info(field, term)
        lengths = (info.min_length(), info.max_length())
        yield field, term, info.weight(), info.doc_frequency(), info.max_weight(), lengths
        yield info.min_id(), info.max_id()
        matcher = reader.postings(field, term)
        with_positions = matcher.supports("positions")
        while matcher.is_active():
            yield matcher.id(), matcher.weight()
            yield list(matcher.value_as("positions")) if with_positions else None
            matcher.next()
    for document in range(reader.doc_count_all()):
        yield reader.stored_fields(document)
        yield [reader.doc_field_length(document, name) for name in index.schema.names()]
        yield [
            reader.column_reader(name)[document]
            for name in ("id", "source", "category", "language", "kind")
        ]
        yield reader.column_reader("published", translate=False)[document]
    reader.close()


def extras(folder: Path) -> dict[str, bytes]:
    """Return the arrays that plain Whoosh doesn't know."""
    index = open_dir(str(folder))
    (segment,) = index._segments()
    files = segment.open_compound_file(index.storage)
    names = [name for name in files.list() if name.endswith(("by_id", "newest", "months"))]
    assert len(names) == 3
    return {name.rpartition(".")[2]: bytes(files.open_file(name).read()) for name in names}


def check_merged(folder: Path, live: Sequence[Article]) -> None:
    """Check that the only segment equals a fresh one of these articles."""
    fresh = folder.with_name("fresh")
    put(fresh, live)
    assert list(content(folder)) == list(content(fresh))
    assert extras(folder) == extras(fresh)


def test_parts_become_what_their_articles_make_at_once(folder: Path) -> None:
    batches = [some_articles(count, seed) for seed, count in enumerate((1, 40, 7, 25))]
    put(folder, *batches, [COMPLETE], EVERYTHING)
    merge_all(folder)
    check_merged(folder, [*(each for batch in batches for each in batch), COMPLETE, *EVERYTHING])


def test_deleted_articles_are_gone_with_all_that_only_they_had(folder: Path) -> None:
    batches = [some_articles(30, seed) for seed in range(4)]
    dice = random.Random(1)
    every = [each for batch in batches for each in batch]
    gone = {each.id for each in every if dice.random() < 0.4} | {each.id for each in batches[2]}
    put(folder, *batches, remove=sorted(gone))
    merge_all(folder)
    check_merged(folder, [each for each in every if each.id not in gone])


def test_a_changed_article_is_merged_as_it_is_now(folder: Path) -> None:
    older = some_articles(20, 0)
    newer = [replace(each, title="Changed since") for each in older[5:9]]
    put(folder, older, newer)
    merge_all(folder)
    check_merged(folder, [*older[:5], *older[9:], *newer])


def test_small_parts_make_no_difference(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [some_articles(20, seed) for seed in range(3)]
    put(folder, *batches)
    monkeypatch.setattr(merge, "PART_MB", 0)  # a term or so at a time
    merge_all(folder)
    check_merged(folder, [each for batch in batches for each in batch])


def test_terms_of_many_blocks(folder: Path) -> None:
    batches = [some_articles(1_500, seed) for seed in range(2)]
    put(folder, *batches, remove=[each.id for each in batches[0][::3]])
    merge_all(folder)
    check_merged(folder, [each for at, each in enumerate(batches[0]) if at % 3] + batches[1])


def common(count: int, first: int) -> list[Article]:
    """Return articles with the same words: long lists of postings, with different frequencies."""
    return [
        article(
            f"{first + number}",
            f"The harbour {'of Kyiv' if number % 2 else ''}",
            "the tram " * (1 + number % 300 // 299 * 400),
            " ".join(["zoo"] * (number % 3)),
        )
        for number in range(count)
    ]


def blocks_of(folder: Path, field: str, term: bytes) -> list[tuple[int, bytes]]:
    """Return the number of postings and the pickle of each block of a term in the only segment;
    none when the dictionary has the postings itself.
    """
    (known,) = map(commits.entry, commits.in_use(folder).segments)
    segment = Segment(folder, known, BoundedCache())
    info = segment.info(field, term.decode())
    assert info is not None
    if info.inlined is not None:
        return []
    file = segment.file("pst").content
    return [
        (block.size, bytes(file[block.at : block.end]))
        for block in lists.blocks(file, info.start, info.length, info.documents, segment.size)
    ]


def test_large_blocks_are_copied_and_what_is_between_them_is_put_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engine.whoosh.postings.blocks.POSTINGS", 1_024)
    sizes = [1_100, 1_024, 30, 5, 600, 1_050]
    batches = [common(size, 10_000 * at) for at, size in enumerate(sizes)]
    before = []
    for at, batch in enumerate(batches):
        alone = folder.with_name(f"alone{at}")
        put(alone, batch)
        before += blocks_of(alone, "body", b"tram")
    put(folder, *batches)
    merge_all(folder)
    after = blocks_of(folder, "body", b"tram")
    assert [size for size, _ in before] == [1_024, 76, 1_024, 30, 600, 1_024, 26]
    assert [size for size, _ in after] == [1_024, 76, 1_024, 30 + 5, 600, 1_024, 26]
    first = slice(len(OPENING), len(OPENING) + 4)
    copied = [block for size, block in after if size >= COPIED_FROM]
    for new, old in zip(copied, [b for size, b in before if size >= COPIED_FROM], strict=True):
        assert new[: first.start] + new[first.stop :] == old[: first.start] + old[first.stop :]
    check_merged(folder, [each for batch in batches for each in batch])


def test_blocks_with_deleted_articles_are_not_copied(folder: Path) -> None:
    batches = [common(700, 0), common(700, 1_000), common(700, 2_000)]
    gone = [batches[1][3].id, batches[1][699].id]
    put(folder, *batches, remove=gone)
    merge_all(folder)
    assert [size for size, _ in blocks_of(folder, "body", b"tram")] == [700, 698, 700]
    check_merged(folder, [each for batch in batches for each in batch if each.id not in gone])
    put(folder, some_articles(20, 9))
    merge_all(folder)
    live = [each for batch in batches for each in batch if each.id not in gone]
    check_merged(folder, [*live, *some_articles(20, 9)])


def test_whoosh_goes_on_with_copied_blocks(folder: Path, tmp_path: Path) -> None:
    batches = [common(700, 0), common(1_500, 1_000), some_articles(30, 3)]
    put(folder, *batches)
    merge_all(folder)
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    index = open_dir(str(other))
    index.delete_by_term("id", batches[0][0].id)
    index.optimize()
    live = [each for batch in batches for each in batch][1:]
    fresh = tmp_path / "fresh"
    put(fresh, live)
    whooshs, ours = content(other), content(fresh)
    next(whooshs), next(ours)  # Whoosh sums lengths that it has rounded
    assert list(whooshs) == list(ours)


@pytest.mark.parametrize("place", ["first", "last", "greatest", "steps"])
def test_a_damaged_block_is_not_copied(folder: Path, place: str) -> None:
    put(folder, common(700, 0), common(700, 1_000))
    path = min(folder.glob("*.seg"))
    data = bytearray(path.read_bytes())
    at = data.index(OPENING)
    facts = at - FACTS.size
    assert FACTS.unpack_from(data, facts)[2] >= COPIED_FROM
    where = {
        "first": facts + FIRST_AT,
        "last": facts + LAST_AT,
        "greatest": facts + GREATEST_AT + 1,
        "steps": at + 300,
    }
    data[where[place]] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexUnusableError), reading(folder):
        merged(folder, commits.in_use(folder).segments)


def test_what_plain_whoosh_wrote_is_merged(folder: Path) -> None:
    batches = [some_articles(40, seed) for seed in range(3)]
    put(folder, *batches[:2])
    open_dir(str(folder)).optimize()
    put(folder, batches[2], remove=[batches[0][3].id])
    merge_all(folder)
    every = [each for batch in batches for each in batch]
    check_merged(folder, [each for each in every if each is not batches[0][3]])


def test_it_is_what_plain_whoosh_makes_of_the_same_parts(folder: Path, tmp_path: Path) -> None:
    batches = [some_articles(30, seed) for seed in range(3)]
    gone = [each.id for each in batches[1][::2]]
    put(folder, *batches, remove=gone)
    other = tmp_path / "other"
    put(other, *batches, remove=gone)
    merge_all(folder)
    open_dir(str(other)).optimize()
    ours, whooshs = content(folder), content(other)
    # Whoosh sums lengths that it has rounded; newstui's are exact (`check_merged`).
    assert next(ours) != next(whooshs)
    assert list(ours) == list(whooshs)


def test_nothing_is_left_of_segments_without_articles(folder: Path) -> None:
    writer = put(folder, EVERYTHING, remove=[each.id for each in EVERYTHING])
    assert not writer.merge()
    assert open_engine(folder).search(Request()).total == 0
    contents = commits.in_use(folder)
    assert merged(folder, contents.segments) == []


# Merging as a step of housekeeping


def batches_of_one(count: int) -> Iterator[list[Article]]:
    return ([article(f"a{number}", f"Title {number}", "some text")] for number in range(count))


def test_a_merge_is_a_commit_that_changes_nothing_for_readers(folder: Path) -> None:
    writer = put(folder, *batches_of_one(FAN))
    open_before = open_engine(folder)
    before = open_before.search(Request(limit=100))
    assert before.total == FAN
    generation = writer.generation
    assert not writer.merge(), "one step was enough"
    assert writer.generation == generation + 1
    assert len(commits.in_use(folder).segments) == 1
    assert len(list(folder.glob("*.seg"))) == len(list(folder.glob("*.toc"))) == 1
    # The reader still has its deleted files open, and gets the new segment by a refresh.
    assert open_before.search(Request(Query(root=Word("title")), limit=100)).total == FAN
    assert open_before.refresh()
    after = open_before.search(Request(limit=100))
    assert [hit.id for hit in after.hits] == [hit.id for hit in before.hits]
    assert not writer.merge(), "nothing is left to do"
    assert writer.generation == generation + 1


def test_a_long_import_stays_few_segments(folder: Path) -> None:
    writer = WhooshWriter(folder, processes=1)
    for batch in batches_of_one(120):
        writer.apply(batch)
        writer.merge()
        assert len(commits.in_use(folder).segments) <= 2 * FAN
    assert open_engine(folder).search(Request(Query(root=Phrase("some text")))).total == 120


def test_a_merge_that_is_told_to_stop_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = put(folder, *(some_articles(20, seed) for seed in range(FAN)))
    monkeypatch.setattr(merge, "PART_MB", 0)
    before = sorted(folder.iterdir())
    for patience in (0, 1, 20, 200):
        asked = iter([False] * patience)
        assert writer.merge(partial(next, asked, True))
        assert sorted(folder.iterdir()) == before
    with pytest.raises(Stopped):
        merged(folder, commits.in_use(folder).segments, lambda: True)
    assert sorted(folder.iterdir()) == before
    assert not writer.merge()
    assert len(commits.in_use(folder).segments) == 1


@pytest.mark.parametrize("seed", range(6))
def test_damage_is_said_and_nothing_is_committed(folder: Path, seed: int) -> None:
    writer = put(folder, *(some_articles(10, seed) for seed in range(FAN)))
    dice = random.Random(seed)
    segments = sorted(folder.glob("*.seg"))
    path = dice.choice(segments)
    data = bytearray(path.read_bytes())
    for _ in range(3 * seed):
        data[dice.randrange(len(data))] = dice.randrange(256)
    path.write_bytes(data if seed else data[: len(data) // 2])
    before = sorted(folder.iterdir())
    try:
        writer.merge()
    except IndexUnusableError:
        assert sorted(folder.iterdir()) == before
    else:
        assert seed
        assert len(commits.in_use(folder).segments) == 1


@pytest.mark.parametrize(("at", "number"), [(0, 7), (1, 7), (-1, 0)], ids=["head", "flags", "sum"])
def test_a_damaged_stored_text_is_not_copied(folder: Path, at: int, number: int) -> None:
    """Damage the head of a text, and the checksum of the first of a run; both are verified."""
    writer = put(folder, *(some_articles(10, seed) for seed in range(FAN)))
    (path, *_) = sorted(folder.glob("*.seg"))
    entry = next(each for each in commits.in_use(folder).segments if each.segid in path.name)
    segment = Segment(folder, commits.entry(entry), BoundedCache())
    stored = bytes(segment.columns.stored_bytes[number])
    segment.close()
    damaged = bytearray(stored)
    damaged[at] ^= 1
    path.write_bytes(path.read_bytes().replace(stored, damaged))
    with pytest.raises(IndexUnusableError):
        writer.merge()


def test_open_writers_offer_it(folder: Path) -> None:
    writer = open_writer(folder)
    for batch in islice(batches_of_one(FAN), FAN - 1):
        writer.apply(batch)
    assert not writer.merge()
    writer.apply([TRAM])
    writer.merge()
    assert len(commits.in_use(folder).segments) == 1
