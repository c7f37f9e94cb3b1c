"""News agencies' lines that are part of a body: the dateline above it, the credits below."""

from __future__ import annotations

import re
from typing import Final

from index.ingest import phrases as words

_LONGEST_DATELINE: Final = 80
_LONGEST_CREDIT: Final = 160
"""Most characters of a credit line."""
_DATELINE: Final = re.compile(
    r"\S.*[^\s–—-]\s*[–—-]{1,2}"  # WASHINGTON, March 3 (Reuters) -
    r"|\S.*/[^/\d]{2,20}/[.\s–—-]*"  # МОСКВА, 3 марта. /ТАСС/.
    r"|【[^】]+】|[(（][^)）]+[電电訊讯][)）]"  # 【東京共同】, （中央社台北3日電）
    r"|\([^()=]+=[^()=]+\)[^=]{0,20}=?"  # (서울=연합뉴스) 홍길동 기자 =
)
_IN_BRACKETS: Final = re.compile(r"\(([^()]+)\)[.:]?$")
_MOST_WORDS: Final = 3
"""Most words of a place in capitals before a colon: NEW DELHI:"""
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AROUND: Final = " ()（）[]【】*-–—.…/"
_PARTS: Final = re.compile(r"\s*[/,+&|]\s*|\s+(?:and|und|et|y|e|en|och|og|с|и)\s+")


def is_dateline(text: str) -> bool:
    """Tell whether a line above a text is a dateline: the place and the agency of the text."""
    if len(text) > _LONGEST_DATELINE or text[0].islower():
        return False
    if _DATELINE.fullmatch(text):
        return True
    if agency := _IN_BRACKETS.search(text):
        return _names_agencies(agency[1].casefold())
    return text.endswith(":") and text.isupper() and len(text.split()) <= _MOST_WORDS


def is_credit(text: str) -> bool:
    """Tell whether a line below a text names its reporters, editors, photographers or agencies."""
    if len(text) > _LONGEST_CREDIT:
        return False
    folded = text.casefold().strip(_AROUND)
    return (
        folded.startswith(words.CREDITS)
        or _names_agencies(folded)
        or _ADDRESS.fullmatch(folded) is not None
    )


def _names_agencies(folded: str) -> bool:
    return bool(folded) and all(part in words.AGENCIES for part in _PARTS.split(folded))
