"""Takes over listings that were put up elsewhere, from a CSV file; what is known is recognised."""

import asyncio
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from talknshop.core.clock import Clock
from talknshop.core.errors import ValidationError
from talknshop.core.money import to_minor
from talknshop.crosspost.changes import with_parts
from talknshop.crosspost.csv_listings import known_columns, read_marketplace, to_listing
from talknshop.crosspost.csv_reading import CsvRow, read_csv
from talknshop.crosspost.csv_report import report_of
from talknshop.crosspost.job_record import InventoryItem, StoredJob
from talknshop.crosspost.new_job import new_job
from talknshop.crosspost.places import Places
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.marketplaces.posting.links import ListingLink, listing_link
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.csv_report import CsvOutcome, CsvReport, CsvRowReport
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec

_MOST_KNOWN = 20_000
_AT_ONCE = 32
"""Jobs that are stored at once, so that they share commits."""
_LOOKS_THE_SAME = (
    "A listing of this title and price is known. Give both the same sku if they are one item, "
    "and each its own if they are two."
)


class _Existing(NamedTuple):
    """A listing as a row tells it."""

    spec: ListingSpec
    marketplace: PostingMarketplace
    link: ListingLink
    sku: str | None


class _Known:
    """What the seller has already, by what tells that it is the same."""

    def __init__(self, jobs: Iterable[StoredJob]) -> None:
        self._listings: dict[tuple[PostingMarketplace, str], StoredJob] = {}
        self._skus: dict[str, list[StoredJob]] = {}
        self._looks: dict[tuple[str, int, str], list[StoredJob]] = {}
        for job in jobs:
            self.add(job)

    def add(self, job: StoredJob) -> None:
        for part in job.parts:
            if part.listing_id is not None:
                self._listings[part.marketplace, part.listing_id] = job
        if sku := _sku(job.spec):
            self._skus.setdefault(sku, []).append(job)
        self._looks.setdefault(_look(job.spec), []).append(job)

    def listing(self, marketplace: PostingMarketplace, listing_id: str) -> StoredJob | None:
        return self._listings.get((marketplace, listing_id))

    def of_sku(self, sku: str | None) -> list[StoredJob]:
        return self._skus.get(sku.casefold(), []) if sku else []

    def alike(self, spec: ListingSpec, sku: str | None) -> StoredJob | None:
        """A listing that looks the same and is not known to be of another item."""
        for job in self._looks.get(_look(spec), []):
            theirs = _sku(job.spec)
            if not (sku and theirs and sku.casefold() != theirs):
                return job
        return None


