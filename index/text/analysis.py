"""Terms of a text: tokens, their folded forms and their stems."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import chain, pairwise, repeat
from operator import add
from typing import NamedTuple, Protocol, TypeAlias

import Stemmer

from index.text import light_stems
from index.text.folding import casefold, fold, fold_signs, script_of
from index.text.signs import INSIDE, PICTURES, RAISED, UNSPACED

ANALYSIS_VERSION = 5
"""The version of the terms, raised with every change of them, so that an older index is rebuilt."""

LONGEST_TERM = 64
"""The most characters of a term; longer words are found by their beginning."""

STEM = "="
"""The beginning of a stem's term, as in `=en:run`: no word begins with it, so stems and words never
meet. The code of the stemmer keeps stems of different languages apart."""

_ROOT = len("=en:")
"""The offset of the root in a stem's term."""


ACRONYM = STEM + "..:"
"""The beginning of an acronym's term, beside its word: U.S. and US have it, and us has not."""


JOINED = STEM + "--:"
"""The beginning of the term of a word in two parts: of email where a text has e-mail, of government
broken at the end of a line. It tells a word of the archive (online) from a joined one (longterm)
that no text has."""


class Form(NamedTuple):
    """Another term at the place of a word, with its span in the text."""

    term: str
    start: int
    end: int
    is_whole: bool = False
    """Whether the form has signs of its own (C++, U.S.); a query with them asks for it alone."""


class Token(NamedTuple):
    """A word of a text, or two neighbouring signs of a script without spaces between words."""

    terms: tuple[str, ...]
    """The folded word, then the term of its stem where its language has a stemmer."""
    start: int
    end: int
    """The offsets into the text as it was given. (A tuple, because every word of an archive becomes
    a token: a frozen dataclass takes four times as long to make.)"""
    also: tuple[Form, ...] = ()
    """The token's other forms: C++ of C, U and S of U.S. A form of several words belongs to each of
    them: AT&T to AT and to T, so that a phrase may go on from either side."""

    @property
    def word(self) -> str:
        """The folded word."""
        return self.terms[0]

    @property
    def indexed(self) -> tuple[str, ...]:
        """The terms under which the token is indexed; only one for a word that is its own stem."""
        return self.terms if own_stem(self.terms) else self.terms[:1]

    @property
    def forms(self) -> tuple[str, ...]:
        """The terms of the token's other forms under which it is indexed."""
        every = tuple(form.term for form in self.also)
        return tuple(
            term
            for term in every
            if not term.startswith(STEM)
            or term.startswith((ACRONYM, JOINED))
            or root_of(term) not in every
            or not is_own_stem(term)
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The word, and the other forms of the token that a prefix or a wildcard may match."""
        forms = (form.term for form in self.also if is_word(form.term))
        return (self.terms[0], *forms)

    @property
    def whole(self) -> str:
        """The term of the token as written, signs included."""
        return next((form.term for form in self.also if form.is_whole), self.terms[0])

    def moved(self, by: int) -> Token:
        """Return the token shifted by this many characters."""
        also = tuple(
            Form(term, start + by, end + by, whole) for term, start, end, whole in self.also
        )
        return Token(self.terms, self.start + by, self.end + by, also)


def own_stem(terms: tuple[str, ...]) -> str:
    """Return the stem's term among a token's terms; "" where a word is its own stem or has none."""
    if len(terms) == 1 or (root_of(terms[1]) == terms[0] and is_own_stem(terms[1])):
        return ""
    return terms[1]


def stem_term(algorithm: str, root: str) -> str:
    """Return the term of a stem from the code of its stemmer and its root."""
    return f"{STEM}{algorithm}:{root}"


def algorithm_of(term: str) -> str:
    """Return the code of the stemmer in the term of a stem."""
    return term[len(STEM) : _ROOT - 1]


def root_of(term: str) -> str:
    """Return the root in the term of a stem; any other term as it is."""
    return term[_ROOT:] if term.startswith(STEM) else term


def as_written(term: str) -> str:
    """Return the root in a stem's term, or the word in any other, without `JOINED`."""
    return root_of(term.removeprefix(JOINED))


def is_word(term: str) -> bool:
    """Return whether a term is a word, in two parts or not, rather than a stem or an acronym."""
    return not term.removeprefix(JOINED).startswith(STEM)


_HYPHEN = "\u2010"
"""The hyphen that `ingest` writes into a word broken at the end of a line."""
_HYPHENS = "\\-\u2010\u2011\u058a\ufe63\uff0d"
_LETTER_APOSTROPHES = "\u02bb\u02bc\u02bd\u02be\u02bf\ua78b\ua78c"  # Oʻahu, Qurʾān, мʼята
# The signs for an apostrophe in Unicode's confusables.txt, and letters for it between words.
_PRIMES = "\u02b9\u02c8\u02ca\u02cb\u0374\u07f4\u07f5"
APOSTROPHES = (
    f"'\u2019{_LETTER_APOSTROPHES}{_PRIMES}\u2018\u201b\u2032\u2035`\u00b4\uff07\uff40\u055a\u05f3"
)
"""The signs for an apostrophe, to stand between the brackets of a regular expression."""
_HALF_SPACE = "\u200c"
_HEBREW = "\u05d0-\u05ea\u05ef-\u05f2"
_HEBREW_QUOTES = "'\"\u2019\u201d\u05f3\u05f4"  # geresh and gershayim: ג'ורג', ארה״ב
_SUPERSCRIPT = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079"
# The commonest letters of words, tried first: a single look-up instead of forty comparisons.
_COMMON = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u0481\u048a-\u052f"
_ANY = rf"[^\W_{_LETTER_APOSTROPHES}{_PRIMES}{RAISED}{UNSPACED}]"
_LETTER = rf"(?:[{_COMMON}]++|{_ANY})"
# Marks and invisible signs (UAX #29, WB4); between Hebrew letters quotes (WB7a-c); Catalan l·l;
# Armenian marks of emphasis and question.
_WITHIN = (
    rf"(?:[{INSIDE}\u055b-\u055f]++"
    rf"|(?<=[{_HEBREW}])[{_HEBREW_QUOTES}](?=[{_HEBREW}])|(?<=[lL])\u00b7(?=[lL]))"
)
# Repeated alternatives are not possessive: Python 3.11 before 3.11.5 loses their last character.
_WORD = rf"{_LETTER}++(?:{_WITHIN}{_LETTER}*+)*"
# An English possessive belongs to the word but not to its term: Putin's is Putin.
_POSSESSIVE = rf"(?:[{APOSTROPHES}][sS](?![^\W_]))?"
_TAIL = rf"{_POSSESSIVE}[{_SUPERSCRIPT}]*+"
_NOTE = rf"(?P<note>[{_SUPERSCRIPT}]++)?+"
# UTS #51: two regional indicators, or pictures with their skin tones, joined or not.
_PICTURE = rf"[{PICTURES}][\ufe0e\ufe0f]?+[\U0001f3fb-\U0001f3ff]?+[\U000e0020-\U000e007f]*+"
_EMOJI = rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}(?:\u200d{_PICTURE})*"
_UNBROKEN = rf"(?P<run>[{UNSPACED}]++(?:[{INSIDE}]++[{UNSPACED}]*+)*)"
_OTHER = rf"(?P<figure>[{RAISED}])|(?P<emoji>{_EMOJI})"
_NOTHING = "(?!)"
_CLASSES = _WORD, _UNBROKEN, _OTHER
_ASCII_CLASSES = "[0-9A-Za-z]++", rf"(?P<run>{_NOTHING})", rf"(?P<figure>{_NOTHING})"
# Dashes and curly quotes are in most titles, and no part of a word of ASCII letters.
_ASCII_WITH_QUOTES = re.compile("[\x00-\x7f\u2013\u2014\u2018-\u201e\u2026]*+")
# Words of letters alone, without signs: of Latin, Greek, Cyrillic, Arabic.
_SIMPLE = re.compile(rf"[{_COMMON}\u0388-\u03ce\u0621-\u063a\u0641-\u064a]++")
_ASCII_WORD = re.compile("([0-9a-z]++)(?:'s(?![0-9a-z]))?")  # as `_chunk` matches such words
# The letters among these with a small letter of one character; of ASCII, capitals may be a sign.
_PLAIN = "0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u012f\u0131-\u0148\u014a-\u024f"
_PLAIN += "\u0391-\u03a1\u03a3-\u03ce\u0400-\u0481\u048a-\u052f\u0621-\u063a\u0641-\u064a"
_PLAIN_WORD = re.compile(rf"[A-Z{_PLAIN}][{_PLAIN}]*+")

