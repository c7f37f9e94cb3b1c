"""Languages by code or name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from index.query.names import suggestion

# Codes (the first is the code that articles carry; further ones are searched with it), then the ISO
# 639-2 codes, the English name and the language's own names.
_TABLE = """
af: afr, Afrikaans
am: amh, Amharic, አማርኛ
ar: ara, Arabic, العربية, عربي
az: aze, Azerbaijani, azərbaycanca
be: bel, Belarusian, беларуская
bg: bul, Bulgarian, български
bn: ben, Bengali, Bangla, বাংলা
bs: bos, Bosnian, bosanski
ca: cat, Catalan, català
cs: ces, cze, Czech, čeština, česky
cy: cym, wel, Welsh, Cymraeg
da: dan, Danish, dansk
de: deu, ger, German, Deutsch
el: ell, gre, Greek, Ελληνικά
en: eng, English
eo: epo, Esperanto
es: spa, Spanish, español, castellano
et: est, Estonian, eesti
eu: eus, baq, Basque, euskara
fa: fas, per, Persian, Farsi, فارسی
fi: fin, Finnish, suomi
fr: fra, fre, French, français
ga: gle, Irish, Gaeilge
gl: glg, Galician, galego
gu: guj, Gujarati, ગુજરાતી
he: heb, Hebrew, עברית
hi: hin, Hindi, हिन्दी
hr: hrv, Croatian, hrvatski
hu: hun, Hungarian, magyar
hy: hye, arm, Armenian, հայերեն
id: ind, Indonesian, bahasa indonesia
is: isl, ice, Icelandic, íslenska
it: ita, Italian, italiano
ja: jpn, Japanese, 日本語
ka: kat, geo, Georgian, ქართული
kk: kaz, Kazakh, қазақша
km: khm, Khmer, ខ្មែរ
kn: kan, Kannada, ಕನ್ನಡ
ko: kor, Korean, 한국어
ku: kur, Kurdish, kurdî
ky: kir, Kyrgyz, кыргызча
la: lat, Latin, latina
lt: lit, Lithuanian, lietuvių
lv: lav, Latvian, latviešu
mk: mkd, mac, Macedonian, македонски
ml: mal, Malayalam, മലയാളം
mn: mon, Mongolian, монгол
mr: mar, Marathi, मराठी
ms: msa, may, Malay, bahasa melayu
mt: mlt, Maltese, malti
ne: nep, Nepali, नेपाली
nl: nld, dut, Dutch, Nederlands
no nb nn: nor, Norwegian, norsk
nb: nob, Bokmål
nn: nno, Nynorsk
pa: pan, Punjabi, ਪੰਜਾਬੀ
pl: pol, Polish, polski
ps: pus, Pashto, پښتو
pt: por, Portuguese, português
ro: ron, rum, Romanian, română
ru: rus, Russian, русский
si: sin, Sinhala, සිංහල
sk: slk, slo, Slovak, slovenčina
sl: slv, Slovenian, Slovene, slovenščina
sq: sqi, alb, Albanian, shqip
sr: srp, Serbian, српски, srpski
sv: swe, Swedish, svenska
sw: swa, Swahili, kiswahili
ta: tam, Tamil, தமிழ்
te: tel, Telugu, తెలుగు
tg: tgk, Tajik, тоҷикӣ
th: tha, Thai, ไทย
tl: tgl, fil, Tagalog, Filipino
tr: tur, Turkish, Türkçe
tt: tat, Tatar, татарча
ug: uig, Uyghur, ئۇيغۇرچە
uk: ukr, Ukrainian, українська
ur: urd, Urdu, اردو
uz: uzb, Uzbek, oʻzbekcha
vi: vie, Vietnamese, tiếng việt
zh: zho, chi, Chinese, Mandarin, 中文, 汉语, 漢語
zu: zul, Zulu
"""

_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*")


def codes(typed: str) -> tuple[str, ...]:
    """Return the codes for a code (`ru`, `rus`, `pt-BR`) or a name (`Russian`, `русский`).

    A code of two or three letters that is not in the table stands for itself. Empty for an unknown
    name.
    """
    folded = _folded(typed)
    code = _CODE.fullmatch(folded)
    known = _names().get(folded) or (_names().get(code[1]) if code else None)
    return known or ((code[1],) if code else ())


def begun_codes(typed: str) -> tuple[str, ...]:
    """Return the codes of every language with a code or a name that begins with `typed`."""
    folded = _folded(typed)
    begun = (codes for name, codes in _names().items() if name.startswith(folded))
    return tuple(dict.fromkeys(code for codes in begun for code in codes))


def language_name(code: str) -> str:
    """Return the English name of a language, or its code when the code is not in the table."""
    return _english().get(code, code)


def near_language(typed: str) -> str | None:
    """Return the lower-case English name of the language nearest to a mistyped one, or None."""
    near = suggestion(_folded(typed), _names())
    return language_name(_names()[near][0]).lower() if near else None


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).strip()


@cache
def _rows() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    lines = (line.partition(":") for line in _TABLE.strip().splitlines())
    return tuple(
        (tuple(codes.split()), tuple(name.strip() for name in names.split(",")))
        for codes, _, names in lines
    )


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return {_folded(name): codes for codes, names in _rows() for name in (codes[0], *names)}


@cache
def _english() -> dict[str, str]:
    return {
        codes[0]: next(name for name in names if not (len(name) == 3 and name.islower()))
        for codes, names in _rows()
    }
