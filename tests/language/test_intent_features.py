from talknshop.language.base import IntentDecision, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.intent_features import WordClasses, intent_features
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Finding, start_reading
from talknshop.schemas.enums import Intent

CLASSES = WordClasses.of_table({"order": "parcel package", "kin": "aunt"}, "order")
KNOWN = frozenset({"where", "is", "my", "the"})
RULES = IntentDecision(Intent.OTHER, 0.5)


def features(text: str, *findings: Finding, original: str | None = None) -> frozenset[str]:
    reading = start_reading(text).claim(findings)
    return intent_features(reading, RULES, CLASSES, KNOWN, original)


def test_words_their_order_and_their_classes_count() -> None:
    found = features("where is my parcel?")
    assert {"where", "where is", "where is my", "where _ my", "^ where", "question"} <= found
    assert {"@ORDER", "@my ORDER", "&ORDER&my", "length 4"} <= found
    assert features("package") >= {"@ORDER", "@^ ORDER $"}


def test_what_the_rules_found_stands_for_its_words() -> None:
    found = features("buy a road bike", Finding("product", "bike", 6, 15))
    assert {"a <product>", "products 1"} <= found
    assert not {"road", "bike"} & found


def test_what_the_rules_say_is_a_feature() -> None:
    assert {"rules other", "rules other 0.5"} <= features("where")


def test_gibberish_and_talk_without_a_word_of_shopping_show() -> None:
    assert {"all unknown", "unspeakable", "no shopping"} <= features("qwrtp lkjhg")
    assert not {"all unknown", "no shopping"} & features("where is the parcel")


def test_a_message_in_another_language_is_also_seen_as_typed() -> None:
    found = features("where is my parcel", original="¿Dónde está mi paquete?")
    assert {"=dónde", "=^ dónde", "=paquete $"} <= found


def test_a_long_message_costs_no_more_than_its_beginning_and_end() -> None:
    words = [f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(900)]
    found = features(" ".join(words))
    assert {words[0], words[99], words[-1], words[-40]} <= found
    assert not {words[100], words[-41]} & found


def test_every_class_of_the_lexicon_is_told_apart(lexicon: Lexicon) -> None:
    assert lexicon.word_classes.of["parcel"] == lexicon.word_classes.of["package"]
    assert lexicon.word_classes.shopping - {"<product>", "<brand>", "<price>", "<shop>"} <= (
        lexicon.word_classes.names | {"<color>", "<material>", "<condition>"}
    )


def test_the_engine_shows_what_it_looks_at(engine: RulesEngine) -> None:
    assert "sell my <product>" in engine.intent_features(Turn("sell my canoe"))
