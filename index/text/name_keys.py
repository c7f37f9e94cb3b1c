"""Phonetic keys of names, and the likeness of two names by their sounds.

A name that has been written in several alphabets, and by the rules of several languages, keeps its
consonants, more or less: Zelensky, Selenskyj and Зеленский are all s-l-n-s-k. So a name is
romanised, its consonants are put into classes of letters that stand for each other from language to
language, and its vowels are dropped. The result is a key, as in Soundex and its successors (see
Christen, A Comparison of Personal Name Matching, 2006), but a coarser key, because it need not be
right: names with a common key are compared closely afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import NamedTuple

from text_unidecode import unidecode

from index.text.folding import script_of

CLOSE = 0.88
"""The likeness from which names with a common key are taken for the same name."""

DISTANT = 0.82
"""The likeness below which names are hardly ever the same."""

SAME = 0.96
"""The likeness from which two spellings are of one name: Zelensky, Zelenskyy."""

SURE = 0.92
"""The likeness that two words need if nothing else shows that they are a name."""

SHORTEST, LONGEST = 4, 40
"""The fewest and the most letters of a name with other spellings."""

_UNVOWELLED = 0.97
"""The greatest likeness of two names if one is written without short vowels."""

_ENOUGH, _ENOUGH_WITH_VOWELS, _UNVOWELLED_SHORT = 3, 5, 0.75
"""The fewest consonants or sounds that tell such a name, and the greatest likeness with fewer."""

_MANY = 4
"""The fewest consonants that tell a name alone; for a name with fewer, in a script without short
vowels, differences in the letters that it has cost more."""

_LETTERS = {
    "х": "kh", "й": "y", "ы": "y", "ђ": "dj", "đ": "dj", "ä": "e", "ö": "o", "ü": "u", "г": "gh",
    "β": "v", "η": "i", "φ": "f", "ا": "a", "آ": "a", "ع": "a", "ج": "dj", "و": "w", "ۇ": "w",
    "ۆ": "o", "ې": "e", "ێ": "e", "ە": "e", "ه": "h", "ة": "h", "ى": "y", "א": "a", "ע": "a",
    "ח": "h",
}  # fmt: skip
"""Letters that are commonly romanised in another way than letter by letter."""

_ARTICLE = re.compile("^ال(?=..)", re.MULTILINE)
_CARRIER = re.compile("^ا(?=[ويى].)")
"""An alef before a first vowel, written only because that vowel needs a carrier."""
_ABJAD = re.compile("[\u0590-\u06ff]")
_GREEK = (
    (re.compile("μπ"), "b"),
    (re.compile("ντ"), "d"),
    (re.compile("γ[κγ]"), "g"),
    (re.compile("[αε]υ"), "av"),
    (re.compile("τζ"), "dj"),
)
# Waw and vav are vowels but at the beginning, behind a vowel, or where there are two.
_VAV = ((re.compile("וו"), "v"), (re.compile(r"ו(?:(?<=[^\nאו]ו)|(?<=\nאו)|(?<=^או))"), "u"))
_WAW = ((re.compile(r"و(?:(?<=[^\nاو]و)|(?<=\nاو)|(?<=^او))"), "u"),)
_NOT_ROMAN = re.compile(r"[^a-z\n]")

# Capitals are the classes: S for sibilants, K for sounds of the back of the mouth, and so on. A
# letter without a class stands for itself.
_BEFORE_CH = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        (r"(?<=..)(?:ie|o)ff$", "ov"),
        (r"(?<=..)(?:ow|ew)$", "ov"),
        (r"schtsch|shch|chtch|szcz|sjtj|stch|chtsch", "S"),
        (r"tzsch|tsch|dsch|tch|dzh|dz|dj|tj|tsh|cz", "S"),
        (r"sch|sh|sz|zh|sj|zj|t[sz]", "S"),
    )
)
_AFTER_CH = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        (r"(?:kh|gh|qh)(?!S)", "K"),
        (r"d+h|th", "T"),
        (r"ph", "F"),
        (r"^x", "K"),
        (r"x", "KS"),
        (r"c(?=[eiy])|c$|[sz]", "S"),
        (r"[vwf]", "F"),
        (r"[kgqc]|^h", "K"),
        (r"[dt]", "T"),
        (r"[bp]", "P"),
    )
)
_FIRST_VOWELS = re.compile(r"^(?:[aeiouy]+|j[aeiou][aeiouyj]*)", re.MULTILINE)
_SILENT = re.compile(r"[aeiouyh]+")
_AGAIN = re.compile(r"([^\n])\1+")
# Behind a vowel, m or n these may be written as a mere h, which is silent.
_WEAK_KH = re.compile(r"(?<=[aeiouymn])([kg])h")
# Other readings of the letters of a script. (A pattern that begins with a letter is found soonest.)
_OTHER_READINGS = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        ("^(?=ال..)", "ا"),  # no article
        ("[\u0902\u0982\u0a02\u0a82\u0b02\u0c02\u0c82\u0d02]", "m"),
        ("ב(?<=.ב)", "v"),
        ("[פף](?<=..)", "f"),
        ("μπ(?<=.μπ)", "mp"),
        ("ντ(?<=.ντ)", "nt"),
        ("و(?<=او)", "u"),
        ("^و", "u"),
        ("ج", "g"),
        ("^(?=.*rz)([^\\W_]*[a-z][^\\W_]*?)rz", r"\1z"),  # of Polish
        ("c$(?<=[aeiou]c)", "k"),
        ("^([a-z]+)g(?=[ei])", r"\1dj"),
        ("c(?![hkz])(?=[a-z]*$)", "z"),  # with a caron or an acute accent, which are folded
    )
)
# Names that may be spoken in another way: the pattern, and the replacements of ch and of j.
_OTHER_WAYS = (
    (re.compile("ch"), "K", ""),
    (re.compile("j"), "S", "S"),
    (re.compile("ch.*j|j.*ch"), "K", "S"),
)

_GLIDES = "ij"
_AIN = "ʿae"
"""The sound of ain, a consonant of Arabic, heard elsewhere as a vowel between two consonants."""
_SILENT_E = "ə"
_SS = "ß"
"""The sign of a double s, which is never spoken as a single z."""
# The sounds that letters may stand for, from language to language, a sign for each sound.
_SOUNDS = (
    ("schtsch|shch|chtch|szcz|sjtj|stch|chtsch", "ŝ"),
    ("tzsch|tsch|tch|tsh|cz|tj", "č"),
    ("dzh|dsch|dj", "ǰ"),
    ("dz", "ǰz"),
    ("sch|sj", "šśž"),
    ("sh", "šś"),
    ("sz", "šśs"),
    ("zh|zj", "ž"),
    ("ch(?=[eiy])|ch$", "čxš"),
    ("ch", "čxšk"),
    ("ts|tz", "c"),
    ("kh", "x"),
    ("ck|k", "k"),
    ("gh|qh", "gx"),
    ("dh", "dð"),
    ("th", "tθ"),
    ("ph", "f"),
    ("c(?=[eiy])", "sčc"),
    ("c", "kc"),
    ("q", "kgq"),
    ("g(?=[ei])", "gǰ"),
    ("h", "hx"),
    ("j", "jžǰx"),
    ("v$", "vfw"),
    ("v", "vw"),
    ("w", "w"),
    ("z", "zźcs"),
    (_SS, "sś"),
    ("s$|(?<=[aeiouy])s(?=[aeiouy])", "szźś"),
    ("s", "sźś"),
    ("ou|oo|oe", "u"),
    ("ee", "i"),
    ("y", _GLIDES),
    ("(?<=[^aeiou])e$", _SILENT_E),
)
# (ś and ź are the sh and z that a plain s may be in some languages; Arabic script has neither.) The
# tables of other scripts have a space between two sounds.
_CYRILLIC = """
а=a б=b в=vfw г=gxh д=d е=ej ё=oj ж=žǰ з=zź и=i й=ij к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=fv
х=xh ц=c ч=čš ш=šś щ=ŝšś ъ= ы=i ь= э=e ю=uj я=aj і=i ї=ij є=ej ґ=g ў=uvw ј=ij љ=l њ=n ћ=č ђ=ǰ џ=ǰ
дж=ǰj ий=ij ый=ij тч=č ѓ=g ќ=k кс=k_s
"""
_HELLENIC = """
α=a β=vw γ=gj δ=d ε=e ζ=z η=i θ=θ ι=ij κ=k λ=l μ=m ν=n ξ=k_s ο=o π=p ρ=r σ=sśź τ=t υ=iu φ=f χ=xhkj
ψ=p_s ω=o μπ=m?_bp ντ=n?_dt γκ=gk γγ=n_g ου=uv ευ=e_vf αυ=a_vf τσ=čcšǰ τζ=ǰčj ει=ei αι=ae οι=i
"""
_SEMITIC = """
ا=a آ=a ب=bpv ت=t ث=θ ج=ǰgž ح=hx خ=x د=d ذ=ðd ر=r ز=z س=s ش=š ص=ş ض=ḑ ط=ţ ظ=ẓ ع=ʿae غ=g ف=fv
ق=qg ك=k ل=l م=m ن=n ه=h? و=uowv ي=iej ى=ai ء= پ=p چ=č ژ=žj گ=g ڤ=vw ڕ=r ڵ=l ۆ=ou ێ=eij ە=ea ھ=h
ڭ=n ئ= ؤ=uo تش=čc تس=ct كس=k_s
"""
_CANAANITE = """
א=aeo? ב=bvw ג=gǰ ד=d ה=h? ו=uowv ז=zžź ח=hx ט=t י=ieja כ=kx ך=kx ל=l מ=m ם=m נ=n ן=n ס=s ע=a?
פ=pf ף=fp צ=cč ץ=cč ק=k ר=r ש=šśs ת=tθ וו=vwf יי=eija
"""


# Scripts of India have the same letters at the same places of their blocks: the sounds of each
# letter after ISO 15919, with the other sounds of Hunterian and of everyday spellings of names.
_INDIAN = range(0x0900, 0x0D80)
_AT = 0x7F
_VIRAMA, _INHERENT = 0x4D, "aou?"
_INDIAN_CONSONANTS = """
15=k 16=kx 17=g 18=gx 19=n 1a=čc 1b=čc 1c=ǰžz 1d=ǰžz 1e=n 1f=t 20=tθ 21=dr 22=dðr 23=n 24=tθ 25=tθ
26=dð 27=dð 28=n 29=n 2a=p 2b=pf 2c=b 2d=b 2e=m 2f=ij 30=r 31=r 32=l 33=l 34=zžl 35=vw 36=šś 37=šś
38=sś 39=hx
"""
_INDIAN_VOWELS = """
05=ao 06=a 07=i 08=i 09=u 0a=u 0d=e 0e=e 0f=e 10=ae_i? 11=o 12=o 13=o 14=ao_u? 3e=a 3f=i 40=i 41=u
42=u 45=e 46=e 47=e 48=ae_i? 49=o 4a=o 4b=o 4c=ao_u? 02=nm
"""
_TAMIL_CONSONANTS = "15=kgh 1a=čcsš 1f=td 24=tdθð 2a=pbf"


def _offsets(text: str) -> dict[int, tuple[str, ...]]:
    pairs = (pair.split("=") for pair in text.split())
    return {int(at, 16): tuple(sounds.split("_")) for at, sounds in pairs}


_CONSONANT_AT, _VOWEL_AT = _offsets(_INDIAN_CONSONANTS), _offsets(_INDIAN_VOWELS)
_TAMIL_AT = _CONSONANT_AT | _offsets(_TAMIL_CONSONANTS)


def _indian_sounds(word: str) -> tuple[str, ...]:
    """Return the sounds of a word in a script of India: a vowel sign replaces the inherent vowel of
    a consonant; at the end of a name that vowel is silent but behind two consonants."""
    consonants = _TAMIL_AT if script_of(word) == "tamil" else _CONSONANT_AT
    found: list[str] = []
    for sign in word:
        at = ord(sign) & _AT
        if (at == _VIRAMA or at in _VOWEL_AT) and found[-1:] == [_INHERENT] and at != 0x02:
            found.pop()
        found += _VOWEL_AT.get(at, ())
        if at in consonants:
            found += (*consonants[at], _INHERENT)
    is_silent = found[-1:] == [_INHERENT] and ord(word[-2:][0]) & _AT != _VIRAMA
    return tuple(found[:-1] if is_silent else found)


def _table(text: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a pattern for the letters of a script, the longest first, and the sounds of each."""
    pairs = (pair.partition("=") for pair in text.split())
    sounds = {letters: each.replace("_", " ") for letters, _, each in pairs}
    return re.compile("|".join(sorted(sounds, key=len, reverse=True)) + "|."), sounds


