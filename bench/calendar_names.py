"""Writer of the names of months, weekdays and times of day of all languages from CLDR.

`pip install babel hijridate`, `npm pack cldr-cal-persian-full cldr-cal-islamic-full
cldr-cal-ethiopic-full`, unpacked in a folder each, then `python -m bench.calendar_names FOLDER... >
index/ingest/dates/calendar.json`. Babel 2.19 has the Gregorian names only; it costs 33 MB on disk
and takes seconds to load, so its names are stored as a table. hijridate (MIT) has the months of Umm
al-Qura.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from index.ingest.dates.calendar_names import as_written, key

COMMON = """
en de fr es pt it nl sv da no nn nb fi is pl cs sk sl sr bg mk ru uk be ro hu et lv lt el tr ar he
fa ku ckb hi bn ca eu gl sq id ms th hr bs af az cy ga ka hy kk ky uz mn vi fil sw ta te kn ml mr
gu pa ur am zu km lo my si ne ja ko zh
"""
"""Languages with short words that count in any text; short words of other languages count only in
texts of their own.
"""
ABBREVIATED = """
en de fr es pt it nl sv da no nn nb fi is pl cs sk sl sr hu et lv lt tr ca eu gl id ms hr
"""
"""Languages in Latin letters that shorten weekdays in date lines: "Fr, 25.11.2022"."""
OTHER_CALENDARS = {
    "persian": ["fa", "ps", "ur", "ckb", "en", "de", "fr", "ru", "tr"],
    "ethiopic": ["am", "en", "de", "fr"],
    "islamic": COMMON.split(),
}
"""Calendars beside the Gregorian, with the languages that give full names of the months."""
MOST_DISSENT = 0.15
"""Largest share of a name's languages that may mean another month by it than the others."""
MOST_HOURS_BESIDE = 2
"""Largest distance of an hour from a time of day, in hours: people say 1 at noon."""
INITIALS = {"persian": "p", "islamic": "i", "ethiopic": "e"}
MORE_MONTHS = {
    # Forms that newspapers write and CLDR does not list.
    "es": "9 setiembre|9 set|9 sept|1 enr|8 agto|10 octbre|12 dicbre",
    "fr": "1 jan|2 fev|7 jul|7 jui|12 decem",
    "de": "2 feber|1 jänn|3 mrz|3 mär|9 sept",
    "it": "9 sett",
    "nl": "3 mrt|3 mar|5 mrt.",
    "en": "9 sept|6 june|7 july",
    "hr": "11 studenog|11 studeni|1 siječanj|2 veljača|10 listopada|10 listopad",
    "ru": "9 сен|9 сент|11 нояб|11 ноя|5 мая|3 март|6 июнь|7 июль",
    "ar": "11 تشرين ثاني|10 تشرين أول|12 كانون أول|1 كانون ثاني|5 آيار|6 حزيران|8 آب|3 آذار"
    "|10 تشرين الاول|12 كانون الاول|8 غشت|9 شتنبر|11 نونبر|12 دجنبر|1 جانفي|2 فيفري|4 أفريل|5 ماي"
    "|6 جوان|7 جويلية|8 أوت|7 يوليوز|5 نوار",
    "hi": "10 अक्टूबर|10 अक्तूबर|10 ऑक्टूबर|1 जनवरी|8 अगस्त|9 सितम्बर|11 नवम्बर|12 दिसम्बर",
    "ckb": "10 تشرینی یەکەم|11 تشرینی دووەم|12 کانوونی یەکەم|1 کانوونی دووەم|12 کانونی یەکەم"
    "|1 کانونی دووەم|8 ئاب|9 ئەیلوول|9 ئەیلول|5 ئایار|5 مایس|3 ئازار|4 نیسان|6 حوزەیران|7 تەمموز"
    "|7 تەمووز|2 شوبات|11 نۆڤەمبەر|11 نوڤەمبەر|10 ئۆکتۆبەر|9 سێپتەمبەر|12 دیسەمبەر|1 جانیوەری"
    "|2 فێبریوەری"
    "|3 مارس|4 ئەپریل"
    "|5 مەی|6 جون|7 جولای|8 ئۆگست",
    "fa": "11 نومبر|1 جنوری|2 فبروری|3 مارچ|4 اپریل|5 می|6 جون|7 جولای|8 اگست|9 سپتمبر|10 اکتبر"
    "|10 اکتوبر|12 دسمبر|5 مه|5 مهٔ|8 اوت",
    "id": "11 nopember|2 pebruari|10 oktober|8 agt|8 agust|12 des",
    "ms": "8 ogos|3 mac|12 disember",
    "tr": "8 ağu|2 şub|11 kas",
    "pt": "9 set|10 out|12 dez",
    "uk": "9 вер|11 лис|12 гру",
    "th": "1 มกรา|2 กุมภา|3 มีนา|4 เมษา|5 พฤษภา|6 มิถุนา|7 กรกฎา|8 สิงหา|9 กันยา|10 ตุลา|11 พฤศจิกา"
    "|12 ธันวา",
    "am": "1 ጃንዋሪ|11 ኖቨምበር|12 ዲሰምበር|9 ሴፕተምበር",
    "vi": "1 tháng một|1 tháng giêng|2 tháng hai|3 tháng ba|4 tháng tư|5 tháng năm|6 tháng sáu"
    "|7 tháng bảy|8 tháng tám|9 tháng chín|10 tháng mười|11 tháng mười một|12 tháng mười hai"
    "|12 tháng chạp",
    "si": "1 ජනවාරි|2 පෙබරවාරි|3 මාර්තු|4 අප්‍රේල්|5 මැයි|6 ජූනි|7 ජූලි|8 අගෝස්තු"
    "|9 සැප්තැම්බර්|10 ඔක්තෝබර්"
    "|11 නොවැම්බර්|12 දෙසැම්බර්",
    "ga": "11 na samhna|11 mí na samhna|12 mí na nollag|11 samhna",
}
MORE_HALVES = {
    # Times of day that newspapers write and CLDR does not list, and the hours (0 to 23) of each.
    "zh": "凌晨 0 6|清晨 5 9|早上 5 12|早晨 5 12|早 5 12|上午 0 12|中午 11 14|下午 12 24|傍晚 16 20"
    "|晚上 17 24|晚间 17 24|晚 17 24|夜间 18 30|深夜 22 27|午后 12 18|午前 0 12|午後 12 24"
    "|晚間 17 24"
    "|夜間 18 30",
    "ja": "午前 0 12|午後 12 24|正午 12 13|朝 4 12|夕方 15 19|夜 18 30|深夜 23 24|未明 0 5"
    "|早朝 3 8",
    "ko": "오전 0 12|오후 12 24|정오 12 13|새벽 0 6|아침 6 12|낮 11 17|저녁 17 22|밤 18 30"
    "|자정 24 25",
    "es": "de la mañana 0 12|de la tarde 12 21|de la noche 18 30|de la madrugada 0 7"
    "|del mediodía 12 13|del mediodia 12 15",
    "pt": "da manhã 0 12|da tarde 12 20|da noite 18 30|da madrugada 0 7",
    "it": "del mattino 0 12|di mattina 0 12|del pomeriggio 12 20|di sera 17 24|di notte 22 30",
    "fr": "du matin 0 12|de l'après-midi 12 20|du soir 16 24",
    "de": "morgens 3 12|vormittags 6 12|mittags 11 15|nachmittags 12 19|abends 16 24|nachts 21 29",
    "nl": "'s ochtends 4 12|'s morgens 4 12|'s middags 12 19|'s avonds 17 24|'s nachts 22 30",
    "ru": "утра 3 12|дня 12 18|вечера 16 24|ночи 22 29",
    "uk": "ранку 3 12|дня 12 18|вечора 16 24|ночі 22 29",
    "pl": "rano 3 12|po południu 12 19|wieczorem 17 24|w nocy 22 29",
    "tr": "öö 0 12|ös 12 24|sabah 4 12|öğleden sonra 12 19|akşam 16 24|gece 21 29",
    "ar": "ص 0 12|م 12 24|صباحا 0 12|صباحاً 0 12|مساء 12 24|مساءً 12 24|ظهرا 11 16|ظهراً 11 16"
    "|عصرا 14 19|فجرا 2 8|ليلا 20 28|بعد الظهر 12 19|قبل الظهر 0 12",
    "fa": "صبح 3 12|بعدازظهر 12 20|بعد از ظهر 12 20|عصر 14 20|شب 18 28|ظهر 11 15"
    "|ب.ظ 12 24|ق.ظ 0 12",
    "ur": "صبح 3 12|دوپہر 11 16|شام 16 21|رات 19 28|سہ پہر 14 18",
    "hi": "सुबह 4 12|दोपहर 11 16|शाम 16 21|रात 19 28|पूर्वाह्न 0 12|अपराह्न 12 24",
    "th": "บ่าย 12 18|เช้า 4 12|เย็น 16 20|ก่อนเที่ยง 0 12|หลังเที่ยง 12 24",
    "vi": "sáng 1 12|trưa 11 15|chiều 12 19|tối 17 24|đêm 21 28|sa 0 12|ch 12 24",
    "el": "π.μ. 0 12|μ.μ. 12 24|το πρωί 3 12|το απόγευμα 14 21|το βράδυ 18 26|το μεσημέρι 11 16",
    "hu": "de. 0 12|du. 12 24|este 17 24|reggel 3 12|délelőtt 0 12|délután 12 24|éjjel 22 29",
    "id": "pagi 3 12|siang 10 16|sore 14 19|malam 17 28",
    "ms": "pagi 1 12|tengah hari 11 15|petang 13 20|malam 18 28|ptg 12 24",
    "fil": "ng umaga 1 12|ng hapon 12 19|ng gabi 17 25|ng tanghali 11 14",
    "fi": "ap. 0 12|ip. 12 24",
    "sv": "fm 0 12|em 12 24",
    "ckb": "پ.ن 0 12|د.ن 12 24|بەیانی 3 12|دوای نیوەڕۆ 12 20|پێش نیوەڕۆ 0 12|ئێوارە 15 21",
    "he": "לפנה״צ 0 12|אחה״צ 12 24|בבוקר 3 12|בערב 17 24|בצהריים 11 16"
    "|אחר הצהריים 12 19|בלילה 20 29",
}
MORE_GLUE = """
of de del della dei di dell d do da den le la el am dated ngày năm tháng ga ya ka na ng noong ika
г года год року рік р ж жылы жылғы оны сарын сар թ թվականի წელს წლის წ gada m metų mėnesio d ko eko
an en aren ren ci cı cu cü йыл йили ที่ วันที่ เดือน พ.ศ ค.ศ พศ คศ ปี وم ماه سال م هـ ه هجري هجرية هجری
ش شمسی خورشیدی قمری ميلادي میلادی للهجرة د ى ی ی ساڵی مانگی من شهر في سنة עי ב ה سنه ቀን ዓ.ም ዓም
lia dhen mh
"""


