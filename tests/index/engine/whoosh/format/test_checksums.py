"""Tests of checksums: no damage to any byte of an index goes unnoticed."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.format.checksums import PAGE, PagedFile, Pages, SegmentPart
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.store import commits
from index.engine.whoosh.store.commit import sealed
from index.engine.whoosh.store.commits import forget_earlier, readable
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.write.merge import merged
from index.errors import IndexUnusableError
from index.query import parse_query
from tests.index.engine.archive import EVERYTHING, MOTHERS, article

QUERIES = (
    *("", "the", "the tram", "tram OR harbour", "tram -harbour", '"of soldiers"', "har*"),
    *("mothars~", "tram~2", "=tram", "title:tram", "source:daily", "category:local", "lang:en"),
    *(
        "date:2022",
        "after:2022-06",
        "-after:2023",
        "kind:headline",
        "猫",
        "леопард",
        "tram +harbour",
    ),
    *("mothers soldiers share", '"share your pain"', "s*", "wordx12", "wordx1*", "wordx99"),
    *("number harbour tram", '"the tram came" OR wordx7', "Zhelensky", "Müller"),
)
Answers = Mapping[str, object]


def answers(folder: Path) -> Answers:
    """Return an engine's answers to many questions that read every part of the index."""
    with closing(open_engine(folder)) as engine:
        found: dict[str, object] = {text: _answer(engine, text) for text in QUERIES}
        for sort in Sort:
            found[sort.name] = _hits(engine, Request(parse_query("tram"), sort=sort, limit=500))
        found["articles"] = [engine.article(each.id) for each in EVERYTHING]
        found["similar"] = engine.similar(MOTHERS.id)
        found["slugs"] = engine.slugs("t", 500)
        found["words"] = engine.words("wo", 50)
        found["spellings"] = engine.spellings("soldjers")
        found["marks"] = engine.marks(MOTHERS, parse_query("mothers"))
    return found


def _answer(engine: SearchEngine, text: str) -> object:
    query = parse_query(text)
    return _hits(
        engine, Request(query, limit=60, snippets=True, facets=True, timeline=True, groups=True)
    )


