import gzip
from pathlib import Path

import pytest

from talknshop.catalog.feeds.delimited import (
    LONGEST_RECORD,
    Record,
    guess_delimiter,
    read_records,
)
from talknshop.catalog.feeds.source import open_source


def read(path: Path, content: bytes, delimiter: str = "\t") -> list[Record]:
    path.write_bytes(content)
    with open_source(path) as source:
        return list(read_records(source, delimiter))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\tb\n1\t2\n", [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        (b"a\tb\r\n1\t2", [Record(1, ["a", "b"]), Record(2, ["1", "2"])]),
        (b"\xef\xbb\xbfa\n\n \n1\n", [Record(1, ["a"]), Record(4, ["1"])]),
        (b'a\t"b\tc"\t""\n', [Record(1, ["a", "b c", ""])]),
        (b'"17"" screen"\t17" tv\n', [Record(1, ['17" screen', '17" tv'])]),
        (b'"one\ntwo"\tx\n3\ty\n', [Record(1, ["one\ntwo", "x"]), Record(3, ["3", "y"])]),
        (b'"one\n""two""\n3"\n4\n', [Record(1, ['one\n"two"\n3']), Record(4, ["4"])]),
        (b'x\t"a\nb"\t"c\nd"\n', [Record(1, ["x", "a\nb", "c\nd"])]),
        (b"\xc3\xa9\n\xff\xfe bad\nok\n", [Record(1, ["é"]), Record(2, [], "not UTF-8 text"),
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


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'a,"b,c",\n', [Record(1, ["a", "b,c", ""])]),
        (b'"say ""hi""",2\n', [Record(1, ['say "hi"', "2"])]),
        (b'1,"two,\nlines, here",3\n4,5,6\n', [Record(1, ["1", "two,\nlines, here", "3"]),
                                              Record(3, ["4", "5", "6"])]),
        (b'1,"ends in a comma,"\n2\n', [Record(1, ["1", "ends in a comma,"]), Record(2, ["2"])]),
        (b'1,17" tv,"x"\n', [Record(1, ["1", '17" tv', "x"])]),
        (b'1,"a"b,2\n', [Record(1, ["1", '"a"b', "2"])]),
        (b'1,"open,2\n3,"closed",4\n', [Record(1, ["1", '"open', "2"]),
                                        Record(2, ["3", "closed", "4"])]),
        (b',,\n" ",\n1,\n', [Record(3, ["1", ""])]),
        (b'a,b,c\n1,"stray,2\n3,4,5\n6,7,17"\n', [Record(1, ["a", "b", "c"]),
                                              Record(2, ["1", '"stray', "2"]),
                                              Record(3, ["3", "4", "5"]),
                                              Record(4, ["6", "7", '17"'])]),
        (b'sep=,\r\na,b\r\n1,"x\r\ny"\r\n', [Record(2, ["a", "b"]), Record(3, ["1", "x\ny"])]),
    ],
)  # fmt: skip
def test_records_divided_by_commas(tmp_path: Path, content: bytes, expected: list[Record]) -> None:
    assert read(tmp_path / "feed.csv", content, ",") == expected


def test_stray_quotation_marks_do_not_make_reading_slow(tmp_path: Path) -> None:
    content = b'1,"stray,2\n' * 50_000 + b"3,4,5\n" * 300
    records = read(tmp_path / "feed.csv", content, ",")
    assert len(records) == 50_300
    assert records[0] == Record(1, ["1", '"stray', "2"])


def test_fields_are_cleaned(tmp_path: Path) -> None:
    records = read(tmp_path / "feed.tsv", "a \t  b  c\tx\x00y\u200b\t\xa0\n".encode())
    assert records == [Record(1, ["a", "b c", "xy", ""])]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("id;name,long;price", ";"),
        ('id,"a;b;c;d",price', ","),
        ("id\tname", "\t"),
        ("id|name|price", "|"),
        ("name", "\t"),
    ],
)
def test_the_delimiter_of_a_header(header: str, delimiter: str) -> None:
    assert guess_delimiter(header) == delimiter
