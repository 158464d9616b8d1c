import tomllib
from importlib.resources import files

import pytest

from talknshop.language.base import Dialogue, Flow, ListingUpdate, ReplyKind, ReplyPlan, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.glossary import folded
from talknshop.language.rules.knowledge import Lexicon
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import PriceFilter, Requirement


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("looking for a green canoe", "en", "en"),
        ("busco una canoa verde", "en", "es"),
        ("ich suche ein grünes Kanu", "en", "de"),
        ("iphone 13", "en", "en"),
        ("iphone 13", "de", "de"),
        ("300", "es", "es"),
        ("je cherche un canoë pour mon fils", "en", "other"),
        ("cerco una canoa per mio figlio con remi", "en", "other"),
        ("ищу зелёное каноэ", "en", "other"),
        ("緑のカヌーを探しています", "en", "other"),
        ("", "es", "es"),
        ("gracias", "en", "es"),
        ("danke", "en", "de"),
        ("thanks", "de", "en"),
        ("was there a discount on the dress", "en", "en"),
    ],
)
def test_the_language_of_a_message(
    engine: RulesEngine, text: str, before: str, language: str
) -> None:
    assert engine.detect_language(Turn(text), Dialogue(locale=before)) == language


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("una canoa de menos de 1.299,00 €", PriceFilter(max=1299, currency="EUR")),
        ("canoa hasta 800 euros", PriceFilter(max=800, currency="EUR")),
        ("canoa, como mucho 450 dólares", PriceFilter(max=450)),
        ("canoa entre 100 y 200 euros", PriceFilter(min=100, max=200, currency="EUR")),
        ("canoa por unos cincuenta euros", PriceFilter(min=40, max=60, currency="EUR")),
        ("Kanu unter 50€", PriceFilter(max=50, currency="EUR")),
        ("ein Kanu bis 1.500 Euro", PriceFilter(max=1500, currency="EUR")),
        ("Kanu für höchstens 12,50 Euro", PriceFilter(max=12.5, currency="EUR")),
        ("Kanu ab 100 Euro", PriceFilter(min=100, currency="EUR")),
        ("Kanu, zwischen 100 und 200 Euro", PriceFilter(min=100, max=200, currency="EUR")),
        ("Kanu für zweihundert Euro", PriceFilter(max=200, currency="EUR")),
    ],
)
async def test_money_in_its_own_forms(engine: RulesEngine, text: str, price: PriceFilter) -> None:
    update = await engine.update_requirement(Turn(text), Dialogue())
    assert apply_operations(Requirement(), update.operations).price == price


@pytest.mark.parametrize(
    ("language", "text", "gloss"),
    [
        ("de", "Holzregal", "wood shelf"),
        ("de", "Damenstiefel", "women boot"),
        ("de", "KUEHLSCHRANK", "refrigerator"),
        ("es", "lámpara de escritorio", "desk lamp"),
        ("es", "cafeteras rojas", "coffee maker red"),
        ("es", "un monociclo", "a monociclo"),
    ],
)
def test_words_are_told_in_the_vocabulary_of_the_rules(
    lexicon: Lexicon, language: str, text: str, gloss: str
) -> None:
    told = lexicon.glossaries[language].gloss(text, lambda name: lexicon.product(name) is not None)
    assert told == gloss


NO_PRODUCTS = {
    "case",
    "pot",
    "heel",
    "drawers",
    "lighting",
    "garden",
    "child",
    "dog",
    "cat",
    "gift",
}
"""Words that only make a product together with others."""


@pytest.mark.parametrize("language", ["es", "de"])
def test_every_gloss_of_a_product_is_a_product(lexicon: Lexicon, language: str) -> None:
    source = files("talknshop.language.rules") / "lexicon" / "languages" / f"{language}.toml"
    lines = tomllib.loads(source.read_text(encoding="utf-8"))["gloss"]["products"].split("\n")
    meanings = {line.split(":")[0] for line in lines if line}
    assert len(meanings) > 150
    unknown = {name for name in meanings - NO_PRODUCTS if lexicon.product(name) is None}
    assert not unknown


def test_umlauts_count_the_same_with_and_without_e() -> None:
    assert folded("Kühlschrank") == folded("kuehlschrank") == folded("kuhlschrank")
    assert folded("neue") != folded("neu")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("hola", ReplyKind.SMALLTALK, ("¡Hola",)),
        ("hallo", ReplyKind.SMALLTALK, ("Hallo",)),
        ("hello", ReplyKind.SMALLTALK, ("Hello", "Hi there")),
        ("gracias", ReplyKind.SMALLTALK, ("De nada", "Encantado")),
        ("danke", ReplyKind.SMALLTALK, ("Gern",)),
        ("cancelar", ReplyKind.CANCELLED, ("De acuerdo", "Cancelado")),
        ("abbrechen", ReplyKind.CANCELLED, ("In Ordnung", "Abgebrochen")),
        ("je cherche un canoë pour mon fils", ReplyKind.NOTHING_FITS, ("I am sorry", "Sorry")),
    ],
)
async def test_a_reply_is_in_the_language_of_the_message(
    engine: RulesEngine, text: str, kind: ReplyKind, words: tuple[str, ...]
) -> None:
    for number in range(2):
        plan = ReplyPlan(kind, Turn(text), Dialogue(turn_number=number))
        said = "".join([piece async for piece in engine.compose(plan)])
        assert said.startswith(words)


@pytest.mark.parametrize("language", ["es", "de"])
def test_messages_of_a_language_have_the_keys_of_english(lexicon: Lexicon, language: str) -> None:
    english, own = lexicon.messages["en"], lexicon.messages[language]
    assert own.keys() <= english.keys()
    unknown = {(s, k) for s in own for k in own[s] if k not in english[s]}
    assert not unknown
    assert own["question"].keys() == english["question"].keys()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("selling my glock 19, 400", "weapons"),
        ("box of ammo for sale", "weapons"),
        ("leftover percocet, 20 each", "medicine"),
        ("vendo una pistola", "weapons"),
        ("verkaufe ein Gewehr", "weapons"),
        ("selling a counterfeit handbag", "counterfeit"),
    ],
)
async def test_what_may_not_be_sold_is_refused(engine: RulesEngine, text: str, reason: str) -> None:
    draft = ListingDraft(product="tent")
    update = await engine.update_listing(Turn(text), Dialogue(flow=Flow.SELL, listing=draft))
    assert update == ListingUpdate(draft, ("price", "condition"), prohibited=reason)


@pytest.mark.parametrize(
    "text",
    ["nerf gun, like new, 5", "hot glue gun $4", "gun safe 200 obo", "bullet journal 6 dollars"],
)
async def test_harmless_company_is_no_weapon(engine: RulesEngine, text: str) -> None:
    assert (await engine.update_listing(Turn(text), Dialogue())).prohibited is None
