"""Words of mixed scripts, rewritten in one script by letters that look the same.

Latin and Cyrillic letters that most typefaces draw alike (after Unicode's UTS #39, confusables).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_LATIN = "ABEKMHOPCTYXISJaceopyxisjh"
_CYRILLIC = "АВЕКМНОРСТУХІЅЈасеорухіѕјһ"

_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)


def lookalikes(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words in Latin letters, then in Cyrillic ones, each result once: for `cат`, with a
    Latin first letter, `сат`; for `CCCP`, all Latin, `СССР`.

    A word stays as it is where not all of its letters look like letters of the other script.
    """
    seen = {tuple(words)}
    for table, is_whole in ((_TO_LATIN, str.isascii), (_TO_CYRILLIC, _is_cyrillic)):
        found = tuple(other if is_whole(other := word.translate(table)) else word for word in words)
        if found not in seen:
            seen.add(found)
            yield found


def _is_cyrillic(word: str) -> bool:
    return all("Ѐ" <= sign <= "ԯ" for sign in word if sign.isalpha())
