"""What a reply worded by a model is held to, by its kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from talknshop.language.base import NamedProduct, ReplyKind, ReplyPlan
from talknshop.language.prompt_library import Prompt
from talknshop.language.reply_checker import ReplyRules, required_groups
from talknshop.language.reply_words import PhraseIndex, ReplyWords, shingles, words_of
from talknshop.schemas.search import Vocabulary

_HOME = "en"
_SHORTEST_NAME = 3

_REQUIRED: Mapping[ReplyKind, tuple[tuple[str, ...], ...]] = {
    ReplyKind.RESULTS: (("product_1.name", "product_1.title"), ("kept",)),
    ReplyKind.NOTHING_FITS: (("contradiction",), ("kept",)),
    ReplyKind.SMALLTALK: (),
    ReplyKind.COMPARED: (("names",),),
    ReplyKind.DETAILS: (("name",), ("price", "rating", "facts", "description")),
    ReplyKind.SIMILAR: (("name", "missing"),),
    ReplyKind.RANKED: (("product_1.name",),),
}
"""The kinds a model words, and of which slots each must use one."""


def is_worded_by_models(plan: ReplyPlan) -> bool:
    """Whether a model may word a reply.

    What TalknShop has done, refuses or cannot do is never a model's to say: a watch that it claims
    to have begun would be a lie. Nor are addresses.
    """
    if plan.kind is ReplyKind.RANKED:
        return "product_1.name" in plan.slots
    return plan.kind in _REQUIRED


@dataclass(frozen=True, slots=True)
class ReplyVocabulary:
    """What replies of every language are held to.

    Attributes:
        words: The words of each language, by its code.
        makers: The words of every name that the lexicon knows.
        names: The same to be looked up, with the makers of the catalogue.
    """

    words: Mapping[str, ReplyWords]
    makers: tuple[tuple[str, ...], ...]
    names: PhraseIndex

    @classmethod
    def of(
        cls, words: Mapping[str, ReplyWords], makers: Iterable[Iterable[str]]
    ) -> "ReplyVocabulary":
        """The vocabulary before any catalogue is known."""
        known = tuple(tuple(name) for name in makers)
        return cls(words, known, PhraseIndex(known))

    def extended(self, vocabulary: Vocabulary) -> "ReplyVocabulary":
        """The same with the makers of a catalogue in place of those known before."""
        own = [words for brand in vocabulary.brands if (words := words_of(brand))]
        return ReplyVocabulary(self.words, self.makers, PhraseIndex([*self.makers, *own]))

    def language(self, code: str) -> ReplyWords:
        """The words of a language; of English where it is another."""
        return self.words.get(code) or self.words[_HOME]

    def rules(self, plan: ReplyPlan, prompt: Prompt, language: str) -> ReplyRules:
        """What the reply of a plan is held to."""
        words = self.language(language)
        nothing = plan.kind is ReplyKind.NOTHING_FITS or "missing" in plan.slots
        return ReplyRules(
            words=words,
            slots=plan.slots,
            names=self.names,
            products=PhraseIndex(_names(plan.products, words)),
            secrets=secrets_of(prompt),
            required=required_groups(_REQUIRED.get(plan.kind, ()), plan.slots),
            denies=nothing and "contradiction" not in plan.slots,
        )

    def rules_of_questions(self, prompt: Prompt, language: str) -> ReplyRules:
        """What a question is held to: it has no slots at all."""
        return ReplyRules(
            self.language(language), frozenset(), names=self.names, secrets=secrets_of(prompt)
        )


def must_use(rules: ReplyRules) -> list[str]:
    """The slots that a model is told to use: those that nothing else stands in for."""
    firsts = (sorted(group) for group in rules.required)
    return [group[0] for group in firsts if len(group) == 1 or group[0].startswith("product_")]


@cache
def secrets_of(prompt: Prompt) -> PhraseIndex:
    """Runs of words that would give a prompt away."""
    return shingles([prompt.secret])


def _names(products: Iterable[NamedProduct], words: ReplyWords) -> Iterable[list[str]]:
    """Whole names, and the words of names that are no words of the language."""
    for product in products:
        own = [*words_of(product.name), *words_of(product.brand or "")]
        yield words_of(product.name)
        yield from (
            [word] for word in own if word not in words.ordinary and len(word) >= _SHORTEST_NAME
        )
