"""Inversion of a batch of articles.

A text is split at its spaces. `tokens` analyses each distinct piece (a chunk: a word with its
punctuation) once, and the chunk gets a number. So a text becomes an array of numbers, at the cost
of one look-up for each chunk, and numpy does the rest for all articles at once: chunks become
tokens, tokens become terms with positions, and these are sorted by term.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.engine.whoosh.format import schema
from index.engine.whoosh.format.arrays import I64, U32, U64, Mask
from index.engine.whoosh.format.inverted import FacetColumn, Inverted, InvertedDocuments
from index.engine.whoosh.format.schema import PARAGRAPH_GAP, UNDATED
from index.engine.whoosh.postings.blocks import within
from index.engine.whoosh.postings.layout import LARGEST_NUMBER
from index.engine.whoosh.store.casing import COLUMNS, TEXT, TITLE, Column
from index.text.analysis import (
    ACRONYM,
    PlainWords,
    certain_boundary,
    indexed,
    is_acronym,
    is_plain,
    is_signed,
    joints,
)

LONGEST_KEPT = 40
"""The largest length of a cached chunk. Longer chunks hardly ever recur: addresses, and whole
paragraphs in a script without spaces between words."""

MOST_KEPT = 400_000
"""The largest number of chunks, or terms, in the cache; it is emptied when it has more."""

PART = 2_000_000
"""The number of occurrences that are sorted at once."""

HEADLINE_CAPITALS, HEADLINE_WORDS = 0.75, 6
"""The share of capitalised words and the number of words from which a paragraph counts as a
headline: a capital letter then says nothing."""

_NOUNS = frozenset({"de", "lb"})
"""Languages in which a capital letter only says that a word is a noun."""

_SLAB = 1 << 20  # chunks that are expanded at once
# Characters that may be stripped from a word without changing it: no word contains them, and no
# word ends at one of them that would continue without it (as a word may at an apostrophe).
_STRIPPED_SIGNED = (
    "".join(sign for sign in map(chr, range(0x21, 0x2100)) if certain_boundary().fullmatch(sign))
    + "-\u2011"
)
# These are stripped too where no character of a chunk is a sign of its word (`is_signed`).
_STRIPPED = _STRIPPED_SIGNED + '.&#@$+"\u00b7\u2010\u201d'
_STRIPPED_ASCII = "".join(filter(str.isascii, _STRIPPED))
# And these where only a plain word is left then: there no sign of a word is among them.
_BEFORE = _STRIPPED_SIGNED + '"\u201d'
_BEHIND = _BEFORE + "."
_BEFORE_ASCII = "".join(filter(str.isascii, _BEFORE))
_BEHIND_ASCII = _BEFORE_ASCII + "."

_ONCE = 1 << 31  # the first number of chunks that are not cached
# One of these flags is added to the number of a chunk with a first capital letter: the word is a
# name, or, in `_NOUNS`, merely a noun.
_CAPITAL, _NOUN = 1 << 30, 1 << 29
_LOUD = 1 << 28  # the flag of a chunk in capitals throughout
_CONTRACTION = re.compile("[a-z]+'(?:s|t|d|m|ll|re|ve)")
"""A possessive or a contraction: its apostrophe joins nothing, which is the usual case."""
_BEHIND_HYPHEN = re.compile(r"-([^\W\d_])")  # pro-Beijing
_NUMBER = np.uint32(~(_CAPITAL | _NOUN | _LOUD) & 0xFFFFFFFF)
_GAP = 0  # the chunk that stands for the end of a paragraph
_NO_TERM = 0

# Estimated bytes of memory: for the parts of a text until they are written, and for the caches.
_CHUNK_COST = 28
_NEW_CHUNK_COST = 260
_NEW_TERM_COST = 220
_ARTICLE_COST = 600

_STEMMED = ("title", "body", schema.REST_WORDS)
_NAMES = (*schema.WORDS_OF.values(), schema.GIVEN_WORDS)
_WHOLE = ("id", "slug", "kind", "source", "category", "language")

_MARK = np.uint64(32)


class Inverter:
    """An in-memory buffer of articles, which `invert` turns into terms with postings."""

    def __init__(self) -> None:
        self._words = _Words()
        self._begin()

    def _begin(self) -> None:
        self._words.forget()
        self._texts = {name: _InvertedText() for name in (*_STEMMED, *_NAMES)}
        self._values: dict[str, list[bytes]] = {name: [] for name in _WHOLE}
        self._published = array("Q")
        self._stored: list[bytes] = []
        self._stored_size = 0
        self._chunks = 0

    @property
    def size(self) -> int:
        """The number of articles in the buffer."""
        return len(self._stored)

    @property
    def stored_size(self) -> int:
        """The bytes of the stored fields of these articles."""
        return self._stored_size

    @property
    def memory(self) -> int:
        """The estimated bytes of memory for these articles until they are written."""
        held = self._stored_size + self.size * _ARTICLE_COST
        return held + self._chunks * _CHUNK_COST + self._words.memory

    def add(self, article: Article) -> None:
        """Add an article as the next document."""
        for name, values in self._values.items():
            values.append((getattr(article, name) or "").encode("utf-8", "replace"))
        moment = article.published
        self._published.append(UNDATED if moment is None else schema.microseconds(moment))
        chunks = self._words.chunks(article.language)
        pieces = self._texts["body"].add(article.paragraphs, chunks)
        self._chunks += pieces + self._texts["title"].add((article.title,), chunks)
        self._chunks += self._texts[schema.REST_WORDS].add(article.own_rest, chunks)
        names = self._words.chunks(None)
        for field, name in schema.name_words(article).items():
            self._chunks += self._texts[field].add((name,) if name else (), names)
        stored = schema.stored(article, pieces)
        self._stored.append(stored)
        self._stored_size += len(stored)

    def invert(self) -> tuple[InvertedDocuments, Iterator[tuple[str, Iterator[Inverted]]]]:
        """Empty the buffer; return the columns of the documents, and the terms of each field.

        The fields, and the terms within each, are made while they are iterated over, in this order.
        """
        table = self._words.table()
        expanded = {
            name: _Expanded(text, table, name)
            for name, text in self._texts.items()
            if name not in schema.SELDOM or len(text.chunks)
        }
        published = np.frombuffer(self._published, np.uint64)
        facets = {name: _facet(self._values[name]) for name in schema.FACETS.values()}
        documents = InvertedDocuments(
            size=self.size,
            stored=self._stored,
            ids=self._values["id"],
            published=published,
            facets=facets,
            lengths={name: each.lengths for name, each in expanded.items()},
        )
        fields = _fields(expanded, facets, self._values, published, self._words.terms)
        self._begin()
        return documents, fields

    def casing(self) -> dict[str, tuple[list[bytes], I64]]:
        """Empty the buffer; return the words of each field with their casing counts."""
        table = self._words.table()
        found = {
            field: _Expanded(self._texts[field], table, field).casing(self._words.terms)
            for field in (TEXT, TITLE)
        }
        self._begin()
        return found


def _fields(
    expanded: dict[str, _Expanded],
    facets: dict[str, FacetColumn],
    values: dict[str, list[bytes]],
    published: U64,
    terms: Sequence[bytes],
) -> Iterator[tuple[str, Iterator[Inverted]]]:
    """Yield the fields in the order of their names, by which Whoosh numbers them."""
    for name in sorted({*expanded, *values, "published"}):
        if name in expanded:
            yield name, expanded.pop(name).parts(terms)
        elif name in facets:
            yield name, _of_facet(facets[name])
        elif name == "published":
            yield name, _of_dates(published)
        else:
            yield name, _of_values(values[name])


class _InvertedText:
    """A field of words: the chunk numbers of all articles, one article after another."""

    def __init__(self) -> None:
        self.chunks = array("I")
        self.ends = array("Q")

    def add(self, texts: Sequence[str], numbers: _TokenChunks) -> int:
        """Append the texts of the next article; return their number of chunks."""
        before = len(self.chunks)
        for text in texts:
            self.chunks.extend(map(numbers.__getitem__, text.split()))
            self.chunks.append(_GAP)
        self.ends.append(len(self.chunks))
        return len(self.chunks) - before - len(texts)


class _Expansion:
    """The tokens of chunks, by chunk number. Another form of a token follows the token, as a stem
    without a word."""

    def __init__(self) -> None:
        self.words = array("I")
        self.stems = array("I")
        self.ends = array("Q")

    def __len__(self) -> int:
        return len(self.ends)


class _TermNumbers(dict[str, int]):
    """The term numbers, assigned when a term is first looked up."""

    def __init__(self) -> None:
        super().__init__({"": _NO_TERM})
        self.terms = [b""]

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self.terms)
        self.terms.append(term.encode())
        return number


class _Words:
    """The numbers of all chunks and terms, cached from batch to batch."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._numbers = _TermNumbers()
        self.terms = self._numbers.terms
        self._by_language: dict[str | None, _TokenChunks] = {}
        self._kept = _Expansion()
        self._kept.ends.append(0)  # the chunk that stands for the end of a paragraph
        self._once = _Expansion()

    def forget(self) -> None:
        """Drop the chunks that are not cached, or everything when the cache exceeds `MOST_KEPT`."""
        self._once = _Expansion()
        if len(self._kept) > MOST_KEPT or len(self.terms) > MOST_KEPT:
            self._start()

    @property
    def memory(self) -> int:
        """The estimated bytes of memory of the cache."""
        chunks = len(self._kept) + len(self._once)
        return chunks * _NEW_CHUNK_COST + len(self.terms) * _NEW_TERM_COST

    def chunks(self, language: str | None) -> _TokenChunks:
        """Return the chunk numbers for texts in this language."""
        known = self._by_language.get(language)
        if known is None:
            known = self._by_language[language] = _TokenChunks(self, language)
        return known

    def add(self, chunk: str, texts: _TokenChunks, *, kept: bool, signed: bool) -> int:
        """Analyse a chunk and return its new number. A chunk of ASCII has no capital letters,
        unless it is `signed`: some of its characters may be signs of words."""
        if chunk.isascii() and not signed:
            left, hyphen, right = chunk.partition("-")
            is_pair = left.isalnum() and right.isalnum()
            may_be_joined = hyphen or ("'" in chunk and not _CONTRACTION.fullmatch(chunk))
            if is_pair or not may_be_joined or not any(joints(chunk)):
                pair = texts.plain_words.pair(left, right) if is_pair else ()
                return self.add_plain(*texts.plain_words.every(chunk), kept=kept, forms=pair)
        expansion = self._kept if kept else self._once
        number = self._numbers.__getitem__
        for piece in (chunk,) if kept else certain_boundary().split(chunk):
            signed_piece = signed if kept else None
            for words, stem, forms in indexed(piece, texts.language, signed=signed_piece):
                expansion.words.extend(map(number, words))
                expansion.stems.extend([number(stem)] * len(words))
                for form in forms:
                    expansion.words.append(_NO_TERM)
                    expansion.stems.append(number(form))
        return self._added(kept)

    def add_plain(self, *words: tuple[str, str], kept: bool, forms: tuple[str, ...] = ()) -> int:
        """Add a chunk of plain words, each with its stem and these forms; return its new number."""
        expansion, numbers = self._kept if kept else self._once, self._numbers
        for word, stem in words:
            expansion.words.append(numbers[word])
            expansion.stems.append(numbers[stem])
            for form in forms:
                expansion.words.append(_NO_TERM)
                expansion.stems.append(numbers[form])
        return self._added(kept)

    def _added(self, kept: bool) -> int:
        """Return the number of the chunk with the terms added last."""
        expansion = self._kept if kept else self._once
        expansion.ends.append(len(expansion.words))
        return len(expansion.ends) - 1 + (0 if kept else _ONCE)

    def table(self) -> _TermTable:
        """Return the tokens of all chunks as arrays, with terms in order."""
        return _TermTable(self._kept, self._once, self.terms)


