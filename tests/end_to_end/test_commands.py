"""Tests of the command line as a script uses it: output, exit codes, formats."""

from __future__ import annotations

import json
import os
import pwd
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import whoosh.index

from index.files.home import Home
from index.files.lock import acquire
from index.query import QUERY_HELP
from index.state import State
from tests.end_to_end.conftest import COMMAND, Run, page

PUTIN = "Ukraine war: Putin tells Russian soldiers' mothers he shares their pain"


def test_a_fresh_machine_finds_the_seeds(run: Run) -> None:
    found = run("search", "mothers", "soldiers")
    assert found.returncode == 0
    assert PUTIN in found.stdout
    assert "Zhelensky challenges the mothers" in found.stdout


@pytest.mark.parametrize("name", ["zelensky", "Selenskyj", "Зеленский"])
def test_a_name_is_found_however_it_is_spelled(run: Run, name: str) -> None:
    found = run("search", name)
    assert "Zhelensky challenges the mothers" in found.stdout
    assert "also spelled: zhelensky" in found.stderr
    as_typed = run("search", name, "--as-typed")
    assert (as_typed.returncode, as_typed.stdout) == (1, "")


@pytest.mark.parametrize("word", ["Leopard", "Антициклон", "антициклон", "Кинопоиске"])
def test_the_headlines_of_the_seeds_are_found(run: Run, word: str) -> None:
    found = run("search", word, "--format", "jsonl")
    (line,) = found.stdout.splitlines()
    assert json.loads(line)["kind"] == "headline"


def test_a_line_of_jsonl_has_all_its_fields(run: Run) -> None:
    found = run("search", "title:putin", "--format", "jsonl")
    (line,) = found.stdout.splitlines()
    hit = json.loads(line)
    wanted = {"slug", "title", "source", "published", "language", "category", "score", "snippet"}
    assert wanted <= set(hit)
    assert hit["title"] == PUTIN
    assert hit["source"] == "365NEWSX"
    assert hit["published"] == "2022-11-25"
    assert hit["language"] == "en"


def test_nothing_found_is_code_1(run: Run) -> None:
    found = run("search", "xyzzyplugh", "--format", "jsonl")
    assert (found.returncode, found.stdout) == (1, "")


def test_a_search_answers_from_what_is_committed_while_somebody_else_indexes(
    run: Run, home: Path
) -> None:
    assert run("search", "mothers").returncode == 0
    with closing(sqlite3.connect(Home(home).manifest)) as manifest:
        # An update leaves such rows between its commits: the next launch has something to do.
        manifest.execute("UPDATE files SET digest = NULL, size = 0, mtime_ns = 0")
        manifest.commit()
    with acquire(Home(home).lock) or pytest.fail("not free"):
        found = run("search", "mothers")
    assert found.returncode == 0
    assert PUTIN in found.stdout
    assert f"another newstui is indexing: process {os.getpid()}" in found.stderr


