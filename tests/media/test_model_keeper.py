"""Models of shopping language are built by a real process, kept, renewed and cleaned up."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.media.sounds import recording

from talknshop.core.errors import DatabaseError
from talknshop.media.transcription.embedded import EmbeddedSpeech
from talknshop.media.transcription.model_keeper import ModelKeeper
from talknshop.media.transcription.recipe import DICTIONARY, MODEL, Recipe, Wanted
from talknshop.media.transcription.recordings import Recordings
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.search import Vocabulary

SMALL = Wanted(recipe=Recipe(sentences=4_000, general_words=1_500))


class Catalogue:
    """Names makers; or does not answer."""

    def __init__(self, *brands: str) -> None:
        self.brands = list(brands)
        self.answers = True

    async def vocabulary(self) -> Vocabulary:
        if not self.answers:
            raise DatabaseError("The catalogue is closed.")
        return Vocabulary(generation="1", brands=self.brands)

    async def with_barcode(self, gtin: str) -> BarcodeProduct | None:
        del gtin
        return None


def words_of(folder: Path) -> set[str]:
    lines = (folder / DICTIONARY).read_text(encoding="utf-8").splitlines()
    return {line.split()[0].partition("(")[0] for line in lines}


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


async def test_a_model_is_built_kept_and_renewed(tmp_path: Path) -> None:
    catalogue = Catalogue("Lumovetta")
    keeper = ModelKeeper(tmp_path, catalogue, SMALL)
    # What an attempt left behind that was ended in the middle.
    key = replace(SMALL, brands=["Lumovetta"]).key
    unfinished = tmp_path / f"{key}.unfinished"
    unfinished.mkdir()
    (unfinished / MODEL).write_text("half of it")
    await keeper.renew()
    folder = tmp_path / key
    assert keeper.current == str(folder)
    assert names_in(tmp_path) == {key}
    assert names_in(folder) == {MODEL, DICTIONARY}
    assert {"lumovetta", "jacket", "dollars"} <= words_of(folder)

    written = (folder / MODEL).stat().st_mtime_ns
    await keeper.renew()
    assert (folder / MODEL).stat().st_mtime_ns == written

    engine = EmbeddedSpeech(keeper)
    recordings = Recordings()
    try:
        samples = await recordings.samples(recording("jacket.ogg"))
        assert "$250" in (await engine.transcribe(samples, language="en-US")).transcript
        assert engine.note is None

        catalogue.brands = ["Brightwella"]
        await keeper.renew()
        assert keeper.current not in {None, str(folder)}
        assert not folder.exists()
        assert "brightwella" in words_of(Path(keeper.current or ""))
        # The process that hears takes the new one.
        assert "$250" in (await engine.transcribe(samples, language="en-US")).transcript
    finally:
        await recordings.aclose()
        await engine.aclose()


async def test_a_catalogue_that_does_not_answer_costs_no_model(tmp_path: Path) -> None:
    catalogue = Catalogue("Lumovetta")
    catalogue.answers = False
    (tmp_path / SMALL.key).mkdir()
    for name in (MODEL, DICTIONARY):
        (tmp_path / SMALL.key / name).write_text("stands")
    keeper = ModelKeeper(tmp_path, catalogue, SMALL)
    await keeper.renew()
    assert keeper.current == str(tmp_path / SMALL.key)


async def test_what_cannot_be_built_is_told(tmp_path: Path) -> None:
    keeper = ModelKeeper(tmp_path, None, replace(SMALL, grammar="public <a> = <missing>;"))
    with pytest.raises(OSError, match="<missing>"):
        await keeper.renew()
    assert keeper.current is None
    engine = EmbeddedSpeech(keeper)
    assert engine.note is not None
    assert "being built" in engine.note


async def test_building_ends_with_who_asked_for_it(tmp_path: Path) -> None:
    keeper = ModelKeeper(tmp_path, None, SMALL)
    building = asyncio.create_task(keeper.keep(first_wait_seconds=0))
    async with asyncio.timeout(10):
        while not names_in(tmp_path):  # noqa: ASYNC110 - another process makes the folder
            await asyncio.sleep(0.02)
    building.cancel()
    with pytest.raises(asyncio.CancelledError):
        await building
    assert keeper.current is None
    # Nothing that looks like a model; the next attempt clears it away.
    assert names_in(tmp_path) == {f"{SMALL.key}.unfinished"}