class _TokenChunks(dict[str, int]):
    """The chunk numbers for texts in one language, assigned when a chunk is first looked up."""

    def __init__(self, words: _Words, language: str | None) -> None:
        super().__init__()
        self.language = language
        self.plain_words = PlainWords(language)
        self._words = words
        self._capital = _NOUN if language in _NOUNS else _CAPITAL

    def __missing__(self, chunk: str) -> int:
        # Most chunks are words without signs of their own, inside quotes and the like.
        if chunk.isascii():
            plain = chunk.lstrip(_BEFORE_ASCII).rstrip(_BEHIND_ASCII)
        elif len(chunk) <= LONGEST_KEPT:
            if (straight := chunk.replace("’", "'")).isascii():  # it’s: analysed alike, and sooner
                self[chunk] = self[straight]
                return self[chunk]
            plain = chunk.lstrip(_BEFORE).rstrip(_BEHIND)
        else:
            return self._signed(chunk)
        if is_plain(plain):
            return self._plain(chunk, plain)
        if is_acronym(plain) and chunk.isascii() and chunk[0] == plain[0]:
            return self._acronym(chunk, plain)
        if not _is_unsigned(plain):
            return self._signed(chunk)
        known = plain.lower() if plain.isascii() else plain
        capital = 0
        if _is_name(plain):
            capital = self._capital | _LOUD * (len(plain) > 1 and plain.isupper())
        number = self.get(known)
        if number is None:
            number = self._new(known, capital if known == plain else 0, signed=False)
        number |= capital
        if len(chunk) <= LONGEST_KEPT:
            self[chunk] = number
        return number

    def _plain(self, chunk: str, plain: str) -> int:
        """Return the number of a chunk that is a plain word inside punctuation."""
        word = plain.lower()
        number = self.get(word)
        if number is None:
            kept = len(word) <= LONGEST_KEPT
            number = self._words.add_plain(self.plain_words.terms(word), kept=kept)
            if kept:
                self[word] = number
        if plain != word and plain[0].isupper():
            number |= self._capital | _LOUD * (len(plain) > 1 and plain.isupper())
        if chunk != word and len(chunk) <= LONGEST_KEPT:
            self[chunk] = number
        return number

    def _acronym(self, chunk: str, plain: str) -> int:
        """Return the number of a chunk that is a few capital letters before punctuation."""
        number = self.get(plain)
        if number is None:
            word, stem = self.plain_words.terms(plain.lower())
            form = ACRONYM + word
            number = self._words.add_plain((word, stem), kept=True, forms=(form,))
            number |= self._capital | _LOUD
            self[plain] = number
        if len(chunk) <= LONGEST_KEPT:
            self[chunk] = number
        return number

    def _signed(self, chunk: str) -> int:
        """Return the number of any other chunk: its characters may be signs of words."""
        # A paragraph without spaces is analysed in pieces.
        signed = is_signed(chunk) if len(chunk) <= LONGEST_KEPT or chunk.isascii() else True
        if signed:
            plain = chunk.strip(_STRIPPED_SIGNED)
        else:
            plain = chunk.strip(_STRIPPED_ASCII if chunk.isascii() else _STRIPPED)
        capital = 0
        if _is_name(plain):
            capital = self._capital | _LOUD * (len(plain) > 1 and plain.isupper())
        if not signed and plain.isascii():
            plain = plain.lower()
        if plain == chunk:
            return self._new(chunk, capital, signed=signed)
        number = self[plain] | capital
        if len(chunk) <= LONGEST_KEPT:
            self[chunk] = number
        return number

    def _new(self, chunk: str, capital: int, *, signed: bool) -> int:
        """Return the number, capital flags included, of a chunk that has none yet."""
        kept = len(chunk) <= LONGEST_KEPT
        number = self._words.add(chunk, self, kept=kept, signed=signed) | capital
        if kept:
            self[chunk] = number
        return number


