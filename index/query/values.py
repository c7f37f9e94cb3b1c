"""Values of the fields of a query: words, phrases, dates, languages, flags."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from index.query.dates import HOW_TO_WRITE, NoDateError, is_turned, may_become_date, published
from index.query.display_text import shortened
from index.query.languages import begun_codes, codes, near_language
from index.query.names import DATE_FIELDS, TEXT_FIELDS, suggestion
from index.query.nodes import Field, Flag, Fuzzy, Is, Node, Or, Phrase, Prefix, Wildcard, Word

MAX_EDITS = 2

_FUZZY = re.compile(r"(.+)~([0-9]*)")
_TRAILING = ',;:!?…"'
_LOST_STAR = re.compile(r"(?:(?<!\S)|(?<=[^\w*]))\*+\S*|\w+(?:\*+\w+)+")
"""A star in a phrase anywhere but at the end of a word."""


@dataclass(frozen=True, slots=True)
class Value:
    """A word or phrase (`quoted`) as it stands in the query.

    `unfinished` says that the reader is still typing the word, `negated` that it is to be left out.
    """

    text: str
    quoted: bool = False
    slop: int = 0
    unfinished: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The node of a value, or None without one, and a note for the reader where it was guessed."""

    node: Node | None
    note: str | None = None


def meaning(value: Value, field: str | None, now: datetime) -> FieldValue:
    """Return the node for a value in the field of this name (None: any text), with any note."""
    if field == "is":
        return _flag(value)
    if field in DATE_FIELDS:
        return _date(value, field, now)
    where = TEXT_FIELDS[field] if field else Field.ANY
    if where is Field.LANGUAGE:
        return _language(value, field or "")
    return _phrase(value, where) if value.quoted else _word(value, where)


def _flag(value: Value) -> FieldValue:
    typed = value.text.lower()
    if typed in tuple(Flag):
        return FieldValue(Is(Flag(typed)))
    if value.unfinished and any(flag.startswith(typed) for flag in Flag):
        return FieldValue(None)
    near = suggestion(typed, Flag)
    asked = f"did you mean is:{near}?" if near else f"is: knows {', '.join(Flag)}"
    return _literally(value, "is", f"is:{shortened(value.text)} is not known", asked)


def _date(value: Value, field: str, now: datetime) -> FieldValue:
    try:
        node = published(field, value.text, now)
        is_range_turned = is_turned(value.text, now)
    except NoDateError as error:
        if value.unfinished and may_become_date(value.text):
            return FieldValue(None)
        return _literally(value, field, str(error), HOW_TO_WRITE)
    shown = shortened(value.text)
    return FieldValue(node, f"{shown} ends before it begins: turned" if is_range_turned else None)


def _language(value: Value, field: str) -> FieldValue:
    if value.text.endswith("*") and not value.quoted:
        return _word(replace(value, text=value.text.lower()), Field.LANGUAGE)
    found = codes(value.text) or (begun_codes(value.text) if value.unfinished else ())
    if not found:
        near = near_language(value.text)
        reason = f"{shortened(value.text)} is no language that is known here"
        return _literally(value, field, reason, f"did you mean {field}:{near}?" if near else "")
    words = tuple(Word(code, Field.LANGUAGE) for code in found)
    return FieldValue(words[0] if len(words) == 1 else Or(words))


def _literally(value: Value, field: str, reason: str, advice: str = "") -> FieldValue:
    note = f"{reason}: searched literally" + (f"; {advice}" if advice else "")
    text = f"{field}:{value.text}"
    return FieldValue(Phrase(text) if value.quoted else Word(text), note)


def _phrase(value: Value, where: Field) -> FieldValue:
    if not _searchable(value.text):
        return FieldValue(None, "nothing to search for between the quotes: ignored")
    note = None
    if stars := _LOST_STAR.search(value.text):
        note = (
            f"* in quotes stands for the end of a word: {shortened(stars[0])} is searched without"
            f' it; "one two"~1 leaves a word between open'
        )
    return FieldValue(Phrase(value.text, where, value.slop), note)


def _word(value: Value, where: Field) -> FieldValue:
    text = _without_punctuation(value.text)
    note = 'the quote " has no partner: ignored' if '"' in value.text[len(text) :] else None
    if not _searchable(text):
        alone = set(text) & {"*", "~"}
        return FieldValue(None, f"{shortened(text)} stands alone: ignored" if alone else note)
    if _is_shape(text):
        goes_on = value.unfinished and not value.negated and value.text == text
        return FieldValue(Wildcard(f"{text.rstrip('*')}*" if goes_on else text, where), note)
    if text.endswith("*"):
        return _literal_star(FieldValue(Prefix(text.rstrip("*"), where), note))
    if fuzzy := _FUZZY.fullmatch(text):
        return _fuzzy(fuzzy[1], fuzzy[2], where)
    if value.unfinished and not value.negated and _goes_on(value.text[-1]):
        # A negated word waits until it is whole: its first letters would hide too much.
        return _literal_star(FieldValue(Prefix(text, where, unfinished=True), note))
    return _literal_star(FieldValue(Word(text, where), note))


def _without_punctuation(typed: str) -> str:
    """Return the word without final punctuation; in a shape a question mark is one more letter."""
    text = typed.rstrip(_TRAILING)
    if _is_shape(text):
        text += "?" * (len(typed) - len(text) - len(typed[len(text) :].lstrip("?")))
    return text


def _fuzzy(text: str, digits: str, where: Field) -> FieldValue:
    edits = int(digits[:6] or 1)
    if not edits:
        return FieldValue(Word(text, where))
    too_many = f"words differ by {MAX_EDITS} letters at most: ~{MAX_EDITS} is searched"
    return FieldValue(
        Fuzzy(text, where, min(edits, MAX_EDITS)), too_many if edits > MAX_EDITS else None
    )


def _is_shape(text: str) -> bool:
    """Return whether a text is one word with some letters left open, and not only its end."""
    stem = text.rstrip("*")
    return ("*" in stem or "?" in stem) and all(map(_within_shape, text))


def _within_shape(sign: str) -> bool:
    return sign in "*?" or _within_word(sign)


def _literal_star(found: FieldValue) -> FieldValue:
    if isinstance(found.node, Word | Prefix) and "*" in found.node.text:
        note = f"* stands for letters of one word only: {shortened(found.node.text)}"
        return replace(found, note=f"{note} is searched literally")
    return found


def _searchable(text: str) -> bool:
    """Return whether a text has a letter, a digit or a sign such as an emoji."""
    return any(sign.isalnum() or unicodedata.category(sign) == "So" for sign in text)


def _goes_on(sign: str) -> bool:
    """Return whether a typed word may go on behind the sign: C, C+, C++."""
    return sign == "+" or _within_word(sign)


def _within_word(sign: str) -> bool:
    return sign.isalnum() or f"a{sign}".isidentifier()
