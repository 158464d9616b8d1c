"""Requirements and kinds of things as conditions of the text index.

They say the same as ``matching.Criteria`` and ``thing.Asked`` say of a product at hand, so that the
index can count and choose among any number of products.
"""

from typing import NamedTuple

from talknshop.catalog.index_fields import GUESSED, NAME_FIELDS, SHORT, STATED
from talknshop.catalog.matching import NOT_USED, Criteria, Failure, Reason
from talknshop.catalog.thing import Asked
from talknshop.schemas.enums import Condition as State
from talknshop.search.index import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Is,
    Known,
    Matches,
    Not,
    Says,
    Term,
)
from talknshop.search.synonyms import Phrase, Synonyms

NEVER = AnyOf(())


class Breach(NamedTuple):
    """A way in which products fail a requirement, and which products do."""

    failure: Failure
    condition: Condition
    met: Condition | None = None
    """What holds of the others where the fact is known and comparable, when that is found sooner:
    to learn that hardly any product fails, an index goes through all of them."""


def breaches(criteria: Criteria) -> list[Breach]:
    """Every way to fail, one a slot at most for any product."""
    found = [
        *_price_breaches(criteria),
        *_brand_breaches(criteria),
        *_condition_breaches(criteria),
        *_rating_breaches(criteria),
    ]
    if criteria.excluded:
        fields = ("title_words", "type_words")
        said = [Says(field, phrase) for field in fields for phrase in criteria.excluded]
        found.append(Breach(Failure(Reason.EXCLUDE, "exclude"), AnyOf(tuple(said))))
    if criteria.categories:
        named = AnyOf(tuple(Says("type_words", category) for category in criteria.categories))
        found.append(Breach(Failure(Reason.CATEGORY, "categories"), Not(named)))
    return found


def meets(ways: list[Breach]) -> Condition:
    """What fails in none of these ways."""
    return AllOf(tuple(way.met or Not(way.condition) for way in ways))


def apart_from(ways: list[Breach], one: Breach) -> list[Breach]:
    """The other ways to fail; where a fact is unknown or not comparable, no more is asked of it."""
    told_by = _TOLD_BY.get(one.failure.reason, ())
    return [way for way in ways if way is not one and way.failure.reason not in told_by]


_TOLD_BY = {
    Reason.PRICE_UNKNOWN: (Reason.CURRENCY, Reason.PRICE),
    Reason.CURRENCY: (Reason.PRICE,),
    Reason.RATING_UNKNOWN: (Reason.RATING,),
}


def _price_breaches(criteria: Criteria) -> list[Breach]:
    if criteria.currency is None:
        return []
    slot = "price_min" if criteria.price_max is None else "price_max"
    ours = Is("currency", (criteria.currency,))
    found: list[Breach] = []
    # The commonest way comes first: whoever counts may stop once all are accounted for.
    if criteria.price_max is not None:
        above = Between("price", low=criteria.price_max + 1)
        met = Between("price", high=criteria.price_max)
        found.append(Breach(Failure(Reason.PRICE, "price_max"), AllOf((ours, above)), met))
    if criteria.price_min is not None:
        below = Between("price", high=criteria.price_min - 1)
        met = Between("price", low=criteria.price_min)
        found.append(Breach(Failure(Reason.PRICE, "price_min"), AllOf((ours, below)), met))
    other = AllOf((Known("price"), Not(ours)))
    return [
        *found,
        Breach(Failure(Reason.PRICE_UNKNOWN, slot), Not(Known("price"))),
        Breach(Failure(Reason.CURRENCY, "currency"), other, ours),
    ]


def _brand_breaches(criteria: Criteria) -> list[Breach]:
    found: list[Breach] = []
    wanted, unwanted = _of_brands(criteria.brands), _of_brands(criteria.brands_excluded)
    if criteria.brands:
        found.append(Breach(Failure(Reason.BRAND, "brands"), Not(wanted)))
    if criteria.brands_excluded:
        condition = AllOf((wanted, unwanted)) if criteria.brands else unwanted
        found.append(Breach(Failure(Reason.BRAND, "brands_excluded"), condition))
    return found


def _of_brands(brands: frozenset[Phrase]) -> Condition:
    return Is("brand_key", tuple(sorted(" ".join(brand) for brand in brands)))


