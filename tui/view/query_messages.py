"""Messages about a search, of which one stands under its box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from index.engine.answer import Alike, Answer, Suggestion
from index.engine.request import Request, Sort
from index.query import Everything, Query, describe
from tui.view.cells import cell_len, crop, display
from tui.view.completion import Offer, offers_line
from tui.view.dates import count
from tui.view.filter_chips import chips, is_narrowed, number_of_chips
from tui.view.groups import in_rest_of_some, only_pages, with_all
from tui.view.rows import StyledText

NARROW = 60
"""Columns below which words are short."""
LEAST = 10
"""Cells with fewer of which a suggestion has no words before it."""
BETWEEN, BESIDE = "  ", " · "
MARGINS = 5
"""Cells of the line on which no message stands."""
_ORDERS = {
    Sort.RELEVANCE: "relevance",
    Sort.BLEND: "rel+fresh",
    Sort.NEWEST: "newest",
    Sort.OLDEST: "oldest",
}


class MessageKind(StrEnum):
    """Subjects of messages, the most useful first."""

    MISTAKES = "mistakes"
    SUGGESTION = "suggestion"
    WHOLE_WORDS = "whole words"
    CUT_SHORT = "cut short"
    CLOSEST = "closest"
    NAMES = "names"
    REST = "rest"
    ALSO_SPELLED = "also spelled"
    FILTERS = "filters"
    REST_OFFERED = "rest offered"
    ALIKE = "alike"
    COMPLETION = "completion"
    QUERY = "query"


class Message(NamedTuple):
    """One thing to be said of a search."""

    kind: MessageKind
    pieces: Sequence[StyledText]


@dataclass(frozen=True, slots=True)
class KeyNames:
    """The keys of what messages offer, as the reader knows them."""

    suggestion: str
    spellings: str
    pages: str
    complete: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A search and its answer, as far as there is something to be said of them."""

    request: Request
    typed: Query
    """The query of the box alone, without the searches in whose hits it searches."""
    answer: Answer
    begun: int | None = None
    """How many hits had all of it while its last word was the beginning of one."""
    offers: Sequence[Offer] = ()
    """How the word at its end may go on."""


def messages(found: Found, keys: KeyNames, room: int) -> list[Message]:
    """Return all that is to be said of a search, most useful first, each in `room` cells where it
    can be shortened.

    First come the mistakes in the query and what was perhaps meant instead; then what the hits
    lack; in which other ways names and pages count than they were typed; the filters; what keys
    offer; at last the query as it was understood.
    """
    request, answer = found.request, found.answer
    pieces: Mapping[MessageKind, Sequence[StyledText]] = {
        MessageKind.MISTAKES: _mistakes(found),
        MessageKind.SUGGESTION: _suggested(answer.suggestions, keys.suggestion, room),
        MessageKind.WHOLE_WORDS: _whole_words(found, room),
        MessageKind.CUT_SHORT: _cut_short(answer),
        MessageKind.CLOSEST: _closest(answer, room),
        MessageKind.NAMES: _names(request, keys.spellings),
        MessageKind.REST: _rest(request, keys.pages),
        MessageKind.ALSO_SPELLED: _also_spelled(answer.also_spelled, _off_key(found, keys), room),
        MessageKind.FILTERS: chips(request, room),
        MessageKind.REST_OFFERED: _rest_offered(found, keys.pages, room),
        MessageKind.ALIKE: _alike(answer.alike, keys.spellings, room),
        MessageKind.COMPLETION: offers_line(found.offers, keys.complete, room)
        if found.offers
        else (),
    }
    said = [Message(kind, pieces[kind]) for kind in MessageKind if pieces.get(kind)]
    described = _described(found)
    if described and (_tells(found) or not said):
        said.append(Message(MessageKind.QUERY, described))
    return said


