"""What a category of eBay is, asks for and allows; asked once and kept for a day."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

from talknshop.core.clock import Clock
from talknshop.core.errors import ExternalServiceError
from talknshop.marketplaces.calls import Answered
from talknshop.marketplaces.ebay.errors import NAME
from talknshop.marketplaces.ebay.selling.aspects import LONGEST_VALUE, Aspect, AspectValue
from talknshop.marketplaces.ebay.selling.calls import Call, SellCalls
from talknshop.marketplaces.ebay.selling.conditions import NAMES, AllowedCondition
from talknshop.marketplaces.wire_values import count, entries, identifier, line, lines, member

T = TypeVar("T")

_KEEP_SECONDS = 86_400.0
_MOST_KEPT = 2_000
_LONGEST_QUERY = 350
_TAXONOMY = "/commerce/taxonomy/v1"
_CONDITIONS = "/sell/metadata/v1/marketplace/{site}/get_item_condition_policies"


@dataclass(frozen=True, slots=True)
class Category:
    """A category that something can be listed in."""

    category_id: str
    name: str


class _Kept(Generic[T]):
    """Keeps the newest answers for a day."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._values: OrderedDict[str, tuple[float, T]] = OrderedDict()

    async def get(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        now = self._clock.monotonic()
        found = self._values.get(key)
        if found is not None and now < found[0]:
            return found[1]
        value = await ask()
        self._values[key] = (now + _KEEP_SECONDS, value)
        self._values.move_to_end(key)
        while len(self._values) > _MOST_KEPT:
            self._values.popitem(last=False)
        return value


class Taxonomy:
    """The categories of one site."""

    def __init__(self, calls: SellCalls, clock: Clock, *, site: str) -> None:
        """Asks through ``calls``."""
        self._calls = calls
        self._site = site
        self._trees: _Kept[str] = _Kept(clock)
        self._categories: _Kept[Category | None] = _Kept(clock)
        self._aspects: _Kept[tuple[Aspect, ...]] = _Kept(clock)
        self._conditions: _Kept[tuple[AllowedCondition, ...]] = _Kept(clock)

    async def category(self, user_id: str, words: str) -> Category | None:
        """The category that eBay suggests for something; None when it knows none."""
        query = " ".join(words.split())[:_LONGEST_QUERY]

        async def ask() -> Category | None:
            path = f"{_TAXONOMY}/category_tree/{await self._tree(user_id)}/get_category_suggestions"
            answer = await self._ask(user_id, "getCategorySuggestions", path, {"q": query})
            for suggested in entries(answer.body, "categorySuggestions"):
                number = identifier(member(suggested, "category", "categoryId"))
                if number:
                    name = line(member(suggested, "category", "categoryName")) or number
                    return Category(number, name)
            return None

        return await self._categories.get(query.casefold(), ask)

    async def aspects(self, user_id: str, category_id: str) -> tuple[Aspect, ...]:
        """What a category asks for."""

        async def ask() -> tuple[Aspect, ...]:
            tree = await self._tree(user_id)
            path = f"{_TAXONOMY}/category_tree/{tree}/get_item_aspects_for_category"
            parameters = {"category_id": category_id}
            answer = await self._ask(user_id, "getItemAspectsForCategory", path, parameters)
            read = map(_aspect, entries(answer.body, "aspects"))
            return tuple(one for one in read if one is not None)

        return await self._aspects.get(category_id, ask)

    async def conditions(self, user_id: str, category_id: str) -> tuple[AllowedCondition, ...]:
        """The conditions that a category allows; empty where it knows none."""

        async def ask() -> tuple[AllowedCondition, ...]:
            parameters = {"filter": f"categoryIds:{{{category_id}}}"}
            path = _CONDITIONS.format(site=self._site)
            answer = await self._ask(user_id, "getItemConditionPolicies", path, parameters)
            return tuple(
                AllowedCondition(number, line(member(one, "conditionDescription")) or NAMES[number])
                for policy in entries(answer.body, "itemConditionPolicies")
                if member(policy, "categoryId") == category_id
                for one in entries(policy, "itemConditions")
                if (number := count(member(one, "conditionId"))) in NAMES and number is not None
            )

        return await self._conditions.get(category_id, ask)

    async def _tree(self, user_id: str) -> str:
        async def ask() -> str:
            path = f"{_TAXONOMY}/get_default_category_tree_id"
            parameters = {"marketplace_id": self._site}
            answer = await self._ask(user_id, "getDefaultCategoryTreeId", path, parameters)
            tree = identifier(answer.body.get("categoryTreeId"))
            if tree is None:
                raise ExternalServiceError(f"eBay names no categories of {self._site}.")
            return tree

        return await self._trees.get(self._site, ask)

    async def _ask(
        self, user_id: str, operation: str, path: str, parameters: dict[str, str]
    ) -> Answered:
        answer = await self._calls.send(user_id, Call(operation, "GET", path, params=parameters))
        if answer.status >= HTTPStatus.BAD_REQUEST:
            # A category that has just been suggested is refused: theirs, and it may pass.
            raise ExternalServiceError(
                "eBay does not answer about its categories right now. It is tried again.",
                service=NAME,
                operation=operation,
            )
        return answer


def _aspect(value: object) -> Aspect | None:
    name = line(member(value, "localizedAspectName"))
    if name is None:
        return None
    rule = member(value, "aspectConstraint")
    return Aspect(
        name,
        required=member(rule, "aspectRequired") is True,
        from_list=member(rule, "aspectMode") == "SELECTION_ONLY",
        several=member(rule, "itemToAspectCardinality") == "MULTI",
        longest=count(member(rule, "aspectMaxLength")) or LONGEST_VALUE,
        values=tuple(_values(value)),
    )


def _values(aspect: object) -> list[AspectValue]:
    found: list[AspectValue] = []
    for one in entries(aspect, "aspectValues"):
        text = line(member(one, "localizedValue"))
        if text is None:
            continue
        only_with = [
            (other, tuple(lines(rule, "applicableForLocalizedAspectValues")))
            for rule in entries(one, "valueConstraints")
            if (other := line(member(rule, "applicableForLocalizedAspectName")))
        ]
        found.append(AspectValue(text, tuple(only_with)))
    return found
