"""Tests of `newstui doctor`: it finds each fault, and names the command that mends it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.files.home import Home
from index.state import State
from tests.end_to_end.conftest import COMMAND, Run, page
from tui.cli.access import missing_mount

SOMEBODY = 65534
"""Id of a user other than root."""


def finding(run: Run, what: str, **more: object) -> tuple[str, str]:
    """Return the line of a fault and the advice below it, both empty where nothing is wrong."""
    lines = run("doctor", **more).stdout.split("\n")
    at = [number for number, line in enumerate(lines) if line.startswith(f"BAD {what} ")]
    return (lines[at[0]], lines[at[0] + 1].strip()) if at else ("", "")


@pytest.fixture
def archive(run: Run, home: Path, tmp_path: Path) -> Home:
    """Return a home with an index of a few files."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(30):
        text = page(f"Number {number} in the harbour", f"Tram {number} came. " * 30)
        (folder / f"{number}.txt").write_text(text)
    assert run("add", folder).returncode == 0
    return Home(home)


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_a_damaged_part_of_the_index_is_named(run: Run, archive: Home) -> None:
    assert finding(run, "index") == ("", "")
    segment = max(archive.index.glob("*.seg"), key=lambda path: path.stat().st_size)
    overwrite(segment, segment.stat().st_size // 2, b"damage")
    said, advice = finding(run, "index")
    assert f"damaged ({segment.stem}." in said
    assert advice.startswith("`newstui rebuild`")
    assert run("rebuild").returncode == 0
    assert run("doctor").returncode == 0


def test_a_damaged_page_of_the_manifest_is_named_and_made_good(run: Run, archive: Home) -> None:
    before = run("search", "tram", "--format", "jsonl").stdout
    pages = archive.manifest.stat().st_size // 4096
    for at in range(1, pages):
        overwrite(archive.manifest, at * 4096, bytes(4096))
    said, advice = finding(run, "manifest")
    assert "damaged" in said
    assert advice.startswith("`newstui rebuild`")
    found = run("search", "tram", "--format", "jsonl")
    assert (found.returncode, found.stdout) == (0, before)
    assert run("doctor").returncode == 0


def test_an_unknown_theme_is_named_with_those_that_there_are(run: Run, archive: Home) -> None:
    archive.settings.write_text('theme = "nrod"\n')
    said, advice = finding(run, "settings")
    assert said.endswith("config.toml: there is no theme 'nrod'")
    assert "newstui-dark" in advice
    assert "nord" in advice
    archive.settings.write_text('theme = "nord"\n')
    assert run("doctor").returncode == 0


def test_a_home_that_others_may_change_is_closed_to_them(run: Run, archive: Home) -> None:
    archive.sources.chmod(0o666)
    assert run("doctor").returncode == 0, "nobody else comes there"
    archive.path.chmod(0o775)
    said, advice = finding(run, "modes")
    assert said.endswith("home, sources.jsonl: others may change it")
    assert subprocess.run(advice, shell=True, check=True).returncode == 0
    assert run("doctor").returncode == 0


def test_a_folder_in_the_place_of_a_file_is_moved_away(run: Run, archive: Home) -> None:
    archive.sources.unlink()
    archive.sources.mkdir()
    said, advice = finding(run, "sources")
    assert "it is a folder" in said
    subprocess.run(advice, shell=True, check=True)
    assert (archive.path / "sources.jsonl.aside").is_dir()
    said, advice = finding(run, "sources")
    assert "put the list back" in said
    assert f"echo > {archive.sources}, then `newstui add`" in advice


def test_a_state_of_which_an_entry_is_no_text_is_named(run: Run, archive: Home) -> None:
    with closing(State.open(archive.state)) as state:
        state.set_starred(["abc", "def"], True)
    with closing(sqlite3.connect(archive.state)) as state_file:
        state_file.execute("INSERT INTO facts VALUES (CAST(x'ff80' AS TEXT), 1, 1)")
        state_file.commit()
    said, advice = finding(run, "state")
    assert "1 entry is damaged" in said
    assert "whatever else you marked is there" in advice


def deleted(home: Home) -> None:
    home.manifest.unlink()


def a_file_for_the_index(home: Home) -> None:
    shutil.rmtree(home.index)
    home.index.write_text("no folder")


def a_link_for_the_index(home: Home) -> None:
    shutil.rmtree(home.index)
    home.index.symlink_to(home.path / "nowhere")


def a_folder_for_the_state(home: Home) -> None:
    home.state.mkdir()


@pytest.mark.parametrize(
    ("spoil", "what", "helps"),
    [
        (deleted, "manifest", "`newstui rebuild`"),
        (a_file_for_the_index, "index", "`newstui rebuild`"),
        (a_link_for_the_index, "index", "mount the disk"),
        (a_folder_for_the_state, "state", "mv "),
    ],
)
def test_what_is_missing_or_something_else_is_named(
    run: Run, archive: Home, spoil: Callable[[Home], None], what: str, helps: str
) -> None:
    spoil(archive)
    said, advice = finding(run, what)
    assert said
    assert advice.startswith(helps)


@pytest.fixture
def open_home(environment: dict[str, str]) -> Iterator[Path]:
    """Yield a home of a user other than root, in a folder that this user can enter."""
    place = Path(tempfile.mkdtemp(prefix="newstui-"))
    place.chmod(0o755)
    (place / "home").mkdir(mode=0o700)
    environment["NEWSTUI_HOME"] = str(place / "home")
    if os.geteuid() == 0:
        os.chown(place / "home", SOMEBODY, SOMEBODY)
    yield place / "home"
    shutil.rmtree(place)


@pytest.fixture
def run_as_somebody(environment: dict[str, str], open_home: Path) -> Run:
    """Return a function that runs `newstui` as that user."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        pytest.skip("only root may be somebody else")
    as_somebody = [setpriv, f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}", "--clear-groups"]

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*as_somebody, COMMAND, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    if run("--version").returncode:
        pytest.skip("newstui is installed where root alone may read")
    return run


def test_files_of_root_in_somebodys_home_are_given_back(
    run: Run, run_as_somebody: Run, open_home: Path
) -> None:
    """Start from `sudo newstui add`, which leaves a list of sources that root owns."""
    article = open_home.parent / "a.txt"
    article.write_text(page("Otters return to the river"))
    assert run("add", article).returncode == 0
    said, advice = finding(run_as_somebody, "owners")
    assert f"{open_home} belongs to nobody, but " in said
    assert said.endswith(" to root")
    assert advice == f"sudo chown -R nobody {open_home}"
    said, advice = finding(run_as_somebody, "sources")
    assert "permission denied" in said
    assert advice.endswith(
        f"belongs to root, mode 0600: sudo chown nobody {open_home}/sources.jsonl"
    )
    said, advice = finding(run_as_somebody, "index")
    assert advice.endswith(f"belongs to root, mode 0700: sudo chown nobody {open_home}/index")
    subprocess.run(["chown", "-R", "nobody", open_home], check=True)
    assert run_as_somebody("doctor").returncode == 0


def test_a_source_that_can_not_be_read_says_which_command_helps(
    run_as_somebody: Run, open_home: Path
) -> None:
    folder = open_home.parent / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(page("Otters return to the river"))
    os.chown(folder, SOMEBODY, SOMEBODY)
    assert run_as_somebody("add", folder).returncode == 0
    (folder / "b.txt").write_text(page("Beavers too"))
    (folder / "b.txt").chmod(0o600)
    assert run_as_somebody("add").returncode == 3
    said, advice = finding(run_as_somebody, "file")
    assert "b.txt: permission denied" in said
    assert advice == f"{folder}/b.txt belongs to root, mode 0600: sudo chown nobody {folder}/b.txt"
    folder.chmod(0)
    said, advice = finding(run_as_somebody, "source")
    assert f"{folder}: permission denied; its articles are kept" in said
    assert advice == f"{folder} has mode 0000: chmod u+rwx {folder}"
    folder.chmod(0o700)
    os.chown(folder / "a.txt", 0, 0)
    (folder / "a.txt").chmod(0o600)
    said, advice = finding(run_as_somebody, "source")
    assert f"newstui can't read any of its 2 files; {folder}/a.txt: permission denied" in said
    assert advice.endswith(f"belongs to root, mode 0600: sudo chown nobody {folder}/a.txt")


def test_a_source_that_is_gone_or_holds_nothing_is_named(
    run: Run, archive: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.rename(tmp_path / "elsewhere")
    said, advice = finding(run, "source")
    assert said.endswith(f"{folder}: no such file or folder; its articles are kept")
    assert f"`newstui add NEWPLACE`, else `newstui remove {folder}`" in advice
    folder.mkdir()
    said, advice = finding(run, "source")
    assert f"{folder}: no file in it that newstui reads" in said
    (folder / "a.txt").write_bytes(bytes(range(256)) * 8)
    assert run("add", folder).returncode == 3
    said, advice = finding(run, "source")
    assert f"{folder}: newstui can't read its file; {folder}/a.txt: " in said
    assert advice.startswith("save pages there as plain text, or `newstui remove ")
    (folder / "b.txt").write_text(page("Otters return to the river"))
    assert run("add", folder).returncode == 3
    examined = run("doctor")
    assert examined.returncode == 0
    assert f"{folder}: 2 files, 1 article; 1 file is no page" in examined.stdout


def test_a_folder_whose_files_belong_to_an_inner_source_is_well(run: Run, tmp_path: Path) -> None:
    inner = tmp_path / "news" / "inner"
    inner.mkdir(parents=True)
    (inner / "a.txt").write_text(page("Otters return to the river"))
    run("add", inner)
    run("add", tmp_path / "news")
    assert run("doctor").returncode == 0


def test_a_folder_without_its_disk_is_named(run: Run, archive: Home, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "news")
    (tmp_path / "news").mkdir()
    with closing(sqlite3.connect(archive.manifest)) as manifest:
        manifest.execute("UPDATE devices SET device = device + 1")
        manifest.commit()
    said, advice = finding(run, "source")
    assert "the folder is empty; is its disk mounted?; its articles are kept" in said
    assert advice.startswith("mount its disk there, or `newstui remove ")


def test_the_table_of_file_systems_names_the_missing_mount(tmp_path: Path) -> None:
    table = tmp_path / "fstab"
    disk = tmp_path / "a disk"
    table.write_text(f"# {tmp_path} x\n/dev/sda1 / ext4\nsrv:/x {tmp_path}/a\\040disk nfs\n")
    assert missing_mount(disk / "news", table) == disk
    assert missing_mount(tmp_path / "other", table) is None
    assert missing_mount(disk, tmp_path / "none") is None


def test_a_key_read_otherwise_than_written_is_told(run: Run, archive: Home) -> None:
    archive.settings.write_text('[keys]\nstar = "Ctrl+T"\n')
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("see settings"))
    assert line.endswith("star = 'Ctrl+T' is read as 'ctrl+t', without Shift")


def test_every_wrong_setting_is_named(run: Run, archive: Home) -> None:
    archive.settings.write_text(
        "colour = 1\ntext_width = 3\ntheme = 'nrod'\n[keys]\nfly = 'x'\nstar = 3\n"
    )
    examined = run("doctor")
    bad = [line for line in examined.stdout.splitlines() if line.startswith("BAD settings")]
    for part in ("'colour'", "'text_width'", "'nrod'", "'keys.fly'", "'keys.star'"):
        assert sum(part in line for line in bad) == 1
    assert examined.returncode == 3
