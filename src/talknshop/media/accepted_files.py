"""Which files are taken, and how large they may be."""

from talknshop.core.errors import ContentTooLargeError, UnsupportedFormatError
from talknshop.media.limits import MOST_AUDIO_BYTES, MOST_IMAGE_BYTES
from talknshop.media.sniffing import FileKind, sniff
from talknshop.schemas.enums import MediaType
from talknshop.schemas.media import UploadDraft

_SNIFFED_BYTES = 32
NO_SPEECH = (
    "Recordings are not understood by this installation: no speech engine is installed. "
    "Please type what you would say."
)


def most_bytes(media_type: MediaType) -> int:
    """How large a file may be."""
    return MOST_IMAGE_BYTES if media_type is MediaType.IMAGE else MOST_AUDIO_BYTES


def check_size(size: int, media_type: MediaType) -> None:
    """Lets only files pass that are small enough.

    Raises:
        ContentTooLargeError: It is larger than what is taken.
    """
    if size > (most := most_bytes(media_type)):
        raise ContentTooLargeError(
            f"The file has more than the {most // (1024 * 1024)} MB that are taken. "
            "Please send a smaller one."
        )


def announced_type(draft: UploadDraft) -> MediaType:
    """What is about to come.

    Raises:
        UnsupportedFormatError: Files of that kind are not taken here.
    """
    stated = draft.media_type or draft.content_type.split("/", 1)[0].lower()
    if stated not in {MediaType.IMAGE, MediaType.AUDIO}:
        raise UnsupportedFormatError(
            "Only photos (JPEG, PNG, WebP, GIF) and recordings can be uploaded."
        )
    return MediaType(stated)


def sniffed(content: bytes) -> FileKind:
    """What the first bytes of a file say that it is.

    Raises:
        UnsupportedFormatError: It is nothing that can be opened.
    """
    kind = sniff(content[:_SNIFFED_BYTES])
    if kind is None:
        raise UnsupportedFormatError(
            "This is neither a photo nor a recording that can be opened, whatever its name says. "
            "Send a JPEG, PNG, WebP or GIF, or what a browser or a phone records."
        )
    return kind
