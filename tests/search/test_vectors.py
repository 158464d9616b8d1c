from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import StorageError
from talknshop.search.encoder import Matrix
from talknshop.search.vectors import VectorIndex, VectorStore, VectorWriter, text_digest

DIMENSIONS = 8


def unit_rows(count: int, seed: int = 1) -> Matrix:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSIONS), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore(tmp_path / "vectors", encoder="made-up", dimensions=DIMENSIONS)


def add(writer: VectorWriter, first: int, rows: Matrix) -> None:
    ids = range(first, first + len(rows))
    writer.add(ids, [text_digest(f"text {n}") for n in ids], rows)


def filled(store: VectorStore, rows: Matrix, name: str = "one") -> VectorIndex:
    with store.writer(name) as writer:
        add(writer, 1, rows)
    return opened(store, name)


def opened(store: VectorStore, name: str = "one") -> VectorIndex:
    index = store.index(name)
    assert index is not None
    return index


@pytest.mark.parametrize("limit", [0, 1, 7, 300, 1_000])
def test_the_best_are_those_of_a_full_sort(store: VectorStore, limit: int) -> None:
    rows = unit_rows(300)
    query = unit_rows(1, seed=2)[0]
    hits = filled(store, rows).scan(query).best(limit)
    expected = np.argsort(-(rows @ query), kind="stable")[:limit] + 1
    assert [hit.vector_id for hit in hits] == expected.tolist()
    assert [hit.similarity for hit in hits] == pytest.approx((rows @ query)[expected - 1], abs=1e-6)


def test_only_among_the_given_ids(store: VectorStore) -> None:
    rows = unit_rows(50)
    scan = filled(store, rows).scan(rows[10])
    assert scan.best(1)[0].vector_id == 11
    assert {hit.vector_id for hit in scan.best(9, among={3, 4, 999})} == {3, 4}
    assert scan.best(9, among=()) == []


def test_equal_vectors_come_in_the_order_of_their_ids(store: VectorStore) -> None:
    rows = np.repeat(unit_rows(1), 20, axis=0)
    assert [hit.vector_id for hit in filled(store, rows).scan(rows[0]).best(20)] == [*range(1, 21)]


@given(st.lists(st.integers(1, 9), max_size=6), st.integers(0, 3 * (16 + 4 * DIMENSIONS)))
def test_what_was_cut_off_anywhere_goes_on_after_the_last_complete_record(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[int], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    store = VectorStore(folder, encoder="made-up", dimensions=DIMENSIONS)
    rows = unit_rows(sum(blocks))
    with store.writer("one") as writer:
        for block in blocks:
            first = (writer.last_id or 0) + 1
            add(writer, first, rows[first - 1 : first - 1 + block])
    file = folder / "one.vectors"
    whole = file.read_bytes()
    file.write_bytes(whole[: max(512, len(whole) - cut)])
    kept = len(opened(store))
    assert kept == max(0, len(rows) - -(-cut // (16 + 4 * DIMENSIONS)))
    with store.writer("one") as writer:
        assert writer.last_id == (kept or None)
        add(writer, kept + 1, rows[kept:])
    assert file.read_bytes() == whole


def test_zeros_that_a_power_cut_left_are_no_vectors(store: VectorStore, tmp_path: Path) -> None:
    rows = unit_rows(4)
    filled(store, rows)
    with (tmp_path / "vectors" / "one.vectors").open("ab") as file:
        file.write(bytes(3 * (16 + 4 * DIMENSIONS) + 5))
    assert len(opened(store)) == 4
    with store.writer("one") as writer:
        add(writer, 5, rows[:1])
    assert opened(store).last_id == 5


def test_a_reader_keeps_its_view_while_the_file_grows_and_goes(store: VectorStore) -> None:
    rows = unit_rows(6)
    before = filled(store, rows[:2])
    with store.writer("one") as writer:
        add(writer, 3, rows[2:])
    assert (len(before), len(opened(store))) == (2, 6)
    store.drop("one")
    assert store.index("one") is None
    assert before.scan(rows[1]).best(1)[0].vector_id == 2


def test_vectors_of_another_encoder_are_not_read_and_replaced(
    store: VectorStore, tmp_path: Path
) -> None:
    rows = unit_rows(3)
    old = filled(store, rows)
    other = VectorStore(tmp_path / "vectors", encoder="another", dimensions=DIMENSIONS)
    assert other.index("one") is None
    with other.writer("one") as writer:
        assert writer.last_id is None
        add(writer, 1, rows[:1])
    assert len(opened(other)) == 1
    assert store.index("one") is None
    assert len(old) == 3
    assert old.scan(rows[2]).best(1)[0].vector_id == 3


def test_vectors_are_found_by_the_text_they_are_of(store: VectorStore) -> None:
    rows = unit_rows(20)
    index = filled(store, rows)
    wanted = [text_digest("text 7"), text_digest("text 20"), text_digest("never seen")]
    found = index.by_digest(wanted)
    assert set(found) == set(wanted[:2])
    assert np.array_equal(found[wanted[0]], rows[6])
    assert index.by_digest([]) == {}
    assert filled(store, rows[:0], "empty").by_digest(wanted) == {}


def test_names_are_those_of_the_files(store: VectorStore) -> None:
    assert store.names() == set()
    filled(store, unit_rows(1), "products-3")
    filled(store, unit_rows(1), "products-4")
    store.drop("products-3")
    store.drop("never there")
    assert store.names() == {"products-4"}


def test_ids_must_ascend_and_rows_must_match(store: VectorStore) -> None:
    rows = unit_rows(2)
    with store.writer("one") as writer:
        add(writer, 5, rows)
        with pytest.raises(ValueError, match="6 comes after 6"):
            writer.add([6], [1], rows[:1])
        with pytest.raises(ValueError, match="8 comes after 9"):
            writer.add([9, 8], [1, 2], rows)
        with pytest.raises(ValueError, match="as many"):
            writer.add([9], [1], rows)
    assert opened(store).last_id == 6


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = VectorStore(tmp_path / "file", encoder="made-up", dimensions=DIMENSIONS)
    with pytest.raises(StorageError, match="cannot be written"):
        store.writer("one")
    with pytest.raises(StorageError, match="cannot be read"):
        store.index("one")


def test_a_full_disk_keeps_what_was_written(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, encoder="made-up", dimensions=DIMENSIONS)
    filled(store, unit_rows(3))
    writer = store.writer("one")
    with writer, Path("/dev/full").open("r+b", buffering=0) as full:
        refused = VectorWriter(full, writer.layout, opened(store))
        with pytest.raises(StorageError, match="No space left"):
            add(refused, 4, unit_rows(2))
        assert refused.last_id == 3
    assert len(opened(store)) == 3


def test_an_encoder_whose_name_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name"):
        VectorStore(tmp_path, encoder="x" * 600, dimensions=DIMENSIONS)
