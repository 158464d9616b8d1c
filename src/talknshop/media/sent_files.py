"""Files within requests: by their key or in base64; addresses are refused."""

import base64
import binascii
import re

from talknshop.core.errors import AuthenticationError, ValidationError
from talknshop.media.files import FileRepository, StoredFile
from talknshop.media.intake import Intake
from talknshop.schemas.enums import MediaType

_S3 = re.compile(r"s3://([^/]+)/(.+)")
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*:|^//", re.IGNORECASE)
_DATA_URL = re.compile(r"data:[\w/+.-]*(?:;[\w=-]+)*;base64,", re.IGNORECASE)


def is_address(text: str | None) -> bool:
    """Whether it is an address and no file."""
    return text is not None and bool(_ADDRESS.match(text)) and not _DATA_URL.match(text)


def decoded(text: str, thing: str) -> bytes:
    """A file that was sent in base64, bare or as a data URL.

    Raises:
        ValidationError: It is neither; ``thing`` says what should have been there.
    """
    start = _DATA_URL.match(text)
    try:
        return base64.b64decode(text[start.end() :] if start else text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValidationError(f"The {thing} is not in base64.") from error


async def file_of_key(
    files: FileRepository,
    intake: Intake,
    user_id: str | None,
    given: str,
    *,
    bucket: str,
    media_type: MediaType,
) -> StoredFile:
    """The file that a person names by its key, which older clients send with the bucket.

    Raises:
        ValidationError: It leads to somewhere else than our own files, or is of another kind.
        AuthenticationError: Nobody proves to be the owner.
        NotFoundError: There is none, or it is somebody else's.
    """
    if user_id is None:
        raise AuthenticationError(
            "Files belong to somebody, and nothing proves who asks. Ask through the address of "
            "the page, or send the file itself in base64."
        )
    stored = await files.find_by_key(user_id, _key(given, bucket))
    if stored.file.media_type is not media_type:
        raise ValidationError(f"That file is no {_NAMES[media_type]}.")
    return await intake.usable(stored)


_NAMES = {MediaType.IMAGE: "picture", MediaType.AUDIO: "recording", MediaType.VIDEO: "video"}


def _key(given: str, bucket: str) -> str:
    named = _S3.fullmatch(given)
    if named is not None and named[1] == bucket:
        return named[2]
    if _ADDRESS.match(given):
        raise ValidationError(
            "That is no key of an uploaded file. Addresses are never fetched: upload the file "
            "first."
        )
    return given
