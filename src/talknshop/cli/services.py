"""Which services there are: where they listen, how they start, what stands behind the origin."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import MappingProxyType

from starlette.types import ASGIApp

from talknshop.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """What a process serves.

    Attributes:
        app: What answers on the port.
        lifespan: Opens and closes what it works with.
        drain: Prepares it for the end, while connections are still open.
    """

    app: ASGIApp
    lifespan: Callable[[], AbstractAsyncContextManager[object]]
    drain: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that may have a process of its own.

    Attributes:
        port_setting: The setting of its port.
        open: Makes it; imports it only then.
    """

    port_setting: str
    open: Callable[[Settings], Served]


@dataclass(frozen=True, slots=True)
class BehindOrigin:
    """A service that the origin also serves below its name.

    Attributes:
        url_setting: The setting of its address, where it runs elsewhere.
        port_setting: The setting of the port of its own.
        max_body_bytes: The largest request that is passed on to it.
    """

    url_setting: str
    port_setting: str
    max_body_bytes: int

    def url(self, settings: Settings) -> str | None:
        """Its address; None where it has none."""
        return getattr(settings, self.url_setting.lower())

    def port(self, settings: Settings) -> int:
        """The port of its own."""
        return getattr(settings, self.port_setting.lower())


def _orchestrator(settings: Settings) -> Served:
    from talknshop.cli.origin import create_origin, drain  # noqa: PLC0415

    app = create_origin(settings, {})
    return Served(app, lambda: app.router.lifespan_context(app), lambda: drain(app))


def _catalog(settings: Settings) -> Served:
    from talknshop.catalog.app import create_app  # noqa: PLC0415
    from talknshop.catalog.container import build_container  # noqa: PLC0415
    from talknshop.demo.feed import bundled_feed, bundled_pictures  # noqa: PLC0415

    container = build_container(settings, bundled_feed=bundled_feed(), pictures=bundled_pictures())
    app = create_app(settings, container=container)
    return Served(
        guarded(app, settings), lambda: app.router.lifespan_context(app), _nothing_under_way
    )


def guarded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """A service as it answers on a port of its own: to the names of this server only."""
    from talknshop.core.origin import OriginMiddleware  # noqa: PLC0415

    return OriginMiddleware(app, hosts=(settings.host, *settings.allowed_hosts))


async def _nothing_under_way() -> None:
    """Requests end by themselves, and the server waits for them."""


SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        "orchestrator": Service("PORT", _orchestrator),
        "catalog": Service("CATALOG_PORT", _catalog),
    }
)
"""The services that ``talknshop serve`` starts."""

BEHIND_ORIGIN: Mapping[str, BehindOrigin] = MappingProxyType(
    {"catalog": BehindOrigin("CATALOG_SERVICE_URL", "CATALOG_PORT", 2 * 1024 * 1024)}
)
"""The services that the origin serves below ``/name/``."""
