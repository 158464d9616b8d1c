"""What the server knows, in the words of each language."""

import pytest

from talknshop.language.phrasebook import phrasebook_of
from talknshop.language.why_not import explain
from talknshop.schemas.catalog import Above, ScorePart, WhyAnswer, WhyFailure, WhyOutcome
from talknshop.schemas.enums import Condition, ReasonCode
from talknshop.schemas.product import (
    CatalogProduct,
    Doubt,
    DoubtCode,
    DoubtReason,
    ProductResult,
    RankReason,
    ScoreBreakdown,
)
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

WISH = RequirementSpec(
    product_type="office chair",
    price=PriceFilter(max=1299.5),
    brand_preferences=["Alder", "Birk"],
    condition=Condition.REFURBISHED,
    attributes={"color": "black"},
    rating_min=4.5,
    exclude=["leather"],
)
REASONS = [
    RankReason(code=ReasonCode.CHEAPEST, values={"count": 1200}),
    RankReason(code=ReasonCode.UNDER_LIMIT, values={"percent": 5}),
    RankReason(code=ReasonCode.STARS_OF, values={"rating": 4.125, "reviews": 1}),
    RankReason(code=ReasonCode.MATCHES, values={"words": "laptop, black"}),
]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "refurbished Alder or Birk office chair, black, under $1,299.50, "
                "rated 4.5 or better, not leather"
            ),
        ),
        (
            "es",
            (
                "silla de oficina Alder o Birk (reacondicionado), negro, "
                "por menos de 1.299,50 US$, con 4,5 estrellas o más, sin cuero"
            ),
        ),
        (
            "de",
            (
                "Bürostuhl von Alder oder Birk (generalüberholt), schwarz, unter 1.299,50 $, "
                "ab 4,5 Sternen, ohne Leder"
            ),
        ),
    ],
)
def test_a_wish_in_words(language: str, words: str) -> None:
    assert plain(phrasebook_of(language).requirement(WISH)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en-GB",
            (
                "cheapest of 1,200 that fit, 5% under your limit, 4.1 stars from 1 rating, "
                "and matches laptop, black"
            ),
        ),
        (
            "es",
            (
                "el más barato de 1.200 que cumplen, 5 % por debajo de tu límite, "
                "4,1 estrellas con 1 valoración y coincide con portátil, negro"
            ),
        ),
        (
            "de-AT",
            (
                "günstigstes von 1.200 passenden, 5 % unter deinem Limit, "
                "4,1 Sterne bei 1 Bewertung und passt zu Laptop, schwarz"
            ),
        ),
    ],
)
def test_reasons_in_words(language: str, words: str) -> None:
    assert plain(phrasebook_of(language).reasons(REASONS) or "") == words


def test_a_language_there_are_no_words_of_is_spoken_to_in_english() -> None:
    assert phrasebook_of("fr-FR").products(1204) == "1,204 products"
    assert phrasebook_of("other").reasons([]) is None


def product(price: float | None, brand: str | None) -> CatalogProduct:
    return CatalogProduct.of(
        ProductResult.model_validate(
            {
                "product_id": "store_x_1",
                "marketplace": "store",
                "title": "Cedar 5 Chair, oak",
                "brand": brand,
                "price": price,
                "deep_link": "https://shop.example/1",
                "marketplace_url": "https://shop.example",
            }
        )
    )


def left_out(found: CatalogProduct, *reasons: str) -> WhyAnswer:
    failures = [WhyFailure(reason=reason, slot=reason) for reason in reasons]
    return WhyAnswer(
        outcome=WhyOutcome.LEFT_OUT,
        product=found,
        failures=failures,
        total_count=7,
        sentence="told by the catalogue",
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Cedar 5 Chair is left out: it costs $1,400, and you asked for under $1,299.50; "
                "it is made by Cedar, and you asked for Alder or Birk."
            ),
        ),
        (
            "es",
            (
                "Cedar 5 Chair queda fuera: cuesta 1.400 US$ y buscas algo "
                "por menos de 1.299,50 US$; es de Cedar y pediste Alder o Birk."
            ),
        ),
        (
            "de",
            (
                "Cedar 5 Chair ist nicht dabei: es kostet 1.400 $, gesucht ist unter 1.299,50 $; "
                "es ist von Cedar, gesucht ist Alder oder Birk."
            ),
        ),
    ],
)
def test_why_a_product_is_left_out(language: str, words: str) -> None:
    answer = left_out(product(1400, "Cedar"), "price", "brand")
    assert plain(explain(answer, "cedar", WISH, phrasebook_of(language))) == words


@pytest.mark.parametrize("language", ["en", "es", "de"])
@pytest.mark.parametrize(
    "reason",
    [
        *("price", "price_unknown", "currency", "brand", "condition", "rating", "rating_unknown"),
        *("exclude", "category", "product_type", "marketplace"),
    ],
)
def test_every_failure_has_words_with_and_without_a_record(language: str, reason: str) -> None:
    book = phrasebook_of(language)
    for found in (product(9, "Cedar"), product(None, None)):
        for spec in (WISH, RequirementSpec(product_type="chair", brands_excluded=["Cedar"])):
            said = explain(left_out(found, reason), "cedar", spec, book)
            assert "Cedar 5 Chair" in said
            assert "{" not in said


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "mostly by its ratings"), ("es", "valoraciones"), ("de", "Bewertungen")],
)
def test_why_a_product_is_not_higher(language: str, words: str) -> None:
    lead = ScorePart(part="rating", own=0.2, other=0.9, lead=0.3)
    above = Above(
        place=1,
        product_id="store_x_2",
        title="Birk 2 Chair",
        score=ScoreBreakdown(total=1, relevance=1),
        parts=[lead],
    )
    answer = WhyAnswer(
        outcome=WhyOutcome.RANKED,
        product=product(9, "Cedar"),
        place=4,
        total_count=7,
        above=[above],
        sentence="told by the catalogue",
    )
    said = explain(answer, "cedar", WISH, phrasebook_of(language))
    assert words in said
    assert "Birk 2 Chair" in said
    assert ("4" in said, "7" in said) == (True, True)


BROKEN = Doubt(
    reason=DoubtReason.TITLE_CONTRADICTS,
    message="Its title says “cracked”, and it is offered as like new.",
    code=DoubtCode.TITLE_SAYS_UNSOUND,
    values={"said": "cracked", "condition": "like_new"},
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Its title says “cracked”, and it is offered as like new."),
        ("es", "El título dice «cracked», y se ofrece como: como nuevo."),
        ("de", "Im Titel steht „cracked“, angeboten wird es als: Wie neu."),
    ],
)
def test_a_doubt_is_told_in_the_language_of_the_conversation(language: str, sentence: str) -> None:
    assert phrasebook_of(language).doubt(BROKEN) == sentence


@pytest.mark.parametrize("language", ["es", "de"])
def test_a_doubt_without_a_code_is_told_by_its_reason(language: str) -> None:
    older = Doubt(reason=DoubtReason.PRICE_FAR_BELOW, message="It costs far less.")
    newer = older.model_copy(update={"code": DoubtCode.PRICE_FAR_BELOW})
    told = phrasebook_of(language).doubt(older)
    assert told == phrasebook_of(language).doubt(newer) != older.message
