"""Engines under the contract, and archives to search with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.article import Article
from index.engine.protocol import IndexWriter, SearchEngine
from index.engine.whoosh import open_whoosh_engine, open_whoosh_writer
from index.engine.whoosh.store.commits import forget_earlier
from tests.index.engine.archive import EVERYTHING


@dataclass(frozen=True)
class Kit:
    """Engine and its writer, as the contract tests open them."""

    open_engine: Callable[[Path], SearchEngine]
    open_writer: Callable[[Path], IndexWriter]


KITS = {"whoosh": Kit(open_whoosh_engine, open_whoosh_writer)}


@pytest.fixture(scope="session", params=sorted(KITS))
def kit(request: pytest.FixtureRequest) -> Kit:
    """Return an engine under test; an entry in `KITS` puts another one under the contract."""
    return KITS[request.param]


class Archive:
    """Index in a folder of its own, written and read through the protocols alone."""

    def __init__(self, kit: Kit, folder: Path) -> None:
        self.kit = kit
        self.folder = folder
        self.writer = kit.open_writer(folder)

    def put(self, *articles: Article) -> Archive:
        """Commit the articles."""
        self.writer.apply(articles)
        return self

    def engine(self) -> SearchEngine:
        return self.kit.open_engine(self.folder)


@pytest.fixture
def archive(kit: Kit, tmp_path: Path) -> Archive:
    """Return an empty index."""
    return Archive(kit, tmp_path / "index")


@pytest.fixture(scope="session")
def small_index(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small archive, written in several commits, with replaced and removed articles."""
    folder = tmp_path_factory.mktemp("small") / "index"
    writer = kit.open_writer(folder)
    writer.apply(EVERYTHING[:3])
    writer.apply([*EVERYTHING[2:], *(e for e in EVERYTHING[:1])])
    writer.close()
    return folder


@pytest.fixture
def engine(kit: Kit, small_index: Path) -> Iterator[SearchEngine]:
    """Yield an engine over the small archive."""
    opened = kit.open_engine(small_index)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def module_engine(
    kit: Kit, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    """Yield an engine over the `ARTICLES` of a test's module."""
    folder = tmp_path_factory.mktemp("module") / "index"
    writer = kit.open_writer(folder)
    writer.apply(request.module.ARTICLES)
    writer.close()
    opened = kit.open_engine(folder)
    yield opened
    opened.close()


@pytest.fixture
def copied(small_index: Path, tmp_path: Path) -> Path:
    """Return a copy of the small archive to damage, without an earlier commit to fall back to."""
    folder = Path(shutil.copytree(small_index, tmp_path / "copy"))
    forget_earlier(folder)
    return folder
