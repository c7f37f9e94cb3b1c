"""Accounts of readers: authorized keys and the state of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import asyncssh

from index.errors import FileError
from index.text.clean import clean_line

LONGEST_NAME = 80
_KEY = re.compile(
    r'(?:(?P<options>(?:[^\s"]|"(?:\\"|[^"])*")+)\s+)?'
    r"(?P<key>(?:ssh-|ecdsa-|sk-)[^\s,=\"]+\s+[A-Za-z0-9+/]+=*)(?:\s+(?P<comment>.*))?\Z"
)
"""A line of authorized_keys, as sshd(8) describes it."""
_OPTION = re.compile(r'([A-Za-z0-9-]+)(?:="(?:\\"|[^"])*")?(?:,|\Z)')
_HARMLESS = frozenset(
    {
        *("from", "restrict", "pty", "no-pty", "no-touch-required"),
        *("no-agent-forwarding", "no-port-forwarding", "no-user-rc", "no-x11-forwarding"),
    }
)
"""Options that are honoured, or that forbid what this server never does.

The touch of a security key is required even with `no-touch-required`.
"""


class KeysError(FileError):
    """A file of keys without a usable key."""


@dataclass(frozen=True, slots=True)
class Account:
    """Account of a reader after login."""

    name: str
    state: Path | None
    """Database of read and starred articles; None where nothing is kept."""
    may_browse: bool = True
    """Whether the account may have a terminal; without one it has commands alone."""


ANYONE = Account("anyone", None)


@dataclass(frozen=True, slots=True)
class AuthorizedKey:
    """A key of an authorized_keys file, and the name of its reader."""

    name: str
    allowed: asyncssh.SSHAuthorizedKeys
    may_browse: bool = True
    """Whether the key gives a terminal."""

    def opens(self, key: asyncssh.SSHKey, address: str) -> bool:
        """Return whether a client's key is this one, and allowed from its address."""
        return self.allowed.validate(key, address, address) is not None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an authorized_keys file, and the problems of its other lines."""

    keys: tuple[AuthorizedKey, ...]
    problems: tuple[str, ...]

    def find(self, key: asyncssh.SSHKey, address: str) -> AuthorizedKey | None:
        """Return the file's entry of a client's key that allows its address; None without any."""
        return next((each for each in self.keys if each.opens(key, address)), None)


def load_keys(path: Path) -> Keys:
    """Read the keys of a file. Raises `KeysError` when it has no usable key.

    A reader's name is the comment of the key; several keys with one comment are one reader's. A
    line with an error or an unsupported option admits nobody.
    """
    try:
        # Some editors begin a file with a byte order mark, which would be taken for an option.
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        raise KeysError(path, error.strerror or "can't be read") from error
    keys, problems = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            keys.append(_key(line.strip()))
        except ValueError as error:
            problems.append(clean_line(f"{path}, line {number}: {error}"))
    if not keys:
        first = f" ({problems[0]})" if problems else ""
        raise KeysError(path, f"no key in it can be used{first}")
    return Keys(tuple(keys), tuple(problems))


def _key(line: str) -> AuthorizedKey:
    """Return the key of a line. Raises `ValueError` with the problem of a line without one."""
    match = _KEY.match(line)
    if match is None:
        raise ValueError("this is no public key")
    options = tuple(_options(match["options"] or ""))
    for option in options:
        if option not in _HARMLESS:
            raise ValueError(f"the option {option!r} is not known here, so the key is not used")
    try:
        public = asyncssh.import_public_key(match["key"])
        allowed = asyncssh.import_authorized_keys(line)
    except (ValueError, asyncssh.KeyImportError) as error:
        raise ValueError("the key is damaged") from error
    name = clean_line(match["comment"] or "").strip() or public.get_fingerprint()
    return AuthorizedKey(name, allowed, _gives_terminal(options))


def _gives_terminal(options: Iterable[str]) -> bool:
    """Return whether options leave a terminal: the last of `restrict`, `no-pty` and `pty` decides.

    As in sshd(8), `pty` gives back what the other two take.
    """
    gives = True
    for option in options:
        if option in ("restrict", "no-pty", "pty"):
            gives = option == "pty"
    return gives


def _options(options: str) -> Iterator[str]:
    at = 0
    while at < len(options):
        match = _OPTION.match(options, at)
        if match is None:
            raise ValueError("its options are not understood")
        yield match[1].lower()
        at = match.end()


def state_file(folder: Path, name: str) -> Path:
    """Return the path of a reader's state, different for each name, whatever its characters."""
    safe = quote(name, safe="@+ ").replace(" ", "_").replace(".", "%2E")
    if len(safe) > LONGEST_NAME or "_" in name:
        safe = f"{safe[:LONGEST_NAME]}-{sha256(name.encode()).hexdigest()[:12]}"
    return folder / f"{safe}.sqlite"
