"""Parser of the query language: any text to a `Query`, never an exception."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from index.query.display_text import printable, shortened
from index.query.lexer import Lexer, QueryToken, TokenKind
from index.query.nodes import And, Everything, Field, Node, Not, Or, Prefix, Query, Word
from index.query.repair import settle
from index.query.values import Value, meaning

# The grammar, after `settle` has put operators and parentheses in order:
#
#   query  = [ any ]
#   any    = all { ( "OR" | "|" ) all }
#   all    = one { [ "AND" ] one }
#   one    = { "NOT" | "-" | "+" | field } ( "(" any ")" | phrase | word )
#   field  = ( "title" | "author" | "by" | "source" | "category" | "lang" | "is" | "date"
#          | "after" | "since" | "before" ) ":"
#   phrase = '"' text '"' [ "~" [ digits ] ]          any pair of typographic quotes will do,
#                                                     and single ones right behind a field
#   word   = text [ "*" | "~" [ digits ] ]            with "*" and "?" inside: a shape
#
# Operators are capitals, field names are not: `this or that` is three words. A minus stands
# directly in front of the part that it negates, a plus of the part that it requires, a field's
# colon of its value. The meaning of a word in its field (a flag, a date, a language) is found in
# `values.py`.

MAX_CHARACTERS = 10_000
MAX_NOTES = 5


class TypedWord(NamedTuple):
    """A word of a query that is searched in titles or in any text, as typed: `mohters` in
    `-title:(mohters, OR "x")`."""

    text: str
    start: int
    """The word's offset in the text."""
    whole: str
    """The word with the signs that follow it and count for nothing: `mohters,`."""


def parse_query(text: str, *, now: datetime | None = None, typing: bool = False) -> Query:
    """Return the query that a text asks for; `notes` name the guesses in words.

    Relative dates count from `now`, in the reader's zone. With `typing`, the text's last word is
    taken as the beginning of a word, and an unfinished part (an operator or a field without its
    operand, half a date) is left out without a note.
    """
    return _read(text, now, typing)[0]


def typed_words(text: str) -> tuple[TypedWord, ...]:
    """Return the words of a query that stand for themselves, in their order: no phrases, no
    operators, no names of fields, no values of other fields than `title:`."""
    return _read(text, None, typing=False)[1]


def _read(text: str, now: datetime | None, typing: bool) -> tuple[Query, tuple[TypedWord, ...]]:
    clean = printable(text[:MAX_CHARACTERS])
    lexer = Lexer(clean)
    cut = len(text) > MAX_CHARACTERS
    if cut:
        lexer.notes.append(f"longer than {MAX_CHARACTERS:,} characters: the rest is left out")
    typed_to = len(clean) if typing and not cut else None
    tokens = settle(lexer.tokens(), lexer.notes, typed_to)
    parser = _Parser(tokens, lexer.notes, now or datetime.now().astimezone(), typed_to)
    root = parser.query()
    if root is None and clean.strip() and not lexer.notes and not typing:
        lexer.notes.append(f"{shortened(clean.strip())} holds nothing to search for")
    return Query(clean, root or Everything(), _noted(lexer.notes)), tuple(parser.words)


def _noted(notes: Iterable[str]) -> tuple[str, ...]:
    unlike = tuple(dict.fromkeys(notes))
    more = len(unlike) - MAX_NOTES
    return (*unlike[:MAX_NOTES], f"and {more} more such notes") if more > 0 else unlike


@dataclass(frozen=True, slots=True)
class _Scope:
    """The field and the operators that apply to a word."""

    field: str | None = None
    negated: bool = False
    required: bool = False


class _Parser:
    """A recursive-descent parser; every method returns None if there is nothing to search for."""

    def __init__(
        self, tokens: list[QueryToken], notes: list[str], now: datetime, typed_to: int | None
    ) -> None:
        self._tokens = tokens
        self._notes = notes
        self._now = now
        self._typed_to = typed_to
        self._at = 0
        self.words: list[TypedWord] = []

    def query(self) -> Node | None:
        return self._any(_Scope())

    def _peek(self) -> TokenKind | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self) -> QueryToken:
        self._at += 1
        return self._tokens[self._at - 1]

    def _any(self, scope: _Scope) -> Node | None:
        parts = [self._all(scope)]
        while self._peek() is TokenKind.OR:
            self._take()
            parts.append(self._all(scope))
        return _joined(Or, parts)

    def _all(self, scope: _Scope) -> Node | None:
        parts: list[Node | None] = []
        is_joined = False
        while (kind := self._peek()) not in {None, TokenKind.OR, TokenKind.CLOSE}:
            if kind is TokenKind.AND:
                self._take()
                parts[-1:] = map(_required, parts[-1:])
                is_joined = True
            else:
                parts.append(self._one(replace(scope, required=scope.required or is_joined)))
                is_joined = False
        return _joined(And, parts)

    def _one(self, scope: _Scope) -> Node | None:
        negate = False
        while (kind := self._peek()) in {TokenKind.NOT, TokenKind.REQUIRED, TokenKind.FIELD}:
            token = self._take()
            if kind is TokenKind.NOT:
                negate = not negate
            elif kind is TokenKind.REQUIRED:
                scope = replace(scope, required=True)
            else:
                scope = replace(scope, field=token.text)
        node = self._operand(replace(scope, negated=scope.negated ^ negate))
        return _negated(node) if node and negate else node

    def _operand(self, scope: _Scope) -> Node | None:
        kind = self._peek()
        if kind in {TokenKind.WORD, TokenKind.PHRASE, TokenKind.BARE_FIELD}:
            return self._value(self._take(), scope)
        if kind is not TokenKind.OPEN:
            return None
        self._take()
        node = self._any(scope)
        if self._peek() is TokenKind.CLOSE:
            self._take()
        return node

    def _value(self, token: QueryToken, scope: _Scope) -> Node | None:
        if token.kind is TokenKind.BARE_FIELD:
            self._notes.append(f"{token.text}: has nothing behind it: searched as a word")
            scope = _Scope(negated=scope.negated)
        value = Value(
            token.text,
            quoted=token.kind is TokenKind.PHRASE,
            slop=token.slop,
            unfinished=token.end == self._typed_to and token.kind is TokenKind.WORD,
            negated=scope.negated,
        )
        found = meaning(value, scope.field, self._now)
        if found.note:
            self._notes.append(found.note)
        self._note_place(token, found.node)
        return _required(found.node) if scope.required else found.node

    def _note_place(self, token: QueryToken, node: Node | None) -> None:
        match node:
            case Word(text, Field.ANY | Field.TITLE) | Prefix(text, Field.ANY | Field.TITLE):
                # A value that is searched literally, `date:never`, differs from its token.
                if token.start is not None and token.text.startswith(text):
                    self.words.append(TypedWord(text, token.start, token.text))


def _joined(kind: type[And] | type[Or], parts: Iterable[Node | None]) -> Node | None:
    nodes: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            nodes += part.parts
        elif part:
            nodes.append(part)
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return kind(tuple(nodes))


def _required(node: Node | None) -> Node | None:
    """Return the node with all its words required, however the query is loosened."""
    match node:
        case Word() | Prefix():
            return replace(node, required=True)
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(filter(None, map(_required, parts))))
    return node


def _negated(node: Node) -> Node:
    return node.part if isinstance(node, Not) else Not(node)
