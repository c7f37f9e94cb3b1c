"""Words as the same keys would have typed them with another keyboard layout.

The signs of each layout as they lie on the keys of a US keyboard, row by row, without Shift: facts
from X.Org's xkeyboard-config 2.35 (us, de, fr, cz, sk, hu, hr, tr, ru, ua, by, bg, rs, mk, kz, gr
(simple), il, ara, ir, ge, th).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations
from unicodedata import category

US = "us"
_LAYOUTS = {
    US: "`1234567890-= qwertyuiop[] asdfghjkl;' zxcvbnm,./",
    "de": "^1234567890ß´ qwertzuiopü+ asdfghjklöä yxcvbnm,.-",
    "fr": "²&é\"'(-è_çà)= azertyuiop^$ qsdfghjklmù wxcvbn,;:!",
    "cs": ";+ěščřžýáíé=´ qwertzuiopú) asdfghjklů§ yxcvbnm,.-",
    "sk": ";+ľščťžýáíé=´ qwertzuiopúä asdfghjklô§ yxcvbnm,.-",
    "hu": "0123456789öüó qwertzuiopőú asdfghjkléá yxcvbnm,.-",
    "hr": "`1234567890'+ qwertzuiopšđ asdfghjklčć yxcvbnm,.-",
    "tr": '"1234567890*- qwertyuıopğü asdfghjklşi zxcvbnmöç.',
    "ru": "ё1234567890-= йцукенгшщзхъ фывапролджэ ячсмитьбю.",
    "uk": "'1234567890-= йцукенгшщзхї фівапролджє ячсмитьбю.",
    "be": "ё1234567890-= йцукенгшўзх' фывапролджэ ячсмітьбю.",
    "bg": "(1234567890-. ,уеишщксдзц; ьяаожгтнвмч юйъэфхпрлб",
    "sr": "`1234567890'+ љњертзуиопшђ асдфгхјклчћ жџцвбнм,.-",
    "mk": "`1234567890-= љњертѕуиопшѓ асдфгхјклчќ зџцвбнм,./",
    "kk": '("әіңғ,.үұқөһ йцукенгшщзхъ фывапролджэ ячсмитьбю№',
    "el": "`1234567890-= ;ςερτυθιοπ[] ασδφγηξκλ´' ζχψωβνμ,./",
    "he": ";1234567890-= /'קראטוןםפ][ שדגכעיחלךף, זסבהנמצתץ.",
    "ar": "ذ1234567890-= ضصثقفغعهخحجد شسيبلاتنمكط ئءؤرﻻىةوزظ",
    "fa": "\0۱۲۳۴۵۶۷۸۹۰-= ضصثقفغعهخحجچ شسیبلاتنمکگ ظطزرذدپو./",
    "ka": "„1234567890-= ქწერტყუიოპ[] ასდფგჰჯკლ;' ზხცვბნმ,./",
    "th": "_ๅ/-ภถุึคตจขช ๆไำพะัีรนยบล ฟหกดเ้่าสวง ผปแอิืทมใฝ",
}
"""The layouts, each by a language that is written with it."""
_OF_LANGUAGE = {
    "uk": ("uk", "ru"), "be": ("be", "ru"), "kk": ("kk", "ru"),
    "sl": ("hr",), "bs": ("hr",), "sr": ("sr", "hr"), "yi": ("he",),
}  # fmt: skip
"""The layouts of languages that have no layout of their own here, or several."""
_USUAL = ("ru", "uk", "el", "he", "ar", "de", "fr")
"""The layouts tried with QWERTY in any language: readers with such keys read others too."""

_FIGURES = str.maketrans("&é\"'(-è_çà", "1234567890")
_UNSHIFTED = re.compile(r"(?<!\S)(?=\S*[&éè_çà])[&é\"'(\-è_çà]{2,}(?!\S)")


def retyped(
    words: Sequence[str], languages: Collection[str | None] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield the words that the same keys give in other layouts, each once: `привет` for `ghbdtn`.

    The pairs of layouts are QWERTY and the layouts of most scripts, both ways, and any two layouts
    of these languages, of QWERTY, QWERTZ and AZERTY. A word that was not typed in the source layout
    stays as it is.
    """
    folded = tuple(word.lower() for word in words)
    seen = {folded}
    for source, target in _pairs(languages):
        keys = _keys(source, target)
        found = tuple(_typed_with(keys, word) for word in folded)
        if found not in seen:
            seen.add(found)
            yield found


def us_key(letter: str) -> str | None:
    """Return the US key for a letter in the first layout that has the letter; None without one."""
    for layout in _LAYOUTS.values():
        if (at := layout.find(letter)) >= 0:
            return _LAYOUTS[US][at]
    return None


def figures(text: str) -> str:
    """Return the text with the figures that AZERTY keys type with Shift, where they were typed
    without: `é(` stands for `25`."""
    return _UNSHIFTED.sub(lambda typed: typed[0].translate(_FIGURES), text)


def _pairs(languages: Collection[str | None]) -> Iterator[tuple[str, str]]:
    """Yield pairs of layouts: a layout in which words may have been typed, and the intended one."""
    for usual in _USUAL:
        yield US, usual
        yield usual, US
    own = [
        layout
        for language in sorted(filter(None, languages))
        for layout in _OF_LANGUAGE.get(language, (language,))
        if layout in _LAYOUTS
    ]
    if own:
        yield from permutations(dict.fromkeys((US, "de", "fr", *own)), 2)


@cache
def _keys(source: str, target: str) -> Mapping[str, str]:
    """Return a mapping from the sign of each key in the source layout to its sign in the target."""
    pairs = zip(_LAYOUTS[source], _LAYOUTS[target], strict=True)
    return {old: new for old, new in pairs if old.strip(" \0") and new != "\0"}


def _typed_with(keys: Mapping[str, str], word: str) -> str:
    """Return the word as other keys type it, if they have all its letters and only the last letter
    may become another sign. A number stays, and so does a word with figures that become signs
    (F16)."""
    if word.isdigit() or not all(sign in keys for sign in word if sign.isalpha()):
        return word
    found = "".join(keys.get(sign, sign) for sign in word)
    pairs = list(zip(word, found, strict=True))
    if any(old.isdigit() and not new.isalnum() for old, new in pairs):
        return word
    lost = (old.isalpha() and not _is_letter(new) for old, new in pairs)
    return word if any(list(lost)[:-1]) or not any(map(str.isalpha, found)) else found


def _is_letter(sign: str) -> bool:
    """Return whether a sign may stand in a word: a letter, or a vowel or tone of Thai."""
    return sign.isalpha() or category(sign).startswith("M")
