"""From what was measured in a picture to what is known of the thing in it; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.models import model_end
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.reading import start_reading
from talknshop.media.gazetteer import FoundBrand, Gazetteer, Line
from talknshop.media.printed_lines import lines_of
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.gtin import padded_gtin, shortest_gtin
from talknshop.schemas.recognition import (
    Barcode,
    ColorShare,
    ImageAttributes,
    PhotoQuality,
    QualityHint,
    RecognisedAttribute,
    Source,
    TextRegion,
)

_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{3}")
_STORAGE = re.compile(r"(?<![\d.])(16|32|64|128|256|512|1|2|4|8)\s?(GB|TB)\b", re.IGNORECASE)
_CONTENT = re.compile(
    r"(?<![\d.,])(\d{1,4}(?:[.,]\d{1,2})?)\s?(fl\.? ?oz|ml|cl|kg|oz|g|l)\b(?!\w)", re.IGNORECASE
)
_READABLE = 0.8
_SMALLEST_SIDE, _GOOD_SIDE = 500, 1_600
_WIDE_EDGES = 3.4
"""Pixels from which on edges are blurred: 1.5 of a bell, or five of a moved camera."""
_SHARP = 18.0
"""Variance of the Laplacian below which a picture without any edges is taken for blurred."""
_DARK = 0.22
_ALIKE_BITS = 10
_MAIN_COLOUR = 0.5
_TEXT, _TYPE = 0.85, 0.7
_GTIN, _GTIN_CONFIRMED = 0.98, 0.995
_MOST_LABELS = 10
_UPC_A = 12


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that are looked for in print."""

    gazetteer: Gazetteer
    lexicon: Lexicon


def find_barcodes(found: dict[str, Any]) -> list[Barcode]:
    """The barcodes that are believed: several readings agree, or the printed digits do."""
    printed = "|".join("".join(_DIGITS.findall(line["text"])) for line in found.get("lines", []))
    barcodes: list[Barcode] = []
    for read in found["barcodes"]:
        digits = shortest_gtin(read["gtin"])
        confirmed = _is_printed(digits, read["short"], printed)
        if read["sure"] or confirmed:
            barcodes.append(
                Barcode(
                    gtin=digits,
                    format=read["kind"],
                    confidence=_GTIN_CONFIRMED if confirmed else _GTIN,
                    confirmed_by_text=confirmed,
                )
            )
    number = padded_gtin(found.get("printed_number") or "")
    if number is not None and not barcodes:
        digits = shortest_gtin(number)
        kind = "UPC-A" if len(digits) == _UPC_A else "EAN-13"
        barcodes.append(Barcode(gtin=digits, format=kind, confidence=_GTIN, confirmed_by_text=True))
    return barcodes


def _is_printed(digits: str, short: str | None, printed: str) -> bool:
    """Whether most digits of a code stand in one line: what stands apart may be missed."""
    # Of UPC-A and UPC-E, the first and the last digit stand beside the others.
    inner = short[1:7] if short else digits[1:-1] if len(digits) == _UPC_A else digits[1:]
    return inner in printed


def is_worth_a_closer_look(found: dict[str, Any], vocabulary: Vocabulary) -> bool:
    """Whether words were read, but none that names the maker."""
    lines = lines_of(found)
    has_words = any(_WORD.search(line.text) for line in lines if line.confidence >= _READABLE)
    return has_words and vocabulary.gazetteer.brand_of(lines) is None


def describe(
    found: dict[str, Any],
    barcodes: list[Barcode],
    product: BarcodeProduct | None,
    vocabulary: Vocabulary,
    quality: PhotoQuality,
) -> ImageAttributes:
    """Everything that is known of the thing in a picture, each with its source.

    Args:
        found: What the recogniser measured (``media.images.recognition``).
        barcodes: Those of its barcodes that are believed.
        product: The product that the catalogue has for one of them.
        vocabulary: The words that are looked for.
        quality: How good a photo it is.
    """
    regions = [TextRegion.model_validate(line) for line in found.get("lines", [])]
    lines = lines_of(found)
    known: dict[str, RecognisedAttribute] = {}
    _learn_product(known, barcodes, product)
    _learn_print(known, lines, vocabulary)
    if (color := _color(found)) is not None:
        known.setdefault("color", color)
    return ImageAttributes(
        labels=_labels(lines, _value(known, "product_type"), vocabulary.lexicon),
        text=[region.text for region in regions if region.confidence >= _READABLE],
        dominant_colors=dominant_colors(found["colours"]),
        brand=_value(known, "brand"),
        model=_value(known, "model"),
        product_type=_value(known, "product_type"),
        color=_value(known, "color"),
        product=product,
        barcodes=barcodes,
        attributes=list(known.values()),
        text_regions=regions,
        colors=[ColorShare(name=c["name"], share=c["share"]) for c in found["colours"]],
        quality=quality,
    )


def _value(known: dict[str, RecognisedAttribute], name: str) -> str | None:
    return known[name].value if name in known else None


