"""Barcodes of products that do not exist."""

import hashlib

_PAYLOAD_DIGITS = 11


def check_digit(payload: str) -> str:
    """Computes the GS1 check digit for a GTIN without its last digit.

    Args:
        payload: The digits before the check digit, of any GTIN length.
    """
    # Weights alternate 3, 1, 3, … from the right, which makes one rule for every length.
    weighted = sum(
        int(digit) * (3 if position % 2 == 0 else 1)
        for position, digit in enumerate(reversed(payload))
    )
    return str(-weighted % 10)


def in_store_gtin(item: str) -> str:
    """Derives a GTIN-13 from the name of an item; the same name gives the same number.

    GS1 keeps the prefixes 20 to 29 for use inside a shop, so the number can never be that of a real
    product.
    """
    digest = int.from_bytes(hashlib.sha256(item.encode()).digest(), "big")
    payload = f"2{digest % 10**_PAYLOAD_DIGITS:0{_PAYLOAD_DIGITS}d}"
    return payload + check_digit(payload)
