"""The shops that the settings name, and what their addresses mean."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from talknshop.core.errors import ConfigurationError

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Merchant:
    """One shop.

    Attributes:
        host: Its host, with the port where it has one of its own; also its name.
        base_url: Scheme and host.
        endpoint: Path of its MCP endpoint where the settings name one; otherwise its profile at
            ``/.well-known/ucp`` is asked for it.
    """

    host: str
    base_url: str
    endpoint: str | None

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, so that it may be a development server."""
        return self.base_url.startswith("http://")


def read_merchant(entry: str) -> Merchant:
    """Reads an entry of ``UCP_MERCHANTS``: a host, or an address with or without a path.

    Raises:
        ConfigurationError: It is neither, or would be reached without encryption.
    """
    parts = urlsplit(entry if "://" in entry else f"https://{entry}")
    host = parts.hostname or ""
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    plain = not parts.query and not parts.fragment and "@" not in parts.netloc
    if not encrypted or not plain or not _HOST.fullmatch(host):
        raise ConfigurationError(
            f"UCP_MERCHANTS names {entry!r}, which is no shop that can be asked. Write hosts such "
            "as shop.example, or https:// addresses, with commas between them.",
            service="UCP",
        )
    path = parts.path.rstrip("/")
    return Merchant(parts.netloc.lower(), f"{parts.scheme}://{parts.netloc.lower()}", path or None)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
