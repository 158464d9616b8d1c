"""A feed's file as one stream of UTF-8 bytes: unpacked, counted, and no larger than it may be."""

import codecs
import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from talknshop.core.errors import ValidationError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES = 65_536
"""How much of a file is looked at to recognise its format."""
ACP_PRODUCTS = ("products.jsonl", "products.jsonl.gz")
"""What a folder in the form of the Agentic Commerce Protocol holds besides ``metadata.json``."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_NOT_READ = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7-Zip",
    b"%PDF": "PDF",
    b"SQLite format": "SQLite",
}
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 200


class Limits(NamedTuple):
    """How large a file may become by unpacking."""

    largest: int = 32 * 2**30
    """Bytes."""
    ratio: int = 200
    """Times its own size, once it is larger than ``ratio_from``."""
    ratio_from: int = 64 * 2**20


_LIMITS = Limits()


class FeedSource:
    """A feed that is open for reading.

    Attributes:
        name: The file's name, for sentences.
        stream: Its content; UTF-16 and UTF-32 come as UTF-8, without byte order mark.
        head: The first bytes of the stream, at most 64 KB.
        size: Bytes of the file as it lies on the disk; None when it is no ordinary file.
        encoding: What the text was written in, as far as it is known by now.
    """

    def __init__(
        self,
        name: str,
        stream: io.BufferedReader,
        *,
        size: int | None,
        position: Callable[[], int],
        encoding: str,
    ) -> None:
        """Looks at the beginning of the stream; see the class."""
        self.name = name
        self.stream = stream
        self.size = size
        self.encoding = encoding
        self._position = position
        self.head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]

    @property
    def bytes_read(self) -> int:
        """How much of the file has been read, to compare with ``size``."""
        return self._position()


@contextmanager
def open_source(path: Path, limits: Limits = _LIMITS) -> Generator[FeedSource]:
    """Opens a file, or the products of a folder, plain, gzipped or zipped; closes it at the end.

    What is packed is recognised by its first bytes. Nothing is sought, so a pipe will do; only
    a zip file must be a file.

    Raises:
        ValidationError: The file cannot be opened, or is packed in a way that is not read. While
            it is read: the packed data are damaged or become too large, or the text is no
            UTF-16 where its beginning says so.
    """
    with ExitStack() as opened:
        try:
            source = _open(_products_of(path) if path.is_dir() else path, limits, opened)
        except OSError as error:
            raise ValidationError(
                f"The file {path} cannot be read: {error.strerror or error}."
            ) from error
        yield source


def _open(path: Path, limits: Limits, opened: ExitStack) -> FeedSource:
    file = opened.enter_context(_CountedFile(path))
    packed = opened.enter_context(io.BufferedReader(file, HEAD_BYTES))
    limited = _Limited(_unpacked(packed, path, opened), path, file, limits)
    stream = _buffered(limited.take)
    encoding = _encoding(stream.peek(_LOOKED_AT))
    if encoding != "utf-8":
        stream = _buffered(_Utf8(stream, encoding, path).take)
    elif stream.peek(len(codecs.BOM_UTF8)).startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    about = path.stat()
    return FeedSource(
        path.name,
        stream,
        size=about.st_size if stat.S_ISREG(about.st_mode) else None,
        position=lambda: file.count,
        encoding=encoding.upper(),
    )


def _products_of(folder: Path) -> Path:
    for name in ACP_PRODUCTS:
        if (folder / name).is_file():
            return folder / name
    raise ValidationError(
        f"The folder {folder} holds no {ACP_PRODUCTS[0]}. Name the file with the products."
    )


class _Content(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _unpacked(packed: "io.BufferedReader[_CountedFile]", path: Path, opened: ExitStack) -> _Content:
    start = packed.peek(_LOOKED_AT)
    if start.startswith(_GZIP):
        return opened.enter_context(gzip.open(packed, "rb"))
    if start.startswith(_ZIP):
        return _only_member(packed, path, opened)
    for magic, kind in _NOT_READ.items():
        if start.startswith(magic):
            raise ValidationError(
                f"The file {path.name} is a {kind} file, which is not read. "
                "Unpack it, or pack it with gzip, and import it again."
            )
    return packed


def _only_member(
    packed: "io.BufferedReader[_CountedFile]", path: Path, opened: ExitStack
) -> _Content:
    try:
        archive = opened.enter_context(zipfile.ZipFile(packed))
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) == 1:
            return opened.enter_context(archive.open(members[0]))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise ValidationError(
            f"The zip file {path.name} cannot be unpacked: {error}. Unpack it yourself and import "
            "the file with the products."
        ) from error
    raise ValidationError(
        f"The zip file {path.name} holds {len(members):,} files. "
        "Unpack it and import the one with the products."
    )


def _encoding(start: bytes) -> str:
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    even, odd = start[:_LOOKED_AT:2], start[1:_LOOKED_AT:2]
    if odd and not any(odd) and all(even):
        return "utf-16-le"
    if odd and not any(even) and all(odd):
        return "utf-16-be"
    return "utf-8"


class _CountedFile(io.FileIO):
    """A file that knows how much of it has been read."""

    count = 0

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        number = super().readinto(buffer) or 0
        self.count += number
        return number


class _Reader(io.RawIOBase):
    """What a function hands out, as a file."""

    def __init__(self, take: Callable[[int], bytes]) -> None:
        self._take = take

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        chunk = self._take(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)


def _buffered(take: Callable[[int], bytes]) -> io.BufferedReader:
    return io.BufferedReader(_Reader(take), HEAD_BYTES)


class _Limited:
    """Unpacked content, which may not grow without limit."""

    def __init__(
        self, content: _Content, path: Path, packed: "_CountedFile", limits: Limits
    ) -> None:
        self._content = content
        self._path = path
        self._packed = packed
        self._limits = limits
        self._count = 0

    def take(self, most: int) -> bytes:
        try:
            chunk = self._content.read(most)
        except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
            raise ValidationError(
                f"The compressed file {self._path.name} is incomplete or damaged. "
                "Get it again and retry."
            ) from error
        except OSError as error:
            raise ValidationError(
                f"The file {self._path} cannot be read to its end: {error.strerror or error}."
            ) from error
        self._count += len(chunk)
        self._refuse_bombs()
        return chunk

    def _refuse_bombs(self) -> None:
        largest, ratio, ratio_from = self._limits
        if self._count > largest:
            raise ValidationError(
                f"The file {self._path.name} has more than {largest / 2**30:g} GB when it is "
                "unpacked. Divide it into several feeds."
            )
        if self._count > ratio_from and self._count > ratio * self._packed.count:
            raise ValidationError(
                f"The file {self._path.name} was given up after {self._count / 2**20:.0f} MB: "
                f"unpacking makes it more than {ratio} times larger, as only a trap does. "
                "If it is all right, unpack it and import it plain."
            )


class _Utf8:
    """Text of another encoding as UTF-8."""

    def __init__(self, content: io.BufferedReader, encoding: str, path: Path) -> None:
        self._content = content
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._encoding = encoding
        self._path = path
        self._ready = b""
        self._ended = False

    def take(self, most: int) -> bytes:
        while not self._ready and not self._ended:
            chunk = self._content.read(HEAD_BYTES)
            self._ended = not chunk
            try:
                text = self._decoder.decode(chunk, final=self._ended)
            except UnicodeDecodeError as error:
                raise ValidationError(
                    f"The file {self._path.name} begins as {self._encoding.upper()} text and goes "
                    "on as something else. Save it as UTF-8 and import it again."
                ) from error
            self._ready = text.encode("utf-8")
        chunk, self._ready = self._ready[:most], self._ready[most:]
        return chunk
