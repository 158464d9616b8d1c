"""The settings of posting listings to marketplaces."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


class SellingSettings(BaseSettings):
    """Part of ``core.settings.Settings``: the crosspost service, its queues and its workers."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    public_url: str | None = None
    """Base URL at which people reach the page, such as https://shop.example; unset: local links."""
    crosspost_port: int = Field(default=8003, ge=0, le=65535)
    """Port of the crosspost service where it has one of its own; 0 takes a free one."""
    crosspost_service_url: str | None = None
    """Base URL of a crosspost service elsewhere; unset runs it in this process."""
    crosspost_workers: bool = True
    """Whether the crosspost service works on its queues itself, beside any `talknshop worker`."""
    crosspost_concurrency: Annotated[tuple[str, ...], NoDecode] = ("4",)
    """Listings worked on at once, for every marketplace or as ebay=8; comma-separated."""
    crosspost_rate: Annotated[tuple[str, ...], NoDecode] = (
        "ebay=5000/day",
        "craigslist=100/hour",
        "facebook=200/hour",
    )
    """Listings worked on at most in a while, as ebay=5000/day; one process; comma-separated."""
    crosspost_max_attempts: int = Field(default=5, ge=1)
    """Attempts at one listing before it has failed, and before a message is a dead letter."""
    crosspost_visibility_seconds: float = Field(default=30.0, gt=0)
    """Seconds after which the message of a worker that died is delivered again."""
    crosspost_lease_seconds: float = Field(default=15.0, gt=0)
    """Seconds after which another worker may go on where one fell silent."""
    crosspost_retry_seconds: float = Field(default=2.0, gt=0)
    """Longest pause before the second attempt at a listing; it doubles with each."""
    crosspost_resend_seconds: float = Field(default=60.0, gt=0)
    """Seconds after which workers are told again of work whose message was lost."""
    crosspost_sale_poll_seconds: float = Field(default=300.0, gt=0)
    """Seconds between two looks for sales of a connected seller at a marketplace."""
    crosspost_reminder_hours: float = Field(default=24.0, gt=0)
    """Hours after which a seller is reminded once of a posting that waits for them."""
    crosspost_expiry_hours: float = Field(default=168.0, gt=0)
    """Hours after which a posting that still waits for its seller expires."""
    crosspost_webhook_url: str | None = None
    """Where every change of a listing is posted to as well, signed; unset posts nowhere."""
    crosspost_webhook_secret: SecretStr | None = None
    """Signs what is posted there (HMAC-SHA256); needed with an address."""

    @field_validator("crosspost_concurrency", "crosspost_rate", mode="before")
    @classmethod
    def _parts(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("crosspost_concurrency")
    @classmethod
    def _concurrency(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            _, _, count = part.rpartition("=")
            if not count.isdecimal() or int(count) < 1:
                raise ValueError("write a number, or such as ebay=8")
        return value

    @field_validator("crosspost_rate")
    @classmethod
    def _rate(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            _rate_of(part)
        return value

    def concurrency_at(self, marketplace: str) -> int:
        """Listings that are worked on at once at a marketplace; the last that names it counts."""
        chosen = 4
        for part in self.crosspost_concurrency:
            name, _, count = part.rpartition("=")
            if name in {"", marketplace}:
                chosen = int(count)
        return chosen

    def rate_at(self, marketplace: str) -> tuple[int, float] | None:
        """How many listings may be worked on in how many seconds; None without a limit."""
        rates = dict(_rate_of(part) for part in self.crosspost_rate)
        return rates.get(marketplace)


def _rate_of(part: str) -> tuple[str, tuple[int, float]]:
    name, _, rate = part.partition("=")
    count, _, unit = rate.partition("/")
    if not name or not count.isdecimal() or int(count) < 1 or unit not in _SECONDS:
        raise ValueError("write such as ebay=5000/day, with second, minute, hour or day")
    return name, (int(count), _SECONDS[unit])
