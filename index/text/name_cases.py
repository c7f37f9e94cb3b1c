"""Cases of names, from a word to the name and back.

Names in Cyrillic, which Slavic languages decline, have a stem and endings; names in Arabic and
Hebrew have prefixes, nationalities in Latin letters a few forms. A stemmer is made for all words,
and is wrong about names in both directions: it makes one of Росс and Россия, and two of Киев and
Киева.
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
"""The endings of a people: немцы, англичане; the first four are endings of its nominative."""
_VOWEL_CHANGES = (("їв", "єв"), ("ів", "ов"))
"""The vowels of Ukrainian that change in a closed syllable: Київ, Києва; Львів, Львова."""
_LAST = ("а", "я", "й", "ь", "ий", "ый")
"""The endings of a name in its nominative, unless it ends in a consonant."""
_SHORTEST = 4
"""The fewest letters of a name without its ending; shorter names become other words by any ending,
unless they are in the table of places."""

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
"""The endings of nationalities in Latin letters, and the endings of their other forms: of German,
French, Scandinavian languages, Polish, and Spanish, Italian, Portuguese."""


class _Form(NamedTuple):
    """A form's ending, with the ending of its nationality and the rank of both in `_ADJECTIVES`."""

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
"""The article, prepositions and conjunctions that are written together with the next word."""
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
"""The forms of a word that a person's name lacks: with an article, a pronoun, in plural."""
_BARE = 3
"""The fewest letters of a name behind a prefix of `_HEADS`."""

_ENDINGS = tuple(sorted({*_ADJECTIVE, *_NOUN, *_PEOPLE}, key=len, reverse=True))
_DECLINED_AS_ADJECTIVES = re.compile("(?:ский|цкий|ской|ный|ний|ський|цький|ная|ская)$")


def base(name: str) -> str:
    """Return a folded nominative without its ending; unchanged if it is not in Cyrillic."""
    if _CYRILLIC.fullmatch(name) is None:
        return name
    if is_adjective(name):
        return name[:-2]
    if _is_plural(name):
        return name[:-1]
    short = re.sub("[аяйь]$", "", name)
    return short if len(short) >= _SHORTEST - 1 else name


def stems(name: str) -> tuple[str, ...]:
    """Return the beginnings of the cases of a folded nominative."""
    stem = base(name)
    opened = (stem.removesuffix(closed) + open for closed, open in _VOWEL_CHANGES
              if stem.endswith(closed))  # fmt: skip
    return (stem, *opened)


def is_adjective(name: str) -> bool:
    """Return whether a folded nominative is declined like an adjective."""
    return _DECLINED_AS_ADJECTIVES.search(name) is not None


def _is_plural(name: str) -> bool:
    """Return whether a folded nominative is a people in the plural."""
    return name.endswith(_PEOPLE[:4]) and is_people(name)


def is_case(word: str, name: str) -> bool:
    """Return whether a folded word is the nominative `name` or may be a case of it."""
    if word == name:
        return True
    if _CYRILLIC.fullmatch(name) is None:
        return word in cases_of(name)
    endings: tuple[str, ...] = _ADJECTIVE if is_adjective(name) else _NOUN
    if _is_plural(name):
        endings = _PEOPLE
    if name[-1] in "йья":  # every case has an ending
        endings = tuple(filter(None, endings))
    return any(word.startswith(stem) and word[len(stem) :] in endings for stem in stems(name))


def cases_of(name: str) -> tuple[str, ...]:
    """Return a folded name in Arabic or Hebrew with each of its prefixes; none in other scripts.

    A name with the article has no form without the article.
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
    """Yield the nationalities in Latin letters that a folded word may be a form of."""
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
    """Return the forms of a nationality in Latin letters: deutsche of Deutsch; russa of russo."""
    found = (
        name.removesuffix(ending) + form
        for ending, forms in _ADJECTIVES
        if name.endswith(ending)
        for form in forms
    )
    return tuple(form for form in found if is_people(form) or not exonyms(form))


def forms_of_words(word: str) -> tuple[str, ...]:
    """Return the forms of a folded common word in a script without capitals; none in others."""
    return tuple(form.format(word) for form in _ONLY_WORDS.get(script_of(word) or "", ()))


@lru_cache(maxsize=4096)
def first_cases(word: str) -> tuple[str, ...]:
    """Return the nominatives that a folded word may be a case of, the word itself first."""
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
