"""Names, figures, wishes and reasons in the words of one language, for the slots of replies."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from icu4py.messageformat import MessageFormat

from talknshop.language.catalogues import Catalogue, CataloguePart, read_catalogue
from talknshop.schemas.enums import Availability, Condition, ReasonCode
from talknshop.schemas.product import Doubt, RankReason
from talknshop.schemas.requirement import Operation, PriceFilter, RequirementSpec
from talknshop.schemas.search import Relaxation

HOME = "en"
_LOCALES = {HOME: "en_US", "es": "es_ES", "de": "de_DE"}
_NAMED = ("products", "properties")
"""Groups of a glossary whose first wording is how a thing is called."""
_JOINTS = {
    (ReasonCode.CHEAPEST, ReasonCode.UNDER_LIMIT): ", ",
    (ReasonCode.BEST_RATED, ReasonCode.STARS): ": ",
    (ReasonCode.BEST_RATED, ReasonCode.STARS_OF): ": ",
}
"""What stands between two reasons that belong together."""
_SHORT_FORMS = re.compile(r"\b(?:tv|usb|led|ssd|hdmi|dslr|pc|cd|dvd|gps|bbq)\b")
_BARE = re.compile(r"[\d.,/ ]+|[a-z]{1,3}", re.IGNORECASE)
"""What says nothing without the name of the property: "10", "XL"."""
_LISTED = re.compile(r", ")
_NAMES = frozenset({"brand", "model", "series", "title", "name", "sku", "mpn", "gtin"})
"""Properties whose values are the same in every language."""
_PART = re.compile(r"[^,;/\s](?:[^,;/]*[^,;/\s])?")
_ANSWERS = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}


class Phrasebook:
    """One language's words for what the server knows; every figure is handed in."""

    def __init__(self, language: str) -> None:
        """Reads the catalogues of ``language``; what they lack is said in English."""
        self.language = language
        self.locale = _LOCALES[language]
        self._page = read_catalogue(CataloguePart.PAGE, language)
        own = read_catalogue(CataloguePart.REPLIES, language)
        english = read_catalogue(CataloguePart.REPLIES, HOME)
        self._replies: Catalogue = {s: english[s] | own.get(s, {}) for s in english}
        self._names = {} if language == HOME else _names(language)
        self._formats: dict[str, MessageFormat] = {}

    def say(self, section: str, key: str, **values: str) -> str:
        """A wording of the replies with its slots filled."""
        wording = self._replies[section][key]
        first = wording if isinstance(wording, str) else wording[0]
        return str(first).format(**values)

    def number(self, value: float) -> str:
        """A figure."""
        return format_decimal(value, locale=self.locale)

    def rating(self, value: float) -> str:
        """Stars with one decimal."""
        return format_decimal(value, format="0.0", locale=self.locale)

    def price(self, amount: float, currency: str) -> str:
        """A price as people write it, without cents where there are none."""
        whole = float(amount).is_integer()
        pattern = str(Locale.parse(self.locale).currency_formats["standard"].pattern)
        short = pattern.replace(".00", "") if whole else None
        return format_currency(
            amount, currency, short, locale=self.locale, currency_digits=not whole
        )

    def products(self, count: int) -> str:
        """So many products."""
        return self.say("matches", "one" if count == 1 else "other", count=self.number(count))

    def listed(self, parts: Sequence[str]) -> str:
        """Parts of a sentence, the last two joined by "and"."""
        return format_list(list(parts), locale=self.locale)

    def either(self, parts: Sequence[str]) -> str:
        """Parts of a sentence, the last two joined by "or"."""
        return format_list(list(parts), style="or", locale=self.locale)

    def name(self, words: str) -> str:
        """What a kind of product, a colour or a material is called, as far as it is known."""
        key = words.casefold()
        if self.language == HOME:
            return _SHORT_FORMS.sub(lambda match: match.group().upper(), words)
        return self._names.get(key) or self._names.get(key.removesuffix("'s"), words)

    def attribute(self, name: str) -> str:
        """The name of a property."""
        key = re.sub(r"\W+", "_", name.casefold())
        return str(self._page["attribute"].get(key, name))

    def value(self, name: str, value: str) -> str:
        """The value of a property, as far as it is of a closed set; others stay as they are."""
        if name == "condition" and value in self._page["condition"]:
            return str(self._page["condition"][value])
        if name == "availability" and value in self._page["availability"]:
            return str(self._page["availability"][value])
        return value if name in _NAMES else _PART.sub(self._closed, value)

    def _closed(self, part: re.Match[str]) -> str:
        words = part.group()
        if (answer := _ANSWERS.get(words.casefold())) is not None:
            return str(self._page["value"][answer])
        if self.language == HOME:
            return words
        plain = words.casefold()
        if (
            named := self._page["value"].get(re.sub(r"[^a-z0-9]+", "_", plain).strip("_"))
        ) is not None:
            return str(named)
        known = self.name(plain)
        return words if known == plain else known

    def page(self, section: str, key: str, **values: str | float) -> str:
        """A message of the page with its values filled in."""
        return self._formatted(str(self._page[section][key]), values)

    def page_knows(self, section: str, key: str) -> bool:
        """Whether the page has a message under this name."""
        return key in self._page.get(section, {})

    def condition(self, condition: Condition) -> str:
        """The condition, within a sentence."""
        return _within(str(self._page["condition"][condition]), self.language)

    def availability(self, availability: Availability) -> str | None:
        """Whether it can be had, within a sentence; None where that is not known."""
        words = self._page["availability"].get(availability)
        return None if words is None else _within(str(words), self.language)

    def requirement(self, spec: RequirementSpec) -> str:
        """The wish in words, such as "laptop under $600" or "Dell laptop, 16 GB, under $600"."""
        head = self.name(spec.product_type)
        if spec.brand_preferences:
            brands = self.either(spec.brand_preferences)
            head = self.say("requirement", "brand", brand=brands, product=head)
        if spec.condition is not None:
            condition = self.condition(spec.condition)
            head = self.say("requirement", "condition", condition=condition, product=head)
        wishes = [
            self._wish(name, one)
            for name, value in spec.attributes.items()
            for one in _as_list(value)
        ]
        limits = self._limits(spec)
        if spec.price is not None and not wishes:
            head, limits = f"{head} {limits[0]}", limits[1:]
        return ", ".join([head, *wishes, *limits])

    def limits(self, price: PriceFilter) -> str:
        """What may be paid."""
        low = None if price.min is None else self.price(price.min, price.currency)
        high = None if price.max is None else self.price(price.max, price.currency)
        if low and high:
            return self.say("requirement", "between", low=low, high=high)
        if high:
            return self.say("requirement", "under", high=high)
        return self.say("requirement", "over", low=low or "")

    def reasons(self, reasons: Sequence[RankReason]) -> str | None:
        """Why a product stands where it does, as part of a sentence; None without reasons."""
        parts: list[str] = []
        before: RankReason | None = None
        for reason in reasons:
            joint = _JOINTS.get((before.code, reason.code)) if before else None
            words = self._reason(reason)
            if joint is not None and parts:
                parts[-1] += f"{joint}{words}"
            else:
                parts.append(words)
            before = reason
        return self.listed(parts) if parts else None

    def doubt(self, doubt: Doubt) -> str:
        """A reason to look twice, as a sentence."""
        if self.language == HOME:
            return doubt.message
        pattern = self._page["doubt"][doubt.code or doubt.reason]
        values = dict[str, str | int | float](doubt.values)
        if "condition" in doubt.values:
            values["condition"] = self.condition(Condition(doubt.values["condition"]))
        return self._formatted(str(pattern), values)

    def relaxation(self, relaxation: Relaxation, spec: RequirementSpec) -> str:
        """A change that would bring products back, and how many; named as on the page."""
        changes = [self._change(operation, spec) for operation in relaxation.operations]
        [change] = changes if len(changes) == 1 else [None]
        if change is None:
            return relaxation.label
        values = {"change": change, "count": relaxation.adds}
        return self._formatted(str(self._page["relaxation"]["adds"]), values)

    def _change(self, operation: Operation, spec: RequirementSpec) -> str | None:
        wordings, value = self._page["relaxation"], operation.value
        key = str(operation.slot)
        if value is None:
            key = "unrated" if key == "rating_min" else key
            return str(wordings[key]) if key in wordings else None
        if key == "price_max" and isinstance(value, int | float):
            currency = spec.price.currency if spec.price else "USD"
            return self._formatted(str(wordings[key]), {"price": self.price(value, currency)})
        if key == "rating_min" and isinstance(value, int | float):
            return self._formatted(str(wordings[key]), {"rating": value})
        if key == "product_type" and isinstance(value, str):
            return self._formatted(str(wordings[key]), {"name": self.name(value)})
        return None

    def _wish(self, name: str, value: str) -> str:
        if not _BARE.fullmatch(value):
            return self.name(value)
        if name == "size":
            return self.say("requirement", "size", size=value)
        named = self.attribute(name)
        # German names of properties are nouns, which keep their capital.
        return f"{named if self.language == 'de' else _within(named, self.language)} {value}"

    def _limits(self, spec: RequirementSpec) -> list[str]:
        parts = [] if spec.price is None else [self.limits(spec.price)]
        if spec.rating_min is not None:
            parts.append(self.say("requirement", "rated", rating=self.number(spec.rating_min)))
        unwanted = [*spec.brands_excluded, *spec.exclude]
        return parts + [self.say("requirement", "without", name=self.name(n)) for n in unwanted]

    def _reason(self, reason: RankReason) -> str:
        values = dict[str, str | int | float](reason.values)
        for key in ("product_type", "words"):
            told = values.get(key)
            if isinstance(told, str):
                values[key] = ", ".join(self.name(word) for word in _LISTED.split(told))
        return self._formatted(str(self._page["reason"][reason.code]), values)

    def _formatted(self, pattern: str, values: Mapping[str, str | int | float]) -> str:
        if pattern not in self._formats:
            self._formats[pattern] = MessageFormat(pattern, self.locale)
        arguments: dict[str, int | float | str | Decimal | date | datetime] = {**values}
        return self._formats[pattern].format(arguments)


@cache
def phrasebook_of(locale: str) -> Phrasebook:
    """The phrasebook of a language; English for those there is none of."""
    language = re.split("[-_]", locale)[0].lower()
    return Phrasebook(language if language in _LOCALES else HOME)


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _within(words: str, language: str) -> str:
    """A label as it stands within a sentence; German nouns keep their capital."""
    if language == "de" and " " in words:
        return words
    return words[:1].lower() + words[1:]


def _names(language: str) -> dict[str, str]:
    lexicon = files("talknshop.language.rules") / "lexicon"
    data = tomllib.loads((lexicon / "languages" / f"{language}.toml").read_text(encoding="utf-8"))
    groups: dict[str, Any] = data["gloss"]
    names: dict[str, str] = {}
    for group in _NAMED:
        for meaning, first in _first_wordings(str(groups.get(group, "")).splitlines()):
            names.setdefault(meaning, first)
    preferred = lexicon / "messages" / "page" / "words" / f"{language}.toml"
    if preferred.is_file():
        names |= tomllib.loads(preferred.read_text(encoding="utf-8"))
    return names


def _first_wordings(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        meaning, _, phrases = line.partition(":")
        if phrases:
            yield meaning.strip().casefold(), phrases.split(",")[0].strip()
