"""Texts of headline, date and body beside the articles that the reader of pages makes of them.

`python -m bench.plain` writes each article of the corpora as the simplest file there is: a
headline, a date, the text as it stands, with blank lines between the three or without, the date as
one of the forms that the language has. Such a file has no page around its article, so each has to
come out as it went in. The columns count files: `title` and `date` that are wrong, `words`
that are neither in title, text, rest nor a headline of the page, `order` of paragraphs that is not
the file's order, `taken` for files that leave something of the body out of the text. Corpora are
split: rules are made on the corpora marked *, the others confirm. `--menus` puts a menu above and
below each text, which must change nothing. `--folder N` reads the files as folders of N, with the
lines that each folder repeats: none may be taken out of a plain text. `--misses N` shows N of each
kind, `--step N` reads each Nth article.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from bench.archives import Record, records
from index.article import Article
from index.ingest.page_dump.boilerplate import repeated_pairs
from index.ingest.page_dump.folder_sample import MOST_PAGES
from index.ingest.page_dump.reader import read_text
from index.text.clean import clean_line, clean_text

CORPORA: Final = {
    "reuters": True,
    "allsides-8000": False,
    "bbc": False,
    "wikinews-en": False,
    "wikinews-ru": True,
    "wikinews-ja": True,
    "lenta-ru-headlines": False,
    "headlines-2729-sources": False,
    "10kgnad-de": True,
    "sanad-ar-1000": False,
    "ckb-ar-en": False,
}
"""Corpora by name, with whether rules are made on the corpus."""

HEADLINES: Final = 10
"""Step through the large corpora of headlines: each tenth is enough."""

GAPS: Final = (("\n\n", "\n\n"), ("\n", "\n"), ("\n", "\n\n"), ("\n\n", "\n"))
"""Gaps between headline and date, and between date and text."""

MENU: Final = "Home\nWorld\nPolitics\nSport\nWeather\nLog in\n\n"
FOOT: Final = "\nHome\nWorld\nPolitics\nSport\nWeather\nContact\n© 2023 Ashby Courier\n"

_MONTHS: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}
_SENTENCE: Final = re.compile(r"(.{12,200}?[.!?؟])\s+(\S.*)", re.DOTALL)
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Plain:
    """Headline, date and text, as they are and as a file."""

    title: str
    day: date
    body: str
    text: str


@dataclass(slots=True)
class Tally:
    """Number of files, and the faulty ones by kind of fault."""

    files: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, example: str) -> None:
        """Count a fault."""
        self.faults.setdefault(kind, []).append(example)


def plain_files(name: str, step: int = 1) -> Iterator[Plain]:
    """Yield the articles of a corpus as plain files; leave out articles without title or text."""
    if "headlines" in name:
        step *= HEADLINES
    for number, record in enumerate(records(name)):
        if number % step == 0 and (one := _plain(record, number // step)):
            yield one


def date_forms(day: date, language: str) -> tuple[str, ...]:
    """Return a day as it stands in files: for programs, and as people of the language write it."""
    forms = [
        day.isoformat(),
        f"{day.isoformat()} 14:05",
        f"{day.isoformat()}T14:05:09Z",
        f"{day.year}/{day.month:02}/{day.day:02}",
    ]
    if language == "ja":
        return *forms, f"{day.year}年{day.month}月{day.day}日"
    if language == "en":
        long = day.strftime("%B")
        forms += [f"{day.day} {long} {day.year}", f"{long} {day.day}, {day.year}"]
        forms.append(day.strftime("%A, %d %B %Y"))
    elif language in _MONTHS:
        month = _MONTHS[language].split()[day.month - 1]
        stop = "." if language == "de" else ""
        forms += [f"{day.day}{stop} {month} {day.year}", day.strftime("%d.%m.%Y")]
    return tuple(forms)


def judge(one: Plain, articles: tuple[Article, ...]) -> Iterator[tuple[str, str]]:
    """Yield the faults of the articles that were read: kind and evidence of each."""
    page, *headlines = articles
    if page.title != one.title:
        yield "title", f"{page.title!r}, not {one.title!r}"
    if page.published is None or page.published.date() != one.day:
        yield "date", f"{page.published}, not {one.day}: {one.title!r}"
    listed = [page.title, *page.paragraphs, *page.rest, *(each.title for each in headlines)]
    lost = Counter(_words(clean_text(one.text))) - Counter(_words("\n".join(listed)))
    if lost:
        yield "words", f"{sorted(lost)[:8]}: {one.title!r}"
    body = _squeezed(clean_line(one.body))
    at = 0
    for paragraph in page.paragraphs:
        squeezed = _squeezed(paragraph)
        at = body.find(squeezed, at)
        if at < 0:
            yield "order", f"{paragraph!r}: {one.title!r}"
            break
        at += len(squeezed)
    if _squeezed("".join(page.paragraphs)) != body:
        yield "taken", f"{one.title!r}: {page.rest}"


def measure(name: str, step: int = 1, *, menus: bool = False, folder: int = 0) -> Tally:
    """Return the faults of a whole corpus, read file by file or in folders of so many files."""
    tally = Tally()
    files = plain_files(name, step)
    while some := list(islice(files, folder or 1)):
        repeated = repeated_pairs(clean_text(one.text) for one in some[:MOST_PAGES])
        for one in some:
            if menus:
                one = replace(one, text=MENU + one.text + FOOT)
            tally.files += 1
            articles = read_text(one.text, Path("plain.txt"), "plain", repeated=repeated)
            for kind, example in judge(one, articles):
                tally.add(kind, example)
    return tally


def _plain(record: Record, number: int) -> Plain | None:
    title, body = clean_line(record["title"] or ""), record["body"] or ""
    if not title:
        sentence = _SENTENCE.match(body)
        if sentence is None:
            return None
        title, body = clean_line(sentence[1]).rstrip(". "), sentence[2]
    if record.get("date"):
        day = date.fromisoformat(record["date"][:10])
    else:
        day = datetime(2001, 1, 1, tzinfo=UTC).date() + timedelta(days=number * 7 % 8_000)
    forms = date_forms(day, record["lang"])
    above, below = GAPS[number % len(GAPS)]
    text = title + above + forms[number // len(GAPS) % len(forms)]
    return Plain(title, day, body, text + (below + body if body else "") + "\n")


def _squeezed(text: str) -> str:
    """Return the text without spaces, all its hyphens alike."""
    return text.replace(" ", "").replace("\u2010", "-")


def _words(text: str) -> list[str]:
    return [word for line in text.split("\n") for word in _WORD.findall(line)]


def main() -> None:
    """Print a table of the corpora."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", type=int, default=0)
    options.add_argument("--step", type=int, default=1)
    options.add_argument("--menus", action="store_true")
    options.add_argument("--folder", type=int, default=0)
    options.add_argument("corpora", nargs="*", default=list(CORPORA))
    chosen = options.parse_args()
    kinds = ("title", "date", "words", "order", "taken")
    print(f"{'':26}{'files':>7}" + "".join(f"{kind:>8}" for kind in kinds))
    for name in chosen.corpora:
        tally = measure(name, chosen.step, menus=chosen.menus, folder=chosen.folder)
        counts = "".join(f"{len(tally.faults.get(kind, ())):8}" for kind in kinds)
        print(f"{name + ' *' * CORPORA[name]:26}{tally.files:7}{counts}", flush=True)
        for kind in kinds:
            for example in tally.faults.get(kind, ())[: chosen.misses]:
                print(f"    {kind}: {example[:300]}")


if __name__ == "__main__":
    main()