_SOUNDS_OF = {
    "cyrillic": _table(_CYRILLIC),
    "greek": _table(_HELLENIC),
    "arabic": _table(_SEMITIC),
    "hebrew": _table(_CANAANITE),
}
_LETTERS_AS_SPOKEN = re.compile("|".join(f"({letters})" for letters, _ in _SOUNDS) + "|.")
_DOUBLE = re.compile(r"([^aeiouוי])\1+")
_ENDINGS = (
    (re.compile("ss+"), _SS),
    (_DOUBLE, r"\1"),
    (re.compile(r"(?<=..)[iy][ijy]$"), "y"),
    (re.compile("^x"), "k"),
    (re.compile("x"), "ks"),
    (re.compile(r"(?<=..)(ie|o)ff$"), r"\1v"),
    (re.compile(r"(?<=..)ow$"), "ov"),
    (re.compile(r"(?<=..)ew$"), "ev"),
)
# The costs of a sound in one name for another sound, or none, in the other name.
_CONSONANTS = (
    "sšśžźzcčǰŝşẓ", "kgxhq", "vfw", "tdţḑ", "θðẓ", "ðdz", "θts", "bp", "mn", "rl", "jžǰ",
)  # fmt: skip
_SAME_CLASS, _OTHER_CLASS = 0.5, 1.2
_NEAR_VOWELS = frozenset(map(frozenset, ("ie", "uo", "ao", "ae", "eo", "ua")))
_NEAR_VOWEL, _OTHER_VOWEL, _GLIDE = 0.3, 0.7, 0.5
_NO_VOWEL, _NO_SHORT_VOWEL, _NO_CONSONANT, _NO_GLIDE, _NO_WEAK = 0.5, 0.2, 0.9, 0.2, 0.1
_NO_LONG_VOWEL, _NEAR_LONG_VOWEL, _NEAR_IN_ABJAD = 0.8, 0.45, 0.15
_NO_LAST_VOWEL, _NO_LAST_GLIDE = 1.0, 0.7
_VOWELS = "aeiou"
_ROUNDING = 1e-9
"""The greatest rounding error of sums of costs."""


