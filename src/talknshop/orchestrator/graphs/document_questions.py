"""How a turn's question is put to documents, and whether what came back is about it."""

from collections.abc import Iterator
from itertools import chain

from talknshop.language.requests import AnswerPlan
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.document import DocumentSubject
from talknshop.schemas.document_question import DocumentQuestion
from talknshop.schemas.product import ProductResult
from talknshop.schemas.wording import short_title
from talknshop.search.languages import common_words, stems

_LONGEST = 5000


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

    def asked(question: str, **subject: str) -> DocumentQuestion:
        return DocumentQuestion(
            question=question[:_LONGEST],
            language=locale,
            subject=DocumentSubject(**subject),
            history=history,
        )

    if product is not None:
        yield asked(words, product_id=product.product_id)
        yield asked(f"{short_title(product.title)}: {words}")
    if plan.marketplaces:
        yield asked(words, marketplace=plan.marketplaces[0])
    yield asked(words)
    if plan.question.casefold() != words.casefold():
        # In the words that the engine understands, which may be those of the documents.
        yield asked(plan.question)


def is_about(answer: AnswerData, question: DocumentQuestion, product: ProductResult | None) -> bool:
    """Whether an answer has more of the question in it than the name of the product."""
    if not answer.citations:
        return False
    if product is None or question.subject.product_id is not None:
        return True
    locale = question.language or ""
    asked = _content(question.question, locale) - _named(product, locale)
    first = answer.citations[0]
    return not asked or bool(asked & _content(" ".join([*first.heading_path, first.quote]), locale))


def _named(product: ProductResult, locale: str) -> frozenset[str]:
    kind = product.attributes.get("product_type", "")
    return _content(f"{product.title} {product.brand or ''} {kind}", locale)


def _content(text: str, locale: str) -> frozenset[str]:
    common = frozenset(stems(" ".join(common_words(locale)), locale))
    return frozenset(stems(text, locale)) - common
