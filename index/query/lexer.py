"""Tokens of a query's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from index.query.display_text import shortened
from index.query.names import FIELD_NAMES, suggestion


class TokenKind(Enum):
    """The kind of a token by itself, before the parser checks whether its place makes sense."""

    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    REQUIRED = auto()
    FIELD = auto()
    """A field's name, its value right behind it."""
    BARE_FIELD = auto()
    """A field's name with nothing behind it."""
    PHRASE = auto()
    WORD = auto()


OPERATORS = {"OR": TokenKind.OR, "AND": TokenKind.AND, "NOT": TokenKind.NOT}

CLOSERS = {
    '"': '"',
    "“": '”“"',
    "„": '“”"',
    "”": '”"',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "《": "》",
    "」": "",
    "』": "",
    "》": "",
    "›": "",
}
"""The quotes that open a phrase (English, German, Swedish, French, Danish, CJK) and their ends.

Quotes without any end can only close; they are here because no word holds them.
"""

DEFAULT_SLOP = 5
MAX_SLOP = 100

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"([^\W\d_]+):")
_QUOTES = re.escape("".join(quote for quote in CLOSERS if quote != '"'))
# `soldier(s)` is one word; the straight quote stays inside a word for Hebrew (צה"ל).
_WORD = re.compile(rf"(?:[^\s|(){_QUOTES}]+|\([^\s|(){_QUOTES}]*\))+")
_SINGLE_QUOTED = re.compile(r"['‘]([^'’\"]*)['’](?![^\s|)])")
_GROUPED = re.compile(r"\d{1,3}(?:\s\d{3})+(?![^\s|()])")
"""A number with thousands set apart by spaces."""
_SLOP = re.compile(r"~([0-9]*)")
_NEGATES_NOTHING = frozenset("-)|>=*~,.;:!?")


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A piece of a query; `end` is the offset behind it in the text."""

    kind: TokenKind
    text: str
    end: int
    slop: int = 0
    start: int | None = None
    """For a word, its offset in the text; else None."""


class Lexer:
    """The tokens of a text, cut in one pass; `notes` fills while the tokens are taken."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.notes: list[str] = []
        self._at = 0
        self._in_field = False
        # Opening quotes without an end from here on: searched for once, or many would take
        # quadratic time.
        self._lone: set[str] = set()

    def tokens(self) -> Iterator[QueryToken]:
        """Yield the tokens in their order."""
        while (start := self._skip_space()) < len(self.text):
            token = self._next(start)
            self._at = token.end if token else start + 1
            if token:
                self._in_field = token.kind is TokenKind.FIELD
                yield token

    def _skip_space(self) -> int:
        match = _SPACE.match(self.text, self._at)
        return match.end() if match else self._at

    def _next(self, at: int) -> QueryToken | None:
        match self.text[at]:
            case "(":
                return QueryToken(TokenKind.OPEN, "(", at + 1)
            case ")":
                return QueryToken(TokenKind.CLOSE, ")", at + 1)
            case "|":
                return QueryToken(TokenKind.OR, "|", self._behind_bars(at))
            case "-" if self._negates(at):
                return QueryToken(TokenKind.NOT, "-", at + 1)
            case "+" if self._requires(at):
                return QueryToken(TokenKind.REQUIRED, "+", at + 1)
            case sign if sign in CLOSERS:
                return self._phrase(at)
        return self._single_quoted(at) or self._field(at) or self._word(at)

    def _behind_bars(self, at: int) -> int:
        while self.text.startswith("|", at):
            at += 1
        return at

    def _negates(self, at: int) -> bool:
        follower = self.text[at + 1 : at + 2]
        return bool(follower) and not follower.isspace() and follower not in _NEGATES_NOTHING

    def _requires(self, at: int) -> bool:
        follower = self.text[at + 1 : at + 2]
        return not self._in_field and (follower.isalnum() or follower in (*CLOSERS, "("))

    def _phrase(self, at: int) -> QueryToken | None:
        quote = self.text[at]
        end = -1 if quote in self._lone else self._closing(quote, at + 1)
        if end < 0:
            self._lone.add(quote)
            self.notes.append(f"the quote {quote} has no partner: searched as words")
            return None
        content = " ".join(self.text[at + 1 : end].split())
        slop = _SLOP.match(self.text, end + 1)
        if slop is None:
            return QueryToken(TokenKind.PHRASE, content, end + 1)
        return QueryToken(TokenKind.PHRASE, content, slop.end(), _slop(slop[1]))

    def _single_quoted(self, at: int) -> QueryToken | None:
        """Return a field's value in single quotes, or None: in '90s they are apostrophes."""
        value = _SINGLE_QUOTED.match(self.text, at) if self._in_field else None
        if value is None:
            return None
        return QueryToken(TokenKind.PHRASE, " ".join(value[1].split()), value.end())

    def _closing(self, quote: str, at: int) -> int:
        places = (self.text.find(end, at) for end in CLOSERS[quote])
        return min((place for place in places if place >= 0), default=-1)

    def _field(self, at: int) -> QueryToken | None:
        name = _NAME.match(self.text, at)
        if name is None or self.text.startswith("//", name.end()):
            return None
        follower = self.text[name.end() : name.end() + 1]
        empty = not follower or follower.isspace() or follower in ")|"
        if name[1].lower() in FIELD_NAMES:
            kind = TokenKind.BARE_FIELD if empty else TokenKind.FIELD
            return QueryToken(kind, name[1].lower(), name.end())
        if empty or not (follower.isalnum() or follower in CLOSERS or follower == "("):
            return None
        near = suggestion(name[1], FIELD_NAMES)
        self.notes.append(
            f"{shortened(name[0])} is no field: searched as words"
            + (f"; did you mean {near}:?" if near else f"; fields are {', '.join(FIELD_NAMES)}")
        )
        return QueryToken(TokenKind.WORD, name[1], name.end(), start=at)

    def _word(self, at: int) -> QueryToken:
        word = _GROUPED.match(self.text, at) or _WORD.match(self.text, at)
        end = word.end() if word else at + 1
        text = " ".join(self.text[at:end].split())
        kind = TokenKind.WORD if self._in_field else OPERATORS.get(text, TokenKind.WORD)
        return QueryToken(kind, text, end, start=at)


def _slop(digits: str) -> int:
    return min(int(digits[:6]), MAX_SLOP) if digits else DEFAULT_SLOP
