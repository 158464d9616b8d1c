"""Pictures that tests draw themselves."""

import io

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw


def photo(width: int = 320, height: int = 240, form: str = "JPEG", **saved: object) -> bytes:
    """A drawing of a blue box on white."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=(30, 60, 200))
    return encoded(picture, form, **saved)


def encoded(picture: Image.Image, form: str = "JPEG", **saved: object) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, form, **saved)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    """A file as a picture."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def bars(digits: str) -> Image.Image:
    """The barcode of thirteen digits, black on white."""
    drawn = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)  # pyright: ignore[reportUnknownMemberType]  # its options are not typed there
    return Image.fromarray(np.asarray(drawn.to_image(scale=4))).convert("RGB")
