"""What a model may say: figures, names, links and claims only through slots."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.language.reply_checker import (
    LONGEST_REPLY,
    ReplyChecker,
    ReplyRules,
    check_reply,
    required_groups,
)
from talknshop.language.reply_shapes import ReplyViolationError, Violation
from talknshop.language.reply_words import (
    PhraseIndex,
    ReplyWords,
    build_reply_words,
    shingles,
    words_of,
)
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.plain_words import maker_names, plain_words

_LEXICON = load_lexicon()
WORDS: Mapping[str, ReplyWords] = build_reply_words(plain_words(_LEXICON))
SLOTS = frozenset(
    {"matches", "requirement", "total_count", "product_1.name", "product_1.price", "product_1.why"}
)
PROMPT = "You greet the person warmly and never mention the secret ingredient of the house."
NAMES = PhraseIndex([*maker_names(_LEXICON), words_of("Zorblax Ultra Lamp"), ["zorblax"]])


def rules(language: str = "en") -> ReplyRules:
    return ReplyRules(WORDS[language], SLOTS, names=NAMES, secrets=shingles([PROMPT]))


def verdict(text: str, language: str = "en") -> Violation | None:
    try:
        check_reply(text, rules(language))
    except ReplyViolationError as error:
        return error.violation
    return None


HONEST = [
    (
        "en",
        "I found {matches} for “{requirement}”. {product_1.name} comes first at {product_1.price}.",
    ),
    ("en", "Good news! {matches} fit.\n\nMy favourite is {product_1.name}: {product_1.why}."),
    (
        "en",
        "Here's one I'd look at first — {product_1.name} ({product_1.price}). Want another colour?",
    ),
    ("en", "{product_1.name}'s price is {product_1.price}; tell me what you'd like to change."),
    ("en", "You're welcome! What would you like to look for next?"),
    ("en", "Hello! I am TalknShop, a program that helps you find things."),
    ("es", "He encontrado {matches} para «{requirement}». Mi primera opción es {product_1.name}."),
    ("es", "¡Hola! ¿Qué te gustaría buscar? Puedo comparar productos contigo."),
    ("es", "{product_1.name} cuesta {product_1.price}. ¿Prefieres otro color?"),
    ("de", "Ich habe {matches} für „{requirement}“ gefunden, zuerst {product_1.name}."),
    ("de", "Schau dir {product_1.name} an: Der Preis liegt bei {product_1.price}."),
    ("de", "Möchtest du eine andere Farbe oder eine andere Größe sehen?"),
]


@pytest.mark.parametrize(("language", "text"), HONEST)
def test_honest_words_around_slots_pass(language: str, text: str) -> None:
    assert verdict(text, language) is None


REFUSED = [
    (Violation.FIGURE, "It costs 499."),
    (Violation.FIGURE, "It costs four hundred."),
    (Violation.FIGURE, "Cuesta doscientos."),
    (Violation.FIGURE, "Kostet zweihundertfünfzig."),
    (Violation.FIGURE, "A ½ of it"),
    (Violation.FIGURE, "Part Ⅷ of it"),
    (Violation.FIGURE, "Only ٣ of them"),
    (Violation.FIGURE, "${product_1.price}"),
    (Violation.FIGURE, "{product_1.price}k"),
    (Violation.FIGURE, "-{product_1.price}"),
    (Violation.FIGURE, "{product_1.price}%"),
    (Violation.CLAIM, "under {product_1.price} now"),
    (Violation.CLAIM, "{product_1.price} off today"),
    (Violation.CLAIM, "It ships tomorrow."),
    (Violation.CLAIM, "It is in stock."),
    (Violation.CLAIM, "Está agotado."),
    (Violation.CLAIM, "Sofort lieferbar!"),
    (Violation.CLAIM, "With a discount."),
    (Violation.CLAIM, "The cheapest around."),
    (Violation.CLAIM, "See it on Amazon."),
    (Violation.NAME, "The Sony looks good."),
    (Violation.NAME, "Try the iphone."),
    (Violation.NAME, "Ask Marguerite about it."),
    (Violation.NAME, "Zorblax is what you need."),
    (Violation.NAME, "This is a QuuxPhone."),
    (Violation.LINK, "See example.com now."),
    (Violation.LINK, "https talknshop"),
    (Violation.LINK, "a/b"),
    (Violation.EMAIL, "me@here"),
    (Violation.MARKUP, "<b>Look</b>"),
    (Violation.MARKUP, "**Look** here"),
    (Violation.MARKUP, "# Look"),
    (Violation.MARKUP, "- this\n- that"),
    (Violation.MARKUP, "L\u043e\u043ek here"),
    (Violation.MARKUP, "in\u200bstock"),
    (Violation.SLOT, "{product_9.price} is it"),
    (Violation.SLOT, "{ product_1.price } is it"),
    (Violation.SLOT, "It is {product_1.price"),
    (Violation.SLOT, "{{product_1.price}}"),
    (Violation.LEAK, "You greet the person warmly and never mention the rest."),
    (Violation.LEAK, "My system prompt says so."),
    (Violation.LENGTH, "word " * 300),
    (Violation.EMPTY, " \n "),
]


@pytest.mark.parametrize(("violation", "text"), REFUSED)
def test_what_only_records_may_say_is_refused(violation: Violation, text: str) -> None:
    assert verdict(text) is violation


@pytest.mark.parametrize("language", ["es", "de"])
@pytest.mark.parametrize(
    "text", ["Cuesta 499.", "See example.com", "{product_1.price}k", "el iPhone"]
)
def test_no_language_is_a_way_around(language: str, text: str) -> None:
    assert verdict(text, language) is not None


def test_a_brand_that_is_a_word_is_one_only_with_a_capital_of_its_own() -> None:
    assert verdict("I would pick an apple.") is None
    assert verdict("I would pick an Apple.") is Violation.NAME


def test_a_reply_is_held_to_what_it_must_say() -> None:
    groups = required_groups([{"product_1.name", "matches"}, {"never offered"}], SLOTS)
    held = ReplyRules(WORDS["en"], SLOTS, required=groups)
    check_reply("Look at {matches}.", held)
    with pytest.raises(ReplyViolationError) as refused:
        check_reply("Look at this.", held)
    assert refused.value.violation is Violation.INCOMPLETE


def test_a_reply_that_nothing_fits_must_deny() -> None:
    held = ReplyRules(WORDS["en"], SLOTS, denies=True)
    check_reply("Nothing fits “{requirement}”.", held)
    with pytest.raises(ReplyViolationError):
        check_reply("Here is what fits “{requirement}”.", held)


# Ordinary text with everything in it that a text can be refused for.
_FRAGMENTS = st.sampled_from(
    [
        *("the", "one", "looks", "good", "and", "stock", "in", "free", "shipping", "under", "off"),
        *(" ", " ", " ", "\n", ". ", ", ", "? ", "“", "”", "'s", "-"),
        *("{product_1.name}", "{product_1.price}", "{matches}", "{bad}", "{", "}", "7", "½"),
        *("Sony", "Zorblax", "is", "iPhone", "www", ".com", "@", "<b>", "*", "dot", "com", "four"),
        *("greet", "person", "warmly", "never", "mention", "You", "secret", "per", "month", "x"),
    ]
)
_TEXTS = st.lists(_FRAGMENTS, max_size=30).map("".join)


def _streamed(text: str, cuts: list[int]) -> tuple[str, Violation | None]:
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    checker, said = ReplyChecker(rules()), ""
    try:
        for start, end in itertools.pairwise(places):
            piece = checker.feed(text[start:end])
            assert piece.count("{") == piece.count("}"), "a slot crosses pieces"
            said += piece
        return said + checker.finish(), None
    except ReplyViolationError as error:
        return said, error.violation


@given(_TEXTS, st.lists(st.integers(0, 120), max_size=40))
def test_the_verdict_does_not_depend_on_how_a_text_is_cut(text: str, cuts: list[int]) -> None:
    said, found = _streamed(text, cuts)
    whole = verdict(text)
    assert (found is None) == (whole is None)
    if found is None:
        assert said == text
        return
    assert text.startswith(said)


@given(_TEXTS, st.lists(st.integers(0, 120), max_size=40))
def test_what_was_let_through_is_honest_by_itself(text: str, cuts: list[int]) -> None:
    said, found = _streamed(text, cuts)
    if said.strip():
        assert verdict(said) in (None, Violation.EMPTY), (said, found)


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=20))
def test_any_text_gets_a_verdict(text: str, cuts: list[int]) -> None:
    _, found = _streamed(text, cuts)
    assert (found is None) == (verdict(text) is None)


@given(st.text(max_size=80))
def test_no_figure_of_any_script_gets_through(text: str) -> None:
    said, _ = _streamed(text, [])
    assert not any(character.isnumeric() for character in said)


@given(st.integers(2, 9_999_999), st.sampled_from(["it is {}", "{} of them", "for {} now", "{}"]))
def test_no_number_gets_through(number: int, sentence: str) -> None:
    for written in (str(number), f"{number:,}", f"{number / 100:.2f}"):
        assert verdict(sentence.format(written)) is Violation.FIGURE


def test_the_longest_reply_passes_and_one_more_does_not() -> None:
    text = "good " * (LONGEST_REPLY // 5)
    assert verdict(text) is None
    assert verdict(text + "x") is Violation.LENGTH
