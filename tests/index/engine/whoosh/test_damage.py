"""Tests of errors for an index that is missing, damaged, or another user's."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.errors import IndexUnusableError
from index.query import And, Fuzzy, Phrase, Prefix, Query, Word
from tests.index.engine.archive import EVERYTHING, MOTHERS, TRAM


def use(engine: SearchEngine) -> None:
    """Ask for everything that reads the files."""
    engine.refresh()
    roots = (Phrase("mothers of"), Prefix("t"), Fuzzy("mothars"), Word("猫"))
    for root in (*roots, And(roots[:2])):
        for sort in Sort:
            engine.search(
                Request(Query(root=root), sort=sort, snippets=True, facets=True, timeline=True)
            )
    engine.search(Request(facets=True, timeline=True))
    engine.search(Request(Query(root=Word("Zelensky"), other_spellings=True)))
    engine.slugs("t")
    engine.article(MOTHERS.id)
    engine.similar(MOTHERS.id)
    engine.marks(MOTHERS, Query(root=Word("mothers")))


def the_file(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def test_whole(copied: Path) -> None:
    use(open_engine(copied))


@pytest.mark.parametrize("create", ["nothing", "a folder", "a file"])
def test_no_index(tmp_path: Path, create: str) -> None:
    folder = tmp_path / "index"
    if create == "a folder":
        folder.mkdir()
    elif create == "a file":
        folder.write_text("")
    with pytest.raises(IndexUnusableError) as caught:
        open_engine(folder)
    assert caught.value.path == folder
    with pytest.raises(IndexUnusableError):
        open_writer(folder, create=False)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no marker": lambda folder: (folder / "newstui.json").unlink(),
    "marker is no JSON": lambda folder: (folder / "newstui.json").write_text("{"),
    "another format": lambda folder: (folder / "newstui.json").write_text(
        '{"format": 999, "analysis": 1}'
    ),
    "another analysis": lambda folder: (folder / "newstui.json").write_text(
        '{"format": 1, "analysis": 0}'
    ),
    "no commit": lambda folder: the_file(folder, "*.toc").unlink(),
    "empty commit": lambda folder: the_file(folder, "*.toc").write_bytes(b""),
    "nonsense as commit": lambda folder: the_file(folder, "*.toc").write_bytes(b"\x80" * 999),
    "no segment": lambda folder: the_file(folder, "*.seg").unlink(),
    "empty segment": lambda folder: the_file(folder, "*.seg").write_bytes(b""),
    "nonsense as segment": lambda folder: the_file(folder, "*.seg").write_bytes(b"\x05" * 9999),
}


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_opening_says_that_it_is_unusable(copied: Path, damage: str) -> None:
    DAMAGE[damage](copied)
    with pytest.raises(IndexUnusableError) as caught:
        open_engine(copied)
    assert caught.value.path == copied
    assert caught.value.reason


# No segment is overwritten in place: the file is mapped, and newstui never writes to it again.
@pytest.mark.parametrize("damage", sorted(set(DAMAGE) - {"empty segment", "nonsense as segment"}))
def test_an_engine_that_is_open_goes_on_with_what_it_has(copied: Path, damage: str) -> None:
    engine = open_engine(copied)
    DAMAGE[damage](copied)
    with suppress(IndexUnusableError):
        engine.refresh()
    assert engine.search(Request()).total == len(EVERYTHING)


@pytest.mark.parametrize("part", range(0, 100, 7))
def test_a_truncated_file_is_unusable(copied: Path, part: int) -> None:
    for pattern in ("*.toc", "*.seg"):
        path = the_file(copied, pattern)
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) * part // 100])
        with pytest.raises(IndexUnusableError):
            use(open_engine(copied))
        path.write_bytes(whole)


@pytest.mark.parametrize("seed", range(10))
def test_wrong_bytes_raise_nothing_else(copied: Path, seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    reported = []
    for turn in range(12):
        folder = Path(shutil.copytree(copied, tmp_path / str(turn)))
        path = the_file(folder, dice.choice(["*.toc", "*.seg", "*.seg", "*.seg"]))
        data = bytearray(path.read_bytes())
        for _ in range(dice.choice([1, 3, 30])):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            use(open_engine(folder))
        except IndexUnusableError as error:
            reported.append(error.path == folder)
    assert reported
    assert all(reported)


def test_another_users_index_is_not_read(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = copied.stat().st_uid
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: owner + 1)
        if owner != 0:  # files of root are safe to read
            with pytest.raises(IndexUnusableError, match="another user"):
                open_engine(copied)
    if owner == 0:
        os.chown(copied, 12345, -1)
        with pytest.raises(IndexUnusableError, match="another user, number 12345"):
            open_engine(copied)


@pytest.mark.parametrize("pattern", ["newstui.json", "*.toc", "*.seg"])
def test_files_that_others_put_into_it_are_not_read(copied: Path, pattern: str) -> None:
    path = the_file(copied, pattern)
    path.chmod(0o666)
    with pytest.raises(
        IndexUnusableError, match=f"{path.name} can be changed by any user"
    ) as caught:
        open_engine(copied)
    assert caught.value.path == copied
    path.chmod(0o644)
    open_engine(copied).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
@pytest.mark.parametrize("pattern", ["newstui.json", "*.toc", "*.seg"])
def test_it_is_said_whose_file_it_is(copied: Path, pattern: str) -> None:
    import pwd

    other = next(entry for entry in pwd.getpwall() if entry.pw_uid not in (0, os.geteuid()))
    path = the_file(copied, pattern)
    os.chown(path, other.pw_uid, -1)
    with pytest.raises(IndexUnusableError, match=f"belongs to another user, {other.pw_name}"):
        open_engine(copied)


def test_an_index_that_anybody_can_write_to_is_not_read(copied: Path) -> None:
    copied.chmod(0o777)
    with pytest.raises(IndexUnusableError, match="any user"):
        open_engine(copied)
    with pytest.raises(IndexUnusableError, match="any user"):
        open_writer(copied)


def test_a_rebuilt_index_in_the_same_place_is_seen(copied: Path, tmp_path: Path) -> None:
    engine = open_engine(copied)
    rebuilt = tmp_path / "rebuilt"
    writer = open_writer(rebuilt)
    generation = 0
    while generation < engine.generation:
        generation = writer.apply([TRAM, EVERYTHING[generation]])
    assert generation == engine.generation
    copied.rename(tmp_path / "old")
    rebuilt.rename(copied)
    assert engine.refresh()
    assert not engine.refresh()
    assert engine.search(Request()).total == len({TRAM, *EVERYTHING[:generation]})


def test_a_restored_index_is_read_anew(copied: Path, tmp_path: Path) -> None:
    engine = open_engine(copied)
    segment = the_file(copied, "*.seg")
    backup = Path(shutil.copytree(copied, tmp_path / "backup"))
    data = segment.read_bytes()
    with segment.open("r+b") as damaged:
        damaged.write(b"\0" * len(data))  # in place: the engine has the file open
    with pytest.raises(IndexUnusableError):
        use(engine)
    copied.rename(tmp_path / "old")
    backup.rename(copied)
    assert engine.refresh()
    use(engine)


def test_refresh_without_a_folder_says_so_and_keeps_what_it_has(
    copied: Path, tmp_path: Path
) -> None:
    engine = open_engine(copied)
    copied.rename(tmp_path / "away")
    with pytest.raises(IndexUnusableError):
        engine.refresh()
    assert engine.search(Request()).total == len(EVERYTHING)
