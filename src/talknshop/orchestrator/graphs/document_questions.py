"""How a turn's question is put to documents, and whether what came back is about it."""

import re
from collections.abc import Iterator
from itertools import chain

from talknshop.language.requests import AnswerPlan
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.document import DocumentSubject
from talknshop.schemas.document_question import DocumentQuestion, ModelPart
from talknshop.schemas.product import ProductResult
from talknshop.schemas.wording import short_title
from talknshop.search.languages import common_words, stems

_LONGEST = 5000
_ASKING = re.compile(
    r"(?:(?:and|but|so|or|y|pero|und|aber)\s+)?"
    r"(?:how|what|when|where|who|whom|whose|why|which|does|did|is|are|can|could|must|may|"
    r"cómo|qué|cuándo|dónde|quién|cuánto|cuánta|cuántos|cuántas|cuál|"
    r"wie|was|wann|wo|wer|warum|welche[rsnm]?|kann|muss|darf|gilt|ist|sind)\b",
    re.IGNORECASE,
)


def is_question(words: str) -> bool:
    """Whether somebody asks, by the mark or by the word it begins with."""
    return "?" in words or _ASKING.match(words.strip()) is not None


def is_told_by(product: ProductResult, words: str, locale: str) -> bool:
    """Whether the record of a product has everything in it that is asked about."""
    asked = _content(words, locale) - _named(product, locale)
    facts = chain.from_iterable(product.attributes.items())
    record = " ".join([product.description or "", *facts])
    return asked <= frozenset(stems(record, locale))


def questions_about(
    words: str, plan: AnswerPlan, product: ProductResult | None, history: list[str], locale: str
) -> Iterator[DocumentQuestion]:
    """The questions to put to documents, the narrowest first; one that is answered is enough.

    Args:
        words: What the person said.
        plan: How the language engine would look that up.
        product: The product that is meant, where one is.
        history: The questions before this one, oldest first.
        locale: The language of the answer.
    """

    def asked(
        question: str, subject: DocumentSubject | None = None, *, leaning: bool = False
    ) -> DocumentQuestion:
        return DocumentQuestion(
            question=question[:_LONGEST],
            language=locale,
            subject=subject or DocumentSubject(),
            history=history if leaning else [],
            # What may yet turn out to be about something else need not be worded.
            model_part=ModelPart.WORDING if product is None or subject else ModelPart.NONE,
        )

    if product is not None:
        bare = _without(words, _named(product, locale), locale)
        yield asked(bare, DocumentSubject(product_id=product.product_id))
        yield asked(f"{short_title(product.title)}: {bare}")
        yield asked(bare)
    if plan.marketplaces:
        yield asked(words, DocumentSubject(marketplace=plan.marketplaces[0]))
    # Words that name nothing are about what was asked before; others only where they find nothing.
    yield asked(words, leaning=not plan.keywords)
    if plan.question.casefold() != words.casefold():
        # In the words that the engine understands, which may be those of the documents.
        yield asked(plan.question, leaning=not plan.keywords)
    if history and plan.keywords:
        yield asked(words, leaning=True)


def is_about(answer: AnswerData, question: DocumentQuestion, product: ProductResult | None) -> bool:
    """Whether a place that was found has half of what is asked, the product's name aside."""
    if not answer.citations:
        return False
    if product is None or question.subject.product_id is not None:
        return True
    locale = question.language or ""
    asked = _content(question.question, locale) - _named(product, locale)
    places = (" ".join([*one.heading_path, one.quote]) for one in answer.citations)
    return any(2 * len(asked & _content(place, locale)) >= len(asked) for place in places)


def _without(words: str, named: frozenset[str], locale: str) -> str:
    """What is said, without the words of a name; whole where nothing else is said."""
    kept = [word for word in words.split() if not frozenset(stems(word, locale)) & named]
    return " ".join(kept) or words


def _named(product: ProductResult, locale: str) -> frozenset[str]:
    kind = product.attributes.get("product_type", "")
    return _content(f"{product.title} {product.brand or ''} {kind}", locale)


def _content(text: str, locale: str) -> frozenset[str]:
    common = frozenset(stems(" ".join(common_words(locale)), locale))
    return frozenset(stems(text, locale)) - common
