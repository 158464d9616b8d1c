"""Selling on a simulated eBay that is a process of its own."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import pytest

from talknshop.core.clock import Clock, SystemClock
from talknshop.core.encryption import Cipher
from talknshop.core.settings import load_settings
from talknshop.core.sqlite import Database
from talknshop.core.tokens import Signer
from talknshop.marketplaces.building import SourceParts
from talknshop.marketplaces.call_policy import call_policy
from talknshop.marketplaces.ebay.selling.building import EbaySelling, open_ebay_selling
from talknshop.marketplaces.ebay.selling.pictures import PhotoFile
from talknshop.marketplaces.publishing import Photo, Posting
from talknshop.marketplaces.quota import MemoryQuotaLedger
from talknshop.marketplaces.rate import CallSpacing
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.listing import ListingLocation, ListingSpec
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite_schema import SELLER_TOKEN_MIGRATIONS
from talknshop.testing.ebay_sell import SimulatedEbay, simulated_ebay

SECRET = "s" * 40
PHOTOS = (Photo("uploads/front.jpg", "https://photos.example/front.jpg"), Photo("uploads/back.jpg"))
_numbers = count(1)


def phone(**changes: object) -> ListingSpec:
    given: dict[str, object] = {
        "title": "Apple iPhone 13 128GB blue",
        "description": "Works well.\nOne scratch on the back.",
        "price": 650.0,
        "condition": Condition.GOOD,
        "attributes": {"brand": "apple", "storage": "128GB", "color": "blue"},
        "media_s3_keys": ["uploads/front.jpg", "uploads/back.jpg"],
        "target_marketplaces": [PostingMarketplace.EBAY],
        "location": ListingLocation(zip="95112"),
    }
    return ListingSpec.model_validate(given | changes)


async def not_at_all(_seconds: float) -> None:
    await asyncio.sleep(0)


async def read_photo(photo: Photo) -> PhotoFile | None:
    return PhotoFile(photo.key.encode(), "image/jpeg")


@dataclass
class Shop:
    """A seller, us, and the simulated eBay."""

    ebay: SimulatedEbay
    selling: EbaySelling
    tokens: SqliteSellerTokens
    signer: Signer
    user_id: str
    clients: list[httpx.AsyncClient]
    """Of every process of ours, to be closed."""

    @property
    def seller(self) -> str:
        """The seller's name at eBay."""
        return f"seller-{self.user_id}"

    async def connect(self) -> None:
        started = await self.selling.accounts.connect(self.user_id)
        assert started.auth_url
        back = self.ebay.agree(started.auth_url, seller=self.seller)
        code, state = back["code"], back["state"]
        status = await self.selling.accounts.callback(self.user_id, code=code, state=state)
        assert (status.connected, status.simulated, status.message) == (True, True, None)

    def posting(self, spec: ListingSpec | None = None, **changes: object) -> Posting:
        number = next(_numbers)
        given: dict[str, object] = {
            "job_id": f"part_{number:016x}",
            "user_id": self.user_id,
            "inventory_id": f"item_{number}",
            "spec": spec or phone(),
            "photos": PHOTOS,
        }
        return Posting(**(given | changes))  # pyright: ignore[reportArgumentType]  # as given

    def restarted(self, clock: Clock | None = None, **settings: object) -> "Shop":
        """The same seller and eBay with another process of ours, which remembers nothing."""
        return opened(
            self.ebay, self.tokens, self.user_id, clients=self.clients, clock=clock, **settings
        )

    def up(self) -> list[str]:
        """Ids of the seller's listings that are up."""
        return [one["listingId"] for one in self.ebay.listings() if one["seller"] == self.seller]

    def ever(self) -> list[str]:
        """Ids of all listings that the seller ever had."""
        found = self.ebay.listings(active=False)
        return [one["listingId"] for one in found if one["seller"] == self.seller]


def opened(
    ebay: SimulatedEbay,
    tokens: SqliteSellerTokens,
    user_id: str,
    *,
    clients: list[httpx.AsyncClient],
    clock: Clock | None = None,
    **settings: object,
) -> Shop:
    plain = {"http_max_retries": 1, "http_retry_backoff": 0.01, "http_timeout": 5.0,
             "circuit_breaker_threshold": 1000}  # fmt: skip
    read = load_settings(**(plain | ebay.settings | settings))
    known = clock or SystemClock()
    policy = call_policy(
        read,
        known,
        MemoryQuotaLedger(),
        None,
        not_at_all,
        spacing=lambda _, tick: CallSpacing(1e6, tick),
    )
    parts = SourceParts(read, policy, clients)
    signer = Signer([SECRET], known)
    selling = open_ebay_selling(parts, tokens, signer, read_photo=read_photo)
    return Shop(ebay, selling, tokens, signer, user_id, clients)


@pytest.fixture(scope="session")
def ebay(tmp_path_factory: pytest.TempPathFactory) -> Generator[SimulatedEbay]:
    with simulated_ebay(tmp_path_factory.mktemp("ebay") / "ledger.db") as running:
        yield running


@pytest.fixture
def tokens(tmp_path: Path) -> Generator[SqliteSellerTokens]:
    database = Database(tmp_path / "sellers.db", SELLER_TOKEN_MIGRATIONS)
    yield SqliteSellerTokens(database, Cipher([SECRET]))
    database.close()


@pytest.fixture
async def shop(ebay: SimulatedEbay, tokens: SqliteSellerTokens) -> AsyncGenerator[Shop]:
    """A seller who has connected an account."""
    ebay.plan()
    clients: list[httpx.AsyncClient] = []
    shop = opened(ebay, tokens, f"user{next(_numbers)}", clients=clients)
    await shop.connect()
    yield shop
    ebay.plan()
    for client in clients:
        await client.aclose()
