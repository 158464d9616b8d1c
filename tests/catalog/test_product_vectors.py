"""Search by meaning in the catalogue, on a small encoder that knows a few things that are alike."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import numpy as np
import pytest

from talknshop.catalog.app import create_app
from talknshop.catalog.container import Container, build_container
from talknshop.catalog.importer import import_feed
from talknshop.core.errors import ConfigurationError, StorageError
from talknshop.core.settings import EmbeddingProvider, Settings
from talknshop.schemas.enums import Sort
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.search.encoder import Encoder, Matrix
from talknshop.search.light_model import open_light_encoder
from talknshop.search.text import noun_phrase

WriteFeed = Callable[..., Path]
OpenContainer = Callable[..., Container]
Row = dict[str, str]

ALIKE = {"jug": "kettle", "boiler": "kettle", "steel": "metal", "iron": "metal"}

GLASS: Row = {"title": "Volt glass kettle", "product_type": "Kettles", "price": "30 USD"}
STEEL: Row = {"title": "Glim kettle of steel", "product_type": "Kettles", "price": "30 USD"}
JUG: Row = {"title": "Boiler jug", "product_type": "Jugs", "price": "20 USD"}
DEAR: Row = {"title": "Jug boiler", "brand": "Volt", "product_type": "Boilers", "price": "200 USD"}
CASE: Row = {"title": "Jug boiler jug", "product_type": "Jug cases", "price": "10 USD"}
SOFA: Row = {"title": "Leather sofa", "product_type": "Sofas", "price": "500 USD"}
ROWS = [SOFA, CASE, DEAR, JUG, GLASS, STEEL]


class ThesaurusEncoder:
    """Texts are alike as far as they share words, or words of the table; counts what it reads."""

    name = "thesaurus"
    dimensions = 64

    def __init__(self) -> None:
        self.read: list[str] = []
        self.fails = False
        self.capacity = 1_000_000

    def encode(self, texts: Sequence[str]) -> Matrix:
        if self.fails or len(self.read) >= self.capacity:
            raise RuntimeError("no memory left")
        self.read += texts
        vectors = np.full((len(texts), self.dimensions), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in noun_phrase(text):
                known = ALIKE.get(word, word)
                vectors[row, sum(map(ord, known)) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def encoder() -> ThesaurusEncoder:
    return ThesaurusEncoder()


@pytest.fixture
def shop(
    tmp_path: Path, write_feed: WriteFeed, encoder: ThesaurusEncoder
) -> Generator[OpenContainer]:
    opened: list[Container] = []

    def make(rows: Sequence[Row] = (), opens: Callable[[], Encoder] | None = None) -> Container:
        container = build_container(
            Settings(data_dir=tmp_path / "data"), encoder=opens or (lambda: encoder)
        )
        opened.append(container)
        if rows:
            put(container, write_feed(rows))
        return container

    yield make
    for container in opened:
        container.close()


def put(container: Container, feed: Path, name: str = "shop") -> None:
    import_feed(feed, name, container.repository, clock=container.clock)


def filled(container: Container) -> Container:
    assert container.vectors is not None
    container.vectors.catch_up()
    return container


def state(container: Container) -> tuple[bool, int, int]:
    assert container.vectors is not None
    ready, done, total, _ = container.vectors.state
    return ready, done, total


def files(data: Path) -> list[Path]:
    return sorted((data / "vectors").glob("*.vectors"))


async def search(
    container: Container, asked: str, *, near: bool = True, **wishes: object
) -> SearchResults:
    spec = RequirementSpec.model_validate({"product_type": asked, **wishes})
    return await container.service.search(SearchRequest(requirement_spec=spec, near=near))


def titles(results: SearchResults) -> list[str]:
    return [product.title for product in results.products]


async def test_meaning_puts_what_fits_in_order(shop: OpenContainer) -> None:
    container = shop(ROWS)
    by_words = await search(container, "iron kettle", near=False)
    assert by_words.total_count == 0, "what words do not find is not found"
    kettles = await search(container, "kettle", near=False)
    filled(container)
    by_meaning = await search(container, "kettle", near=False)
    assert set(titles(by_meaning)) == set(titles(kettles)) == {GLASS["title"], STEEL["title"]}
    assert (by_meaning.total_count, by_meaning.near_count) == (2, 0)


async def test_what_only_meaning_finds_comes_near_and_is_counted_apart(
    shop: OpenContainer,
) -> None:
    container = shop(ROWS)
    assert (await search(container, "kettle")).near_count == 0, "no vector is there yet"
    results = await search(filled(container), "kettle")
    assert set(titles(results)[:2]) == {GLASS["title"], STEEL["title"]}
    assert set(titles(results)[2:]) == {JUG["title"], DEAR["title"]}, "and no case for it"
    assert (results.total_count, results.near_count) == (2, 2)
    whys = [product.why_ranked or "" for product in results.products[2:]]
    assert all(why.startswith("Only comes near “kettle”") for why in whys)


async def test_what_only_meaning_finds_meets_every_limit(shop: OpenContainer) -> None:
    container = filled(shop(ROWS))
    price = {"max": 100, "currency": "USD"}
    assert DEAR["title"] not in titles(await search(container, "kettle", price=price))
    sorted_ = await search(container, "kettle", sort=Sort.PRICE_ASC)
    assert set(titles(sorted_)) == {GLASS["title"], STEEL["title"]}
    nothing = await search(container, "metal piano")
    assert (titles(nothing), nothing.near_count) == ([], 0), "words decide whether anything fits"


async def test_several_feeds_wait_for_each_other(
    shop: OpenContainer, write_feed: WriteFeed
) -> None:
    container = filled(shop([GLASS, SOFA]))
    put(container, write_feed([JUG], name="other.tsv"), "other")
    assert (await search(container, "kettle")).near_count == 0
    results = await search(filled(container), "kettle")
    assert titles(results) == [GLASS["title"], JUG["title"]]
    assert state(container) == (True, 3, 3)


async def test_after_an_import_only_new_texts_are_read_and_the_old_file_goes(
    shop: OpenContainer, write_feed: WriteFeed, encoder: ThesaurusEncoder, tmp_path: Path
) -> None:
    container = filled(shop([GLASS, SOFA]))
    (before,) = files(tmp_path / "data")
    encoder.read.clear()
    put(container, write_feed([SOFA, GLASS, JUG]))
    assert (await search(container, "kettle")).near_count == 0, "by words until all is read"
    filled(container)
    assert [text.strip() for text in encoder.read] == [JUG["title"]]
    (after,) = files(tmp_path / "data")
    assert after != before
    assert titles(await search(container, "kettle")) == [GLASS["title"], JUG["title"]]


def test_it_goes_on_where_it_was_cut_off(shop: OpenContainer, encoder: ThesaurusEncoder) -> None:
    rows: list[Row] = [{"title": f"Lamp {number}"} for number in range(600)]
    container = shop(rows)
    encoder.capacity = 512
    with pytest.raises(RuntimeError, match="no memory"):
        filled(container)
    encoder.capacity = 1_000
    container.close()
    again = filled(shop())
    assert state(again) == (True, 600, 600)
    assert len(encoder.read) == 600, "what was written is not read again"


async def test_a_damaged_file_is_said_and_made_anew(shop: OpenContainer, tmp_path: Path) -> None:
    filled(shop(ROWS)).close()
    (file,) = files(tmp_path / "data")
    content = bytearray(file.read_bytes())
    content[600:900] = b"\xff" * 300
    file.write_bytes(content)
    container = shop()
    with pytest.raises(StorageError, match="were damaged; they are made anew"):
        filled(container)
    assert len(titles(await search(container, "kettle"))) == 2
    assert (await search(filled(container), "kettle")).near_count == 2


async def test_a_file_of_noise_is_written_anew(shop: OpenContainer, tmp_path: Path) -> None:
    filled(shop(ROWS)).close()
    (file,) = files(tmp_path / "data")
    file.write_bytes(b"noise" * 999)
    assert (await search(filled(shop()), "kettle")).near_count == 2


async def test_an_encoder_that_fails_costs_no_search(
    shop: OpenContainer, encoder: ThesaurusEncoder
) -> None:
    container = filled(shop(ROWS))
    assert container.vectors is not None
    encoder.fails = True
    assert len(titles(await search(container, "kettle"))) == 2
    assert not container.vectors.state.ready
    assert "no memory left" in (container.vectors.state.problem or "")
    encoder.fails = False
    assert (await search(filled(container), "kettle")).near_count == 2
    assert container.vectors.state.problem is None


@asynccontextmanager
async def serving(container: Container, data: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """The service, once its vectors are ready or given up."""
    app = create_app(Settings(data_dir=data), container=container)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        for _ in range(400):
            vectors = (await client.get("/health")).json()["vectors"]
            if vectors["ready"] or vectors["problem"]:
                break
            await asyncio.sleep(0.02)
        yield client


async def test_the_service_fills_them_in_beside_its_searches(
    shop: OpenContainer, tmp_path: Path
) -> None:
    async with serving(shop(ROWS), tmp_path / "data") as client:
        health = (await client.get("/health")).json()
    assert health["vectors"] == {"ready": True, "done": 6, "total": 6, "problem": None}


async def test_an_encoder_that_cannot_be_opened_is_said_by_health(
    shop: OpenContainer, tmp_path: Path
) -> None:
    def missing() -> Encoder:
        raise ConfigurationError("The encoder is not installed.")

    async with serving(shop(ROWS, missing), tmp_path / "data") as client:
        vectors = (await client.get("/health")).json()["vectors"]
        spec = {"requirement_spec": {"product_type": "kettle"}}
        found = (await client.post("/api/v1/search", json=spec)).json()
    assert (vectors["ready"], vectors["problem"]) == (False, "The encoder is not installed.")
    assert found["total_count"] == 2


@pytest.mark.parametrize(
    ("provider", "built", "expected"),
    [
        (None, False, False),
        (None, True, True),
        (EmbeddingProvider.NONE, True, False),
        (EmbeddingProvider.LIGHT, False, True),
    ],
)
def test_an_encoder_is_used_where_one_is_set_or_was_built(
    tmp_path: Path, provider: EmbeddingProvider | None, *, built: bool, expected: bool
) -> None:
    if built:
        (tmp_path / "models").mkdir()
        (tmp_path / "models" / "one.onnx").touch()
    settings = Settings(data_dir=tmp_path, embedding_provider=provider)
    with closing(build_container(settings)) as container:
        assert (container.vectors is not None) is expected


async def test_the_light_encoder_finds_what_no_word_names(
    shop: OpenContainer, tmp_path: Path
) -> None:
    rows: list[Row] = [
        {"title": "Volt kettle", "product_type": "Kettles"},
        {"title": "Teapot", "product_type": "Teapots"},
        {"title": "Woven carpet", "product_type": "Carpets"},
    ]
    container = filled(shop(rows, lambda: open_light_encoder(tmp_path / "models")))
    results = await search(container, "kettle")
    assert titles(results) == [rows[0]["title"], rows[1]["title"]]
    assert (results.total_count, results.near_count) == (1, 1)
