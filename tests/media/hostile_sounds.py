"""Recordings that are broken or meant to do harm, each made here."""

from collections.abc import Callable

from tests.media.sounds import recording, tone, video_with_sound, wav, written

REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\0",
    "noise": lambda: bytes(range(256)) * 40,
    "page named wav": lambda: b"<html><script>alert(1)</script></html>",
    "playlist of addresses": lambda: b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret.mp3\n",
    "concatenation of files": lambda: b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "playlist named ogg": lambda: b"OggS" + b"#EXTM3U\nhttp://127.0.0.1/a\n" * 20,
    "playlist named mp3": lambda: b"ID3\x04\0\0\0\0\0\0#EXTM3U\nhttp://127.0.0.1/a\n",
    "header of wav alone": lambda: wav(b""),
    "header of ogg alone": lambda: recording()[:60],
    "header of webm alone": lambda: b"\x1a\x45\xdf\xa3" + b"\0" * 200,
    "header of mp4 alone": lambda: b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom",
    "header of flac alone": lambda: b"fLaC" + b"\0\0\0\x22" + b"\0" * 34,
    "header of amr alone": lambda: b"#!AMR\n",
    "header of caf alone": lambda: b"caff\0\x01\0\0desc" + b"\0" * 40,
    "mp4 of endless boxes": lambda: (
        b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom" + b"\0\0\0\x08free" * 50_000
    ),
    "mp4 whose box is longer than it": lambda: (
        b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom" + b"\xff\xff\xff\xffmoov"
    ),
    "webm of endless size": lambda: b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" * 1_000,
    "id3 of endless pictures": lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"APIC" * 10_000,
    "eleven minutes of silence": lambda: written("flac", wav(bytes(2 * 8_000 * 661), rate=8_000)),
    "no rate": lambda: wav(tone(1.0), rate=0),
    "a rate beyond any": lambda: wav(tone(1.0), rate=2_000_000_000),
    "thousands of channels": lambda: wav(tone(1.0), channels=30_000),
    "half of an mp4": lambda: written("m4a")[: len(written("m4a")) // 8],
    "video": video_with_sound,
    "picture": lambda: b"\xff\xd8\xff\xe0" + b"\0" * 100,
    "zip named mp3": lambda: b"PK\x03\x04" + b"\0" * 100,
    "program": lambda: b"MZ" + b"\0" * 400,
    "a moment": lambda: wav(tone(0.01)),
}
"""Whatever they are, they are answered with a sentence."""

NEUTRALISED: dict[str, Callable[[], bytes]] = {
    "wav that claims four gigabytes": lambda: wav(tone(1.0), claims=0xFFFFFFF0),
    "wav that claims less than it has": lambda: wav(tone(1.0), claims=8_000),
    "ogg with a page behind it": lambda: recording() + b"<html><script>alert(1)</script></html>",
    "wav with a program behind it": lambda: wav(tone(1.0)) + b"MZ\x90\0<?php system('id');",
    "half of an ogg": lambda: recording()[: len(recording()) // 2],
    "flac with noise within": lambda: _spoilt(written("flac")),
}
"""Only their sound is kept."""


def _spoilt(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"\xff" * 64 + content[middle + 64 :]
