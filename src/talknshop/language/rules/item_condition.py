"""The condition of an item, from the grade a seller states or the faults a seller names."""

import re
from collections.abc import Iterator

from talknshop.language.rules import item_condition_cues as cues
from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Reading

_SUBJECT = re.compile(r"\b(?P<noun>[a-z]{3,}) (?:is|are|was|got) $")
_RANK = {
    "new": 0,
    "for_parts": 1,
    "refurbished": 2,
    "like_new": 3,
    "good": 4,
    "fair": 5,
    "poor": 6,
    "used": 9,
}
"""Of several grades that are stated the lowest rank counts."""


def read_item_condition(wish: Wish, lexicon: Lexicon, *, wanted: bool = False) -> str | None:
    """The condition a text tells; where it was asked for (``wanted``) one bare word does.

    A stated grade counts more than named faults. What works with a serious fault is poor, with a
    mere blemish fair; what does not work at all is for parts.
    """
    reading = wish.reading
    stated = list(_stated(wish, lexicon))
    stated += [
        grade
        for regex, grade in (
            (cues.NEVER, "new"),
            (cues.SELDOM, "like_new"),
            (cues.HARDLY, "like_new"),
        )
        if regex.search(reading.text)
    ]
    if cues.DEADSTOCK.search(reading.text):
        stated.append("new")
    labelled = cues.LABELLED.search(reading.text) or cues.ALONE.search(reading.text)
    if labelled is not None:
        stated.append(cues.BARE_GRADES.get(labelled[1], labelled[1]))
    if _fails(reading, lexicon):
        stated.append("for_parts")
    best = min(stated, key=lambda grade: _RANK.get(grade, 8), default=None)
    if best in {"new", "for_parts", "refurbished", "like_new", "good", "fair", "poor"}:
        return best
    told = _by_function(reading.text, works="works" in stated)
    if told is None and wanted:
        told = _bare(reading.text)
    return told or (best if best != "works" else None)


def _bare(text: str) -> str | None:
    """The condition that one word of an answer tells; of several the first that is a grade."""
    denied = cues.NOT_SO.search(text)
    if denied is not None:
        return "good" if denied[1] == "bad" else "fair"
    words = [match[1] for match in cues.BARE.finditer(text)]
    graded = [word for word in words if word != "used"] or words
    return cues.BARE_GRADES.get(graded[0], graded[0]) if graded else None


def _stated(wish: Wish, lexicon: Lexicon) -> Iterator[str]:
    """Grades a fixed phrase states, without those that mean something else where they stand."""
    reading = wish.reading
    for found in lexicon.phrases["condition"].find(reading.tokens):
        start = reading.tokens[found.first].start
        end = reading.tokens[found.last - 1].end
        before = reading.text[max(0, start - 24) : start]
        phrase = reading.text[start:end]
        after = reading.text[start : start + 40]
        if found.value in {"fair", "poor"} and (
            cues.DENIED.search(before) or not _is_grade(phrase)
        ):
            continue
        if cues.OTHER_SENSE.match(after) or (phrase == "fair" and cues.FAIR_SUM.search(before)):
            continue
        if _is_of_part(reading, start, end, wish, lexicon):
            continue
        if phrase in cues.BREAKS and (
            cues.PART_BROKEN.search(before) or _is_subject_a_part(reading, start)
        ):
            yield "poor"
            continue
        yield found.value


def _is_subject_a_part(reading: Reading, start: int) -> bool:
    """Whether what "is broken" is named, and is not the thing for sale: "stand is broken"."""
    match = _SUBJECT.search(reading.text, 0, start)
    if match is None or match["noun"] in cues.WHOLE:
        return False
    return not any(
        f.slot in cues.NAMES and f.start <= match.start() < f.end for f in reading.findings
    )


def _is_grade(phrase: str) -> bool:
    return cues.GRADE.search(phrase) is not None


def _is_of_part(reading: Reading, start: int, end: int, wish: Wish, lexicon: Lexicon) -> bool:
    """Whether "brand new" tells of a part ("brand new tires"), not of the item itself."""
    if not cues.OF_PARTS.fullmatch(reading.text[start:end]):
        return False
    following = cues.NOUN.match(reading.text, end)
    if following is None:
        return False
    heads = [f for slot in ("product", "line") for f in reading.of(slot)]
    if any(f.start <= following.start("noun") < f.end for f in heads):
        return False
    word = lexicon.singular(following["noun"])
    is_thing = lexicon.product(word) is not None or word in lexicon.grammar.fitted_heads
    return (is_thing or word in cues.PARTS) and (
        bool(heads) or (wish.product_name is not None and word not in wish.product_name)
    )


def _fails(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the thing as a whole does not work; a part of it that fails is a fault."""
    for match in cues.WHOLE_FAILS.finditer(reading.text):
        words = match["subject"].split()
        end = match.start("subject") + len(match["subject"].rstrip())
        named = any(f.slot in cues.NAMES and f.start < end <= f.end for f in reading.findings)
        boundary = reading.text[: match.start()].rstrip()[-1:] in {"", ",", ".", ";", ":", "!", "-"}
        if (not words and boundary) or named:
            return True
        if words and (words[-1] in cues.WHOLE or lexicon.product(words[-1]) is not None):
            return True
    return False


def _by_function(text: str, *, works: bool) -> str | None:
    """The condition told by how a thing works and by its faults, where no grade is stated."""
    if any(_holds(text, regex) for regex in (cues.WORKS_WELL, cues.FUNCTIONS)):
        return "good"
    serious = any(
        not cues.SMALL.search(text[max(0, m.start() - 14) : m.start()])
        for m in cues.SERIOUS.finditer(text)
        if not _is_denied(text, m.start())
    )
    minor = _holds(text, cues.MINOR) or _holds(text, cues.SERIOUS)
    if serious:
        return "poor"
    if minor:
        return "fair"
    return "good" if works or _holds(text, cues.RUNS) else None


def _holds(text: str, regex: re.Pattern[str]) -> bool:
    """Whether something is said, and not denied."""
    return any(not _is_denied(text, match.start()) for match in regex.finditer(text))


def _is_denied(text: str, start: int) -> bool:
    return cues.DENIED.search(text[max(0, start - 28) : start]) is not None


def denies_flaw(before: str) -> bool:
    """Whether the words before a flaw deny it: "no scratches"."""
    return cues.DENIED.search(before) is not None
