"""Texts as a marketplace takes them: without markup, and no longer than it allows."""

import html
import re
import unicodedata

from talknshop.core.html_text import is_html, to_plain_text
from talknshop.core.text import sanitise
from talknshop.schemas.listing import ListingField

_LINE_ENDS = re.compile(r"\r\n?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SHOWN_OF_CUT = 60
# Markup that was escaped comes out as markup; who nests it deeper wants to get it past somebody.
_DEEPEST_ESCAPES = 3


def plain_text(text: str) -> str:
    """A text without tags, scripts and invisible characters; its paragraphs stay."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    for _ in range(_DEEPEST_ESCAPES):
        if not is_html(text):
            break
        text = to_plain_text(text)
    else:
        text = text.replace("<", " ")
    lines = [sanitise(line) for line in _LINE_ENDS.sub("\n", text).split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def paragraphs_as_html(text: str) -> str:
    """A plain text as HTML that shows exactly it: signs escaped, lines kept."""
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def plain_line(text: str) -> str:
    """A text without tags and invisible characters, in one line."""
    return " ".join(plain_text(text).split())


def fit(text: str, limit: int | None) -> tuple[str, str]:
    """Shortens a text to a limit, at the end of a word where there is one.

    Returns:
        What fits, and what was cut off; the second is empty where everything fits.
    """
    if limit is None or len(text) <= limit:
        return text, ""
    end = limit
    if not text[end].isspace():
        blank = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
        # A word that fills more than half of the limit is cut rather than left out.
        end = blank if blank > limit // 2 else _before_marks(text, end)
    return text[:end].rstrip(), text[end:].strip()


def _before_marks(text: str, end: int) -> int:
    """A place to cut that does not part a letter from its accents."""
    while end > 1 and unicodedata.combining(text[end]):
        end -= 1
    return end


def fitted_field(name: str, label: str, text: str, limit: int | None = None) -> ListingField:
    """A field of a form, within its limit."""
    value, cut = fit(text, limit)
    return ListingField(name=name, label=label, value=value, max_length=limit, truncated=bool(cut))


def cut_of(text: str, limit: int | None) -> str | None:
    """The beginning of what a limit costs; None where everything fits."""
    _, cut = fit(text, limit)
    return fit(cut, _SHOWN_OF_CUT)[0] if cut else None
