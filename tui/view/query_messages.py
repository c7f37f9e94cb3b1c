"""Messages about a search, the most useful of them for the line under the box."""

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
"""Minimum cells for a suggestion with words before it."""
BETWEEN, BESIDE = "  ", " · "
MARGINS = 5
"""Cells of the line that stay free of messages."""
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
    """Message about a search: its subject and its pieces."""

    kind: MessageKind
    pieces: Sequence[StyledText]


@dataclass(frozen=True, slots=True)
class KeyNames:
    """Names of the keys that messages mention, as the reader knows them."""

    suggestion: str
    spellings: str
    pages: str
    complete: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Search and its answer, as far as messages need them."""

    request: Request
    typed: Query
    """Query of the box alone, without the refined searches."""
    answer: Answer
    begun: int | None = None
    """Hits with all of the query while its last word was a beginning; None if unknown."""
    offers: Sequence[Offer] = ()
    """Offers to complete the word at the end of the text."""


def messages(found: Found, keys: KeyNames, room: int) -> list[Message]:
    """Return all messages about a search, most useful first, each cut to `room` cells if possible.

    The order: mistakes in the query and suggestions; defects of the hits; names and pages that
    count in other ways than typed; filters; offers of keys; at last the query as understood.
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
    """Return all messages for a screen of `width` columns, and the text at the right of the first.

    The first message leaves room behind it for the number of the others.
    """
    said = messages(found, keys, width)
    right = at_the_right(found.request, said[0].kind if said else None, width, sort_key)
    room = width - len(right) - MARGINS
    if len(said) > 1:
        room -= _width(_more(len(said) - 1, more_key, width)) + len(BETWEEN)
    return [*messages(found, keys, room)[:1], *said[1:]], right


def with_others(
    message: Message, others: int, key: str, width: int, right: str = ""
) -> list[StyledText]:
    """Return the pieces of a message and, behind them, the number of the others: `F3 +2 more`.

    A message is cut before that number, but for a warning, which takes more lines.
    """
    if not others:
        return [*message.pieces]
    more = _more(others, key, width)
    *before, (text, style) = message.pieces
    text = (
        text if message.kind is MessageKind.FILTERS else text.rstrip()
    )  # a chip is recognized by its end
    pieces = [*before, (text, style)]
    if not _has_warning(pieces):
        pieces = _cut(pieces, width - len(right) - MARGINS - _width(more) - len(BETWEEN))
    gap = "" if pieces and pieces[-1][0].endswith(BETWEEN) else BETWEEN
    return [*pieces, (gap, ""), *more]


def _cut(pieces: Sequence[StyledText], room: int) -> list[StyledText]:
    """Return the pieces cut to `room` cells, with `…` where something is missing."""
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
    """Return the mistakes in the query and its ignored parts, even if these are the whole text."""
    notes = [*found.typed.notes, *found.answer.notes]
    pieces: list[StyledText] = [(f"{note}  ", "warning") for note in notes]
    if found.typed.text.strip() and found.typed.root == Everything():
        # While the reader types, a word that may still be completed has no note.
        style = "dim" if notes else ""
        pieces.append(("nothing to search for in this: all articles", style))
    return pieces


def _cut_short(answer: Answer) -> list[StyledText]:
    return [("cut short: not all hits are counted", "warning")] if answer.cut_short else []


def _closest(answer: Answer, room: int) -> list[StyledText]:
    """Return the warning that nothing has all words; the list itself names the groups."""
    if not answer.relaxed:
        return []
    nothing = "nothing has all of these"
    if only_pages(answer) or in_rest_of_some(answer):
        return [(f"{nothing} without the rest of the page", "warning")]
    whole = f"{nothing}: the closest by any word"
    return [(_fitting(room, whole, nothing) if answer.groups else whole, "warning")]


def _whole_words(found: Found, room: int) -> list[StyledText]:
    """Return the message with the hits of the query while its last word was a beginning."""
    beginning = f"{found.typed.text}*"
    offered = {each.text for each in found.answer.suggestions}
    if found.begun in (None, with_all(found.answer)) or beginning in offered:
        return []
    short = f"{display(beginning)} finds {found.begun:,}"
    return [(_fitting(room, f"whole words now; {short}", short), "")]


