"""List of the files and folders that an archive keeps."""

from __future__ import annotations

import fcntl
import importlib.resources
import json
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import NamedBy, SourceName
from index.errors import HomeError, SettingsError, UnreadableError
from index.files.os_errors import NO_SUCH, os_error_text
from index.files.user_text import decode
from index.text.clean import clean_line

SEEDS = "seeds"
"""Permanent name of the source that ships with newstui."""
SAMPLES = "samples"
"""The reader's name for that source on the command line."""
_WITHOUT = "without"
"""Key of the line that marks the samples as taken out."""

_NONE_LEFT = "\n"
"""Text of a list from which the last source was taken out."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a folder, and the permanent name with which the keys of its files begin."""

    path: Path
    name: str
    given: str | None = None
    """The name that the user gave to the source of its articles (`newstui add --source`); clean."""

    def name_of_articles(self, own: Path | None = None) -> SourceName | None:
        """Return the source name of articles that name none: the given name, else the folder's.

        None for a file that was added by its own name, which lies in any folder, and for articles
        that newstui ships or keeps in `own`, its home: the names of these folders say nothing.
        """
        if self.given is not None:
            return SourceName(self.given, NamedBy.GIVEN)
        is_own = self.name == SEEDS or (own is not None and self.path.is_relative_to(own))
        if is_own or not self.path.is_dir():
            return None
        name = clean_line(self.path.name)
        return SourceName(name, NamedBy.FOLDER) if name else None

    def key(self, below: str) -> str:
        """Return the permanent name of the file at `below` (empty: the source is that file)."""
        return f"{self.name.rstrip('/')}/{below}" if below else self.name

    def holds(self, path: str) -> bool:
        """Return whether a walk of this source comes to this absolute real path.

        A walk passes hidden files and folders.
        """
        root = str(self.path)
        if path == root:
            return True
        below = path.removeprefix(root.rstrip("/") + "/")
        return below != path and not any(part.startswith(".") for part in below.split("/"))


def seeds() -> Source:
    """Return the source of the articles that ship with newstui.

    Its name stays when newstui is installed elsewhere.
    """
    # Found beside this package and not by its own name: a folder without code would be merged with
    # any folder `seeds` in the current directory.
    rooms = Path(str(importlib.resources.files("index"))).parent
    return Source(rooms / "seeds", SEEDS)


def read_sources(file: Path) -> tuple[Source, ...]:
    """Return every source: the samples unless taken out, then the sources that the user added.

    Raises `SettingsError` with the line number when a line is not understood, and `HomeError` when
    the file is there but can't be read.
    """
    text = _text(file)
    added = _parse(file, text)
    return added if _lines_without_samples(text) else (seeds(), *added)


def add_samples(file: Path) -> None:
    """List the samples again, where they were taken out. Raises as `add_source`."""
    with _alone(file):
        text = _text(file)
        if without := _lines_without_samples(text):
            _write(file, _without_lines(text, without))


def remove_samples(file: Path) -> bool:
    """Take the samples out of the list; return True when they were listed."""
    with _alone(file):
        text = _text(file)
        _parse(file, text)
        if _lines_without_samples(text):
            return False
        _write(file, _appended(text, json.dumps({_WITHOUT: SAMPLES}) + "\n"))
    return True


def relocate(file: Path, source: Source, path: Path) -> Source:
    """Change the path of a moved source to `path`, under its permanent name; return the new source.

    So its articles stay the same. Raises as `add_source`.
    """
    new = replace(source, path=Path(os.path.realpath(path)))
    with _alone(file):
        _write_source(file, _text(file), new)
    return new


def add_source(file: Path, path: Path, name: str | None = None, given: str | None = None) -> Source:
    """Add a file or folder to the list; return the source that holds it from now on.

    A path that another source holds already is not listed again, unless its articles are `given` a
    source name of their own; an empty name takes away the earlier one. A folder that holds listed
    sources is listed beside them: each file belongs to the innermost source, so no id changes.
    Raises as `read_sources`; `UnreadableError` when nothing lies at `path`; `HomeError` when the
    list can't be written.
    """
    real = os.path.realpath(path)
    if not os.path.exists(real):  # noqa: PTH110 (as `real`: bytes of any kind)
        raise UnreadableError(path, NO_SUCH)
    with _alone(file):
        text = _text(file)
        holders = [source for source in _parse(file, text) if source.holds(real)]
        inner = max(holders, key=lambda source: len(source.path.parts), default=None)
        if inner is not None and name in (None, inner.name):
            if not given and (given is None or str(inner.path) != real):
                return inner
            # A name inside the other source's name keeps the keys of the files.
            name = inner.key(real.removeprefix(str(inner.path)).strip("/"))
        new = Source(Path(real), real if name is None else name, given or None)
        _write_source(file, text, new)
    return new


def _write_source(file: Path, text: str, source: Source) -> None:
    """Write a source into the list: in place of the lines of its name, else at the end."""
    listed = {at for at, each in _numbered(file, text) if each.name == source.name}
    line = _line(source)
    entire = _appended(text, line)
    if listed:
        lines = enumerate(text.split("\n"), 1)
        entire = "\n".join(line.rstrip("\n") if at in listed else each for at, each in lines)
    _parse(file, entire)
    _write(file, entire)


def remove_source(file: Path, path: Path) -> bool:
    """Take the source added as `path` out of the list; return True when it was listed.

    Other lines stay as they are.
    """
    wanted = {os.path.realpath(path), os.path.abspath(path)}  # noqa: PTH100 (keeps links)
    with _alone(file):
        text = _text(file)
        listed = {at for at, source in _numbered(file, text) if str(source.path) in wanted}
        if listed:
            _write(file, _without_lines(text, listed))
    return bool(listed)


