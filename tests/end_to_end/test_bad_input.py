"""Tests of bad files, queries and disks: a clear line, the rest goes on, nothing is lost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, Open, Run, page

OTTERS = "Otters return to the river Tamar"
NO_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one good article in it."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "good.txt").write_text(page(OTTERS))
    return folder


def added(run: Run, folder: Path, name: str) -> str:
    """Return the lines of `add` about a file, once the good one beside it is indexed."""
    result = run("add", folder)
    assert "Traceback" not in result.stderr
    assert "\x1b" not in result.stdout + result.stderr
    assert run("search", "otters").returncode == 0
    lines = [line for line in result.stderr.splitlines() if name in line]
    assert len(lines) <= 1
    if lines:
        assert result.returncode == 3
    return lines[0] if lines else ""


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n\t\n", "nothing but white space"),
        ("program.txt", b"\x7fELF\x02\x01\x01\x00" * 500, "binary"),
        ("zeros.txt", b"\x00" * 5000, "binary"),
    ],
)
def test_a_file_that_is_no_page_is_named_with_the_reason(
    run: Run, folder: Path, name: str, content: bytes, reason: str
) -> None:
    (folder / name).write_bytes(content)
    assert reason in added(run, folder, name)


def test_pictures_beside_the_pages_are_counted_and_no_failure(run: Run, folder: Path) -> None:
    for name in ("a.jpg", "b.JPG", "c.pdf", "evil.\x1b[31m"):
        (folder / name).write_bytes(b"\xff\xd8\xff\xe0")
    for _ in range(2):
        result = run("add", folder)
        assert result.returncode == 0
        assert "4 files of kinds that are not read: 2 .jpg, 1 .pdf, 1 ." in result.stdout
        assert "\x1b" not in result.stdout
        assert result.stderr == ""
    named = run("add", folder / "c.pdf")
    assert named.returncode == 3
    assert "unknown format: .pdf" in named.stderr


def test_a_file_of_a_gigabyte(run: Run, folder: Path) -> None:
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(2**30)
    assert "larger than 64 MiB" in added(run, folder, "huge.txt")


def test_a_line_of_ten_megabytes(run: Run, folder: Path) -> None:
    (folder / "long.txt").write_text("A very long line\n\n" + "word " * 2_000_000)
    assert added(run, folder, "long.txt") == ""
    found = run("search", "title:long", "--format", "jsonl")
    assert json.loads(found.stdout)["title"] == "A very long line"


def test_nul_bytes_in_a_text_are_shown_harmless(run: Run, folder: Path) -> None:
    (folder / "nul.txt").write_bytes("Ein Titel\n\nText mit Nullen\n".encode("utf-16-le"))
    added(run, folder, "nul.txt")
    assert "Ein Titel" in run("search", "titel").stdout


def test_a_loop_of_folders(run: Run, folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "up").symlink_to(folder)
    line = added(run, folder, "/up")
    assert "Traceback" not in line


def test_a_dangling_link_a_pipe_and_a_device(run: Run, folder: Path) -> None:
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    result = run("add", folder)
    assert result.returncode == 3
    assert "pipe.txt" in result.stderr
    assert "dangling.txt" in result.stderr


@NO_ROOT
def test_a_file_that_may_not_be_read(run: Run, folder: Path) -> None:
    (folder / "secret.txt").write_text(page("Secret"))
    (folder / "secret.txt").chmod(0)
    assert "permission denied" in added(run, folder, "secret.txt")


def test_a_name_that_is_not_utf_8(run: Run, folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(page("Bears sighted"))
    run("add", folder)
    found = run("search", "bears", "--format", "jsonl")
    slug = json.loads(found.stdout)["slug"]
    shown = run("show", slug, "--format", "json")
    assert json.loads(shown.stdout)["title"] == "Bears sighted"


def test_a_name_with_escape_sequences(run: Run, folder: Path) -> None:
    (folder / "a\x1b[2J\nb.txt").write_bytes(b"")
    result = run("add", folder)
    assert "␛[2J" in result.stderr
    assert "\x1b" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


HOSTILE = "Up [red]\x1b]52;c;ZXZpbA==\x07[/close]\x1b[2J[@click=app.quit]\u202eevil"


@pytest.mark.parametrize("style", ["text", "jsonl"])
def test_a_hostile_headline_in_a_list(run: Run, folder: Path, style: str) -> None:
    (folder / "bad.txt").write_text(page(HOSTILE))
    run("add", folder)
    found = run("search", "title:evil", "--format", style)
    assert "[@click=app.quit]" in found.stdout
    assert not set("\x1b\x07\x9b\u202e") & set(found.stdout + found.stderr)


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_a_hostile_article_printed(run: Run, folder: Path, style: str) -> None:
    (folder / "bad.txt").write_text(page(HOSTILE, f"Body {HOSTILE} text."))
    run("add", folder)
    slug = json.loads(run("search", "title:evil", "--format", "jsonl").stdout)["slug"]
    shown = run("show", slug, "--format", style)
    assert "evil" in shown.stdout
    assert not set("\x1b\x07\x9b\u202e") & set(shown.stdout)


@pytest.mark.parametrize(
    "query",
    [
        "word " * 2_000,
        '"unbalanced mothers',
        "((((mothers",
        "*",
        "~",
        "date:never mothers",
        "date:2023-02-30",
        "autor:putin",
        "\x1b[2J",
        "?!…",
        "to be",
        "Ukrаine",  # the а is Cyrillic
        "שלום עולם",
        "(" * 50 + "mothers" + ")" * 50,
        "\udcff",
    ],
    ids=lambda query: query[:12].encode("ascii", "backslashreplace").decode(),
)
def test_a_query_is_never_an_exception_and_never_silent(run: Run, query: str) -> None:
    found = run("search", query)
    assert found.returncode in (0, 1)
    assert "Traceback" not in found.stderr
    assert "\x1b" not in found.stdout + found.stderr
    assert found.returncode == 0 or "nothing found" in found.stderr


def test_a_word_of_two_scripts_is_searched_as_it_is_with_a_hint(run: Run) -> None:
    found = run("search", "Ukrаine")  # the а is Cyrillic
    assert found.returncode == 1
    assert "did you mean Ukraine?" in found.stderr


def test_a_home_that_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for command in (["search", "x"], ["add", tmp_path], ["doctor"]):
        result = run("--home", tmp_path / "file", *command)
        assert result.returncode == 3
        assert str(tmp_path / "file") in result.stderr + result.stdout
        assert "Traceback" not in result.stderr


@NO_ROOT
def test_a_home_that_is_read_only_can_still_be_searched(run: Run, home: Path) -> None:
    run("search", "mothers")
    for path in [home, *home.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    assert run("search", "mothers").returncode == 0
    assert run("add", home.parent).returncode == 3


def test_a_full_disk_says_so_and_the_next_call_goes_on(
    environment: dict[str, str], run: Run, folder: Path
) -> None:
    run("search", "mothers")
    for number in range(60):
        text = " ".join(f"word{number}x{i}" for i in range(2_000))
        (folder / f"{number}.txt").write_text(page(f"Title {number}", text))

    def little_room() -> None:
        # a limit on file sizes is the nearest to a full disk that needs no mount
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))

    failed = subprocess.run(
        [COMMAND, "add", folder],
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=little_room,
        check=False,
    )
    assert failed.returncode == 3
    assert "Traceback" not in failed.stderr
    assert run("search", "mothers").returncode == 0
    assert run("add").returncode == 0
    assert run("search", "title:59").returncode == 0


def test_the_sources_list_with_a_broken_line_is_kept(run: Run, home: Path, folder: Path) -> None:
    run("add", folder)
    sources = home / "sources.jsonl"
    text = sources.read_text() + "{broken\n"
    sources.write_text(text)
    result = run("add")
    assert result.returncode == 3
    assert "sources.jsonl" in result.stderr
    assert "2" in result.stderr
    assert sources.read_text() == text


@pytest.mark.slow
def test_the_browser_on_a_damaged_state_says_what_it_did(browser: Open, home: Path) -> None:
    home.mkdir()
    (home / "state.sqlite").write_bytes(b"this is no database" * 1000)
    terminal = browser(columns=160)
    terminal.wait_for("it is damaged (file is not a database)", "kept")
    assert len(list(home.glob("state.sqlite.damaged-*"))) == 1


@pytest.mark.slow
def test_the_browser_survives_the_death_of_its_engine(browser: Open, home: Path) -> None:
    from tests.end_to_end.test_browser import processes_with

    terminal = browser()
    terminal.wait_for("15 articles · 15 unread")
    for process in processes_with(home):
        os.kill(process, 9)
    terminal.press("/", "putin pain")
    terminal.wait_for("1 hit ", "Ukraine war")
