"""Detection of formats other than plain text by content: a name may lie, a pipe has none.

None of these formats is read as text: the index would be full of tags, keys and drawing commands.
"""

from __future__ import annotations

import json
import re
from typing import Final

from index.ingest.data_formats import data_format

_SIGNATURES: Final = (
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"{\\rtf", "RTF"),
    (b"PK\x03\x04", "a ZIP archive or an office document (DOCX, ODT, EPUB)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document (DOC)"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"(\xb5/\xfd", "Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"bplist00", "a binary property list"),
    (b"WARC/1.", "WARC"),
)
"""First bytes of a format's files, and the format in words."""
_START: Final = 1_000
"""Characters at the start of a document that hold its declaration, or its first keys."""
_PROLOGUE: Final = re.compile(
    r"\s*<(?:(\?xml)\s[^>]*>|\?[^>]*>|!--.*?-->|(!doctype)\s[^>]*>)", re.IGNORECASE | re.DOTALL
)
_ROOT: Final = re.compile(
    r"\s*<(html|head|body|rss|feed|rdf:rdf|opml|svg|urlset|sitemapindex|mediawiki|newsml|nitf|tei)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
"""Outermost elements of documents saved from the web."""
_AFTER_ROOT: Final = re.compile(r"[ \t\r]*(?:\n|<|$)")
_HTML: Final = re.compile(r"<html\b|<!doctype\s+html|^<(?:head|body)\b", re.IGNORECASE)
_NAMES: Final = (
    "a|abbr|address|article|aside|b|base|blockquote|body|br|button|caption|center|cite|code|col|"
    "colgroup|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|"
    "iframe|img|input|label|li|link|main|meta|nav|noscript|ol|option|p|picture|pre|script|section|"
    "select|small|source|span|strong|style|sub|sup|table|tbody|td|template|tfoot|th|thead|time|"
    "title|tr|u|ul|video"
)
_TAG: Final = re.compile(
    rf"<(/?)({_NAMES})((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))?)*)\s*/?>",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(
    "p|div|h[1-6]|[ou]l|li|t[rdh]|table|tbody|article|section|main|blockquote|figure|header|footer|"
    "nav|html|head|body|title|script|style"
)
_FEWEST_MARKED: Final = 2
"""Fewest blocks, or elements with attributes, that are opened and closed in a fragment of markup;
prose about HTML has an example."""
_TAGGED_SHARE: Final = 0.5
"""Least share of a fragment's lines with a tag."""
_EXAMINED: Final = 1 << 18
"""Most characters that are searched for tags."""
_ANY_TAG: Final = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?>")
_FEW_TAGS: Final = 4
"""Fewest tags of a document that was cut off before its end."""
_MAIL: Final = re.compile(r"(?:[A-Z][\w-]*: [^\n]*\n(?:[ \t][^\n]*\n)*){3,}")
_ENCODED_PARTS: Final = re.compile(
    r"^content-(?:type:\s*multipart/|transfer-encoding:\s*(?:base64|quoted-printable))",
    re.IGNORECASE | re.MULTILINE,
)
_JSON: Final = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]])")
_KEY: Final = re.compile(r"\"(?:[^\"\\\n]|\\.){1,200}\"\s*:")
_FEW_KEYS: Final = 2


def format_of_bytes(data: bytes) -> str | None:
    """Return the format of a file by its first bytes, in words; None for possible text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    return None


def format_of_text(text: str) -> str | None:
    """Return the format of a decoded text of markup, data, mail or code; None for plain text.

    An article that names tags, or gives an example of some, is plain text: markup is a whole
    document, or a fragment whose blocks are opened and closed on most of its lines.
    """
    text = text.lstrip("\ufeff \t\r\n")
    mail = _MAIL.match(text)
    if mail and _ENCODED_PARTS.search(mail[0]):
        return "a mail or a web archive (MHTML)"
    if text.startswith(("{", "[")):
        return "JSON" if _is_json(text) else None
    text = text[:_EXAMINED]
    marked = text.startswith("<") or "</" in text
    return (_markup(text) if marked else None) or data_format(text)


def _markup(text: str) -> str | None:
    if _is_document(text):
        return "HTML" if _HTML.search(text, 0, _START) else "XML"
    return "HTML" if _is_fragment(text, list(_TAG.finditer(text))) else None


def _is_document(text: str) -> bool:
    """Tell whether a text begins as a document of markup, and continues as one.

    A headline may begin with a tag too, but continues in words.
    """
    root, end = None, 0
    while prologue := _PROLOGUE.match(text, end):
        root, end = prologue[1] or prologue[2] or root, prologue.end()
    if root is not None and _AFTER_ROOT.match(text, end):
        return True  # no headline begins with the declaration of a document
    if element := _ROOT.match(text, end):
        root, end = element[1], element.end()
    if root is None or not _AFTER_ROOT.match(text, end):
        return False
    return f"</{root}".casefold() in text.casefold() or len(_ANY_TAG.findall(text)) >= _FEW_TAGS


def _is_fragment(text: str, tags: list[re.Match[str]]) -> bool:
    """Tell whether elements are opened and closed on most of the lines, or around them all."""
    opened = {tag[2].casefold() for tag in tags if not tag[1]}
    with_attributes = {tag[2].casefold() for tag in tags if tag[3].strip()}
    closed = [tag[2].casefold() for tag in tags if tag[1] and tag[2].casefold() in opened]
    marked = sum(name in with_attributes or bool(_BLOCK.fullmatch(name)) for name in closed)
    if marked and _is_enclosed(text, tags):
        return True
    lines = [line for line in text.split("\n") if line.strip()]
    tagged = sum(_TAG.search(line) is not None for line in lines)
    return marked >= _FEWEST_MARKED and tagged >= _TAGGED_SHARE * len(lines)


def _is_enclosed(text: str, tags: list[re.Match[str]]) -> bool:
    """Tell whether the text begins with a block's tag and ends with the end of an element."""
    first, last = tags[0], tags[-1]
    return (
        _BLOCK.fullmatch(first[2].casefold()) is not None
        and bool(last[1])
        and not text[: first.start()].strip()
        and not text[last.end() :].strip()
    )


def _is_json(text: str) -> bool:
    """Tell whether the text is JSON or JSON Lines, whole or cut off; not prose in a bracket."""
    if not _JSON.match(text):
        return False
    if _parsed(text) is not None:
        return True
    lines = text[:_EXAMINED].split("\n", 2)[:2]
    if all(isinstance(_parsed(line), dict) for line in lines):
        return True
    key = _KEY.search(text[:_START])
    opening = text[: key.start()].strip() if key else ""
    return bool(key) and opening in ("{", "[{") and len(_KEY.findall(text[:_START])) >= _FEW_KEYS


def _parsed(text: str) -> dict[str, object] | list[object] | None:
    """Return the object or array that the text is in JSON; None for any other text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None
