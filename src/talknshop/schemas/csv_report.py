"""What became of the rows of a CSV file (docs/wire.md)."""

from enum import StrEnum

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.listing import ListingProblem


class CsvOutcome(StrEnum):
    """What became of one row."""

    CREATED = "created"
    """A job began, or a listing was taken over; in a dry run: it would."""
    EXISTS = "exists"
    """The same row was read before; nothing was done again."""
    DUPLICATE = "duplicate"
    """It is, or looks like, something that is known under another name."""
    REFUSED = "refused"
    """It may not be sold."""
    INVALID = "invalid"
    """Something in the row cannot be read, or is missing."""


class CsvRowReport(WireModel):
    """What became of one row."""

    line: int
    """The line of the file on which it begins, from 1."""
    outcome: CsvOutcome
    title: str = ""
    sku: str | None = None
    job_id: str | None = None
    """The job that began, or the one that it is a duplicate of."""
    message: str | None = None
    problems: list[ListingProblem] = Field(default_factory=list[ListingProblem])


class CsvReport(WireModel):
    """What became of a file."""

    dry_run: bool
    rows: list[CsvRowReport]
    counts: dict[CsvOutcome, int]
    ignored_columns: list[str] = Field(default_factory=list)
    """Columns whose name means nothing here."""
