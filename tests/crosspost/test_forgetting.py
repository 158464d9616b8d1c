"""Forgetting a person who sells, while an index of persons is behind by a moment."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.crosspost.conftest import STORE
from tests.crosspost.serving import in_memory, part_with, serving
from tests.crosspost.test_service_http import SPEC
from tests.stand_ins.late_index import LateIndex

from talknshop.core.settings import load_settings
from talknshop.crosspost.part_lease import PartLeases
from talknshop.crosspost.repository import JobRepository
from talknshop.crosspost.selling_data import SellingData
from talknshop.storage.opening import Kept
from talknshop.storage.sqlite_schema import RECORD_MIGRATIONS


@pytest.mark.embedded
async def test_what_an_index_does_not_have_yet_is_forgotten_too(tmp_path: Path) -> None:
    async with serving(load_settings(data_dir=tmp_path), in_memory(STORE)) as served:
        ann, container = served.ask("ann"), served.container
        body = {"listing_spec": SPEC | {"target_marketplaces": ["store"]}}
        job_id = (await ann.post("/api/v1/post", json=body)).json()["job_id"]
        await part_with(ann, job_id, "store", status="live")
        jobs = container.stores.engines.database(Kept.JOBS, RECORD_MIGRATIONS)
        late = JobRepository(LateIndex(jobs, container.clock), container.clock)
        data = SellingData(
            replace(container.stores, jobs=late),
            container.places,
            PartLeases(late, container.clock, seconds=5),
            container.photos_at,
        )
        assert (await data.forget("ann")).deleted == 1
        assert await container.stores.jobs.get(job_id) is None