def is_lost(file: Path) -> bool:
    """Return whether the list is missing or empty.

    A list from which the last source was taken out is not lost: it holds an empty line.
    """
    return not _text(file)


def owner(key: str, by_name: Mapping[str, Source]) -> Source | None:
    """Return the source of the file with this key, by the longest fitting name, or None."""
    while key not in by_name:
        key, slash, _ = key.rpartition("/")
        if not key:
            return by_name.get("/") if slash else None
    return by_name[key]


def checked_at_launch(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return the sources of few files each, cheap to look at: the samples and single files."""
    return tuple(s for s in sources if s.name == SEEDS or not s.path.is_dir())


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold the lock of the list, so that no other process changes it meanwhile.

    The lock is on a file beside the list, which is replaced whole. Where the file system has no
    locks, several processes may hold it.
    """
    try:
        descriptor = os.open(
            file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
    except OSError as error:
        raise HomeError(file, f"can't be written: {os_error_text(error)}") from error
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _appended(text: str, line: str) -> str:
    return text + ("\n" if text and not text.endswith("\n") else "") + line


def _without_lines(text: str, numbers: Collection[int]) -> str:
    lines = enumerate(text.split("\n"), 1)
    return "\n".join(line for at, line in lines if at not in numbers) or _NONE_LEFT


def _lines_without_samples(text: str) -> set[int]:
    """Return the numbers, from 1, of the lines that mark the samples as taken out."""
    return {at for at, line in enumerate(text.split("\n"), 1) if _is_without_samples(line)}


def _is_without_samples(line: str) -> bool:
    if _WITHOUT not in line:
        return False
    try:
        return bool(json.loads(line) == {_WITHOUT: SAMPLES})
    except (ValueError, RecursionError):
        return False


def _text(file: Path) -> str:
    try:
        return decode(file.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise HomeError(file, f"can't be read: {os_error_text(error)}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(file, f"line {line}: not UTF-8") from error


def _parse(file: Path, text: str) -> tuple[Source, ...]:
    by_path: dict[Path, Source] = {}
    for _, source in _numbered(file, text):
        # The same path twice is one source; the first line names it.
        by_path.setdefault(source.path, source)
    return tuple(by_path.values())


def _numbered(file: Path, text: str) -> Sequence[tuple[int, Source]]:
    found: list[tuple[int, Source]] = []
    by_name: dict[str, Source] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or _is_without_samples(line):
            continue
        try:
            source = _source(line)
            _check_name(source, by_name)
        except ValueError as error:
            raise SettingsError(file, f"line {number}: {error}") from error
        by_name.setdefault(source.name, source)
        found.append((number, source))
    _check_nesting(file, found, by_name)
    return found


def _source(line: str) -> Source:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError('not a JSON object such as {"path": "/home/me/news"}') from error
    if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
        raise ValueError('no "path"')
    path = os.path.expanduser(entry["path"])  # noqa: PTH111 (a Path would lose surrogates' check)
    name = entry.get("name", os.path.normpath(path))
    if not isinstance(name, str) or not name:
        raise ValueError('"name" is not a text')
    for label, value in (("path", path), ("name", name)):
        _check_text(label, value)
    if not path.startswith("/"):
        raise ValueError('"path" does not begin with / or ~')
    given = entry.get("source", "")
    if not isinstance(given, str):
        raise ValueError('"source" is not a text')
    return Source(Path(os.path.realpath(path)), name, clean_line(given) or None)


def _check_text(label: str, value: str) -> None:
    try:
        encoded = os.fsencode(value)
    except UnicodeEncodeError as error:
        raise ValueError(f'"{label}" holds a character that no file name can have') from error
    if b"\0" in encoded or b"\n" in encoded:
        raise ValueError(f'"{label}" holds a character that no file name should have')


def _check_name(source: Source, by_name: Mapping[str, Source]) -> None:
    if source.name == SEEDS or source.name.startswith(SEEDS + "/"):
        raise ValueError(f'the name "{SEEDS}" is newstui\'s own')
    same = by_name.get(source.name)
    if same is not None and same.path != source.path:
        raise ValueError("another source has this name already")


def _check_nesting(
    file: Path, found: Sequence[tuple[int, Source]], by_name: Mapping[str, Source]
) -> None:
    """Raise `SettingsError` where the name of a source nests in another's but its folder does not.

    Otherwise two files could share a key.
    """
    for number, source in found:
        outer = owner(source.name.rpartition("/")[0], by_name) if "/" in source.name else None
        if outer is None:
            continue
        below = source.name[len(outer.name) :].strip("/")
        if outer.path / below != source.path:
            raise SettingsError(file, f"line {number}: its name lies inside another source's name")


def _line(source: Source) -> str:
    entry = {"path": str(source.path), "name": source.name}
    if source.given is not None:
        entry["source"] = source.given
    line = json.dumps(entry, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        # Bytes of a file name that are no UTF-8 survive as escapes.
        line = json.dumps(entry)
    return line + "\n"


def _write(file: Path, text: str) -> None:
    try:
        _replace(file, text.encode("utf-8"))
    except OSError as error:
        raise HomeError(file, f"can't be written: {os_error_text(error)}") from error


def _replace(file: Path, content: bytes) -> None:
    file = file.resolve()
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".sources-", delete=False) as new:
        try:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).replace(file)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