def fitting_messages(
    found: Found, keys: KeyNames, more_key: str, sort_key: str, width: int
) -> tuple[list[Message], str]:
    """Return all messages for a screen so wide, the first one with room behind it for the number
    of the others; and what stands at the right of it."""
    said = messages(found, keys, width)
    right = at_the_right(found.request, said[0].kind if said else None, width, sort_key)
    room = width - len(right) - MARGINS
    if len(said) > 1:
        room -= _width(_more(len(said) - 1, more_key, width)) + len(BETWEEN)
    return [*messages(found, keys, room)[:1], *said[1:]], right


def with_others(
    message: Message, others: int, key: str, width: int, right: str = ""
) -> list[StyledText]:
    """Return the pieces of a message, and behind them how many others there are: `F3 +2 more`. A
    message is cut before that number, but for warnings: these take more lines."""
    if not others:
        return [*message.pieces]
    more = _more(others, key, width)
    *before, (text, style) = message.pieces
    text = (
        text if message.kind is MessageKind.FILTERS else text.rstrip()
    )  # chips are told by their end
    pieces = [*before, (text, style)]
    if not _has_warning(pieces):
        pieces = _cut(pieces, width - len(right) - MARGINS - _width(more) - len(BETWEEN))
    gap = "" if pieces and pieces[-1][0].endswith(BETWEEN) else BETWEEN
    return [*pieces, (gap, ""), *more]


def _cut(pieces: Sequence[StyledText], room: int) -> list[StyledText]:
    """As much of the pieces as fits in so many cells, with `…` where that is not all."""
    if _width(pieces) <= room + len(BETWEEN) * pieces[-1][0].endswith(BETWEEN):
        return [*pieces]
    found: list[StyledText] = []
    left = room - 1
    for text, style in pieces:
        found.append((crop(display(text), left), style))
        left -= cell_len(found[-1][0])
    return [*(piece for piece in found if piece[0]), ("…", "")]


def _more(number: int, key: str, width: int) -> list[StyledText]:
    words = f"+{number} more" if width >= NARROW else f"+{number}"
    return [*_key(key), (words, "dim")]


def _key(key: str) -> list[StyledText]:
    return [(f"{key} ", "key")] if key else []


def _mistakes(found: Found) -> list[StyledText]:
    """What is wrong with the query and what was left out of it, be it all that was typed."""
    notes = [*found.typed.notes, *found.answer.notes]
    pieces: list[StyledText] = [(f"{note}  ", "warning") for note in notes]
    if found.typed.text.strip() and found.typed.root == Everything():
        # While one types there is no note of what may still become something.
        style = "dim" if notes else ""
        pieces.append(("nothing to search for in this: all articles", style))
    return pieces


def _cut_short(answer: Answer) -> list[StyledText]:
    return [("cut short: not all hits are counted", "warning")] if answer.cut_short else []


def _closest(answer: Answer, room: int) -> list[StyledText]:
    """That nothing has all words; which hits there are, the list says too."""
    if not answer.relaxed:
        return []
    nothing = "nothing has all of these"
    if only_pages(answer) or in_rest_of_some(answer):
        return [(f"{nothing} without the rest of the page", "warning")]
    whole = f"{nothing}: the closest by any word"
    return [(_fitting(room, whole, nothing) if answer.groups else whole, "warning")]


def _whole_words(found: Found, room: int) -> list[StyledText]:
    """How many hits a query had whose last word was a beginning while it was typed."""
    beginning = f"{found.typed.text}*"
    offered = {each.text for each in found.answer.suggestions}
    if found.begun in (None, with_all(found.answer)) or beginning in offered:
        return []
    short = f"{display(beginning)} finds {found.begun:,}"
    return [(_fitting(room, f"whole words now; {short}", short), "")]


def _fitting(room: int, *texts: str) -> str:
    """The first text that fits in so many cells, else the last one."""
    return next((text for text in texts if cell_len(text) <= room), texts[-1])


def _off_key(found: Found, keys: KeyNames) -> str:
    """The key of other spellings, where it turns them off, and adds no names that sound alike."""
    return "" if found.answer.alike or found.request.query.alike else keys.spellings