class _Romanising(dict[int, str]):
    """A cache from each character to its Latin letters, looked up at the first use."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _NOT_ROMAN.sub("", unidecode(chr(code)).lower())
        return found


_ROMAN = _Romanising({ord(sign): roman for sign, roman in _LETTERS.items()})
_ROMAN.update(
    (block + at, roman)
    for block in _INDIAN[:: _AT + 1]
    for at, roman in (
        (0x1A, "ch"),
        (0x1B, "ch"),
        (0x1C, "j"),
        (0x1D, "j"),
        (0x36, "sh"),
        (0x37, "sh"),
    )
)


def keys(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the keys of each of many folded words; letters with two pronunciations give two.

    All words are processed at once, a line each, because an archive has hundreds of thousands of
    words.
    """
    if not words:
        return []
    found: list[list[str]] = [[] for _ in words]
    lines = "\n".join(words)
    _add(found, range(len(words)), lines)
    for letters, to in _OTHER_READINGS:
        some = _lines_with(letters, lines)
        if some:
            _add(found, some, letters.sub(to, "\n".join(words[at] for at in some)))
    return [tuple(dict.fromkeys(filter(None, each))) for each in found]


def _add(found: Sequence[list[str]], places: Sequence[int], lines: str) -> None:
    """Add the keys of some words, a line each, to the entries of `found` at their places."""
    roman = _romanised(lines)
    romans = roman.split("\n")
    for at, key in zip(places, _consonants(romans), strict=True):
        found[at].append(key)
    for letters, ch, j in _OTHER_WAYS:
        some = _lines_with(letters, roman)
        for at, key in zip(some, _consonants([romans[at] for at in some], ch, j), strict=True):
            found[places[at]].append(key)
    some = _lines_with(_WEAK_KH, roman)
    weak = _consonants([_WEAK_KH.sub("h", romans[at]) for at in some])
    for at, key in zip(some, weak, strict=True):
        found[places[at]].append(key)


