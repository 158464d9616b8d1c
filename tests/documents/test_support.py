"""A sentence says no more than its quote, or it is not supported."""

import pytest

from talknshop.documents.functions.support import is_supported
from talknshop.schemas.answer import Citation


def cited(quote: str, *, title: str = "T") -> Citation:
    return Citation(
        n=1, document_id="d", version=1, title=title, char_start=0, char_end=len(quote), quote=quote
    )


@pytest.mark.parametrize(
    ("quote", "sentence", "supported"),
    [
        ("The fee is 13.5% of the price.", "The fee is 13.5% of the price [1].", True),
        ("The fee is 13.5% of the price.", "The fee is 13,5 % of the price [1].", True),
        ("The fee is 13.5% of the price.", "The fee is $13.5 of the price [1].", False),
        ("The warranty lasts two years.", "The warranty lasts 2 years [1].", True),
        ("The warranty lasts two years.", "The warranty lasts three years [1].", False),
        ("Only sealed boxes are taken back.", "Sealed boxes are taken back [1].", False),
        ("We take boxes back unless opened.", "We take boxes back when opened [1].", False),
        ("You may pay in 3 parts.", "You may not pay in 3 parts [1].", False),
        ("Pay within 14 days of the invoice.", "Pay after 14 days of the invoice [1].", False),
        (
            "El plazo es de 14 días para devolver.",
            "El plazo para devolver es de 14 días [1].",
            True,
        ),
        ("El plazo es de 14 días para devolver.", "El plazo no es de 14 días [1].", False),
        ("Die Frist für die Rückgabe ist 14 Tage.", "Die Frist ist 14 Tage [1].", True),
        ("Die Frist für die Rückgabe ist 14 Tage.", "Die Frist ist nicht 14 Tage [1].", False),
        ("Die Frist für die Rückgabe ist 14 Tage.", "The period is 14 days [1].", False),
        ("Descale it every month.", "Yes [1].", False),
        ("It weighs 1,200 grams in all.", "It weighs 1200 grams in all [1].", True),
    ],
)
def test_a_sentence_is_held_against_its_quote(
    quote: str,
    sentence: str,
    supported: bool,  # noqa: FBT001
) -> None:
    assert is_supported(sentence, [cited(quote)]) is supported
