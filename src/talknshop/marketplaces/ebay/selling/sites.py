"""What differs from one site of eBay to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Site:
    """One site.

    Attributes:
        host: Where its pages are.
        currency: In which things are sold there.
        language: Of the texts that are sent to it.
    """

    host: str
    currency: str
    language: str


SITES: Mapping[str, Site] = MappingProxyType(
    {
        "EBAY_US": Site("www.ebay.com", "USD", "en-US"),
        "EBAY_GB": Site("www.ebay.co.uk", "GBP", "en-GB"),
        "EBAY_DE": Site("www.ebay.de", "EUR", "de-DE"),
        "EBAY_ES": Site("www.ebay.es", "EUR", "es-ES"),
        "EBAY_FR": Site("www.ebay.fr", "EUR", "fr-FR"),
        "EBAY_IT": Site("www.ebay.it", "EUR", "it-IT"),
        "EBAY_AU": Site("www.ebay.com.au", "AUD", "en-AU"),
        "EBAY_CA": Site("www.ebay.ca", "CAD", "en-CA"),
    }
)
"""The sites that listings can be put up at."""