# Signs that belong to words. A single letter may have marks: characters other than word signs,
# spaces and the punctuation of Latin or Chinese. (The scripts that have initials are the smaller
# class: it compiles in a quarter of the time.)
_INITIAL = (
    r"(?=[\x00-\u0dff\u0f00-\u0fff\u1200-\u177f\u1800-\u2e7f\ufb00-\uff65\uffdd-\uffff"
    r"\U00010000-\U0010ffff])[^\W\d_]"
    r"[^\w\s\x00-\u02ff\u2000-\u2bff\u3000-\u303f]*+"
)
_SHORT = r"[^\W\d_]{1,3}+"
_BEFORE = r"(?<![\w#@$&.])(?:[#@](?=[^\W_])|[$.](?=[^\W\d_]))"
_BEHIND = r"\+{1,2}(?![^\W\d_]|\+)|\#(?![\w#])"
_CAPITALS = "(?<![A-Za-z0-9])[A-Z]{2,5}(?![A-Za-z0-9])"
MOST_CAPITALS = 5
"""The most letters of an acronym without dots: USSR, NAACP. Longer words of capitals shout."""

_SIGNED = re.compile(
    rf"(?<![\w.])[^\W\d_]\W{{0,2}}\.[^\W\d_]|{_CAPITALS}|{_BEFORE}|(?<=[^\W_])(?:{_BEHIND})"
    rf"|(?<=[^\W\d_])&(?=[^\W\d_])"
    rf"|(?<![A-Za-z0-9])[A-Z][{APOSTROPHES}](?=[A-Z])"
    r"|(?<=[^\W\d_])\.(?=[^\W\d_a-z])"
)


_DECADE = re.compile("[0-9]['\u2019][sS]")  # the 1990's

_SIGNS = "+#@$&."
_UNSIGNED = re.compile(rf"[^\w{_SIGNS}]?[A-Z]?[^A-Z{_SIGNS}]*+(?:\.(?![^\W_]))?[^\w{_SIGNS}]*+")


def is_signed(text: str) -> bool:
    """Return whether signs of the text may belong to its words; ASCII capitals count as signs."""
    if ("'" in text or "\u2019" in text) and _DECADE.search(text):
        return True
    return not _UNSIGNED.fullmatch(text) and _SIGNED.search(text) is not None


