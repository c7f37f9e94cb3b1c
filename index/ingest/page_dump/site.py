"""Names of the site of a page, from titles, copyright lines, headers and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from index.ingest import phrases as words
from index.ingest.dates.date_lines import is_only_date
from index.ingest.page_dump.lines import columns

_BAR: Final = re.compile(r"\s*[|｜‖]\s*|\s+(?:::|»|·|•)\s+|\s*_(?=[^\x00-\x7f])")
"""Separators that hardly stand in a title but before its site."""
_DASH: Final = re.compile(r"\s+[-–—]\s+")
_DOMAIN: Final = re.compile(
    r"(?<![\w@.])(?:www\.)?[^\W_][\w-]*(?:\.[\w-]+)*\.(?:[^\W\d_]{2,6})(?![\w.])"
)
_QUOTED: Final = re.compile(r"[«„“\"][^«»„“”\"]+[»“”\"]$")
_WORD: Final = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_MOST_WORDS: Final = 5
_LEAST_HEAD: Final = 3
_LEAST_COLUMNS: Final = 16
"""Fewest words, or columns where words are not parted, of a title without its tail."""

_SURE: Final = 3
"""Least evidence of a site that is confirmed outside the title, or is a domain."""
_NAME_BEFORE_SIGN: Final = 3
_WIDEST_NAME: Final = 40
_RIGHTS_WORDS: Final = re.compile(
    r"©|\(c\)|\bcopyright\b|\b(?:19|20)\d\d\b(?:\s*[-–—]\s*(?:(?:19|20)\d\d|\d\d)\b)?|\bby\b",
    re.IGNORECASE,
)
_HOLDER_END: Final = re.compile(
    r"\s+[-–—]\s+|[|•·;:。]|,\s|\.\s|\.$|\s+(?:or its|and its|and/or|et ses|und)\s|\s{2,}",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(
    r",?\s+(?:Ltd|Limited|Inc|LLC|L\.L\.C|Corp|Corporation|plc|GmbH|AG|S\.?A|S\.?p\.?A|B\.?V|AB|"
    r"Pty|Co)\.?$",
    re.IGNORECASE,
)

Known = Callable[[str], bool]
"""Predicate that confirms a text as the name of the site, by other parts of the page."""


def split_title(title: str, known: Known, *, loosely: bool = False) -> tuple[str, str | None]:
    """Return the title without the site that may follow it, and the site; None for no site.

    A tail counts as a site when it's confirmed (`known`), looks like a domain, holds a word or
    quotes of media, or stands behind a bar; `loosely` also when it's only short and capitalised,
    as where other titles of the list have such tails. Text behind the site is its motto; a date
    before the site is cut off with it.
    """
    for separator, sure in ((_BAR, True), (_DASH, False)):
        segments = separator.split(title)
        at = _site_at(segments, known, sure, loosely)
        if at is None:
            continue
        end = at
        while end > 1 and is_only_date(segments[end - 1]):
            end -= 1
        head = title[: _end_of(separator, title, end)]
        return split_title(head, known)[0] if separator is _BAR else head, segments[at]
    return title, None


def sure_tail(title: str, known: Known) -> str | None:
    """Return the site at the end of a title if it is confirmed or a domain; None for no site."""
    for separator in (_BAR, _DASH):
        head, *tails = separator.split(title)
        if head and tails and _evidence(tails[-1], known, sure=False, loosely=False) >= _SURE:
            return tails[-1]
    return None


def has_short_tail(title: str) -> bool:
    """Tell whether a short and capitalised tail follows the title after a dash or bar."""
    return split_title(title, lambda _: False, loosely=True)[1] is not None


def copyright_holder(line: str) -> str | None:
    """Return the holder in a copyright line, without years and rights; None for no name."""
    for phrase in words.RIGHTS:
        at = line.casefold().find(phrase)
        if at >= 0:
            line = f"{line[:at]}. {line[at + len(phrase) :]}"
    before, sign, after = line.partition("©")
    leading = _WORD.findall(_RIGHTS_WORDS.sub(" ", before))
    if sign and len(leading) > _NAME_BEFORE_SIGN:
        return None
    text = (before if leading else after) if sign else line
    text = _RIGHTS_WORDS.sub("  ", text).strip(" ,.-–—|•·:;")
    holder = _HOLDER_END.split(text, maxsplit=1)[0].strip(" ,.-–—")
    holder = _COMPANY.sub("", holder)
    return holder if _WORD.search(holder) and columns(holder) <= _WIDEST_NAME else None


def host_of(url: str) -> str | None:
    """Return the host in an address, without "www."; None for an address without a host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def is_short_name(text: str) -> bool:
    """Tell whether the text looks like a site's name or motto: few words, half in capitals."""
    found = _WORD.findall(text)
    return (
        0 < len(found) <= _MOST_WORDS
        and len(text) <= 50
        and not text.endswith((".", "!", "?", ":", ","))
        and sum(word[0].islower() for word in found) <= len(found) / 2
    )


