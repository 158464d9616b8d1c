"""Opening what shops send: packed, in other encodings, damaged, or made to do harm."""

import bz2
import gzip
import io
import os
import threading
import zipfile
from pathlib import Path

import pytest

from talknshop.catalog.feeds.lines import Line, read_lines
from talknshop.catalog.feeds.source import Limits, open_source
from talknshop.core.errors import ValidationError

TEXT = "id\ttitle\n1\tTorchère €\n"


def content(path: Path) -> bytes:
    with open_source(path) as source:
        return source.stream.read()


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_packing_and_encoding_comes_as_utf8(tmp_path: Path, encoding: str) -> None:
    # Without a mark, two-byte text is told by the letters of the columns' names.
    plain = ("only plain column names here\n" * 10 + TEXT).encode(encoding)
    path = tmp_path / "feed"
    for packed in (plain, gzip.compress(plain), zipped(feed=plain)):
        path.write_bytes(packed)
        assert content(path).decode("utf-8").endswith(TEXT)


def test_the_size_and_the_place_are_those_of_the_packed_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.gz"
    path.write_bytes(gzip.compress(os.urandom(200_000)))
    with open_source(path) as source:
        assert source.size == path.stat().st_size
        assert 0 < source.bytes_read < 200_000
        source.stream.read()
        assert source.bytes_read == source.size


def test_a_pipe_is_read_without_a_size(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(gzip.compress(TEXT.encode()),))
    writer.start()
    with open_source(path) as source:
        assert (source.size, source.stream.read().decode()) == (None, TEXT)
    writer.join()


def test_half_a_compressed_file_is_an_error_and_not_an_end(tmp_path: Path) -> None:
    whole = gzip.compress(bytes(range(32, 127)) * 2_000 + b"\n", mtime=0)
    path = tmp_path / "feed.gz"
    for damaged in (whole[: len(whole) // 2], whole[:-4] + b"xxxx", whole[:20] + b"x" * 50):
        path.write_bytes(damaged)
        with pytest.raises(ValidationError, match="incomplete or damaged"):
            content(path)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped(a=b"1", b=b"2"), "holds 2 files"),
        (zipped(a=b"x" * 10_000)[:-30], "cannot be unpacked"),
        (bz2.compress(b"x"), "is a bzip2 file"),
        (b"%PDF-1.7", "is a PDF file"),
        ("ab".encode("utf-16") + b"\x00\xd8", "begins as UTF-16 text and goes on as something"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(data)
    with pytest.raises(ValidationError, match=sentence):
        content(path)


def test_a_damaged_member_of_a_zip_file(tmp_path: Path) -> None:
    data = bytearray(zipped(feed=os.urandom(100_000)))
    data[50_000] ^= 0xFF
    path = tmp_path / "feed.zip"
    path.write_bytes(data)
    with pytest.raises(ValidationError, match="incomplete or damaged"):
        content(path)


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_what_unpacks_to_far_more_than_a_feed_is_given_up(tmp_path: Path, kind: str) -> None:
    zeros = bytes(4 * Limits().ratio_from)
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(zeros) if kind == "gzip" else zipped(feed=zeros))
    with open_source(path) as source, pytest.raises(ValidationError, match="200 times larger"):
        list(read_lines(source, longest=1_000_000))


def test_what_unpacks_to_more_than_may_be_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "feed.gz"
    path.write_bytes(gzip.compress(os.urandom(2**20)))
    limits = Limits(largest=2**19)
    with (
        pytest.raises(ValidationError, match=r"has more than 0\.000488281 GB when it is unpacked"),
        open_source(path, limits) as source,
    ):
        source.stream.read()


def test_a_file_that_cannot_be_read_to_its_end() -> None:
    # Where a process has no memory, its own refuses to be read.
    with (
        pytest.raises(ValidationError, match="mem cannot be read"),
        open_source(Path("/proc/self/mem")),
    ):
        pass


def test_a_file_or_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"missing\.tsv cannot be read: No such file"):
        content(tmp_path / "missing.tsv")
    with pytest.raises(ValidationError, match=r"holds no products\.jsonl"):
        content(tmp_path)


def lines(path: Path, data: bytes) -> tuple[list[Line], str]:
    path.write_bytes(data)
    with open_source(path) as source:
        return list(read_lines(source, longest=1_000_000)), source.encoding


def test_a_file_whose_first_odd_letter_is_not_utf8_is_windows_1252(tmp_path: Path) -> None:
    data = "plain\ncafé €\n".encode("windows-1252") + b"\x81\n"
    assert lines(tmp_path / "feed", data) == (
        [
            Line(1, "plain"),
            Line(2, "café €"),
            Line(3, "", "neither UTF-8 nor windows-1252 text"),
        ],
        "WINDOWS-1252",
    )


def test_a_file_that_has_shown_itself_as_utf8_stays_so(tmp_path: Path) -> None:
    data = "café\n".encode() + b"caf\xe9\n"
    assert lines(tmp_path / "feed", data) == (
        [Line(1, "café"), Line(2, "", "not UTF-8 text")],
        "UTF-8",
    )


def test_the_name_of_the_encoding_is_that_of_the_file(tmp_path: Path) -> None:
    assert lines(tmp_path / "feed", "a\né\n".encode("utf-16")) == (
        [Line(1, "a"), Line(2, "é")],
        "UTF-16",
    )
