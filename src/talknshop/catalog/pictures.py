"""Pictures that ship beside the bundled feed, and where the page finds them.

The rows of a feed must link to pictures absolutely. Those of the bundled feed link below
``PICTURES_LINK``, a host that cannot exist, and are shown from our own origin instead.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from fastapi.responses import Response

PICTURES_LINK = "https://demo.talknshop.example/pictures/"
"""How a picture link of the bundled feed begins; ``.example`` is reserved and leads nowhere."""

_ADDRESS = "/catalog/pictures/"
"""Where the origin of the page has the pictures: the catalogue is mounted at ``/catalog``."""

_FILE = re.compile(r"[a-z0-9-]+\.svg(?:\?v=[0-9a-f]{8})?")


class SvgResponse(Response):
    """A drawing that nothing can run in, and that may be kept for ever: its link has its digest."""

    media_type = "image/svg+xml"

    def __init__(self, content: bytes) -> None:
        """Takes the bytes of the file."""
        headers = {
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "public, max-age=31536000, immutable",
        }
        super().__init__(content, headers=headers)


def read_pictures(folder: Path | None) -> Mapping[str, bytes]:
    """The drawings of a folder by file name; none without a folder."""
    files = sorted(folder.glob("*.svg")) if folder else []
    return {path.name: path.read_bytes() for path in files}


def shown_picture(link: str | None, *, simulated: bool) -> str | None:
    """The address under which the page shows a picture.

    Args:
        link: What the feed says.
        simulated: Whether the feed is the bundled one; links of other feeds stay what they are.
    """
    if link is None or not simulated:
        return link
    file = link.removeprefix(PICTURES_LINK)
    return _ADDRESS + file if file != link and _FILE.fullmatch(file) else link