def _is_unsigned(plain: str) -> bool:
    """Return whether a stripped chunk contains no sign of a word, and no character that could still
    be stripped at either end."""
    if not plain.isascii():
        return not is_signed(plain) and (plain.isalpha() or plain.strip(_STRIPPED) == plain)
    return plain != "" and not is_signed(plain) and plain.strip(_STRIPPED_ASCII) == plain


def _is_name(plain: str) -> bool:
    """Return whether a word, or a part of it behind a hyphen, has a first capital letter."""
    return plain[:1].isupper() or (
        "-" in plain and any(map(str.isupper, _BEHIND_HYPHEN.findall(plain)))
    )


class _TermTable:
    """The tokens of each chunk, as arrays. A term's rank is its place in the order of bytes."""

    def __init__(self, kept: _Expansion, once: _Expansion, terms: Sequence[bytes]) -> None:
        self.order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(terms), np.uint32)
        rank[self.order] = np.arange(len(terms), dtype=np.uint32)
        self.words = rank[_joined(kept.words, once.words, np.uint32)]
        self.stems = rank[_joined(kept.stems, once.stems, np.uint32)]
        ends = _joined(kept.ends, once.ends, np.int64)
        ends[len(kept) :] += len(kept.words)
        self.counts = np.diff(ends, prepend=0)
        self.firsts = ends - self.counts
        words = _before(self.words != _NO_TERM)
        self.widths = words[ends] - words[self.firsts]
        self.offsets = words[1:] - 1 - np.repeat(words[self.firsts], self.counts)
        stems = _before(self.stems != _NO_TERM)
        self.stem_counts = stems[ends] - stems[self.firsts]
        self._kept = len(kept)

    def places(self, chunks: U32) -> I64:
        """Return the rows of these chunks in the table."""
        places = (chunks & _NUMBER).astype(np.int64)
        places[places >= _ONCE] += self._kept - _ONCE
        return places


