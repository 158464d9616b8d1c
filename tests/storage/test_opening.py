"""Every service on the engines that settings pick: in tables, nothing of it lies in files."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from talknshop.catalog.container import build_container as build_catalog
from talknshop.catalog.watch_repository import StoredWatch
from talknshop.core.aws_settings import RecordEngine
from talknshop.core.clock import SystemClock
from talknshop.core.metrics import STORE_READ_SECONDS, STORE_WRITE_SECONDS
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings, load_settings
from talknshop.crosspost.container import build_container as build_crosspost
from talknshop.crosspost.neighbours import Neighbours
from talknshop.documents.container import build_container as build_documents
from talknshop.documents.ports import Added, DocumentFilters
from talknshop.media.container import build_container as build_media
from talknshop.schemas.document import DocumentSubject
from talknshop.schemas.enums import MediaType
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.watch import Watch
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.tables import described_tables
from talknshop.storage.opening import Kept, StateEngines, dynamodb_client

pytestmark = pytest.mark.socket

NAMES = ("table_name", "jobs_table", "catalog_table", "media_table", "documents_table",
         "accounts_table", "ledgers_table")  # fmt: skip
NOW = datetime(2026, 1, 2, tzinfo=UTC)
_WITHOUT_AWS = """
import sys
from pathlib import Path
from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.storage.opening import Kept, StateEngines
engines = StateEngines(load_settings(data_dir=Path(sys.argv[1])), SystemClock())
engines.records(Kept.USERS), engines.event_log(), engines.quota_ledger()
engines.close()
sys.exit(any(name.startswith(("botocore", "aiobotocore")) for name in sys.modules))
"""


@pytest.fixture
async def settings(dynalite_url: str, tmp_path: Path) -> Settings:
    names = {f"dynamodb_{name}": f"{name}-{uuid4().hex[:12]}" for name in NAMES}
    access = {"aws_region": "us-west-2", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
    chosen = {"record_engine": RecordEngine.DYNAMODB, "dynamodb_endpoint_url": dynalite_url}
    settings = load_settings(data_dir=tmp_path / "data", **names, **access, **chosen)
    client = dynamodb_client(settings)
    for table in described_tables(settings):
        await DynamoDbTableResource(client, table).create()
    await client.aclose()
    return settings


def databases_in(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.db")}


async def test_the_catalogue_keeps_watches_in_a_table(settings: Settings) -> None:
    watch = Watch(watch_id="watch-1", label="lamp", created_at=NOW, checked_at=NOW,
                  requirement_spec=RequirementSpec(product_type="lamp"))  # fmt: skip
    for turn in range(2):
        container = build_catalog(settings)
        if turn == 0:
            await container.watches.put(StoredWatch("ann", watch), due_at=NOW)
        assert [one.watch for one in await container.watches.of_user("ann", most=9)] == [watch]
        due = [one.watch_id async for one in container.watches.due(datetime.now(UTC))]
        assert due == ["watch-1"]
        await container.aclose()
        container.close()
    assert databases_in(settings.data_dir) == {"catalog.db"}


async def test_selling_keeps_jobs_in_a_table(settings: Settings) -> None:
    names: set[str] = set()
    for turn in range(2):
        container = build_crosspost(settings, Neighbours())
        names.add(await container.stores.sellers.name_of("ann"))
        if turn == 0:
            await container.stores.jobs.mark_open("job-1")
        assert [one.job_id async for one in container.stores.jobs.open_jobs()] == ["job-1"]
        await container.aclose()
        container.close()
    assert len(names) == 1
    assert databases_in(settings.data_dir) == {"queues.db"}


async def test_media_keep_what_is_told_of_files_in_a_table(settings: Settings) -> None:
    container = build_media(settings)
    announced = await container.files.announce("ann", "a.jpg", MediaType.IMAGE, 1_000)
    assert await container.files.of_user("ann") == [announced]
    assert await container.files.of_user("bob") == []
    await container.files.remove(announced)
    assert await container.files.of_user("ann") == []
    await container.aclose()
    container.close()
    assert databases_in(settings.data_dir) == set()


async def test_documents_are_found_by_another_process(settings: Settings) -> None:
    one, other = build_documents(settings), build_documents(settings)
    text = b"# Returns\n\nThirty days, unused."
    came = await one.ingestion.add("returns.md", text, subject=DocumentSubject(), owner_id=None)
    assert isinstance(came, Added)
    await other.follow()
    page = await other.documents.list(DocumentFilters(), viewer=None)
    assert [found.title for found in page.documents] == ["Returns"]
    for container in (one, other):
        await container.aclose()
        container.close()
    assert databases_in(settings.data_dir) == set()


async def test_reads_and_writes_of_tables_are_measured(settings: Settings) -> None:
    metrics = PrometheusMetrics()
    engines = StateEngines(settings, SystemClock(), metrics)
    records = engines.records(Kept.USERS)
    await records.put("p", "s", {})
    await records.get("p", "s")
    await engines.aclose()
    exposed = metrics.render().decode()
    for measured in (STORE_READ_SECONDS, STORE_WRITE_SECONDS):
        assert f'{measured.name}_count{{store="users"}} 1.0' in exposed


def test_without_aws_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", _WITHOUT_AWS, str(tmp_path)], check=False)
    assert run.returncode == 0
