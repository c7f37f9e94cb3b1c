"""Where do the names of months and weekdays come from? Writes them from Babel's copy of CLDR.

`pip install babel`, then `python bench/calendar_names.py > index/ingest/calendar.json`. Babel
itself costs 33 MB on disk and 0.3 s to read these names, so they are kept as a table.
"""

import json
import unicodedata
from collections.abc import Iterator

from babel import Locale

LOCALES = """
en en_GB de de_AT fr fr_CA es es_MX pt pt_PT it nl sv da no nn fi is pl cs sk sl sr sr_Latn bg mk ru
uk be ro hu et lv lt el tr ar ar_LB ar_MA ar_DZ he fa ku hi bn ca eu gl sq id ms th hr
"""
"""The first to claim a name keeps it: listopad is November in Polish and Czech, October in
Croatian."""


def folded(name: str) -> str:
    """The name as a page's line is folded before it is looked up."""
    name = unicodedata.normalize("NFC", name).casefold().strip(". ")
    return name.removeprefix("de ").removeprefix("d’")


def names(locale: Locale, calendar: str) -> Iterator[tuple[int, str]]:
    """Number and name, full and abbreviated, alone and in a date."""
    for context in getattr(locale, calendar).values():
        for width, forms in context.items():
            if width not in ("wide", "abbreviated"):
                continue
            for number, name in forms.items():
                yield number, folded(name)
                if locale.language == "he":
                    yield number, "ב" + folded(name)


def main() -> None:
    months: dict[str, int] = {"sept": 9}
    weekdays: set[str] = set()
    for locale in map(Locale.parse, LOCALES.split()):
        for number, name in names(locale, "months"):
            if not any(sign.isdigit() for sign in name):
                months.setdefault(name, number)
        weekdays |= {name for _, name in names(locale, "days") if len(name) > 1}
    table = {
        "source": "Unicode CLDR, unicode.org/license.txt",
        "months": dict(sorted(months.items())),
        "weekdays": sorted(weekdays),
    }
    print(json.dumps(table, ensure_ascii=False, indent=0))


if __name__ == "__main__":
    main()
