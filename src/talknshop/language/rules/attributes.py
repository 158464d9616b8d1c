"""Properties of a product named in words: colours, materials, features, whom it is for."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.phrases import tokenise
from talknshop.language.rules.reading import Finding, Reading
from talknshop.language.rules.themes import read_fans

_SUFFIXED = re.compile(
    r"\b[a-z]+(?: |-)(?:proof|resistant|friendly|compatible|powered|certified|"
    r"scented|flavored|grade|lined|coated|mounted|style|themed|activated|rated|"
    r"shaped)\b"
    r"|\b(?:anti|non|ultra|multi|extra|semi|dual|triple)(?: |-)[a-z]{3,}\b"
    r"|\b[a-z]+(?: |-)free\b(?! shipping)"
)
_WITH = re.compile(
    r"\b(?:with|has|have|includes?|including|featuring|plus)\s(?:a |an |the |"
    r"built in |built-in |good |at least |some |lots of |plenty of |enough |nice |"
    r"great |really |very |its own )*"
)
_WITH_STOP = frozenset(
    [
        "asap",
        "urgent",
        "urgently",
        "immediately",
        "quick",
        "quickly",
        "soon",
        "now",
        "today",
        "tonight",
        "tomorrow",
        "for",
        "under",
        "and",
        "but",
        "or",
        "from",
        "at",
        "in",
        "on",
        "around",
        "about",
        "below",
        "over",
        "less",
        "up",
        "to",
        "that",
        "max",
        "budget",
        "please",
        "i",
        "my",
        "the",
        "which",
        "so",
        "if",
        "because",
        "who",
        "with",
        "than",
        "then",
        "is",
        "are",
        "by",
        "of",
        "would",
        "should",
        "no",
        "not",
        "without",
        "price",
        "shipping",
        "delivery",
    ]
)
_WITH_WORDS = 3
_OF_PEOPLE = re.compile(
    r"\b(?:for|from|get|buy|find|give|surprise|gift) (?:(?:a |an |the |my |our |his |her |their |"
    r"some )+(?:[a-z-]+ ){0,2}|some )?$"
)
_HER_HIM = re.compile(r"\bfor (?P<v>him|her)\b")
_BOOK_BY = re.compile(
    r"(?P<title>[a-z0-9][\w' :-]{1,60}?) by (?P<author>[a-z][a-z.'-]+(?: [a-z][a-z.'-]+){0,2})"
)
_FOR_USE = re.compile(
    r"\bfor (?:my |the |a |an |some |mostly |mainly |use in |use as |doing |light |"
    r"heavy |occasional |daily )*(?P<v>[a-z]{3,}ing(?: [a-z]{3,})?)\b"
)
_YEAR = re.compile(r"(?<![\w$€£.,])(?P<v>19[5-9]\d|20[0-3]\d)(?![\w.,]\d|\w)")
_BY = re.compile(r"\bby (?P<v>(?:the )?[a-z]+(?: (?!under|for|in|on|used|new|or|and)[a-z]+)?)")
_SOLID = re.compile(
    r"solid (?:wood|oak|pine|walnut|maple|cherry|teak|mahogany|birch|acacia|cedar|beech|ash|"
    r"brass|steel|gold|silver|bronze|copper|hardwood|marble|core)\b"
)
_MOST = 12
_LEAST_WORD = 5
_MONEY_CUE = re.compile(
    r"(?:under|below|than|max|budget|over|about|around|up to|spend|of|is|least) \$?$"
)
_SEGMENT = re.compile(r"[^,.;!?()\n]+")
_FOR_NOUN = re.compile(
    r"\bfor (?:my |the |a |an |some |our |his |her |small |large |your |storing |holding )*"
)
_WORDED = frozenset({"color", "material", "features", "gender", "style"})


def read_attributes(reading: Reading, lexicon: Lexicon, *, wants_use: bool = True) -> Reading:
    """Claims the properties the lexicon knows, then those told by their form."""
    reading = read_fans(reading, lexicon)
    found: list[Finding] = []
    for (name, fixed), start, end in reading.look_up(lexicon.attributes):
        value = fixed or reading.text[start:end]
        slot = _name_in_place(name, reading, start)
        if slot is not None:
            found.append(Finding(slot, value, start, end))
    reading = reading.claim(_matches(_SUFFIXED, "features", reading))
    reading = reading.claim(found)
    reading = reading.claim(_with_phrases(reading, lexicon))
    if wants_use:
        reading = reading.claim(_purposes(reading, lexicon))
        reading = reading.claim(
            Finding("use_case", match["v"], match.start("v"), match.end("v"))
            for match in _FOR_USE.finditer(reading.rest)
            if match["v"].split()[0] not in lexicon.grammar.stopwords
        )
    return reading


def _name_in_place(name: str, reading: Reading, start: int) -> str | None:
    before = reading.text[max(0, start - 40) : start]
    governed = bool(
        re.search(
            r"\b(?:for|to use (?:at|in|for)|use (?:it )?(?:at|in|for)|in|while|during|at|on|"
            r"when|as)\s(?:a |an |the |my |our |his |her |mostly |mainly |some |light |his |"
            r"her |small |)*$",
            before,
        )
    )
    if (
        name == "use_case"
        and not governed
        and not re.search(r"[a-z]ing\b", reading.text[start : start + 20])
    ):
        return None
    if name == "pattern" and _SOLID.match(reading.text, start):
        return None
    if name == "age" and re.search(r"\d $", before):
        return None
    if name == "recipient":
        blanked = re.sub(r"[\x00 ]+", " ", reading.rest[max(0, start - 40) : start])
        return "recipient" if _OF_PEOPLE.search(blanked) or governed else None
    return name


def _matches(regex: re.Pattern[str], slot: str, reading: Reading) -> list[Finding]:
    return [Finding(slot, m.group(), m.start(), m.end()) for m in regex.finditer(reading.rest)]


def _purposes(reading: Reading, lexicon: Lexicon) -> list[Finding]:
    """Reads "for twins", "for wine bottles": what the product is for, as typed."""
    found: list[Finding] = []
    for match in list(_FOR_NOUN.finditer(reading.rest))[:_MOST]:
        before = reading.text[: match.start()].split()
        if not before or before[-1] in lexicon.grammar.introducers:
            continue
        end = _phrase_end(reading, match.end(), lexicon)
        if end > match.end():
            found.append(Finding("suitable_for", reading.text[match.end() : end], match.end(), end))
    return found


def _with_phrases(reading: Reading, lexicon: Lexicon) -> list[Finding]:
    """Reads "with a detachable hood": what follows is a feature, as typed."""
    found: list[Finding] = []
    for match in list(_WITH.finditer(reading.rest))[:_MOST]:
        end = _phrase_end(reading, match.end(), lexicon)
        if end > match.end():
            found.append(Finding("features", reading.text[match.end() : end], match.end(), end))
    return found


def _phrase_end(reading: Reading, start: int, lexicon: Lexicon) -> int:
    end, first = start, reading.index_at(start)
    for token in reading.tokens[first : first + _WITH_WORDS]:
        if not reading.is_free(token.start, token.end) or not token.text[0].isalnum():
            break
        attribute = lexicon.attributes.get(token.text)
        if token.text in _WITH_STOP or (attribute is not None and attribute[0] == "age"):
            break
        if end == start and token.text in lexicon.grammar.stopwords:
            break
        end = token.end
    return start if reading.text[start:end].isdigit() else end


def read_resolution(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims "4k" and its like, before anybody takes them for thousands."""
    return reading.claim(
        Finding("resolution", reading.text[start:end], start, end)
        for (name, _), start, end in reading.look_up(lexicon.attributes)
        if name == "resolution"
        and not _MONEY_CUE.search(reading.text[:start][-14:])
        and not re.match(r"\s?(?:miles|mi|km|rounds)\b", reading.text[end:])
    )


