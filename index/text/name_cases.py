"""Cases of names, from a word to the name and back.

Only for names in Cyrillic, which Slavic languages decline. A stemmer is made for all words, and is
wrong about names in both directions: it makes one of Росс and Россия, and two of Киев and Киева.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from index.text.exonyms import exonyms, is_people, nationality
from index.text.folding import script_of

_CYRILLIC = re.compile("[\u0400-\u052f]+")
_ADJECTIVE = (
    "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "ой", "ую", "ий", "ый", "ое", "ие",
    "ые", "их", "ых", "ими", "ыми", "ої", "ою", "ій", "і", "а", "у", "е",
)  # fmt: skip
_NOUN = (
    "а",
    "я",
    "у",
    "ю",
    "ом",
    "ем",
    "е",
    "ы",
    "и",
    "ой",
    "ою",
    "ей",
    "ым",
    "ові",
    "і",
    "ів",
    "",
)
_PEOPLE = ("ы", "и", "і", "е", "ов", "ев", "ів", "ам", "ям", "ами", "ями", "ах", "ях", "")
"""What a people ends in: немцы, англичане; in its first case in one of the first four."""
_VOWEL_CHANGES = (("їв", "єв"), ("ів", "ов"))
"""Ukrainian has another vowel in a closed syllable: Київ, Києва; Львів, Львова."""
_LAST = ("а", "я", "й", "ь", "ий", "ый")
"""What a name in its first case ends in, unless that is a consonant."""
_SHORTEST = 4
"""Letters of a name without its ending; shorter ones become other words by any ending, unless they
are in the table of places."""

_ADJECTIVES = (
    *((end, tuple(f"{end}{each}" for each in ("e", "en", "er", "es", "em")))
      for end in ("isch", "deutsch")),
    *((end, (f"{end}e", f"{end}es")) for end in ("ais", "ois", "and")),
    *((end, (f"{end}ne", f"{end}s", f"{end}nes")) for end in ("ien", "een")),
    ("ain", ("aine", "ains", "aines")),
    ("sk", ("ska", "ske", "skt")),
    *((f"{end}i", tuple(f"{end}{each}" for each in ("a", "ie", "iego", "iej", "ich", "im")))
      for end in ("sk", "ck")),
    ("o", ("a", "os", "as", "i")),
)  # fmt: skip
"""What nationalities in Latin letters end in, and what in their other forms: of German, French,
Scandinavian languages, Polish, and Spanish, Italian, Portuguese."""


class _Form(NamedTuple):
    """A form of the nationalities that end so, and its place in the list above."""

    place: int
    form: str
    ending: str


_FORMS: dict[str, list[_Form]] = {}
for _place, (_form, _ending) in enumerate(
    (form, ending) for ending, forms in _ADJECTIVES for form in forms
):
    _FORMS.setdefault(_form, []).append(_Form(_place, _form, _ending))
_LONGEST_FORM = max(map(len, _FORMS))
_HEADS: dict[str, tuple[str, ...]] = {
    "arabic": (
        "ال",
        "وال",
        "فال",
        "بال",
        "كال",
        "لل",
        "ولل",
        "وبال",
        "و",
        "ف",
        "ب",
        "ل",
        "وب",
        "ول",
    ),
    "hebrew": ("ה", "ו", "ב", "ל", "מ", "ש", "כ", "וה", "וב", "ול", "ומ", "שה", "שב", "מה", "כש"),
}
"""Article, prepositions and conjunctions that are written together with the word behind them."""
_ONLY_WORDS = {
    "arabic": (
        "ال{}",
        "وال{}",
        "بال{}",
        "ال{}ه",
        "ال{}ين",
        "{}ها",
        "{}هم",
        "{}نا",
        "{}وا",
        "{}ات",
        "{}ته",
        "{}ەكە",
        "{}ەكان",
    ),
    "hebrew": ("ה{}", "{}ים", "{}ות", "{}יו"),
}
"""Forms that a word has and a person's name has not: with an article, a pronoun, in plural."""
_BARE = 3
"""Letters of a name behind them."""

_ENDINGS = tuple(sorted({*_ADJECTIVE, *_NOUN, *_PEOPLE}, key=len, reverse=True))
_DECLINED_AS_ADJECTIVES = re.compile("(?:ский|цкий|ской|ный|ний|ський|цький|ная|ская)$")


def base(name: str) -> str:
    """A folded name in its first case without its ending; what is not in Cyrillic as it is."""
    if _CYRILLIC.fullmatch(name) is None:
        return name
    if is_adjective(name):
        return name[:-2]
    if _is_plural(name):
        return name[:-1]
    short = re.sub("[аяйь]$", "", name)
    return short if len(short) >= _SHORTEST - 1 else name


