"""Format reader of pages saved as plain text: a page's article and the headlines it announces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Final

from index.article import Article, Kind, Origin, Related, article_id
from index.errors import UnreadableError
from index.ingest.dates.date_lines import DateLine, read_date_line
from index.ingest.front_matter import FrontMatter, is_shown, read_front_matter
from index.ingest.page_dump import site
from index.ingest.page_dump.above import menu_lines
from index.ingest.page_dump.boilerplate import NO_BLOCKS, NONE, Blocks, find_blocks
from index.ingest.page_dump.furniture import Fact, FurnitureKind, is_name, person, read_fact
from index.ingest.page_dump.headline import find_headline
from index.ingest.page_dump.inner import without_boilerplate
from index.ingest.page_dump.lines import PageLine, ends_statement, read_lines
from index.ingest.page_dump.related import (
    Announced,
    RelatedList,
    announced,
    find_lists,
    without_rest,
)
from index.ingest.page_dump.segmentation import Anatomy, dissect
from index.text.clean import clean_line, clean_text
from index.text.language import detect
from index.text.slug import make_slug

MAX_PAGE_LINES: Final = 20_000
"""Most lines of a page; a longer text is a book or a log, and is taken as it stands."""
_FIRST_WORDS: Final = 80
"""Most characters of the first words in place of a title."""
_LONGEST_LINE: Final = 220
"""Most columns of a headline that is all that a file has."""
_SAMPLE: Final = 5
"""Paragraphs by which the language is detected, and so the order of day and month."""
_LONG_SAMPLE: Final = 20
"""Paragraphs by which the language of a text too long for a page is detected."""
_ABOVE: Final = 12
_BELOW: Final = 8
"""Lines above the title, and below title and text, in which a page has facts of its article."""
_HEADER: Final = 4
"""Most lines above the title that are a name and a motto; more lines are a menu."""
_NAME_WIDTH: Final = 40
_WORK: Final = re.compile(
    r"\bISBN\b|(?:^|[,;(]\s?)(?:[£$€]\s?\d+(?:[.,]\d\d)?"
    r"|\d+(?:[.,]\d\d)?\s?(?:€|zł|kr|Kč|Ft|lei|руб\.?|円|元|원|euros?|Euro))\)?$"
    r"|\d\s?(?:(?:pp?|pgs?|S|Sz?|с|стр|str|s)\.|(?:pp|pages|Seiten|páginas|pagine|sidor|sider"
    r"|strony?|stran|oldal|страниц|сторінок|sayfa|bladzijden|halaman|trang)\b|頁|页|ページ|쪽)"
)
"""The price, the pages or the number of a book."""
_DIRECTLY: Final = 3
"""Lines above the title that are surely about its article."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A segmented page: its lines, the facts on them and its anatomy."""

    lines: Sequence[PageLine]
    facts: Sequence[Fact | None]
    anatomy: Anatomy

    @property
    def title_at(self) -> int:
        """Index of the title's line; of the body's first line on a page without a title."""
        if self.anatomy.title is not None:
            return self.anatomy.title
        return self.anatomy.body[0] if self.anatomy.body else 0

    @property
    def body_start(self) -> int:
        return self.anatomy.body[0] if self.anatomy.body else self.title_at + 1

    @property
    def body_end(self) -> int:
        """Index behind the last line of the body that is no furniture."""
        for at in reversed(self.anatomy.body):
            if self.facts[at] is None:
                return at + 1
        return max(self.title_at + 1, self.anatomy.head_end)


def read_text(
    text: str, path: Path, key: str, encoding: str = "utf-8", repeated: bytes = NONE
) -> tuple[Article, ...]:
    """Return the page's article, then the headlines that the page announces.

    `repeated` is the boilerplate of its folder
    (`index.ingest.page_dump.boilerplate.repeated_pairs`).

    Nothing of the text is lost: a line that is neither the title nor of the body is in the rest of
    the page, and so is a title whose site was taken off. The id is that of `key`: an address on the
    page is kept as the article's URL but may be another's, so it's no name. Raises
    `UnreadableError` for a text of nothing but white space.
    """
    text = clean_text(text)
    if matter := read_front_matter(text):
        return (_with_front_matter(text, matter, path, key, encoding),)
    lines = read_lines(text)
    if not lines:
        raise UnreadableError(path, "nothing but white space")
    if len(lines) > MAX_PAGE_LINES:
        return (_long_text(lines, path, key, encoding),)
    page, lists = _take_apart(lines, find_blocks(text, repeated))
    article = _article(page, path, key, encoding)
    known = site.confirmed_by([article.source] if article.source else [])
    headlines = [item for one in lists for item in announced(one, lines, known)]
    related = tuple(_headlines(headlines, article, key))
    return replace(article, related=tuple(map(_related, related))), *related