class _Expanded:
    """The tokens of a field: for each the rank of word or stem, the document and the position.

    Four bytes for each value, because there are millions of tokens.
    """

    def __init__(self, text: _InvertedText, table: _TermTable, field: str) -> None:
        chunks = np.frombuffer(text.chunks, np.uint32)
        ends = np.frombuffer(text.ends, np.uint64).astype(np.int64)
        self.order = table.order
        self._casing = _no_counts(len(table.order)) if field in (TEXT, TITLE) else None
        """The casing counts of each term, by its rank (`casing.Column`). Shape (columns, terms)."""
        self._words: list[U32] = []
        self._stems: list[U32] = []
        self._documents: list[U32] = []
        self._positions: list[U32] = []
        self.lengths = np.zeros(len(ends), np.int64)
        for start, stop in _slabs(ends):
            first = int(ends[start - 1]) if start else 0
            some = chunks[first : ends[stop - 1]]
            sizes = np.diff(ends[start:stop], prepend=first)
            self._expand(some, sizes, start, table, field in _STEMMED)

    def _expand(
        self, numbers: U32, sizes: I64, start: int, table: _TermTable, stemmed: bool
    ) -> None:
        """Append the tokens of a few documents, the first of them with number `start`."""
        chunks = table.places(numbers)
        counts = table.counts[chunks]
        stops = np.cumsum(sizes)
        begins = stops - sizes
        # A document's first chunk is at position 0, and each takes as many as it has tokens.
        widths = table.widths[chunks]
        before = _before(widths + PARAGRAPH_GAP * (chunks == _GAP))
        begin = before[:-1] - np.repeat(before[begins], sizes)
        which = np.repeat(table.firsts[chunks], counts) + within(counts)
        documents = np.repeat(np.arange(start, start + len(sizes), dtype=np.uint32), sizes)
        positions = np.repeat(begin, counts) + table.offsets[which]
        positions = np.minimum(positions, LARGEST_NUMBER)
        occurrences = _before(widths + table.stem_counts[chunks] if stemmed else counts)
        self.lengths[start : start + len(sizes)] = occurrences[stops] - occurrences[begins]
        words = table.words[which]
        if not stemmed:  # such a field has no terms of stems: other forms go to its words
            words = np.where(words == _NO_TERM, table.stems[which], words)
        self._words.append(words)
        self._documents.append(np.repeat(documents, counts))
        self._positions.append(positions.astype(np.uint32))
        if stemmed:
            self._stems.append(table.stems[which])
        if self._casing is not None:
            self._count(numbers, counts, words, self._casing)

    def _count(self, numbers: U32, counts: I64, words: U32, casing: I64) -> None:
        """Count the casing of the words of some chunks, which have these numbers of tokens."""
        unsaid = _unsaid(numbers)
        name = numbers & np.uint32(_CAPITAL) != 0
        noun = numbers & np.uint32(_NOUN) != 0
        name &= ~unsaid
        noun &= ~unsaid
        size = len(self.order)
        casing[Column.SMALL] += np.bincount(words, minlength=size)
        for column, marks in ((Column.NAME, name), (Column.NOUN, noun), (Column.UNSAID, unsaid)):
            some = np.bincount(words[np.repeat(marks, counts)], minlength=size)
            casing[column] += some
            casing[Column.SMALL] -= some

    def casing(self, terms: Sequence[bytes]) -> tuple[list[bytes], I64]:
        """Return the terms that are words, and their casing counts. Shape (words, columns)."""
        every = _no_counts(0) if self._casing is None else self._casing
        ranks = np.flatnonzero(every.any(axis=0))
        return [terms[self.order[rank]] for rank in ranks.tolist()], every.T[ranks]

    def parts(self, terms: Sequence[bytes]) -> Iterator[Inverted]:
        """Yield the terms in order with their postings, about `PART` occurrences at a time."""
        words, stems = _chained(self._words), _chained(self._stems)
        documents, positions = _chained(self._documents), _chained(self._positions)
        counts = np.bincount(words, minlength=len(terms))
        counts += np.bincount(stems, minlength=len(terms))
        counts[_NO_TERM] = 0
        casing = None if self._casing is None else np.ascontiguousarray(self._casing.T)
        ends = np.cumsum(counts)
        low = 1
        while low < len(terms) and ends[-1] > ends[low - 1]:
            high = max(low + 1, int(np.searchsorted(ends, ends[low - 1] + PART, "right")))
            keys = np.concatenate((_keys(words, low, high), _keys(stems, low, high)))
            if len(keys):
                keys.sort()
                yield _grouped(keys, documents, positions, self.order, terms, casing)
            low = high


