"""Keys: the one list for bindings, help, palette and the tables of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.binding import BindingType


class Scope(StrEnum):
    """The places where a key works."""

    EVERYWHERE = "everywhere"
    LISTS = "lists"
    RESULTS = "results"
    ARTICLE = "article"
    SELECTION = "selection"
    FIND = "find"
    BOX = "box"
    SEARCH = "search"
    FACETS = "facets"
    TIMELINE = "timeline"
    CONCORDANCE = "concordance"
    COMPARISON = "comparison"
    SECOND = "second"
    HELP = "help"


class Key(NamedTuple):
    """An action and the keys that start it, in Textual's key names."""

    id: str
    """The name of the action in `[keys]` of config.toml."""
    keys: tuple[str, ...]
    label: str
    """One or two words, for the line at the bottom."""
    tooltip: str
    """A sentence without a full stop, for help and palette."""
    place: Scope
    action: str = ""
    """Textual action; the id where it is empty. The prefix `screen.` sends it to the screen."""


_MOVES = (
    ("down", ("j", "down"), "down", "One{unit} down", "{one}(1)"),
    ("up", ("k", "up"), "up", "One{unit} up", "{one}(-1)"),
    ("half_down", ("ctrl+d",), "half page down", "Half a page down", "{half}(1)"),
    ("half_up", ("ctrl+u",), "half page up", "Half a page up", "{half}(-1)"),
    ("page_down", ("space", "pagedown", "ctrl+f"), "page down", "A page down", "{page}(1)"),
    ("page_up", ("b", "pageup", "ctrl+b"), "page up", "A page up", "{page}(-1)"),
)
"""Keys over rows and lines, as vi and less have them: id, keys, label, tooltip and action."""
_IDS = {"article_down": "line_down", "article_up": "line_up"}
_WIDER = "Widen the period: to its months, its years, all the time"
_SELECT = "Begin a selection, which moves extend; or give it up"
_BAR_MOVES = (
    ("back", ("left", "h"), "earlier", "One bar earlier", "span_move(-1)"),
    ("forward", ("right", "l"), "later", "One bar later", "span_move(1)"),
    ("first", ("g", "home"), "first", "To the first bar", "span_first"),
    ("last", ("G", "end"), "last", "To the last bar", "span_last"),
    ("select", ("space",), "select", _SELECT, "span_select"),
    ("wider", ("minus",), "wider", _WIDER, "screen.wider"),
)
"""Keys over the bars of a timeline, in the same columns."""


def _moves(place: Scope, prefix: str, unit: str = "", **actions: str) -> Iterator[Key]:
    """Yield the keys over the rows or lines of a place, without Space among the filters.

    Space chooses a filter there.
    """
    for id, names, label, tooltip, action in _MOVES:
        keys = tuple(name for name in names if place is not Scope.FACETS or name != "space")
        id = _IDS.get(prefix + id, prefix + id)
        yield Key(id, keys, label, tooltip.format(unit=unit), place, action.format(**actions))


def _bar_moves(place: Scope, prefix: str) -> Iterator[Key]:
    """Yield the keys over the bars of a place."""
    for id, keys, label, tooltip, action in _BAR_MOVES:
        yield Key(f"{prefix}_{id}", keys, label, tooltip, place, action)


