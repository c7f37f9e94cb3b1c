"""Light stemmers for languages without a Snowball stemmer: Hebrew prefixes and plurals, Persian
suffixes; and the Arabic prefixes that Snowball's stemmer takes for letters of the word, or the
other way round.

A stem is a key that the forms of a word share, not a word; a word is also found as it is written,
and first. Both stemmers work on folded words (`index.text.folding`) and leave a stem as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_ONE_LETTER: Final = {"ה": 3, "ו": 3, "ב": 3, "ל": 3, "כ": 3, "מ": 4, "ש": 4}
"""Hebrew: the article, conjunctions and prepositions that are written as one word with the next
(Glinert, The Grammar of Modern Hebrew, 1989), each with the fewest letters that have to be left.
Nouns are formed with מ and ש too, so these two need more."""

_PLURAL: Final = "ים"
_LEFT_OF_PLURAL: Final = 3
"""Hebrew: the ending of most plurals, and the fewest letters that have to be left. In the texts of
the Hebrew Universal Dependencies treebank the ending brings a quarter more of the forms of a word
together, and no more wrong pairs (66.5% of the pairs are of one lemma, 65.9% without)."""
_FINAL: Final = dict(zip("כמנפצ", "ךםןףץ", strict=True))

_PERSIAN: Final = (
    ("هايمان", 2), ("هايتان", 2), ("هايشان", 2), ("هايي", 2), ("هايم", 2), ("هايت", 2),
    ("هايش", 2), ("هاي", 2), ("ها", 2), ("ترين", 3), ("تري", 3), ("تر", 3), ("مان", 3),
    ("تان", 3), ("شان", 3), ("گان", 3), ("يان", 3), ("ان", 3), ("ات", 3), ("اش", 3), ("ام", 3),
    ("اي", 3), ("يي", 3), ("ي", 3),
)  # fmt: skip
"""Persian: plural, comparison, possessive, ezafe and indefinite endings, longest first, each with
the fewest letters that have to be left (Lazard, A Grammar of Contemporary Persian, 1992). Some are
written with a half-space before them, which parts words already (`index.text.analysis`)."""


def hebrew(word: str) -> str:
    """Remove the prefixes of a Hebrew word, one after another, and the ending of a plural: ומהבית,
    מהבית, הבית, בית; ושהילדים, ילדים, ילד."""
    while len(word) > _ONE_LETTER.get(word[:1], len(word)):
        word = word[1:]
    while word.endswith(_PLURAL) and len(word) >= len(_PLURAL) + _LEFT_OF_PLURAL:
        word = word[: -len(_PLURAL)]
        word = word[:-1] + _FINAL.get(word[-1], word[-1])
    return word


def persian(word: str) -> str:
    """Remove the suffixes of a Persian word, one after another: کتابهایشان, کتاب."""
    while True:
        for suffix, left in _PERSIAN:
            if word.endswith(suffix) and len(word) - len(suffix) >= left:
                word = word[: -len(suffix)]
                break
        else:
            return word


_ARTICLE: Final = "ال"
_ALEFS: Final = ("أ", "إ", "آ")
"""The alefs with a hamza: a word begins with such an alef, so letters before it are prefixes."""
_LONGEST_PARTICLE: Final = 5
"""The most letters of a word that may be something else (كأس, لأن)."""
_NOUNS: Final = (
    "وزار وزير وزراء ورش ورق وكيل وكال وكلاء وصول وطن ولاي ولاد وليد وسيل وسائل وسيط وسائط "
    "وساط وفاة وفيات وضوح وضع وظيف وظائف وثيق وثائق وحدة وحدات وحيد وجود وجوه وجب وقوع وقائع "
    "ورود وراث وقاي وقود وسط فريق فرص فعالي فترة فترات فندق فنادق فني فنون فنان فيديو فضاء "
    "فضائ فروع فريد فريض فائد فوائد فرق فلسف فكر فلسطين فيفا فطر فراغ فصول فصل فرح فيروس "
    "فقهاء فردي فلاح فور فلك فساد فقراء فقير فضي فحوص فحص فتن فرنس فيتنام فنزويل فيضان فئ "
    "برنامج برامج بداي بناء بيان بطول بطل بورص بعيد بلاد بلد بحث بحوث بواب بسيط بريد بنك بنوك "
    "بريطان بقاء بعث بيوت بيت بصر بصم بيع بشر بيض برمجيات برلمان بنين بروتوكول بديل برك بنات "
    "برازيل بغداد بيروت برلين بلجيك بولند بروكسل بكين بئ "
)
_OWN_LETTER: Final = tuple(_NOUNS.split())
"""Beginnings of words with a first letter of their own, which is no conjunction or preposition: the
corpora have them with an article before them, and hardly ever the rest alone."""
_NO_ARTICLE: Final = ("الماني", "البانيا")
"""Beginnings of names written without their hamza: the first two letters are no article."""


def arabic(word: str) -> str:
    """Rewrite an Arabic word, its hamzas as they were written, so that Snowball's stemmer removes
    its prefixes and nothing else: والحكومة, ولأحمد; but وزارة as الوزارة. A hamza before a waw is
    written on it, as outside of Egypt."""
    word = word.replace("ئو", "ؤو")
    rest = word[1:]
    is_joined = rest.startswith((_ARTICLE, *_OWN_LETTER)) or rest[1:2] in _ALEFS
    if word[:1] in ("و", "ف") and len(word) > _LONGEST_PARTICLE and is_joined:
        word = rest
    if word[:1] in ("ل", "ك") and len(word) >= _LONGEST_PARTICLE and word[1:2] in _ALEFS:
        word = word[1:]
    if word.startswith(_NO_ARTICLE):
        return _ALEFS[0] + word[1:]
    return _ARTICLE + word if word.startswith(_OWN_LETTER) else word


STEMMERS: Final[Mapping[str, Callable[[str], str]]] = {"he": hebrew, "fa": persian}
"""The light stemmers by the code of their language (ISO 639)."""
