"""Report of the figures: tables and plain words, one section an archive."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import geometric_mean, median

from bench.engines.asks import ASKS
from bench.engines.figures import Engine, Indexing, Kind, Run
from bench.engines.peers import OURS
from bench.mixed import SHARES

HEAD = """# newstui's engine beside others

Written by `make bench` (`python -m bench.engines`); the figures themselves are in `results/`.
"""

LEGEND = f"""
## How to read this

- **Archive.** {", ".join(f"{share:.0%} {language}" for language, share in SHARES.items())}: runs of
  neighbouring sentences of real articles, with invented names and misspellings strewn in so that
  the dictionary grows with the archive. Sentences come again (at a million articles each about 20
  times), so words that should be met once are not, and rare words are less rare than in real news.
- **Ours does more.** newstui stems each article in its own language and indexes every word as it
  was written besides its stem, and titles, sources and categories in fields of their own; it cuts
  texts without spaces into pairs of signs. The peers have one field of title and body (FTS5 two),
  and stem all of it as English: Porter (Whoosh, FTS5), Snowball (tantivy, Xapian).
- **Hits differ** for those reasons: a stemmer decides whether `company` finds `companies`; a
  prefix and a fuzzy word are compared with words (newstui, Xapian) or with stems (the others), and
  where they stand for very many words newstui looks for the most frequent ones, and says so;
  newstui looks for a word in the source's name too; a phrase is of words as written in newstui and
  Xapian and of stems elsewhere, and reaches from title into body where both are one field. Stock
  Whoosh drops stop words. Each text in Chinese or Japanese is one long word to the peers.
- **A question** is put together, answered with an exact total, and its ten hits are fetched with
  their titles: that is the time told. No parser of a query language is measured. By source: newstui
  counts four facets, not one.
- **warm**: the reader was asked the same before. **opened**: the reader was opened anew just
  before, with the files in the operating system's memory; opening is told apart. **cold**: newstui
  let go of what it keeps for the next question, and the others, which can't be told to, were
  opened anew. Nothing is read from a cold disk. Each figure is the median; engines take
  turns at every question.
- **Indexing** begins with all articles in memory, and ends when no merge of parts is worth it any
  more (newstui, tantivy). On a machine that does other things besides, articles per second of
  processor time is what to compare. newstui, tantivy, SQLite and Xapian see to it that a commit
  survives a loss of power; stock Whoosh does not.
- **A change** opens a writer, replaces articles by id and commits, in another process than the one
  that reads; **refresh** is until the reader sees the commit.
