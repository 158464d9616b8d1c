"""What recognisers found in a recording or a picture; nothing is in it without its source."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import Field

from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.base import WireModel


class JobStatus(StrEnum):
    """How far a job is."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"


class Source(StrEnum):
    """How something came to be known."""

    BARCODE = "barcode"
    """The product that the catalogue has for a barcode in the picture."""
    TEXT = "text"
    """Words printed on the thing."""
    COLOR = "color"
    """The pixels themselves."""
    SPEECH = "speech"
    """What somebody said of it."""
    VISION_MODEL = "vision_model"
    """A model that says what it sees."""
    CLIP = "clip"
    """A CLIP model of the operator's own, which compares looks with kinds of things."""


class SpokenSegment(WireModel):
    """A part of what was said: a word or a few, as the engine wrote them."""

    text: str
    start_time: float
    """Seconds from the beginning of the recording."""
    end_time: float
    confidence: float | None = Field(default=None, ge=0, le=1)


class Transcription(WireModel):
    """The words of a recording."""

    transcript: str
    """With numbers, prices and measures in figures."""
    raw_transcript: str = ""
    """The words as the engine wrote them."""
    confidence: float = Field(ge=0, le=1)
    """How likely all of it is right."""
    needs_confirmation: bool = False
    """Whether the words are to be shown for correction before anything is done with them."""
    language: str = "en"
    engine: str | None = None
    """What ``/v1/models`` calls it."""
    duration_seconds: float | None = None


class TranscriptionJob(WireModel):
    """A transcription with an id, for clients that ask for one."""

    transcription_id: str
    status: JobStatus
    transcript: str | None = None
    raw_transcript: str | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    needs_confirmation: bool | None = None
    language: str | None = None
    engine: str | None = None
    duration_seconds: float | None = None
    segments: list[SpokenSegment] = Field(default_factory=list[SpokenSegment])
    speakers: list[SpokenSegment] | None = None
    """Who spoke when; null, because no engine here tells speakers apart."""
    processing_time: float | None = None
    """Seconds."""
    error_message: str | None = None


class RecognisedAttribute(WireModel):
    """One thing that is known of what a picture shows."""

    name: str
    """``brand``, ``model``, ``product_type``, ``color``, ``gtin`` or another attribute."""
    value: str
    confidence: float = Field(ge=0, le=1)
    source: Source


class TextRegion(WireModel):
    """A printed line."""

    text: str
    confidence: float = Field(ge=0, le=1)
    box: list[tuple[int, int]] = Field(default_factory=list[tuple[int, int]])
    """Its corners in pixels, clockwise from the upper left of the line."""


class Barcode(WireModel):
    """A barcode that was read in several ways which agree."""

    gtin: str
    """As it is printed: 8, 12, 13 or 14 digits; UPC-E is written out."""
    format: str
    confidence: float = Field(ge=0, le=1)
    confirmed_by_text: bool = False
    """Whether the digits printed below it say the same."""


class ColorShare(WireModel):
    """A colour and its part of the thing."""

    name: str
    share: float = Field(ge=0, le=1)


class QualityHint(StrEnum):
    """What a seller could do better; the page has words for each."""

    TOO_SMALL = "too_small"
    """The longest side has fewer than 500 pixels: some marketplaces refuse it."""
    SMALL = "small"
    """Fewer than the 1600 pixels that marketplaces recommend."""
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    BUSY_BACKGROUND = "busy_background"
    DUPLICATE = "duplicate"
    """It looks the same as another picture of the same person."""


class PhotoQuality(WireModel):
    """How good a picture is for a listing."""

    width: int
    height: int
    sharpness: float
    """Variance of the Laplacian at 512 pixels of width; below 18 a picture is blurred."""
    brightness: float = Field(ge=0, le=1)
    plain_background: bool
    white_background: bool
    hints: list[QualityHint] = Field(default_factory=list[QualityHint])
    duplicates: list[str] = Field(default_factory=list)
    """Ids of the person's other pictures that look the same."""


