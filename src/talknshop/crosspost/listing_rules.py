"""What a seller should know about a listing itself, whatever the marketplace."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from talknshop.core.money import from_minor, is_currency, minor_digits, to_minor
from talknshop.crosspost.recalled_goods import find_recall
from talknshop.language.prohibited_goods import find_prohibited_goods
from talknshop.marketplaces.posting.contact_details import find_contact_details
from talknshop.marketplaces.posting.fitting import plain_line, plain_text
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.marketplaces.posting.preview import blocking, warning
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import (
    ListingForm,
    ListingProblem,
    PriceAdvice,
    ProblemLevel,
)

_RULES = {
    "weapons": "weapons and ammunition",
    "drugs": "drugs",
    "medicine": "prescription medicine and medical drugs",
    "tobacco": "tobacco and vapes",
    "counterfeit": "counterfeit and stolen goods",
    "people": "identity documents and parts of people",
    "animals": "live animals and parts of protected ones",
    "fireworks": "fireworks",
}
_ABSURD_PRICE = 1_000_000
_TOO_CHEAP = 3
"""A price below the median by more than this factor is too good to be true."""
_TOO_DEAR = 4
_SHOWN = 3


def listing_problems(
    form: ListingForm,
    targets: list[PostingMarketplace],
    *,
    advice: PriceAdvice | None = None,
) -> list[ListingProblem]:
    """Everything about a listing that concerns all its marketplaces.

    Args:
        form: The listing, as far as it is filled in.
        targets: Where it would be put up.
        advice: What comparable items cost.
    """
    return [
        *_prohibited(form),
        *_recalled(form),
        *_contact_details(form, targets),
        *_markup(form),
        *_price(form),
        *_compared(form, advice),
    ]


def refusal(form: ListingForm) -> ListingProblem | None:
    """Why a listing may not be posted at all; None when it may be."""
    for problem in (*_prohibited(form), *_recalled(form)):
        if problem.level is ProblemLevel.REFUSED:
            return problem
    return None


def _prohibited(form: ListingForm) -> Iterator[ListingProblem]:
    found = find_prohibited_goods(plain_line(form.title or ""))
    if found is not None:
        yield ListingProblem(
            code="prohibited_goods",
            level=ProblemLevel.REFUSED,
            message=(
                f"“{found.words}” cannot be listed: {_RULES[found.reason]} may not be sold "
                f"on these marketplaces (rule: {found.reason})."
            ),
            field="title",
        )
        return
    found = find_prohibited_goods(plain_line(form.description or ""))
    if found is not None:
        yield warning(
            "prohibited_words",
            f"The description speaks of “{found.words}”. {_RULES[found.reason].capitalize()} "
            f"may not be sold (rule: {found.reason}); take the words out if they do not belong "
            "to what you sell.",
            "description",
        )


def _recalled(form: ListingForm) -> Iterator[ListingProblem]:
    recall = find_recall(plain_line(form.title or ""))
    if recall is None:
        return
    since = f"since {recall.since:%-d %B %Y}"
    yield ListingProblem(
        code="recalled_goods",
        level=ProblemLevel.REFUSED if recall.banned else ProblemLevel.WARNING,
        message=f"{recall.name}: {recall.rule} ({since}; see {recall.source}).",
        field="title",
    )


def _contact_details(
    form: ListingForm, targets: list[PostingMarketplace]
) -> Iterator[ListingProblem]:
    strict = [limits_of(one).name for one in targets if not limits_of(one).contact_allowed]
    texts: tuple[tuple[str, str | None, Callable[[str], str]], ...] = (
        ("title", form.title, plain_line),
        ("description", form.description, plain_text),
    )
    for field, text, plain in texts:
        found = find_contact_details(plain(text or ""))
        if not found:
            continue
        kinds = ", ".join(dict.fromkeys(f"{one.kind}" for one in found))
        named = ", ".join(f"“{one.text}”" for one in found[:_SHOWN])
        where = f"{' and '.join(strict)} may take it down for that" if strict else "anybody sees it"
        yield warning(
            "contact_details", f"The {field} has a {kinds} ({named}); {where}. Take it out.", field
        )


def _markup(form: ListingForm) -> Iterator[ListingProblem]:
    if form.description and _tags_lost(form.description):
        yield warning(
            "html_removed", "The description has HTML; it is posted as plain text.", "description"
        )


def _tags_lost(text: str) -> bool:
    return "<" in text and "<" not in plain_text(text)


def _price(form: ListingForm) -> Iterator[ListingProblem]:
    if not is_currency(form.currency):
        yield blocking("currency_unknown", f"There is no currency {form.currency}.", "currency")
        return
    if form.price is None:
        return
    if to_minor(form.price, form.currency) == 0:
        yield blocking("price_too_low", "A listing needs a price above zero.", "price")
    elif form.price >= _ABSURD_PRICE:
        text = f"{form.price:,.0f} {form.currency} is unusually much. Is that the price?"
        yield warning("price_unusual", text, "price")
    elif from_minor(to_minor(form.price, form.currency), form.currency) != Decimal(str(form.price)):
        digits = minor_digits(form.currency)
        text = f"Prices in {form.currency} have {digits} decimal places; the rest is rounded."
        yield warning("price_rounded", text, "price")


def _compared(form: ListingForm, advice: PriceAdvice | None) -> Iterator[ListingProblem]:
    if advice is None or not advice.median or not form.price or form.currency != advice.currency:
        return
    told = f"{advice.sample_size} comparable items; the middle one costs {advice.median:,.2f}"
    if form.price * _TOO_CHEAP < advice.median:
        yield warning(
            "price_too_good",
            f"{form.price:,.2f} {form.currency} looks too good to be true beside {told}. "
            "Buyers may take it for a fraud. Check the price.",
            "price",
        )
    elif form.price > advice.median * _TOO_DEAR:
        yield warning(
            "price_far_above",
            f"{form.price:,.2f} {form.currency} is far above {told}. Check the price.",
            "price",
        )
