import random

import pytest

from talknshop.evaluation.frames import (
    Frame,
    choose,
    fill,
    load_fillings,
    load_frames,
    parse_frames,
    write_examples,
)
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.schemas.enums import Intent

FILLINGS = {
    "product": ["lamp"],
    "unknown": [],
    "openings": ["hey"],
    "stories": ["we moved ."],
    "closings": ["thanks"],
}


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - examples, no secret


def test_a_choice_takes_one_of_its_alternatives() -> None:
    drawn = {choose("(show|find) me (a |)lamp", chance(n)) for n in range(40)}
    assert drawn == {"show me a lamp", "show me lamp", "find me a lamp", "find me lamp"}


def test_choices_nest() -> None:
    drawn = {choose("(a (red|blue)|no) lamp", chance(n)) for n in range(40)}
    assert drawn == {"a red lamp", "a blue lamp", "no lamp"}


def test_slots_are_filled_and_unknown_ones_refused() -> None:
    assert fill("a {product}", FILLINGS, chance(1)) == "a lamp"
    with pytest.raises(KeyError, match="prodct"):
        fill("a {prodct}", FILLINGS, chance(1))


def test_headings_name_the_intent() -> None:
    frames = list(parse_frames("# note\n\n[sell]\nsell my {product}\n[buy]\na lamp\n", "en"))
    assert [(f.intent, f.text) for f in frames] == [
        (Intent.SELL, "sell my {product}"),
        (Intent.BUY, "a lamp"),
    ]
    with pytest.raises(ValueError, match="No heading"):
        list(parse_frames("a lamp", "en"))
    with pytest.raises(ValueError, match="lend"):
        list(parse_frames("[lend]\na lamp", "en"))


def test_the_same_seed_writes_the_same_examples() -> None:
    frames = [Frame("en", Intent.SELL, "(sell|list) my {product}")]
    written = [write_examples(frames, {"en": FILLINGS}, most=9, seed=seed) for seed in (1, 1, 2)]
    assert written[0] == written[1] != written[2]
    assert all("my lamp" in each.text and each.source == 0 for each in written[0])
    assert len({each.text for each in written[0]}) == len(written[0]) > 1


def test_shipped_frames_can_all_be_written() -> None:
    frames, lexicon = load_frames(), load_lexicon()
    assert {(f.language, f.intent) for f in frames} == {
        (language, intent) for language in ("en", "de", "es") for intent in Intent
    }
    examples = write_examples(frames, load_fillings(lexicon), most=4, seed=3)
    assert {each.source for each in examples} == set(range(len(frames)))
    assert not [each.text for each in examples if set("{}|") & set(each.text)]