KEYS: tuple[Key, ...] = (
    Key(
        "search",
        ("slash",),
        "search",
        "Search the whole archive; in a search, back to its box",
        Scope.EVERYWHERE,
    ),
    Key(
        "search_archive",
        ("F",),
        "archive",
        "The same, from within an article too",
        Scope.EVERYWHERE,
        "search",
    ),
    Key("help", ("question_mark", "f1"), "help", "Show every key, searchable", Scope.EVERYWHERE),
    Key(
        "palette",
        ("colon", "ctrl+p"),
        "commands",
        "Find a command by its name",
        Scope.EVERYWHERE,
        "command_palette",
    ),
    Key(
        "back",
        ("q",),
        "back",
        "Back one level; twice in the list, leave newstui",
        Scope.EVERYWHERE,
        "back_or_quit",
    ),
    Key("step_back", ("escape", "h"), "back", "Back one level", Scope.EVERYWHERE, "back"),
    Key("quit", ("Q", "ctrl+q", "ctrl+c"), "quit", "Leave newstui", Scope.EVERYWHERE),
    Key("suspend", ("ctrl+z",), "suspend", "To the shell; its `fg` comes back", Scope.EVERYWHERE),
    Key("redraw", ("ctrl+l",), "redraw", "Draw the screen anew", Scope.EVERYWHERE),
    Key(
        "reload",
        ("f5", "ctrl+r"),
        "reload",
        "Look for new and changed files in the sources; an open article shows its new text",
        Scope.EVERYWHERE,
    ),
    Key("undo", ("u",), "undo", "Take back the last read or star change", Scope.EVERYWHERE),
    Key(
        "mouse",
        ("M",),
        "mouse",
        "Turn the mouse on or off; off lets the terminal select text",
        Scope.EVERYWHERE,
    ),
    *_moves(Scope.LISTS, "", one="move", half="half", page="page"),
    Key("top", ("g", "home"), "top", "To the first, or to the row of a number", Scope.LISTS),
    Key("bottom", ("G", "end"), "bottom", "To the last, or to the row of a number", Scope.LISTS),
    Key("open", ("enter", "l"), "open", "Read the article", Scope.LISTS, "screen.open"),
    Key(
        "next_unread",
        ("tab",),
        "next unread",
        "To the next unread article",
        Scope.LISTS,
        "screen.next_unread",
    ),
    Key(
        "star",
        ("s",),
        "star",
        "Star the article, or take the star away",
        Scope.LISTS,
        "screen.star",
    ),
    Key("read", ("m",), "read", "Mark the article read or unread", Scope.LISTS, "screen.read"),
    Key("sort", ("S",), "sort", "Change the order of the list", Scope.LISTS, "screen.sort"),
    Key(
        "facets",
        ("f",),
        "filter",
        "Filter by source, category, language, kind",
        Scope.LISTS,
        "screen.facets",
    ),
    Key(
        "clear_filters",
        ("backslash",),
        "clear",
        "Take all filters away",
        Scope.LISTS,
        "screen.clear_filters",
    ),
    Key(
        "drop_filter",
        ("backspace",),
        "drop filter",
        "Take the last filter away",
        Scope.LISTS,
        "screen.drop_filter",
    ),
    Key(
        "copy_link", ("y",), "copy link", "Copy the article's link", Scope.LISTS, "screen.copy_link"
    ),
    Key(
        "copy_citation",
        ("Y",),
        "cite",
        "Copy a citation of the article",
        Scope.LISTS,
        "screen.copy_citation",
    ),
    Key(
        "browse",
        ("o",),
        "link",
        "Open the link here, or show it over SSH",
        Scope.LISTS,
        "screen.browse",
    ),
    *_moves(
        Scope.ARTICLE,
        "article_",
        " line",
        one="scroll_lines",
        half="scroll_half",
        page="scroll_pages",
    ),
    Key("article_top", ("g", "home"), "top", "To the start of the article", Scope.ARTICLE),
    Key("article_bottom", ("G", "end"), "bottom", "To the end of the article", Scope.ARTICLE),
    Key(
        "find",
        ("slash",),
        "find",
        "Find words in this text; `n` and `N` go through it",
        Scope.ARTICLE,
        "screen.find",
    ),
    Key(
        "next_match",
        ("n",),
        "next match",
        "To the next match of the search, or of what was found in the text",
        Scope.ARTICLE,
        "screen.next_match",
    ),
    Key(
        "previous_match",
        ("N",),
        "previous match",
        "To the match before",
        Scope.ARTICLE,
        "screen.previous_match",
    ),
    Key(
        "next_article",
        ("J",),
        "next",
        "The next article of the list",
        Scope.ARTICLE,
        "screen.next_article",
    ),
    Key(
        "previous_article",
        ("K",),
        "previous",
        "The article before it",
        Scope.ARTICLE,
        "screen.previous_article",
    ),
    Key(
        "article_star",
        ("s",),
        "star",
        "Star it, or take the star away",
        Scope.ARTICLE,
        "screen.star",
    ),
    Key("article_read", ("m",), "read", "Mark it read or unread", Scope.ARTICLE, "screen.read"),
    Key(
        "rest",
        ("r",),
        "rest",
        "Show or hide the rest of the page: the lines left out of the article",
        Scope.ARTICLE,
        "screen.rest",
    ),
    Key(
        "raw",
        ("R",),
        "raw",
        "The whole file as it was saved, and back",
        Scope.ARTICLE,
        "screen.raw",
    ),
    Key(
        "article_copy_link", ("y",), "copy link", "Copy the link", Scope.ARTICLE, "screen.copy_link"
    ),
    Key(
        "article_copy_citation",
        ("Y",),
        "cite",
        "Copy a citation",
        Scope.ARTICLE,
        "screen.copy_citation",
    ),
    Key(
        "article_browse",
        ("o",),
        "link",
        "Open the link here, or show it over SSH",
        Scope.ARTICLE,
        "screen.browse",
    ),
    Key(
        "related",
        ("enter",),
        "related",
        "Open the related article whose number was typed before",
        Scope.ARTICLE,
        "screen.related",
    ),
    Key("select", ("v",), "select", "Select text, to copy it", Scope.ARTICLE),
    Key("select_lines", ("V",), "select lines", "Select whole lines", Scope.ARTICLE),
    Key(
        "end_left",
        ("h", "left"),
        "left",
        "Up to the letter before",
        Scope.SELECTION,
        "end_to('left')",
    ),
    Key(
        "end_right",
        ("l", "right"),
        "right",
        "To the next letter",
        Scope.SELECTION,
        "end_to('right')",
    ),
    Key("end_down", ("j", "down"), "down", "To the line below", Scope.SELECTION, "end_to('down')"),
    Key("end_up", ("k", "up"), "up", "To the line above", Scope.SELECTION, "end_to('up')"),
    Key("end_word", ("w",), "word", "To the next word", Scope.SELECTION, "end_to('word')"),
    Key(
        "end_word_back",
        ("b",),
        "word",
        "To the word before",
        Scope.SELECTION,
        "end_to('word_back')",
    ),
    Key(
        "end_start", ("0",), "line", "To the start of the line", Scope.SELECTION, "end_to('start')"
    ),
    Key("end_end", ("dollar_sign",), "line", "To the end of it", Scope.SELECTION, "end_to('end')"),
    Key(
        "end_top",
        ("g", "home"),
        "top",
        "To the start of the article",
        Scope.SELECTION,
        "end_to('top')",
    ),
    Key("end_bottom", ("G", "end"), "bottom", "To its end", Scope.SELECTION, "end_to('bottom')"),
    Key(
        "end_half_down",
        ("ctrl+d", "pagedown", "space"),
        "half page",
        "Half a page down",
        Scope.SELECTION,
        "end_half(1)",
    ),
    Key(
        "end_half_up",
        ("ctrl+u", "pageup"),
        "half page",
        "Half a page up",
        Scope.SELECTION,
        "end_half(-1)",
    ),
    Key("copy_selection", ("y", "enter"), "copy", "Copy what is selected", Scope.SELECTION),
    Key("other_end", ("o",), "other end", "Move its other end", Scope.SELECTION),
    Key("by_letters", ("v",), "letters", "Letter by letter; or leave", Scope.SELECTION),
    Key("by_lines", ("V",), "lines", "By whole lines; or leave", Scope.SELECTION),
    Key("unselect", ("escape", "q", "ctrl+c"), "leave", "Select nothing", Scope.SELECTION),
    Key("find_done", ("enter",), "find", "To what was found", Scope.FIND, "screen.find_done"),
    Key(
        "find_leave",
        ("escape",),
        "back",
        "Back to where the finding began",
        Scope.FIND,
        "screen.find_leave",
    ),
    Key("box_start", ("home", "ctrl+a"), "start", "To the start of the line", Scope.BOX, "home"),
    Key("box_end", ("end", "ctrl+e"), "end", "To the end of the line", Scope.BOX, "end"),
    Key(
        "box_left",
        ("left", "ctrl+b"),
        "left",
        "One character to the left",
        Scope.BOX,
        "cursor_left",
    ),
    Key(
        "box_right",
        ("right", "ctrl+f"),
        "right",
        "One character to the right",
        Scope.BOX,
        "cursor_right",
    ),
    Key(
        "box_word_left",
        ("alt+b", "ctrl+left"),
        "word left",
        "One word to the left",
        Scope.BOX,
        "cursor_left_word",
    ),
    Key(
        "box_word_right",
        ("alt+f", "ctrl+right"),
        "word right",
        "One word to the right",
        Scope.BOX,
        "cursor_right_word",
    ),
    Key("box_kill_start", ("ctrl+u",), "kill", "Kill back to the start of the line", Scope.BOX),
    Key("box_kill_end", ("ctrl+k",), "kill", "Kill up to the end of the line", Scope.BOX),
    Key(
        "box_kill_word",
        ("ctrl+w", "alt+backspace", "ctrl+backspace"),
        "kill word",
        "Kill the word to the left",
        Scope.BOX,
    ),
    Key("box_kill_next_word", ("alt+d",), "kill word", "Kill the word to the right", Scope.BOX),
    Key("box_yank", ("ctrl+y",), "yank", "Insert what was killed last", Scope.BOX),
    Key("box_cancel", ("ctrl+c",), "clear", "Clear the line; leave from an empty one", Scope.BOX),
    Key("history_back", ("up", "ctrl+p"), "history", "The search before", Scope.SEARCH),
    Key(
        "history_forward",
        ("down", "ctrl+n"),
        "results",
        "The search after it; after the last one, to the results",
        Scope.SEARCH,
    ),
    Key("to_results", ("enter",), "results", "To the results", Scope.SEARCH, "screen.to_results"),
    Key(
        "complete",
        ("tab",),
        "complete",
        "Complete a field, its value or a word; where nothing is begun, to the results",
        Scope.SEARCH,
        "screen.complete",
    ),
    Key(
        "complete_right",
        ("right", "ctrl+f"),
        "complete",
        "At the end of the text the same; else one character to the right",
        Scope.SEARCH,
        "screen.complete_right",
    ),
    Key(
        "box_timeline",
        ("ctrl+t",),
        "timeline",
        "To the timeline",
        Scope.SEARCH,
        "screen.timeline",
    ),
    Key(
        "box_take_suggestion",
        ("f2",),
        "did you mean",
        "Search for what was perhaps meant",
        Scope.SEARCH,
        "screen.take_suggestion",
    ),
    Key(
        "box_spellings",
        ("ctrl+g",),
        "spellings",
        "Names that only sound alike too, only as typed, in their other spellings",
        Scope.SEARCH,
        "screen.spellings",
    ),
    Key(
        "box_pages",
        ("f6",),
        "rest too",
        "Take the rest of pages, what is left out of articles, for text, or no longer",
        Scope.SEARCH,
        "screen.pages",
    ),
    Key(
        "box_messages",
        ("f3",),
        "messages",
        "All messages about the search, or only the first",
        Scope.SEARCH,
        "screen.messages",
    ),
    Key(
        "box_concordance",
        ("f4",),
        "in context",
        "The words in context, a line for each place where they stand",
        Scope.SEARCH,
        "screen.concordance",
    ),
    Key(
        "box_compare",
        ("ctrl+o",),
        "compare",
        "Compare with another search over time",
        Scope.SEARCH,
        "screen.compare",
    ),
    Key(
        "leave_search",
        ("escape",),
        "back",
        "To the results; where the box is empty, first back to what was narrowed",
        Scope.SEARCH,
        "screen.leave_search",
    ),
    *_moves(Scope.FACETS, "facet_", " value", one="move", half="half", page="page"),
    Key("facet_top", ("g", "home"), "top", "To the first value", Scope.FACETS, "top"),
    Key("facet_bottom", ("G", "end"), "bottom", "To the last value", Scope.FACETS, "bottom"),
    Key(
        "facet_find",
        ("slash",),
        "find",
        "Find values by their letters",
        Scope.FACETS,
    ),
    Key("facet_toggle", ("enter", "space"), "choose", "Filter by it, or no longer", Scope.FACETS),
    Key(
        "facet_clear",
        ("backslash",),
        "clear",
        "Take all filters away",
        Scope.FACETS,
        "screen.clear_filters",
    ),
    Key(
        "facet_drop",
        ("backspace",),
        "drop filter",
        "Take the last filter away; while values are looked for, the last letter",
        Scope.FACETS,
    ),
    Key(
        "facet_cancel",
        ("ctrl+c",),
        "all values",
        "Back to all values; where they are all there, leave newstui",
        Scope.FACETS,
    ),
    Key(
        "facet_counts",
        ("c",),
        "counts",
        "Count all hits, or only those with all words",
        Scope.FACETS,
        "screen.counts",
    ),
    Key(
        "facet_leave",
        ("f", "q", "escape", "tab"),
        "back",
        "Back to the list, or to all values",
        Scope.FACETS,
    ),
    Key(
        "timeline",
        ("t",),
        "timeline",
        "To the timeline, to choose when it was published",
        Scope.RESULTS,
        "screen.timeline",
    ),
    Key(
        "narrow",
        ("z",),
        "narrow",
        "Search in what was found",
        Scope.RESULTS,
        "screen.narrow",
    ),
    Key(
        "widen",
        ("Z",),
        "undo narrow",
        "Back to what was found before it was narrowed",
        Scope.RESULTS,
        "screen.widen",
    ),
    Key(
        "next_hit",
        ("n",),
        "next hit",
        "To the next hit",
        Scope.RESULTS,
        "move(1)",
    ),
    Key("previous_hit", ("N",), "previous hit", "To the hit before", Scope.RESULTS, "move(-1)"),
    Key(
        "take_suggestion",
        ("d",),
        "did you mean",
        "Search for what was perhaps meant",
        Scope.RESULTS,
        "screen.take_suggestion",
    ),
    Key(
        "spellings",
        ("equals_sign",),
        "spellings",
        "Names that only sound alike too, only as typed, in their other spellings",
        Scope.RESULTS,
        "screen.spellings",
    ),
    Key(
        "pages",
        ("r",),
        "rest too",
        "Take the rest of pages, what is left out of articles, for text, or no longer",
        Scope.RESULTS,
        "screen.pages",
    ),
    Key(
        "messages",
        ("i", "f3"),
        "messages",
        "All messages about the search, or only the first",
        Scope.RESULTS,
        "screen.messages",
    ),
    Key(
        "concordance",
        ("K",),
        "in context",
        "The words in context, a line for each place where they stand",
        Scope.RESULTS,
        "screen.concordance",
    ),
    Key(
        "compare",
        ("T",),
        "compare",
        "Compare with another search over time",
        Scope.RESULTS,
        "screen.compare",
    ),
    Key(
        "counts",
        ("c",),
        "counts",
        "Count all hits in filters and timeline, or only those with all words",
        Scope.RESULTS,
        "screen.counts",
    ),
    *_bar_moves(Scope.TIMELINE, "span"),
    Key(
        "span_choose",
        ("enter",),
        "only this",
        "Only what was published then, counted by day up to three months",
        Scope.TIMELINE,
    ),
    Key(
        "timeline_clear",
        ("backslash",),
        "clear",
        "Take all filters away",
        Scope.TIMELINE,
        "screen.clear_filters",
    ),
    Key(
        "timeline_drop",
        ("backspace",),
        "drop filter",
        "Take the last filter away",
        Scope.TIMELINE,
        "screen.drop_filter",
    ),
    Key(
        "timeline_counts",
        ("c",),
        "counts",
        "Count all hits, or only those with all words",
        Scope.TIMELINE,
        "screen.counts",
    ),
    Key(
        "timeline_leave",
        ("escape", "t", "q", "tab", "j", "down"),
        "back",
        "Back to the results",
        Scope.TIMELINE,
        "screen.leave_timeline",
    ),
    Key(
        "every_line",
        ("plus",),
        "all lines",
        "All lines of each article, or at most five",
        Scope.CONCORDANCE,
        "screen.every_line",
    ),
    Key(
        "copy_line",
        ("y",),
        "copy line",
        "Copy the line, with its source and date",
        Scope.CONCORDANCE,
        "screen.copy_line",
    ),
    Key(
        "lines_pages",
        ("r",),
        "rest too",
        "Take the rest of pages for text, or no longer",
        Scope.CONCORDANCE,
        "screen.pages",
    ),
    *_bar_moves(Scope.COMPARISON, "series"),
    Key(
        "series_up",
        ("up", "k"),
        "upper",
        "To the upper search",
        Scope.COMPARISON,
        "series(0)",
    ),
    Key(
        "series_down",
        ("down", "j"),
        "lower",
        "To the lower search",
        Scope.COMPARISON,
        "series(1)",
    ),
    Key(
        "series_open",
        ("enter",),
        "hits",
        "The hits of the search and the time under the cursor",
        Scope.COMPARISON,
        "span_choose",
    ),
    Key(
        "series_zoom",
        ("plus", "equals_sign"),
        "closer",
        "Only this time, counted by day up to three months",
        Scope.COMPARISON,
        "screen.zoom",
    ),
    Key(
        "series_share",
        ("p",),
        "per cent",
        "Hits, or their share of all articles of the time: archives grow",
        Scope.COMPARISON,
        "screen.share",
    ),
    Key(
        "series_pages",
        ("r",),
        "rest too",
        "Take the rest of pages for text in both searches, or no longer",
        Scope.COMPARISON,
        "screen.pages",
    ),
    Key(
        "second",
        ("T",),
        "second",
        "Another second search",
        Scope.COMPARISON,
        "screen.second",
    ),
    Key(
        "second_back",
        ("up", "ctrl+p"),
        "history",
        "The search before",
        Scope.SECOND,
        "history_back",
    ),
    Key(
        "second_forward",
        ("down", "ctrl+n"),
        "chart",
        "The search after it; after the last one, to the chart",
        Scope.SECOND,
        "history_forward",
    ),
    Key("second_done", ("enter", "tab"), "compare", "To the chart", Scope.SECOND, "screen.chart"),
    Key(
        "second_leave",
        ("escape",),
        "back",
        "To the chart; without a second search, back to the first",
        Scope.SECOND,
        "screen.leave_second",
    ),
    Key("help_find", ("slash",), "find", "Find a key or a rule", Scope.HELP),
    Key("help_down", ("down",), "down", "One line down", Scope.HELP, "help_scroll(1)"),
    Key("help_up", ("up",), "up", "One line up", Scope.HELP, "help_scroll(-1)"),
    Key("help_page_down", ("pagedown",), "page down", "A page down", Scope.HELP, "help_page(1)"),
    Key("help_page_up", ("pageup",), "page up", "A page up", Scope.HELP, "help_page(-1)"),
    Key(
        "help_leave",
        ("q", "escape", "question_mark", "f1"),
        "back",
        "Close help; in its box, first back to the keys",
        Scope.HELP,
    ),
)
"""Every key of newstui. None is `^S`, which terminals keep; Alt chords are those of readline."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
_NEIGHBOURS = {"s": "і", "]": "ї", "'": "є", "o": "ў"}
"""Ukrainian letters, and a Belarusian one, on keys with another letter in the Russian layout. The
Belarusian і, on the key of B, equals the Ukrainian і, on the key of S.
"""


def _twins() -> Iterator[tuple[str, str]]:
    for latin, russian in zip(_LATIN, _RUSSIAN, strict=True):
        letters = russian + _NEIGHBOURS.get(latin, "")
        yield latin, letters
        yield _SHIFTED.get(latin, latin.upper()), letters.upper()


_SHIFTED = {"[": "{", "]": "}", ";": ":", "'": '"', ",": "<", ".": ">"}
TWINS: Mapping[str, str] = dict(_twins())
"""The letters that the same key gives on the ЙЦУКЕН layouts: Russian, Ukrainian, Belarusian."""

_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "backslash": "\\",
    "enter": "⏎",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Bksp",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "dollar_sign": "$",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}


def shown(key: str) -> str:
    """Return the name of a key for the reader: `⏎`, `^D`, `/`."""
    if key.startswith("alt+"):
        return "Alt+" + shown(key.removeprefix("alt+"))
    if key.startswith("ctrl+"):
        name = key.removeprefix("ctrl+")
        return "^" + (name.upper() if len(name) == 1 else shown(name))
    if len(key) == 1 or key in _SHOWN:
        return _SHOWN.get(key, key)
    from tui.settings.key_names import sign  # only configured keys have other names

    return sign(key) or key


_IN_ASCII = str.maketrans(
    {"⏎": "Enter", "←": "Left", "→": "Right", "↑": "Up", "↓": "Down"},
)


def in_ascii(names: str) -> str:
    """Return names of keys for a terminal without arrows."""
    return names.translate(_IN_ASCII)


def keys_of(key: Key, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys that start an action: the configured keys, else the default ones."""
    own = keymap.get(key.id)
    return tuple(part.strip() for part in own.split(",")) if own else key.keys