def _no_counts(terms: int) -> I64:
    return np.zeros((COLUMNS, terms), np.int64)


def _unsaid(numbers: U32) -> Mask:
    """Tell for each chunk whether a capital letter says nothing there: the chunk and a neighbour
    are in capitals throughout, or its paragraph looks like a headline. Shape (chunks)."""
    loud = numbers & np.uint32(_LOUD) != 0
    beside = np.zeros_like(loud)
    beside[1:] |= loud[:-1]
    beside[:-1] |= loud[1:]
    capital = numbers & np.uint32(_CAPITAL | _NOUN) != 0
    gaps = numbers == _GAP
    paragraph = np.cumsum(gaps) - gaps
    sizes = np.bincount(paragraph) - 1
    capitals = np.bincount(paragraph, capital)
    headline = (capitals >= HEADLINE_CAPITALS * sizes) & (sizes >= HEADLINE_WORDS)
    unsaid: Mask = (loud & beside) | headline.take(paragraph)
    return unsaid


def _keys(ranks: U32, low: int, high: int) -> U64:
    """Return sort keys (rank, number) of the tokens with `low` <= rank < `high`."""
    chosen = np.flatnonzero((ranks >= low) & (ranks < high))
    return (ranks[chosen].astype(np.uint64) << _MARK) | chosen.astype(np.uint64)


