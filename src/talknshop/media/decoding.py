"""Opens a picture of a stranger and writes it anew; runs in a worker process.

What comes out is a JPEG that we wrote: turned the way it was held, in sRGB, on white where it was
transparent, without any of the metadata. Whatever else the file carried stays behind.
"""

import contextlib
import io
import warnings
from importlib.util import find_spec
from typing import Any

from PIL import Image, ImageCms

from talknshop.core.worker_process import framing
from talknshop.core.worker_process.refusals import RefusedError
from talknshop.media.limits import KEPT_SIDE, LONGEST_SIDE, MOST_PIXELS

_HEIC = find_spec("pillow_heif") is not None
if _HEIC:
    from pillow_heif import register_heif_opener  # pyright: ignore[reportUnknownVariableType]  # not typed there

    register_heif_opener(thumbnails=False)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", *(("HEIF",) if _HEIC else ()))
_QUALITY = 90
_TRANSPARENT = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB: Any = ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # not typed there

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def handle(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """Opens ``blob`` and answers its size and format with the picture written anew.

    Raises:
        RefusedError: It is no picture that is taken.
    """
    if facts.get("kind") == "image/heic" and not _HEIC:
        raise RefusedError(
            "format",
            "Photos in HEIC cannot be opened here. Send a JPEG: on an iPhone, choose Settings, "
            "Camera, Formats, Most Compatible.",
        )
    try:
        return _rewritten(blob)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except Image.UnidentifiedImageError as error:
        raise RefusedError(
            "format", "This is no picture that can be opened. Send a JPEG, PNG, WebP or GIF."
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise RefusedError(
            "invalid", "The picture is damaged or incomplete. Please send it again."
        ) from error


def _rewritten(blob: bytes) -> tuple[framing.Facts, bytes]:
    with Image.open(io.BytesIO(blob), formats=_FORMATS) as opened:
        kind, (width, height) = opened.format, opened.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise _too_large()
        if kind == "JPEG":
            opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        opened.load()
        upright = _TURNS.get(_orientation(opened))
        picture = _in_srgb(_opaque(opened), opened.info.get("icc_profile"))
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    if upright is not None:
        picture = picture.transpose(upright)
    # A new picture, into which only the pixels are brought.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=_QUALITY)
    facts = {
        "format": kind,
        "width": clean.width,
        "height": clean.height,
        "original_width": width,
        "original_height": height,
    }
    return facts, written.getvalue()


def _too_large() -> RefusedError:
    return RefusedError(
        "size",
        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels, or a side of more "
        f"than {LONGEST_SIDE:,}. Please send a smaller one.",
    )


def _orientation(picture: Image.Image) -> int:
    """How the camera was held (EXIF 2.32, tag 274); 1 where nothing readable says."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - whatever broken metadata makes the library raise
        return 1


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode in _TRANSPARENT or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if picture.mode.startswith("I"):
        # Sixteen bits of grey, of which eight are shown.
        return picture.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    return picture if picture.mode in {"RGB", "CMYK"} else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
    return picture if picture.mode == "RGB" else picture.convert("RGB")
