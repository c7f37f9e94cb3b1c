"""Detection of mail, tables and programs among texts, by features that no article has.

Only the whole text, or its whole beginning, decides: an article that quotes a header, a table or
some code begins with a headline.
"""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import Final

_FIELD: Final = r"[A-Za-z][A-Za-z0-9-]*:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*"
_HEADER: Final = re.compile(rf"(?:{_FIELD}){{3,}}(?=\n|$)")
_MAILBOX: Final = re.compile(
    r"From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d(?::\d\d)? [^\n]*\n"
    rf"(?:{_FIELD}){{2,}}"
)
_ENVELOPE: Final = re.compile(
    r"^(?:message-id:\s*<[^<>\s]+@[^<>\s]+>|received:\s*(?:from|by)\s|mime-version:\s*1\.0"
    r"|return-path:\s*<|x-mozilla-status:|dkim-signature:)",
    re.IGNORECASE | re.MULTILINE,
)
"""Header fields that programs write, and nobody by hand."""
_SENDER: Final = re.compile(r"^from:[^\n]*[^\s@<>]@[^\s@<>]+\.[a-z]", re.IGNORECASE | re.MULTILINE)
_SENT: Final = re.compile(
    r"^(?:date|sent):\s*(?:[^\W\d_]+,\s*)?\d{1,2}\s[^\W\d_]{3,9}\s\d{4}\s\d",
    re.IGNORECASE | re.MULTILINE,
)
_CARD: Final = re.compile(r"BEGIN:(VCARD|VCALENDAR)\s", re.IGNORECASE)

_DELIMITERS: Final = (",", ";", "\t")
_FEWEST_ROWS: Final = 4
_FEWEST_FIELDS: Final = 3
_MOST_ROWS: Final = 50
"""Most rows of a table that are examined."""
_NAME_LENGTH: Final = 40
"""Most characters in the name of a column."""

_MOST_LINES: Final = 300
_FEWEST_LINES: Final = 5
_CODE_SHARE: Final = 0.6
"""Least share of a program's lines that end as statements and blocks do."""
_FEWEST_BLOCKS: Final = 2
_CODE_END: Final = re.compile(r"[;{}]\)?[;,]?$|^(?://|/\*|\*(?:\s|/|$))")
_BLOCK_START: Final = re.compile(r"\{$")
_BLOCK_END: Final = re.compile(r"^\}[);,]*(?:$|\s)")
_DECLARATIONS: Final = re.compile(r"\s*(?:[\w-]+\s*:[^{}]+)?")
"""Declarations between the braces of a style sheet."""
_FEWEST_RULES: Final = 3
_SELECTOR_LENGTH: Final = 1_000
_COMMENT: Final = re.compile(r"//|/\*|\*|#|--")
_STOP: Final = re.compile(r"[^\W\d_][.!?]$")
_SENTENCE_WORDS: Final = 5
_SHEBANG: Final = re.compile(r"#![ \t]*/\S*[ \t]*[^\n]*\n|<\?php\b")
_IMPORT: Final = re.compile(
    r"^(?:from [\w.]+ )?import [\w.]+(?:(?:,| as) ?[\w.]+)*$|^#include [<\"]", re.MULTILINE
)
_DEFINITION: Final = re.compile(
    r"^\s*(?:def|class) \w+[^\n]*:$|^[\w*]+ [\w*]+\([^\n]*\)\s*\{?$", re.MULTILINE
)


def data_format(text: str) -> str | None:
    """Return the format of a text that is mail, a table or a program; None for any other."""
    if _MAILBOX.match(text):
        return "a mailbox (mbox)"
    if _is_mail(text):
        return "a mail"
    if card := _CARD.match(text):
        return "a visiting card (vCard)" if card[1].upper() == "VCARD" else "a calendar (iCalendar)"
    if _is_style(text):
        return "a style sheet (CSS)"
    if _is_program(text):
        return "the source of a program"
    return "a table (CSV)" if any(_is_table(text, sign) for sign in _DELIMITERS) else None


def _is_mail(text: str) -> bool:
    """Tell whether a text begins with the header of a mail as programs write it."""
    header = _HEADER.match(text)
    if header is None:
        return False
    sent = _SENDER.search(header[0]) and _SENT.search(header[0])
    return bool(sent or _ENVELOPE.search(header[0]))


def _is_table(text: str, delimiter: str) -> bool:
    """Tell whether all lines have as many fields as the first, which names the columns.

    Writers put a space behind a comma, programs that write tables do not.
    """
    lines = list(islice((line for line in text.split("\n") if line.strip()), _MOST_ROWS))
    if len(lines) < _FEWEST_ROWS or delimiter not in lines[0]:
        return False
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    names = rows[0]
    if len(names) < _FEWEST_FIELDS or len(set(names)) < len(names):
        return False
    named = all(name.strip() and len(name) <= _NAME_LENGTH for name in names)
    tight = sum(field.startswith(" ") for row in rows for field in row) == 0
    return named and tight and all(len(row) == len(names) for row in rows)


def _is_style(text: str) -> bool:
    """Tell whether a text is nothing but rules of a style sheet."""
    if text.count("{") < _FEWEST_RULES:
        return False
    text = re.sub(r"/\*.*?\*/|@(?:charset|import)[^;{}]*;", "", text, flags=re.DOTALL).strip()
    *rules, end = text.split("}")
    pairs = [rule.partition("{") for rule in rules]
    return (
        not end.strip()
        and len(rules) >= _FEWEST_RULES
        and all(
            brace and _is_selector(selector.strip()) and _DECLARATIONS.fullmatch(inside)
            for selector, brace, inside in pairs
        )
    )


def _is_selector(text: str) -> bool:
    """Tell whether a text may be a selector before a brace, not prose above an example."""
    return 0 < len(text) <= _SELECTOR_LENGTH and ";" not in text and "\n\n" not in text


def _is_program(text: str) -> bool:
    """Tell whether a text is code by its first line, or by line ends of languages with braces."""
    if _SHEBANG.match(text):
        return True
    lines = [line.strip() for line in text.split("\n") if line.strip()][:_MOST_LINES]
    if any(_is_sentence(line) and not _COMMENT.match(line) for line in lines):
        return False
    if lines and _IMPORT.match(lines[0]) and _DEFINITION.search(text):
        return True
    if len(lines) < _FEWEST_LINES:
        return False
    blocks = min(
        sum(_BLOCK_START.search(line) is not None for line in lines),
        sum(_BLOCK_END.match(line) is not None for line in lines),
    )
    code = sum(_CODE_END.search(line) is not None for line in lines)
    return blocks >= _FEWEST_BLOCKS and code >= _CODE_SHARE * len(lines)


def _is_sentence(line: str) -> bool:
    """Tell whether a line is a sentence, which stands in programs only as a comment."""
    is_long = len(line.split(maxsplit=_SENTENCE_WORDS - 1)) == _SENTENCE_WORDS
    return is_long and _STOP.search(line, len(line) - 2) is not None