def _grouped(
    keys: U64,
    documents: U32,
    positions: U32,
    order: Sequence[int],
    terms: Sequence[bytes],
    casing: I64 | None,
) -> Inverted:
    """Group sorted occurrences (by term, document and position) into postings."""
    which = keys.astype(np.uint32)  # the cast cuts off the rank
    ranks = (keys >> _MARK).astype(np.uint32)
    of = documents[which]
    begins_term = np.diff(ranks, prepend=_NO_TERM) != 0
    begins = np.flatnonzero(begins_term | (np.diff(of.astype(np.int64), prepend=-1) != 0))
    first = np.flatnonzero(begins_term[begins])
    present = ranks[begins[first]].tolist()
    here = [terms[order[rank]] for rank in present]
    return Inverted(
        terms=here,
        first=np.append(first, len(begins)),
        documents=of[begins],
        frequencies=np.diff(begins, append=len(keys)).astype(np.uint32),
        positions=positions[which],
        casing=None if casing is None else casing[ranks[begins[first]]],
    )


def _of_values(values: Sequence[bytes]) -> Iterator[Inverted]:
    """Invert a field with its whole value as the term; most values are distinct."""
    having = [document for document, value in enumerate(values) if value]
    having.sort(key=values.__getitem__)
    terms: list[bytes] = []
    first: list[int] = []
    for at, document in enumerate(having):
        if not terms or values[document] != terms[-1]:
            terms.append(values[document])
            first.append(at)
    yield _without_positions(terms, first, np.array(having, np.uint32))


