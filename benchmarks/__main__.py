"""Runs every benchmark: ``python -m benchmarks [FEED]``.

FEED is a Google Merchant feed; what needs one is left out, and says so, when none is given.
"""

import subprocess
import sys

_PROGRAMS = {
    "benchmarks.durability": "A checkpoint after every node",
    "benchmarks.sockets": "A thousand sockets, fifty conversations",
    "benchmarks.shares": "Where the time of a turn goes",
    "benchmarks.dynamodb": "What a turn asks of DynamoDB",
    "benchmarks.message_queue": "Messages through the queue",
    "benchmarks.crosspost": "Posting a listing",
    "benchmarks.split": "Services in processes of their own",
    "benchmarks.aggregation": "Four shops at once",
    "benchmarks.page": "The page in a real browser",
    "benchmarks.language": "The rules engine: turns, start and memory",
    "benchmarks.models": "Chat models: a hundred replies at once",
    "benchmarks.checkpoints": "Checkpoints on DynamoDB beside LangGraph's own saver",
    "benchmarks.checkpoint_turns": "What the checkpoints of a turn ask of DynamoDB",
    "benchmarks.document_search": "Documents: taking in, searching, the exact scan",
    "benchmarks.document_functions": "The functions of documents: cold imports, plans",
    "benchmarks.images": "Looking at photos",
    "benchmarks.feeds": "Reading feeds, format by format",
    "benchmarks.transcription": "Recordings to words over HTTP, and the memory of it",
}
_PROGRAMS_WITH_FEED = {
    "benchmarks.catalog_search": "The catalogue: import and search",
    "benchmarks.semantic_search": "Search by meaning: encoding and scans",
    "benchmarks.turn": "One turn on a feed of your own",
}


def main() -> int:
    feed = sys.argv[1:2]
    failed = 0
    for program, title in _PROGRAMS.items():
        failed += _run(program, title)
    for program, title in _PROGRAMS_WITH_FEED.items():
        if feed:
            failed += _run(program, title, *feed)
        else:
            print(f"\n{title}\n  Left out: it needs a feed. `python -m benchmarks FEED` runs it.")
    return min(failed, 1)


def _run(program: str, title: str, *arguments: str) -> int:
    print(f"\n{title}", flush=True)
    command = [sys.executable, "-m", program, *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
