"""Command that measures newstui's engine beside others, and writes the figures.

    python -m bench.engines [--articles 20000] [--rounds 1] [--without Whoosh Xapian]

The articles are mixed from the corpora in the folder that NEWSTUI_CORPORA names; without one, from
the few pieces that come with newstui, which only shows that everything runs. Engines that are not
installed are reported as missing.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.archives import CACHE, ROOT, corpora
from bench.engines import measure
from bench.engines.figures import Run, load
from bench.engines.machine import load_average, machine
from bench.engines.peers import OURS, PEERS
from bench.engines.report import tables
from bench.mixed import BLOCK, blocks, read

RESULTS = ROOT / "bench" / "results"
QUICK = {"cold": 1, "warm": 1, "starts": 1, "changes": 1}


def main() -> None:
    """Parse the command line, measure, and write the tables."""
    given = _options()
    if given.articles:
        run = measured(given)
        run.save(given.results / f"{run.articles}.json")
    runs = sorted(map(load, given.results.glob("*.json")), key=lambda run: run.articles)
    page = given.results.with_suffix(".md")
    page.write_text(tables(runs), encoding="utf-8")
    _tell(f"written: {page}")


def measured(given: argparse.Namespace) -> Run:
    """Return the figures of one run over one archive."""
    if corpora() is None:
        _tell("no corpora (NEWSTUI_CORPORA): the few pieces that come with newstui are mixed")
    _tell(f"the archive of {given.articles:,} articles …")
    folder = Path(tempfile.mkdtemp(prefix="newstui-bench-", dir=given.folder))
    plan = measure.Plan(
        blocks=blocks(given.articles, given.archive),
        articles=given.articles,
        folder=folder,
        rounds=given.rounds,
        **(QUICK if given.quick else {}),
    )
    try:
        run = _described(given, plan)
        run.engines = measure.find(PEERS, plan, given.without)
        _warn(run)
        steps = (measure.index, measure.start, measure.query, measure.alone, measure.change)
        run.machine["load average"] = ", ".join(_step(step, plan, run) for step in steps)
    finally:
        shutil.rmtree(folder)
    return run


def _step(step: Callable[[measure.Plan, Run], None], plan: measure.Plan, run: Run) -> str:
    before = load_average()
    _tell(f"{step.__name__} …")
    step(plan, run)
    return f"{step.__name__} {before} to {load_average()}"


def _described(given: argparse.Namespace, plan: measure.Plan) -> Run:
    """Return a run that describes the archive and the machine, and has no figures yet."""
    text, words, count = 0, 0, 0
    for article in read(plan.blocks, min(plan.articles, BLOCK)):
        parts = (article.title, *article.paragraphs)
        text += sum(len(part.encode()) for part in parts)
        words += sum(part.count(" ") + 1 for part in parts)
        count += 1
    return Run(
        articles=plan.articles,
        text_bytes=text // count,
        words=words / count,
        archive=_tell_archive(),
        command=_command(given),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        newstui=measure.where(plan),
    )


def _command(given: argparse.Namespace) -> str:
    """Return the command that measures the same, without the paths of its files."""
    words = ["python -m bench.engines", f"--articles {given.articles}", f"--rounds {given.rounds}"]
    if given.without:
        words.append(f"--without {' '.join(given.without)}")
    return " ".join(words + ["--quick"] * given.quick)


def _tell_archive() -> str:
    return "real corpora" if corpora() else "the few free pieces that come with newstui"


def _warn(run: Run) -> None:
    if not run.newstui["compiled"]:
        _tell("newstui is not byte-compiled: it starts slower than an installed one would")
    if run.newstui["installed"]:
        _tell("the installed newstui is measured, not that of this checkout")
    for engine in run.engines.values():
        if engine.missing:
            _tell(f"{engine.name}: {engine.missing}")


def _options() -> argparse.Namespace:
    names = [peer.name for peer in PEERS if peer is not OURS]
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=20_000, help="0: only the tables anew")
    options.add_argument("--rounds", type=int, default=1, help="times that all is indexed")
    options.add_argument("--without", nargs="+", default=(), choices=names, help="left out")
    options.add_argument("--quick", action="store_true", help="only see whether it works")
    options.add_argument("--archive", type=Path, default=CACHE, help="where the articles are kept")
    options.add_argument("--folder", type=Path, help="where the indexes are made")
    options.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    return options.parse_args()


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
