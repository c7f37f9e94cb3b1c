"""Examples and rules of the query language."""

from __future__ import annotations

QUERY_HELP: tuple[tuple[str, str], ...] = (
    ("mothers soldiers", "both words, in any order and form; below, what has one of them"),
    ("mothers AND soldiers", "both, and nothing else; also +mothers +soldiers"),
    ('"share your pain"', "these words next to each other; also «share your pain»: any quotes do"),
    ('"mothers soldiers"~5', "in this order, with up to five words between them"),
    ("Kyiv OR Kiev", "either word; also Kyiv | Kiev"),
    ("soldiers -mothers", "without a word; also soldiers NOT mothers"),
    ("(Leopard OR Abrams) -football", "parentheses keep together what belongs together"),
    ("Putin -(Ukraine OR Russia)", "without either of them"),
    ("ukrain*", "every word that begins so"),
    ('"russian sold*"', "a phrase whose word goes on; a * elsewhere in quotes stands for nothing"),
    ("ze*sk?", "every word of this shape: * any letters or none, ? one"),
    ("C++", "with the sign that belongs to it; also AT&T, #tag, @name; C finds C++ too"),
    ("U.S.", "an acronym, however it is written; also US, which finds us, too"),
    ("e-mail", "also email: with a hyphen, an apostrophe, a comma or without; so F-16 and 1,000"),
    ("Zelenski~", "words that differ by a letter; also Zelenski~2, by two"),
    ("title:mothers", 'in the title; also title:"russian soldiers"'),
    ("title:(putin OR kyiv)", "either, in the title"),
    ("author:jenkins", "by this author; also by:jenkins; jenkins finds its articles too"),
    ('source:"Westside People"', "from this source; also source:westside, by any of its words"),
    ("category:politics", "in this category"),
    ("lang:ru", "in this language: code or name; also lang:russian, lang:русский"),
    ("mothers -source:bbc", "not from this source: a minus stands before fields, too"),
    ("is:unread", "what you have not read; also is:read and is:starred"),
    ("is:article", "whole articles; also is:headline, lines that announce one"),
    ("date:2022", "of a year; also a month, date:2022-11, or a day, date:2022-11-25"),
    (
        "date:2022-11-20..2022-12-01",
        "from a day up to and with another; also open ends, date:2022-12.. and date:..2022-11",
    ),
    ("date:7d", "of the last seven days; also date:3w, date:2m, date:1y"),
    ("date:today", "of this day; also date:yesterday"),
    (
        "date:last-week",
        "by calendar; also date:this-week, date:this-month, date:last-month, date:this-year, "
        "date:last-year",
    ),
    ("after:2022-11-25", "of that day and later; also since:2022-11-25"),
    ("before:2022-11-25", "earlier than that day"),
)
"""Examples of the query language with their results, in the order in which a reader learns them. A
test runs each example, and the queries that its explanation names."""
