"""Writes the JSON Schema of the wire; the page's TypeScript types are made from it.

``python -m talknshop.schemas.export`` rewrites ``docs/schema``; with ``--check`` it writes nothing
and fails when a file is stale.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from talknshop.schemas.chat import ResultsPage
from talknshop.schemas.events import SERVER_EVENT
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import USUAL_WEIGHTS, RankingCriteria, SearchRequest, SearchResults

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_documents() -> dict[str, dict[str, Any]]:
    """The JSON Schema documents by file stem; dumps for what we send, inputs for what we read."""
    sent: dict[str, TypeAdapter[Any]] = {
        "events": SERVER_EVENT,
        "requirement": TypeAdapter(RequirementSpec),
        "product": TypeAdapter(ProductResult),
        "search_results": TypeAdapter(SearchResults),
        "results_page": TypeAdapter(ResultsPage),
    }
    read: dict[str, TypeAdapter[Any]] = {
        "frames": TypeAdapter(ClientFrame),
        "search_request": TypeAdapter(SearchRequest),
    }
    weights = {**TypeAdapter(RankingCriteria).json_schema(), "default": USUAL_WEIGHTS}
    documents = {name: adapter.json_schema(mode="serialization") for name, adapter in sent.items()}
    documents |= {name: adapter.json_schema(mode="validation") for name, adapter in read.items()}
    documents["ranking_criteria"] = weights
    return {name: {"$schema": _DIALECT, **schema} for name, schema in documents.items()}


def stale_files(folder: Path) -> list[Path]:
    """The files of ``folder`` that differ from what the models say."""
    return [path for path, text in _files(folder) if not path.exists() or path.read_text() != text]


def write_files(folder: Path) -> None:
    """Writes every document into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in _files(folder):
        path.write_text(text)


def _files(folder: Path) -> list[tuple[Path, str]]:
    return [
        (folder / f"{name}.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
        for name, schema in sorted(schema_documents().items())
    ]


def main() -> int:
    """Runs the module as a program; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a file is stale")
    parser.add_argument("--folder", type=Path, default=Path("docs/schema"))
    arguments = parser.parse_args()
    if not arguments.check:
        write_files(arguments.folder)
        return 0
    stale = stale_files(arguments.folder)
    for path in stale:
        sys.stderr.write(f"{path} is stale: run `make schema` and commit the result.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