def with_twins(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys, and the letters that the same keys have on a Cyrillic layout."""
    return names + tuple(twin for name in names for twin in TWINS.get(name, ""))


def bindings(place: Scope) -> list[BindingType]:
    """Return the Textual bindings for a place. Letters work on a ЙЦУКЕН layout too."""
    from textual.binding import Binding

    found: list[BindingType] = []
    for key in KEYS:
        if key.place is not place:
            continue
        found.append(
            Binding(
                ",".join(with_twins(key.keys)),
                key.action or key.id,
                key.label,
                show=False,
                id=key.id,
                tooltip=key.tooltip,
            )
        )
    return found


TOGETHER = ((Scope.LISTS, Scope.RESULTS),)
"""Places with keys that work at the same time; in all others a key may have another action. The
keys of `BOX` work in every box, unless the box has another meaning for them.
"""

PLACE_TITLES: Mapping[Scope, str] = {
    Scope.EVERYWHERE: "Everywhere",
    Scope.LISTS: "List and results",
    Scope.RESULTS: "Search results",
    Scope.ARTICLE: "Article",
    Scope.SELECTION: "Selection in an article",
    Scope.FIND: "Box to find in an article",
    Scope.BOX: "In every box, as in a shell",
    Scope.SEARCH: "Search box",
    Scope.FACETS: "Filters",
    Scope.TIMELINE: "Timeline",
    Scope.CONCORDANCE: "Words in context",
    Scope.COMPARISON: "Two searches over time",
    Scope.SECOND: "Box of the second search",
    Scope.HELP: "Help",
}


class KeyRow(NamedTuple):
    """A key as help shows it."""

    place: Scope
    keys: str
    action: str
    text: str


COUNT = KeyRow(
    Scope.EVERYWHERE,
    "1-9",
    "",
    "A number before a key of movement repeats it (`5j`), or names a row (`10G`)",
)
"""The digits, which no setting gives other keys."""


def rows(
    places: Iterable[Scope] = tuple(Scope), keymap: Mapping[str, str] | None = None
) -> list[KeyRow]:
    """Return every key as help and documentation show it."""
    found: list[KeyRow] = []
    for place in places:
        for key in KEYS:
            if key.place is place:
                names = " ".join(shown(name) for name in keys_of(key, keymap or {}))
                found.append(KeyRow(place, names, key.id, key.tooltip))
        if place is Scope.EVERYWHERE:
            found.append(COUNT)
    return found


def markdown_table() -> str:
    """Return the table of docs/keys.md."""
    lines = ["| place | keys | effect | name in `[keys]` |", "| --- | --- | --- | --- |"]
    last = None
    for row in rows():
        where = PLACE_TITLES[row.place] if row.place is not last else ""
        last = row.place
        keys = " ".join(f"`{name}`" for name in row.keys.split(" "))
        lines.append(f"| {where} | {keys} | {row.text} | {row.action} |")
    return "\n".join(lines) + "\n"


def hints(ids: Iterable[str], keymap: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (key, label) of some actions, for the line at the bottom."""
    by_id = {key.id: key for key in KEYS}
    return [(shown(keys_of(by_id[id], keymap)[0]), by_id[id].label) for id in ids]


def fitting(found: list[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """Return as many hints, from the first on, as fit in `room` cells, and always the last one."""
    if not found:
        return []
    *others, last = found
    left = room - _hint_width(last)
    kept = []
    for hint in others:
        left -= _hint_width(hint)
        if left < 0:
            break
        kept.append(hint)
    return [*kept, last]


def _hint_width(hint: tuple[str, str]) -> int:
    return sum(map(len, hint)) + 3
