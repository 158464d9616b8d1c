"""The settings of selling on eBay."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EbaySellingSettings(BaseSettings):
    """Part of ``core.settings.Settings``: how sellers connect their accounts of eBay."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    ebay_ru_name: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.-]{1,200}$")
    """RuName of the keyset, under which sellers come back from eBay; unset: nobody sells there."""
    ebay_shipping_cost: Decimal | None = Field(default=None, ge=0, le=10_000)
    """What a buyer pays for shipping where a seller has no policy yet; unset: sellers make one."""
    ebay_shipping_service: str = Field(default="USPSPriority", pattern=r"^[A-Za-z0-9_]{1,80}$")
    """eBay's name of the service that such a policy ships with."""
    ebay_handling_days: int = Field(default=3, ge=0, le=20)
    """Working days until an item is sent, in such a policy."""
