"""Other spellings of a query's text, with other words than its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from index.query import Field, Node, Phrase, Prefix, Text, Word
from index.text.analysis import APOSTROPHES, joints

LAST_YEAR = 2099
"""The largest number of four figures that is taken for a year, and written without a comma."""

MOST_DESIGNATIONS = 3
"""The designations, letters and figures behind them (F 16), joined in a phrase at most."""

_WORDING = (Field.ANY, Field.TITLE)
_SPACED_INITIALS = re.compile(r"(?<![\w.])[^\W\d_]\.(?:\s+[^\W\d_]\.)+")
_CLOSED_INITIALS = re.compile(r"(?<![\w.])[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)")
_AFTER_DOT = re.compile(r"(?<=\.)(?=.)")
_HALF_SPACE = re.compile("(?<=[\u0620-\u06ff])\u200c(?=[\u0620-\u06ff])")

# Ph. D., EE. UU.: parts of an abbreviation with capitals, one of them with several letters.
_SPACED_PARTS = re.compile(
    r"(?<![\w.])(?!\w\.\s+\w(?!\w))([^\W\d_]{1,2})\.\s+([^\W\d_]{1,4})(?!\w)"
)
# PhD, BSc, McCoy; EEUU, JJOO; and the degrees that are typed in small letters.
_HUMP = re.compile(r"(?<!\w)(?![A-Z]+(?!\w))([A-Z][a-z]?)([A-Z][a-z]{0,4})(?!\w)")
_TWO_PLURALS = re.compile(r"(?<!\w)(([a-z])\2)((?!\2)([a-z])\4)(?!\w)", re.IGNORECASE)
_DEGREE = re.compile(r"(?<!\w)(ph(?=d)|[bm](?!d))(d|sc|phil)(?!\w)", re.IGNORECASE)

_TYPED_INITIAL = re.compile(rf"(?<![^\W_])o[{APOSTROPHES}][a-z]")
_NEGATION = re.compile(rf"(?<![^\W_])([a-z]+n)[{APOSTROPHES}]t(?![^\W_])", re.IGNORECASE)
_NEGATED = re.compile(
    r"(?<![^\W_])((?:ai|are|ca|could|did|does|do|had|has|have|is|might|must|need|should|was|were|wo"
    r"|would)n)t(?![^\W_])",
    re.IGNORECASE,
)
# F16; of single letters, only the ones that are a word in no language that writes figures behind
# it: there any space may stand between the two (in Czech, s 16).
_LETTERS_AND_FIGURES = re.compile(
    r"(?<![^\W_])([^\W\d_]{2,}|[bcdfghjlmnpqrtx])(\d+)(?![^\W_])", re.IGNORECASE
)
_SHORT = re.compile(r"(?<![^\W_])([^\W\d_]{1,5}) (\d{1,3})(?![^\W_]|[ ,.]\d)")
_PREPOSITIONS = (
    "of in on at to by for from the and or than as with over under until since about after "
    "der die das den am im um vor nach bis seit von mit und ab le les de du des en au aux et "
    "el los las del al il gli di da"
)
_BEFORE_COUNTS = frozenset(_PREPOSITIONS.split())
"""Words before any number: no designation begins with such a word unless it is in capitals."""
_UNITS = "am|pm|bn|mn|tn|km|cm|mm|kg|mg|mph|kph|kb|mb|gb|tb|kw|mw|gw|kwh|mwh|hz|khz|mhz|ghz"
_FIGURES_AND_UNIT = re.compile(rf"(\d)({_UNITS})(?![^\W_])", re.IGNORECASE)
_FIGURES_THEN_UNIT = re.compile(rf"(\d) ({_UNITS})(?![^\W_])", re.IGNORECASE)
_OF_THE_CLOCK = re.compile(r"(\d\s?[ap])\.\s?m(?![^\W_])\.?", re.IGNORECASE)
# Months and places are counted with any of these; two or three states stand with dots between them.
_COUNTER = re.compile("(?<=[0-9０-９一二三四五六七八九十数何])[ヶヵケカか箇](?=[月国所年条])")
_COUNTERS = "ヶカか箇"
_STATES = re.compile(
    r"(?<!\w)([한미일중북러영독불])([한미일중북러영독불])([한미일중북러영독불]?)(?!\w)"
)
_DOTTED = re.compile("(?<=[가-힣])[·ㆍ・‧∙](?=[가-힣])")
_GROUPED = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[,.\s{APOSTROPHES}]\d{{3}})+(?!\w|[.,]\d)")
MOST_FIGURES = 15
"""The most figures of a number that is also searched with signs between its groups."""
_UNGROUPED = re.compile(r"(?<![\w.,])\d{4,15}(?!\w|[.,]\d)")


@lru_cache(maxsize=1024)
def ways(node: Text) -> tuple[Text, ...]:
    """Return the text, and its other ways of writing: initials with spaces between them or without
    (J. K. Rowling, J.K. Rowling), Persian half-spaces, hyphens, apostrophes and commas in numbers
    left out (e-mail, O'Brien, 1,000,000), letters and figures apart (F 16, 10 km), contractions
    without their apostrophe (dont)."""
    match node:
        case Word(text) | Phrase(text):
            others = dict.fromkeys(
                (*_initials(text), *_joined(text), _parted(text), *_counted(text))
            )
        case Prefix(text):
            others = dict.fromkeys((_without_joints(text), _with_spaces(text)))
        case _:
            return (node,)
    return (node, *(replace(node, text=way) for way in others if way != text))


def designation(parts: Sequence[Node], at: int) -> Word | Prefix | None:
    """Return a short word and the figures behind it joined in one node, or figures and a unit, as
    F16 for F 16 and 10km for 10 km, or an abbreviation's parts, as PhD for Ph. D; None for other
    parts."""
    match parts[at : at + 2]:
        case [Word(first, field), Word(second, other) | Prefix(second, other) as last]:
            text = f"{first} {second}"
            short = _SHORT.fullmatch(text) if _may_begin(first) else None
            is_one = short or _FIGURES_THEN_UNIT.fullmatch(text, len(first) - 1)
            if field is not other or field not in _WORDING:
                return None
            if is_one:
                return replace(last, text=first + second)
            if (parts_in_one := _SPACED_PARTS.sub(_closed, text)) != text:
                return replace(last, text=parts_in_one)
    return None


def _may_begin(word: str) -> bool:
    """Return whether a designation may begin with a word: IN 20 may be one, in 20 is none."""
    return word.isupper() or word.lower() not in _BEFORE_COUNTS


def _joined(text: str) -> Iterator[str]:
    """Yield the text with every joinable part joined: email, 1000000, OBrien, dont; and with one of
    its designations joined: F16."""
    text = _NEGATION.sub(r"\1t", _without_joints(text))
    text = _FIGURES_THEN_UNIT.sub(r"\1\2", _OF_THE_CLOCK.sub(r"\1m", text))
    text = _DOTTED.sub("", text)
    text = _GROUPED.sub(lambda found: _number(found[0]), text)
    yield text
    yield _SPACED_PARTS.sub(_closed, text)
    short = (found for found in _SHORT.finditer(text) if _may_begin(found[1]))
    for found in islice(short, MOST_DESIGNATIONS):
        yield text[: found.start()] + "".join(found.groups()) + text[found.end() :]


def _closed(parts: re.Match[str]) -> str:
    """Return the parts of an abbreviation joined, if they have capitals."""
    is_one = parts[1][0].isupper() and parts[2][0].isupper()
    return parts[1] + parts[2] if is_one else parts[0]


def _initials(text: str) -> Iterator[str]:
    yield _SPACED_INITIALS.sub(lambda found: "".join(found[0].split()), text)
    yield _CLOSED_INITIALS.sub(lambda found: " ".join(_AFTER_DOT.split(found[0])), text)
    for abbreviation in (_HUMP, _DEGREE):
        yield abbreviation.sub(r"\1 \2", text)
    yield _TWO_PLURALS.sub(r"\1 \3", text)
    yield _HALF_SPACE.sub("", text)


def _parted(text: str) -> str:
    """Return the text with every separable part separated; hyphens in the searched text are left to
    the analysis (`analysis.JOINED`)."""
    text = _STATES.sub(lambda found: "·".join(filter(None, found.groups())), text)
    return _NEGATED.sub(r"\1 t", _with_spaces(_OF_THE_CLOCK.sub(r"\1m", text)))


def _counted(text: str) -> Iterator[str]:
    """Yield the text with each of the signs that count months in Japanese: 3ヶ月, 3カ月."""
    if _COUNTER.search(text):
        for sign in _COUNTERS:
            yield _COUNTER.sub(sign, text)


def _with_spaces(text: str) -> str:
    text = _FIGURES_AND_UNIT.sub(r"\1 \2", _LETTERS_AND_FIGURES.sub(r"\1 \2", text))
    return _UNGROUPED.sub(lambda found: _groups(found[0]), text)


def _without_joints(text: str) -> str:
    """Return the text without the signs between words that are also written as one."""
    typed = _TYPED_INITIAL.sub(lambda found: found[0].title(), text)
    signs = {joint.start(2) for joint in joints(typed)}
    return "".join(sign for at, sign in enumerate(text) if at not in signs)


def _number(grouped: str) -> str:
    figures = re.sub(r"\D", "", grouped)
    return figures if len(figures) > MOST_FIGURES or int(figures) > LAST_YEAR else grouped


def _groups(figures: str) -> str:
    if int(figures) <= LAST_YEAR or figures.startswith("0"):
        return figures
    return f"{int(figures):,}".replace(",", " ")
