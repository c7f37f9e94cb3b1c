"""Accuracy and speed of language detectors on the corpora.

`python -m bench.detectors`; the last table has the share of language detection in the time of
indexing. Some articles of `ckb-ar-en` have another language than their label (of 127 called Sorani
28 are Arabic, of 151 called English 35 are a menu of a few words), so that no detector gets all of
them right. Rivals are measured too where they are installed: py3langid, eldc and
lingua-language-detector.
"""

from __future__ import annotations

import importlib
import json
import lzma
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.archives import corpora, page
from index.engine.open import open_writer
from index.ingest.page_dump.reader import read_text
from index.text.language import detect

CORPORA = corpora() or Path("corpora")
LanguageOf = Callable[[str], str | None]
Sample = list[tuple[str, str]]


def records(name: str, step: int = 1) -> Iterator[dict[str, str]]:
    with lzma.open(CORPORA / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                yield json.loads(line)


def language_samples() -> dict[str, Sample]:
    """Return texts with their language: code that the corpora give, titles apart from bodies."""
    plan = {
        "wikinews-en": 1,
        "wikinews-ru": 2,
        "wikinews-ja": 10,
        "lenta-ru-headlines": 80,
        "headlines-2729-sources": 300,
        "10kgnad-de": 3,
        "sanad-ar-1000": 3,
        "ckb-ar-en": 4,
    }
    samples: dict[str, Sample] = {}
    for name, step in plan.items():
        for record in records(name, step):
            language = {"ku": "ckb"}.get(record["lang"], record["lang"])
            for part in ("title", "body"):
                if record[part]:
                    samples.setdefault(f"{name} {language} {part}", []).append(
                        (language, record[part])
                    )
    return samples


def language_detectors() -> Iterator[tuple[str, LanguageOf]]:
    yield "newstui", detect
    if py3langid := installed("py3langid"):
        yield "py3langid", lambda text: py3langid.classify(text)[0]
    if eldc := installed("eldc"):
        eldc.init()
        yield "eldc", eldc.detect
    if lingua := installed("lingua"):
        built = lingua.LanguageDetectorBuilder.from_all_languages().build()

        def by_lingua(text: str) -> str | None:
            found = built.detect_language_of(text)
            return found.iso_code_639_1.name.lower() if found else None

        yield "lingua", by_lingua


def indexing(name: str, most: int = 2_000) -> None:
    """Print the processor time of reading page dumps, of language detection and of indexing."""
    pages = [page(record) for record, _ in zip(records(name), range(most), strict=False)]
    detect("The first text pays for loading the model.")
    start = time.process_time()
    found = [
        read_text(text, path=Path(f"{number}.txt"), key=str(number))[0]
        for number, text in enumerate(pages)
    ]
    read = time.process_time()
    found = [
        replace(article, language=detect("\n".join((article.title, *article.paragraphs[:20]))))
        for article in found
    ]
    told = time.process_time()
    with TemporaryDirectory() as folder:
        writer = open_writer(Path(folder) / "index", processes=1)
        writer.apply(found)
        writer.close()
    written = time.process_time()
    whole = written - start
    parts = (("reading", read - start), ("language", told - read), ("writing", written - told))
    shares = ", ".join(f"{what} {100 * spent / whole:.1f} %" for what, spent in parts)
    print(f"  {name:38} {len(pages):5} {1e6 * whole / len(pages):7.0f} us an article: {shares}")


def installed(name: str):  # type: ignore[no-untyped-def]
    """Return the module, or None where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def main() -> None:
    languages = language_samples()
    for name, language_of in language_detectors():
        start = time.perf_counter()
        language_of("The first text pays for loading the model.")
        print(f"{name}: first answer after {1e3 * (time.perf_counter() - start):.0f} ms")
        for label, sample in languages.items():
            start = time.perf_counter()
            right = sum(language_of(text) == language for language, text in sample)
            spent = (time.perf_counter() - start) / len(sample)
            share = 100 * right / len(sample)
            print(f"  {label:38} {len(sample):5} {share:6.1f} % {1e6 * spent:7.0f} us")
    print("indexing")
    for name in ("wikinews-ru", "10kgnad-de", "bbc"):
        indexing(name)


if __name__ == "__main__":
    main()