class ImageAttributes(WireModel):
    """What a picture shows."""

    labels: list[str] = Field(default_factory=list)
    """Kinds of products that a source names; empty where none does."""
    objects: list[str] = Field(default_factory=list)
    """Only a vision model sees objects; empty without one."""
    text: list[str] = Field(default_factory=list)
    dominant_colors: list[str] = Field(default_factory=list)
    brand: str | None = None
    model: str | None = None
    product_type: str | None = None
    color: str | None = None
    """The colour of the thing, only where it stands before a plain background."""
    product: BarcodeProduct | None = None
    """The product itself, where a barcode is known."""
    barcodes: list[Barcode] = Field(default_factory=list[Barcode])
    attributes: list[RecognisedAttribute] = Field(default_factory=list[RecognisedAttribute])
    text_regions: list[TextRegion] = Field(default_factory=list[TextRegion])
    colors: list[ColorShare] = Field(default_factory=list[ColorShare])
    quality: PhotoQuality | None = None
    degraded: bool = False
    """Whether a part that should have looked could not."""
    notes: list[str] = Field(default_factory=list)
    """What that part was, in a sentence each."""


def merge_attributes(pictures: Sequence[ImageAttributes]) -> ImageAttributes:
    """What several pictures of one thing show together; where they differ, the surest counts.

    Colours, quality and single values are those of the first picture that has them.
    """
    if len(pictures) == 1:
        return pictures[0]
    surest: dict[str, RecognisedAttribute] = {}
    for one in (one for picture in pictures for one in picture.attributes):
        if one.name not in surest or one.confidence > surest[one.name].confidence:
            surest[one.name] = one

    def value(name: str) -> str | None:
        return surest[name].value if name in surest else None

    return ImageAttributes(
        labels=_all(picture.labels for picture in pictures),
        objects=_all(picture.objects for picture in pictures),
        text=_all(picture.text for picture in pictures),
        dominant_colors=_all(picture.dominant_colors for picture in pictures),
        brand=value("brand"),
        model=value("model"),
        product_type=value("product_type"),
        color=value("color"),
        product=next((picture.product for picture in pictures if picture.product), None),
        barcodes=[code for picture in pictures for code in picture.barcodes],
        attributes=list(surest.values()),
        degraded=any(picture.degraded for picture in pictures),
        notes=_all(picture.notes for picture in pictures),
    )


def _all(parts: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(one for part in parts for one in part))


class Label(WireModel):
    """A label as image services give them."""

    name: str
    confidence: float = Field(ge=0, le=1)
    parents: list[str] = Field(default_factory=list)


class ImageAnalysis(WireModel):
    """The same as a job that is done, for clients that ask for one."""

    analysis_id: str
    status: str = "completed"
    labels: list[Label] = Field(default_factory=list[Label])
    text_detections: list[TextRegion] = Field(default_factory=list[TextRegion])
    objects: list[Label] = Field(default_factory=list[Label])
    image_attributes: ImageAttributes
    processing_time: float
    """Seconds."""
    error_message: str | None = None


class Characteristic(WireModel):
    """One property of the thing in the picture."""

    name: str
    value: str
    confidence: float = Field(ge=0, le=1)
    category: str


class Characteristics(WireModel):
    """What the thing in the picture is like."""

    item_type: str | None = None
    primary_item: str | None = None
    characteristics: list[Characteristic] = Field(default_factory=list[Characteristic])
    confidence_score: float | None = Field(default=None, ge=0, le=1)
    """Of the least certain of them; null where there is none."""
    image_attributes: ImageAttributes
    processing_time: float
    """Seconds."""


class SpokenCharacteristics(WireModel):
    """What the words of a recording say about a thing."""

    item_type: str | None = None
    primary_item: str | None = None
    characteristics: list[Characteristic] = Field(default_factory=list[Characteristic])
    confidence_score: float | None = Field(default=None, ge=0, le=1)
    """That of the transcript; null where nothing was said about a thing."""
    transcript: str
    raw_transcript: str = ""
    confidence: float = Field(ge=0, le=1)
    needs_confirmation: bool = False
    processing_time: float | None = None
    """Seconds."""
