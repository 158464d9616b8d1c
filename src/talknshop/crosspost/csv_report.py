"""Reports about CSV files: counted, and as a table that spreadsheets open without harm."""

import csv
import io
from collections import Counter
from collections.abc import Iterable

from talknshop.schemas.csv_report import CsvReport, CsvRowReport

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = ("line", "outcome", "title", "sku", "job_id", "message")


def report_of(
    rows: Iterable[CsvRowReport], *, ignored_columns: list[str], dry_run: bool
) -> CsvReport:
    """A report about rows, in the order of the file."""
    ordered = sorted(rows, key=lambda row: row.line)
    counts = Counter(row.outcome for row in ordered)
    return CsvReport(
        dry_run=dry_run, rows=ordered, counts=dict(counts), ignored_columns=ignored_columns
    )


def report_table(report: CsvReport) -> str:
    """The rows of a report as CSV; what a spreadsheet would take for a formula is text."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in report.rows:
        problems = " ".join(problem.message for problem in row.problems)
        message = " ".join(part for part in (row.message, problems) if part)
        values = (str(row.line), str(row.outcome), row.title, row.sku, row.job_id, message)
        writer.writerow([_harmless(value or "") for value in values])
    return table.getvalue()


def _harmless(cell: str) -> str:
    # A spreadsheet would reckon what begins with one of these, or ask somebody for it.
    return (
        f"'{cell}" if cell.lstrip(" ").startswith(_FORMULAS) or cell.startswith(_FORMULAS) else cell
    )
