"""What is said in the line under the search box?"""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import Alike, Answer, Request, Sort, Suggestion
from index.query import Everything, Query, describe
from tui.cells import cell_len, crop, display
from tui.chips import chips, is_narrowed
from tui.groups import in_rest_of_some, only_pages, with_all
from tui.rows import Piece

NARROW = 60
"""Columns below which words are short."""
LEAST = 10
"""Cells with fewer of which what was asked is not said again."""
_ORDERS = {
    Sort.RELEVANCE: "relevance",
    Sort.BLEND: "rel+fresh",
    Sort.NEWEST: "newest",
    Sort.OLDEST: "oldest",
}


def understood(
    request: Request,
    typed: Query,
    answer: Answer,
    room: int,
    key: str,
    spellings_key: str,
    pages_key: str,
    begun: int | None = None,
) -> list[Piece]:
    """What narrows the hits, what was perhaps meant, what the reader must know of the hits, how
    else the names are spelled, what only sounds like them, and what was asked for.

    `typed` is what stands in the box, `key` takes the first suggestion, `spellings_key` adds names
    that only sound alike, or turns other spellings off and on, `pages_key` takes the rest of pages
    for text, `begun` is how many hits had all of
    it while the last word was the beginning of one. What matters most comes first, for the line is
    cut at its end.
    """
    notes = [*typed.notes, *answer.notes]
    if answer.cut_short:
        notes.insert(0, "cut short: not all hits are counted")
    urgent = bool(notes or answer.relaxed or answer.suggestions)
    parts = chips(request, room // 2 if urgent else room)
    parts += _suggested(answer.suggestions, key, room - _width(parts))
    parts += [(f"{note}  ", "warning") for note in notes]
    if answer.relaxed:  # behind the notes, for the list says it too
        parts.append((f"{_closest(answer, room)}  ", "warning"))
    parts += _pages(request, answer, pages_key, room)
    offered = {each.text for each in answer.suggestions}
    beginning = f"{typed.text}*"
    if not request.query.other_spellings:
        parts += [(f"{spellings_key} ", "key"), ("names as typed  ", "warning")]
    if request.query.alike and request.query.other_spellings:
        parts += [(f"{spellings_key} ", "key"), ("names alike too  ", "warning")]
    parts += _alike(answer.alike, spellings_key, room - _width(parts))
    key = "" if answer.alike or request.query.alike else spellings_key
    parts += _also_spelled(answer.also_spelled, key, room - _width(parts))
    if begun is not None and begun != with_all(answer) and beginning not in offered:
        lead = "" if room < NARROW else "whole words now; "
        parts.append((f"{lead}{display(beginning)} finds {begun:,}  ", ""))
    if typed.text.strip() and typed.root == Everything():
        # While one types there is no note of what may still become something.
        return [*parts, ("nothing to search for in this: all articles", "dim" if notes else "")]
    if room - _width(parts) >= LEAST and (
        typed.root == request.query.root or typed.root != Everything()
    ):
        parts.append((describe(typed), "dim"))
    return parts


def _closest(answer: Answer, room: int) -> str:
    """Of what nothing has all words; which hits there are, the list says too."""
    nothing = "nothing has all of these"
    if only_pages(answer) or in_rest_of_some(answer):
        return f"{nothing} without the rest of the page"
    return nothing if answer.groups and room < NARROW else f"{nothing}: the closest by any word"


def _pages(request: Request, answer: Answer, key: str, room: int) -> list[Piece]:
    """That the rest of pages is text too; or `r adds 47 of the rest`, where it makes hits with all
    words of some that have a few."""
    if request.query.rest:
        return [(f"{key} ", "key"), ("rest of pages too  ", "warning")]
    more = in_rest_of_some(answer)
    if not more:
        return []
    text = f"{more:,} of the rest" if room >= NARROW else f"{more:,}"
    return [(f"{key} ", "key"), ("adds ", "dim"), (f"{text}  ", "")]


def is_same_question(before: str, now: str) -> bool:
    """Whether a text still asks what another one did: it goes on from there, is a beginning of it,
    or has a word of it."""
    if now.startswith(before) or (now and before.startswith(now)):
        return True
    return not set(before.casefold().split()).isdisjoint(now.casefold().split())


def must_wrap(pieces: Sequence[Piece], room: int) -> bool:
    """Whether a warning would be cut off on one line."""
    warnings = [at for at, (_, style) in enumerate(pieces) if style == "warning"]
    return bool(warnings) and _width(pieces[: warnings[-1] + 1]) > room + len("  ")


def _suggested(suggestions: Sequence[Suggestion], key: str, room: int) -> list[Piece]:
    """`^N did you mean привет (12)?`, and the others that there are."""
    if not suggestions:
        return []
    first, *others = suggestions
    lead, end = "did you mean ", f" ({first.total:,})?  "
    left = room - len(key) - 1 - len(end)
    if left < len(lead) + LEAST:
        lead = ""
    text = display(first.text)
    if cell_len(text) > left - len(lead):
        text = crop(text, max(left - len(lead) - 1, 1)) + "…"
    parts = [(f"{key} ", "key"), (lead, ""), (text, "strong"), (end, "")]
    for other in others:
        more = f"or {display(other.text)} ({other.total:,})  "
        if _width(parts) + cell_len(more) <= room:
            parts.append((more, "dim"))
    return parts


def _also_spelled(words: Sequence[str], key: str, room: int) -> list[Piece]:
    """`= also spelled Kyiv, Киев`, as many of them as there is room for, but one at least."""
    lead = "also spelled " if room >= NARROW // 2 else "also "
    text = ""
    left = room - len(key) - 1 - len(lead) - 2
    for word in words:
        more = f"{text}, {as_name(word)}" if text else as_name(word)
        if text and cell_len(more) > left:
            text += "…" if cell_len(text) < left else ""
            break
        text = more
    sign = [(f"{key} ", "key")] if key else []
    return [*sign, (lead, "dim"), (f"{text}  ", "")] if text else []


def _alike(names: Sequence[Alike], key: str, room: int) -> list[Piece]:
    """`= adds Herman 37, Hermann 16`, in no more than half of the room, or nothing."""
    lead, text = "adds ", ""
    for name in names:
        more = f"{as_name(name.word)} {name.total:,}"
        more = f"{text}, {more}" if text else more
        if cell_len(key) + 1 + len(lead) + cell_len(more) + 2 > max(room // 2, LEAST * 2):
            break
        text = more
    return [(f"{key} ", "key"), (lead, "dim"), (f"{text}  ", "")] if text else []


def as_name(word: str) -> str:
    """A folded name with the capital letter that it is hardly ever without."""
    return display(word[:1].upper() + word[1:])


def _width(parts: Sequence[Piece]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def order_words(request: Request, width: int, key: str) -> str:
    """The order of the hits, and the key that changes it, as far as there is room."""
    if width >= NARROW:
        return f"{key} {request.sort.value}"
    return "" if width < NARROW // 2 or is_narrowed(request) else f"{key} {_ORDERS[request.sort]}"