def _names(request: Request, key: str) -> list[StyledText]:
    """How names are counted where the reader changed it."""
    if not request.query.other_spellings:
        return [*_key(key), ("names as typed", "warning")]
    return [*_key(key), ("names alike too", "warning")] if request.query.alike else []


def _rest(request: Request, key: str) -> list[StyledText]:
    return [*_key(key), ("rest of pages too", "warning")] if request.query.rest else []


def _rest_offered(found: Found, key: str, room: int) -> list[StyledText]:
    """`r adds 47 of the rest`, where it makes hits with all words of some that have a few."""
    more = in_rest_of_some(found.answer)
    if not more or found.request.query.rest:
        return []
    text = _fitting(room - len(f"{key} adds "), f"{more:,} of the rest", f"{more:,}")
    return [*_key(key), ("adds ", "dim"), (text, "")]


def _described(found: Found) -> list[StyledText]:
    """The query as it was understood; nothing for an empty box that searches in other hits."""
    typed = found.typed
    if typed.root == Everything() and (
        typed.text.strip() or typed.root != found.request.query.root
    ):
        return []
    return [(describe(typed), "dim")]


def _tells(found: Found) -> bool:
    """Whether the query was understood in more ways than its text tells by itself."""
    text = found.typed.text.strip()
    return bool(text) and describe(found.typed).removesuffix("*") != text


def _suggested(suggestions: Sequence[Suggestion], key: str, room: int) -> list[StyledText]:
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


def _also_spelled(words: Sequence[str], key: str, room: int) -> list[StyledText]:
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


def _alike(names: Sequence[Alike], key: str, room: int) -> list[StyledText]:
    """`= adds Herman 37, Hermann 16`, as many of them as there is room for, but one at least."""
    lead, text = "adds ", ""
    for name in names:
        more = f"{as_name(name.word)} {name.total:,}"
        more = f"{text}, {more}" if text else more
        if text and cell_len(key) + 1 + len(lead) + cell_len(more) > room:
            break
        text = more
    return [*_key(key), (lead, "dim"), (text, "")] if text else []


def as_name(word: str) -> str:
    """A folded name with the capital letter that it is hardly ever without."""
    return display(word[:1].upper() + word[1:])


def _width(parts: Sequence[StyledText]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def must_wrap(pieces: Sequence[StyledText], width: int) -> bool:
    """Return whether a warning, or the number of messages behind it, would be cut off on one line
    of a screen so wide."""
    *before, (text, _) = pieces or [("", "")]
    return _has_warning(pieces) and _width(before) + cell_len(text.rstrip()) > width - MARGINS


def _has_warning(pieces: Sequence[StyledText]) -> bool:
    return any(style == "warning" for _, style in pieces)


def at_the_right(request: Request, kind: MessageKind | None, width: int, key: str) -> str:
    """Return what stands at the right of a message: how many filters there are, unless it names
    them, and the order of the hits, where there is room beside what must be read."""
    is_named = kind is MessageKind.FILTERS or not is_narrowed(request)
    filters = "" if is_named else count(number_of_chips(request), "filter")
    order = order_words(request, width, key) if kind is MessageKind.QUERY or width >= NARROW else ""
    return BESIDE.join(word for word in (filters, order) if word)


def is_same_question(before: str, now: str) -> bool:
    """Whether a text still asks what another one did: it goes on from there, is a beginning of it,
    or has a word of it."""
    if now.startswith(before) or (now and before.startswith(now)):
        return True
    return not set(before.casefold().split()).isdisjoint(now.casefold().split())


def order_words(request: Request, width: int, key: str) -> str:
    """The order of the hits, and the key that changes it, as far as there is room."""
    if width >= NARROW:
        return f"{key} {request.sort.value}"
    return "" if width < NARROW // 2 or is_narrowed(request) else f"{key} {_ORDERS[request.sort]}"