- **Memory** is that of the whole process (PSS), Python and mapped files included.
"""


def tables(runs: Sequence[Run]) -> str:
    """Return the whole page."""
    return "".join([HEAD, *map(_section, runs), LEGEND])


def _section(run: Run) -> str:
    parts = (_about, _missing, _indexing, _ratios, _queries, _living, _alone)
    lines = (line for part in parts for line in part(run))
    return "\n".join(["", f"## {run.articles:,} articles", "", *lines])


# What was measured


def _about(run: Run) -> Iterator[str]:
    machine = "; ".join(f"{what}: {value}" for what, value in run.machine.items())
    versions = (f"{each.name} {each.version}" for each in _measured(run))
    yield _item(f"`{run.command}`, {run.date}")
    yield _item(machine)
    yield _item(", ".join(versions))
    yield _item(f"mixed from {run.archive}: {run.words:.0f} words, {run.text_bytes:,} bytes each")
    yield _item(f"newstui {_state(run)}")
    yield ""


def _state(run: Run) -> str:
    place = "as installed" if run.newstui["installed"] else "from the checkout"
    if run.newstui["compiled"]:
        return f"{place}, byte-compiled"
    return f"{place}, **not byte-compiled: imports and first calls are slower than they should be**"


def _missing(run: Run) -> Iterator[str]:
    for engine in run.engines.values():
        if engine.missing:
            yield _item(f"**{engine.name}: {engine.missing}**")
    for engine in _measured(run):
        for reason in dict.fromkeys(engine.unasked.values()):
            asks = ", ".join(f"`{ask}`" for ask, why in engine.unasked.items() if why == reason)
            yield _item(f"{engine.name} is not asked {asks}: {reason}")
    yield ""


def _indexing(run: Run) -> Iterator[str]:
    yield from _row("indexing", "articles/s", "times ours", "per CPU-s", "bytes an article")
    yield _rule(5)
    for engine in _measured(run):
        for workers, figures in engine.indexing.items():
            yield from _row(f"{engine.name}, {_cores(workers)}", *_made(run, figures))
    yield ""


def _cores(count: str) -> str:
    return "one core" if count == "1" else f"{count} cores"


def _made(run: Run, figures: Indexing) -> tuple[str, ...]:
    ours = run.engines[OURS.name].indexing[str(OURS.workers[0])]
    return (
        f"{run.articles / median(figures.seconds):,.0f}",
        f"{median(ours.seconds) / median(figures.seconds):.2f}",
        f"{run.articles / median(figures.processor_seconds):,.0f}",
        f"{figures.bytes / run.articles:,.0f}",
    )


# Questions


def _ratios(run: Run) -> Iterator[str]:
    """Yield rows of how many times slower (above 1) or faster each peer is, over all questions of
    both.
    """
    ours = run.engines[OURS.name]
    peers = [engine for engine in _measured(run) if engine is not ours]
    if peers:
        yield from _row("their time : ours (geometric mean)", *(each.name for each in peers))
        yield _rule(1 + len(peers))
        yield from _row("both warm", *(_ratio(each, ours, _warm, _warm) for each in peers))
        yield from _row(
            "theirs warm : ours cold", *(_ratio(each, ours, _warm, _cold) for each in peers)
        )
        yield from _row("both cold", *(_ratio(each, ours, _cold, _cold) for each in peers))
        yield from _row("questions", *(str(len(_common(each, ours))) for each in peers))
        yield ""
    slowest = max(ours.kinds, key=lambda name: _cold(ours.kinds[name]))
    yield f"newstui's slowest cold question: {slowest}, {_ms(_cold(ours.kinds[slowest]))} ms."
    yield ""


_Figure = Callable[[Kind], float]


def _ratio(theirs: Engine, ours: Engine, their: _Figure, our: _Figure) -> str:
    both = _common(theirs, ours)
    ratio = geometric_mean(their(theirs.kinds[name]) / our(ours.kinds[name]) for name in both)
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def _common(theirs: Engine, ours: Engine) -> list[str]:
    return [name for name in ours.kinds if name in theirs.kinds]


def _warm(kind: Kind) -> float:
    return median(kind.warm)


def _cold(kind: Kind) -> float:
    return median(kind.cold)


def _queries(run: Run) -> Iterator[str]:
    yield from _asked(run, "ms, warm", lambda kind: _ms(_warm(kind)))
    yield from _asked(run, "ms, cold", lambda kind: _ms(_cold(kind)))
    yield from _asked(run, "ms, opened", lambda kind: _ms(median(kind.opened)))
    yield from _asked(run, "hits", lambda kind: f"{kind.total:,}")


def _asked(run: Run, what: str, tell: Callable[[Kind], str]) -> Iterator[str]:
    """Yield a row for each question."""
    measured = _measured(run)
    yield from _row(what, *(engine.name for engine in measured))
    yield _rule(1 + len(measured))
    for ask in ASKS:
        kinds = (engine.kinds.get(ask.name) for engine in measured)
        yield from _row(ask.name, *(tell(kind) if kind else "-" for kind in kinds))
    yield ""


# Measurements of a day of reading


def _living(run: Run) -> Iterator[str]:
    measured = _measured(run)
    yield from _row("ms, medians", *(engine.name for engine in measured))
    yield _rule(1 + len(measured))
    rows: tuple[tuple[str, Callable[[Engine], Sequence[float]]], ...] = (
        ("imports", lambda engine: engine.imports),
        ("open, fresh process", lambda engine: engine.first_open),
        ("first page, fresh process", lambda engine: engine.first_page),
        ("open anew", lambda engine: engine.reopened),
        ("change 1 article", lambda engine: engine.change_one),
        ("change 100 articles", lambda engine: engine.change_hundred),
        ("refresh", lambda engine: engine.refresh),
    )
    for what, values in rows:
        yield from _row(what, *(_ms(median(values(engine))) for engine in measured))
    yield from _row("MiB once open", *(_mib(engine.memory_opened) for engine in measured))
    yield from _row("MiB after all questions", *(_mib(engine.memory_asked) for engine in measured))


def _alone(run: Run) -> Iterator[str]:
    yield ""
    yield from _row("newstui alone, ms", "first answer", "then")
    yield _rule(3)
    for what, (first, *later) in run.alone.items():
        yield from _row(what, _ms(first), _ms(median(later)))
    yield ""
    if run.stops:
        yield f"A search that is told to stop ends within {_ms(max(run.stops))} ms at worst."
        yield ""


def _measured(run: Run) -> list[Engine]:
    return [engine for engine in run.engines.values() if engine.missing is None]


def _item(text: str) -> str:
    return textwrap.fill(f"- {text}", 100, subsequent_indent="  ", break_on_hyphens=False)


def _row(*cells: str) -> Iterable[str]:
    yield f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "| --- |" + " ---: |" * (columns - 1)


def _ms(seconds: float) -> str:
    """Return milliseconds with three digits."""
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _mib(size: int | None) -> str:
    return "-" if size is None else f"{size / 2**20:,.0f}"