def _of_facet(facet: FacetColumn) -> Iterator[Inverted]:
    """Invert a field with few distinct values, each of them a term."""
    documents = np.argsort(facet.numbers, kind="stable").astype(np.uint32)
    counts = np.bincount(facet.numbers, minlength=len(facet.values))
    ends = np.cumsum(counts)
    order = sorted(range(1, len(facet.values)), key=facet.values.__getitem__)
    groups = [documents[ends[number] - counts[number] : ends[number]] for number in order]
    first = np.cumsum([0, *(len(group) for group in groups[:-1])])
    terms = [facet.values[number] for number in order]
    yield _without_positions(terms, first[: len(terms)], _chained(groups))


def _of_dates(published: U64) -> Iterator[Inverted]:
    """Invert the dates. A term is a byte 0, the mark of an exact number, and the number in eight
    bytes with the sign bit flipped, so that the bytes are in the order of signed numbers."""
    documents = np.argsort(published, kind="stable")
    documents = documents[published[documents] != UNDATED]
    dates = published[documents]
    begins = np.ones(len(dates), np.bool_)
    begins[1:] = dates[1:] != dates[:-1]
    moved = (dates[begins] + np.uint64(1 << 63)).astype(">u8").tobytes()
    terms = [b"\0" + moved[at : at + 8] for at in range(0, len(moved), 8)]
    yield _without_positions(terms, np.flatnonzero(begins), documents.astype(np.uint32))


def _without_positions(
    terms: Sequence[bytes], first: Sequence[int] | I64, documents: U32
) -> Inverted:
    ends = np.append(np.asarray(first, np.int64), len(documents))
    return Inverted(terms, ends, documents, np.ones_like(documents), None)


def _facet(values: Sequence[bytes]) -> FacetColumn:
    numbers: dict[bytes, int] = {b"": 0}
    column = [numbers.setdefault(value, len(numbers)) for value in values]
    return FacetColumn(list(numbers), np.array(column, np.uint32))


def _slabs(ends: I64) -> Iterator[tuple[int, int]]:
    """Yield ranges of documents with at most `_SLAB` chunks in all, or of one longer document."""
    start = 0
    while start < len(ends):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _SLAB, "right")))
        yield start, stop
        start = stop


def _before(counts: NDArray[Any]) -> I64:
    """Return the sum of all counts before each, and at the end the sum of all."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _joined(left: array[int], right: array[int], dtype: type) -> NDArray[Any]:
    return np.concatenate((np.frombuffer(left, dtype), np.frombuffer(right, dtype)))


def _chained(parts: list[U32]) -> U32:
    """Join the parts into one array and clear the list, so that its memory is free."""
    joined = np.concatenate([np.empty(0, np.uint32), *parts])
    parts.clear()
    return joined
