import gzip
from pathlib import Path

import pytest

from talknshop.catalog.feeds.lines import LONGEST_RECORD, Record, read_records
from talknshop.core.errors import ValidationError


def read(path: Path, content: bytes) -> list[Record]:
    path.write_bytes(content)
    return list(read_records(path))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\tb\n1\t2\n", [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        (b"a\tb\r\n1\t2", [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        (b"\xef\xbb\xbfa\n\n \n1\n", [Record(1, ["a"]), Record(4, ["1"])]),
        (b'a\t"b\tc"\t""\n', [Record(1, ["a", "b\tc", ""])]),
        (b'"17"" screen"\t17" tv\n', [Record(1, ['17" screen', '17" tv'])]),
        (b'"one\ntwo"\tx\n3\ty\n', [Record(1, ["one\ntwo", "x"]), Record(3, ["3", "y"])]),
        (b'"one\n""two""\n3"\n4\n', [Record(1, ['one\n"two"\n3']), Record(4, ["4"])]),
        (b'x\t"a\nb"\t"c\nd"\n', [Record(1, ["x", "a\nb", "c\nd"])]),
        (b"ok\n\xff\xfe bad\nok\n", [Record(1, ["ok"]), Record(2, [], "not UTF-8 text"),
                                     Record(3, ["ok"])]),
        (b'x\t"open', [Record(1, ["x", '"open'])]),
        (b"", []),
    ],
)  # fmt: skip
def test_records(tmp_path: Path, content: bytes, expected: list[Record]) -> None:
    assert read(tmp_path / "feed.tsv", content) == expected
    assert read(tmp_path / "feed.gz", gzip.compress(content)) == expected


@pytest.mark.parametrize(
    "after",
    [b"2\tplain\n", b'2\t17" tv\n', b"\xff\n", b""],
    ids=["a tab", "a lone quotation mark", "no text", "the end"],
)
def test_a_quotation_mark_that_is_never_closed_costs_one_record(
    tmp_path: Path, after: bytes
) -> None:
    records = read(tmp_path / "feed.tsv", b'1\t"open\n' + after + b"9\tlast\n")
    assert records[0] == Record(1, ["1", '"open'])
    assert records[-1] == Record(2 + bool(after), ["9", "last"])


def test_a_quoted_field_of_very_many_lines_is_given_up(tmp_path: Path) -> None:
    records = read(tmp_path / "feed.tsv", b'"open\n' + b"line\n" * 500 + b'close"\n')
    assert len(records) == 502


def test_a_huge_line_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    huge = b"x" * (3 * LONGEST_RECORD)
    records = read(tmp_path / "feed.tsv", b"a\n" + huge + b"\nb\n" + huge)
    assert records == [
        Record(1, ["a"]),
        Record(2, [], "longer than 1 MB"),
        Record(3, ["b"]),
        Record(4, [], "longer than 1 MB"),
    ]


@pytest.mark.parametrize("content", ["a\tb\n".encode("utf-16"), "a\tb\n".encode("utf-16-le")])
def test_another_encoding_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ValidationError, match="not UTF-8 text"):
        read(tmp_path / "feed.tsv", content)


def test_half_a_compressed_file_is_an_error_and_not_an_end(tmp_path: Path) -> None:
    whole = gzip.compress(bytes(range(32, 127)) * 2_000 + b"\n", mtime=0)
    for damaged in (whole[: len(whole) // 2], whole[:-4] + b"xxxx", whole[:20] + b"x" * 50):
        with pytest.raises(ValidationError, match="incomplete or damaged"):
            read(tmp_path / "feed.tsv.gz", damaged)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"missing\.tsv cannot be read: No such file"):
        list(read_records(tmp_path / "missing.tsv"))