def languages() -> Iterator[Locale]:
    """Yield every locale of CLDR that babel can read."""
    for name in sorted(locale_identifiers()):
        try:
            yield Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue


def month_names(locale: Locale) -> Iterator[tuple[int, str]]:
    """Yield number and name, full and abbreviated, alone and as dates inflect it."""
    affixes = affixes_of(locale)
    for context in locale.months.values():
        for width, forms in context.items():
            if width in ("wide", "abbreviated"):
                for number, name in forms.items():
                    for form in forms_of(name, locale.language):
                        yield from (
                            (int(number), before + form + after) for before, after in affixes
                        )


def affixes_of(locale: Locale) -> set[tuple[str, str]]:
    """Return the texts that date patterns have right before and behind the name of a month."""
    found = {("", "")}
    for width in ("full", "long", "medium"):
        pattern = locale.date_formats[width].pattern
        for before, after in re.findall(
            r"((?<=')[^\W\d_]+'|[^\W\d_A-Za-z]*)M{3,4}('[^\W\d_]+(?=')|[^\W\d_A-Za-z]*)", pattern
        ):
            found.add((before.strip("'"), after.strip("'")))
    return found


def forms_of(name: str, language: str) -> Iterator[str]:
    """Yield a month's name as it is looked up: without particle, in Hebrew with and without one."""
    name = unicodedata.normalize("NFC", name).strip()
    if re.search(r"\d", name) or re.fullmatch(r"M\d+", name):
        return
    bare = re.sub(r"^(?:de |d[’'ʼ]|do |ta[’'] |a )", "", name.casefold())
    yield bare
    if language == "he":
        yield "ב" + bare
    if language == "eu":
        stem = bare.removesuffix("a")
        yield from (stem + ending for ending in ("aren", "ak", "an"))
    if language == "lv":
        yield bare.removesuffix("is") + "ī"
    if language == "et":
        yield bare + "il"


