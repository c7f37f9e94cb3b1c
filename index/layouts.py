"""What would the same keys have typed with another keyboard layout?

The letters of each layout as they lie on the keys of a US keyboard, row by row, without Shift
(after the tables of X.Org's xkeyboard-config: us, ru, ua, by, bg phonetic excepted, gr, il, ara).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

_US = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_LAYOUTS = {
    "ru": "ёйцукенгшщзхъфывапролджэячсмитьбю.",
    "uk": "'йцукенгшщзхїфівапролджєячсмитьбю.",
    "be": "ёйцукенгшўзх'фывапролджэячсмітьбю.",
    "el": "`;ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./",
    "he": ";/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.",
    "ar": "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوزظ",
}

_FROM_US = {name: dict(zip(_US, signs, strict=True)) for name, signs in _LAYOUTS.items()}
_TO_US = {name: dict(zip(signs, _US, strict=True)) for name, signs in _LAYOUTS.items()}


def retyped(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The words that the same keys give in other layouts, each time once: `ghbdtn` gives `привет`.

    From the US layout where any of them has Latin letters, else to it; a word stays as it is that
    was not typed in the layout which it would be taken from.
    """
    folded = tuple(word.lower() for word in words)
    from_us = any(word.isascii() and any(map(str.isalpha, word)) for word in folded)
    seen = {folded}
    for keys in (_FROM_US if from_us else _TO_US).values():
        found = tuple(_typed_with(keys, word) for word in folded)
        if found not in seen:
            seen.add(found)
            yield found


def _typed_with(keys: Mapping[str, str], word: str) -> str:
    """The word as other keys have it, where all its letters are on them."""
    if not all(sign in keys for sign in word if sign.isalpha()):
        return word
    found = "".join(keys.get(sign, sign) for sign in word)
    return found if any(map(str.isalpha, found)) else word
