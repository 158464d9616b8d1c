"""Bulk: the rows of a CSV file become jobs, each told of by itself."""

import asyncio
import hashlib
from collections.abc import Sequence

from talknshop.clients.photos import PhotoStore
from talknshop.core.clock import Clock
from talknshop.core.errors import ValidationError
from talknshop.crosspost.csv_listings import known_columns, to_listing
from talknshop.crosspost.csv_reading import CsvRow, read_csv
from talknshop.crosspost.csv_report import report_of
from talknshop.crosspost.listing_rules import listing_problems, refusal
from talknshop.crosspost.new_job import new_job
from talknshop.crosspost.photos import own_photos
from talknshop.crosspost.repository import JobRepository
from talknshop.crosspost.service import JobService
from talknshop.schemas.csv_report import CsvOutcome, CsvReport, CsvRowReport
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingForm, ListingSpec

_AT_ONCE = 32
"""Jobs that are stored at once, so that they share commits."""


_LISTED_OTHERWISE = "This sku was listed with other values. Change that listing instead."


class CsvJobs:
    """Reads files of items and begins to list each."""

    def __init__(
        self,
        service: JobService,
        jobs: JobRepository,
        photos: PhotoStore | None,
        marketplaces: Sequence[PostingMarketplace],
        clock: Clock,
    ) -> None:
        """Takes its collaborators.

        Args:
            service: Begins jobs.
            jobs: Where they are kept.
            photos: The media service, whose photos rows may name; None where there is none.
            marketplaces: Where there is posted to; a row that names none is for all of them.
            clock: The time.
        """
        self._service = service
        self._jobs = jobs
        self._clock = clock
        self._photos = photos
        self._marketplaces = list(marketplaces)

    async def post(self, user_id: str, content: bytes, *, dry_run: bool = False) -> CsvReport:
        """Begins a job for each row that can be listed.

        The same row sent again is the same job: by its ``sku`` where it has one, otherwise by all
        that it says. One bad row keeps none of the others.

        Args:
            user_id: The seller.
            content: The file.
            dry_run: Whether to say only what would be done.

        Raises:
            ValidationError: The file as a whole cannot be read.
        """
        file = await asyncio.to_thread(read_csv, content)
        meanings, ignored = known_columns(file.columns)
        own = await self._own_photos(user_id, file.rows, meanings)
        seen: dict[str, int] = {}
        reports: list[CsvRowReport] = []
        ready: list[tuple[CsvRow, ListingSpec, str]] = []
        for row in file.rows:
            read = self._read(row, meanings, own, seen)
            if isinstance(read, CsvRowReport):
                reports.append(read)
            else:
                ready.append((row, *read))
        for first in range(0, len(ready), _AT_ONCE):
            batch = ready[first : first + _AT_ONCE]
            reports += await asyncio.gather(
                *(
                    self._begin(user_id, row.line, spec, key, dry_run=dry_run)
                    for row, spec, key in batch
                )
            )
        return report_of(reports, ignored_columns=ignored, dry_run=dry_run)

    def _read(
        self,
        row: CsvRow,
        meanings: dict[str, str],
        own: frozenset[str],
        seen: dict[str, int],
    ) -> tuple[ListingSpec, str] | CsvRowReport:
        """The listing of a row and the key of its job, or why it is none."""
        cells = {meanings[name]: cell for name, cell in row.cells.items() if name in meanings}
        told = CsvRowReport(
            line=row.line,
            outcome=CsvOutcome.INVALID,
            title=cells.get("title", "")[:200],
            sku=cells.get("sku"),
            message=row.problem,
        )
        if row.problem is not None:
            return told
        try:
            spec = to_listing(cells, self._marketplaces)
            self._require_possible(spec, own)
        except ValidationError as error:
            return told.model_copy(update={"message": error.message})
        refused = refusal(_form(spec))
        if refused is not None:
            return told.model_copy(update={"outcome": CsvOutcome.REFUSED, "problems": [refused]})
        key = _key(spec, cells.get("sku"))
        if (before := seen.setdefault(key, row.line)) != row.line:
            message = f"The same item stands in line {before}."
            return told.model_copy(update={"outcome": CsvOutcome.DUPLICATE, "message": message})
        return spec, key

    def _require_possible(self, spec: ListingSpec, own: frozenset[str]) -> None:
        missing = [one for one in spec.target_marketplaces if one not in self._marketplaces]
        if missing:
            raise ValidationError(f"TalknShop does not post to {', '.join(missing)} here.")
        foreign = [key for key in spec.media_s3_keys if key not in own]
        if foreign:
            raise ValidationError(f"The photo “{foreign[0][:80]}” is not one of yours.")

    async def _begin(
        self, user_id: str, line: int, spec: ListingSpec, key: str, *, dry_run: bool
    ) -> CsvRowReport:
        sku = spec.attributes.get("sku")
        told = CsvRowReport(
            line=line,
            outcome=CsvOutcome.CREATED,
            title=spec.title[:200],
            sku=sku if isinstance(sku, str) else None,
            problems=listing_problems(_form(spec), spec.target_marketplaces),
        )
        job = new_job(
            user_id, spec, session_id=None, key=key, inventory_id=None, now=self._clock.now()
        )
        known = await self._jobs.get(job.job_id)
        if known is not None and known.request_hash == job.request_hash:
            return told.model_copy(update={"outcome": CsvOutcome.EXISTS, "job_id": job.job_id})
        if known is not None:
            return told.model_copy(
                update={
                    "outcome": CsvOutcome.DUPLICATE,
                    "job_id": job.job_id,
                    "message": _LISTED_OTHERWISE,
                }
            )
        if dry_run:
            return told
        stored = await self._service.post(user_id, spec, key=key)
        return told.model_copy(update={"job_id": stored.job_id})

    async def _own_photos(
        self, user_id: str, rows: Sequence[CsvRow], meanings: dict[str, str]
    ) -> frozenset[str]:
        columns = [name for name, meaning in meanings.items() if meaning == "photos"]
        if self._photos is None or not any(name in row.cells for row in rows for name in columns):
            return frozenset()
        return await own_photos(self._photos, user_id)


def _key(spec: ListingSpec, sku: str | None) -> str:
    if sku:
        return f"csv-sku-{sku.casefold()}"
    return f"csv-{hashlib.blake2b(spec.model_dump_json().encode(), digest_size=16).hexdigest()}"


def _form(spec: ListingSpec) -> ListingForm:
    return ListingForm.model_validate(spec.model_dump())