def gather_months(folders: list[Path]) -> dict[str, dict[str, str]]:
    """Return the month that each name means in each language, as "g11"."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(language: str, name: str, month: str) -> None:
        if len(folded := key(name)) > 1:
            found[folded][language].add(month)

    for locale in languages():
        for number, name in month_names(locale):
            add(locale.language, name, f"g{number}")
    for language, listed in MORE_MONTHS.items():
        for entry in listed.split("|"):
            month, _, name = entry.partition(" ")
            add(language, name, f"g{month}")
    for folder in folders:
        for language, calendar, number, name in other_calendars(folder):
            for form in forms_of(name, language):
                add(language, form, f"{INITIALS[calendar]}{number}")
    sure = {
        name: {language: months.pop() for language, months in meanings.items() if len(months) == 1}
        for name, meanings in found.items()
    }
    return {name: meanings for name, meanings in sure.items() if meanings}


def other_calendars(folder: Path) -> Iterator[tuple[str, str, int, str]]:
    """Yield language, calendar, number and full name from a folder of CLDR's JSON files."""
    for path in sorted(folder.glob("main/*/ca-*.json")):
        language = path.parent.name.partition("-")[0]
        (data,) = json.loads(path.read_text("utf-8"))["main"].values()
        for calendar, content in data["dates"]["calendars"].items():
            if language not in OTHER_CALENDARS.get(calendar, ()):
                continue
            for context in content["months"].values():
                for number, name in context["wide"].items():
                    yield language, calendar, int(number), name