def _hits(engine: SearchEngine, request: Request) -> object:
    found = engine.search(request)
    return found.hits, found.total, found.groups, found.facets, found.timeline, found.alike


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of two segments, with a deleted article, and parts of several pages."""
    folder = tmp_path_factory.mktemp("whole") / "index"
    writer = open_writer(folder)
    text = "The tram came to the harbour. Müller said so of soldiers and their mothers. " * 4
    many = [
        article(f"number-{at}", f"Number {at} in the harbour", text, " ".join(_words(at)))
        for at in range(700)
    ]
    writer.apply([*EVERYTHING, *many])
    writer.apply([many[3], *many[650:660]], remove=[many[5].id])
    forget_earlier(folder)
    return folder


def _words(at: int) -> list[str]:
    return [f"wordx{number}" for number in range(at, at + 40)]


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


@pytest.fixture(scope="module")
def right(whole: Path) -> Answers:
    return answers(whole)


def parts(folder: Path) -> list[tuple[Path, str, range]]:
    """Return each part of each segment: its file, its name, and its range of bytes."""
    found = []
    for entry in next(readable(folder)).segments:
        path = folder / f"{entry.id}.seg"
        with closing(Segment(folder, entry, BoundedCache())) as segment:
            data = path.read_bytes()
            for name, part in segment._files.parts().items():
                start = part._start + 12
                assert data[start : start + len(part)] == part.content
                found.append((path, name, range(start, start + len(part))))
    return found


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x40]))


def is_found(folder: Path) -> bool:
    """Return whether a check of all checksums finds a damage."""
    try:
        with closing(open_engine(folder)) as engine:
            return engine.damages() != ()
    except IndexUnusableError:
        return True


def is_right(folder: Path, right: Answers) -> bool:
    """Return whether the answers are right, or refused: a refused index is rebuilt."""
    try:
        return answers(folder) == right
    except IndexUnusableError:
        return True


WHERE: dict[str, Callable[[range], int]] = {
    "start": lambda where: where.start,
    "middle": lambda where: (where.start + where.stop) // 2,
    "end": lambda where: where.stop - 1,
}


@pytest.mark.parametrize("place", WHERE)
def test_a_wrong_byte_in_any_part_is_found(copy: Path, right: Answers, place: str) -> None:
    assert not is_found(copy)
    seen = set()
    for path, name, where in parts(copy):
        if where:
            flip(path, WHERE[place](where))
            assert is_found(copy), name
            assert is_right(copy, right), name
            flip(path, WHERE[place](where))
            seen.add(name)
    assert {"pst", "trm", "_stored.col", "by_id", "months", "name_hashes", "_body_len.col"} <= seen
    assert not is_found(copy)


def test_a_zeroed_page_of_any_part_is_found(copy: Path, right: Answers) -> None:
    for path, name, where in parts(copy):
        data = path.read_bytes()
        middle = (where.start + where.stop) // 2 // 4096 * 4096
        path.write_bytes(data[:middle] + bytes(4096) + data[middle + 4096 :])
        assert is_found(copy), name
        assert is_right(copy, right), name
        path.write_bytes(data)


def test_a_segment_cut_within_any_part_is_found(copy: Path) -> None:
    for path, name, where in parts(copy):
        data = path.read_bytes()
        path.write_bytes(data[: (where.start + where.stop) // 2])
        with pytest.raises(IndexUnusableError):
            open_engine(copy)
        path.write_bytes(data)
        assert name


def test_swapped_segments_are_found(copy: Path) -> None:
    first, second, *_ = copy.glob("*.seg")
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    with pytest.raises(IndexUnusableError):
        open_engine(copy)


def test_swapped_parts_are_found(copy: Path, right: Answers) -> None:
    """Swap parts of one length: each of them is whole by itself."""
    path = max(copy.glob("*.seg"), key=lambda path: path.stat().st_size)
    where = {name: place for file, name, place in parts(copy) if file == path}
    for one, other in (("by_id", "newest"), ("_body_len.col", "_title_len.col")):
        here, there = where[one], where[other]
        data = path.read_bytes()
        changed = bytearray(data)
        changed[here.start : here.stop] = data[there.start : there.stop]
        changed[there.start : there.stop] = data[here.start : here.stop]
        assert changed != data
        path.write_bytes(changed)
        assert is_found(copy), one
        assert is_right(copy, right), one
        path.write_bytes(data)


def test_a_segment_of_an_older_index_is_found(copy: Path, tmp_path: Path) -> None:
    """Plant a whole segment under the name of one of this index."""
    other = tmp_path / "other"
    open_writer(other).apply(EVERYTHING)
    (theirs,) = other.glob("*.seg")
    ours = max(copy.glob("*.seg"))
    data = theirs.read_bytes().replace(theirs.stem.encode(), ours.stem.encode())
    ours.write_bytes(data)
    with pytest.raises(IndexUnusableError):
        open_engine(copy)


def test_a_table_of_contents_without_its_seal_is_found(copy: Path, right: Answers) -> None:
    path = max(copy.glob("*.toc"))
    path.write_bytes(path.read_bytes()[: -len(sealed(b""))])
    assert is_found(copy)
    assert is_right(copy, right)


@pytest.mark.parametrize("name", ["pst", "trm", "_stored.col"])
def test_a_merge_carries_no_damage_on(copy: Path, name: str) -> None:
    path, where = next((path, where) for path, part, where in parts(copy) if part == name)
    flip(path, (where.start + where.stop) // 2)
    before = sorted(copy.iterdir())
    with pytest.raises(DamagedError):
        merged(copy, commits.in_use(copy).segments)
    assert sorted(copy.iterdir()) == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_no_random_damage_is_answered_from_in_silence(
    copy: Path, right: Answers, seed: int, tmp_path: Path
) -> None:
    """Damage an index fifty times: changed, zeroed and moved bytes, cut and longer files."""
    dice = random.Random(seed)
    refused = 0
    for turn in range(50):
        folder = Path(shutil.copytree(copy, tmp_path / f"turn{turn}"))
        path = dice.choice([*folder.glob("*.seg"), *folder.glob("*.seg"), *folder.glob("*.toc")])
        path.write_bytes(with_damage(path.read_bytes(), dice))
        try:
            assert answers(folder) == right, (turn, path.name)
        except IndexUnusableError:
            refused += 1
        else:
            assert path.read_bytes() == (copy / path.name).read_bytes() or is_found(folder)
        shutil.rmtree(folder)
    assert refused > 5


def with_damage(data: bytes, dice: random.Random) -> bytes:
    """Return a file with one random damage."""
    changed = bytearray(data)
    at = dice.randrange(len(data))
    match dice.randrange(7):
        case 0:
            changed[at] ^= 1 << dice.randrange(8)
        case 1:
            for _ in range(30):
                changed[dice.randrange(len(data))] = dice.randrange(256)
        case 2:
            run = dice.randbytes(dice.choice([2, 64, 600]))
            changed[at : at + len(run)] = run[: len(data) - at]
        case 3:
            page = at // 4096 * 4096
            end = min(len(data), page + 4096)
            changed[page:end] = bytes(end - page)
        case 4:
            other = dice.randrange(len(data)) // 512 * 512
            page = at // 512 * 512
            piece = data[other : other + 512]
            changed[page : page + len(piece)] = piece[: len(data) - page]
        case 5:
            del changed[at:]
        case _:
            changed += dice.randbytes(dice.choice([1, 8, 5000]))
    return bytes(changed)


def test_each_page_is_compared_before_its_first_use(tmp_path: Path) -> None:
    content = os.urandom(3 * PAGE + 100)
    with PagedFile(tmp_path / "file", 12) as file:
        for start in range(0, len(content) + 12, 1000):  # writes and pages end at different bytes
            file.write((bytes(12) + content)[start : start + 1000])
        sums = file.sums()
    whole = SegmentPart(memoryview(content), Pages(memoryview(content), memoryview(sums)))
    assert whole.whole() == content
    wrong = bytearray(content)
    wrong[PAGE + 5] ^= 1
    part = SegmentPart(memoryview(wrong)[7:], Pages(memoryview(wrong), memoryview(sums)), 7)
    part.check(0, PAGE - 7)
    part.check(2 * PAGE - 7, len(part))
    for start, end in ((PAGE - 8, PAGE - 6), (2 * PAGE - 8, 2 * PAGE), (PAGE + 4, PAGE + 5)):
        with pytest.raises(DamagedError):
            part.check(start, end)
    assert part.is_damaged()
    with pytest.raises(DamagedError, match="number of checksums"):
        Pages(memoryview(content), memoryview(sums[:-4]))
