"""The knowledge of the rules engine, loaded from the TOML files beside this module."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import ModuleType
from typing import Any

from talknshop.language.catalogues import CataloguePart, read_catalogue
from talknshop.language.rules import asking_cues, item_condition_cues
from talknshop.language.rules.glossary import Glossary, build_glossary
from talknshop.language.rules.intent_features import WordClasses
from talknshop.language.rules.intent_model import parse_weights
from talknshop.language.rules.knowledge import Grammar, Lexicon, Line, Need, ProductType
from talknshop.language.rules.phrases import PhraseTable, Singular, split_words
from talknshop.language.rules.spelling import Spelling

_FOLDER = files("talknshop.language.rules") / "lexicon"

LANGUAGES = ("es", "de")
"""Languages that are read by their glossary."""
_LONG_NAME = 6
_PATTERN_WORD = re.compile(r"(?<![\\\w])[a-z]{4,}(?!\w)")
"""A word our own expressions wait for is no slip of another."""


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.replace("\n", " ").split(",") if item.strip()]


def _read(source: Traversable) -> dict[str, Any]:
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _product_entries(folder: Traversable) -> Iterator[tuple[str, ProductType]]:
    aliases: list[tuple[str, ProductType]] = []
    for source in sorted(folder.iterdir(), key=lambda entry: entry.name):
        data = _read(source)
        wide = frozenset(_items(data.get("wide", ""))), frozenset(_items(data.get("narrow", "")))
        for listed in Need:
            for name, others in data.get(listed, {}).items():
                need = _widened(name, listed, *wide)
                asks = ("compatibility", "size") if need is Need.FITTED else ()
                product = ProductType(
                    name=name,
                    department=source.name.removesuffix(".toml"),
                    need=need,
                    asks=(*asks, *_items(data["asks"])),
                    sized=data["sized"],
                )
                yield name, product
                aliases += [(alias, product) for alias in _items(others)]
    yield from aliases


def _widened(name: str, need: Need, wide: frozenset[str], narrow: frozenset[str]) -> Need:
    """A compound is as wide as its head ("running shoe" as "shoe"), unless it is told narrow."""
    words = name.split()
    heads = (" ".join(words[first:]) for first in range(len(words)))
    compound = need is Need.SIMPLE and name not in narrow and any(h in wide for h in heads)
    return Need.CONSIDERED if compound else need


def _line_entries(
    data: dict[str, Any], products: PhraseTable[ProductType]
) -> Iterator[tuple[str, Line]]:
    for type_name, makers in data.items():
        product = products.get(type_name)
        if product is None:
            raise LookupError(f"lines.toml names an unknown product type: {type_name}")
        for maker, names in makers.items():
            line = Line(product, None if maker == "-" else maker)
            for name in _items(names):
                yield name, line


def _attribute_entries(data: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str | None]]]:
    for name, values in data.items():
        for value, words in values.items():
            fixed = None if value == "values" else value
            fixed = None if name == "recipient" else fixed
            for word in _items(words):
                yield word, (name, fixed)


def _genders(recipients: dict[str, str]) -> dict[str, str]:
    men = dict.fromkeys(_items(recipients["male"]), "men")
    return men | dict.fromkeys(_items(recipients["female"]), "women")


def _phrase_tables(data: dict[str, Any]) -> dict[str, PhraseTable[str]]:
    tables: dict[str, PhraseTable[str]] = {}
    for kind, groups in data.items():
        entries = [(phrase, name) for name, text in groups.items() for phrase in _items(text)]
        tables[kind] = PhraseTable(entries)
        for name in groups:
            tables[f"{kind}.{name}"] = PhraseTable(e for e in entries if e[1] == name)
    return tables


def _brand_entries(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _items(data["names"]):
        lower = name.lower()
        yield lower, name
        yield lower + "'s", name
        if "'" in lower:
            yield lower.replace("'", ""), name
    yield from data["aliases"].items()


def _grammar(data: dict[str, Any]) -> Grammar:
    def words(text: str) -> frozenset[str]:
        return frozenset(_items(text))

    return Grammar(
        stopwords=words(data["stopwords"]),
        desire=words(data["desire"]),
        governors=words(data["governors"]),
        introducers=words(data["introducers"]),
        owners=words(data["owners"]),
        verb_before=words(data["verb_before"]),
        parts=words(data["parts"]),
        fitted_heads=words(data["heads"]["fitted"]),
        simple_heads=words(data["heads"]["simple"]),
        screens=words(data["screens"]["types"]),
        weighed=words(data["weights"]["departments"]),
    )


def _known_words(tables: Iterable[PhraseTable[Any]]) -> set[str]:
    return {word for table in tables for word in table.words()}


def load_lexicon() -> Lexicon:
    """Loads the lexicon that ships with the package."""
    folder = _FOLDER
    brands = _read(folder / "brands.toml")
    grammar = _read(folder / "grammar.toml")
    attributes = _read(folder / "attributes.toml")
    spelling = _read(folder / "spelling.toml")
    entries = list(_product_entries(folder / "products"))
    products = PhraseTable(entries, Singular(grammar["irregular"]))
    lines = list(_line_entries(_read(folder / "lines.toml"), products))
    lexicon = Lexicon(
        products=products,
        named_types=tuple(entries),
        type_names=PhraseTable(((name, name) for name, _ in entries), products.key),
        product_words=frozenset(word for name, _ in entries for word in split_words(name)),
        lines=PhraseTable(lines),
        line_list=tuple(line for _, line in lines),
        brands=PhraseTable(_brand_entries(brands)),
        brand_names=tuple(dict.fromkeys(_items(brands["names"]))),
        ambiguous=frozenset(_items(brands["ambiguous"])),
        maker_departments={n: frozenset(_items(d)) for n, d in brands["departments"].items()},
        implied=PhraseTable[str](brands["implies"].items()),
        makes=_names(brands["vehicles"]["makes"]),
        vehicle_models=_names(brands["vehicles"]["models"]),
        attributes=PhraseTable(_attribute_entries(attributes)),
        genders=_genders(attributes["recipient"]),
        phrases=_phrase_tables(_read(folder / "phrases.toml") | _read(folder / "prohibited.toml")),
        grammar=_grammar(grammar),
        places=frozenset(spelling["words"]["places"].split()),
        spelling=Spelling.empty(),
        home_words=frozenset(),
        singular=Singular(grammar["irregular"]),
        patterns=_read(folder / "intents.toml") | _read(folder / "requests.toml"),
        word_classes=_word_classes(_read(folder / "intent_words.toml")),
        intent_weights=parse_weights((folder / "intent_weights.tsv").read_text(encoding="utf-8")),
        messages={name: read_catalogue(CataloguePart.REPLIES, name) for name in ("en", *LANGUAGES)},
        glossaries=read_glossaries(),
        strangers=_strangers(folder / "languages"),
    )
    return _with_words(lexicon, _spelling(lexicon, spelling))


def _word_classes(data: dict[str, Any]) -> WordClasses:
    return WordClasses.of_table(data["classes"], data["shopping"]["classes"])


def _with_words(lexicon: Lexicon, spelling: Spelling) -> Lexicon:
    """The lexicon with its spelling; names that are the same anywhere are no English words."""
    names = _known_words([lexicon.lines, lexicon.brands, lexicon.makes, lexicon.vehicle_models])
    home = (spelling.known - names) | spelling.common | lexicon.product_words
    return replace(lexicon, spelling=spelling, home_words=home)


@cache
def read_glossaries() -> dict[str, Glossary]:
    """The glossary of each language in ``LANGUAGES``, for whoever needs no more of the lexicon."""
    return _glossaries(_FOLDER / "languages")


def _glossaries(folder: Traversable) -> dict[str, Glossary]:
    return {name: build_glossary(name, _read(folder / f"{name}.toml")) for name in LANGUAGES}


def _strangers(folder: Traversable) -> dict[str, frozenset[str]]:
    words = _read(folder / "strangers.toml")
    return {name: frozenset(text.split()) for name, text in words.items()}


def _names(text: str) -> PhraseTable[str]:
    return PhraseTable((name, name) for name in _items(text))


def _spelling(lexicon: Lexicon, data: dict[str, Any]) -> Spelling:
    """Every word of the lexicon is known; a slip may be meant for a product, line or property."""
    correctable = lexicon.product_words | _telling_brands(lexicon)
    correctable |= _known_words([lexicon.attributes, lexicon.lines])
    tables = [lexicon.brands, lexicon.makes, lexicon.vehicle_models, lexicon.implied]
    known = _known_words([*tables, *lexicon.phrases.values(), lexicon.products])
    known |= set(_PATTERN_WORD.findall(str(lexicon.patterns).lower()))
    known |= _words_of(asking_cues) | _words_of(item_condition_cues)
    return Spelling.build(
        abbreviations=data["abbreviations"],
        common=[*data["words"]["common"].split(), *lexicon.grammar.stopwords],
        names=data["words"]["places"].split(),
        correctable=correctable,
        known=correctable | known,
    )


def _words_of(cues: ModuleType) -> set[str]:
    """The words the expressions of a module wait for."""
    found: set[str] = set()
    for name in dir(cues):
        cue: object = getattr(cues, name)
        if isinstance(cue, re.Pattern):
            found.update(_PATTERN_WORD.findall(str(cue.pattern)))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]  # the type of a pattern is not known at run time
    return found


def _telling_brands(lexicon: Lexicon) -> set[str]:
    """Brand names long and odd enough that a near miss of one is a slip, not another word."""
    names = {name.lower() for name in lexicon.brand_names}
    return {name for name in names if len(name) >= _LONG_NAME and name not in lexicon.ambiguous}
