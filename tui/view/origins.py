"""Lines about the origin of an article: its source and its files."""

from __future__ import annotations

from index.article import Article, NamedBy
from index.text.clean import clean_line

MOST_FILES = 5
"""Files of an article that its line names; further files are counted."""


def source_text(article: Article) -> str:
    """Return `Reuters`, as the page names it, or `Source: reuters (folder)`; empty for none."""
    if article.source is None or article.source_by is NamedBy.PAGE:
        return article.source or ""
    return f"Source: {article.source} ({article.source_by})"


def files_line(article: Article) -> str:
    """Return `Files: /a/x.txt, also /b/x.txt`; empty for an article of one file."""
    if not article.also_in:
        return ""
    first, *others = map(clean_line, (article.origin.path, *article.also_in[: MOST_FILES - 1]))
    more = len(article.also_in) - len(others)
    return f"Files: {first}, also {', '.join(others)}" + (f" and {more:,} more" if more else "")
