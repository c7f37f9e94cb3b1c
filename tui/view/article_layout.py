"""Layout of an article in lines of a fixed width, and positions of its text in them."""

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
"""Characters of the text stored with a position, to find the position again."""
TITLE = Position(-1)
"""Position above the body."""


class TextBlock(NamedTuple):
    """Text wrapped on its own, in one style, with the spans that match the search."""

    text: str
    style: str = ""
    marks: tuple[Span, ...] = ()
    paragraph: int | None = None
    """Number of the paragraph in the body, counted on for the page's rest; else None."""
    indent: int = 0
    lead: str = ""
    """Text in the indent of the first line."""
    space_after: bool = True
    link: str = ""
    """Web address of the block's hyperlink, for terminals that support OSC 8; empty for none."""


class ScreenLine(NamedTuple):
    """Characters `start` to `end` of a block on one line; `start` equals `end` on an empty line."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks of an article broken into lines of at most `width` cells."""

    blocks: tuple[TextBlock, ...]
    lines: tuple[ScreenLine, ...]
    width: int

    def pieces(self, number: int, over: Sequence[tuple[Span, str]] = ()) -> list[StyledText]:
        """Return the styled pieces of a line; each span in `over` takes another style."""
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
        """Return (start, end, style) for each part of a line."""
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
        """Return the numbers of the lines on which a match begins, in order."""
        found = []
        for number, line in enumerate(self.lines):
            marks = self.blocks[line.block].marks
            at = bisect.bisect_left(marks, line.start, key=itemgetter(0))
            if at < len(marks) and marks[at][0] < line.end:
                found.append(number)
        return found

    def last_line(self, style: str) -> int:
        """Return the last line of the first block in a style; 0 when no block has the style."""
        last = 0
        for number, line in enumerate(self.lines):
            if self.blocks[line.block].style == style and line.end > line.start:
                last = number
            elif last:
                break
        return last

    def line_of(self, position: Position) -> int:
        """Return the line that holds a position of the body; 0 when no line holds it."""
        starts = [
            (block.paragraph, line.start, number)
            for number, line in enumerate(self.lines)
            if (block := self.blocks[line.block]).paragraph is not None and line.end > line.start
        ]
        keys = [(paragraph, start) for paragraph, start, _ in starts]
        at = bisect.bisect_right(keys, (position.paragraph, position.offset)) - 1
        return starts[at][2] if at >= 0 else 0

    def position_of(self, number: int) -> Position | None:
        """Return the first position of the body at or after a line; None below the body."""
        for line in self.lines[number:]:
            block = self.blocks[line.block]
            if block.paragraph is not None and line.end > line.start:
                words = block.text[line.start : line.start + WORDS]
                return Position(block.paragraph, line.start, words)
        return None


def _overlaid(
    spans: Sequence[tuple[int, int, str]], start: int, end: int, style: str
) -> list[tuple[int, int, str]]:
    """Return the spans with the characters from `start` to `end` in another style."""
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
    """Break every block at `width`; an empty line follows each block with `space_after`."""
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
    """Return the blocks of an article's headline, facts, body, related articles and page rest.

    Related articles are numbered. The rest stands under a rule; while the rest is hidden, the rule
    has its number of lines and `rest_key`, the key that shows it.
    """
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
    """Return the position of the page's first rest line, counted on from the paragraphs."""
    return Position(len(article.paragraphs))


def rest_match(article: Article, marks: Marks) -> Position | None:
    """Return the position of the first match in the rest of the page; None without a match."""
    for number, spans in enumerate(marks.rest, len(article.paragraphs)):
        if spans:
            return Position(number, spans[0][0])
    return None


def _header(lines: Sequence[tuple[str, str, str]]) -> list[TextBlock]:
    """Return the blocks below a headline for (text, style, link), with space after the last.

    Empty texts are left out.
    """
    said = [line for line in lines if line[0]]
    return [
        TextBlock(text, style, space_after=number == len(said), link=link)
        for number, (text, style, link) in enumerate(said, 1)
    ]


def snippet_match(article: Article, snippet: Snippet | None) -> Position | None:
    """Return the position in the body of the first match that a snippet shows; None without one."""
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
    """Return the offset in a paragraph for an offset counted after squeezing its white space."""
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
    """Return one block for each line of a file's text, as saved."""
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