def test_a_path_is_shown_clean(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a\u202e\x1b[31m.txt"
    file.write_text("A story of the harbour\n\nThe ferry runs again.\n")
    assert run("add", str(file)).returncode == 0
    (line,) = run("search", "ferry", "--format", "jsonl").stdout.splitlines()
    shown = run("show", json.loads(line)["slug"], "--format", "json").stdout
    assert json.loads(shown)["origin"]["path"] == f"{tmp_path}/a␛[31m.txt"


def test_limit_and_order(run: Run) -> None:
    found = run("search", "is:headline", "--sort", "oldest", "--limit", "3", "--format", "jsonl")
    dates = [json.loads(line)["published"] for line in found.stdout.splitlines()]
    assert dates == ["2023-01-21", "2023-01-22", "2023-01-22"]


def test_hits_are_counted_by_facet_and_by_month(run: Run) -> None:
    shown = run("search", "mothers", "--limit", "1", "--facets", "--timeline")
    assert "         1  365NEWSX" in shown.stdout
    assert "2024-03          1  ████" in shown.stdout
    found = run("search", "mothers", "--limit", "0", "--facets", "--timeline", "--format", "jsonl")
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert {"facet": "source", "value": "365NEWSX", "count": 1} in lines
    assert {"facet": "category", "value": None, "count": 2} in lines
    assert {"month": "2022-11", "count": 1} in lines
    assert not any("slug" in line for line in lines)


def test_a_list_of_terms_is_asked_line_by_line(run: Run, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("putin\n\nmothers soldiers\nxyzzyplugh\n", encoding="utf-8")
    shown = run("search", "--batch", str(terms))
    assert shown.returncode == 0
    putin, mothers, nothing = shown.stdout.splitlines()
    assert putin.split()[:4] == ["1", "2022-11-25", "2022-11-25", "putin"]
    assert PUTIN in putin
    assert mothers.split()[:3] == ["2", "2022-11-25", "2024-03-29"]
    assert nothing.split() == ["0", "-", "-", "xyzzyplugh"]

    found = run("search", "source:365NEWSX", "--batch", str(terms), "--format", "jsonl")
    first, second, third = map(json.loads, found.stdout.splitlines())
    assert (first["query"], first["total"], first["best"]["title"]) == ("putin", 1, PUTIN)
    assert second["total"] == 1
    assert third == {
        "query": "xyzzyplugh", "total": 0, "first": None, "last": None, "best": None, "notes": [],
        "suggestions": [], "also_spelled": [], "loosened": 0, "in_rest": 0
    }  # fmt: skip


def test_lines_of_a_list_that_find_nothing_say_what_would(run: Run, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("mohters\nmothers xyzzyplugh\nputin\n", encoding="utf-8")
    shown = run("search", "--batch", str(terms))
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["0", "0", "1"]
    mistyped, loosened = shown.stderr.splitlines()
    assert mistyped == "newstui: mohters: did you mean mothers? (2 hits)"
    assert loosened.endswith("nothing has all of it; 2 articles would be found by any of the words")

    found = run("search", "--batch", str(terms), "--format", "jsonl")
    first, second, third = map(json.loads, found.stdout.splitlines())
    assert first["suggestions"] == [{"query": "mothers", "total": 2}]
    assert (second["total"], second["best"], second["loosened"]) == (0, None, 2)
    assert (third["total"], third["suggestions"], third["loosened"]) == (1, [], 0)
    terms.write_text("mothers xyzzyplugh\n", encoding="utf-8")
    assert run("search", "--batch", str(terms)).returncode == 1, "any of the words is no hit"


def test_the_help_of_search_has_the_query_language(run: Run) -> None:
    shown = run("search", "--help").stdout
    for example, _ in QUERY_HELP:
        assert example in shown


def test_a_score_is_explained_and_its_parts_add_up(run: Run) -> None:
    shown = run("search", "mothers", "sold*", "--explain", "--sort", "blend")
    assert shown.returncode == 0
    assert "  all of: 2 articles" in shown.stdout
    assert "stands for: soldiers 2" in shown.stdout
    assert "freshness" in shown.stdout
    found = run("search", "mothers", "sold*", "--explain", "--format", "jsonl")
    understood, *hits = map(json.loads, found.stdout.splitlines())
    assert [part["part"] for part in understood["explanation"]["parts"]] == ["mothers", "sold*"]
    for hit in hits:
        parts = [part["score"] for part in hit["explain"]["parts"]]
        assert sum(parts) == pytest.approx(hit["explain"]["score"])
        assert round(hit["explain"]["score"], 4) == hit["score"]
    assert run("search", "mothers", "--explain", "--sort", "newest").returncode == 0
    assert run("search", "xyzzyplugh", "--explain").returncode == 1
    assert run("search", "--batch", "-", "--explain").returncode == 2


def test_undated_hits_are_counted_beside_the_months(run: Run) -> None:
    shown = run("search", "is:headline", "--timeline", "--limit", "0")
    assert "undated          3\n" in shown.stdout
    found = run("search", "is:headline", "--timeline", "--limit", "0", "--format", "jsonl")
    assert json.loads(found.stdout.splitlines()[-1]) == {"month": None, "count": 3}


def test_a_word_that_is_not_wanted_is_no_option(run: Run) -> None:
    found = run("search", "soldiers", "-mothers")
    assert (found.returncode, found.stdout) == (1, "")
    assert run("search", "soldiers", "-football").returncode == 0
    wrong = run("search", "soldiers", "--fromat", "jsonl")
    assert wrong.returncode == 2
    assert "--fromat" in wrong.stderr
    assert "--format" in wrong.stderr
    assert run("search", "--", "soldiers", "--football").returncode == 0


def test_a_list_of_which_nothing_is_found(run: Run) -> None:
    assert run("search", "--batch", "-", input="xyzzyplugh\n", stdin=None).returncode == 1
    assert run("search").returncode == 2
    assert run("search", "--batch", "-", "--facets").returncode == 2


def test_the_closest_are_shown_when_nothing_has_all_words(run: Run) -> None:
    found = run("search", "mothers", "xyzzyplugh")
    assert found.returncode == 0
    assert PUTIN in found.stdout
    assert "closest by any word" in found.stderr


def test_show_prints_the_article(run: Run) -> None:
    slug = json.loads(run("search", "title:putin", "--format", "jsonl").stdout)["slug"]
    shown = run("show", slug)
    assert shown.returncode == 0
    assert shown.stdout.startswith("Ukraine war: Putin tells Russian soldiers' mothers")
    assert '"We share your pain," Russian President Vladimir Putin' in shown.stdout
    assert "Get monthly updates" not in shown.stdout


def test_show_as_json_is_the_whole_article(run: Run) -> None:
    slug = json.loads(run("search", "title:putin", "--format", "jsonl").stdout)["slug"]
    article = json.loads(run("show", slug, "--format", "json").stdout)
    assert article["kind"] == "article"
    assert article["reading_seconds"] == 81
    assert article["note"] == "Summarized by 365NEWSX ROBOTS"
    assert len(article["paragraphs"]) == 12
    assert [item["title"] for item in article["related"]][3] == (
        "The latest news on Russia's war on Ukraine"
    )


def test_the_start_of_a_slug_is_enough(run: Run) -> None:
    shown = run("show", "zhelensky-challenges", "--format", "markdown")
    assert shown.stdout.startswith("# Zhelensky challenges the mothers of Russian soldiers\n")


def test_an_unknown_slug_is_code_1_and_wrong_use_code_2(run: Run) -> None:
    assert run("show", "no-such-slug").returncode == 1
    assert run("show").returncode == 2
    assert run("search", "x", "--format", "xml").returncode == 2
    assert run("fly").returncode == 2


def test_add_tells_what_it_did(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.txt").write_text(page("Otters return to the river Tamar"))
    first = run("add", folder)
    assert first.returncode == 0
    assert "3 added" in first.stdout  # the two seeds come with the first call
    assert "1 unchanged" not in first.stdout

    (folder / "a.txt").write_text(page("Otters return to the river Tamar", "They are back."))
    (folder / "b.txt").write_text(page("Bears sighted in the Apennines"))
    second = run("add")
    assert "1 added, 1 changed, 2 unchanged" in second.stdout
    assert run("search", "bears").returncode == 0

    (folder / "b.txt").unlink()
    assert "1 gone" in run("add").stdout
    assert run("search", "bears").returncode == 1


def test_add_reports_what_it_cannot_read_and_goes_on(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "good.txt").write_text(page("Otters return to the river Tamar"))
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(b"\x7fELF\x00\x01\x02" * 100)
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7")
    added = run("add", folder, tmp_path / "missing.txt")
    assert added.returncode == 3
    assert "1 file of kinds that are not read: 1 .pdf" in added.stdout
    for name in ("empty.txt", "binary.txt", "missing.txt"):
        (line,) = [line for line in added.stderr.splitlines() if name in line]
        assert line.startswith("newstui: ")
    assert run("search", "otters").returncode == 0


def test_add_tells_of_what_was_named_and_of_what_is_new(run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "good.txt").write_text(page(f"Otters return to the {folder.name} river"))
    (old / "empty.txt").write_text("")
    (old / "dangling.txt").symlink_to("nowhere")
    assert run("add", old).returncode == 3
    added = run("add", new)
    assert (added.returncode, added.stderr) == (0, "")
    assert "2 problems elsewhere, known before: `newstui sources` lists them" in added.stdout
    assert run("add", old / "good.txt").returncode == 0, "the others of its folder were not named"
    for words in (["add", old], ["add"]):
        again = run(*words)
        assert (again.returncode, len(again.stderr.splitlines())) == (3, 2)
    (old / "another.txt").write_text("")
    told = run("add", new)
    assert (told.returncode, len(told.stderr.splitlines())) == (0, 1)
    assert "another.txt: the file is empty" in told.stderr


def test_a_source_that_is_gone_is_news_once(run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "good.txt").write_text(page(f"Otters return to the {folder.name} river"))
        run("add", folder)
    old.rename(tmp_path / "aside")
    first = run("add", new)
    assert first.returncode == 0
    assert f"{old}: " in first.stderr
    second = run("add", new)
    assert second.stderr == ""
    assert "1 problem elsewhere, known before" in second.stdout
    listed = [json.loads(line) for line in run("sources", "--format", "jsonl").stdout.splitlines()]
    assert [each["away"] for each in listed] == [None, "no such file or folder", None]
    assert run("add").returncode == 3


def test_where_nothing_that_was_named_can_be_kept_nothing_is_done(run: Run, home: Path) -> None:
    refused = run("add", "/nonexistent", "https://example.org/x", "", "a\nb/c")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert [line.partition(": ")[2] for line in refused.stderr.splitlines()] == [
        "No such file or folder: /nonexistent",
        "https://example.org/x: addresses can't be read yet; save the page and add the file",
        "'': an empty path",
        "a b/c: a path with a line break can't be a source; rename it",
    ]
    assert not (home / "index").exists()


def test_how_to_take_the_samples_out_is_told_with_the_first_source(
    run: Run, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(page(f"Number {name} on the quay"))
    assert "remove samples" in run("add", tmp_path / "one").stdout
    assert "remove samples" not in run("add", tmp_path / "two").stdout


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["sources"], ["help", "search"]])
def test_output_that_is_full_is_told_in_a_line(
    environment: dict[str, str], words: list[str]
) -> None:
    with Path("/dev/full").open("w") as full:
        failed = subprocess.run(
            [COMMAND, *words],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert failed.returncode == 3
    assert failed.stderr == "newstui: standard output: the disk is full\n"


def test_the_doctor_tells_a_source_that_is_not_indexed_yet(run: Run, home: Path) -> None:
    assert "2 files, 0 articles; not indexed to its end yet" in run("doctor").stdout


def test_unreadable_files_are_counted_alike_by_every_command(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "good.txt").write_text(page("Otters return to the river Tamar"))
    (folder / "empty.txt").write_text("")
    (folder / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.txt")
    assert "3 unreadable" in run("add", folder).stdout
    listed = json.loads(run("sources", "--format", "jsonl").stdout.splitlines()[-1])
    assert (listed["files"], len(listed["unreadable"])) == (4, 3)
    assert "4 files, 1 article; 1 file is no page" in run("doctor").stdout
    assert run("doctor").stdout.count("BAD file ") == 2
    run("rebuild")
    again = json.loads(run("sources", "--format", "jsonl").stdout.splitlines()[-1])
    assert again["unreadable"] == listed["unreadable"]


def test_add_keeps_what_comes_on_standard_input(run: Run) -> None:
    text = page("Otters return to the river Tamar")
    added = run("add", "-", stdin=None, input=text)
    assert added.returncode == 0
    assert "otters-return" in run("search", "otters").stdout
    assert run("rebuild").returncode == 0
    assert "otters-return" in run("search", "otters").stdout


def test_markup_on_standard_input_is_refused(run: Run, home: Path) -> None:
    added = run("add", "-", stdin=None, input="<html><body><p>Otters return</p></body></html>")
    assert added.returncode == 3
    assert "-: HTML, not plain text; save the page as text and add that" in added.stderr
    assert not (home / "saved").exists()


def test_a_line_in_another_encoding_is_reported(run: Run, tmp_path: Path) -> None:
    text = page("Otters return to the café").encode() + "“Otters”\n".encode() + b"caf\xe9\n"
    (tmp_path / "a.txt").write_bytes(text)
    added = run("add", tmp_path / "a.txt")
    assert added.returncode == 0
    assert "a.txt: read in two encodings: line" in added.stderr


def test_in_a_home_that_others_may_read_they_see_the_index_alone(run: Run, home: Path) -> None:
    home.mkdir()
    home.chmod(0o755)
    run("add", "-", stdin=None, input=page("Otters return to the river Tamar"))
    run("search", "otters")
    seen = {path.name for path in home.iterdir() if path.stat().st_mode & 0o007}
    assert seen == {"index"}


def test_ids_and_slugs_outlive_the_index(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page("Otters return to the river Tamar"))
    run("add", tmp_path / "a.txt")
    before = run("search", "is:article OR is:headline", "--format", "jsonl", "--sort", "newest")
    for file in sorted((home / "index").iterdir()):
        file.unlink()
    after = run("search", "is:article OR is:headline", "--format", "jsonl", "--sort", "newest")
    assert before.stdout == after.stdout
    assert len(before.stdout.splitlines()) == 16


def test_plain_whoosh_opens_the_index(run: Run, home: Path) -> None:
    run("search", "mothers")
    script = (
        "import sys, whoosh.index; ix = whoosh.index.open_dir(sys.argv[1]); "
        "print(ix.doc_count()); assert 'index' not in sys.modules"
    )
    counted = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", script, home / "index"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert counted.stdout.strip() == "15"
    assert whoosh.index.exists_in(home / "index")


def test_the_doctor_finds_nothing_on_a_healthy_machine(run: Run) -> None:
    run("search", "mothers")
    examined = run("doctor")
    assert "15 articles" in examined.stdout
    assert "BAD" not in examined.stdout
    assert examined.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_doctor_says_whose_the_index_is(run: Run, home: Path) -> None:
    run("search", "mothers")
    other = next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)
    os.chown(home / "index", other.pw_uid, -1)
    examined = run("doctor")
    assert examined.returncode == 3
    assert f"belongs to another user, {other.pw_name}" in examined.stdout


def full_disk() -> None:
    """Forbid this process to make any file larger."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def test_the_doctor_calls_no_state_damaged_that_it_can_not_check(run: Run, home: Path) -> None:
    run("search", "mothers")
    State.open(home / "state.sqlite").close()
    assert f"{home}/state.sqlite: ok" in run("doctor").stdout
    examined = run("doctor", preexec_fn=full_disk)
    assert examined.returncode == 3
    assert "state.sqlite: it can't be checked: the disk" in examined.stdout
    assert "sets it aside" not in examined.stdout
    (home / "state.sqlite").write_text("nothing that was ever a state" * 100)
    assert "the next launch sets it aside" in run("doctor").stdout


def test_the_memory_for_indexing_can_be_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page("Otters return to the river Tamar"))
    assert run("add", tmp_path / "a.txt", "--memory", "300").returncode == 0
    assert run("rebuild", "--memory", "300").returncode == 0
    assert run("search", "otters").returncode == 0
    assert run("add", "--memory", "1").returncode == 2
    assert "--memory MB" in run("add", "--help").stdout


def test_the_doctor_names_a_broken_setting(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("colour = 'red'")
    examined = run("doctor")
    assert examined.returncode == 3
    assert "config.toml: unknown key 'colour'" in examined.stdout


@pytest.mark.parametrize("damage", ["truncated", "garbage", "gone"])
def test_a_damaged_index_is_put_right_by_itself(run: Run, home: Path, damage: str) -> None:
    run("search", "mothers")
    for file in (home / "index").glob("*.seg"):
        if damage == "gone":
            file.unlink()
        elif damage == "truncated":
            os.truncate(file, file.stat().st_size // 2)
        else:
            file.write_bytes(os.urandom(file.stat().st_size))
    assert PUTIN in run("search", "mothers").stdout


def test_a_damaged_state_is_set_aside(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "state.sqlite").write_bytes(b"this is no database" * 1000)
    assert run("search", "is:unread", "mothers").returncode == 0
    (kept,) = home.glob("state.sqlite.damaged-*")
    assert kept.read_bytes().startswith(b"this is no database")


def test_searching_and_showing_never_import_the_screen(environment: dict[str, str]) -> None:
    script = (
        "import sys; from tui.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*[m for m in sys.modules if m.split('.')[0] == 'textual'], sep='\\n')"
    )
    for arguments in (["search", "mothers"], ["show", "zhelensky"], ["--help"]):
        ran = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert "textual" not in ran.stdout


def test_shells_can_complete_slugs(run: Run) -> None:
    run("search", "mothers")
    words = "newstui show zhel"
    completed = run(
        environment={
            "_NEWSTUI_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": "2",
        }
    )
    assert "plain,zhelensky-challenges-the-mothers-of-russian-soldiers-" in completed.stdout


def test_no_terminal_no_screen(run: Run) -> None:
    refused = run()
    assert refused.returncode == 2
    assert "needs a terminal" in refused.stderr
    assert "\x1b" not in refused.stdout + refused.stderr


def test_head_may_stop_reading(environment: dict[str, str], run: Run) -> None:
    run("search", "mothers")
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{COMMAND} search 'is:headline' | head -n 1"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert piped.returncode == 0
    assert piped.stderr == ""


def test_names_that_sound_alike_are_offered_and_added(run: Run, tmp_path: Path) -> None:
    for name, text in (("one", "Mr Merkel spoke."), ("two", "Mr Markel came, and Markel left.")):
        (tmp_path / f"{name}.txt").write_text(f"Visit {name}\n\n{text}\n", encoding="utf-8")
    run("add", str(tmp_path))
    found = run("search", "merkel")
    assert "Visit two" not in found.stdout
    assert "not counted, but alike: markel (1); --alike adds them" in found.stderr
    assert "Visit two" in run("search", "merkel", "--alike").stdout


def test_sources_are_listed_and_taken_out(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(page("The ferry is late"))
    added = run("add", folder)
    assert "`newstui remove samples` takes the 15 sample articles out" in added.stdout
    listed = run("sources")
    assert listed.returncode == 0
    assert f"{folder}: 1 file, 1 article, source news (folder), looked through " in listed.stdout
    removed = run("remove", "samples", folder)
    assert (removed.returncode, removed.stderr) == (0, "")
    assert "16 articles removed" in removed.stdout
    assert run("sources", "--format", "jsonl").stdout == ""
    assert run("search", "ferry").returncode == 1
    assert (folder / "a.txt").exists()
    again = run("remove", folder)
    assert again.returncode == 1
    assert "not a source; `newstui sources` lists them" in again.stderr
    run("add", "samples", folder)
    records = [json.loads(line) for line in run("sources", "--format", "jsonl").stdout.splitlines()]
    assert [(each["name"], each["articles"]) for each in records] == [
        ("samples", 15),
        (str(folder), 1),
    ]


def test_the_same_file_in_two_folders_is_one_article_with_two_origins(
    run: Run, tmp_path: Path
) -> None:
    run("remove", "samples")
    files = [tmp_path / name / "ferry.txt" for name in ("first", "second")]
    for file in files:
        file.parent.mkdir()
        file.write_text(page("The ferry is late"))
    added = run("add", *(file.parent for file in files))
    assert "1 file holds what another file holds too: listed once" in added.stdout
    hits = [
        json.loads(line) for line in run("search", "ferry", "--format", "jsonl").stdout.splitlines()
    ]
    slugs = [hit["slug"] for hit in hits if "slug" in hit]
    assert len(slugs) == 1
    text = "".join(run("show", slugs[0]).stdout.split())
    assert f"Files:{files[0]},also{files[1]}" in text
    shown = json.loads(run("show", slugs[0], "--format", "json").stdout)
    assert (shown["origin"]["path"], shown["also_in"]) == (str(files[0]), [str(files[1])])
    listed = run("sources").stdout.splitlines()
    assert [line.split(",")[1] for line in listed] == [" 1 article", " 1 article", " 1 article"]
    assert listed[-1] == "total: 2 files, 1 article"
    run("remove", files[0].parent)
    left = json.loads(run("show", "the-ferry", "--format", "json").stdout)
    assert (left["origin"]["path"], left["also_in"]) == (str(files[1]), [])


def test_a_source_s_name_is_given_shown_and_kept(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(page("The ferry is late"))
    run("remove", "samples")
    run("add", folder)
    assert "Source: news (folder) · " in run("show", "the-ferry").stdout
    assert "source news (folder)" in run("sources").stdout
    run("add", "--source", " The\x1b Wire ", folder)
    assert "Source: The␛ Wire (given) · " in run("show", "the-ferry").stdout
    run("add")
    hit = json.loads(run("search", "source:wire", "--format", "jsonl").stdout.splitlines()[0])
    assert (hit["source"], hit["source_by"]) == ("The␛ Wire", "given")
    record = json.loads(run("sources", "--format", "jsonl").stdout)
    assert (record["source"], record["source_by"]) == ("The␛ Wire", "given")
    assert run("search", "wire", "--as-typed").returncode == 1
    refused = run("add", "--source", "Wire")
    assert (refused.returncode, "'--source' needs a PATH" in refused.stderr) == (2, True)


def test_a_part_of_a_source_is_not_taken_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news" / "sub").mkdir(parents=True)
    run("add", tmp_path / "news")
    refused = run("remove", tmp_path / "news" / "sub")
    assert f"not a source, but a part of {tmp_path / 'news'}" in refused.stderr


def test_a_file_that_can_not_be_read_does_not_become_a_source(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(bytes(range(256)) * 8)
    refused = run("add", broken)
    assert refused.returncode == 3
    assert "not kept as a source" in refused.stderr
    assert "broken" not in run("sources").stdout
    assert "broken" not in run("add").stderr


def test_a_folder_of_which_nothing_can_be_read_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"jpg")
    added = run("add", folder)
    assert added.returncode == 3
    assert "nothing in it can be read; newstui reads pages saved as plain text" in added.stderr


@pytest.mark.parametrize("asked", [("-h",), ("help",), ("--help",), ("help", "add"), ("add", "-h")])
def test_help_is_asked_for_in_every_usual_way(run: Run, asked: tuple[str, ...]) -> None:
    told = run(*asked)
    assert told.returncode == 0
    assert told.stdout.startswith("Usage: newstui")
    assert ("Index files and folders" in told.stdout) or ("Commands:" in told.stdout)


def test_a_path_in_place_of_a_command_is_added(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(page("The ferry is late"))
    assert run(path).returncode == 0
    assert "The ferry is late" in run("search", "ferry").stdout
    missing = run(tmp_path / "none.txt")
    assert missing.returncode == 3
    assert "No such file or folder: " in missing.stderr
    assert run("serch", "ferry").returncode == 2


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("words", "code"),
    [("", 2), ("add -", 3), ("search --batch -", 1), ("search mothers", 0)],
)
def test_streams_that_are_closed_are_empty(
    environment: dict[str, str], closed: str, words: str, code: int
) -> None:
    ran = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" {words} {closed}', COMMAND],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr or code == 0 or "2>&-" in closed, "why it is no success is told"


@pytest.mark.parametrize("module", ["index.py", "tui/__init__.py", "code.py", "click/__init__.py"])
def test_modules_of_the_user_are_not_taken_for_others(
    run: Run, tmp_path: Path, module: str
) -> None:
    file = tmp_path / "code" / module
    file.parent.mkdir(parents=True)
    file.write_text("raise SystemExit('a module of the user')\n")
    added = tmp_path / "a.txt"
    added.write_text(page("Harbour bridge closes for repairs"))
    theirs = {"PYTHONPATH": str(tmp_path / "code")}
    for words in (("add", str(added)), ("search", "bridge"), ("doctor",), ("--help",)):
        ran = run(*words, environment=theirs)
        assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_questions_may_be_saved_by_a_program_of_windows(
    run: Run, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "questions.txt"
    file.write_bytes("mothers soldiers\r\nZhelensky\r\n".encode(encoding))
    asked = run("search", "--batch", file, "--format", "jsonl")
    assert [json.loads(line)["query"] for line in asked.stdout.splitlines()] == [
        "mothers soldiers",
        "Zhelensky",
    ]


def test_the_doctor_names_keys_that_most_terminals_do_not_send(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[keys]\nstar = "Ctrl+I, x"\n')
    doctor = run("doctor")
    assert doctor.returncode == 0
    assert "star = 'ctrl+i': most terminals send Tab for it" in doctor.stdout


@pytest.mark.parametrize(
    "words",
    [
        "-h",
        "help",
        "search -h",
        "search mothers -h",
        "show -h",
        "add -h",
        "help search",
        "help help",
    ],
)
def test_help_is_given_however_it_is_asked_for(run: Run, words: str) -> None:
    asked = run(*words.split())
    assert asked.returncode == 0
    assert asked.stdout.startswith("Usage: newstui")


def test_help_of_what_is_no_command_is_wrong_use(run: Run) -> None:
    assert run("help", "fly").returncode == 2


@pytest.mark.parametrize("option", ["-n", "-l", "-5", "-v", "-V"])
def test_a_short_option_is_no_word_of_a_search(run: Run, option: str) -> None:
    asked = run("search", option, "1", "mothers")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert f"No such option: {option}" in asked.stderr
    assert run("search", "mothers", "--", option).returncode == 0, "a word that is not wanted"
    assert run("search", "mothers", "-xyzzy").returncode == 0, "longer ones are words"
