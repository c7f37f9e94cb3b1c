"""Archives of real articles as files of page dumps, cached between runs."""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]
"""An article: `title`, `body`, `source`, `date` …"""

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "bench"


def corpora() -> Path | None:
    """Return the folder of real articles, None where it is missing."""
    folder = Path(os.environ.get("NEWSTUI_CORPORA") or ROOT / "corpora")
    return folder if folder.is_dir() else None


def records(name: str) -> Iterator[Record]:
    """Yield the articles of a corpus. Raises `SystemExit` where no corpora are found."""
    folder = corpora()
    if folder is None:
        raise SystemExit("no corpora: name their folder in NEWSTUI_CORPORA")
    with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def page(record: Record) -> str:
    """Return an article as a page dump: title, date, paragraphs, a line that names the source."""
    parts = [record["title"] or "Untitled", str(record.get("date") or "")[:10], record["body"]]
    source = record.get("source")
    parts.append(f"© Copyright {source}" if source else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def dumps(name: str, articles: Iterable[Record]) -> Path:
    """Return a folder with one text file for each article; make a missing one."""
    folder = CACHE / "dumps" / name
    if not folder.is_dir():
        part = folder.with_name(f"{name}.part")
        shutil.rmtree(part, ignore_errors=True)
        for number, record in enumerate(articles):
            below = part / f"{number // 1000:03d}"
            below.mkdir(parents=True, exist_ok=True)
            (below / f"{number:06d}.txt").write_text(page(record), encoding="utf-8")
        part.rename(folder)
    return folder


def home(command: Path, name: str | None, articles: Iterable[Record] | None = None) -> Path:
    """Return a newstui home that holds the seeds and the given articles, by default the corpus of
    this name.
    """
    folder = CACHE / "homes" / (name or "seeds")
    if not (folder / "index").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        what = [dumps(name, records(name) if articles is None else articles)] if name else []
        subprocess.run([command, "--home", folder, "add", *what], check=True)
    return folder
