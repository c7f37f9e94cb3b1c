"""Layout of an article as lines of a width, and places in its text on them."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from index.article import Article, Kind, Related
from index.engine.answer import Hit
from index.match.spans import CUT, Marks, Snippet, Span
from index.state import Position
from tui.view.cells import display, fit
from tui.view.dates import day, duration, left_out, moment, rest_heading
from tui.view.links import link_target, safe_url
from tui.view.origins import files_line, source_text
from tui.view.rows import RULE, StyledText
from tui.view.wrap import wrap

WORDS = 60
"""Characters of the text at a place by which it is found again."""
TITLE = Position(-1)
"""The place that is above the body."""


class TextBlock(NamedTuple):
    """A text that is wrapped by itself, in one style, with the spans that match the search."""

    text: str
    style: str = ""
    marks: tuple[Span, ...] = ()
    paragraph: int | None = None
    """Which paragraph of the body it is; the lines of the rest of the page are counted on."""
    indent: int = 0
    lead: str = ""
    """Stands in the indent of the first line."""
    space_after: bool = True
    link: str = ""
    """The web address that it leads to on a terminal with links."""


class ScreenLine(NamedTuple):
    """Characters `start` to `end` of a block; an empty line has none."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """An article's blocks broken into lines of at most `width` cells."""

    blocks: tuple[TextBlock, ...]
    lines: tuple[ScreenLine, ...]
    width: int

    def pieces(self, number: int, over: Sequence[tuple[Span, str]] = ()) -> list[StyledText]:
        """The styled pieces of a line; `over` says which characters look otherwise."""
        line = self.lines[number]
        block = self.blocks[line.block]
        if line.start == line.end:
            return []
        first = not number or self.lines[number - 1].block != line.block
        found: list[StyledText] = [(fit(block.lead if first else "", block.indent), "lead")]
        spans = self._spans(line)
        for span, style in over:
            spans = _overlaid(spans, *span, style)
        found += ((display(block.text[start:end]), style) for start, end, style in spans)
        return found

    def _spans(self, line: ScreenLine) -> list[tuple[int, int, str]]:
        """(start, end, style) of the parts of a line."""
        block = self.blocks[line.block]
        found: list[tuple[int, int, str]] = []
        at = line.start
        first_mark = bisect.bisect_right(block.marks, at, key=itemgetter(1))
        for start, end in islice(block.marks, first_mark, None):
            if start >= line.end:
                break
            start, end = max(start, at), min(end, line.end)
            if start > at:
                found.append((at, start, block.style))
            found.append((start, end, "mark"))
            at = end
        if at < line.end:
            found.append((at, line.end, block.style))
        return found

    def match_lines(self) -> list[int]:
        """The lines on which a match begins, in order."""
        found = []
        for number, line in enumerate(self.lines):
            marks = self.blocks[line.block].marks
            at = bisect.bisect_left(marks, line.start, key=itemgetter(0))
            if at < len(marks) and marks[at][0] < line.end:
                found.append(number)
        return found

    def last_line(self, style: str) -> int:
        """The last line of the first block of a style; 0 when there is none."""
        last = 0
        for number, line in enumerate(self.lines):
            if self.blocks[line.block].style == style and line.end > line.start:
                last = number
            elif last:
                break
        return last

    def line_of(self, position: Position) -> int:
        """The line that holds a place in the body; 0 when there is none such."""
        starts = [
            (block.paragraph, line.start, number)
            for number, line in enumerate(self.lines)
            if (block := self.blocks[line.block]).paragraph is not None and line.end > line.start
        ]
        keys = [(paragraph, start) for paragraph, start, _ in starts]
        at = bisect.bisect_right(keys, (position.paragraph, position.offset)) - 1
        return starts[at][2] if at >= 0 else 0

    def position_of(self, number: int) -> Position | None:
        """The first place in the body at or after a line; None above and below the body."""
        for line in self.lines[number:]:
            block = self.blocks[line.block]
            if block.paragraph is not None and line.end > line.start:
                words = block.text[line.start : line.start + WORDS]
                return Position(block.paragraph, line.start, words)
        return None


def _overlaid(
    spans: Sequence[tuple[int, int, str]], start: int, end: int, style: str
) -> list[tuple[int, int, str]]:
    """The spans with those characters of them that are from `start` to `end` in another style."""
    found = []
    for first, last, name in spans:
        low, high = max(first, start), min(last, end)
        if low >= high:
            found.append((first, last, name))
            continue
        parts = ((first, low, name), (low, high, style), (high, last, name))
        found += (part for part in parts if part[0] < part[1])
    return found


def lay_out(blocks: Sequence[TextBlock], width: int) -> Layout:
    """Break every block at `width`, with an empty line after those that want one."""
    lines: list[ScreenLine] = []
    for number, block in enumerate(blocks):
        for start, end in wrap(block.text, width - block.indent):
            lines.append(ScreenLine(number, start, end))
        if block.space_after:
            lines.append(ScreenLine(number, 0, 0))
    while lines and lines[-1].start == lines[-1].end:
        lines.pop()
    return Layout(tuple(blocks), tuple(lines), width)