def _lines_with(letters: re.Pattern[str], lines: str) -> list[int]:
    """Return the numbers of the lines with a match of the letters."""
    found: list[int] = []
    line = before = 0
    for match in letters.finditer(lines):
        line += lines.count("\n", before, match.start())
        before = match.start()
        if not found or found[-1] != line:
            found.append(line)
    return found


@lru_cache(maxsize=1024)
def keys_of(word: str) -> tuple[str, ...]:
    """Return the keys of one folded word from a cache: every part of an index asks for them."""
    return keys([word])[0]


def likeness(left: str, right: str, least: float = 0.0) -> float:
    """Return the likeness of two folded words with a common key by their sounds, from 0 to 1.

    For words less alike than `least` the result may be 0: a sure difference is found sooner.

    The likeness is an edit distance in which sounds that stand for each other from language to
    language cost little, after Editex (Zobel and Dart, Phonetic String Matching: Lessons from
    Information Retrieval, 1996), relative to the longer word. Short vowels that a script leaves out
    cost little, too.
    """
    one, other = _heard(left), _heard(right)
    if other.is_abjad:
        one, other = other, one
    if not one.sounds or not other.sounds:
        return 0.0
    most, costs = 1.0, _COSTS
    if other.is_abjad:
        costs = _COSTS_IN_ABJAD
    elif one.is_abjad:
        costs = _COSTS_OF_MANY if one.consonants >= _MANY else _COSTS_OF_FEW
        most = _UNVOWELLED if one.is_telling else _UNVOWELLED_SHORT
    size = max(len(one.sounds), len(other.sounds))
    distance = _distance(one, other, costs, size * (1.0 - least / most))
    return max(0.0, most * (1.0 - distance / size))