def is_acronym(word: str) -> bool:
    """Return whether a word is a few capital letters. Letters and figures of ASCII are signed
    (`is_signed`) just then."""
    return word.isupper() and 1 < len(word) <= MOST_CAPITALS and word.isalpha()


# Large classes of characters take milliseconds to compile: patterns with large classes are compiled
# at first use, and texts of ASCII have patterns of their own.


@cache
def _chunk(*, ascii: bool) -> re.Pattern[str]:
    """Match a word, a run of signs without spaces, a raised figure or a picture."""
    word, unbroken, other = _ASCII_CLASSES if ascii else _CLASSES
    return re.compile(rf"(?P<word>{word}){_POSSESSIVE}{_NOTE}|{unbroken}|{other}")


@cache
def _whole_word() -> re.Pattern[str]:
    """Match a word and nothing else."""
    return re.compile(_WORD)


@cache
def _signed_chunk(*, ascii: bool) -> re.Pattern[str]:
    """Match the alternatives of `_chunk`, and words with the signs that belong to them."""
    initial = "[A-Za-z]" if ascii else _INITIAL
    word, unbroken, other = _ASCII_CLASSES if ascii else _CLASSES
    return re.compile(
        rf"{unbroken}|(?P<acronym>(?<![\w.]){initial}(?:\.{initial})+"
        rf"(?![^\W_]|\.{initial})\.?+){_TAIL}"
        rf"|(?P<pair>(?<![\w&]){_SHORT}(?:&{_SHORT})+(?![\w&]))"
        rf"|(?P<before>{_BEFORE})?(?P<word>{word})"
        rf"(?P<own>{_POSSESSIVE}){_NOTE}(?P<behind>{_BEHIND})?|{other}"
    )


def _chunks(text: str, *, signed: bool) -> Iterator[re.Match[str]]:
    """Return the matches of the pattern for a text, in order."""
    pattern = _signed_chunk if signed else _chunk
    is_ascii = text.isascii() or _ASCII_WITH_QUOTES.fullmatch(text) is not None
    return pattern(ascii=is_ascii).finditer(text)


@cache
def certain_boundary() -> re.Pattern[str]:
    """Match characters that no word has or touches: a text cut there has the words of its parts."""
    return re.compile(
        rf"[^\w{INSIDE}{APOSTROPHES}{_HEBREW_QUOTES}{_HYPHENS}{UNSPACED}{PICTURES}"
        rf"\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\u00b7\u055b-\u055f.&#@$+]+"
    )


@cache
def _part() -> re.Pattern[str]:
    """Match a part, a word or a run of signs, into which folding may split a word."""
    return re.compile(rf"({_WORD})|([{UNSPACED}]++)")


@cache
def _initial() -> re.Pattern[str]:
    """Match a letter of an acronym."""
    return re.compile(_INITIAL)


_RUN = re.compile(rf"[{UNSPACED}]+")

_ARABIC_LETTERS = re.compile("([ةىأإآؤئ])")


def tokens(text: str, language: str | None) -> list[Token]:
    """Return the tokens of `text` in order; `language` (ISO 639) decides how they are stemmed.

    A run of signs without spaces gives a token at every sign: that sign and the next, and at the
    end of the run the last sign alone. So every sign begins a token, and a query of one sign is a
    search for the terms that begin with it.
    """
    found: list[Token] = []
    signed = is_signed(text)
    if signed and _ACRONYM.fullmatch(text):
        return [_whole_acronym(text, language)]
    if not signed and _SIMPLE.fullmatch(text):
        end = len(text)
        return [
            Token(terms, 0, end, tuple(_capitals(text, terms[0], 0, end)))
            for terms in _terms(text, language)
        ]
    for chunk in _chunks(text, signed=signed):
        run = chunk["run"]
        if run is not None:
            found.extend(_bigrams(run, chunk.start()))
        else:
            found.extend(_no_run(chunk, language, signed=signed))
    if _JOINT.search(text):
        _join(found, text, language)
    return found


class Indexed(NamedTuple):
    """The indexed terms of a word with its stem and other forms, or of a run."""

    words: Sequence[str]
    """The single word, or all terms of a run of signs without spaces, in order."""
    stem: str = ""
    """The term of the word's stem; "" where the word has no stem but itself."""
    forms: tuple[str, ...] = ()
    """The terms of the word's other forms."""


def indexed(text: str, language: str | None, *, signed: bool | None = None) -> Iterator[Indexed]:
    """Yield the terms of the tokens of a text in order, faster than `tokens` because without
    offsets. `signed` is the result of `is_signed` for the text, if that is known."""
    if signed is None:
        signed = is_signed(text)
    if not signed and _SIMPLE.fullmatch(text):
        for terms in _terms(text, language):
            forms = tuple(form.term for form in _capitals(text, terms[0], 0, 0))
            yield Indexed(terms[:1], own_stem(terms), forms)
        return
    if _JOINT.search(text) and any(joints(text)):
        yield from map(_indexed, tokens(text, language))
        return
    if signed and _ACRONYM.fullmatch(text):
        yield _indexed(_whole_acronym(text, language))
        return
    for chunk in _chunks(text, signed=signed):
        run = chunk["run"]
        if run is not None:
            yield Indexed(_pairs(run))
        else:
            yield from map(_indexed, _no_run(chunk, language, signed=signed))


def _indexed(token: Token) -> Indexed:
    return Indexed(token.terms[:1], own_stem(token.terms), token.forms if token.also else ())