class CsvImport:
    """Takes over existing listings, so that they come down when the item is sold elsewhere."""

    def __init__(
        self, jobs: JobRepository, items: InventoryRepository, places: Places, clock: Clock
    ) -> None:
        """Stores what it takes over in ``jobs`` and ``items``."""
        self._jobs = jobs
        self._items = items
        self._places = places
        self._clock = clock

    async def take_over(self, user_id: str, content: bytes, *, dry_run: bool = False) -> CsvReport:
        """Takes over each row that names a marketplace and the link of a listing there.

        Rows of the same ``sku`` are listings of one item. A listing that is known, by its id at the
        marketplace, is left alone; so is one that only looks like a known one, until its seller
        says by a ``sku`` which item it is of.

        Raises:
            ValidationError: The file as a whole cannot be read.
        """
        file = await asyncio.to_thread(read_csv, content)
        meanings, ignored = known_columns(file.columns)
        known = _Known(await self._jobs.of_user(user_id, limit=_MOST_KNOWN))
        reports: list[CsvRowReport] = []
        jobs: list[StoredJob] = []
        for row in file.rows:
            report, job = self._row(user_id, row, meanings, known)
            reports.append(report)
            jobs += [job] if job is not None else []
        for first in range(0, 0 if dry_run else len(jobs), _AT_ONCE):
            await asyncio.gather(*map(self._store, jobs[first : first + _AT_ONCE]))
        return report_of(reports, ignored_columns=ignored, dry_run=dry_run)

    def _row(
        self, user_id: str, row: CsvRow, meanings: dict[str, str], known: _Known
    ) -> tuple[CsvRowReport, StoredJob | None]:
        """What is told of a row, and the job that it becomes."""
        cells = {meanings[name]: cell for name, cell in row.cells.items() if name in meanings}
        told = CsvRowReport(
            line=row.line,
            outcome=CsvOutcome.INVALID,
            title=cells.get("title", "")[:200],
            sku=cells.get("sku"),
            message=row.problem,
        )
        if row.problem is not None:
            return told, None
        try:
            existing = self._existing(cells)
        except ValidationError as error:
            return told.model_copy(update={"message": error.message}), None
        duplicate = _duplicate(existing, known)
        if duplicate is not None:
            return told.model_copy(update=duplicate), None
        job = self._job(user_id, existing, known)
        known.add(job)
        done = {"outcome": CsvOutcome.CREATED, "job_id": job.job_id, "message": None}
        return told.model_copy(update=done), job

    def _existing(self, cells: dict[str, str]) -> _Existing:
        marketplace = read_marketplace(cells.get("marketplaces", ""))
        if marketplace not in self._places:
            raise ValidationError(f"TalknShop does not post to {marketplace} here.")
        if "link" not in cells:
            raise ValidationError("The link of the listing is missing.")
        link = listing_link(marketplace, cells["link"])
        if cells.get("listing_id", link.listing_id) != link.listing_id:
            raise ValidationError(
                f"The link is of listing {link.listing_id}, and listing_id says another."
            )
        # Photos stay where they are: what is taken over is not put up again.
        plain = {name: cell for name, cell in cells.items() if name != "photos"}
        return _Existing(to_listing(plain, [marketplace]), marketplace, link, cells.get("sku"))

    def _job(self, user_id: str, existing: _Existing, known: _Known) -> StoredJob:
        """A job whose only part is up already."""
        now = self._clock.now()
        same_item = known.of_sku(existing.sku)
        job = new_job(
            user_id,
            existing.spec,
            session_id=None,
            key=f"csv-listing-{existing.marketplace}-{existing.link.listing_id}",
            inventory_id=same_item[0].inventory_id if same_item else _item_of(user_id, existing),
            now=now,
        )
        by_hand = self._places[existing.marketplace].mode is PostingMode.ASSISTED
        part = job.parts[0].model_copy(
            update={
                "status": Status.LIVE,
                "listing_id": existing.link.listing_id,
                "confirmation_link": existing.link.url,
                "posted_revision": job.revision,
                "confirmed_by": "user",
                "imported": not by_hand,
            }
        )
        return with_parts(job, [part], now)

    async def _store(self, job: StoredJob) -> None:
        await self._items.ensure(InventoryItem(inventory_id=job.inventory_id, user_id=job.user_id))
        await self._items.change(
            job.inventory_id,
            lambda item: (
                item
                if job.job_id in item.job_ids
                else item.model_copy(update={"job_ids": (*item.job_ids, job.job_id)})
            ),
        )
        await self._jobs.mark_open(job.job_id)
        await self._jobs.create(job)


def _duplicate(existing: _Existing, known: _Known) -> dict[str, object] | None:
    """What is told of a listing that is, or looks like, one that is known."""
    same = known.listing(existing.marketplace, existing.link.listing_id)
    if same is not None:
        message = "This listing is known already."
        return {"outcome": CsvOutcome.EXISTS, "job_id": same.job_id, "message": message}
    for job in known.of_sku(existing.sku):
        part = job.part(existing.marketplace)
        if part is not None and part.status is not Status.REMOVED:
            message = f"The item of this sku has another listing at {existing.marketplace}."
            return {"outcome": CsvOutcome.DUPLICATE, "job_id": job.job_id, "message": message}
    if known.of_sku(existing.sku):
        return None
    alike = known.alike(existing.spec, existing.sku)
    if alike is not None:
        return {
            "outcome": CsvOutcome.DUPLICATE,
            "job_id": alike.job_id,
            "message": _LOOKS_THE_SAME,
        }
    return None


def _item_of(user_id: str, existing: _Existing) -> str | None:
    """The item of a sku, the same in every file; None for an item of its own."""
    if not existing.sku:
        return None
    name = f"{user_id}\n{existing.sku.casefold()}".encode()
    return f"item_{hashlib.blake2b(name, digest_size=8).hexdigest()}"


def _sku(spec: ListingSpec) -> str | None:
    sku = spec.attributes.get("sku")
    return sku.casefold() if isinstance(sku, str) and sku else None


def _look(spec: ListingSpec) -> tuple[str, int, str]:
    title = " ".join(spec.title.casefold().split())
    return title, to_minor(spec.price, spec.currency), spec.currency
