"""Versions of prompts: read from files, given to a share of the people, always the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import ConfigurationError
from talknshop.language.experiments import (
    Experiment,
    PromptChoice,
    assigned_version,
    parse_experiments,
)
from talknshop.language.model_outputs import SaidListing, Understanding, read_output, schema_of
from talknshop.language.outcomes import TurnOutcome, judged
from talknshop.language.prompt_library import PROMPTS, default_version, load_prompt, versions_of
from talknshop.language.reply_checker import ReplyRules, check_reply
from talknshop.language.reply_words import build_reply_words
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.plain_words import plain_words

TRIED = (Experiment("reply", "v2", 20),)


def test_every_prompt_has_a_version_in_use_and_each_version_can_be_read() -> None:
    for name in PROMPTS:
        assert default_version(name) in versions_of(name)
        for version in versions_of(name):
            prompt = load_prompt(name, version)
            assert "data" in prompt.system
            assert prompt.max_tokens > 0


def test_examples_answer_as_models_must() -> None:
    understand = load_prompt("understand", "v1").system.split("Answer:\n")[1:]
    assert len(understand) == 3
    for answer in understand:
        read_output(answer.split("\n\n")[0], Understanding)
    read_output(load_prompt("listing", "v1").system.split("Answer:\n")[1], SaidListing)


def test_examples_of_replies_keep_to_the_rules() -> None:
    words = build_reply_words(plain_words(load_lexicon()))
    for version in versions_of("reply"):
        _, *examples = load_prompt("reply", version).system.split("Example.\n")
        for example in examples:
            given_, answer = example.split("Answer:\n")
            language = given_.split("Language: ")[1][:2]
            slots = given_.split("Slots: ")[1].split("\n")[0].replace("*", "").split(", ")
            check_reply(answer.strip(), ReplyRules(words[language], frozenset(slots)))


def test_schemas_are_strict_throughout() -> None:
    schema = schema_of(Understanding)
    assert set(schema["required"]) == set(schema["properties"])
    assert schema["additionalProperties"] is False
    for part in schema["$defs"].values():
        if "properties" in part:
            assert set(part["required"]) == set(part["properties"])


@given(st.text(min_size=1))
def test_a_person_keeps_the_same_version(user_id: str) -> None:
    first = assigned_version("reply", user_id, TRIED)
    assert first == assigned_version("reply", user_id, TRIED)
    assert assigned_version("understand", user_id, TRIED) == default_version("understand")
    assert assigned_version("reply", user_id, ()) == default_version("reply")


def test_about_the_share_of_the_people_gets_it() -> None:
    got = [assigned_version("reply", f"user {n}", TRIED) for n in range(5_000)]
    assert 0.18 < got.count("v2") / len(got) < 0.22


def test_a_growing_share_takes_nobody_out() -> None:
    more = (Experiment("reply", "v2", 40),)
    for n in range(500):
        if assigned_version("reply", str(n), TRIED) == "v2":
            assert assigned_version("reply", str(n), more) == "v2"


def test_fixed_versions_win_and_nobody_is_not_tried_on() -> None:
    choice = PromptChoice((Experiment("reply", "v2", 100),))
    assert choice.prompt("reply", "u").version == "v2"
    assert choice.prompt("reply", None).version == "v1"
    assert choice.variants("u") == {"reply": "v2"}
    assert PromptChoice(fixed={"reply": "v2"}).prompt("reply", "u").version == "v2"


def test_experiments_are_read_from_a_setting() -> None:
    assert parse_experiments("reply:v2=20, ") == TRIED
    assert parse_experiments("") == ()


@pytest.mark.parametrize(
    "written", ["reply", "reply:v2", "reply:v9=5", "nothing:v1=5", "reply:v2=60,reply:v1=60"]
)
def test_a_wrong_setting_is_told_in_a_sentence(written: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_experiments(written)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("up", TurnOutcome.THUMBS_UP),
        (1, TurnOutcome.THUMBS_UP),
        ("down", TurnOutcome.THUMBS_DOWN),
        (-1, TurnOutcome.THUMBS_DOWN),
        (0, None),
        ("click", TurnOutcome.CLICK),
        ("sideways", None),
        (None, None),
    ],
)
def test_judgements(value: str | int | None, outcome: TurnOutcome | None) -> None:
    assert judged(value) is outcome
