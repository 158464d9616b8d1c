"""The settings of operators who post to Craigslist or Facebook with an account of their own."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class PostingSettings(BaseSettings):
    """Part of ``core.settings.Settings``; unset, sellers post there by hand."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    craigslist_bulk_username: str | None = None
    """Name of an account that Craigslist approved for its bulk interface."""
    craigslist_bulk_password: SecretStr | None = None
    """Password of the same account."""
    craigslist_bulk_account_id: str | None = Field(default=None, pattern=r"^\d*$")
    """Number of the paid account that postings are charged to."""
    craigslist_bulk_area: str | None = Field(default=None, pattern=r"^([a-z]{3})?$")
    """Three letters of the site that is posted to, such as sfo."""
    craigslist_bulk_subarea: str | None = Field(default=None, pattern=r"^([a-z]{3})?$")
    """Three letters of its part, where the site has parts."""
    craigslist_bulk_reply_email: str | None = None
    """Address that buyers write to; Craigslist shows one of its own instead."""
    craigslist_bulk_categories: Annotated[tuple[str, ...], NoDecode] = ()
    """Paid categories, as Smartphones=mod (a word of the category's name); comma-separated."""
    craigslist_bulk_base_url: str | None = None
    """Base URL of a server that speaks for Craigslist, for development; unset asks Craigslist."""
    meta_partner_token: SecretStr | None = None
    """Access token of an approved Marketplace partner of Meta."""
    meta_partner_catalog_id: str | None = Field(default=None, pattern=r"^\d*$")
    """Number of the partner's catalogue."""
    meta_partner_seller_id: str | None = None
    """The seller that the partner registered there, under whom items stand."""
    meta_base_url: str | None = None
    """Base URL of a server that speaks for Meta's Graph API, for development; unset asks Meta."""

    @field_validator("craigslist_bulk_categories", mode="before")
    @classmethod
    def _parts_of_categories(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("craigslist_bulk_categories")
    @classmethod
    def _known_categories(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            word, _, code = part.partition("=")
            if not word or len(code) != len("mod") or not code.islower() or not code.isalpha():
                raise ValueError("write such as Smartphones=mod, with Craigslist's three letters")
        return value