def is_domain(text: str) -> bool:
    """Tell whether the text is the name of a host and nothing else."""
    return _DOMAIN.fullmatch(text) is not None


def names_medium(text: str) -> bool:
    """Tell whether the text is the name of a medium and nothing else: "The Ashby Courier"."""
    if not is_short_name(text) or any(map(str.isdigit, text)):
        return False
    found = _WORD.findall(text)
    named = all(not word[0].islower() or word in words.IN_NAMES for word in found)
    unspaced = len(found) == 1 and text[0] > "\u2e80"
    return named and (unspaced or len(found) > 1) and _is_media(text, found)


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are equal but for case, spaces, signs and a domain's ending."""
    left, right = ("".join(_WORD.findall(name)).casefold() for name in (one, other))
    return bool(left) and bool(right) and (left == right or _domain_of(left, right))


def confirmed_by(names: Iterable[str]) -> Known:
    """Return a predicate that confirms the names that the page has elsewhere."""
    listed = tuple(names)
    return lambda text: any(same_name(text, name) for name in listed)


def _domain_of(left: str, right: str) -> bool:
    """Tell whether one name is the other with a domain's ending of 2 to 4 characters."""
    short, long = sorted((left, right), key=len)
    return len(short) >= 3 and long.startswith(short) and 2 <= len(long) - len(short) <= 4


def _site_at(segments: Sequence[str], known: Known, sure: bool, loosely: bool) -> int | None:
    """Return the index of the segment with the most evidence, the last of equals; never 0."""
    best: tuple[int, int] | None = None
    for at in range(1, len(segments)):
        tail = segments[at]
        head = " ".join(segments[:at])
        short = len(_WORD.findall(head)) < _LEAST_HEAD and columns(head) < _LEAST_COLUMNS
        if short or is_only_date(tail):
            continue
        rank = _evidence(tail, known, sure, loosely)
        if rank and (best is None or rank >= best[0]):
            best = rank, at
    return best[1] if best else None


def _evidence(tail: str, known: Known, sure: bool, loosely: bool) -> int:
    """Return the evidence, 0 to 4, that the tail of a title names a site; 0 for none."""
    found = _WORD.findall(tail)
    if not found or len(tail) > 60:
        return 0
    if known(tail):
        return 4
    if len(found) <= _MOST_WORDS and _DOMAIN.search(tail):
        return 3
    if len(found) <= _MOST_WORDS + 1 and _is_media(tail, found):
        return 2
    plain = is_short_name(tail) and not any(map(str.isdigit, tail))
    named = not any(word[0].islower() and word not in words.IN_NAMES for word in found)
    return int(plain and ((sure and named) or (loosely and len(found) <= 3)))


def _is_media(tail: str, found: Sequence[str]) -> bool:
    """Tell whether a word for media is in the name, with a capital or quotes of a name."""
    named = any(word.casefold() in words.MEDIA for word in found)
    named = named or any(tail.endswith(word) for word in words.MEDIA if word[0] > "\u2e80")
    return named and (found[0][0].isupper() or found[0][0] > "\u2e80" or bool(_QUOTED.search(tail)))


def _end_of(separator: re.Pattern[str], title: str, segment: int) -> int:
    """Return the start of the separator before this segment."""
    for count, match in enumerate(separator.finditer(title), start=1):
        if count == segment:
            return match.start()
    return len(title)