def is_telling(word: str) -> bool:
    """Return whether a folded word without short vowels has letters enough to tell a name."""
    return _heard(word).is_telling


def has_many_consonants(word: str) -> bool:
    """Return whether a folded word has so many consonants that they alone tell a name."""
    return consonants(word) >= _MANY


def consonants(word: str) -> int:
    """Return the number of consonants of a folded word, without glides."""
    return _heard(word).consonants


class _Heard(NamedTuple):
    """The sounds of a word, with the cost of each sound that another word lacks."""

    sounds: tuple[str, ...]
    missing: tuple[float, ...]
    """The cost of each sound that the other word lacks."""
    are_vowels: tuple[bool, ...]
    is_abjad: bool
    consonants: int
    is_telling: bool


@lru_cache(maxsize=4096)
def _heard(word: str) -> _Heard:
    sounds = _sounds(word)
    missing = (*map(_missing, sounds[:-1]), *map(_missing_last, sounds[-1:]))
    many = sum(not _is_vowel(sound) and not {"j", "?"} & set(sound) for sound in sounds)
    is_telling = many >= _ENOUGH or len(sounds) >= _ENOUGH_WITH_VOWELS
    vowels = tuple(map(_is_vowel, sounds))
    return _Heard(sounds, missing, vowels, _ABJAD.search(word) is not None, many, is_telling)


