"""Plain sentences for a query without a hit."""

from __future__ import annotations

from collections.abc import Iterable

from index.query import describe  # before the next line: the module would take its place
from index.query.display_text import printable, shortened
from index.query.nodes import And, Everything, Flag, Ids, Is, Node, Not, Or, Published, Query
from index.query.wording import span_of, tongue_of

_IS = {
    Flag.READ: "was read",
    Flag.UNREAD: "is unread",
    Flag.STARRED: "is starred",
    Flag.HEADLINE: "is a headline",
    Flag.ARTICLE: "is more than a headline",
}
_OPPOSITES = {
    Flag.READ: Flag.UNREAD,
    Flag.UNREAD: Flag.READ,
    Flag.HEADLINE: Flag.ARTICLE,
    Flag.ARTICLE: Flag.HEADLINE,
}


def none_is(nodes: Iterable[Node], ground: bool = False) -> str:
    """Return a sentence such as `no article is starred`, for nodes that each match nothing; with
    `ground`, a sentence about the articles in which the query searched."""
    matches = f"{_none(ground)} matches "
    every = [_sentence(node, ground) for node in nodes]
    texts = [each.removeprefix(matches) for each in every if each.startswith(matches)]
    others = [each for each in every if not each.startswith(matches)]
    return ", and ".join([matches + ", nor ".join(texts), *others] if texts else others)


def _sentence(node: Node, ground: bool) -> str:
    if (flag := _flag(node)) is not None:
        return f"{_none(ground)} {_IS[flag]}"
    match node:
        case Everything():
            return "there is no article"
        case Not(Not(part)):
            return _sentence(part, ground)
        case Not(part):
            return f"{'each of these articles' if ground else 'every article'} {_does(part)}"
    return f"{_none(ground)} {_does(node)}"


def _none(ground: bool) -> str:
    return "none of these articles" if ground else "no article"


def _flag(node: Node) -> Flag | None:
    """Return the flag that a node asks for, by ids or as another's opposite; None without one."""
    match node:
        case Is(flag) | Ids(_, flag):
            return flag
        case Not(part) if (flag := _flag(part)) is not None:
            return _OPPOSITES.get(flag)
    return None


def _does(node: Node) -> str:
    """Return the predicate of an article that a node matches: `is in German`."""
    if (flag := _flag(node)) is not None:
        return _IS[flag]
    if tongue := tongue_of(node):
        return f"is in {printable(tongue)}"
    match node:
        case Published(since, until):
            return f"was published {span_of(since, until)}"
        case And(parts) | Or(parts) if all(map(_is_condition, parts)):
            return f" {'and' if isinstance(node, And) else 'or'} ".join(map(_does, parts))
    words = describe(Query(root=node)).removeprefix("everything, ")
    return f"matches {shortened(words)}"


def _is_condition(node: Node) -> bool:
    return isinstance(node, Published) or bool(_flag(node) or tongue_of(node))
