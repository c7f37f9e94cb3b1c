"""Completion of the text in the search box."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from index.engine.answer import Answer
from index.engine.request import FacetName
from index.query import Flag
from index.query.dates import NoDateError, published
from index.query.languages import language_name
from index.query.names import DATE_FIELDS, FIELD_NAMES
from tui.view.cells import cell_len, display
from tui.view.rows import StyledText

FACETS: Mapping[str, FacetName] = {
    "source": FacetName.SOURCE,
    "category": FacetName.CATEGORY,
    "lang": FacetName.LANGUAGE,
    "language": FacetName.LANGUAGE,
}
_ALIASES = ("language", "since", "by")  # synonyms of lang:, after: and author:
NAMES = tuple(name for name in FIELD_NAMES if name not in _ALIASES)
NAMED_DATES = (
    *("today", "yesterday", "this-week", "this-month"),
    *("last-week", "last-month", "this-year", "last-year"),
)

_END = re.compile(
    r"""(?:^|(?<=[\s(|]))-?(?:
        (?P<name>[^\W\d_]{2,})
        |(?P<field>[^\W\d_]+):(?P<value>"[^"]*|[^\s"()|]*)
    )$""",
    re.VERBOSE,
)
"""Incomplete field name, at the start or behind a space, `(` or `|`; or a field and its value."""
_WORD = re.compile(
    r"(?:^|[\s(|\"«“„]|\btitle:)-?(?P<word>(?=\d*[^\W\d_])[^\W_]{2,})$", re.IGNORECASE
)
"""Incomplete word: no number, and not the second half of `covid-19`."""
_BARE = re.compile(r"\w[\w.-]*")
"""Value that needs no quotes."""


class Offer(NamedTuple):
    """Offer to complete the end of the text."""

    text: str
    """Replacement for the incomplete part, with a space behind a whole one."""
    label: str
    hits: int | None = None


class Completion(NamedTuple):
    """Offset at which the offers replace the text, and the offers, best first."""

    start: int = 0
    offers: tuple[Offer, ...] = ()


def complete(text: str, archive: Answer | None) -> Completion:
    """Return the offers for the end of the text.

    `archive` is the answer for everything, with facets and timeline; without it the offers are only
    names and words of the query language.
    """
    end = _open_end(text)
    if end is None:
        return Completion()
    if end["name"] is not None:
        typed = end["name"].casefold()
        names = [f"{name}:" for name in NAMES if name.startswith(typed)]
        return Completion(end.start("name"), tuple(Offer(name, name) for name in names))
    known = _known(end["field"].lower(), end["value"], archive)
    return Completion(end.start("value"), tuple(known))


def begun_word(text: str) -> str | None:
    """Return the word at the end of the text, of two letters or more; None without such a word.

    None, too, in the value of any field but `title:`: only titles and texts have words to complete.
    """
    end = _open_end(text)
    if end is not None and end["field"] is not None and end["field"].lower() != "title":
        return None
    word = _WORD.search(text)
    return None if word is None else word["word"]


def complete_word(text: str, words: Sequence[tuple[str, int]]) -> Completion:
    """Return the offers for the word at the end of the text.

    `words` are the archive's words with that beginning, each with its number of articles. An offer
    has the accents of the archive and the typed case. A typed word that is whole is offered too,
    for the space behind it, unless no other word is.
    """
    begun = begun_word(text)
    if begun is None:
        return Completion()
    offers = [Offer(f"{_gone_on(begun, word)} ", word, count) for word, count in words]
    if len(offers) == 1 and offers[0].text.strip() == begun:
        return Completion()
    return Completion(len(text) - len(begun), tuple(offers))


def begins(word: str, begun: str) -> bool:
    """Tell whether a word begins with `begun`, whatever its case and accents."""
    return _plain(word[: len(begun)]) == _plain(begun)


def is_unfinished(text: str, archive: Answer | None) -> bool:
    """Tell whether the text ends in a facet, date or flag field with a missing or unknown value."""
    end = _open_end(text)
    if end is None or end["field"] is None:
        return False
    field, value = end["field"].lower(), end["value"].strip('"').casefold()
    if field in FACETS:
        return value not in map(str.casefold, _counts(FACETS[field], archive))
    if field in DATE_FIELDS:
        return not _is_date(field, value)
    return value not in tuple(Flag) if field == "is" else False


def ghost(text: str, completion: Completion) -> str:
    """Return the text with the best offer, if the offer only adds to the text's end; else empty."""
    if not completion.offers:
        return ""
    whole = text[: completion.start] + completion.offers[0].text.rstrip()
    goes_on = len(whole) > len(text) and begins(whole, text)
    return text + whole[len(text) :] if goes_on else ""


def wants_archive(text: str) -> bool:
    """Tell whether the offers for the end of the text depend on values of the archive."""
    end = _open_end(text)
    field = end["field"].lower() if end is not None and end["field"] else ""
    return field in FACETS or field in DATE_FIELDS or field == "is"


def offers_line(offers: Iterable[Offer], key: str, room: int) -> list[StyledText]:
    """Return the offers on a line of `room` cells, behind the key that takes the first offer."""
    parts: list[StyledText] = [(f"{key} ", "key")]
    left = room - len(key) - 1
    waiting = list(offers)
    while waiting:
        offer = waiting[0]
        hits = "" if offer.hits is None else f" {offer.hits:,}"
        label = display(offer.label)
        left -= cell_len(label) + len(hits) + 2
        more = f"+{len(waiting)}"
        if len(parts) > 1 and left < (len(more) if len(waiting) > 1 else 0):
            return [*parts, (more, "dim")]
        parts += [(label, "strong" if len(parts) == 1 else ""), (f"{hits}  ", "dim")]
        del waiting[0]
    return parts


def _open_end(text: str) -> re.Match[str] | None:
    """Return the match at the end of the text; None within a phrase or where nothing can follow."""
    end = _END.search(text)
    return None if end is None or text[: end.start()].count('"') % 2 else end


def _gone_on(begun: str, word: str) -> str:
    """Return the archive's word, accents and all, in the case of its typed beginning."""
    if begun.isupper():
        word = word.upper()
    elif begun[0].isupper():
        word = word[0].upper() + word[1:]
    rest = word[len(begun) :]
    return begun + rest if word.casefold().startswith(begun.casefold()) else word


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _is_date(field: str, value: str) -> bool:
    try:
        published(field, value, datetime.now(UTC))
    except NoDateError:
        return False
    return True


def _known(field: str, value: str, archive: Answer | None) -> Iterable[Offer]:
    typed = value.removeprefix('"').casefold()
    if field in FACETS:
        return _values(FACETS[field], typed, archive)
    if field in DATE_FIELDS:
        return _dates(typed, archive)
    return _flags(typed, archive) if field == "is" else ()


def _values(facet: FacetName, typed: str, archive: Answer | None) -> Iterable[Offer]:
    """Yield the archive's values in which a word begins with `typed`, most frequent first."""
    for value, hits in _counts(facet, archive).items():
        is_language = facet is FacetName.LANGUAGE
        label = f"{value} {language_name(value)}" if is_language else value
        if typed != value.casefold() and _begins(label.casefold(), typed):
            quoted = value if _BARE.fullmatch(value) else f'"{value}"'
            yield Offer(f"{quoted} ", label if is_language else quoted, hits)


def _begins(value: str, typed: str) -> bool:
    return value.startswith(typed) or f" {typed}" in value


def _counts(facet: FacetName, archive: Answer | None) -> dict[str, int]:
    found = archive.facets.get(facet, ()) if archive is not None else ()
    values = (
        (" ".join((each.value or "").replace('"', " ").split()), each.count) for each in found
    )
    return {value: hits for value, hits in values if value}


def _flags(typed: str, archive: Answer | None) -> Iterable[Offer]:
    kinds = _counts(FacetName.KIND, archive)
    for flag in Flag:
        if flag.startswith(typed) and flag != typed:
            yield Offer(f"{flag} ", flag, kinds.get(flag))


def _dates(typed: str, archive: Answer | None) -> Iterable[Offer]:
    """Yield the archive's years, newest first, then named dates; behind a year its months.

    Months replace years in an archive of a single year. The archive's dates precede the named ones
    because an archive may have ended long before today.
    """
    years: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for day, hits in archive.timeline if archive is not None else ():
        years[day.isoformat()[:4]] += hits
        months[day.isoformat()[:7]] += hits
    counted = months if "-" in typed or len(years) == 1 else years
    for word in (*sorted(counted, reverse=True), *NAMED_DATES):
        if word.startswith(typed) and word != typed:
            yield Offer(f"{word} ", word, counted.get(word))
