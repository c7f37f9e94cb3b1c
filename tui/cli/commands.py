"""The `newstui` command and its subcommands.

Exit codes: 0 found or done, 1 nothing found, 2 wrong use, 3 something could not be read or written.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from index.errors import NewstuiError
from index.files.home import Home
from index.files.memory import FEWEST_MB, MEMORY_MB, MOST_MB
from index.files.os_errors import os_error_text
from tui.cli.messages import complain
from tui.cli.numbers import Number
from tui.start.arguments import ORIGINAL, BrowseOptions

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from index.engine.protocol import SearchEngine
    from index.sync.job import SyncObserver
    from index.sync.report import Progress, Report
    from tui.cli.search import SearchOptions
    from tui.cli.sources import Problems

T = TypeVar("T")

FOUND, NOT_FOUND, TROUBLE = 0, 1, 3
MOST_HITS, MOST_SESSIONS, MINUTES_OF_A_YEAR = 100_000, 100_000, 525_600
PORT = Number(0, 65_535)
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


WIDEST_HELP, NARROW = 80, 60
"""Columns of help on a wide terminal, and the most columns of a narrow one."""


class Formatter(click.HelpFormatter):
    """Formatter of help as wide as the terminal; option names take a third of a narrow one."""

    def __init__(self, **_given: object) -> None:
        columns = min(shutil.get_terminal_size().columns, WIDEST_HELP)
        super().__init__(width=max(columns - 2, 20))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names and their descriptions."""
        room = col_max if self.width > NARROW else self.width // 3
        super().write_dl(rows, room, col_spacing)


def _write_examples(command: click.Command, formatter: click.HelpFormatter) -> None:
    """Write the examples of a command, which are the lines of its epilog."""
    if command.epilog:
        with formatter.section("Examples"):
            for line in command.epilog.splitlines():
                for row in _broken(line, formatter.width - formatter.current_indent):
                    formatter.write(f"{'':>{formatter.current_indent}}{row}\n")


