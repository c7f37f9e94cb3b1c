"""Update of the index from its sources, under the lock, with progress."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.engine.open import open_engine
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.errors import HomeError, IndexUnusableError, SettingsError, never
from index.files.home import MANIFEST, Home
from index.files.lock import Holder, acquire
from index.files.memory import MEMORY_MB
from index.files.os_errors import os_error_text
from index.state.moves import MoveLog
from index.sync.folders import Boilerplate, folder_of, folders_of
from index.sync.manifest import Manifest, ManifestWriter, Refused
from index.sync.pipeline import Pipeline
from index.sync.plan import KnownFile, SyncPlan, plan, rank
from index.sync.rebuild import building, has_index, has_leftovers, is_free, put_in_place, tidy
from index.sync.report import Problem, Progress, Report
from index.sync.sources import SEEDS, Source, checked_at_launch, is_lost, owner, read_sources, seeds
from index.sync.update import Rescue, Tally, Update
from index.sync.walk import Found, FoundFile, OtherKind, Unreadable, walk_all

SMALL_BYTES = 1 << 20
"""Size up to which parts of the index are compared with their checksums at each opening; larger
parts are compared page by page, before a page is first used.
"""

LOOK_EVERY = 1_000
"""Files between two checks of the stop signal while folders are listed."""


def _ignore(_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class SyncObserver:
    """Callbacks of an update: its progress, its stop signal, and its wait for the lock."""

    progress: Callable[[Progress], None] = _ignore
    stop: Callable[[], bool] = never
    """Stop signal, asked between files: True ends the update, with all files read so far."""
    waiting: Callable[[Holder], None] = _ignore
    """Callback with the holder of the lock, when another process has to finish first."""


def sync(
    home: Home,
    *,
    sources: Sequence[Source] | None = None,
    only: Collection[str] | None = None,
    watch: SyncObserver = SyncObserver(),
    wait: bool = True,
    memory_mb: int = MEMORY_MB,
    pipeline: Pipeline | None = None,
) -> Report:
    """Bring the index up to date with the files on disk; rebuild it when it is unusable.

    `sources` are all sources (as the home lists them by default); `only` are the names of the
    sources to look at, which is heeded as soon as all have been looked at once. `memory_mb` bounds
    the articles being indexed, besides the program itself. May be killed at any moment: the next
    call goes on from the last commit.

    Raises `HomeError` when the home can't be used, the disk is full, or another process is indexing
    and `wait` is False; `SettingsError` when the list of sources is not understood.
    """
    return _run(home, sources, only, watch, wait, memory_mb, pipeline, reason=None)


def rebuild(
    home: Home,
    *,
    sources: Sequence[Source] | None = None,
    watch: SyncObserver = SyncObserver(),
    wait: bool = True,
    memory_mb: int = MEMORY_MB,
    pipeline: Pipeline | None = None,
) -> Report:
    """Make the index anew from its sources; readers have the old index until the new one is whole.

    Articles of sources that can't be reached now are taken over from the old index. Raises as
    `sync`.
    """
    return _run(home, sources, None, watch, wait, memory_mb, pipeline, reason="as asked")


def check_sources(home: Home) -> None:
    """Raise `SettingsError` where the list of sources is not understood, or was lost.

    A list was lost when it is missing or empty although the index holds files of other sources than
    newstui's own: a lost list must not take the archive along.
    """
    read_sources(home.sources)
    if not is_lost(home.sources):
        return
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return
    own = {SEEDS: seeds()}
    lost = 0
    with manifest, suppress(IndexUnusableError):  # a damaged one counts as far as it can be read
        for row in manifest.known():
            lost += owner(row.key, own) is None
    if lost:
        files = "1 indexed file comes" if lost == 1 else f"{lost:,} indexed files come"
        raise SettingsError(
            home.sources,
            f"no source is listed, but {files} from some: put the list back, or"
            " leave an empty line in it to take their articles out",
        )


def needs_sync(home: Home, sources: Sequence[Source] | None = None) -> bool:
    """Return whether a launch should call `sync`: cheap however many articles there are.

    True when there is no index, when the last update was killed or stopped, when a seed or a file
    that was added by itself changed, and when the rows read of the manifest are damaged. Folders
    are not looked into, and damage that only the engine can recognise is not noticed. Raises
    `SettingsError` as `sync`.
    """
    sources = read_sources(home.sources) if sources is None else sources
    if has_leftovers(home.index):
        return True
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return True
    with manifest, suppress(IndexUnusableError):
        few = checked_at_launch(sources)
        found = walk_all(few, sources, own=home.path)
        rows = (row for source in few for row in manifest.known(source.name))
        changed = not plan(sorted(rows, key=lambda row: row.mark), found).is_empty
        return changed or manifest.is_intended or not manifest.is_complete
    return True


def open_up_to_date(
    home: Home, open_engine: Callable[[Path], SearchEngine] = open_engine
) -> SearchEngine:
    """Open the engine of an index at its newest commit, after a check of its small parts.

    Raises `IndexUnusableError` where the newest commit is lost and only an older one can be read,
    or where a small part is damaged: a search must not miss indexed articles in silence.
    """
    recorded = _recorded(home)
    engine = open_engine(home.index)
    try:
        if engine.generation < recorded:
            # A rebuild that was put in place in between begins to count anew.
            engine.refresh()
            if engine.generation < _recorded(home):
                raise IndexUnusableError(home.index, "its newest part is damaged or missing")
        _check_small(home, engine)
    except BaseException:
        engine.close()
        raise
    return engine


def _check_small(home: Home, engine: SearchEngine) -> None:
    if damages := engine.damages(SMALL_BYTES):
        raise IndexUnusableError(home.index, f"damaged ({', '.join(damages)})")


def _recorded(home: Home) -> int:
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return 0
    with manifest:
        return manifest.generation or 0


def _run(
    home: Home,
    sources: Sequence[Source] | None,
    only: Collection[str] | None,
    watch: SyncObserver,
    wait: bool,
    memory_mb: int,
    pipeline: Pipeline | None,
    reason: str | None,
) -> Report:
    home.prepare()
    if sources is None:
        check_sources(home)  # problems of the list are reported before the wait for the lock
    lock = acquire(home.lock, wait=wait, waiting=watch.waiting, stop=watch.stop, looking=True)
    if lock is None:
        return Report(stopped=True)
    begun = time.monotonic()
    with lock, home.follow_mode():
        # Read under the lock: sources that another process added or removed meanwhile count.
        if sources is None:
            check_sources(home)
        all_sources = tuple(read_sources(home.sources) if sources is None else sources)
        pipeline = pipeline or Pipeline.standard()
        job = _Job(home, all_sources, only, watch, pipeline, memory_mb, lock.write)
        try:
            report = job.run(reason)
        except OSError as error:
            raise HomeError(home.path, os_error_text(error)) from error
    return replace(report, seconds=time.monotonic() - begun)


class _Stopped(Exception):  # noqa: N818 (a signal, not a failure)
    pass


@dataclass(slots=True)
class _Job:
    """State of a call of `sync` or `rebuild`, under the lock."""

    home: Home
    sources: tuple[Source, ...]
    only: Collection[str] | None
    watch: SyncObserver
    pipeline: Pipeline
    memory_mb: int
    begin_writing: Callable[[], None]
    """Callback that tells other processes that the index is being changed from now on."""
    seen_ns: int = field(default_factory=time.time_ns)
    aside: list[Path] = field(default_factory=list)

    def run(self, reason: str | None) -> Report:
        self.aside.extend(tidy(self.home.index))
        try:
            report = self._up_to_date(reason)
        except _Stopped:
            report = Report(stopped=True)
        return replace(report, kept_aside=tuple(map(str, self.aside)))

    def _up_to_date(self, reason: str | None) -> Report:
        if reason is None:
            try:
                return self._in_place()
            except IndexUnusableError as error:
                reason = error.reason
        try:
            return self._anew(reason, with_older=True)
        except IndexUnusableError:
            # The older index fails only now that it is read: then it can't help.
            return self._anew(reason, with_older=False)

    def _in_place(self) -> Report:
        folder = self.home.index
        if not has_index(folder) and not is_free(folder):
            raise IndexUnusableError(folder, "what lies there is no index of newstui")
        generation = self._generation() if has_index(folder) else None
        folder.mkdir(exist_ok=True)
        with ManifestWriter.open(self.home.manifest) as manifest:
            only = self.only if manifest.is_complete else None
            todo = self._plan(manifest, manifest.devices(), only)
            if generation is None or not todo.is_empty or manifest.pending():
                self.begin_writing()
            with closing(self._update(folder, manifest, generation or 0, todo)) as update:
                if generation is None:
                    update.begin_index()
                stopped = self._carry_out(todo, update, manifest)
            if not stopped:
                self._finish(manifest, todo, only)
        return _report(todo, update.tally, stopped=stopped)

    def _anew(self, reason: str, *, with_older: bool) -> Report:
        folder = self.home.index
        self.begin_writing()
        with ExitStack() as open_things:
            older = Manifest.peek(self.home.manifest, older=True) if with_older else None
            if older:
                open_things.enter_context(older)
            rescue = self._rescue(older, open_things) if older else None
            place = open_things.enter_context(building(folder))
            manifest = open_things.enter_context(ManifestWriter.open(place / MANIFEST))
            todo = self._plan_anew(older)
            update = self._update(place, manifest, 0, todo, rescue)
            open_things.callback(update.close)
            self._build(todo, update, manifest, older)
        aside = put_in_place(folder)
        self.aside.extend([aside] if aside else [])
        return replace(_report(todo, update.tally), rebuilt=reason)

    def _build(
        self, todo: SyncPlan, update: Update, manifest: ManifestWriter, older: Manifest | None
    ) -> None:
        update.begin_index()
        if older:
            manifest.adopt_slugs(older.slugs())
            known = [*filter(None, map(older.file, sorted(todo.kept, key=rank)))]
            for file in known:
                folder = folder_of(file.key)
                manifest.learn(folder, older.boilerplate(folder))
            lost = [file for file in known if not update.keep(file)]
            if lost:
                update.tally.unreadable.append(Problem(str(self.home.index), _lost(len(lost))))
        if self._carry_out(replace(todo, gone=()), update, manifest):
            raise _Stopped
        if older:
            for file in older.known():
                update.follow(older, file)
            update.flush()
        manifest.drop_unused_slugs()
        self._finish(manifest, todo, None)

    def _rescue(self, older: Manifest, open_things: ExitStack) -> Rescue | None:
        try:
            engine = self.pipeline.open_engine(self.home.index)
        except IndexUnusableError:
            return None
        return Rescue(older, open_things.enter_context(closing(engine)))

    def _generation(self) -> int:
        """Return the number of the index's commit, after a check that the index fits its manifest.

        Raises `IndexUnusableError` where the two don't fit, or either is missing or damaged.
        """
        with closing(self.pipeline.open_engine(self.home.index)) as engine:
            _check_small(self.home, engine)
            generation = engine.generation
            total = engine.search(Request(limit=1)).total
        manifest = Manifest.peek(self.home.manifest)
        if manifest is None:
            raise IndexUnusableError(
                self.home.index, "the list of indexed files is missing or damaged"
            )
        with manifest:
            recorded, count = manifest.generation or 0, manifest.count()
            ahead = generation > recorded and manifest.is_intended
            if not (generation == recorded or ahead) or count not in (None, total):
                reason = "the index and the list of indexed files don't fit each other"
                raise IndexUnusableError(self.home.index, reason)
        return generation

    def _plan(
        self, manifest: Manifest, devices: Mapping[str, int], only: Collection[str] | None
    ) -> SyncPlan:
        chosen = [s for s in self.sources if only is None or s.name in only]
        return plan(self._known(manifest, only), self._found(chosen, devices))

    def _plan_anew(self, older: Manifest | None) -> SyncPlan:
        known = older.known() if older else ()
        devices = older.devices() if older else {}
        todo = plan(known, self._found(self.sources, devices), anew=True)
        return replace(todo, added=todo.added + todo.changed, changed=())

    def _known(self, manifest: Manifest, only: Collection[str] | None) -> Iterator[KnownFile]:
        if only is None:
            return manifest.known()
        by_name = {source.name: source for source in self.sources}
        owned = ((row, owner(row.key, by_name)) for row in manifest.known())
        return (row for row, source in owned if source and source.name in only)

    def _found(self, chosen: Sequence[Source], devices: Mapping[str, int]) -> Iterator[Found]:
        names = {source.name for source in self.sources}
        walked = walk_all(chosen, self.sources, own=self.home.path, devices=devices)
        for number, item in enumerate(walked):
            if number % LOOK_EVERY == 0:
                self.watch.progress(Progress(total_files=number))
                if self.watch.stop():
                    raise _Stopped
            yield self._judged(item, names)

    def _judged(self, item: Found, names: Collection[str]) -> Found:
        """Return a found file, or its refusal where no format reader knows the file.

        A file of an unknown format is a failure only where it was added by its own name.
        """
        if not isinstance(item, FoundFile) or self.pipeline.supported(Path(item.path)):
            return item
        suffix = self.pipeline.show(Path(item.path).suffix)
        if item.key in names:
            return Unreadable(item.key, item.path, f"unknown format: {suffix}")
        return OtherKind(item.key, suffix.casefold())

    def _update(
        self,
        folder: Path,
        manifest: ManifestWriter,
        generation: int,
        todo: SyncPlan,
        rescue: Rescue | None = None,
    ) -> Update:
        return Update(
            folder,
            manifest,
            self.pipeline,
            todo=todo,
            generation=generation,
            seen_ns=self.seen_ns,
            boilerplate=Boilerplate(manifest, {source.name for source in self.sources}),
            progress=self.watch.progress,
            carry=MoveLog(self.home.moves).append,
            stop=self.watch.stop,
            rescue=rescue,
            memory_mb=self.memory_mb,
        )

    def _learn(self, todo: SyncPlan, manifest: ManifestWriter) -> Iterator[None]:
        """Record the boilerplate of each folder with changes, one folder with each step."""
        by_name = {source.name: source for source in self.sources}
        for folder, path in folders_of(todo, by_name).items():
            found = b"" if path is None else self.pipeline.boilerplate(Path(path))
            if found != manifest.boilerplate(folder):
                manifest.learn(folder, found)
            yield

    def _carry_out(self, todo: SyncPlan, update: Update, manifest: ManifestWriter) -> bool:
        """Carry out the plan; return True when it was stopped before the end."""
        phases: tuple[Callable[[], Iterator[None]], ...] = (
            lambda: self._learn(todo, manifest),
            lambda: update.add(sorted(todo.added, key=_rank)),
            lambda: map(update.change, sorted(todo.changed, key=_rank)),
            # After all other files are in the index: a file that is gone may be found among them.
            lambda: map(update.forget, sorted(todo.gone, key=rank, reverse=True)),
            lambda: update.again(sorted(_still_there(manifest.pending(), todo.kept), key=_rank)),
        )
        stopped = False
        for phase in phases:
            stopped = stopped or self._through(phase())
            update.flush()
        if not stopped:
            update.tidy()
        update.tell(now=True)
        return stopped

    def _through(self, steps: Iterator[None]) -> bool:
        if self.watch.stop():
            return True
        return any(self.watch.stop() for _ in steps)

    def _finish(
        self, manifest: ManifestWriter, todo: SyncPlan, only: Collection[str] | None
    ) -> None:
        away = {problem.path for problem in todo.unreachable}
        looked = {
            source.name: self.seen_ns
            for source in self.sources
            if (only is None or source.name in only) and str(source.path) not in away
        }
        manifest.finish(
            complete=True,
            devices=self._devices(todo, only),
            looked=looked,
            refused=(*self._refused_elsewhere(manifest, only), *map(_refused, todo.refused)),
        )

    def _refused_elsewhere(
        self, manifest: Manifest, only: Collection[str] | None
    ) -> Iterator[Refused]:
        """Yield the refused files and folders of sources that this update leaves alone."""
        if only is None:
            return
        by_name = {source.name: source for source in self.sources}
        for each in manifest.refused():
            source = owner(each.mark.rstrip("/"), by_name)
            if source is not None and source.name not in only:
                yield each

    def _devices(self, todo: SyncPlan, only: Collection[str] | None) -> dict[str, int]:
        away = {problem.path for problem in todo.unreachable}
        return {
            source.name: source.path.stat().st_dev
            for source in self.sources
            if (only is None or source.name in only)
            and str(source.path) not in away
            and source.path.is_dir()
        }


def _refused(item: Unreadable) -> Refused:
    return Refused(os.fsdecode(item.mark), item.path, item.reason)


def _rank(file: FoundFile) -> tuple[int, bytes]:
    return rank(file.key)


def _lost(count: int) -> str:
    files = "1 file" if count == 1 else f"{count:,} files"
    return (
        f"the older index could not give back the articles of {files} that can't be looked at"
        " now; `newstui add` reads them once they can be"
    )


def _still_there(files: Iterable[KnownFile], kept: Collection[str]) -> Iterator[FoundFile]:
    for file in files:
        with suppress(OSError):
            facts = Path(file.path).stat()
            if stat.S_ISREG(facts.st_mode) and file.key not in kept:
                yield FoundFile(
                    file.key,
                    file.path,
                    facts.st_size,
                    facts.st_mtime_ns,
                    facts.st_ctime_ns,
                    file.source,
                )


def _report(todo: SyncPlan, tally: Tally, *, stopped: bool = False) -> Report:
    return Report(
        added=tally.added,
        changed=tally.changed,
        unchanged=todo.unchanged + tally.unchanged,
        gone=tally.gone,
        copies=tally.copies,
        passed=todo.passed,
        other_kinds=todo.other_kinds,
        articles=tally.articles,
        removed=tally.removed,
        # A file that was tried twice is reported once.
        unreadable=tuple(dict.fromkeys((*todo.unreadable, *tally.unreadable))),
        remarks=tuple(dict.fromkeys(tally.remarks)),
        unreachable=todo.unreachable,
        moved=tally.moved,
        stopped=stopped,
        bytes=tally.bytes,
    )
