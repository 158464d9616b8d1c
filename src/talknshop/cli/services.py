"""Which services there are: where they listen, how they start, what stands behind the origin."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from talknshop import __version__
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotInstalledError
from talknshop.core.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from talknshop.catalog.app import NoticesFactory
    from talknshop.media.app import KnowledgeFactory


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
class Extra:
    """Packages that are installed beside the others.

    Attributes:
        modules: What can be imported once they are.
        without: What cannot be had without them, and how to have it.
    """

    modules: tuple[str, ...]
    without: str

    def is_installed(self) -> bool:
        """Whether all of it is here."""
        return all(find_spec(name) is not None for name in self.modules)


MEDIA_EXTRA = Extra(
    ("PIL", "av", "cv2", "multipart", "onnxruntime", "pocketsphinx", "rapidocr", "zxingcpp"),
    "Photos and recordings are not understood: what recognises them is not installed. Run "
    "`make run-media`, which adds about 550 MB. Typing works without it.",
)
"""What the media service needs."""


@dataclass(frozen=True, slots=True)
class BehindOrigin:
    """A service that the origin also serves below its name.

    Attributes:
        url_setting: The setting of its address, where it runs elsewhere.
        port_setting: The setting of the port of its own.
        max_body_bytes: The largest request that is passed on to it.
        extra: The extra it needs where it runs in this process; None where none.
        without: What cannot be had where it is nowhere, and how to have it; None where nothing
            works without it.
    """

    url_setting: str
    port_setting: str
    max_body_bytes: int
    extra: "Extra | None" = None
    without: str | None = None

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
    app = create_app(settings, container=container, notices=_notices(settings))
    return _served("catalog", app, settings)


def _media(settings: Settings) -> Served:
    if not MEDIA_EXTRA.is_installed():
        raise NotInstalledError(MEDIA_EXTRA.without)
    from talknshop.media.app import create_app  # noqa: PLC0415

    app = create_app(settings, knowledge=_knowledge(settings))
    return _served("media", app, settings)


def _crosspost(settings: Settings) -> Served:
    from talknshop.cli.neighbours import connect_neighbours  # noqa: PLC0415
    from talknshop.core.tokens import open_signer  # noqa: PLC0415
    from talknshop.crosspost.app import create_app  # noqa: PLC0415

    clock = SystemClock()
    signer = open_signer(settings, clock)
    app = create_app(
        settings, neighbours=partial(connect_neighbours, settings, {}, signer=signer, clock=clock)
    )
    return _served("crosspost", app, settings)


def _documents(settings: Settings) -> Served:
    from talknshop.demo.feed import bundled_documents  # noqa: PLC0415
    from talknshop.documents.app import create_app  # noqa: PLC0415

    app = create_app(settings, bundled=bundled_documents())
    return _served("documents", app, settings)


def _knowledge(settings: Settings) -> "KnowledgeFactory | None":
    from talknshop.cli.knowledge import connect_knowledge  # noqa: PLC0415
    from talknshop.core.tokens import open_signer  # noqa: PLC0415

    if settings.catalog_service_url is None:
        return None
    clock = SystemClock()
    signer = open_signer(settings, clock)
    return partial(connect_knowledge, settings, None, signer=signer, clock=clock)


def _notices(settings: Settings) -> "NoticesFactory | None":
    from talknshop.cli.notices import connect_notices  # noqa: PLC0415
    from talknshop.core.tokens import open_signer  # noqa: PLC0415

    if settings.orchestrator_service_url is None:
        return None
    clock = SystemClock()
    signer = open_signer(settings, clock)
    return partial(connect_notices, settings, None, signer=signer, clock=clock)


def _served(name: str, app: "FastAPI", settings: Settings) -> Served:
    """A service on a port of its own, with the spans of what it answers."""
    from talknshop.core.request_spans import RequestSpans  # noqa: PLC0415
    from talknshop.core.telemetry import NullTracer, Tracer, open_tracer  # noqa: PLC0415

    tracers: list[Tracer] = [NullTracer()]
    resource = {"service.name": f"{settings.app_name}-{name}", "service.version": __version__}

    @asynccontextmanager
    async def lifespan() -> AsyncGenerator[None]:
        endpoint = settings.otel_exporter_otlp_endpoint
        async with (
            open_tracer(endpoint, resource=resource) as tracer,
            app.router.lifespan_context(app),
        ):
            tracers.append(tracer)
            yield

    traced = RequestSpans(app, service=name, tracer=lambda: tracers[-1])
    return Served(guarded(traced, settings), lifespan, _nothing_under_way)


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
        "media": Service("MEDIA_PORT", _media),
        "crosspost": Service("CROSSPOST_PORT", _crosspost),
        "documents": Service("DOCUMENTS_PORT", _documents),
    }
)
"""The services that ``talknshop serve`` starts."""

BEHIND_ORIGIN: Mapping[str, BehindOrigin] = MappingProxyType(
    {
        "catalog": BehindOrigin("CATALOG_SERVICE_URL", "CATALOG_PORT", 2 * 1024 * 1024),
        "media": BehindOrigin(
            "MEDIA_SERVICE_URL",
            "MEDIA_PORT",
            17 * 1024 * 1024,
            MEDIA_EXTRA,
            without=MEDIA_EXTRA.without,
        ),
        "crosspost": BehindOrigin(
            "CROSSPOST_SERVICE_URL",
            "CROSSPOST_PORT",
            5 * 1024 * 1024,
            without="Nothing can be sold here: the crosspost service is nowhere. Set "
            "CROSSPOST_SERVICE_URL, or run everything in one process with `talknshop up`.",
        ),
        "documents": BehindOrigin(
            "DOCUMENTS_SERVICE_URL",
            "DOCUMENTS_PORT",
            21 * 1024 * 1024,
            without="No documents are kept here: the documents service is nowhere. Set "
            "DOCUMENTS_SERVICE_URL, or run everything in one process with `talknshop up`.",
        ),
    }
)
"""The services that the origin serves below ``/name/``."""
