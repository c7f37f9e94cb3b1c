"""Safe readers of Whoosh's pickles: nothing planted in one is run."""

from __future__ import annotations

import io
import pickle
import zlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeAlias

Classes: TypeAlias = Mapping[tuple[str, str], Any]
"""What is made of the classes that a pickle names, by module and name."""

_SMALL = 1 << 16

LARGEST = 1 << 28
"""Bytes that are inflated at once, at most."""


def _encoded(text: str, encoding: str) -> bytes:
    """How the second protocol, which has no bytes of its own, keeps them."""
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
    """Builds nothing but containers, plain values and what it was given classes for."""

    def __init__(self, stream: io.BytesIO, classes: Classes) -> None:
        super().__init__(stream)
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        return _find(module, name, self._classes)


class _Python(pickle._Unpickler):
    """The same in Python: slow, but it asks for no memory that it does not fill.

    The compiled one trusts what a pickle says about its own size: one wrong byte can make it ask
    for gigabytes.
    """

    def __init__(self, stream: io.BytesIO, classes: Classes) -> None:
        super().__init__(stream)
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        return _find(module, name, self._classes)


def table(data: bytes | memoryview, classes: Classes = _CONTAINERS) -> tuple[Any, int]:
    """What is pickled at the beginning of `data`, and where that ends.

    Raises whatever damage makes of it.
    """
    stream = io.BytesIO(data)
    small = len(data) <= _SMALL
    reader = _Python(stream, classes) if small else _Compiled(stream, classes)
    return reader.load(), stream.tell()


def checked(data: bytes | memoryview) -> Any:
    """What is pickled in `data`, whose bytes a checksum has vouched for."""
    return _Compiled(io.BytesIO(data), _CONTAINERS).load()


def inflated(data: bytes | memoryview, most: int | None = None) -> bytes:
    """What is compressed in `data`, whose checksum is looked at.

    A thousand bytes can say that they are a million: raises `zlib.error` for more than `most`
    bytes or `LARGEST`, before there are any more.
    """
    most = LARGEST if most is None else max(0, min(most, LARGEST))
    inflate = zlib.decompressobj()
    found = inflate.decompress(data, most + 1)
    if not inflate.eof or len(found) > most:
        raise zlib.error("more than there can be, or cut off")
    return found


def with_containers(classes: Classes) -> Classes:
    """These classes and the containers that tables are made of."""
    return {**_CONTAINERS, **classes}


def _find(module: str, name: str, classes: Classes) -> Any:
    try:
        return classes[module, name]
    except KeyError:
        raise pickle.UnpicklingError(f"{module}.{name} has no place in an index") from None
