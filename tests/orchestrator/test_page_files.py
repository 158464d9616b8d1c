"""The files of the page: compressed once, kept for ever where the name says what is in them."""

import gzip
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.settings import Settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog
from talknshop.testing.language import ScriptedLanguageEngine

SCRIPT = "console.log(1);" * 100
BROTLI = b"stands for what the build made"
HTML = {"accept": "text/html"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    for name, text in {"index.html": "<html>", "assets/a-1.js": SCRIPT}.items():
        (page / name).write_text(text)
        (page / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        (page / f"{name}.br").write_bytes(BROTLI)
    (page / "app.webmanifest").write_text("{}")
    return page


@pytest.fixture
async def client(settings: Settings, folder: Path) -> AsyncGenerator[httpx.AsyncClient]:
    def container() -> AbstractAsyncContextManager[Container]:
        language = ScriptedLanguageEngine({})
        return open_container(
            settings, Collaborators(catalog=InMemoryCatalog([]), language=language)
        )

    app = create_app(settings, container=container, page=folder)
    transport = StreamingASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


async def raw(client: httpx.AsyncClient, path: str, accepted: str) -> tuple[httpx.Response, bytes]:
    headers = {"accept-encoding": accepted, **HTML}
    async with client.stream("GET", path, headers=headers) as response:
        return response, b"".join([chunk async for chunk in response.aiter_raw()])


@pytest.mark.parametrize("path", ["/", "/assets/a-1.js"])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip", "gzip")],
)
async def test_the_best_encoding_that_is_understood(
    client: httpx.AsyncClient, path: str, accepted: str, encoding: str | None
) -> None:
    response, body = await raw(client, path, accepted)
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "Accept-Encoding"
    assert int(response.headers["content-length"]) == len(body)
    wanted = "text/html" if path == "/" else "text/javascript"
    assert response.headers["content-type"].startswith(wanted)
    if encoding == "br":
        assert body == BROTLI
    else:
        text = gzip.decompress(body) if encoding else body
        assert text == (b"<html>" if path == "/" else SCRIPT.encode())


async def test_only_hashed_names_are_kept_for_ever(client: httpx.AsyncClient) -> None:
    kept = await client.get("/assets/a-1.js")
    assert "immutable" in kept.headers["cache-control"]
    for path in ("/", "/app.webmanifest"):
        asked_for_again = await client.get(path, headers=HTML)
        assert asked_for_again.headers["cache-control"] == "no-cache"


async def test_a_manifest_is_one_to_the_browser(client: httpx.AsyncClient) -> None:
    answer = await client.get("/app.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"


async def test_nothing_but_our_own_scripts_runs(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/", headers=HTML)).headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == "'self'"
    assert directives["default-src"] == "'none'"
    assert "http:" not in directives["img-src"]
    assert "unsafe" not in policy