def _take_apart(lines: Sequence[PageLine], blocks: Blocks) -> tuple[_Page, list[RelatedList]]:
    """Return the segmented page with the facts on its article, and the lists below its title."""
    prose = islice((line.text for line in lines if line.prose), _SAMPLE)
    language = detect(" ".join(prose))
    facts = [read_fact(line.text, language=language) for line in lines]
    anatomy, lists = _dissected(lines, facts, blocks)
    page = _Page(lines, facts, anatomy)
    body = frozenset(page.anatomy.body)
    signature = frozenset(_signature(page)) if anatomy.plain else frozenset()
    lists = [without_rest(one, page.title_at) for one in lists if body.isdisjoint(one.taken)]
    for at in (*(body - signature), *(at for one in lists for at in one.taken)):
        facts[at] = None
    if page.anatomy.title is not None:
        facts[page.anatomy.title] = None
    return page, [one for one in lists if one.taken.start > page.title_at]


def _signature(page: _Page) -> Iterator[int]:
    """Yield the last lines of a plain text with its rights and address, whose facts are kept."""
    for at in reversed(page.anatomy.body):
        fact = page.facts[at]
        if fact is None or fact.mark not in (FurnitureKind.RIGHTS, FurnitureKind.URL):
            return
        yield at


def _dissected(
    lines: Sequence[PageLine], facts: Sequence[Fact | None], blocks: Blocks
) -> tuple[Anatomy, list[RelatedList]]:
    """Return the anatomy without boilerplate; of the whole page if that has no title or text."""
    headline = find_headline(lines, facts)
    lists = find_lists(lines, facts, 0 if headline is None else headline.at + 1)
    alone = cache(partial(dissect, lines, facts, lists, headline))
    if blocks != NO_BLOCKS:
        inner = without_boilerplate(lines, facts, blocks, lambda: alone().body)
        if inner is not None and (found := inner.dissected()):
            return found
    return alone(), lists


def _article(page: _Page, path: Path, key: str, encoding: str) -> Article:
    """Return the page's own article, without its headlines."""
    title, source = _title_and_source(page)
    paragraphs = tuple(page.lines[at].text for at in page.anatomy.body)
    kept = {*page.anatomy.body, page.title_at if page.lines[page.title_at].text == title else -1}
    date, dated_by, date_at = _date(page)
    author, url = _author(page, date), _url(page)
    left_out = [at for at in range(len(page.lines)) if at not in kept]
    shown = (at for at in left_out if at == date_at or _is_fact(page, at, author, url))
    origin = Origin(str(path.absolute()), encoding, page.lines[page.title_at].number)
    return replace(
        _titled(title, paragraphs, key, origin, date),
        source=source,
        dated_by=dated_by,
        author=author,
        category=(date.category if date else None) or _value(page, FurnitureKind.CATEGORY),
        url=url,
        reading_seconds=_reading_seconds(page, date),
        note=_value(page, FurnitureKind.NOTE),
        rest=tuple(page.lines[at].text for at in left_out),
        shown_in_rest=tuple(map(left_out.index, shown)),
    )


def _titled(
    title: str,
    paragraphs: tuple[str, ...],
    key: str,
    origin: Origin,
    date: DateLine | None = None,
    sample: int = _SAMPLE,
) -> Article:
    """Return an article with no facts but its text and date."""
    id = article_id(key)
    return Article(
        id=id,
        slug=make_slug(title, id),
        kind=Kind.ARTICLE,
        title=title,
        origin=origin,
        published=date.published if date else None,
        day_only=date.day_only if date else True,
        language=detect("\n".join((title, *paragraphs[:sample]))),
        paragraphs=paragraphs,
    )


def _long_text(lines: Sequence[PageLine], path: Path, key: str, encoding: str) -> Article:
    """Return a text too long for a page, with its first line or first words as the title."""
    first = lines[0]
    whole = first.width > _FIRST_WORDS
    title = first_words(first.text) if whole else first.text
    paragraphs = tuple(line.text for line in (lines if whole else lines[1:]))
    origin = Origin(str(path.absolute()), encoding, first.number)
    return _titled(title, paragraphs, key, origin, sample=_LONG_SAMPLE)


def _with_front_matter(
    text: str, matter: FrontMatter, path: Path, key: str, encoding: str
) -> Article:
    """Return a text with its title and date from front matter, which is the rest of the page."""
    raw = text.split("\n")
    lines = read_lines("\n".join((*("" for _ in raw[: matter.end]), *raw[matter.end :])))
    above = [" ".join(line.split()) for line in raw[: matter.end] if line.strip()]
    fields = [place for place, line in enumerate(above) if is_shown(line, matter)]
    title = clean_line(matter.title)
    if lines and lines[0].text.lstrip("# ") == title:
        above.append(lines.pop(0).text)
        fields.append(len(above) - 1)
    date = read_date_line(matter.date) if matter.date else None
    paragraphs = tuple(line.text for line in lines)
    return replace(
        _titled(title, paragraphs, key, Origin(str(path.absolute()), encoding), date),
        dated_by="front matter" if date else None,
        author=matter.author or None,
        rest=tuple(above),
        shown_in_rest=tuple(fields),
    )


