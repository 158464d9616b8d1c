"""What kind of file something is, by its first bytes; what its name says does not count."""

from enum import StrEnum

from talknshop.schemas.enums import MediaType


class FileKind(StrEnum):
    """The kinds that are taken, by the content type they are served and named with."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    MP3 = "audio/mpeg"
    AAC = "audio/aac"
    FLAC = "audio/flac"
    OGG = "audio/ogg"
    WAV = "audio/wav"
    MP4 = "audio/mp4"
    WEBM = "audio/webm"
    AMR = "audio/amr"
    CAF = "audio/x-caf"

    @property
    def media_type(self) -> MediaType:
        """Whether it is a picture or a recording."""
        return MediaType(self.split("/", maxsplit=1)[0])


_BEGINNINGS = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"ID3", FileKind.MP3),
    (b"\xff\xf1", FileKind.AAC),
    (b"\xff\xf9", FileKind.AAC),
    (b"\xff\xfb", FileKind.MP3),
    (b"\xff\xf3", FileKind.MP3),
    (b"\xff\xf2", FileKind.MP3),
    (b"fLaC", FileKind.FLAC),
    (b"OggS", FileKind.OGG),
    (b"\x1a\x45\xdf\xa3", FileKind.WEBM),
    (b"#!AMR", FileKind.AMR),
    (b"caff", FileKind.CAF),
)
_RIFF = {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.WAV}
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_BRAND = slice(8, 12)


def sniff(beginning: bytes) -> FileKind | None:
    """The kind of a file; None for one that is not taken.

    Args:
        beginning: Its first bytes, sixteen at least where it has so many.
    """
    if beginning.startswith(b"RIFF"):
        return _RIFF.get(beginning[_BRAND])
    if beginning[4:8] == b"ftyp":
        return FileKind.HEIC if beginning[_BRAND] in _PICTURE_BRANDS else FileKind.MP4
    for signature, kind in _BEGINNINGS:
        if beginning.startswith(signature):
            return kind
    return None
