"""The contents of a file, or the reason why it has none."""

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
"""How much of a text is enough to tell its language."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file was found to hold."""

    digest: bytes | None = None
    """Of its bytes; None when they are not to blame, and the file is worth another try as it is."""
    articles: tuple[Article, ...] = ()
    """Each id once; no slugs yet."""
    reason: str | None = None
    """Why it can't be read."""


@dataclass(frozen=True, slots=True)
class Look:
    """Looks into files: reads them, and tells the language of what doesn't say it itself."""

    read: Callable[[Path, str, bytes], tuple[Article, ...]]
    """The articles of a file, by its key and the boilerplate of its folder; may raise
    `UnreadableError`."""
    detect: Callable[[str], str | None]

    def __call__(
        self, path: str, key: str, boilerplate: bytes = b"", known: bytes | None = None
    ) -> Contents:
        """The contents of a file; only the digest where that is `known` already."""
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
        """Whatever a reader raises becomes a reason."""
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
        except Exception as error:  # a reader's mistake over one file must not stop all the others
            _log.exception("reading %r failed", path)
            raise UnreadableError(file, f"its reader failed: {type(error).__name__}") from error

    def _with_language(self, article: Article) -> Article:
        if article.language is not None:
            return article
        text = "\n".join((article.title, *article.paragraphs[:20]))[:DETECT_CHARACTERS]
        return replace(article, language=self.detect(text))


def fingerprint(path: str) -> bytes:
    """A digest of the content. Never waits for a pipe that has taken the file's place."""
    digest = hashlib.blake2b(digest_size=16)
    for piece in read_pieces(Path(path)):
        digest.update(piece)
    return digest.digest()