def first_words(text: str) -> str:
    """Return the first words of a text in place of a title, at most 80 characters."""
    if len(text) <= _FIRST_WORDS:
        return text
    cut = text[: _FIRST_WORDS - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and len(words) > _FIRST_WORDS // 2 else cut).rstrip(" ,;:-–—") + "…"


def _title_and_source(page: _Page) -> tuple[str, str | None]:
    """Return the title without its site, and the name that the site gives itself, if any."""
    holder = _copyright_holder(page)
    header = _header_name(page)
    url = _url(page)
    host = site.host_of(url) if url else None
    fallback = holder or header or host
    if page.anatomy.title is None:
        line = page.lines[page.title_at]
        whole = len(page.lines) == 1 and line.width <= _LONGEST_LINE
        whole = whole and not ends_statement(line.text)
        return (line.text if whole else first_words(line.text)), fallback
    names = [name for name in (holder, header, host) if name]
    names += _names_around(page)
    known = site.confirmed_by(names)
    text = page.lines[page.anatomy.title].text
    if page.anatomy.plain:
        return text, fallback or site.sure_tail(text, known)
    title, tail = site.split_title(text, known)
    tail = tail or _tail_of_repeat(page, title, known)
    return title, tail or fallback


def _names_around(page: _Page) -> Iterator[str]:
    """Yield the short lines around title and text; any of them may be the site's name."""
    works = _work_lines(page)
    for at, line in enumerate(page.lines):
        outside = at < page.title_at or at >= page.body_end
        if outside and line.width <= _NAME_WIDTH and at not in works:
            yield line.text


def _tail_of_repeat(page: _Page, title: str, known: site.Known) -> str | None:
    """Return the site behind the title in a near line that repeats it; None for no such line."""
    for line in page.lines[max(0, page.title_at - _ABOVE) : page.title_at + _BELOW]:
        if len(line.text) > len(title) and line.text.startswith(title):
            head, tail = site.split_title(line.text, known, loosely=True)
            if head == title:
                return tail
    return None


def _copyright_holder(page: _Page) -> str | None:
    """Return the holder in the last copyright line below the article; None for no holder.

    A shorter form at the page's top is preferred: "© Daily News Media Group" under a page headed
    "Daily News" is the Daily News.
    """
    for fact in reversed(page.facts[page.body_end :]):
        if fact is not None and fact.mark is FurnitureKind.RIGHTS:
            holder = site.copyright_holder(fact.value)
            if holder:
                above = (line.text for line in page.lines[: page.title_at])
                names = (name for name in above if holder.startswith(name + " "))
                return max(names, key=len, default=holder)
    return None


def _header_name(page: _Page) -> str | None:
    """Return the first of a few lines above the title, a site's name; None for many lines.

    Lines of menus and about books do not count; one line behind the name may be a motto.
    """
    items = menu_lines(page.lines[: page.title_at]) | _work_lines(page)
    above = [at for at in range(page.title_at) if page.facts[at] is None and at not in items]
    repeated = page.lines[page.title_at].text.casefold()
    names = [page.lines[at].text for at in above if page.lines[at].text.casefold() != repeated]
    mottos = [name for name in names if not (site.is_short_name(name) or site.is_domain(name))]
    few = 0 < len(names) <= _HEADER and len(mottos) <= 1
    return names[0] if few and names[0] not in mottos else None


def _work_lines(page: _Page) -> frozenset[int]:
    """Return the lines above the title about a book or another work.

    Such lines are in a block with the price, the pages or the author of the work.
    """
    found: set[int] = set()
    block: list[int] = []
    for at in range(page.title_at + 1):
        if page.lines[at].apart or at == page.title_at:
            if any(_tells_of_work(page, each) for each in block):
                found.update(block)
            block = []
        block.append(at)
    return frozenset(found)


def _tells_of_work(page: _Page, at: int) -> bool:
    fact = page.facts[at]
    is_byline = fact is not None and fact.mark is FurnitureKind.BYLINE
    return is_byline or _WORK.search(page.lines[at].text) is not None


def _is_fact(page: _Page, at: int, author: str | None, url: str | None) -> bool:
    """Tell whether a line is nothing but the article's author or its address."""
    text, fact = page.lines[at].text, page.facts[at]
    if author and fact is not None and fact.mark is FurnitureKind.BYLINE and author in text:
        return len(text.split()) <= len(author.split()) + 1  # "By", "Von"
    return text in (author, url)


def _date(page: _Page) -> tuple[DateLine | None, str | None, int | None]:
    """Return the article's date, the source of the date in words, and the index of its line.

    The index is None for a line with more than the date; all three are None without a date.
    """
    best: tuple[tuple[bool, bool, int, int], DateLine, str, int] | None = None
    for at, fact in enumerate(page.facts):
        place = _place(page, at)
        if fact is None or fact.date is None or place is None:
            continue
        rank = (fact.date.updated, not fact.date.labelled, place[0], abs(at - page.title_at))
        if best is None or rank < best[0]:
            best = rank, fact.date, place[1], at
    if best is None:
        return None, None, None
    _, date, where, at = best
    lunar = ", by the Islamic calendar: a day off at most" if date.calendar == "islamic" else ""
    line = f"{'line of the last change' if date.updated else 'date line'} {where}{lunar}"
    return date, line, None if date.rest else at


def _place(page: _Page, at: int) -> tuple[int, str] | None:
    """Return the rank of a date at this line, 0 for the likeliest, and its place in words.

    None for a line too far from the article.
    """
    if at < page.title_at:
        if at >= page.title_at - _DIRECTLY:
            return 1, "above the title"
        if at < _HEADER or at >= page.title_at - _ABOVE:
            return 3, "at the top of the page"
    elif at <= max(page.body_start, page.title_at + _BELOW):
        return 0, "under the title"
    elif page.body_end <= at < page.body_end + _BELOW:
        return 2, "below the text"
    return None


def _author(page: _Page, date: DateLine | None) -> str | None:
    """Return the author in a line near the title; None for no author."""
    if date and (named := person(date.rest)):
        return named
    start = max(0, page.title_at - _DIRECTLY)
    for at in range(start, min(page.body_start + 2, len(page.facts))):
        fact = page.facts[at]
        if fact is not None and fact.mark is FurnitureKind.BYLINE:
            return fact.value
    return _name_above_date(page)


def _name_above_date(page: _Page) -> str | None:
    """Return a name alone on a line between the title and the date line; None for no name."""
    for at in range(page.title_at + 1, page.body_start):
        below = page.facts[at + 1] if at + 1 < len(page.facts) else None
        text = page.lines[at].text
        if (
            page.facts[at] is None
            and below is not None
            and below.mark is FurnitureKind.DATE
            and 2 <= len(text.split()) <= 4
            and is_name(text)
        ):
            return text
    return None


def _near(page: _Page) -> Iterator[Fact]:
    """Yield the facts on the lines around title and text."""
    start = max(0, page.title_at - _ABOVE)
    for fact in page.facts[start : page.body_end + _BELOW]:
        if fact is not None:
            yield fact


def _value(page: _Page, mark: FurnitureKind) -> str | None:
    return next((fact.value for fact in _near(page) if fact.mark is mark), None)


def _url(page: _Page) -> str | None:
    """Return the page's own address, near its title or in its last lines; None for no address."""
    end = len(page.facts)
    near = range(max(0, page.title_at - _ABOVE), page.body_start)
    facts = (page.facts[at] for at in (*near, *range(max(page.body_end, end - _BELOW), end)))
    return next((fact.value for fact in facts if fact and fact.mark is FurnitureKind.URL), None)


def _reading_seconds(page: _Page, date: DateLine | None) -> int | None:
    if date and date.reading_seconds is not None:
        return date.reading_seconds
    return next((fact.seconds for fact in _near(page) if fact.mark is FurnitureKind.READING), None)


def _headlines(found: Sequence[Announced], article: Article, key: str) -> Iterator[Article]:
    """Yield an article of each headline; a repeated title counts once."""
    seen = {article.title.casefold()}
    for one in found:
        if one.title.casefold() in seen:
            continue
        seen.add(one.title.casefold())
        id = article_id(f"{key}\n{one.title}")
        yield Article(
            id=id,
            slug=make_slug(one.title, id),
            kind=Kind.HEADLINE,
            title=one.title,
            origin=replace(article.origin, line=one.number),
            source=one.source,
            published=one.date.published if one.date else None,
            day_only=one.date.day_only if one.date else True,
            dated_by="date line under the headline" if one.date else None,
            language=detect(one.title),
            category=one.date.category if one.date else None,
            reading_seconds=one.seconds,
            found_on=article.id,
        )


def _related(headline: Article) -> Related:
    return Related(
        title=headline.title,
        id=headline.id,
        source=headline.source,
        published=headline.published,
        category=headline.category,
        reading_seconds=headline.reading_seconds,
    )
