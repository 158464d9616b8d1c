"""Files of items over HTTP."""

import csv
import io
from pathlib import Path

from tests.crosspost.conftest import EBAY
from tests.crosspost.serving import in_memory, serving

from talknshop.core.settings import load_settings

ITEMS = b"title,price,condition\n=Lamp,45,good\nSofa,free,good\n"
LISTINGS = (
    b"marketplace,link,title,price,condition\n"
    b"ebay,https://www.ebay.com/itm/123456789012,Chair,45,good\n"
)


async def test_files_are_read_and_reported_on(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    async with serving(settings, in_memory(EBAY)) as served:
        anna, nobody = served.ask("anna"), served.ask(None)

        tried = await anna.post("/api/v1/jobs/csv", params={"dry_run": True}, content=ITEMS)
        table = await anna.post("/api/v1/jobs/csv", content=ITEMS, headers={"Accept": "text/csv"})
        again = await anna.post("/api/v1/jobs/csv", content=ITEMS)
        taken = await anna.post("/api/v1/items/csv", content=LISTINGS)
        bad = await anna.post("/api/v1/jobs/csv", content=b"")
        refused = await nobody.post("/api/v1/jobs/csv", content=ITEMS)
        jobs = (await anna.get("/api/v1/jobs")).json()["jobs"]

    assert tried.json()["counts"] == {"created": 1, "invalid": 1}
    rows = list(csv.reader(io.StringIO(table.text, newline="")))
    assert [row[2] for row in rows[1:]] == ["'=Lamp", "Sofa"]
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert again.json()["counts"] == {"exists": 1, "invalid": 1}
    assert taken.json()["counts"] == {"created": 1}
    assert (bad.status_code, refused.status_code) == (400, 401)
    assert sorted(job["listing_spec"]["title"] for job in jobs) == ["=Lamp", "Chair"]
