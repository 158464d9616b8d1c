"""Files that are broken or meant to do harm, each made here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from tests.media.drawing import encoded, photo


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, *, rows: bytes | None = None, depth: int = 8) -> bytes:
    """A grey PNG that claims a size, whatever pixels it has."""
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    content = zlib.compress(b"\0" * 100 if rows is None else rows, 9)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", content), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def bomb() -> bytes:
    """Four hundred million pixels in half a megabyte."""
    return png(20_000, 20_000, rows=b"\0" * (20_001 * 20_000 // 8))


def bomb_within_the_limit_of_pixels() -> bytes:
    """A side that nothing displays."""
    return png(39_000_000, 1, rows=b"\0" * 39_000_001)


def text_bomb() -> bytes:
    """Metadata that unpack to a hundred megabytes."""
    packed = b"Comment\0\0" + zlib.compress(b"x" * 100_000_000, 9)
    whole = photo(form="PNG")
    return whole[:33] + _chunk(b"zTXt", packed) + whole[33:]


def profile_bomb() -> bytes:
    """A colour profile that unpacks to a hundred megabytes."""
    packed = b"icc\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    whole = photo(form="PNG")
    return whole[:33] + _chunk(b"iCCP", packed) + whole[33:]


def gif_frames() -> bytes:
    """A GIF of many frames, of which each is small."""
    frames = [Image.new("P", (8, 8), number % 255) for number in range(2_000)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0)


def gif_of_huge_screen() -> bytes:
    """A GIF whose screen is the largest there can be."""
    return b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + b"\0" * 6 + b";"


def webp_claiming_much() -> bytes:
    """A WebP whose canvas is the largest there can be."""
    canvas = b"\x10\0\0\0" + (16_383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_claiming(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims a size."""
    whole = bytearray(photo())
    place = whole.index(b"\xff\xc0") + 5
    whole[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def jpeg_with_zip() -> bytes:
    """A JPEG that is an archive, too."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.html", "<script>alert(1)</script>")
    return photo() + archive.getvalue()


def gif_with_script() -> bytes:
    """A GIF whose beginning is JavaScript."""
    return b"GIF89a/*" + b"\0" * 10 + b"*/=1;alert(document.domain)//;"


def jpeg_with_html_comment() -> bytes:
    """A picture whose comment is a page."""
    return photo(comment=b"<html><script>alert(1)</script></html>")


def jpeg_with_php_in_exif() -> bytes:
    """A picture whose metadata are a program."""
    exif = Image.Exif()
    exif[0x010E] = "<?php system($_GET['c']); ?>"
    return photo(exif=exif.tobytes())


def jpeg_with_broken_exif() -> bytes:
    """Metadata whose directory leads back to itself."""
    looped = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\x08"
    return photo(exif=looped)


def svg(beginning: bytes = b"") -> bytes:
    """A drawing that runs a script and fetches from the network."""
    return (
        beginning + b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" '
        b'xmlns:xlink="http://www.w3.org/1999/xlink"><script>alert(1)</script>'
        b'<image xlink:href="http://127.0.0.1:9/never"/></svg>'
    )


def heic_claiming_nothing() -> bytes:
    """A container of the kind of HEIC without any picture."""
    return struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + b"\0" * 64


Make = Callable[[], bytes]

REFUSED: dict[str, Make] = {
    "empty": lambda: b"",
    "one byte": lambda: b"\xff",
    "only zeros": lambda: b"\0" * 100_000,
    "bomb of pixels": bomb,
    "bomb in one line": bomb_within_the_limit_of_pixels,
    "png claims too many pixels": lambda: png(100_000, 100_000),
    "png claims no pixels": lambda: png(0, 0),
    "png of the largest size": lambda: png(2**31 - 1, 2**31 - 1),
    "png with a wrong sum": lambda: photo(form="PNG")[:40] + b"\0\0\0\0" + photo(form="PNG")[44:],
    "png without pixels": lambda: png(200, 200, rows=b""),
    "png of sixteen bits cut off": lambda: png(2_000, 2_000, depth=16),
    "text that unpacks to much": text_bomb,
    "profile that unpacks to much": profile_bomb,
    "gif of the largest screen": gif_of_huge_screen,
    "gif that is a script": gif_with_script,
    "gif of its name only": lambda: b"GIF89a",
    "webp of the largest canvas": webp_claiming_much,
    "webp of its name only": lambda: b"RIFF\x04\0\0\0WEBP",
    "jpeg claims too many pixels": lambda: jpeg_claiming(65_500, 65_500),
    "jpeg claims no pixels": lambda: jpeg_claiming(0, 0),
    "jpeg cut in its middle": lambda: photo(1_200, 900)[:3_000],
    "jpeg cut in its header": lambda: photo()[:60],
    "jpeg of its first bytes only": lambda: b"\xff\xd8\xff\xe0",
    "jpeg of noise": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400,
    "svg named jpg": svg,
    "svg behind blanks": lambda: svg(b"\n\n   "),
    "svg behind a byte order mark": lambda: svg(b"\xef\xbb\xbf"),
    "html named jpg": lambda: b"<!doctype html><script>alert(1)</script>",
    "pdf named jpg": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF",
    "eps named jpg": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run\n",
    "archive named jpg": lambda: jpeg_with_zip()[len(photo()) :],
    "program named jpg": lambda: b"\x7fELF" + b"\0" * 500,
    "xml with an entity": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    ),
    "address as a file": lambda: b"http://169.254.169.254/latest/meta-data/",
    "tiff": lambda: encoded(Image.new("RGB", (4, 4)), "TIFF"),
    "bmp": lambda: encoded(Image.new("RGB", (4, 4)), "BMP"),
    "ico": lambda: encoded(Image.new("RGB", (16, 16)), "ICO"),
    "psd named jpg": lambda: b"8BPS\0\x01" + b"\0" * 40,
    "heic without a picture": heic_claiming_nothing,
    "endless recording": lambda: (
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x02\0" + b"\xff" * 64
    ),
    "flac that claims years": lambda: b"fLaC\0\0\0\x22" + b"\xff" * 34,
    "mp3 of a tag only": lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
    "video": lambda: b"\x1a\x45\xdf\xa3" + b"\x01\xff\xff\xff\xff\xff\xff\xff" * 8,
    "too large": lambda: photo() + b"\0" * (10 * 1024 * 1024),
}
"""Files that must be refused."""

NEUTRALISED: dict[str, Make] = {
    "jpeg that is an archive": jpeg_with_zip,
    "jpeg with a page in its comment": jpeg_with_html_comment,
    "jpeg with a program in its metadata": jpeg_with_php_in_exif,
    "jpeg with metadata in a circle": jpeg_with_broken_exif,
    "gif of many frames": gif_frames,
    "png named jpg": lambda: photo(form="PNG"),
    "one pixel": lambda: encoded(Image.new("RGB", (1, 1))),
    "cmyk": lambda: encoded(Image.new("CMYK", (40, 40))),
    "sixteen bits of grey": lambda: encoded(Image.new("I;16", (40, 40)), "PNG"),
    "a line of pixels": lambda: encoded(Image.new("RGB", (9_000, 1)), "PNG"),
}
"""Files that are pictures besides: they may be taken, and only pixels remain."""