def is_short(name: str) -> bool:
    """Return whether a name is so short that it may be any word of another language."""
    return len(name) <= 3 and not re.search("[^a-zа-я]", name)


def agreed(name: str, meanings: dict[str, str]) -> str | dict[str, str]:
    """Return the meaning in all languages, or a meaning for each; under "" is the one that nearly
    all share.
    """
    common = {one: meanings[one] for one in meanings if one in COMMON.split()}
    counts = Counter((common or meanings).values())
    month, most = counts.most_common(1)[0]
    table: dict[str, str] = {}
    known = bool(common) or not is_short(name)
    if known and sum(counts.values()) - most <= MOST_DISSENT * sum(counts.values()):
        if len(set(meanings.values())) == 1:
            return month
        table[""] = month
    table |= {language: one for language, one in meanings.items() if one != table.get("")}
    return dict(sorted(table.items()))


def gather_halves() -> dict[str, str | dict[str, str]]:
    """Return, by the name of a time of day, the half that each hour of the clock belongs to."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for locale in languages():
        if locale.territory and locale.language in COMMON.split():
            continue
        rules = spans_of(locale.day_period_rules)
        for widths in locale.day_periods.values():
            for width, forms in widths.items():
                for period, name in forms.items():
                    if width != "narrow" and period in rules:
                        found[key(name)][locale.language].append(halves_of(*rules[period]))
    for language, listed in MORE_HALVES.items():
        for entry in listed.split("|"):
            name, start, end = entry.rsplit(" ", 2)
            found[key(name)][language] = [halves_of(int(start), int(end))]
    table: dict[str, str | dict[str, str]] = {}
    for name, lists in sorted(found.items()):
        if is_short(name) and name not in ("am", "pm"):
            if own := {one: merged(lists[one]) for one in lists if one in COMMON.split()}:
                table[name] = own
        elif len(name) > 1 or name > "\u0400":
            table[name] = merged([one for own in lists.values() for one in own])
    return table | {"am": "a" * 12, "pm": "p" * 12}


def merged(lists: list[str]) -> str:
    """Return the halves on which all lists agree."""
    return "".join(each[0] if len(set(each)) == 1 else "?" for each in zip(*lists, strict=True))


def spans_of(rules: Any) -> dict[str, tuple[int, int]]:
    """Return the first hour of each of a language's times of day, and the hour after its last."""
    found = {"am": (0, 12), "pm": (12, 24), "noon": (12, 13), "midnight": (24, 25)}
    for rule in (rules or {}).get(None, []) if isinstance(rules, dict) else []:
        for period, spans in rule.items():
            for span in spans:
                start, end = (int(span[edge]) // 3600 for edge in ("from", "before"))
                found[period] = (start, end if end > start else end + 24)
    return found


def halves_of(start: int, end: int) -> str:
    """Return the half of the day in which each hour of the clock is nearest to the span.

    "?" where both are as near, or none is nearer than two hours.
    """
    return "".join(nearest(hour, start, end) for hour in range(12))


def nearest(hour: int, start: int, end: int) -> str:
    def distance(at: int) -> int:
        at += 24 if at + 24 < end else 0
        return 0 if start <= at < end else min(abs(at - start), abs(at - end + 1))

    early, late = distance(hour), distance(hour + 12)
    if early == late or min(early, late) > MOST_HOURS_BESIDE:
        return "?"
    return "a" if early < late else "p"


def gather_orders() -> dict[str, str]:
    """Return, for each language, whether day or month is first, and the order of the short date.

    "?" where a language's scripts differ in the first and its countries in the second, and where
    the year is first and the month before the day: such an order says nothing of dates that end
    with the year.
    """
    firsts: dict[str, set[str]] = defaultdict(set)
    shorts: dict[str, set[str]] = defaultdict(set)
    for locale in languages():
        short = "".join(dict.fromkeys(re.findall("[dMy]", locale.date_formats["short"].pattern)))
        skeleton = locale.datetime_skeletons.get("Md")
        pair = "".join(dict.fromkeys(re.findall("[dM]", skeleton.pattern))) if skeleton else ""
        shorts[locale.language].add(short.lower())
        if not locale.territory:
            first = short[0] if short[0] != "y" else "d" if pair[:1] == "d" else "?"
            firsts[locale.language].add(first.lower())
    table = {one: f"{agreement(firsts[one])} {agreement(shorts[one])}" for one in firsts}
    return table | {"en": "? ?"}


def agreement(values: set[str]) -> str:
    """Return the only value, or a question mark for several."""
    return next(iter(values)) if len(values) == 1 else "?"


def gather_weekdays() -> tuple[set[str], set[str]]:
    """Return the names of weekdays, long names also word by word; and the rare names.

    Rare are names in Latin letters of languages with few readers: "China" is a weekday in one.
    """
    found: set[str] = set()
    rare: set[str] = set()
    for locale in languages():
        common = locale.language in COMMON.split()
        for context in locale.days.values():
            for width in ("wide", "abbreviated"):
                for name in context[width].values():
                    folded = key(name)
                    short = folded.isascii() and width == "abbreviated"
                    known = locale.language in (ABBREVIATED if short else COMMON).split()
                    if known or not folded.isascii():
                        found.add(as_written(name))
                    elif not is_short(folded):
                        rare.add(folded)
                    if common and width == "wide":
                        found |= {word for word in folded.split() if not is_short(word)}
                    if locale.language == "th":
                        found.add(folded + "ที่")
    found = {name for name in found if len(name) > 1 and not re.search(r"\d", name)}
    return found, rare - found


def gather_glue() -> set[str]:
    """Return the words of date patterns: "de", "года", "оны"."""
    found = {key(word) for word in MORE_GLUE.split()}
    for locale in languages():
        for width in ("full", "long", "medium"):
            pattern = locale.date_formats[width].pattern
            texts = re.findall(r"'([^']*)'", pattern)
            texts.append(re.sub(r"'[^']*'|[A-Za-z]", " ", pattern))
            for text in texts:
                words = re.findall(r"[^\W\d_][^\s\d(),.،፣፥⹁၊/-]*", text)
                found |= {key(word) for word in words}
    return found - {""}


def umm_al_qura() -> dict[str, Any]:
    """Return the lengths of the months of Umm al-Qura: days above 28, a digit a month."""
    from hijridate import Hijri, ummalqura

    starts, year = ummalqura.MONTH_STARTS, ummalqura.HIJRI_RANGE[0][0]
    digits = "".join(str(after - start - 28) for start, after in pairwise(starts))
    return {
        "year": year,
        "day": Hijri(year, 1, 1).to_gregorian().isoformat(),
        "lengths": " ".join(digits[at : at + 12] for at in range(0, len(digits), 12)),
    }


def main() -> None:
    found = gather_months([Path(name) for name in sys.argv[1:]])
    months = {name: agreed(name, meanings) for name, meanings in sorted(found.items())}
    weekdays, rare_weekdays = gather_weekdays()
    table = {
        "source": "Unicode CLDR, unicode.org/license.txt; Umm al-Qura: hijridate, MIT",
        "months": months,
        "rare": [name for name in months if not found[name].keys() & set(COMMON.split())],
        "weekdays": sorted(weekdays),
        "rare_weekdays": sorted(rare_weekdays),
        "glue": sorted(gather_glue()),
        "halves": gather_halves(),
        "orders": gather_orders(),
        "umm_al_qura": umm_al_qura(),
    }
    print(json.dumps(table, ensure_ascii=False, indent=0))


if __name__ == "__main__":
    main()
