"""Markdown to the words that a reader of the page reads.

Not a full CommonMark parser, on purpose: one takes "1986. A good year" for a list and 2*3*4 for emphasis. Here only
marks that cannot be prose are taken away; numbers, brackets and quotation marks stay.
"""

from __future__ import annotations

import re
from html import unescape

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*)$", re.MULTILINE)
UNDERLINED = re.compile(r"^(?![ \t]*$)([^\n]{1,200})\n {0,3}(?:={2,}|-{2,})[ \t]*$", re.MULTILINE)
RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
FENCE = re.compile(r"^ {0,3}(?:```|~~~)[^\n`]*$\n?", re.MULTILINE)
QUOTED = re.compile(r"^(?: {0,3}>[ \t]?)+", re.MULTILINE)
BULLET = re.compile(r"^[ \t]*[*+][ \t]+(?=\S)", re.MULTILINE)
DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*<?(?:https?:|/|#|\.|mailto:)[^\n]*\n?", re.MULTILINE)
IMAGE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]]{1,1000}(?:\[[^\[\]]{0,200}\][^\[\]]{0,500})?)\]"
    r"(?:\((?:<[^<>\n]{0,2000}>|[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?)(?:\s+[\"'][^\n]{0,500}?[\"'])?\)"
    r"|\[[^\[\]\n]{0,200}\](?!\())"
)
FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,50}\](?::[ \t]*)?")
ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
TAG = re.compile(
    r"</?(?:[abipqsu]|br|em|strong|span|div|sub|sup|small|mark|img|figure|figcaption|blockquote|cite|hr|center|font|h[1-6]|ul|ol|li)(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
CODE = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]{1,500})\1(?!`)")
EMPHASIS = tuple(
    re.compile(
        rf"(?<![\w\\{mark[-1]}]){mark}(?=[^\s{mark[-1]}])([^{mark[-1]}]{{0,1999}}?)(?<=[^\s\\]){mark}(?![\w{mark[-1]}])"
    )
    for mark in (r"\*\*\*", "___", r"\*\*", "__", r"\*", "_", "~~")
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
BREAK = re.compile(r"(?:(?<! ) {2,}+|\\)$", re.MULTILINE)


def words_of(text: str) -> tuple[str, str]:
    """The title (the heading that opens the text, else "") and the words of the rest, paragraphs kept.

    Marks of headings, emphasis, quotes, code and "*" bullets, targets of links, images, comments and tags are dropped.
    """
    text = without(text, "<!--", "-->")
    text = DEFINITION.sub("", FENCE.sub("", text))
    title, text = _title(text.strip("\n"))
    text = HEADING.sub(lambda match: f"\n{_heading(match)}\n", UNDERLINED.sub(r"\1\n", text))
    text = BULLET.sub("- ", QUOTED.sub("", RULE.sub("", text)))
    return plain(title), re.sub(r"\n{3,}", "\n\n", plain(BREAK.sub("", text))).strip("\n")


def plain(text: str) -> str:
    """The text without inline marks."""
    text = CODE.sub(r"\2", IMAGE.sub("", text))
    text = ADDRESS.sub(r"\1", FOOTNOTE.sub("", LINK.sub(r"\g<words>", text)))
    text = re.sub(r"<br\s*/?>\n?", "\n", text, flags=re.IGNORECASE)
    text = TAG.sub("", text)
    for marks in EMPHASIS:
        text = marks.sub(r"\1", text)
    return unescape_marked(ESCAPED.sub(r"\1", text))


def unescape_marked(text: str) -> str:
    """The text with HTML entities decoded that end in a semicolon."""
    return re.sub(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});", lambda match: unescape(match[0]), text)


def without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two marks, in time linear in it; an opening that is not closed stays."""
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join((*kept, text[at:]))


def _heading(match: re.Match[str]) -> str:
    return match[2].rstrip().rstrip("#").rstrip()


def _title(text: str) -> tuple[str, str]:
    """The first heading, if nothing stands above it, and the text below."""
    if (match := HEADING.match(text)) or (match := UNDERLINED.match(text)):
        return (_heading(match) if match.re is HEADING else match[1].strip()), text[match.end() :]
    return "", text
