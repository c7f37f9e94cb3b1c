"""Tests of installed locales: output in each of them, and files with names of any bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, Run, page

pytestmark = pytest.mark.slow

LOCALES = {"ru_RU.KOI8-R": "koi8-r", "de_DE.ISO-8859-15": "iso8859-15", "ja_JP.EUC-JP": "euc_jp"}
RUSSIAN = "ru_RU.KOI8-R"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of locales for `LOCPATH`, made of the sources in glibc's package."""
    if shutil.which("localedef") is None or not Path("/usr/share/i18n/charmaps").is_dir():
        pytest.skip("no localedef with sources of locales (Debian: package locales)")
    folder = tmp_path_factory.mktemp("locales")
    for name in LOCALES:
        language, charmap = name.split(".")
        command: list[str | Path] = ["localedef", "-i", language, "-f", charmap, folder / name]
        subprocess.run(command, capture_output=True, check=True)
    return folder


def in_locale(installed: Path, name: str) -> dict[str, str]:
    return {"LC_ALL": name, "LOCPATH": str(installed)}


@pytest.fixture
def archive(tmp_path: Path, run: Run) -> Path:
    """Return an article with signs that no 8-bit charset has."""
    file = tmp_path / "a.txt"
    file.write_text(page("The word “war” stands in this headline", "He said “war” and left — so…"))
    assert run("add", file).returncode == 0
    return file


@pytest.mark.parametrize("name", LOCALES)
@pytest.mark.parametrize(
    "words",
    [
        ("search", "war"),
        ("search", "war", "--format", "jsonl"),
        ("search", "war", "--concordance"),
        ("show", "the-word"),
        ("show", "the-word", "--format", "json"),
        ("search", "--help"),
    ],
    ids=" ".join,
)
def test_pipes_stay_utf_8_in_every_locale(
    run: Run, archive: Path, installed: Path, name: str, words: tuple[str, ...]
) -> None:
    printed = run(*words, environment=in_locale(installed, name))
    assert printed.returncode == 0
    assert printed.stdout == run(*words).stdout


def test_what_pythonioencoding_lacks_is_replaced(run: Run, archive: Path) -> None:
    printed = run("search", "war", environment={"PYTHONIOENCODING": "koi8-r"})
    assert printed.returncode == 0
    assert 'The word "war" stands' in printed.stdout


def found(run: Run, environment: dict[str, str]) -> dict[str, str]:
    """Return the ids and slugs of a search, which must be the same in every locale."""
    hits = run("search", "bridge", "--format", "jsonl", environment=environment).stdout
    return {line["id"]: line["slug"] for line in map(json.loads, hits.splitlines())}


@pytest.mark.parametrize("encoding", ["utf-8", "koi8-r"])
def test_a_folder_is_the_same_source_in_every_locale(
    run: Run, tmp_path: Path, installed: Path, encoding: str
) -> None:
    folder = os.fsencode(tmp_path) + b"/" + "архив".encode(encoding)
    os.mkdir(folder)  # noqa: PTH102 (bytes)
    with open(folder + "/мост.txt".encode(encoding), "wb") as file:  # noqa: PTH123 (bytes)
        file.write(page("Harbour bridge closes for repairs").encode())
    russian = in_locale(installed, RUSSIAN)
    assert run("add", os.fsdecode(folder), environment=russian).returncode == 0
    hits = found(run, russian)
    assert len(hits) == 1
    for environment in ({}, {"LC_ALL": "C"}, {"LANG": ""}, russian):
        again = run("add", environment=environment)
        assert "0 added" in again.stdout
        assert "0 gone" in again.stdout
        assert found(run, environment) == hits
        doctor = run("doctor", environment=environment)
        assert "is not there" not in doctor.stdout
    assert "/архив" in run("doctor", environment=russian).stdout


def test_a_home_is_the_same_in_every_locale(
    run: Run, tmp_path: Path, archive: Path, installed: Path
) -> None:
    home = ("--home", str(tmp_path / "дом"))
    assert run(*home, "add", archive).returncode == 0
    printed = run(*home, "search", "war", environment=in_locale(installed, RUSSIAN))
    assert printed.returncode == 0


def test_words_are_typed_in_the_locale(
    environment: dict[str, str], run: Run, tmp_path: Path, installed: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(page("Новый мост открыт для движения", "Новый мост открыт сегодня."))
    assert run("add", file).returncode == 0
    given = {**environment, **in_locale(installed, RUSSIAN)}
    words: list[str | bytes] = ["search", "мост".encode("koi8-r"), "--as-typed"]
    printed = subprocess.run([COMMAND, *words], env=given, capture_output=True, check=False)
    assert "Новый мост открыт".encode() in printed.stdout
    missing: list[str | bytes | Path] = [COMMAND, "add", "нет.txt".encode("koi8-r")]
    refused = subprocess.run(missing, env=given, capture_output=True, check=False)
    assert refused.stderr.decode() == "newstui: No such file or folder: нет.txt\n"