def _learn_product(
    known: dict[str, RecognisedAttribute], barcodes: list[Barcode], product: BarcodeProduct | None
) -> None:
    if not barcodes:
        return
    sure = barcodes[0].confidence

    def learn(name: str, value: str | None) -> None:
        if value:
            known[name] = RecognisedAttribute(
                name=name, value=value, confidence=sure, source=Source.BARCODE
            )

    learn("gtin", barcodes[0].gtin if product is None else product.gtin)
    if product is not None:
        learn("brand", product.brand)
        learn("product_type", product.product_type)
        for name in ("model", "color", "material"):
            learn(name, product.attributes.get(name))


def _learn_print(
    known: dict[str, RecognisedAttribute], lines: list[Line], vocabulary: Vocabulary
) -> None:
    def learn(name: str, value: str | None, confidence: float) -> None:
        if value and name not in known:
            known[name] = RecognisedAttribute(
                name=name, value=value, confidence=round(confidence, 3), source=Source.TEXT
            )

    brand = vocabulary.gazetteer.brand_of(lines)
    if brand is not None:
        learn("brand", brand.name, brand.confidence)
    model = _model(lines, brand, vocabulary.lexicon)
    if model is not None:
        learn("model", model[0], _TEXT)
        learn("brand", model[1], _TEXT)
        learn("product_type", model[2], _TYPE)
    for line in lines:
        if line.confidence >= _READABLE:
            if storage := _STORAGE.search(line.text):
                learn("storage", f"{storage[1]}{storage[2].upper()}", _TEXT)
            if content := _CONTENT.search(line.text):
                learn("net_content", f"{content[1]} {content[2].lower()}", _TEXT)


def _model(
    lines: list[Line], brand: FoundBrand | None, lexicon: Lexicon
) -> tuple[str, str | None, str] | None:
    """The model, its maker and its kind, where a line of products is printed with its number."""
    for line in lines:
        if line.confidence < _READABLE:
            continue
        reading = start_reading(normalise(line.text, lexicon.spelling))
        for series, start, end in reading.look_up(lexicon.lines):
            last = model_end(reading, end)
            words = reading.text[start:last].split()
            maker = series.maker
            agrees = brand is not None and brand.name == maker
            if len(words) > 1 and (agrees or last > end):
                return _as_printed(line.text, words), maker, series.type.name
    return None


def _as_printed(printed: str, words: list[str]) -> str:
    """The words with the capitals they are printed with."""
    found = re.search(r"[\s-]*".join(map(re.escape, words)), printed, re.IGNORECASE)
    return found[0] if found else " ".join(words)


def _labels(lines: list[Line], product_type: str | None, lexicon: Lexicon) -> list[str]:
    labels = [product_type] if product_type else []
    for line in lines:
        if line.confidence >= _READABLE:
            reading = start_reading(normalise(line.text, lexicon.spelling))
            labels += [name for name, _, _ in reading.look_up(lexicon.type_names)]
    return list(dict.fromkeys(labels))[:_MOST_LABELS]


def dominant_colors(colours: Sequence[dict[str, Any]]) -> list[str]:
    """Names of the colours, most of it first; behind them what others call the first ones."""
    large = [one for one in colours if one["share"] >= 0.15]  # noqa: PLR2004
    names = [one["name"] for one in large or colours]
    others = [one["also"] for one in large if one["also"]]
    return list(dict.fromkeys([*names[:2], *others, *names[2:], *(c["name"] for c in colours)]))


def _color(found: dict[str, Any]) -> RecognisedAttribute | None:
    colours = found["colours"]
    if not found["plain_background"] or not colours or colours[0]["share"] < _MAIN_COLOUR:
        return None
    if found["foreground"] > 0.95:  # noqa: PLR2004 - nothing was told from the background
        return None
    share = min(1.0, colours[0]["share"])
    return RecognisedAttribute(
        name="color", value=colours[0]["name"], confidence=round(share, 2), source=Source.COLOR
    )


def judge_quality(found: dict[str, Any], others: dict[str, str]) -> PhotoQuality:
    """How good a photo is, beside the person's other pictures.

    Args:
        found: What the recogniser measured.
        others: Perceptual hashes of the other pictures, by id.
    """
    alike = [
        one for one, picture in others.items() if _bits_apart(picture, found["hash"]) <= _ALIKE_BITS
    ]
    longest = max(found["width"], found["height"])
    checks = (
        (QualityHint.TOO_SMALL, longest < _SMALLEST_SIDE),
        (QualityHint.SMALL, _SMALLEST_SIDE <= longest < _GOOD_SIDE),
        (QualityHint.BLURRED, _is_blurred(found)),
        (QualityHint.TOO_DARK, found["brightness"] < _DARK),
        (QualityHint.BUSY_BACKGROUND, not found["plain_background"]),
        (QualityHint.DUPLICATE, bool(alike)),
    )
    return PhotoQuality(
        width=found["width"],
        height=found["height"],
        sharpness=found["sharpness"],
        brightness=found["brightness"],
        plain_background=found["plain_background"],
        white_background=found["white_background"],
        hints=[hint for hint, holds in checks if holds],
        duplicates=alike,
    )


def _is_blurred(found: dict[str, Any]) -> bool:
    width: float | None = found["edge_width"]
    return found["sharpness"] < _SHARP if width is None else width > _WIDE_EDGES


def _bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
