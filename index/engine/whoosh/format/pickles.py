"""Safe readers of Whoosh's pickles: no code planted in a pickle is run."""

from __future__ import annotations

import io
import pickle
import zlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeAlias

Classes: TypeAlias = Mapping[tuple[str, str], Any]
"""Replacement of each class that a pickle may name, by module and name."""

_SMALL = 1 << 16

LARGEST = 1 << 28
"""Most bytes that are inflated at once."""


def _encoded(text: str, encoding: str) -> bytes:
    """Return the bytes that pickle protocol 2, without a type for bytes, stores as a text."""
    if encoding != "latin1":
        raise pickle.UnpicklingError("bytes are kept as Latin-1")
    return text.encode("latin-1")


def _no_bytes() -> bytes:
    return b""


_CONTAINERS: Classes = {
    ("builtins", "set"): set,
    ("builtins", "int"): int,
    ("__builtin__", "set"): set,
    ("__builtin__", "int"): int,
    ("collections", "defaultdict"): defaultdict,
    ("_codecs", "encode"): _encoded,
    ("__builtin__", "bytes"): _no_bytes,
}


class _Compiled(pickle.Unpickler):
    """Compiled unpickler that builds only containers, plain values and `classes`."""

    def __init__(self, stream: io.BytesIO, classes: Classes) -> None:
        super().__init__(stream)
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        return _find(module, name, self._classes)


class _Python(pickle._Unpickler):
    """Unpickler in Python: slow, but without allocating memory that it does not fill.

    The compiled unpickler trusts the sizes in a pickle: one wrong byte can make the unpickler
    allocate gigabytes.
    """

    def __init__(self, stream: io.BytesIO, classes: Classes) -> None:
        super().__init__(stream)
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        return _find(module, name, self._classes)


def table(data: bytes | memoryview, classes: Classes = _CONTAINERS) -> tuple[Any, int]:
    """Unpickle the beginning of `data`; return the object and the offset of the pickle's end.

    Damaged data raises any exception of unpickling.
    """
    stream = io.BytesIO(data)
    small = len(data) <= _SMALL
    reader = _Python(stream, classes) if small else _Compiled(stream, classes)
    return reader.load(), stream.tell()


def checked(data: bytes | memoryview) -> Any:
    """Unpickle `data` that a checksum has already verified."""
    return _Compiled(io.BytesIO(data), _CONTAINERS).load()


def inflated(data: bytes | memoryview, most: int | None = None) -> bytes:
    """Decompress `data` and verify zlib's own checksum.

    A thousand bytes can claim to be a million: raises `zlib.error` for cut-off data, and for more
    than `most` or `LARGEST` bytes, before any more bytes are allocated.
    """
    most = LARGEST if most is None else max(0, min(most, LARGEST))
    inflate = zlib.decompressobj()
    found = inflate.decompress(data, most + 1)
    if not inflate.eof or len(found) > most:
        raise zlib.error("more than there can be, or cut off")
    return found


def with_containers(classes: Classes) -> Classes:
    """Return `classes` together with the containers that tables are made of."""
    return {**_CONTAINERS, **classes}


def _find(module: str, name: str, classes: Classes) -> Any:
    try:
        return classes[module, name]
    except KeyError:
        raise pickle.UnpicklingError(f"{module}.{name} has no place in an index") from None