class _Costs(NamedTuple):
    """The costs of differences between the vowels of two words."""

    no_left: float
    """The cost of a vowel that only the left word has."""
    no_right: float
    """The cost of a vowel that only the right word has."""
    near: float
    """The cost of a vowel in place of a near vowel."""
    last: float
    """The cost of a vowel in place of a near vowel at the end of both words."""
    weak: float
    """The least cost of a glide or a weak consonant that only the left word has."""


_COSTS = _Costs(_NO_VOWEL, _NO_VOWEL, _NEAR_VOWEL, _NEAR_VOWEL, 0.0)
_COSTS_IN_ABJAD = _COSTS._replace(near=_NEAR_IN_ABJAD, last=_OTHER_VOWEL)
"""The costs where both words are written without short vowels."""
_COSTS_OF_MANY = _Costs(_NO_LONG_VOWEL, _NO_SHORT_VOWEL, _NEAR_VOWEL, _OTHER_VOWEL, 0.0)
"""The costs where the left word is written without short vowels, and has many consonants."""
_COSTS_OF_FEW = _COSTS_OF_MANY._replace(near=_NEAR_LONG_VOWEL, weak=_NO_VOWEL)


def _distance(left: _Heard, right: _Heard, costs: _Costs, most: float) -> float:
    """Return the edit distance, or infinity where it is greater than `most` for certain.

    A row of the table holds infinity for every greater distance, which leads to no smaller one:
    only the columns between the first and the last distance within the limit are computed.
    """
    near, last, others = costs.near, costs.last, right.sounds
    size, end, kept = len(others), len(left.sounds), most + _ROUNDING
    missing = _missing_right(right, left.sounds[0], costs)
    nothing = [inf] * (size + 1)
    row, begin, stop = nothing.copy(), 0, 0
    for at, distance in enumerate(accumulate(missing, initial=0.0)):
        if distance > kept:
            break
        row[at], stop = distance, at + 1
    for at_left, without in enumerate(_missing_left(left, others[0], costs), 1):
        sound = left.sounds[at_left - 1]
        before, row = row, nothing.copy()
        nearest, past, diagonal, behind = inf, stop, inf, inf
        if begin:
            diagonal = before[begin - 1]
        for at in range(begin, size + 1):
            best = before[at] + without
            if behind < best and behind + missing[at - 1] < best:
                best = behind + missing[at - 1]
            if diagonal < best:
                instead = _instead(sound, others[at - 1])
                if instead == _NEAR_VOWEL:
                    instead = last if at_left == end and at == size else near
                if diagonal + instead < best:
                    best = diagonal + instead
            diagonal, behind = before[at], best
            if best <= kept:
                row[at], stop = best, at + 1
                if best < nearest:
                    nearest = best
            elif at >= past:
                break
        if nearest > most:
            return inf
        while row[begin] > kept:
            begin += 1
    return row[-1]


def _missing_right(word: _Heard, first: str, costs: _Costs) -> list[float]:
    """Return the cost of each sound of the right word that the left word lacks.

    `first` is the first sound of the left word.
    """
    missing = [
        costs.no_right if is_vowel else cost
        for cost, is_vowel in zip(word.missing, word.are_vowels, strict=True)
    ]
    missing[-1] = word.missing[-1]
    missing[0] = max(missing[0], _missing_first(word.sounds[0], first))
    return missing


def _missing_left(word: _Heard, first: str, costs: _Costs) -> list[float]:
    """Return the cost of each sound of the left word that the right word lacks.

    `first` is the first sound of the right word.
    """
    missing = [costs.no_left if cost == _NO_VOWEL else cost for cost in word.missing]
    missing[-1] = word.missing[-1]
    if costs.weak:
        weak = [costs.weak if _is_weak(sound) else 0.0 for sound in word.sounds]
        missing = list(map(max, missing, weak))
    missing[0] = max(missing[0], _missing_first(word.sounds[0], first))
    return missing


