"""Repair of operators and parentheses that stand where they make no sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.query.lexer import Kind, Token

MAX_DEPTH = 50
MAX_WORDS = 400

TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels: the inner parentheses are left out"
TOO_MANY = f"more than {MAX_WORDS} words and operators: the rest is left out"

_UNCOUNTED = {Kind.OPEN, Kind.CLOSE, Kind.FIELD}
_UNFINISHED = {Kind.OR, Kind.AND, Kind.NOT, Kind.REQUIRED, Kind.BARE_FIELD}
_ENDS_OPERAND = {Kind.WORD, Kind.PHRASE, Kind.BARE_FIELD, Kind.CLOSE}
_BEFORE_OPERAND = {Kind.NOT, Kind.REQUIRED}
_BEGINS_OPERAND = {
    *(Kind.WORD, Kind.PHRASE, Kind.BARE_FIELD, Kind.FIELD, Kind.OPEN),
    *_BEFORE_OPERAND,
}


def settle(tokens: Iterable[Token], notes: list[str], typed_to: int | None = None) -> list[Token]:
    """Few enough tokens, parentheses in pairs, operators between operands.

    An operator out of place becomes the word that it is spelled as; `notes` says so. One that
    ends at `typed_to`, where the reader is still typing, is left out: its operand is to come.
    """
    kept, cut = _few(tokens)
    if cut:
        notes.append(TOO_MANY)
    if cut or (kept and kept[-1].end == typed_to):
        _drop_unfinished(kept)
    return _joined(_paired(kept, notes), notes)


def _few(tokens: Iterable[Token]) -> tuple[list[Token], bool]:
    """The first `MAX_WORDS` words and operators, and whether there were more."""
    kept: list[Token] = []
    left = MAX_WORDS
    for token in tokens:
        if token.kind not in _UNCOUNTED:
            words = token.text.split()
            if len(words) > left:
                rest = [replace(token, text=" ".join(words[:left]))] if left else []
                return kept + rest, True
            left -= len(words)
        kept.append(token)
    return kept, False


def _drop_unfinished(tokens: list[Token]) -> None:
    while tokens and tokens[-1].kind in _UNFINISHED:
        tokens.pop()


def _paired(tokens: Iterable[Token], notes: list[str]) -> Iterator[Token]:
    """Without parentheses that close nothing or go too deep, and with those that are missing."""
    depth = 0
    for token in tokens:
        if token.kind is Kind.OPEN:
            depth += 1
            if depth > MAX_DEPTH:
                notes.append(TOO_DEEP)
                continue
        elif token.kind is Kind.CLOSE:
            if depth == 0:
                notes.append(") closes nothing: ignored")
                continue
            depth -= 1
            if depth >= MAX_DEPTH:
                continue
        yield token
    if depth:
        notes.append("( is not closed: taken as closed at the end")
    for _ in range(min(depth, MAX_DEPTH)):
        yield Token(Kind.CLOSE, ")", -1)


def _joined(tokens: Iterable[Token], notes: list[str]) -> list[Token]:
    given = list(tokens)
    kept: list[Token] = []
    for place, token in enumerate(given):
        follows = kept[-1].kind if kept else None
        before = given[place + 1].kind if place + 1 < len(given) else None
        if _stands_well(token.kind, follows, before):
            kept.append(token)
            continue
        is_word = token.text.isalpha()
        if is_word:
            kept.append(replace(token, kind=Kind.WORD))
        need = {Kind.NOT: "leave out", Kind.REQUIRED: "require"}.get(token.kind, "join")
        outcome = "searched as a word" if is_word else "ignored"
        notes.append(f"{token.text} has nothing to {need}: {outcome}")
    return kept


def _stands_well(kind: Kind, follows: Kind | None, before: Kind | None) -> bool:
    if kind in _BEFORE_OPERAND:
        return before in _BEGINS_OPERAND
    if kind in {Kind.OR, Kind.AND}:
        return follows in _ENDS_OPERAND and before in _BEGINS_OPERAND
    return True
