"""Numbers of trade items as barcodes have them (GS1 General Specifications, section 7.9)."""

_LENGTHS = frozenset({8, 12, 13, 14})
_ZERO = ord("0")
_UPC_A = 12
_UPC_E_DIGITS = 8


def is_gtin(value: str) -> bool:
    """Whether ``value`` is a GTIN of 8, 12, 13 or 14 digits with the right check digit."""
    if len(value) not in _LENGTHS or not (value.isascii() and value.isdigit()):
        return False
    codes = value.encode("ascii")
    tripled = codes[-2::-2]
    weighted = sum(codes) + 2 * sum(tripled) - _ZERO * (len(codes) + 2 * len(tripled))
    return weighted % 10 == 0


def shorten_upc_a(digits: str) -> str | None:
    """The eight digits of UPC-E that stand for twelve of UPC-A; None where there are none."""
    if len(digits) != _UPC_A or digits[0] not in "01":
        return None
    system, maker, item, check = digits[0], digits[1:6], digits[6:11], digits[11:]
    if maker[2] in "012" and maker[3:] == "00" and item[:2] == "00":
        middle = maker[:2] + item[2:] + maker[2]
    elif maker[3:] == "00" and item[:3] == "000":
        middle = maker[:3] + item[3:] + "3"
    elif maker[4] == "0" and item[:4] == "0000":
        middle = maker[:4] + item[4] + "4"
    elif item[:4] == "0000" and item[4] in "56789":
        middle = maker + item[4]
    else:
        return None
    return system + middle + check


def expand_upc_e(digits: str) -> str | None:
    """The twelve digits of UPC-A that eight of UPC-E stand for; None for what is no UPC-E."""
    is_short = len(digits) == _UPC_E_DIGITS and digits.isascii() and digits.isdigit()
    if not is_short or digits[0] not in "01":
        return None
    system, body, check = digits[0], digits[1:7], digits[7]
    last = body[5]
    if last in "012":
        number = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        number = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        number = f"{body[:4]}00000{body[4]}"
    else:
        number = f"{body[:5]}0000{last}"
    expanded = f"{system}{number}{check}"
    return expanded if is_gtin(expanded) else None


def padded_gtin(digits: str) -> str | None:
    """The fourteen digits under which lengths compare; None for what is no GTIN."""
    return digits.zfill(14) if is_gtin(digits) else None


def gtin_spellings(digits: str) -> list[str]:
    """A GTIN with every number of leading zeros it may be written with; empty for what is none."""
    padded = padded_gtin(digits)
    if padded is None:
        return []
    return [
        padded[14 - length :] for length in sorted(_LENGTHS) if not padded[: 14 - length].strip("0")
    ]


def shortest_gtin(padded: str) -> str:
    """A GTIN of fourteen digits as it is printed: 8, 12, 13 or 14 digits."""
    for length in (8, 12, 13):
        if padded.startswith("0" * (14 - length)):
            return padded[14 - length :]
    return padded
