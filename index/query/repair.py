"""Repair of operators and parentheses that stand where they make no sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.query.lexer import QueryToken, TokenKind

MAX_DEPTH = 50
MAX_WORDS = 400

TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels: the inner parentheses are left out"
TOO_MANY = f"more than {MAX_WORDS} words and operators: the rest is left out"

_UNCOUNTED = {TokenKind.OPEN, TokenKind.CLOSE, TokenKind.FIELD}
_UNFINISHED = {TokenKind.OR, TokenKind.AND, TokenKind.NOT, TokenKind.REQUIRED, TokenKind.BARE_FIELD}
_ENDS_OPERAND = {TokenKind.WORD, TokenKind.PHRASE, TokenKind.BARE_FIELD, TokenKind.CLOSE}
_BEFORE_OPERAND = {TokenKind.NOT, TokenKind.REQUIRED}
_BEGINS_OPERAND = {
    *(TokenKind.WORD, TokenKind.PHRASE, TokenKind.BARE_FIELD, TokenKind.FIELD, TokenKind.OPEN),
    *_BEFORE_OPERAND,
}


def settle(
    tokens: Iterable[QueryToken], notes: list[str], typed_to: int | None = None
) -> list[QueryToken]:
    """Return few enough tokens, with parentheses in pairs and operators between operands.

    An operator out of place becomes the word of its spelling; `notes` says so. An operator that
    ends at `typed_to`, where the reader is still typing, is left out: its operand is to come.
    """
    kept, cut = _few(tokens)
    if cut:
        notes.append(TOO_MANY)
    if cut or (kept and kept[-1].end == typed_to):
        _drop_unfinished(kept)
    return _joined(_paired(kept, notes), notes)


def _few(tokens: Iterable[QueryToken]) -> tuple[list[QueryToken], bool]:
    """Return the first `MAX_WORDS` words and operators as tokens, and whether there are more."""
    kept: list[QueryToken] = []
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


def _drop_unfinished(tokens: list[QueryToken]) -> None:
    while tokens and tokens[-1].kind in _UNFINISHED:
        tokens.pop()


def _paired(tokens: Iterable[QueryToken], notes: list[str]) -> Iterator[QueryToken]:
    """Yield tokens with paired parentheses: stray and too deep ones removed, missing ones added."""
    depth = 0
    for token in tokens:
        if token.kind is TokenKind.OPEN:
            depth += 1
            if depth > MAX_DEPTH:
                notes.append(TOO_DEEP)
                continue
        elif token.kind is TokenKind.CLOSE:
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
        yield QueryToken(TokenKind.CLOSE, ")", -1)


def _joined(tokens: Iterable[QueryToken], notes: list[str]) -> list[QueryToken]:
    given = list(tokens)
    kept: list[QueryToken] = []
    for place, token in enumerate(given):
        follows = kept[-1].kind if kept else None
        before = given[place + 1].kind if place + 1 < len(given) else None
        if _stands_well(token.kind, follows, before):
            kept.append(token)
            continue
        is_word = token.text.isalpha()
        if is_word:
            kept.append(replace(token, kind=TokenKind.WORD))
        need = {TokenKind.NOT: "leave out", TokenKind.REQUIRED: "require"}.get(token.kind, "join")
        outcome = "searched as a word" if is_word else "ignored"
        notes.append(f"{token.text} has nothing to {need}: {outcome}")
    return kept


def _stands_well(kind: TokenKind, follows: TokenKind | None, before: TokenKind | None) -> bool:
    if kind in _BEFORE_OPERAND:
        return before in _BEGINS_OPERAND
    if kind in {TokenKind.OR, TokenKind.AND}:
        return follows in _ENDS_OPERAND and before in _BEGINS_OPERAND
    return True
