"""Opening recordings: in a process of its own, as samples or as the copy that is kept."""

from typing import Any

from talknshop.core.errors import UnsupportedFormatError
from talknshop.media.limits import DECODING, LONGEST_AT_ONCE_SECONDS, LONGEST_RECORDING_SECONDS
from talknshop.media.sniffing import FileKind, sniff
from talknshop.media.worker import Worker
from talknshop.schemas.enums import MediaType

_SNIFFED_BYTES = 32


class Recordings:
    """What comes from strangers, as samples that engines hear."""

    def __init__(self) -> None:
        """Starts the process with the first recording."""
        self._worker = Worker("decode_audio", DECODING)

    @property
    def pid(self) -> int | None:
        """The process, once there is one."""
        return self._worker.pid

    async def samples(
        self, content: bytes, *, most_seconds: float = LONGEST_AT_ONCE_SECONDS
    ) -> bytes:
        """One channel at 16 kHz, 16 bits.

        Raises:
            UnsupportedFormatError: It is no recording.
            ContentTooLargeError: It lasts longer than ``most_seconds``.
            ValidationError: It is damaged, or there is no sound in it.
        """
        _, samples = await self._open(content, "pcm", most_seconds)
        return samples

    async def copy(self, content: bytes) -> tuple[bytes, dict[str, Any]]:
        """The recording written anew as FLAC, and how long it lasts.

        Raises:
            ValidationError: As ``samples``.
        """
        facts, written = await self._open(content, "flac", LONGEST_RECORDING_SECONDS)
        return written, {"duration_seconds": float(facts["duration_seconds"])}

    async def aclose(self) -> None:
        """Ends the process."""
        await self._worker.aclose()

    async def _open(
        self, content: bytes, form: str, most_seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        kind = recording_kind(content)
        return await self._worker.ask(
            {"kind": str(kind), "form": form, "seconds": most_seconds}, content
        )


def recording_kind(content: bytes) -> FileKind:
    """What kind of recording it is by its first bytes.

    Raises:
        UnsupportedFormatError: It is none.
    """
    kind = sniff(content[:_SNIFFED_BYTES])
    if kind is None or kind.media_type is not MediaType.AUDIO:
        raise UnsupportedFormatError(
            "This is no recording that can be opened, whatever its name says. Send what a "
            "browser or a phone records: WebM, MP4, OGG, MP3, WAV, FLAC, AAC, AMR or CAF."
        )
    return kind
