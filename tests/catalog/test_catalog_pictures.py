from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import httpx
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import build_container
from talknshop.catalog.pictures import PICTURES_LINK, shown_picture
from talknshop.core.settings import Settings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>'


@pytest.fixture
async def client(
    tmp_path: Path, write_feed: Callable[..., Path]
) -> AsyncGenerator[httpx.AsyncClient]:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "lamp.svg").write_bytes(SVG)
    (tmp_path / "secret.svg").write_bytes(SVG)
    settings = Settings(data_dir=tmp_path / "data")
    feed = write_feed(
        [{"title": "Lamp", "image_link": f"{PICTURES_LINK}lamp.svg?v=0123abcd", "id": "1"}]
    )
    container = build_container(settings, bundled_feed=feed, pictures=pictures)
    app = create_app(settings, container=container)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        yield client


async def test_a_drawing_is_served_so_that_it_can_do_nothing_but_be_seen(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/pictures/lamp.svg?v=0123abcd")
    assert (answer.status_code, answer.content) == (200, SVG)
    assert answer.headers["content-type"].partition(";")[0] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["sofa.svg", "lamp", "..%2Fsecret.svg", "%2e%2e%2fsecret.svg"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/pictures/{name}")).status_code == 404


async def test_products_of_the_bundled_feed_show_drawings_of_our_own_origin(
    client: httpx.AsyncClient,
) -> None:
    product = (await client.get("/api/v1/products/store_demo_1")).json()
    assert product["image_url"] == "/catalog/pictures/lamp.svg?v=0123abcd"


@pytest.mark.parametrize(
    ("link", "simulated", "shown"),
    [
        (f"{PICTURES_LINK}lamp.svg", True, "/catalog/pictures/lamp.svg"),
        (f"{PICTURES_LINK}lamp.svg", False, f"{PICTURES_LINK}lamp.svg"),
        (f"{PICTURES_LINK}../api.svg", True, f"{PICTURES_LINK}../api.svg"),
        (f"{PICTURES_LINK}lamp.svg?v=%0a", True, f"{PICTURES_LINK}lamp.svg?v=%0a"),
        ("https://shop.example/lamp.png", True, "https://shop.example/lamp.png"),
        (None, True, None),
    ],
)
def test_only_links_to_bundled_drawings_are_changed(
    link: str | None, *, simulated: bool, shown: str | None
) -> None:
    assert shown_picture(link, simulated=simulated) == shown
