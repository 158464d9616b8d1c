"""Descriptions in HTML as plain text."""

import html
import re

import nh3

from talknshop.core.text import sanitise

_MARKUP = re.compile(r"<(?:/[a-z]|[a-z][a-z0-9]*[\s/>]|!--)", re.IGNORECASE)
# What begins a line of its own; every other tag is left out.
_BLOCKS = [
    "p", "br", "div", "li", "ul", "ol", "tr", "table", "dt", "dd", "h1", "h2", "h3", "h4", "h5",
    "h6", "blockquote", "hr", "pre", "section", "article",
]  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=set(_BLOCKS), attributes={}, clean_content_tags={"script", "style"}, link_rel=None
)
_BLOCK_TAG = re.compile(r"</?[a-z0-9]+>")
# Deeply nested markup takes the square of its length.
_LONGEST = 20_000


def is_html(text: str) -> bool:
    """Whether a text has tags."""
    return "<" in text and _MARKUP.search(text) is not None


def to_plain_text(text: str) -> str:
    """The text of an HTML fragment, one line a block; scripts and styles are left out.

    Args:
        text: The fragment, without lone surrogates; only its first 20,000 characters count.
    """
    blocks = _BLOCK_TAG.sub("\n", _CLEANER.clean(text[:_LONGEST]))
    lines = html.unescape(blocks).splitlines()
    return "\n".join(line for line in map(sanitise, lines) if line)