def _whole_acronym(text: str, language: str | None) -> Token:
    """Return the token of a text that is a few capital letters of ASCII."""
    (terms,) = _terms(text, language)
    return Token(terms, 0, len(text), (Form(ACRONYM + terms[0], 0, len(text)),))


def _no_run(chunk: re.Match[str], language: str | None, *, signed: bool) -> Iterable[Token]:
    """Return the tokens of a match of `_chunk` or `_signed_chunk` that is no run."""
    word = chunk["word"]
    if word is None:
        return _other(chunk, language)
    if signed or chunk["note"] or not word.isascii():
        return _noted(chunk, word, language, signed=signed)
    start, end = chunk.span()
    return [Token(terms, start, end) for terms in _terms(word, language)]


def is_plain(word: str) -> bool:
    """Return whether a word is letters and figures without signs or other forms, and lower-cased
    sign by sign: `PlainWords` gives all terms of such a word."""
    letters = word.isalnum() if word.isascii() else _PLAIN_WORD.fullmatch(word) is not None
    return letters and not (word.isupper() and is_acronym(word))


_PlainStemmer: TypeAlias = tuple[str, str, Callable[[str], str]]
"""An algorithm, the beginning of its stems' terms, and its stemming function."""


class PlainWords:
    """The terms of plain words in texts of one language, in a third of the time of `tokens`. An
    instance belongs to one thread."""

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._stemmers: dict[str | None, _PlainStemmer | None] = {}
        self._latin = self._of_script("latin")

    def terms(self, word: str) -> tuple[str, str]:
        """Return the terms under which a plain word of small letters is indexed: its own, and its
        stem's ("" for a word without a stem but itself)."""
        script: str | None = "latin"
        if word.isascii():
            folded, stemmer = word, self._latin
        else:
            folded = fold(word)
            script = script_of(folded)
            stemmer = self._of_script(script)
        term = folded[:LONGEST_TERM]
        if stemmer is None or not folded.isalpha():
            return term, ""
        algorithm, begin, stem = stemmer
        plain = term if folded == word else _unstemmed(word, folded, algorithm, script)
        root = stem(plain)
        root = root.lower() if root.isascii() else fold(root)
        if not root or (root == term and (plain == term or is_own_stem(begin + root))):
            return term, ""
        return term, begin + root

    def every(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the result of `terms` for each word of a text of ASCII without capital letters or
        signs that belong to words."""
        return map(self.terms, _ASCII_WORD.findall(text))

    def pair(self, left: str, right: str) -> tuple[str, ...]:
        """Return the term of two words of small letters and figures of ASCII as one word, by its
        stem where it has one; empty where the hyphen between the two has to stay."""
        is_sure = left in _FIRST_PARTS or right in _LAST_PARTS or len(left) <= _LONGEST_INITIAL
        if not is_sure and left.isalpha() and right.isalpha():  # so are most
            return ()
        if not is_one_word(left, "-", right):
            return ()
        word, stem = self.terms(left + right)
        return (JOINED + (stem or word),)

    def _of_script(self, script: str | None) -> _PlainStemmer | None:
        """Return the algorithm for a script, the beginning of its stems' terms and its stemming
        function; None without one."""
        if script not in self._stemmers:
            algorithm = _algorithm(script, self._language)
            self._stemmers[script] = (
                (algorithm, stem_term(algorithm, ""), _new_stemmer(algorithm).stemWord)
                if algorithm
                else None
            )
        return self._stemmers[script]


@lru_cache(maxsize=1 << 14)
def chunk_tokens(chunk: str, language: str | None) -> tuple[Token, ...]:
    """Return the `tokens` of a piece between two spaces from a cache: most pieces come again."""
    return tuple(tokens(chunk, language))


@lru_cache(maxsize=256)
def pieces_with(letters: frozenset[str], language: str | None) -> re.Pattern[str]:
    """Return an expression for the pieces of a text of this language, between spaces, that may have
    a term (or the stem in it) beginning with one of these letters.

    The skipped pieces are one word each, of Latin or of Russian letters, with signs around it:
    testing for its first letter takes a twentieth of the time of its analysis, and most words of a
    text begin with another.
    """
    if {_algorithm("latin", language), _algorithm("cyrillic", language)} & _CUT_THE_BEGINNING:
        return ANY_PIECE
    folded = [fold(letter) for letter in _PLAIN_LETTERS]
    others = [
        letter for letter, other in zip(_PLAIN_LETTERS, folded, strict=True) if other not in letters
    ]
    latin = "".join(letter for letter in others if letter.isascii())
    russian = "".join(letter for letter in others if not letter.isascii())
    words = [
        f"[{some}][{every}]*+" for some, every in ((latin, _LATIN), (russian, _RUSSIAN)) if some
    ]
    if not words:
        return ANY_PIECE
    plain = f'["“„«(]*+(?:{"|".join(words)})[.,;:!?…"”“»)]*+(?![^ ])'
    return re.compile(f"(?<![^ ])(?!{plain})[^ ]++")


def is_unspaced(text: str) -> bool:
    """Return whether the text begins with a sign of a script without spaces between words."""
    return _RUN.match(text) is not None


def stemmer_of(word: str, language: str | None) -> str | None:
    """Return the code of the stemmer for a folded word in texts of a language; None without one."""
    return _algorithm(script_of(word), language)


@lru_cache(maxsize=1 << 16)
def is_own_stem(term: str) -> bool:
    """Return whether the root in the term of a stem is a word with this same stem: such a word is
    indexed under itself alone. (Roots are folded: for على, a stem of itself, the result is
    False.)"""
    algorithm, root = algorithm_of(term), root_of(term)
    return fold(_stemmer(algorithm).stemWord(root)) == root


def _stem(word: str, folded: str, language: str | None) -> str:
    """Return the term of a word's stem, or "" when there is nothing to stem."""
    script = script_of(folded)
    algorithm = _algorithm(script, language)
    if algorithm is None or not folded.isalpha():
        return ""
    root = fold(_stemmer(algorithm).stemWord(_unstemmed(word, folded, algorithm, script)))
    return stem_term(algorithm, root) if root else ""


def _unstemmed(word: str, folded: str, algorithm: str, script: str | None) -> str:
    """Return the spelling of a word that its stemmer expects, cut to `LONGEST_TERM`. Stemmers of
    Latin scripts read accents (mangé, mangée); others don't, but for two endings and the hamzas of
    Arabic."""
    plain = casefold(word) if script == "latin" else folded
    if algorithm == "ar" and _ARABIC_LETTERS.search(cased := casefold(word)):
        pieces = _ARABIC_LETTERS.split(cased)
        plain = "".join(
            piece if _ARABIC_LETTERS.fullmatch(piece) else fold(piece) for piece in pieces
        )
    return plain[:LONGEST_TERM]


@lru_cache(maxsize=1 << 17)
def _terms(word: str, language: str | None) -> tuple[tuple[str, ...], ...]:
    """Return the terms of each part of a word; only folding makes several parts."""
    folded = fold(word)
    is_whole = folded.isascii() and folded.isalnum()
    if not is_whole and _whole_word().fullmatch(folded) is None:
        return tuple(((part or run)[:LONGEST_TERM],) for part, run in _part().findall(folded))
    term = folded[:LONGEST_TERM]
    stem = _stem(word, folded, language)
    return ((term, stem) if stem else (term,),)


# Words with other forms


def _noted(
    chunk: re.Match[str], word: str, language: str | None, *, signed: bool
) -> Iterator[Token]:
    """Yield the tokens of a word that may have signs, marks or a raised figure around it."""
    start = chunk.start("word")
    note = chunk["note"]
    end = chunk.end() if note is None else chunk.start("note")
    if _HALF_SPACE in word and script_of(word) == "arabic":
        yield from _compound(word, start, _FULL_PARTS, language)
        return
    if script_of(word) == "hebrew":
        word = word.translate(_NO_QUOTES)
    every = _terms(word, language)
    before, own, behind = (chunk[name] or "" for name in _ADDED) if signed else ("", "", "")
    if behind:
        end = chunk.end("word")
        if behind == "#" and not (len(word) <= _MUSICAL and word.isalpha()):
            behind = ""
    if len(every) != 1:
        yield from (Token(terms, start, end) for terms in every)
        return
    (terms,) = every
    also: list[Form] = []
    if before or behind:
        signs = before + terms[0] + behind
        also.append(Form(signs, start - len(before), end + len(behind), is_whole=True))
    if own and word.isdecimal():  # the 1990's are the 1990s
        also.append(Form(terms[0] + "s", start, end, is_whole=True))
    also += _capitals(word, terms[0], start, end)
    if note and word.isalpha() and len(word) <= _UNIT:
        figure = terms[0] + fold(note)
        also.append(Form(figure, start, chunk.end("note"), is_whole=True))
    yield Token(terms, start, _trimmed(chunk.string, start, end), tuple(also))


def _other(chunk: re.Match[str], language: str | None) -> Iterator[Token]:
    """Yield the tokens of a chunk that is neither a word by itself nor a run."""
    kind, start, end = chunk.lastgroup, *chunk.span()
    text = chunk[0]
    if kind == "figure":
        yield from (Token(terms, start, end) for terms in _terms(text, language))
    elif kind == "emoji":
        yield _picture(text, start, end)
    elif kind == "acronym":
        yield _acronym(chunk, language)
    elif kind == "pair":
        for token in _compound(text, start, _PAIR_PARTS, language, joined=False):
            yield token._replace(also=(Form(fold(text), start, end, is_whole=True),))


def _acronym(chunk: re.Match[str], language: str | None) -> Token:
    """Return the token of an acronym: for U.S. the word US, with the forms U.S., U and S."""
    start, end = chunk.start(), chunk.start() + len(chunk[0].rstrip(_SUPERSCRIPTS))
    letters = [
        Form(fold(each[0]), start + each.start(), start + each.end())
        for each in _initial().finditer(chunk["acronym"])
    ]
    joined = chunk["acronym"].replace(".", "")
    terms = _terms(joined, language)[0]
    also = {form.term: form for form in reversed(letters) if form.term not in terms}
    whole = Form(ACRONYM + terms[0], start, end, is_whole=True)
    return Token(terms, start, end, (whole, *reversed(also.values())))


def _compound(
    text: str, start: int, parts: re.Pattern[str], language: str | None, *, joined: bool = True
) -> Iterator[Token]:
    """Yield a compound's words, each with the joined word as a form: گ‌ها as two words and as
    one."""
    found = list(parts.finditer(text))
    also: tuple[Form, ...] = ()
    if joined and len(found) > 1:
        end = start + found[-1].end()
        (together, *_) = _terms("".join(each[0] for each in found), language)
        also = tuple(Form(term, start + found[0].start(), end) for term in together)
    for each in found:
        here, there = start + each.start(), start + each.end()
        for terms in _terms(each[0], language):
            forms = tuple(form for form in also if form.term not in terms)
            forms += tuple(_capitals(each[0], terms[0], here, there))
            yield Token(terms, here, _trimmed(text, here - start, there - start) + start, forms)
            also = also[:1]  # a stem once: only the word itself is looked up in phrases


def _capitals(word: str, term: str, start: int, end: int) -> Iterator[Form]:
    """Yield the form of an acronym for a word of a few capital letters."""
    if is_acronym(word):
        yield Form(ACRONYM + term, start, end)


def _picture(text: str, start: int, end: int) -> Token:
    """Return the token of an emoji without its drawing style; without a skin tone it is a form."""
    word = _DRAWN.sub("", text)[:LONGEST_TERM]
    plain = _TONES.sub("", word)
    also = (Form(plain, start, end),) if plain != word else ()
    return Token((word,), start, end, also)


_SUPERSCRIPTS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_MUSICAL = 2
"""The most letters of a word to which a sharp belongs: C#, F#."""
_UNIT = 3
"""The most letters of a word to which a raised figure belongs as in x² and km²; behind a longer
word, the figure leads to a note."""
_ADDED = ("before", "own", "behind")
_ACRONYM = re.compile(f"[A-Z]{{2,{MOST_CAPITALS}}}")
_FULL_PARTS = re.compile(f"[^{_HALF_SPACE}]+")
_PAIR_PARTS = re.compile(_SHORT)
_NO_QUOTES = str.maketrans("", "", _HEBREW_QUOTES)
_DRAWN = re.compile("[\ufe0e\ufe0f]")
_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")


def _trimmed(text: str, start: int, end: int) -> int:
    """Return the end of a word without invisible signs behind it."""
    while (
        end > start + 1 and text[end - 1] > "\x7f" and unicodedata.category(text[end - 1]) == "Cf"
    ):
        end -= 1
    return end


# Words in two parts

_SIGN = rf"[^\W_{_LETTER_APOSTROPHES}{_PRIMES}]"
_JOINT = re.compile(rf"[{_HYPHENS}{APOSTROPHES}]|(?<=[^\W\d_])\.(?=[^\W\d_a-z])")
# The lookbehind keeps each letter of a long word from beginning a match.
_PAIR = re.compile(rf"(?<!{_SIGN})({_SIGN}++)([{_HYPHENS}{APOSTROPHES}.])(?=({_SIGN}++))")
_SHORTEST_REST = 2
"""The most letters behind a figure that are one word with it: 3-D, but 10-year."""
_PREFIXES = (
    "e i on co pre non anti semi multi inter over under out up off by mid ex sub super counter"
    " micro mini mega macro cyber post eco bio neo tele web auto ultra extra trans infra hyper"
    " north south cease week data health film life world nation uber"
    " он анти био веб видео аудио авиа гипер евро кибер контр макро медиа микро мини мульти"
    " пост псевдо радио супер теле ультра фото"
)
_PARTICLES = "up off out down back maker makers making wide"
_FIRST_PARTS, _LAST_PARTS = frozenset(_PREFIXES.split()), frozenset(_PARTICLES.split())
"""First and last parts of words that some papers write with a hyphen and others without: prefixes,
particles, and parts of a few nouns."""
_VOWELS = frozenset("aeiou")
_LONGEST_INITIAL = 2
"""The most letters of a first part (x-, re-) that depends on the other part."""
_SHORTEST_NOUN = 3
"""The fewest letters behind a single one and a hyphen: x-ray."""
_OTHER_WORDS = frozenset({"coop", "coops", "telle", "telles"})
"""Words that mean something else without their hyphen (a-t-elle)."""
_LONGEST_PART = 5
"""The most letters of a part of an abbreviation (Pharm.D., TP.HCM)."""
_LONGEST_ABBREVIATION = 7
_SHORTEST_REST_OF_NAME = 3
"""The fewest letters behind a single one (O'ahu, N'Golo): o'er, a'i are two words."""
_INITIALS = frozenset("mngo")
"""First parts before a consonant, in African names and in Uzbek: N'Djamena, M'bala, O'zbekiston."""
_HEADS = (
    "un gl dell nell all dall sull coll pell dagl degl negl sugl agl quell quest bell com cos dov"
    " anch tutt sott sopr tant quant senz qualcun nessun ciascun alcun"
)
_TAILS = (
    "s t d m n r ll re ve em er en ne nen th ch"  # English, Dutch, German, Welsh
    " e a i u o y de da den dan te ta ten tan ye ya yi yu in im un um nin nun"  # Turkish
    " le la yle yla li lu lik luk lar ler si su ki ca ce ken daki deki taki teki"
    " is ist ile iin issa ista ssa sta lla lle ksi"  # Estonian, Finnish
    " ego emu owi ie ow ami ach"  # Polish
)
_ELIDED, _ENDINGS = frozenset(_HEADS.split()), frozenset(_TAILS.split())
"""The parts at an apostrophe that belong to no longer word: words of Italian that lose their vowel
(in other languages such words have one letter or end with qu), contractions, and the cases of
foreign names."""


def is_one_word(left: str, sign: str, right: str) -> bool:
    """Return whether two words are also one word, without the sign between them.

    Always: letters and figures (F-16), the halves of a word that the end of a line breaks, a
    capital letter and a name (O'Brien), Cyrillic letters about an apostrophe (м'ята), an apostrophe
    for a glottal stop (Sana'a) and the dots of abbreviations (Ph.D.). A hyphen counts if some
    papers leave it out (e-mail, co-operation, line-up); re- has a hyphen before a consonant just
    where the word without it is another (re-sign, re-creation).
    """
    if sign == "-" or sign in _HYPHENS[2:]:
        if right[0].isdecimal():
            return left.isalpha() and not is_unspaced(left)
        if left.isdecimal():
            return len(right) <= _SHORTEST_REST and right.isalpha() and not is_unspaced(right)
        first, last = fold(left), fold(right)
        is_sure = first in _FIRST_PARTS or last in _LAST_PARTS
        is_sure = is_sure or (len(first) == 1 and len(last) >= _SHORTEST_NOUN)
        if is_sure or (first == "re" and last[0] in _VOWELS):
            return right.isalpha() and first + last not in _OTHER_WORDS
        if sign != _HYPHEN:
            return False
    if not (left.isalpha() and right.isalpha()) or is_unspaced(left) or is_unspaced(right):
        return False
    if sign == ".":
        return _is_abbreviation(left, right)
    is_link = sign == _HYPHEN or sign in _LETTER_APOSTROPHES
    if is_link and (not right[0].isupper() or (len(left) > 1 and (left + right).isupper())):
        return True
    is_initial = len(left) == 1 and left.isupper() and right[0].isupper()
    if is_initial or script_of(left[-1]) == "cyrillic" == script_of(right):
        return True
    return sign != _HYPHEN and _has_glottal_stop(fold(left), fold(right))


def _is_abbreviation(left: str, right: str) -> bool:
    """Return whether a dot is part of a short abbreviation with capitals: Ph.D., EE.UU., TP.HCM. An
    abbreviation of single letters is an acronym already."""
    parts = (len(left), len(right))
    short = max(parts) <= _LONGEST_PART and sum(parts) <= _LONGEST_ABBREVIATION
    return short and sum(parts) > 2 and left[0].isupper() and right[0].isupper()


def _has_glottal_stop(left: str, right: str) -> bool:
    """Return whether an apostrophe between folded Latin letters is within a word, as in Sana'a,
    Qur'an or Mi'kmaq, rather than behind an article or before a contraction or an ending."""
    if not (script_of(left) == "latin" == script_of(right)) or left.endswith("qu"):
        return False
    between_vowels = left[-1] in _VOWELS and right[0] in _VOWELS
    if len(left) == 1:
        is_initial = left in _INITIALS and right[0] not in _VOWELS and right[0] not in "hy"
        return len(right) >= _SHORTEST_REST_OF_NAME and (between_vowels or is_initial)
    return between_vowels or (right not in _ENDINGS and left not in _ELIDED)


def joints(text: str) -> Iterator[re.Match[str]]:
    """Yield the signs between two words that are also one; groups (left, sign, right)."""
    return (found for found in _PAIR.finditer(text) if is_one_word(*found.groups()))


def joined_terms(terms: Iterable[str]) -> Iterator[str]:
    """Yield the terms of a word in two parts for these terms of the whole word."""
    return (JOINED + term for term in terms)


def _join(found: list[Token], text: str, language: str | None) -> None:
    """Add the terms of the joined word, as forms, to each two tokens that are also one word."""
    places: dict[int, int] = {}
    for joint in joints(text):
        places = places or {token.start: at for at, token in enumerate(found)}
        at, after = places.get(joint.start(1), -1), places.get(joint.start(3), -1)
        every = _terms(joint[1] + joint[3], language)
        if at >= 0 and after == at + 1 and len(every) == 1:
            terms = [term for term in (every[0][0], own_stem(every[0])) if term]
            if joint[2] == "-":  # there are many: one term is enough to find the word by
                terms = terms[-1:]
            end = found[after].end
            forms = tuple(Form(term, joint.start(1), end) for term in joined_terms(terms))
            for each in (at, after):
                found[each] = found[each]._replace(also=found[each].also + forms)


# Scripts without spaces between words


def _bigrams(run: str, offset: int) -> Iterable[Token]:
    signs = _signs_as_written(run)
    if not signs:
        return _composed_bigrams(run, offset)
    end = offset + len(run)
    ends = chain(range(offset + 2, end + 1), (end,))
    return map(_token_of, zip(zip(_paired(signs)), range(offset, end), ends, repeat(())))


def _composed_bigrams(run: str, offset: int) -> Iterator[Token]:
    """Yield the tokens of `_bigrams` for a run in which several signs may be written as one."""
    signs = list(_clusters(run, offset))
    for (sign, start, end), (after, _, after_end) in pairwise(signs):
        yield Token((sign + after,), start, max(end, after_end))
    if signs:
        sign, start, end = signs[-1]
        yield Token((sign,), start, end)


def _pairs(run: str) -> list[str]:
    """Return the terms of `_bigrams`."""
    return _paired(_signs_as_written(run) or "".join(sign for sign, _, _ in _clusters(run, 0)))


def _paired(signs: str) -> list[str]:
    return [*map(add, signs, signs[1:]), *signs[-1:]]


_token_of: Callable[[tuple[object, ...]], Token] = partial(tuple.__new__, Token)
"""The constructor of a token from its fields. (Runs have thousands: it is thrice as fast as a
call.)"""


def _signs_as_written(run: str) -> str:
    """Return the signs of a run, folded, where each was written as one; "" for other runs."""
    folded = fold_signs(run)
    settled = len(folded) == len(run) and (
        run[0] > "\u0eff" or not any(map(run.__contains__, _UNSETTLED))
    )
    return folded if settled and unicodedata.is_normalized("NFKC", run) else ""


def _clusters(run: str, offset: int) -> Iterator[tuple[str, int, int]]:
    start = 0
    for at in range(1, len(run) + 1):
        if at < len(run) and _joins(run[start:at], run[at]):
            continue
        for sign in fold_signs(_settled(run[start:at])):
            yield sign, offset + start, offset + at
        start = at


def _joins(cluster: str, sign: str) -> bool:
    """Return whether a sign merges with the signs before it: か with a voice mark, parts of 한."""
    apart = _settled(cluster) + _settled(sign)
    return _settled(cluster + sign) != apart or not fold_signs(sign)


# Thai and Lao: sara am typed as two signs, its tone before or behind; sara ae as two sara e.
_TONE_INSIDE = re.compile("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])")
_TWICE = re.compile("\u0e40\u0e40|\u0ec0\u0ec0")
_UNSETTLED = ("\u0e4d", "\u0ecd", "\u0e40\u0e40", "\u0ec0\u0ec0")


def _settled(signs: str) -> str:
    """Return signs in composed form, in one of the orders that look the same."""
    ordered = _TONE_INSIDE.sub(r"\2\1", unicodedata.normalize("NFKC", signs))
    return _TWICE.sub(lambda pair: chr(ord(pair[0][0]) + 1), ordered)


_STEMMERS = {
    "ar": ("arabic", "arabic"), "hy": ("armenian", "armenian"), "eu": ("basque", "latin"),
    "ca": ("catalan", "latin"), "da": ("danish", "latin"), "nl": ("dutch", "latin"),
    "en": ("english", "latin"), "eo": ("esperanto", "latin"), "et": ("estonian", "latin"),
    "fi": ("finnish", "latin"), "fr": ("french", "latin"), "de": ("german", "latin"),
    "el": ("greek", "greek"), "hi": ("hindi", "devanagari"), "hu": ("hungarian", "latin"),
    "id": ("indonesian", "latin"), "ga": ("irish", "latin"), "it": ("italian", "latin"),
    "lt": ("lithuanian", "latin"), "ne": ("nepali", "devanagari"), "nb": ("norwegian", "latin"),
    "nn": ("norwegian", "latin"), "no": ("norwegian", "latin"), "pt": ("portuguese", "latin"),
    "ro": ("romanian", "latin"), "ru": ("russian", "cyrillic"), "es": ("spanish", "latin"),
    "sv": ("swedish", "latin"), "ta": ("tamil", "tamil"), "tr": ("turkish", "latin"),
    "yi": ("yiddish", "hebrew"),
    # Not Snowball's (`index.text.light_stems`).
    "he": ("light hebrew", "hebrew"), "fa": ("light persian", "arabic"),
}  # fmt: skip
_UNSTEMMED = {
    "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic", "mk": "cyrillic", "sr": "cyrillic",
    "kk": "cyrillic", "ky": "cyrillic", "mn": "cyrillic", "tg": "cyrillic", "tt": "cyrillic",
    "ur": "arabic", "ps": "arabic", "ckb": "arabic", "ug": "arabic",
    "mr": "devanagari", "zh": None, "ja": None, "ko": None, "th": None,
    "lo": None, "km": None, "my": None,
}  # fmt: skip
# The language of a word in a text without a language: the commonest of the script. A wrong guess
# costs little, because a word is also found as it was written.
_USUAL = {
    "latin": "en", "cyrillic": "ru", "greek": "el", "arabic": "ar", "armenian": "hy",
    "devanagari": "hi", "tamil": "ta", "hebrew": "he",
}  # fmt: skip


_CODES = {name: language for language, (name, _) in reversed(_STEMMERS.items())}
_NAMES = {code: name for name, code in _CODES.items()}


@lru_cache(maxsize=256)
def _algorithm(script: str | None, language: str | None) -> str | None:
    """Return the code of the algorithm for a word of this script in a text of this language: the
    first of the languages with that algorithm; None without one.

    A word in another script than its text's (Apple in a Russian article) is stemmed as usual for
    that script; a language without a stemmer is left as it is.
    """
    if script is None:
        return None
    if language is None:
        return _USUAL.get(script)
    if language in _STEMMERS:
        name, native = _STEMMERS[language]
        return _CODES[name] if script == native else _USUAL.get(script)
    native_script = _UNSTEMMED.get(language, "latin")
    return None if script == native_script else _USUAL.get(script)


_CUT_THE_BEGINNING = frozenset({"nl", "eo", "id", "ga", "tr"})
"""The stemmers that change more than the end of a Latin or Russian word."""

_LATIN, _RUSSIAN = "A-Za-z", "А-Яа-яЁё"
_PLAIN_LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
)
ANY_PIECE = re.compile("[^ ]++")


_own = threading.local()


def _stemmer(algorithm: str) -> _Stemmer:
    """Return this thread's stemmer: a Snowball stemmer holds the word that it works on."""
    stemmers: dict[str, _Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = _new_stemmer(algorithm)
    return stemmers[algorithm]


def _new_stemmer(algorithm: str) -> _Stemmer:
    if light := light_stems.STEMMERS.get(algorithm):
        return _Light(light)
    stemmer: _Stemmer = Stemmer.Stemmer(_NAMES[algorithm], 0)
    if algorithm == "ar":
        return _Light(lambda word: stemmer.stemWord(light_stems.arabic(word)))
    return stemmer


class _Stemmer(Protocol):
    """The interface of `PyStemmer` and of light stemmers."""

    def stemWord(self, word: str) -> str: ...  # noqa: N802


class _Light(NamedTuple):
    """A light stemmer with the interface of a Snowball stemmer."""

    stemWord: Callable[[str], str]  # noqa: N815
