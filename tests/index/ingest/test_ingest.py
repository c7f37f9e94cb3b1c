"""Tests of ingest: a file becomes articles, or gives the reason why not."""

import errno
import os
import socket
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableError
from index.files.bounded_read import MAX_BYTES
from index.ingest.registry import RAW_BYTES, raw_text, read_file, supported
from index.text.clean import FORBIDDEN

STORY = "Bread from a window\n\nIt rained for eleven days before the bridge went.\n"


def reason(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_file(path, "key")
    assert caught.value.path == path
    return caught.value.reason


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.text", "a.asc", "README"])
def test_page_dumps_are_known_by_their_suffix(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(STORY)
    assert supported(path)
    (article,) = read_file(path, name)
    assert article.title == "Bread from a window"
    assert article.origin.path == str(path)
    assert article.origin.encoding == "utf-8"
    assert article.slug.startswith("bread-from-a-window-")


def test_an_unknown_suffix_is_named(tmp_path: Path) -> None:
    assert not supported(Path("a.pdf"))
    assert reason(tmp_path / "a.pdf") == "unknown format: .pdf"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "nothing but white space"),
        (b" \n\t\n", "nothing but white space"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", "binary, not text (NUL bytes)"),
        (
            b"<!doctype html><title>Pier</title><p>The pier is closed.</p>",
            "HTML, not plain text; save the page as text and add that",
        ),
        (b"{\\rtf1 Pier}", "RTF, not plain text; save the page as text and add that"),
        (b"\x01\x02\x03\x04text\x05\x06", "binary, not text (largely control bytes)"),
    ],
)
def test_a_file_without_text_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    assert reason(path) == why


def test_a_line_in_another_encoding_is_told_to_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(
        "The crane\n\nIt fell on the café, “at noon”.\n".encode() + b"Nobody was na\xefve.\n"
    )
    (article,) = read_file(path, "key")
    assert article.paragraphs[-1].endswith("Nobody was naïve.")
    assert article.origin.encoding == "utf-8; line 4 in cp1252"
    assert article.note == "read in two encodings: line 4 in cp1252, the rest in utf-8"


def test_references_are_decoded_in_the_article_and_kept_in_the_source(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "AT&amp;T buys the pier\n\nThe town&#8217;s caf&eacute; fell to AT&amp;T today.\n"
    )
    (article,) = read_file(path, "key")
    assert article.title == "AT&T buys the pier"
    assert article.paragraphs == ("The town’s café fell to AT&T today.",)
    assert "caf&eacute;" in raw_text(path)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(16 * MAX_BYTES)
    assert reason(path) == "larger than 64 MiB"


def test_what_is_no_file_never_makes_us_wait(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    assert reason(pipe) == "it is a pipe, not a file"
    assert reason(folder) == "it is a folder"
    assert reason(Path(os.devnull)) == "it is a device, not a file"


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        assert reason(Path("socket.txt")) == "it is a socket, not a file"


def test_names_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    assert reason(tmp_path / "gone.txt") == "it is not there any more"
    assert reason(tmp_path / "dangling.txt") == "it is not there any more"
    assert reason(tmp_path / "circle.txt") == "its links go round in a circle"
    assert reason(tmp_path / ("x" * 300 + ".txt")) == "its name is too long"
    assert reason(tmp_path / "nul\0.txt") == "its name holds a NUL"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(STORY)
    path.chmod(0)
    assert reason(path) == "permission denied"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.EACCES, "permission denied"),
        (errno.EIO, "the disk could not read it"),
        (errno.ESTALE, "stale file handle"),
    ],
)
def test_what_the_system_says_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("index.files.bounded_read.os.open", refuse)
    assert reason(Path("page.txt")) == why


def test_a_message_shows_no_control_character(tmp_path: Path) -> None:
    name = b"\x1b[2Jcaf\xe9.\x07pdf".decode("utf-8", "surrogateescape")
    with pytest.raises(UnreadableError) as caught:
        read_file(tmp_path / name, "key")
    assert not FORBIDDEN.search(str(caught.value))
    assert "␛[2Jcaf\ufffd" in str(caught.value)


def test_a_file_name_that_is_no_utf8_is_kept(tmp_path: Path) -> None:
    path = tmp_path / b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    path.write_text(STORY)
    assert os.fsencode(read_file(path, "key")[0].origin.path) == os.fsencode(path)


def test_raw_text_is_clean_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("\x1b[31mé".encode() + "é".encode() * RAW_BYTES)
    raw = raw_text(path)
    assert raw.startswith("␛[31méé")
    assert len(raw.encode()) <= RAW_BYTES + 8
    assert "\ufffd" not in raw


def test_raw_text_of_binary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.bin"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(UnreadableError, match="binary"):
        raw_text(path)


@pytest.mark.parametrize(
    "content",
    [b"word " * 200_000, b"a" * 1_000_000, b"\n" * 100_000 + b"end", b"short\n" * 30_000],
    ids=["long line", "long word", "blank lines", "short lines"],
)
def test_odd_shapes_are_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    (article,) = read_file(path, "key")
    assert len(article.title) <= 80
    kept = "".join((*article.paragraphs, article.title if article.paragraphs[0] == "short" else ""))
    assert len("".join(kept.split())) == len(content.replace(b" ", b"").replace(b"\n", b""))


@settings(max_examples=150)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_bytes(content)
        try:
            articles = read_file(path, "key")
        except UnreadableError:
            return
        assert articles[0].title
