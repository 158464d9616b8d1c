import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talknshop.cli.main import app
from talknshop.core.errors import ValidationError
from talknshop.evaluation.relevance import load_judgements, load_rankings
from talknshop.evaluation.search import AskedQuery, answer_queries, load_queries, run_lines

ROWS = [
    {"id": "k1", "title": "Glim steel kettle", "product_type": "Kettles"},
    {"id": "k2", "title": "Volt kettle, glass", "product_type": "Kettles"},
    {"id": "c1", "title": "Cloth cover", "description": "for a kettle", "product_type": "Covers"},
]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        columns = ["id", "title", "link", "description", "product_type"]
        writer = csv.DictWriter(file, columns, delimiter="\t")
        writer.writeheader()
        writer.writerows({"link": f"https://shop.example/{row['id']}", **row} for row in ROWS)
    return path


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.tsv"
    path.write_text("query_id\tquery\n7\tsteel kettle\n8\tketle\n9\tpiano\n", encoding="utf-8")
    return path


async def test_answers_are_runs_that_scorers_read(feed: Path, queries: Path) -> None:
    answers = [answer async for answer in answer_queries(feed, load_queries(queries))]
    assert [answer.query for answer in answers] == [
        AskedQuery("7", "steel kettle"), AskedQuery("8", "ketle"), AskedQuery("9", "piano"),
    ]  # fmt: skip
    steel, misspelt, nothing = (run_lines(answer) for answer in answers)
    assert steel == ["7\tk1\t1", "7\tk2\t2"], "what comes near stands behind, a cover does not"
    assert {line.split("\t")[1] for line in misspelt[:2]} == {"k1", "k2"}
    assert nothing == []


def test_the_command_prints_the_run_and_its_figures(feed: Path, queries: Path) -> None:
    arguments = ["eval", "search", "--products", str(feed), "--queries", str(queries)]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0
    assert [line.split("\t")[0] for line in answer.stdout.splitlines()] == ["7"] * 2 + ["8"] * 2
    assert answer.stderr.startswith("3 queries, 1 corrected, 1 without results, p50 ")


def test_the_command_tells_how_far_a_ranking_is_from_judgements_and_a_baseline(
    feed: Path, queries: Path, tmp_path: Path
) -> None:
    judgements, baseline = tmp_path / "judgements.tsv", tmp_path / "baseline.run"
    judgements.write_text(
        "query_id\tproduct_id\tgrade\n7\tk1\t3\n7\tk2\t1\n8\tk1\t3\n8\tc1\t0\n99\tk1\t3\n"
    )
    baseline.write_text("7\tk2\t1\n7\tk1\t2\n")
    arguments = ["eval", "search", "--products", str(feed), "--queries", str(queries)]
    arguments += ["--judgements", str(judgements), "--baseline", str(baseline)]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0
    ndcg, condensed = answer.stderr.splitlines()[-2:]
    assert ndcg.startswith("NDCG@10  1.000, baseline 0.398, 95 % interval of the difference +0.2")
    assert condensed.startswith("cNDCG@10 1.000, baseline 0.398")


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--judgements", "query_id\tproduct_id\n7\tk1\n", "is no file of judgements"),
        ("--judgements", "query_id\tproduct_id\tgrade\n7\tk1\tgood\n", "is no file of judgements"),
        ("--baseline", "7 k1\n", "is no run"),
        ("--baseline", None, "could not be read"),
    ],
)
def test_files_that_are_no_judgements_or_runs(
    feed: Path, queries: Path, tmp_path: Path, *, option: str, content: str | None, message: str
) -> None:
    path = tmp_path / "given.tsv"
    if content is not None:
        path.write_text(content)
    load = load_judgements if option == "--judgements" else load_rankings
    with pytest.raises(ValidationError, match=message):
        load(path)
    arguments = ["eval", "search", "--products", str(feed), "--queries", str(queries)]
    assert CliRunner().invoke(app, [*arguments, option, str(path)]).exit_code == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "could not be read"),
        (b"\xff\xfe", "could not be read"),
        (b"", "is no file of queries"),
        (b"id\tquery\n1\tlamp\n", "is no file of queries"),
        (b"query_id\tquery\n1\n", "is no file of queries"),
    ],
    ids=["missing", "no text", "empty", "another column", "half a line"],
)
def test_files_that_are_no_queries(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "queries.tsv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValidationError, match=message):
        load_queries(path)


@pytest.mark.shared
async def test_a_real_feed_with_rated_queries(shared_folder: Path, tmp_path: Path) -> None:
    """The bars lie under what was measured, and over plain full-text search."""
    products = shared_folder / "data" / "products"
    clean = await run_of(products, "queries.tsv")
    typo = await run_of(products, "queries_typo.tsv")
    unanswerable = await run_of(products, "queries_nothing_fits.tsv")
    found = scored(products / "score.py", clean, tmp_path)
    assert found["NDCG@10"] > 0.79
    assert found["cNDCG@10"] > 0.87
    assert not [query for query, ids in unanswerable.items() if ids]
    assert sum(not ids for ids in clean.values()) <= 1
    same = sum(typo[query] == clean[query] for query in typo)
    assert same >= 0.9 * len(typo), "a slip leaves the ranking as it is"


Run = Mapping[str, list[str]]


async def run_of(products: Path, name: str) -> Run:
    queries = load_queries(products / name)
    answers = answer_queries(products / "feed.tsv.gz", queries)
    return {answer.query.query_id: answer.product_ids async for answer in answers}


def scored(scorer: Path, run: Run, folder: Path) -> Mapping[str, float]:
    path = folder / "ranking.run"
    lines = [f"{query}\t{one}" for query, ids in run.items() for one in ids]
    path.write_text("\n".join(lines), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, scorer, path, "--split", "dev", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(answer.stdout)
