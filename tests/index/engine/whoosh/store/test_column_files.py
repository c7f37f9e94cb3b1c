"""Tests of columns: newstui's are Whoosh's, byte for byte."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.columns import Column, NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.filedb.filestore import RamStorage
from whoosh.util.numeric import length_to_byte

from index.engine.whoosh.format.inverted import FacetColumn
from index.engine.whoosh.format.schema import UNDATED
from index.engine.whoosh.store import column_files


def stock(column: Column, values: Iterable[Any]) -> bytes:
    """Return the column that Whoosh writes."""
    storage = RamStorage()
    with storage.create_file("column") as file:
        writer = column.writer(file)
        count = 0
        for value in values:
            writer.add(count, value)
            count += 1
        writer.finish(count)
    return bytes(storage.files["column"])


@pytest.mark.parametrize(
    "values",
    [
        [b"a", b"", b"abc"],
        [b"x" * 300, b"y"],
        [b"x" * 70_000, b"y"],
        [b"%d" % n for n in range((1 << 15) + 1)],
        [b""] * 40_000,
    ],
    ids=["short", "longer", "long", "many", "empty"],
)
def test_strings(values: list[bytes]) -> None:
    assert b"".join(column_files.var_bytes(values)) == stock(VarBytesColumn(), values)


@pytest.mark.parametrize("different", [1, 255, 256, 300, 65_536, 70_000])
def test_references_to_few_values_or_too_many(different: int) -> None:
    numbers = [n % (different + 1) for n in range(max(400, different + 20))]
    values = [b"", *(b"value %d" % n for n in range(different))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Whoosh warns of the values that exceed its limit
        wanted = stock(RefBytesColumn(), [values[n] for n in numbers])
    column = FacetColumn(values, np.array(numbers, np.uint32))
    assert b"".join(column_files.references(column)) == wanted


def test_what_no_document_has_is_no_column() -> None:
    none = np.zeros(3, np.uint32)
    assert list(column_files.references(FacetColumn([b""], none))) == []
    assert list(column_files.dates(np.full(3, UNDATED, np.uint64))) == []
    assert list(column_files.lengths(none.astype(np.uint8))) == []


def test_dates() -> None:
    values = [5, UNDATED, 63_000_000_000_000_000]
    written = b"".join(column_files.dates(np.array(values, np.uint64)))
    assert written == stock(NumericColumn("Q", default=UNDATED), values)


@given(st.lists(st.integers(0, 200_000)))
def test_the_byte_of_a_length(lengths: list[int]) -> None:
    codes = column_files.length_bytes(np.array(lengths, np.int64))
    assert codes.tolist() == [length_to_byte(length) for length in lengths]


def test_more_than_a_column_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_files, "_WIDTHS", column_files._WIDTHS[:1])
    with pytest.raises(ValueError, match="column"):
        list(column_files.var_bytes([b"x" * 300]))
