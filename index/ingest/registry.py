"""Registry of format readers, and the functions that read a file through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from index.article import Article
from index.errors import UnreadableError
from index.files.bounded_read import read_bytes, read_start
from index.ingest.dates.doubt import time_written, without_doubtful_dates
from index.ingest.encoding import DecodedText, NotTextError, read
from index.ingest.entities import decode_entities
from index.ingest.formats import format_of_bytes, format_of_text
from index.ingest.page_dump.boilerplate import NONE, repeated_pairs
from index.ingest.page_dump.folder_sample import choose_pages
from index.ingest.page_dump.reader import read_text
from index.text.clean import clean_line, clean_text

RAW_BYTES: Final = 1024 * 1024
"""Most bytes of a file that the view of the raw source shows."""

FormatReader = Callable[[Path, str, bytes], tuple[Article, ...]]
"""Parser of one format: takes a path, the file's key and the boilerplate of its folder, returns
articles; raises `UnreadableError`."""


def read_file(path: Path, key: str, boilerplate: bytes = NONE) -> tuple[Article, ...]:
    """Return the articles of a file, a page's own before the headlines that the page announces.

    `key` is the file's permanent name (its source and its path below it), from which the ids are
    made; `boilerplate` is the result of `read_boilerplate` for its folder. A date later than the
    file is doubted (`index.ingest.dates.doubt`). Raises `UnreadableError`, and nothing else, for a
    file that has no article.
    """
    reader = READERS.get(_suffix(path))
    if reader is None:
        raise UnreadableError(path, f"unknown format: {clean_line(path.suffix)}")
    return without_doubtful_dates(reader(path, key, boilerplate), time_written(path))


def read_boilerplate(folder: Path) -> bytes:
    """Return the lines that pages of a folder share, packed as `read_file` takes them.

    The lines depend on the content of the folder and on nothing else. Unreadable files are
    skipped.
    """
    return repeated_pairs(_texts(choose_pages(folder, supported)))


def _texts(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        with suppress(UnreadableError):
            yield clean_text(_page_text(path)[1])


def supported(path: Path) -> bool:
    """Tell whether a format reader exists for files of this name; the content is not examined."""
    return _suffix(path) in READERS


def raw_text(path: Path) -> str:
    """Return the first mebibyte of a file as clean text, for the view of the raw source.

    Raises `UnreadableError` for a file that can't be read or is no text.
    """
    return clean_text(_decoded(path, read_start(path, RAW_BYTES), cut=True).text)


def refusal(content: bytes) -> str | None:
    """Return the reason why bytes without a name can't be kept as a page; None when they can."""
    path = Path("-")
    try:
        _check_format(path, _decoded(path, content).text)
    except UnreadableError as error:
        return error.reason
    return None


def _read_page_dump(path: Path, key: str, boilerplate: bytes) -> tuple[Article, ...]:
    label, text = _page_text(path)
    page, *headlines = read_text(text, path, key, label, boilerplate)
    if page.origin.remark:
        note = " · ".join(filter(None, (page.note, page.origin.remark)))
        page = replace(page, note=note)
    return page, *headlines


def _page_text(path: Path) -> tuple[str, str]:
    """Return the encoding of a page in words, and its text with character references decoded."""
    reading = _decoded(path, read_bytes(path))
    _check_format(path, reading.text)
    return reading.label, decode_entities(reading.text)


def _decoded(path: Path, data: bytes, *, cut: bool = False) -> DecodedText:
    if name := format_of_bytes(data):
        raise UnreadableError(path, f"{name}, {_WANTED}")
    try:
        return read(data, cut=cut)
    except NotTextError as error:
        raise UnreadableError(path, f"binary, not text ({error})") from error


def _check_format(path: Path, text: str) -> None:
    """Raise `UnreadableError` for a text that is markup or data."""
    if name := format_of_text(text):
        raise UnreadableError(path, f"{name}, {_WANTED}")


_WANTED: Final = "not plain text; save the page as text and add that"


def _suffix(path: Path) -> str:
    return path.suffix.casefold()


READERS: Final[Mapping[str, FormatReader]] = dict.fromkeys(
    ("", ".txt", ".text", ".asc"), _read_page_dump
)
"""Format readers by suffix in lower case; a new format is a new line here."""

KINDS: Final = "pages saved as plain text (.txt, .text, .asc or no suffix)"
"""Formats that can be read, for the message about a file that can't."""