def article_blocks(
    article: Article,
    marks: Marks,
    related: Sequence[Related | Hit],
    page: Article | None = None,
    *,
    rest_key: str = "",
    shows_rest: bool = False,
) -> tuple[TextBlock, ...]:
    """Headline, facts, body, the numbered articles to go to from here, and under a rule the rest
    of the page, or how many lines it has and that `rest_key` shows them."""
    blocks = [
        TextBlock("", space_after=False),
        TextBlock(article.title, "title", marks.title, link=link_target(article.url)),
    ]
    facts = " · ".join(_facts(article))
    lines = [(facts, "dim", ""), (safe_url(article.url) or "", "dim", link_target(article.url))]
    if article.dated_by and not article.published:
        lines.append((f"undated: the {article.dated_by}", "dim", ""))
    elif article.dated_by and shows_rest:
        lines.append((f"dated by the {article.dated_by}", "dim", ""))
    lines.append((files_line(article), "dim", ""))
    lines.append((article.note or "", "note", ""))
    blocks += _header(lines)
    for number, paragraph in enumerate(article.paragraphs):
        spans = marks.paragraphs[number] if number < len(marks.paragraphs) else ()
        blocks.append(TextBlock(paragraph, "text", spans, paragraph=number))
    if article.kind is Kind.HEADLINE:
        blocks.append(TextBlock("Only this headline is in the archive, not its text.", "dim"))
    if page is not None:
        blocks.append(TextBlock(f"Found on the page of: {page.title}", "dim"))
    blocks.extend(_related_blocks(related))
    if (article.lines_left_out or shows_rest) and not blocks[-1].space_after:
        blocks.append(TextBlock("", space_after=False))
    blocks.extend(_rest_blocks(article, marks, rest_key, shows_rest))
    return tuple(blocks)


def rest_start(article: Article) -> Position:
    """The place of the first line of the rest of the page: its lines are counted on from the
    paragraphs."""
    return Position(len(article.paragraphs))


def rest_match(article: Article, marks: Marks) -> Position | None:
    """The place of the first match in the rest of the page."""
    for number, spans in enumerate(marks.rest, len(article.paragraphs)):
        if spans:
            return Position(number, spans[0][0])
    return None


def _header(lines: Sequence[tuple[str, str, str]]) -> list[TextBlock]:
    """Texts below a headline with their styles and links, an empty line behind the last; those
    without a text are left out."""
    said = [line for line in lines if line[0]]
    return [
        TextBlock(text, style, space_after=number == len(said), link=link)
        for number, (text, style, link) in enumerate(said, 1)
    ]


def snippet_match(article: Article, snippet: Snippet | None) -> Position | None:
    """Return the place in the body of the first match that a snippet shows; None without one."""
    if snippet is None or not snippet.marks:
        return None
    start, end = snippet.marks[0]
    before = snippet.text[:start].rpartition(CUT)[2]
    after = snippet.text[end:].partition(CUT)[0]
    stretch = f"{before}{snippet.text[start:end]}{after}".strip()
    offset = len(before.lstrip())
    for number, paragraph in enumerate(article.paragraphs):
        at = " ".join(paragraph.split()).find(stretch)
        if at >= 0:
            return Position(number, _unsqueezed(paragraph, at + offset))
    return None


def _unsqueezed(paragraph: str, offset: int) -> int:
    """Where a character of a paragraph stands that was found after its white space was squeezed."""
    squeezed = -1
    is_space = True
    for at, sign in enumerate(paragraph):
        was_space, is_space = is_space, sign.isspace()
        squeezed += not (is_space and was_space)
        if squeezed == offset:
            return at
    return len(paragraph)


def _rest_blocks(article: Article, marks: Marks, key: str, is_shown: bool) -> Iterable[TextBlock]:
    lines, shown = article.lines_left_out, article.shown_in_rest
    if not (article.rest if is_shown else lines):
        return
    if not is_shown:
        matching = sum(bool(spans) for at, spans in enumerate(marks.rest) if at not in shown)
        some = f", {matching:,} with a match" if matching else ""
        shows = f" · {key} shows {'it' if lines == 1 else 'them'}" if key else ""
        yield TextBlock(f"{RULE} {left_out(lines)}{some}{shows} {RULE}", "dim")
        return
    yield TextBlock(f"{RULE} {rest_heading(lines, len(shown))} {RULE}", "dim")
    for number, line in enumerate(article.rest):
        spans = marks.rest[number] if number < len(marks.rest) else ()
        place = len(article.paragraphs) + number
        yield TextBlock(line, "text", spans, paragraph=place, space_after=False)


def raw_blocks(text: str) -> tuple[TextBlock, ...]:
    """A file's text, line by line as it was saved."""
    return tuple(
        TextBlock(line, "text", paragraph=number, space_after=False)
        for number, line in enumerate(text.split("\n"))
    )


def _facts(article: Article) -> Iterable[str]:
    if article.source:
        yield source_text(article)
    if article.published:
        yield moment(article.published, article.day_only)
    if article.author:
        yield article.author
    if article.category:
        yield article.category
    if article.language:
        yield article.language
    if article.reading_seconds:
        yield f"{duration(article.reading_seconds)} to read"
    elif article.kind is Kind.ARTICLE and article.estimated_seconds:
        yield f"about {duration(article.estimated_seconds)} to read"
    if article.lines_left_out:
        yield left_out(article.lines_left_out)


def _related_blocks(related: Sequence[Related | Hit]) -> Iterable[TextBlock]:
    if not related:
        return
    indent = len(str(len(related))) + 1
    yield TextBlock("Related", "heading", space_after=False)
    for number, item in enumerate(related, start=1):
        key = str(number)
        about = " · ".join(part for part in (item.source, day(item.published).strip()) if part)
        yield TextBlock(item.title, "related", indent=indent, lead=key, space_after=False)
        if about:
            yield TextBlock(about, "dim", indent=indent, space_after=False)
