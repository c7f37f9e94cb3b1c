"""Occurrences of typed words in a text, letter by letter, whatever their case and accents."""

from __future__ import annotations

from collections.abc import Iterator

from index.match.spans import Span
from index.text.folding import fold


class Needle:
    """Text to be found, folded as words of the archive are: `cafe` finds `Café`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = "".join(map(_letter, text))

    def __bool__(self) -> bool:
        return bool(self._folded)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the spans of the needle in a text, in order and without overlaps."""
        if not self._folded:
            return ()
        if text.isascii() and self.text.isascii():
            return tuple(_found(text.lower(), self._folded))
        letters = [_letter(sign) for sign in text]
        starts: list[int] = []
        for number, letter in enumerate(letters):
            starts += [number] * len(letter)
        spans: list[Span] = []
        for start, end in _found("".join(letters), self._folded):
            if not spans or starts[start] >= spans[-1][1]:  # ß folds to two letters
                spans.append((starts[start], _with_marks(letters, starts[end - 1] + 1)))
        return tuple(spans)


def _letter(sign: str) -> str:
    """Return a character folded by itself; every white space is a space."""
    return " " if sign.isspace() else fold(sign)


def _found(text: str, wanted: str) -> Iterator[Span]:
    at = text.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + len(wanted))


def _with_marks(letters: list[str], end: int) -> int:
    """Return the end of a span, moved past the marks behind it, which fold to nothing."""
    while end < len(letters) and not letters[end]:
        end += 1
    return end
