"""The collaborators that tests of faults work with do what they promise."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from talknshop.language.base import Dialogue, ReplyKind, ReplyPlan, Turn
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, Vocabulary
from talknshop.testing.faults import MortalDatabase, Pauses, StatelessEngine, StatelessMedia

_SCHEMA = ("CREATE TABLE t (n INTEGER)",)


@pytest.fixture
def engine(tmp_path: Path) -> StatelessEngine:
    return StatelessEngine(Pauses(tmp_path))


@pytest.mark.parametrize(
    ("turn", "product", "limit", "sufficient"),
    [
        (Turn("a lamp under 50"), "lamp", 50, True),
        (Turn("a desk"), "desk", None, False),
        (Turn("under 50"), None, 50, False),
        (Turn("this one", transcript="a desk under 20"), "desk", 20, True),
    ],
)
async def test_a_wish_is_read_the_same_each_time(
    engine: StatelessEngine,
    turn: Turn,
    product: str | None,
    limit: float | None,
    sufficient: bool,  # noqa: FBT001
) -> None:
    dialogue = Dialogue()
    engine.learn(Vocabulary(generation="1"))
    assert (await engine.classify(turn, dialogue)).intent is Intent.BUY
    updates = [await engine.update_requirement(turn, dialogue) for _ in range(2)]
    assert updates[0] == updates[1]
    requirement = apply_operations(Requirement(), updates[0].operations)
    assert requirement.product_type == product
    assert (requirement.price.max if requirement.price else None) == limit
    assessment = await engine.assess(requirement, dialogue)
    assert assessment.sufficient is sufficient
    question = await engine.ask(requirement, assessment, Facets(), Turn(""), Dialogue())
    assert question.slot == "price"
    assert (await engine.update_listing(turn, dialogue)).missing


async def test_small_talk_and_attachments(engine: StatelessEngine, tmp_path: Path) -> None:
    turn = Turn("hello", media=(MediaType.AUDIO,))
    assert (await engine.classify(turn, Dialogue())).intent is Intent.SMALLTALK
    plan = await engine.plan_media(turn)
    assert (plan.need_stt, plan.need_vision) == (True, False)
    media = StatelessMedia(Pauses(tmp_path))
    assert (await media.transcribe("a-red-lamp", user_id="ann")).transcript == "a red lamp"
    assert (await media.extract_image_attributes("round", user_id="ann")).labels == ["round"]


@pytest.mark.parametrize("kind", [ReplyKind.RESULTS, ReplyKind.SMALLTALK])
async def test_a_reply_has_pieces_and_only_offered_slots(
    engine: StatelessEngine, kind: ReplyKind
) -> None:
    plan = ReplyPlan(kind=kind, turn=Turn("a lamp"), dialogue=Dialogue(turn_number=3))
    pieces = [piece async for piece in engine.compose(plan)]
    assert len(pieces) > 1
    assert all("turn 3" in piece for piece in pieces)
    assert ("{requirement}" in pieces[0]) is (kind is ReplyKind.RESULTS)


async def test_a_held_step_waits_and_the_others_do_not(tmp_path: Path) -> None:
    pauses = Pauses(tmp_path)
    (tmp_path / "hold").write_text("route")
    held = asyncio.create_task(pauses.at("route"))
    await pauses.at("done")
    await asyncio.sleep(0.02)
    assert not held.done()
    (tmp_path / "hold").unlink()
    await asyncio.wait_for(held, 5)


_SCRIPT = """
import asyncio, pathlib, sys
from talknshop.testing.faults import MortalDatabase

async def main():
    database = MortalDatabase(pathlib.Path(sys.argv[1]), ("CREATE TABLE t (n INTEGER)",))
    for number in range(5):
        await database.write(lambda c: c.execute("INSERT INTO t VALUES (?)", (number,)).close())

asyncio.run(main())
"""


async def test_a_database_dies_after_the_chosen_commit_and_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "kill_after").write_text("3")
    path = tmp_path / "a.db"
    ended = subprocess.run([sys.executable, "-c", _SCRIPT, path], check=False)  # noqa: ASYNC221
    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / "kill_after").exists()
    database = MortalDatabase(path, _SCHEMA)
    rows = await database.read(lambda c: [row["n"] for row in c.execute("SELECT n FROM t")])
    assert rows == [0, 1, 2]
    await database.write(lambda c: c.execute("INSERT INTO t VALUES (3)").close())
    (tmp_path / "kill_after").write_text("2")
    await database.write(lambda c: c.execute("INSERT INTO t VALUES (4)").close())
    database.close()
