"""Many items at once over HTTP, as CSV files (docs/wire.md)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from talknshop.crosspost.csv_import import CsvImport
from talknshop.crosspost.csv_jobs import CsvJobs
from talknshop.crosspost.csv_report import report_table
from talknshop.crosspost.routes import ContainerDependency, KnownCaller
from talknshop.schemas.csv_report import CsvReport
from talknshop.schemas.error import error_responses

_TABLE = "text/csv"
_BODY = {"requestBody": {"required": True, "content": {_TABLE: {"schema": {"type": "string"}}}}}

router = APIRouter(tags=["csv"], responses=error_responses(400, 401))


@router.post("/api/v1/jobs/csv", response_model=CsvReport, openapi_extra=_BODY)
async def post_items(
    request: Request,
    container: ContainerDependency,
    user_id: KnownCaller,
    dry_run: bool = False,  # noqa: FBT001, FBT002  # a query parameter
) -> CsvReport | Response:
    """Begins to list each item of a file, and tells of each row; the same row twice is one job."""
    jobs = CsvJobs(
        container.service,
        container.stores.jobs,
        container.photos,
        list(container.places),
        container.clock,
    )
    return _told(request, await jobs.post(user_id, await request.body(), dry_run=dry_run))


@router.post("/api/v1/items/csv", response_model=CsvReport, openapi_extra=_BODY)
async def import_listings(
    request: Request,
    container: ContainerDependency,
    user_id: KnownCaller,
    dry_run: bool = False,  # noqa: FBT001, FBT002  # a query parameter
) -> CsvReport | Response:
    """Takes over listings that you have elsewhere, and tells of each row."""
    stores = container.stores
    imports = CsvImport(stores.jobs, stores.items, container.places, container.clock)
    return _told(request, await imports.take_over(user_id, await request.body(), dry_run=dry_run))


def _told(request: Request, report: CsvReport) -> CsvReport | Response:
    """The report as JSON, or as a table for who asks for one."""
    if _TABLE not in request.headers.get("accept", ""):
        return report
    headers = {
        "Content-Disposition": 'attachment; filename="report.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(report_table(report), media_type=f"{_TABLE}; charset=utf-8", headers=headers)
