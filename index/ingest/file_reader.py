"""Contents of a file, or the reason why it has none."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Article
from index.errors import UnreadableError
from index.files.bounded_read import read_pieces
from index.files.os_errors import os_error_text

DETECT_CHARACTERS = 2_000
"""Most characters from which the language of a text is detected."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Contents:
    """The articles of a file, or the reason why the file is unreadable."""

    digest: bytes | None = None
    """Digest of the bytes; None after an error of the system: the file is worth another try."""
    articles: tuple[Article, ...] = ()
    """Articles, each id once; without slugs."""
    reason: str | None = None
    """Reason why the file can't be read; None for a file that was read."""


@dataclass(frozen=True, slots=True)
class Look:
    """A callable that reads files and detects the language of articles that name none."""

    read: Callable[[Path, str, bytes], tuple[Article, ...]]
    """Parser of a file, called with its path, its key and the boilerplate of its folder; may raise
    `UnreadableError`."""
    detect: Callable[[str], str | None]

    def __call__(
        self, path: str, key: str, boilerplate: bytes = b"", known: bytes | None = None
    ) -> Contents:
        """Return the contents of a file; the digest alone where it equals `known`."""
        digest: bytes | None = None
        try:
            digest = fingerprint(path)
            return Contents(
                digest, () if digest == known else self._articles(path, key, boilerplate)
            )
        except UnreadableError as error:
            is_to_blame = not isinstance(error.__cause__, OSError | MemoryError)
            return Contents(digest if is_to_blame else None, reason=error.reason)

    def _articles(self, path: str, key: str, boilerplate: bytes) -> tuple[Article, ...]:
        """Return the articles of a file; any exception of a format reader becomes a reason."""
        file = Path(path)
        try:
            articles = self.read(file, key, boilerplate)
            return tuple({a.id: self._with_language(a) for a in articles}.values())
        except UnreadableError:
            raise
        except OSError as error:
            raise UnreadableError(file, os_error_text(error)) from error
        except MemoryError as error:
            raise UnreadableError(file, "it needs more memory than there is") from error
        except RecursionError as error:
            raise UnreadableError(file, "it is nested too deeply") from error
        except Exception as error:  # a failure on one file must not stop the others
            _log.exception("reading %r failed", path)
            raise UnreadableError(file, f"its reader failed: {type(error).__name__}") from error

    def _with_language(self, article: Article) -> Article:
        if article.language is not None:
            return article
        text = "\n".join((article.title, *article.paragraphs[:20]))[:DETECT_CHARACTERS]
        return replace(article, language=self.detect(text))


def fingerprint(path: str) -> bytes:
    """Return a digest of the content, 16 bytes. Never waits for a pipe in the file's place."""
    digest = hashlib.blake2b(digest_size=16)
    for piece in read_pieces(Path(path)):
        digest.update(piece)
    return digest.digest()