def worded_in(phrase: str, canonical: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Properties that stand within the name of a product: the wireless of "wireless earbuds"."""
    tokens = tokenise(phrase)
    kept = set(canonical.split())
    found: list[tuple[str, str]] = []
    for match in lexicon.attributes.find(tokens):
        name, fixed = match.value
        words = [token.text for token in tokens[match.first : match.last]]
        joined = canonical.replace(" ", "")
        told = kept & set(words) or joined.startswith("".join(words))
        if name in _WORDED and match.last < len(tokens) and not told:
            found.append((name, fixed or " ".join(words)))
    return found


def read_loose_features(reading: Reading, lexicon: Lexicon, product_end: int) -> Reading:
    """Claims what stands by itself between commas after the product: ", hood, hardtail"."""
    found: list[Finding] = []
    for match in _SEGMENT.finditer(reading.rest):
        words = match.group().split()
        telling = all(
            word.isalpha()
            and lexicon.phrases["vague"].get(word) is None
            and word not in lexicon.grammar.stopwords
            for word in words
        )
        if match.start() > product_end and 0 < len(words) <= _WITH_WORDS and telling:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append(Finding("features", " ".join(words), start, match.end()))
    return reading.claim(found)


def read_unknown_words(reading: Reading, lexicon: Lexicon, product_end: int) -> Reading:
    """Claims words after the product that no list of ours has: "mountain bike hardtail"."""
    return reading.claim(
        Finding("features", token.text, token.start, token.end)
        for token in reading.tokens[reading.index_at(product_end) :]
        if len(token.text) >= _LEAST_WORD
        and token.text.isalpha()
        and not lexicon.spelling.knows(token.text)
    )


def read_year(reading: Reading) -> Reading:
    """Claims a year of making."""
    return reading.claim(_matches(_YEAR, "year", reading))


def read_artist(reading: Reading) -> Reading:
    """Claims the artist of "records by ARTIST"."""
    return reading.claim(
        Finding("artist", m["v"], m.start("v"), m.end("v")) for m in _BY.finditer(reading.rest)
    )


def read_title(reading: Reading, *, certain: bool) -> Reading:
    """Claims title and author of "TITLE by AUTHOR".

    Unless it is ``certain`` that a book is meant, the author must have two names.
    """
    match = _BOOK_BY.search(reading.rest)
    if match is None or not (certain or " " in match["author"]):
        return reading
    author = re.split(
        r"\s(?:paperback|hardcover|hardback|under|for|in|on|used|new|audiobook|signed|or)\b",
        match["author"],
    )[0]
    title = re.sub(
        r"^(?:.*\b(?:looking for|want|need|find|a copy of|copy of|the book|book|novel|selling)\s)",
        "",
        match["title"],
    )
    start = match.end("title") - len(title)
    return reading.claim(
        (
            Finding("title", title.strip(), start, match.end("title")),
            Finding("author", author, match.start("author"), match.start("author") + len(author)),
        )
    )