def _condition_breaches(criteria: Criteria) -> list[Breach]:
    if criteria.condition is None:
        return []
    if criteria.condition is State.USED:
        states = tuple(str(state) for state in State if state not in NOT_USED)
    else:
        states = (str(criteria.condition),)
    return [Breach(Failure(Reason.CONDITION, "condition"), Not(Is("condition", states)))]


def _rating_breaches(criteria: Criteria) -> list[Breach]:
    if not criteria.rating_min:
        return []
    enough = Between("rating", low=criteria.rating_min)
    return [
        Breach(Failure(Reason.RATING_UNKNOWN, "rating_min"), Not(Known("rating"))),
        Breach(Failure(Reason.RATING, "rating_min"), AllOf((Known("rating"), Not(enough))), enough),
    ]


class KindConditions:
    """Which products are what was asked for, and which only have to do with it."""

    def __init__(self, asked: Asked, synonyms: Synonyms) -> None:
        """Takes what was asked for."""
        self._synonyms = synonyms
        self._head = asked.head
        self._is_accessory = asked.is_accessory
        variety = tuple(_in_title(synonyms.of(part)) for part in asked.variety)
        self.of_head = self._named("kind", asked.head)
        """What is of the kind, in whatever variety."""
        self.of_kind = AnyOf((self._named("kind", asked.phrase), self.of_head))
        """What is the thing, or of its kind: ``Kinship.SAME_KIND`` or closer."""
        self.thing = AnyOf(
            (
                self._named("kind", asked.phrase),
                AllOf((self._named("kind", asked.head), *variety)),
            )
        )
        """What is the thing: ``Kinship.THING``."""

    def _named(self, field: str, phrase: Phrase) -> Condition:
        parts: list[Condition] = []
        for naming in self._synonyms.namings(phrase):
            wording = (" ".join(naming.wording),)
            if naming.alone:
                parts.append(Is("whole_kind" if field == "kind" else field, wording))
            elif naming.but_not:
                others = tuple(" ".join(other) for other in naming.but_not)
                parts.append(AllOf((Is(field, wording), Not(Is(field, others)))))
            else:
                parts.append(Is(field, wording))
        return AnyOf(tuple(parts))

    @property
    def near(self) -> Condition:
        """What may be of the kind though its own type does not say so.

        It is called by the name; a description that has the word is not enough. Of what the feed
        states to be something else, only what its title says to be it. An accessory is none.
        """
        wordings = self._synonyms.of(self._head)
        for_it = AnyOf(tuple(Says("type_words", wording) for wording in wordings if wording))
        by_title = AllOf((Is("facts", (STATED,)), self._named("title_kind", self._head)))
        guessed = AllOf((Is("facts", (GUESSED,)), self._named_like))
        return AllOf((Not(for_it), Not(self._goes_with), AnyOf((guessed, by_title))))

    @property
    def _named_like(self) -> Condition:
        """What has the kind's last word where it is named, or another wording of the kind.

        A computer whose description tells of Bluetooth and headphones is no headphone.
        """
        wordings = [" ".join(wording) for wording in self._synonyms.of(self._head)]
        variants = dict.fromkeys([*self._head[-1:], *wordings])
        return Matches((Term(tuple(variants), required=True),), NAME_FIELDS)

    def called(self, terms: tuple[Term, ...], phrase: Phrase) -> Condition:
        """What is called by all the words, where no product is of a kind that has that name.

        A short description counts when it has the words one after the other, unless it is a single
        plain word, which may stand there for any reason. What by its nature goes with something
        else, a case or a charger, is only named after it; unless the name is its brand, or says
        what it is.
        """
        required = tuple(term for term in terms if term.required)
        its_own = [Matches((term,), ("type",)) for term in required]
        belongs = AnyOf((Not(self._goes_with), Matches(required, ("brand",)), *its_own))
        named = AnyOf((Matches(required, NAME_FIELDS), _in_short_description(phrase)))
        return AllOf((named, belongs))

    @property
    def _goes_with(self) -> Condition:
        if self._is_accessory:
            return NEVER
        return Is("kind", tuple(sorted(map(" ".join, self._synonyms.accessories))))


def _in_short_description(phrase: Phrase) -> Condition:
    if len(phrase) == 1 and phrase[0].isalpha():
        return NEVER
    whole = (Term((" ".join(phrase),), required=True),)
    return AllOf((Is("facts", (SHORT,)), Matches(whole, ("description",))))


def _in_title(wordings: tuple[Phrase, ...]) -> Condition:
    return AnyOf(tuple(Says("title_words", wording) for wording in wordings if wording))
