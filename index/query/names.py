"""Names of fields, and the name meant by a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

from index.query.nodes import Field

TEXT_FIELDS = {
    "title": Field.TITLE,
    "author": Field.AUTHOR,
    "by": Field.AUTHOR,
    "source": Field.SOURCE,
    "category": Field.CATEGORY,
    "lang": Field.LANGUAGE,
    "language": Field.LANGUAGE,
}
DATE_FIELDS = ("date", "after", "since", "before")
FIELD_NAMES = (*TEXT_FIELDS, "is", *DATE_FIELDS)


def suggestion(typed: str, names: Iterable[str]) -> str | None:
    """Return the name that is nearest to the typed one, or None when none is near."""
    # Only a mistyped name pays for difflib.
    from difflib import get_close_matches

    typed = typed.lower()
    known = tuple(names)
    begun = [name for name in known if len(typed) > 2 and name.startswith(typed)]
    alike = [name for name in known if abs(len(name) - len(typed)) <= 2]
    return next(iter(begun or get_close_matches(typed, alike, 1, 0.7)), None)