def _broken(line: str, width: int) -> list[str]:
    """Return a command line as rows of a width, which a shell reads as one: a backslash ends each
    row but the last."""
    rows = textwrap.wrap(
        line, width - 2, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return [*(f"{row} \\" for row in rows[:-1]), *rows[-1:]]


class Context(click.Context):
    """Context of a command that runs."""

    formatter_class = Formatter


class Command(click.Command):
    """A command of newstui, with examples at the end of its help."""

    context_class = Context

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        _write_examples(self, formatter)


HELP = {"help_option_names": ["-h", "--help"]}


class CommandGroup(click.Group):
    """A group that reports errors in one line, and takes a path as a command to add and browse."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a name; for an existing path, the command that adds and browses."""
        adds = self.get_command(ctx, ADD_AND_BROWSE)
        if adds is not None and self.get_command(ctx, args[0]) is None and _is_path(args[0]):
            return adds.name, adds, args
        return super().resolve_command(ctx, args)

    context_class = Context
    command_class = Command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        _write_examples(self, formatter)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse the arguments; `--version` and `--help` already print here."""
        with _explained(lambda: False):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a `NewstuiError` ends it with code 3."""
        with _explained(lambda: isinstance(context.obj, Home) and context.obj.is_visited):
            return super().invoke(context)


@contextmanager
def _explained(is_visited: Callable[[], bool]) -> Iterator[None]:
    """End the process with a line on standard error and an exit code in place of a traceback."""
    try:
        yield
    except NewstuiError as error:
        complain(error.for_visitors if is_visited() else str(error))
        sys.exit(TROUBLE)
    except MemoryError:
        complain("Out of memory; what was done until now is kept")
        sys.exit(TROUBLE)
    except KeyboardInterrupt:
        complain("Interrupted; what was done until now is kept")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # the process that reads the output is gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FOUND)
    except OSError as error:
        # output that can't be written, a working directory that is gone
        complain(f"{error.filename or 'standard output'}: {os_error_text(error)}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(TROUBLE)


def _is_path(word: str) -> bool:
    """Return whether a word names a file or folder, or has a slash and can mean nothing else."""
    return "/" in word or os.path.lexists(word)


ADD_AND_BROWSE = "add-and-browse"
"""Hidden command for paths in place of a command."""


class Words(click.types.StringParamType):
    """Text in the characters of the locale, unlike a path, which is an argument of bytes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an argument decoded by the locale's codec."""
        text = super().convert(value, param, ctx)
        if text.isascii():
            return text
        from tui.terminal.charset import decode_argument

        return decode_argument(text)


def _offer(kind: str) -> Callable[..., list[CompletionItem]]:
    """Return a completion function that leaves files ("file") or folders ("dir") to the shell."""

    def offer(_context: object, _parameter: object, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=kind)]

    return offer


@click.group(
    "newstui",
    cls=CommandGroup,
    invoke_without_command=True,
    context_settings=HELP,
    epilog="newstui ~/news\nnewstui search mothers soldiers",
)
@click.option(
    "--home",
    metavar="DIR",
    shell_complete=_offer("dir"),
    help="Folder of the archive and its index (default: $NEWSTUI_HOME).",
)
@click.option(
    "--fresh",
    is_flag=True,
    help="Start at the list instead of resuming a session that was cut off.",
)
@click.option(
    "--no-cache", is_flag=True, help="Do not show the last screen while the archive opens."
)
@click.option(
    "--kiosk",
    is_flag=True,
    help="Read only, for visitors: write, open and keep nothing on this machine.",
)
@click.option("--reader", type=click.Path(path_type=Path), hidden=True)
@click.version_option(package_name="newstui", message="newstui %(version)s")
@click.pass_context
def commands(
    context: click.Context,
    home: str | None,
    fresh: bool,
    no_cache: bool,
    kiosk: bool,
    reader: Path | None,
) -> None:
    """Read and search a news archive in the terminal; without a command, browse it.

    `newstui PATH` adds files and folders, and browses.
    """
    context.obj = Home.find(home)
    if kiosk:
        context.obj = replace(context.obj, is_visited=True, reader=reader)
        _check_visit(context)
    if context.invoked_subcommand is None and kiosk:
        from tui.app.browse import visit

        sys.exit(visit(context.obj))
    if context.invoked_subcommand is None:
        from tui.app.launch import browse

        sys.exit(browse(BrowseOptions(home, fresh, not no_cache)))


FOR_VISITORS = ("search", "show")
"""Commands that only read."""


def _check_visit(context: click.Context) -> None:
    """Refuse commands that write, and run a visitor's command from the environment.

    A command over SSH comes in a variable, and is run as if it had been given here.
    """
    if asked := os.environ.pop(ORIGINAL, None):
        if context.invoked_subcommand is not None:
            raise click.UsageError(f"'--kiosk' takes its command from ${ORIGINAL}.")
        try:
            words = shlex.split(asked)
        except ValueError as error:
            raise click.UsageError(f"not a command: {error}.") from error
        if words[:1] == ["newstui"]:
            del words[0]
        if not words:
            return  # the browser, as without words
        if words[0] == "help":
            words = [*words[1:2], "--help"]
        if words[0] not in (*FOR_VISITORS, "--help", "--version"):
            raise click.UsageError(f"Only {' and '.join(FOR_VISITORS)} are allowed here.")
        visitors(words, prog_name="newstui", obj=context.obj)
    if context.invoked_subcommand not in (None, *FOR_VISITORS):
        raise click.UsageError(f"'--kiosk' goes with {' and '.join(FOR_VISITORS)}.")


class QueryFile(click.File):
    """A file of the machine's owner, or standard input."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Open the file; visitors may give standard input alone. Fails with a usage error."""
        home = ctx.find_root().obj if ctx else None
        if isinstance(home, Home) and home.is_visited and value != "-":
            self.fail("only '-' (standard input) is allowed here.", param, ctx)
        return super().convert(value, param, ctx)


def _slugs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return slugs with a prefix, for the shell's completion; none without a usable index."""
    home = context.find_root().obj or Home.find(context.find_root().params.get("home"))
    try:
        return [slug for slug, _ in _ask(home, lambda engine: engine.slugs(incomplete, 50))]
    except NewstuiError:
        return []


def _memory(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--memory",
        "memory_mb",
        metavar="MB",
        default=MEMORY_MB,
        show_default=True,
        type=Number(FEWEST_MB, MOST_MB),
        help="Memory for what is being indexed; more makes large imports faster.",
    )(command)


@commands.command(epilog="newstui add ~/news\nxclip -o | newstui add -")
@click.argument("what", nargs=-1, metavar="PATH|samples|-...", shell_complete=_offer("file"))
@click.option(
    "--source",
    "given",
    metavar="NAME",
    help="The source of articles whose page names none; '' takes an earlier name away.",
)
@_memory
@click.pass_obj
def add(home: Home, what: tuple[str, ...], given: str | None, memory_mb: int) -> None:
    """Index files and folders, and keep them indexed.

    A path becomes a source, and is read again whenever it changes; `-` keeps the text on standard
    input, `samples` the articles that come with newstui. Without a path, all sources are checked
    for changes, and all their problems are printed; with paths, the problems of these paths, and
    new problems of other sources. The exit code is 3 if anything in these paths, or without a
    path anything at all, can't be read.

    The source of an article is the one that its page names, else the NAME given with `--source`,
    else the name of the added folder. Files added one by one, and standard input, have no folder's
    name.
    """
    if given is not None and not what:
        raise click.UsageError("'--source' needs a PATH.")
    sys.exit(FOUND if _added(home, what, memory_mb, given) else TROUBLE)


def _added(home: Home, what: tuple[str, ...], memory_mb: int, given: str | None = None) -> bool:
    """Add paths, update the index and print a report; return False if anything failed."""
    from index.sync.intake import remember
    from index.sync.job import check_sources, sync
    from index.sync.report import Report
    from index.text.clean import clean_line
    from tui.cli.sources import after_adding, problems_before, sorted_out

    home.prepare()
    check_sources(home)
    before = problems_before(home)
    name = None if given is None else clean_line(given)
    intakes = [remember(home, item, name) for item in what]
    places = [intake.place for intake in intakes if intake.place]
    if what and not places:
        for line in after_adding(home, intakes, Report()).complaints:
            complain(line)
        return False
    with _watching(home) as watch:
        report = sync(home, watch=watch, memory_mb=memory_mb)
    problems = sorted_out(report, before, places if what else None)
    _tell(report, problems)
    said = after_adding(home, intakes, report)
    for line in said.complaints:
        complain(line)
    for line in said.hints:
        click.echo(line)
    return not (said.complaints or problems.named)


@commands.command(ADD_AND_BROWSE, hidden=True)
@click.argument("what", nargs=-1, required=True, metavar="PATH...")
@click.pass_obj
def add_and_browse(home: Home, what: tuple[str, ...]) -> None:
    """Add paths and browse; without a terminal, add them alone."""
    from tui.app.launch import browse

    is_well = _added(home, what, MEMORY_MB)
    if sys.stdin.isatty() and sys.stdout.isatty():
        sys.exit(browse(BrowseOptions(str(home.path), fresh=True)))
    sys.exit(FOUND if is_well else TROUBLE)


@commands.command(epilog="newstui remove ~/news\nnewstui remove samples")
@click.argument("what", nargs=-1, required=True, metavar="PATH|samples...")
@_memory
@click.pass_obj
def remove(home: Home, what: tuple[str, ...], memory_mb: int) -> None:
    """Take sources out of the archive; their files stay where they are.

    Marks on their articles (read, starred) are kept, and return when the sources are added again.
    """
    from index.sync.job import check_sources, sync
    from tui.cli.sources import problems_before, sorted_out, take_out

    home.prepare()
    check_sources(home)
    before = problems_before(home)
    complaints = [line for item in what if (line := take_out(home, item))]
    if len(complaints) < len(what):
        with _watching(home) as watch:
            report = sync(home, watch=watch, memory_mb=memory_mb)
        _tell(report, sorted_out(report, before, places=()))
    for line in complaints:
        complain(line)
    sys.exit(NOT_FOUND if complaints else FOUND)


@commands.command(epilog="newstui sources\nnewstui sources --format jsonl")
@click.option(
    "--format",
    "style",
    default="text",
    show_default=True,
    type=click.Choice(["text", "jsonl"]),
    help="Output format.",
)
@click.pass_obj
def sources(home: Home, style: str) -> None:
    """List the sources, their contents and their problems."""
    from index.sync.holdings import holdings
    from tui.cli.sources import source_lines, source_records

    found = holdings(home)
    lines = source_records(found) if style == "jsonl" else source_lines(found)
    for line in lines:
        click.echo(line)
    is_whole = all(each.is_there and not each.problems for each in found)
    sys.exit(FOUND if is_whole else TROUBLE)


@commands.command(epilog="newstui rebuild\nnewstui rebuild --memory 2048")
@_memory
@click.pass_obj
def rebuild(home: Home, memory_mb: int) -> None:
    """Rebuild the index from its sources; nothing else is touched."""
    from index.sync.job import rebuild as make_anew
    from tui.cli.sources import sorted_out

    with _watching(home) as watch:
        report = make_anew(home, watch=watch, memory_mb=memory_mb)
    problems = sorted_out(report, (), places=None)
    _tell(report, problems)
    sys.exit(TROUBLE if problems.named else FOUND)


class Search(Command):
    """A command with words that may begin with a minus: words to leave out, and no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse unknown options: two minus signs, or one with a single letter, outside of values.

        After `--` any word belongs to the query.
        """
        options = args[: args.index("--")] if "--" in args else args
        known = [name for each in self.get_params(ctx) for name in each.opts]
        given = list(self._names_given(ctx, options))
        if "-h" in given:
            return super().parse_args(ctx, ["--help"])
        for option in given:
            name = option.partition("=")[0]
            if name.startswith("--") and name not in known:
                raise click.NoSuchOption(name, possibilities=known, ctx=ctx)
            if _SHORT_OPTION.fullmatch(option):
                words = f"to leave out {option[1]!r} write: -- {option}"
                raise click.NoSuchOption(option, f"No such option: {option}; {words}", ctx=ctx)
        return super().parse_args(ctx, args)

    def _names_given(self, ctx: click.Context, words: list[str]) -> Iterator[str]:
        """Yield the words, but not the values of options: the `-1` of `--limit -1`."""
        takes_value = {
            name
            for each in self.get_params(ctx)
            if isinstance(each, click.Option) and not each.is_flag
            for name in each.opts
        }
        left = iter(words)
        for word in left:
            yield word
            if word in takes_value:
                next(left, None)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the query language by examples, as in the browser; then the command's examples."""
        from index.query import QUERY_HELP

        with formatter.section("The query language"):
            formatter.write_dl(QUERY_HELP, col_max=34)
        with formatter.indentation():
            formatter.write_text(
                "Quote a query for your shell: newstui search '\"share your pain\"'"
            )
        super().format_epilog(ctx, formatter)


_SHORT_OPTION = re.compile(r"-\w")


@commands.command(
    cls=Search,
    epilog="newstui search kyiv --sort newest --limit 5\n"
    "newstui search kyiv --timeline --facets --limit 0",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("query", nargs=-1, type=Words())
@click.option(
    "--limit",
    metavar="N",
    default=20,
    show_default=True,
    type=Number(0, MOST_HITS),
    help="Print so many hits at most; 0 prints their number alone.",
)
@click.option(
    "--sort",
    default="relevance",
    show_default=True,
    type=click.Choice(["relevance", "blend", "newest", "oldest"]),
    help="Order of the hits; blend is relevance and freshness.",
)
@click.option(
    "--explain", is_flag=True, help="Explain how the query was parsed and each hit scored."
)
@click.option("--as-typed", is_flag=True, help="Search names as typed, in no other spelling.")
@click.option("--alike", is_flag=True, help="Search names that sound alike, too: Herman, Hermann.")
@click.option(
    "--rest",
    is_flag=True,
    help="Search the rest of pages, too: menus, footers, all lines left out of articles.",
)
@click.option("--facets", is_flag=True, help="Count the hits by source, category, language, kind.")
@click.option("--timeline", is_flag=True, help="Count the hits by month.")
@click.option(
    "--whole",
    is_flag=True,
    help="Count all hits with --facets and --timeline, not only those with all words.",
)
@click.option(
    "--batch",
    type=QueryFile("rb", lazy=False),
    metavar="FILE",
    help="Run a query for each line of FILE (`-`: standard input): hits, first and last day, best "
    "article.",
)
@click.option(
    "--concordance",
    is_flag=True,
    help="Print the words in context, a line for each occurrence; --limit counts lines.",
)
@click.option(
    "--compare",
    type=Words(),
    metavar="QUERY",
    help="With --timeline: count the hits of a second query beside these, by month.",
)
@click.option(
    "--format",
    "style",
    default="text",
    show_default=True,
    type=click.Choice(["text", "jsonl"]),
    help="Output format.",
)
@click.pass_obj
def search(home: Home, /, query: tuple[str, ...], style: str, **options: Any) -> None:
    """Print the articles that match."""
    from tui.cli.search import SearchOptions

    wanted = SearchOptions(" ".join(query), as_json=style == "jsonl", **options)
    if not query and wanted.batch is None:
        raise click.UsageError("Missing argument 'QUERY...' or option '--batch'.")
    _check_view()
    found = _finder(wanted)(home, wanted, lambda question: _asked(home, question))
    sys.exit(FOUND if found else NOT_FOUND)


VIEWS = {
    "batch": {"query", "as_typed", "rest", "style"},
    "concordance": {"query", "limit", "sort", "as_typed", "rest", "style"},
    "compare": {"query", "timeline", "as_typed", "rest", "style"},
}
"""Views of the hits other than the list, and the parameters that each view uses."""


def _check_view() -> None:
    """Check the options. Raises `click.UsageError` for an option that the view does not use."""
    context = click.get_current_context()
    given = {
        name: option
        for option in context.command.params
        if (name := option.name)
        and context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    for view in VIEWS.keys() & given.keys():
        unheeded = given.keys() - VIEWS[view] - {view}
        if unheeded:
            others = sorted(given[name].opts[0] for name in unheeded)
            raise click.UsageError(f"'--{view}' does not go with '{others[0]}'.")
    if {"alike", "as_typed"} <= given.keys():
        raise click.UsageError("'--alike' does not go with '--as-typed'.")
    if "whole" in given and not {"facets", "timeline"} & given.keys():
        raise click.UsageError("'--whole' needs '--facets' or '--timeline'.")
    if "compare" in given and "timeline" not in given:
        raise click.UsageError("'--compare' needs '--timeline'.")


def _finder(wanted: SearchOptions) -> Callable[..., bool]:
    """Return the function that prints the requested view, and returns whether there are hits."""
    if wanted.concordance:
        from tui.cli.concordance import find_in_context

        return find_in_context
    if wanted.compare is not None:
        from tui.cli.compare import find_over_time

        return find_over_time
    from tui.cli.search import each_line, find

    return find if wanted.batch is None else each_line


@commands.command(
    epilog="newstui show ukraine-war-putin\nnewstui show ukraine-war-putin --format markdown"
)
@click.argument("slug", shell_complete=_slugs)
@click.option(
    "--format",
    "style",
    default="text",
    show_default=True,
    type=click.Choice(["text", "markdown", "json"]),
    help="Output format.",
)
@click.option("--rest", is_flag=True, help="Print the lines left out of the article, too.")
@click.pass_obj
def show(home: Home, slug: str, style: str, rest: bool) -> None:
    """Print an article. SLUG is any unambiguous prefix of its slug."""
    from index.search.article_page import with_files
    from tui.view.output import article_markdown, article_record, article_text, json_text

    found = _asked(home, lambda engine: engine.slugs(slug))
    exact = [id for name, id in found if name == slug]
    if len(found) > 1 and not exact:
        complain(f"Ambiguous slug {slug!r}: {', '.join(name for name, _ in found)}")
        sys.exit(NOT_FOUND)
    id = exact[0] if exact else found[0][1] if found else ""
    article = _asked(home, lambda engine: engine.article(id))
    if article is None:
        complain(f"No such article: {slug!r}; `newstui search` prints the slugs")
        sys.exit(NOT_FOUND)
    article = with_files(article, home.manifest)
    if home.is_visited:
        origin = replace(article.origin, path=Path(article.origin.path).name)
        article = replace(article, origin=origin, also_in=())
    if style == "json":
        click.echo(json_text(article_record(article), indent=2))
        return
    lines = (
        article_markdown(article, rest)
        if style == "markdown"
        else article_text(article, rest, shutil.get_terminal_size().columns)
    )
    for line in lines:
        click.echo(line)


@click.group(
    "newstui",
    cls=CommandGroup,
    context_settings=HELP,
    epilog="search mothers soldiers\nshow ukraine-war-putin",
)
@click.version_option(package_name="newstui", message="newstui %(version)s")
def visitors() -> None:
    """Search and read a news archive; without a command, browse it in a terminal (`ssh -t`)."""


for _name in FOR_VISITORS:
    visitors.add_command(commands.commands[_name])


@commands.command("help", epilog="newstui help\nnewstui help search")
@click.argument("name", metavar="[COMMAND]", required=False)
@click.pass_context
def show_help(context: click.Context, name: str | None) -> None:
    """Show the help of newstui or of a command."""
    parent = context.parent
    assert parent is not None
    if name is None:
        click.echo(parent.get_help())
        return
    command = commands.get_command(parent, name)
    if command is None:
        raise click.UsageError(f"No such command {name!r}.")
    with command.context_class(command, info_name=name, parent=parent) as about:
        click.echo(command.get_help(about))


@commands.command(epilog="newstui doctor\nnewstui --home /srv/news doctor")
@click.pass_obj
def doctor(home: Home) -> None:
    """Check home, sources, index, state and terminal; print each problem and its remedy."""
    from tui.cli.doctor import examine

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    healthy = True
    for finding in examine(home, os.environ):
        healthy = healthy and finding.ok
        click.echo("\n".join(finding.lines(width)))
    sys.exit(FOUND if healthy else TROUBLE)


@commands.command(
    epilog="newstui serve --public\nnewstui serve --host :: --authorized-keys readers.pub"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    metavar="N",
    default=2222,
    show_default=True,
    type=PORT,
    help="Port to listen on; 0 for any that is free.",
)
@click.option(
    "--authorized-keys",
    "keys",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Admit the keys in FILE; a key's comment names its reader, whose marks are kept.",
)
@click.option("--public", is_flag=True, help="Admit everybody, without a key; keep no marks.")
@click.option(
    "--host-key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Host key of the server, made if missing (default: in the home).",
)
@click.option(
    "--sessions",
    metavar="N",
    default=300,
    show_default=True,
    type=Number(1, MOST_SESSIONS),
    help="Readers at a time.",
)
@click.option(
    "--per-address",
    metavar="N",
    default=20,
    show_default=True,
    type=Number(1, MOST_SESSIONS),
    help="Connections of one address at a time.",
)
@click.option(
    "--idle",
    "idle_minutes",
    metavar="MINUTES",
    default=60.0,
    show_default=True,
    type=Number(0.001, MINUTES_OF_A_YEAR, is_whole=False),
    help="Disconnect a client after this many idle minutes.",
)
@click.option(
    "--metrics",
    "metrics_port",
    metavar="PORT",
    type=PORT,
    help="Serve metrics for Prometheus on this port of localhost.",
)
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the log to FILE instead of standard error.",
)
@click.pass_obj
def serve(home: Home, /, **options: Any) -> None:
    """Serve the archive over SSH, read only; docs/serving.md says how."""
    from tui.serve import start

    sys.exit(start(home, **options))


def _asked(home: Home, ask: Callable[[SearchEngine], T]) -> T:
    """Return an engine's answer, with the index updated before, and rebuilt if unusable."""
    if home.is_visited:
        return _ask(home, ask)
    from index.errors import HomeError, IndexBusyError, IndexUnusableError
    from index.sync.job import needs_sync, rebuild, sync

    is_busy = False
    try:
        if needs_sync(home):
            with _watching(home) as watch:
                sync(home, watch=watch, wait=False)
    except IndexBusyError as error:
        is_busy = True
        complain(f"{error.reason}; what it has committed is searched")
    except HomeError as error:
        complain(f"{error}; what is in the index is searched")
    try:
        return _ask(home, ask)
    except IndexUnusableError as error:
        # Without an index there is no answer, so wait for the update or rebuild.
        complain(f"{error}; {'waiting for it' if is_busy else 'making it anew'}")
        with _watching(home) as watch:
            update = sync if is_busy else rebuild
            update(home, watch=watch)
        return _ask(home, ask)


def _ask(home: Home, ask: Callable[[SearchEngine], T]) -> T:
    from index.sync.job import open_up_to_date

    with closing(open_up_to_date(home)) as engine:
        return ask(engine)


@contextmanager
def _watching(home: Home) -> Iterator[SyncObserver]:
    """Show progress on a line of a terminal's standard error; nothing in pipes and files."""
    from index.sync.job import SyncObserver
    from tui.view.progress import progress_text

    shown = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def tell(progress: Progress) -> None:
        if shown:
            room = shutil.get_terminal_size().columns - 1
            click.echo(f"\r{progress_text(progress, room)}\x1b[K", err=True, nl=False)

    def wait(holder: object) -> None:
        complain(f"waiting; another newstui is indexing: {holder}")

    yield SyncObserver(tell, waiting=wait)
    if shown:
        click.echo("\r\x1b[K", err=True, nl=False)


def _tell(report: Report, problems: Problems) -> None:
    """Print a report of an update: counts on standard output, problems on standard error."""
    from tui.view.dates import count, took
    from tui.view.progress import other_kinds_text, speed_text

    if report.rebuilt:
        click.echo(f"the index was made anew: {report.rebuilt}")
    click.echo(
        f"files: {report.added:,} added, {report.changed:,} changed, "
        f"{report.unchanged:,} unchanged, {report.gone:,} gone, "
        f"{len(report.unreadable):,} unreadable"
    )
    click.echo(
        f"{count(report.articles, 'article')} written in {took(report.seconds)}"
        f"{speed_text(report)}"
        + (f"; {report.passed:,} hidden or linked files passed over" if report.passed else "")
    )
    if report.copies:
        hold = "file holds" if report.copies == 1 else "files hold"
        click.echo(f"{report.copies:,} {hold} what another file holds too: listed once")
    if report.removed:
        click.echo(f"{count(report.removed, 'article')} removed")
    if report.other_kinds:
        click.echo(other_kinds_text(report.other_kinds))
    if problems.elsewhere:
        elsewhere = count(problems.elsewhere, "problem")
        click.echo(f"{elsewhere} elsewhere, known before: `newstui sources` lists them")
    for problem in (*report.remarks, *problems.named, *problems.fresh):
        complain(f"{problem.path}: {problem.reason}")
    for folder in report.kept_aside:
        complain(f"{folder}: held files that are not the index's; kept aside")
