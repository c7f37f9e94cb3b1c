"""How is the query language shown to those who want to learn it?"""

from __future__ import annotations

QUERY_HELP: tuple[tuple[str, str], ...] = (
    ("mothers soldiers", "both words, in any order, in any of their forms"),
    ('"share your pain"', "these words next to each other"),
    ('"mothers soldiers"~5', "in this order, with up to five words between them"),
    ("Kyiv OR Kiev", "either word; also Kyiv | Kiev"),
    ("soldiers -mothers", "without a word; also NOT mothers"),
    ("(Leopard OR Abrams) -football", "parentheses keep together what belongs together"),
    ("Putin -(Ukraine OR Russia)", "without either of them"),
    ("ukrain*", "every word that begins so"),
    ("ze*sk?", "every word of this shape: * any letters or none, ? one"),
    ("Zelenski~", "words that differ by a letter; ~2 by two"),
    ("title:mothers", "in the title"),
    ("title:(putin OR mothers)", "either, in the title"),
    ('source:"Westside People"', "from this source"),
    ("category:politics", "in this category"),
    ("lang:ru", "in this language: code or name, lang:russian, lang:русский"),
    ("is:unread", "what you have not read; also is:read and is:starred"),
    ("is:article", "whole articles; is:headline are lines that announce one"),
    ("date:2022", "of a year, a month (date:2022-11) or a day (date:2022-11-25)"),
    ("date:2022-11-20..2022-12-01", "from a day up to and with another; either end may be open"),
    ("date:7d", "of the last seven days; also 3w, 2m, 1y"),
    ("date:today", "also yesterday, this-week, last-week, this-month, last-year"),
    ("after:2022-11-25", "of that day and later; also since:2022-11-25"),
    ("before:2022-11-25", "earlier than that day"),
)
"""Examples with what they find, in the order in which one learns them."""
