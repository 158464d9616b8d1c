"""Putting findings together: what one message says, slot by slot."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from talknshop.language.rules import facts
from talknshop.language.rules.asking import Asked
from talknshop.language.rules.attributes import worded_in
from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.language.rules.money import Price
from talknshop.language.rules.negation import Scope
from talknshop.language.rules.products import Candidate
from talknshop.language.rules.quantities import memory_slot
from talknshop.language.rules.reading import Finding, Reading
from talknshop.language.rules.references import is_reference

_COMPUTERS = frozenset({"laptop", "gaming laptop", "desktop computer", "gaming pc", "chromebook"})
ATTRIBUTES = frozenset(
    [
        "color",
        "size",
        "dimensions",
        "screen_size",
        "storage",
        "ram",
        "capacity",
        "weight",
        "quantity",
        "seats",
        "material",
        "gender",
        "age",
        "features",
        "resolution",
        "refresh_rate",
        "processor",
        "gpu",
        "vram",
        "os",
        "model",
        "year",
        "use_case",
        "recipient",
        "occasion",
        "style",
        "pattern",
        "shape",
        "theme",
        "flavor",
        "scent",
        "suitable_for",
        "compatibility",
        "power",
        "fit",
        "title",
        "author",
        "artist",
        "topic",
        "format",
        "mileage",
        "memory",
    ]
)
"""Slots of findings that become attributes."""
_COUNT_BEFORE = re.compile(r"(?:^|\b(\w+) |[,.:;] ?)(\d{1,3}) (?:\w+ ){0,2}$")
_PRODUCTS = frozenset({"line", "other_line", "other_product", "product", "device"})
_NO_MODEL = frozenset({"mixer", "set", "cup", "jeans"})
_LEAST_COUNT = 2
_GENDERS = {"men": "boys", "women": "girls"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What one message says; what it does not say is None or empty."""

    reading: Reading
    product: ProductType | None = None
    product_name: str | None = None
    price: Price | None = None
    asked: Asked | None = None
    """What a seller asks."""
    brands: tuple[str, ...] = ()
    maker: str | None = None
    """The maker a product line implies."""
    brands_excluded: tuple[str, ...] = ()
    condition: str | None = None
    rating_min: float | None = None
    marketplaces: tuple[str, ...] = ()
    attributes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    exclude: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the message names nothing at all."""
        return not (
            self.product_name
            or self.price
            or self.brands
            or self.brands_excluded
            or self.condition
            or self.rating_min is not None
            or self.marketplaces
            or self.attributes
            or self.exclude
        )


def assemble(
    reading: Reading,
    lexicon: Lexicon,
    head: Candidate | None,
    price: Price | None,
    scopes: Sequence[Scope],
) -> Wish:
    """Puts the findings of a reading together around its product ``head``."""
    compared = {f.start for f in reading.findings if _is_compared(f, reading, lexicon)}
    wanted, unwanted = _by_negation(reading, scopes)
    brands = [str(f.value) for f in wanted if f.slot == "brand" and f.start not in compared]
    excluded_brands = _unique(_refused_brands(unwanted, lexicon))
    if head is not None and head.start not in compared:
        brands += _brand_in_name(reading, head, lexicon)
    attributes = _attributes(wanted, head)
    _add_model(reading, attributes, head, compared)
    _add_fit(reading, attributes, head, brands, lexicon)
    _add_worded(reading, attributes, head, lexicon)
    _add_count(reading, attributes, head, lexicon)
    _add_gender(attributes, head, lexicon)
    ratings = [f.value for f in reading.of("rating_min") if isinstance(f.value, float)]
    condition, refused = _condition(wanted, unwanted)
    return Wish(
        reading=reading,
        product=head.type if head else None,
        product_name=head.name if head else None,
        price=price,
        brands=tuple(b for b in _unique(brands) if b not in excluded_brands),
        maker=head.maker if head and head.start not in compared else None,
        brands_excluded=tuple(excluded_brands),
        condition=condition,
        rating_min=ratings[-1] if ratings else None,
        marketplaces=tuple(facts.wanted_marketplaces(reading)),
        attributes={name: _unique(values) for name, values in attributes.items()},
        exclude=tuple(_unique([*_refused(unwanted, lexicon), *refused])),
    )


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _is_compared(finding: Finding, reading: Reading, lexicon: Lexicon) -> bool:
    return finding.slot in {"brand", "line"} and is_reference(finding, reading, lexicon)


def _by_negation(reading: Reading, scopes: Sequence[Scope]) -> tuple[list[Finding], list[Finding]]:
    wanted: list[Finding] = []
    unwanted: list[Finding] = []
    for finding in sorted(reading.findings, key=lambda f: f.start):
        negated = finding.negated or any(scope.covers(finding) for scope in scopes)
        (unwanted if negated else wanted).append(finding)
    return wanted, unwanted


def _refused_brands(unwanted: Iterable[Finding], lexicon: Lexicon) -> list[str]:
    """Refused makers, and refused lines that are makers: "not a Keurig"."""
    found: list[str] = []
    for finding in unwanted:
        if finding.slot == "brand":
            found.append(str(finding.value))
        elif finding.slot in _PRODUCTS and (brand := lexicon.brands.get(str(finding.value))):
            found.append(brand)
    return found


def _refused(unwanted: Iterable[Finding], lexicon: Lexicon) -> list[str]:
    named = ATTRIBUTES | _PRODUCTS | {"exclude"}
    return [
        str(f.value) for f in unwanted if f.slot in named and not lexicon.brands.get(str(f.value))
    ]


def _attributes(wanted: Iterable[Finding], head: Candidate | None) -> dict[str, list[str]]:
    attributes: dict[str, list[str]] = {}
    for finding in wanted:
        if finding.slot not in ATTRIBUTES or finding.value is None:
            continue
        slot, value = finding.slot, str(finding.value)
        if slot == "memory":
            slot = memory_slot(value, computer=head is not None and head.name in _COMPUTERS)
        attributes.setdefault(slot, []).append(value)
    return attributes


def _brand_in_name(reading: Reading, head: Candidate, lexicon: Lexicon) -> list[str]:
    """Lines that are makers too: a Lego set, a Vitamix."""
    phrase = reading.text[head.start : head.end].split()
    for length in range(len(phrase), 0, -1):
        name = " ".join(phrase[:length])
        brand = lexicon.brands.get(name) or lexicon.brands.get(name.removesuffix("s"))
        if brand is not None and (head.line is not None or head.is_maker):
            return [brand]
    return []


def _add_model(
    reading: Reading,
    attributes: dict[str, list[str]],
    head: Candidate | None,
    compared: set[int],
) -> None:
    if head is None or head.line is None or head.start in compared:
        return
    named = next((str(f.value) for f in reading.of("line") if f.start == head.start), head.line)
    named = named.removesuffix(" set").removesuffix(f" {head.name}")
    telling = set(named.split()) - set(head.name.split()) - _NO_MODEL - set(_maker_words(head))
    worn = head.type is not None and head.type.sized and bool(reading.of("brand"))
    if worn or named != head.line or any(c.isdigit() for c in named) or len(telling) > 1:
        attributes.setdefault("model", [named])


def _maker_words(head: Candidate) -> list[str]:
    return (head.maker or "").lower().split()


def _add_fit(
    reading: Reading,
    attributes: dict[str, list[str]],
    head: Candidate | None,
    brands: list[str],
    lexicon: Lexicon,
) -> None:
    """What a part must fit: a device beside it, the words before it, or the maker of a device."""
    if head is None or head.type is None or head.type.need is not Need.FITTED:
        return
    for device in (*reading.of("device"), *reading.of("line")):
        if device.start != head.start:
            attributes.setdefault("compatibility", [str(device.value)])
    if "compatibility" in attributes:
        return
    if head.fits:
        before = [f for f in reading.of("brand") if f.end + 1 == head.start]
        of_line = lexicon.lines.get(head.fits.split()[0]) is not None
        maker = str(before[0].value) if before and not of_line else None
        if maker in brands:
            brands.remove(maker)
        attributes["compatibility"] = [f"{maker.lower()} {head.fits}" if maker else head.fits]
        return
    makers = {line.maker for line in lexicon.line_list if line.maker}
    for brand in [b for b in brands if b in makers]:
        brands.remove(brand)
        attributes["compatibility"] = [brand.lower()]


def _add_worded(
    reading: Reading, attributes: dict[str, list[str]], head: Candidate | None, lexicon: Lexicon
) -> None:
    if head is None or head.line is not None or head.type is None:
        return
    phrase = reading.text[head.start : head.end]
    for name, value in worded_in(phrase, head.name, lexicon):
        attributes.setdefault(name, []).append(value)


def _add_count(
    reading: Reading, attributes: dict[str, list[str]], head: Candidate | None, lexicon: Lexicon
) -> None:
    """Reads "4 dining chairs": a bare number before the product counts it."""
    if head is None or "quantity" in attributes:
        return
    before = reading.rest[max(0, head.start - 24) : head.start].replace("\x00", "x")
    match = _COUNT_BEFORE.search(before)
    if match is None or int(match[2]) < _LEAST_COUNT:
        return
    if match[1] is None or match[1] in lexicon.grammar.stopwords:
        attributes["quantity"] = [match[2]]


def _add_gender(attributes: dict[str, list[str]], head: Candidate | None, lexicon: Lexicon) -> None:
    """A recipient tells the gender of clothes."""
    if head is None or head.type is None or not head.type.sized or "gender" in attributes:
        return
    for person in attributes.get("recipient", ()):
        gender = lexicon.genders.get(person)
        if gender is not None:
            attributes["gender"] = [_GENDERS[gender] if "age" in attributes else gender]


def _condition(
    wanted: Iterable[Finding], unwanted: Iterable[Finding]
) -> tuple[str | None, list[str]]:
    """The wanted condition, and refused ones; who refuses used things wants new ones."""
    named = [str(f.value) for f in wanted if f.slot == "condition" and f.value]
    refused = [str(f.value) for f in unwanted if f.slot == "condition" and f.value]
    if named:
        return named[-1], []
    if "used" in refused or "like_new" in refused:
        return "new", []
    return None, [value for value in refused if value != "new"]