@lru_cache(maxsize=4096)
def _instead(left: str, right: str) -> float:
    """Return the cost of one sound in place of the other."""
    if not set(left).isdisjoint(right):
        return 0.0
    if _SILENT_E in (left, right):
        return _NEAR_VOWEL if "e" in left + right else _OTHER_VOWEL
    vowels = [set(_VOWELS).intersection(each) for each in (left, right)]
    if all(vowels):
        near = any({one, other} in _NEAR_VOWELS for one in vowels[0] for other in vowels[1])
        return _NEAR_VOWEL if near else _OTHER_VOWEL
    if any(vowels):
        return _GLIDE if "j" in left + right else _OTHER_CLASS
    shared = any(not set(left).isdisjoint(each) and not set(right).isdisjoint(each)
                 for each in _CONSONANTS)  # fmt: skip
    return _SAME_CLASS if shared else _OTHER_CLASS


@lru_cache(maxsize=1024)
def _missing(sound: str) -> float:
    """Return the cost of a sound that only one of the names has."""
    if "?" in sound:
        return _NO_WEAK
    if _is_vowel(sound):
        return _NO_VOWEL
    return _NO_GLIDE if "j" in sound or sound == "hx" else _NO_CONSONANT


@lru_cache(maxsize=1024)
def _missing_last(sound: str) -> float:
    """Return the cost of an extra last sound; a vowel there tells names apart: Robert, Roberto."""
    if sound == _SILENT_E:
        return _NO_GLIDE
    if _is_vowel(sound) and "?" not in sound:
        return _NO_LAST_VOWEL
    return _NO_LAST_GLIDE if "j" in sound else _missing(sound)


def _missing_first(sound: str, other: str) -> float:
    """Return the least cost of a sound at the beginning, where a J is a sound of its own unless the
    other name has a glide: Jenny is no Анна, but Jelzin is Ельцин."""
    return _NO_CONSONANT if "j" in sound and "ǰ" in sound and "j" not in other else 0.0


@lru_cache(maxsize=1024)
def _is_weak(sound: str) -> bool:
    return "j" in sound or "h" in sound


@lru_cache(maxsize=1024)
def _is_vowel(sound: str) -> bool:
    return "j" not in sound and not set(_VOWELS).isdisjoint(sound)


def _romanised(lines: str) -> str:
    if not lines.isascii():
        lines = _replaced(_ARTICLE.sub("", lines), (*_GREEK, *_VAV, *_WAW))
    return lines.translate(_ROMAN)


def _consonants(romans: Sequence[str], ch: str = "S", j: str = "") -> list[str]:
    if not romans:
        return []
    classes = _classes("\n".join(romans), ch)
    if j:  # where j is no vowel, it is none at the beginning either
        classes = classes.replace("j", j)
    classes = _FIRST_VOWELS.sub("A", classes).replace("j", "")
    return _AGAIN.sub(r"\1", _SILENT.sub("", classes)).split("\n")


def _classes(lines: str, ch: str) -> str:
    return _replaced(_replaced(lines, _BEFORE_CH).replace("ch", ch), _AFTER_CH)


@lru_cache(maxsize=4096)
def _sounds(word: str) -> tuple[str, ...]:
    """Return the sounds that each letter of a word may stand for, in order."""
    script = script_of(word)
    if word and ord(word[0]) in _INDIAN:
        return _indian_sounds(word)
    if script in _SOUNDS_OF:
        letters, sounds = _SOUNDS_OF[script]
        found = letters.finditer(_DOUBLE.sub(r"\1", _CARRIER.sub("", _ARTICLE.sub("", word))))
        every = [each for letter in found for each in sounds.get(letter[0], letter[0]).split()]
        if every[-1:] == ["h?"]:
            every[-1] = "aeh"  # taa marbuta and final he
        if _AIN in every[:1]:
            every[0] = "aeiou?"
        elif "a" in every[:1]:
            every[0] = _VOWELS  # an alef, too, carries any first vowel
        elif _AIN in every[-1:]:
            every[-1] = "ʿ"
        return tuple(every)
    roman = _replaced(_romanised(word), _ENDINGS)
    return tuple(
        _SOUNDS[found.lastindex - 1][1] if found.lastindex else found[0]
        for found in _LETTERS_AS_SPOKEN.finditer(roman)
    )


def _replaced(lines: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, to in rules:
        lines = pattern.sub(to, lines)
    return lines