def stems(name: str) -> tuple[str, ...]:
    """What the cases of a folded name in its first one begin with."""
    stem = base(name)
    opened = (stem.removesuffix(closed) + open for closed, open in _VOWEL_CHANGES
              if stem.endswith(closed))  # fmt: skip
    return (stem, *opened)


def is_adjective(name: str) -> bool:
    """Whether a folded name in its first case is declined as adjectives are."""
    return _DECLINED_AS_ADJECTIVES.search(name) is not None


def _is_plural(name: str) -> bool:
    """Whether a folded name in its first case is a people in the plural."""
    return name.endswith(_PEOPLE[:4]) and is_people(name)


def is_case(word: str, name: str) -> bool:
    """Whether a folded word may be a case of a name in its first one, or is that."""
    if word == name:
        return True
    if _CYRILLIC.fullmatch(name) is None:
        return word in cases_of(name)
    endings: tuple[str, ...] = _ADJECTIVE if is_adjective(name) else _NOUN
    if _is_plural(name):
        endings = _PEOPLE
    if name[-1] in "йья":  # which no case is without
        endings = tuple(filter(None, endings))
    return any(word.startswith(stem) and word[len(stem) :] in endings for stem in stems(name))


def cases_of(name: str) -> tuple[str, ...]:
    """A folded name in Arabic or Hebrew script with what may be written before it; none of others.

    A name that has the article is not looked for without it.
    """
    heads: tuple[str, ...] = _HEADS.get(script_of(name) or "", ())
    bare = name.removeprefix("ال")
    if len(bare) < _BARE:
        return ()
    if bare != name:
        heads = tuple(head for head in heads if head.endswith("لل") or "ال" in head)
    elif script_of(name) == "arabic":
        heads = tuple(head for head in heads if head[-2:] not in ("ال", "لل"))
    return tuple(f"{head}{bare}" for head in heads if f"{head}{bare}" != name)


def _nationalities_of(word: str) -> Iterator[str]:
    """The nationalities in Latin letters that a folded word is a form of."""
    found = sorted(
        place for size in range(1, _LONGEST_FORM + 1) for place in _FORMS.get(word[-size:], ())
        if size <= len(word)
    )  # fmt: skip
    for place in found:
        ending, form = place.ending, place.form
        name = word.removesuffix(form) + ending
        known = nationality(name)
        if known and name != known[0] and word in adjectives(name):
            yield name


def adjectives(name: str) -> tuple[str, ...]:
    """The forms of a nationality in Latin letters: Deutsch, deutsche; russo, russa, russi."""
    found = (
        name.removesuffix(ending) + form
        for ending, forms in _ADJECTIVES
        if name.endswith(ending)
        for form in forms
    )
    return tuple(form for form in found if is_people(form) or not exonyms(form))


def forms_of_words(word: str) -> tuple[str, ...]:
    """The forms that a folded word in a script without capitals has where it is no name; none in
    other scripts."""
    return tuple(form.format(word) for form in _ONLY_WORDS.get(script_of(word) or "", ()))


@lru_cache(maxsize=4096)
def first_cases(word: str) -> tuple[str, ...]:
    """The names in their first case that a folded word may be a case of; itself comes first."""
    found = dict.fromkeys((word,))
    for head in _HEADS.get(script_of(word) or "", ()):
        bare = word.removeprefix(head)
        if bare != word and len(bare) >= _BARE:
            found.update(dict.fromkeys((bare, f"ال{bare}") if "ل" in head else (bare,)))
    if script_of(word) == "latin":
        found.update(dict.fromkeys(_nationalities_of(word)))
    if _CYRILLIC.fullmatch(word) is not None:
        found.update(dict.fromkeys(filter(_is_plural, (f"{word}{last}" for last in _PEOPLE[:4]))))
        for ending in _ENDINGS:
            stem = word.removesuffix(ending)
            if not ending or stem == word or len(stem) < _SHORTEST - 1:
                continue
            closed = (
                stem.removesuffix(open) + closed for closed, open in _VOWEL_CHANGES
                if stem.endswith(open)
            )  # fmt: skip
            peoples = filter(_is_plural, (f"{stem}{last}" for last in _PEOPLE[:4]))
            names = (stem, *closed, *(f"{stem}{last}" for last in _LAST), *peoples)
            found.update(
                (name, None)
                for name in names
                if is_case(word, name) and (len(stem) >= _SHORTEST or exonyms(name))
            )
    return tuple(found)
