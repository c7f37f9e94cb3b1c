"""What would the same keys have typed with another keyboard layout?

The letters of each layout as they lie on the keys of a US keyboard, row by row, without Shift
(after the tables of X.Org's xkeyboard-config: us, ru, ua, by, bg phonetic excepted, gr, il, ara).
"""

from __future__ import annotations

from collections.abc import Iterator

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


def retyped(text: str) -> Iterator[str]:
    """The texts that the same keys give in other layouts, each once: `ghbdtn` gives `привет`.

    Only what has letters of one layout alone can have been typed in it; from other layouts than
    the US one the text is taken to that one.
    """
    folded = text.lower()
    seen = {folded}
    maps = _FROM_US.values() if folded.isascii() else _TO_US.values()
    for keys in maps:
        if not all(sign in keys for sign in folded if sign.isalpha()):
            continue
        found = "".join(keys.get(sign, sign) for sign in folded)
        if found not in seen and any(map(str.isalpha, found)):
            seen.add(found)
            yield found
