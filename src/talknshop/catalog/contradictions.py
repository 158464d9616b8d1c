"""Requirements that no product can meet."""

from talknshop.core.errors import ValidationError
from talknshop.core.money import is_currency
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Contradiction
from talknshop.search.text import words


def refuse_unknown_currency(spec: RequirementSpec) -> None:
    """Refuses a price limit in a currency that does not exist.

    Raises:
        ValidationError: ISO 4217 knows no such code.
    """
    if spec.price is not None and not is_currency(spec.price.currency):
        raise ValidationError(
            f"{spec.price.currency!r} is no currency. Use a code of ISO 4217, such as USD or EUR.",
            details={"field": "price.currency", "value": spec.price.currency},
        )


def find_contradictions(spec: RequirementSpec) -> list[Contradiction]:
    """Names the parts of a requirement that rule each other out."""
    found: list[Contradiction] = []
    wanted = {tuple(words(brand)): brand for brand in spec.brand_preferences}
    excluded = {tuple(words(brand)) for brand in spec.brands_excluded}
    if wanted and wanted.keys() <= excluded:
        names = ", ".join(wanted.values())
        found.append(
            Contradiction(
                reason="brand",
                slots=["brands", "brands_excluded"],
                message=f"Every brand that is asked for is also ruled out: {names}.",
            )
        )
    excluded_words = {tuple(words(text)) for text in spec.exclude}
    if tuple(words(spec.product_type)) in excluded_words:
        found.append(
            Contradiction(
                reason="exclude",
                slots=["product_type", "exclude"],
                message=f"What is asked for is also ruled out: {spec.product_type}.",
            )
        )
    return found
