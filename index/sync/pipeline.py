"""Steps of a file on its way into the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.article import Article
from index.engine.protocol import IndexWriter, SearchEngine
from index.ingest.file_reader import Contents, Look
from index.sync.walk import FoundFile


class MakeSlug(Protocol):
    """Maker of slugs, the names of articles on the command line.

    A longer piece of the id tells equal slugs apart.
    """

    def __call__(self, title: str, id: str, length: int) -> str:
        """Return the slug with `length` characters of the id."""


class OpenWriter(Protocol):
    """Opener of an index for changes."""

    def __call__(self, folder: Path, *, memory_mb: int) -> IndexWriter:
        """Open the index; make one if the folder holds none. May raise `IndexUnusableError`."""


class ReadAhead(Protocol):
    """Reader of many files in a row, before their contents are wanted."""

    def __call__(
        self,
        files: Sequence[FoundFile],
        read: Callable[[str, str, bytes], Contents],
        boilerplate: Callable[[str], bytes],
    ) -> AbstractContextManager[Callable[[], Contents]]:
        """Give a function that returns the contents of the next file with each call.

        `read` reads a file; `boilerplate` returns the lines that the folder of a key repeats.
        """


@contextmanager
def _one_by_one(
    files: Sequence[FoundFile],
    read: Callable[[str, str, bytes], Contents],
    boilerplate: Callable[[str], bytes],
) -> Iterator[Callable[[], Contents]]:
    found = (read(file.path, file.key, boilerplate(file.key)) for file in files)
    yield found.__next__


def _without_boilerplate(_: Path) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The steps, in order. `standard` returns newstui's own; a test may pass others."""

    supported: Callable[[Path], bool]
    """Whether a format reader knows this kind of file, by its name alone."""
    read: Callable[[Path, str, bytes], tuple[Article, ...]]
    """The articles of a file, the page before its headlines, by path, key and boilerplate of the
    folder; raises `UnreadableError`.
    """
    detect: Callable[[str], str | None]
    """The language of a text; None where the language is unknown."""
    make_slug: MakeSlug
    show: Callable[[str], str]
    """A path or name made harmless, on one line."""
    open_engine: Callable[[Path], SearchEngine]
    """Opener of an index for searching; raises `IndexUnusableError`."""
    open_writer: OpenWriter
    read_ahead: ReadAhead = _one_by_one
    """Reader of many new files in a row."""
    boilerplate: Callable[[Path], bytes] = _without_boilerplate
    """The boilerplate of a folder's pages, from the files that the folder holds now."""

    @property
    def look(self) -> Look:
        """Function that reads a file and tells the languages of its articles."""
        return Look(self.read, self.detect)

    @classmethod
    def standard(cls) -> Pipeline:
        """Return newstui's own steps."""
        # Format readers and engine are heavy: only a process that indexes loads them.
        from index.engine.open import open_engine, open_writer
        from index.ingest.registry import read_boilerplate, read_file, supported
        from index.sync.read_ahead import read_ahead
        from index.text.clean import clean_line
        from index.text.language import detect
        from index.text.slug import make_slug

        return cls(
            supported,
            read_file,
            detect,
            make_slug,
            clean_line,
            open_engine,
            open_writer,
            read_ahead,
            read_boilerplate,
        )
