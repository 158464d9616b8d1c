"""What the factories of sources are given, and what they leave behind to be closed."""

from dataclasses import dataclass, field

import httpx
from pydantic import SecretStr

from talknshop.core.errors import ConfigurationError, NotConfiguredError
from talknshop.core.http import outside_client
from talknshop.core.settings import Settings
from talknshop.marketplaces.call_policy import CallPolicy
from talknshop.schemas.enums import Marketplace


@dataclass(frozen=True, slots=True)
class Missing:
    """A marketplace that is not asked, and why: a setting is missing or wrong."""

    marketplace: Marketplace
    name: str
    error: ConfigurationError

    @property
    def is_wrong(self) -> bool:
        """Whether something was set that cannot be right, instead of nothing."""
        return not isinstance(self.error, NotConfiguredError)


@dataclass(frozen=True, slots=True)
class SourceParts:
    """Settings, what all sources share, and the clients they opened."""

    settings: Settings
    policy: CallPolicy
    clients: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])

    def client(self, base_url: str) -> httpx.AsyncClient:
        """A client for a marketplace; closed with the sources."""
        client = outside_client(base_url, self.settings)
        self.clients.append(client)
        return client


def require(name: str, help_text: str, **values: str | SecretStr | None) -> dict[str, str]:
    """The values of settings that a marketplace cannot do without.

    Args:
        name: What people call the marketplace.
        help_text: Where to get them.
        values: By the setting's name in lower case.

    Raises:
        NotConfiguredError: One is missing; the message names all that are.
    """
    plain = {
        key: value.get_secret_value() if isinstance(value, SecretStr) else value
        for key, value in values.items()
    }
    missing = [key.upper() for key, value in plain.items() if not value]
    if missing:
        raise NotConfiguredError(
            f"{name} is not searched: set {', '.join(missing)}. {help_text}", service=name
        )
    return {key: value for key, value in plain.items() if value}