def _fitting(room: int, *texts: str) -> str:
    """Return the first text that fits in `room` cells, else the last one."""
    return next((text for text in texts if cell_len(text) <= room), texts[-1])


def _off_key(found: Found, keys: KeyNames) -> str:
    """Return the key that turns other spellings off; empty if there are names that sound alike."""
    return "" if found.answer.alike or found.request.query.alike else keys.spellings


def _names(request: Request, key: str) -> list[StyledText]:
    """Return the message about names that count in another way than by default."""
    if not request.query.other_spellings:
        return [*_key(key), ("names as typed", "warning")]
    return [*_key(key), ("names alike too", "warning")] if request.query.alike else []


def _rest(request: Request, key: str) -> list[StyledText]:
    return [*_key(key), ("rest of pages too", "warning")] if request.query.rest else []


def _rest_offered(found: Found, key: str, room: int) -> list[StyledText]:
    """Return `r adds 47 of the rest`: hits with some words, with all by the rest of the page."""
    more = in_rest_of_some(found.answer)
    if not more or found.request.query.rest:
        return []
    text = _fitting(room - len(f"{key} adds "), f"{more:,} of the rest", f"{more:,}")
    return [*_key(key), ("adds ", "dim"), (text, "")]


def _described(found: Found) -> list[StyledText]:
    """Return the query as understood; empty for ignored text, or an empty box in other hits."""
    typed = found.typed
    if typed.root == Everything() and (
        typed.text.strip() or typed.root != found.request.query.root
    ):
        return []
    return [(describe(typed), "dim")]


def _tells(found: Found) -> bool:
    """Tell whether the query as understood differs from its text."""
    text = found.typed.text.strip()
    return bool(text) and describe(found.typed).removesuffix("*") != text


def _suggested(suggestions: Sequence[Suggestion], key: str, room: int) -> list[StyledText]:
    """Return the first suggestion behind its key, and as many other suggestions as fit.

    `^N did you mean привет (12)?  or …`
    """
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
    """Return `= also spelled Kyiv, Киев`, with as many names as fit, but at least one."""
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
    """Return `= adds Herman 37, Hermann 16`, with as many names as fit, but at least one."""
    lead, text = "adds ", ""
    for name in names:
        more = f"{as_name(name.word)} {name.total:,}"
        more = f"{text}, {more}" if text else more
        if text and cell_len(key) + 1 + len(lead) + cell_len(more) > room:
            break
        text = more
    return [*_key(key), (lead, "dim"), (text, "")] if text else []


def as_name(word: str) -> str:
    """Return a folded name with the capital letter that names are hardly ever without."""
    return display(word[:1].upper() + word[1:])


def _width(parts: Sequence[StyledText]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def must_wrap(pieces: Sequence[StyledText], width: int) -> bool:
    """Tell whether a line of `width` columns would cut a warning, or the number behind it."""
    *before, (text, _) = pieces or [("", "")]
    return _has_warning(pieces) and _width(before) + cell_len(text.rstrip()) > width - MARGINS


def _has_warning(pieces: Sequence[StyledText]) -> bool:
    return any(style == "warning" for _, style in pieces)


def at_the_right(request: Request, kind: MessageKind | None, width: int, key: str) -> str:
    """Return the text at the right of a message: the number of filters, and the order of the hits.

    The filters are left out where the message names them, the order where there is no room for it
    beside the message.
    """
    is_named = kind is MessageKind.FILTERS or not is_narrowed(request)
    filters = "" if is_named else count(number_of_chips(request), "filter")
    order = order_words(request, width, key) if kind is MessageKind.QUERY or width >= NARROW else ""
    return BESIDE.join(word for word in (filters, order) if word)


def is_same_question(before: str, now: str) -> bool:
    """Tell whether a text still asks the question of another text.

    One text begins the other, or both have a word in common.
    """
    if now.startswith(before) or (now and before.startswith(now)):
        return True
    return not set(before.casefold().split()).isdisjoint(now.casefold().split())


def order_words(request: Request, width: int, key: str) -> str:
    """Return the order of the hits and the key that changes it, as far as there is room."""
    if width >= NARROW:
        return f"{key} {request.sort.value}"
    return "" if width < NARROW // 2 or is_narrowed(request) else f"{key} {_ORDERS[request.sort]}"
