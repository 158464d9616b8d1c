"""What pictures show, over HTTP (docs/wire.md); every path also without ``/api/v1``."""

import time
from enum import StrEnum
from typing import Literal

from fastapi import APIRouter
from pydantic import AliasChoices, Field

from talknshop.core.errors import TalknShopError, ValidationError
from talknshop.core.ids import new_id
from talknshop.media.container import Container
from talknshop.media.files import StoredFile
from talknshop.media.limits import MOST_IN_BATCH
from talknshop.media.routes import Caller, ContainerDependency
from talknshop.media.sent_files import decoded, file_of_key, is_address
from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import MediaType
from talknshop.schemas.error import ErrorEnvelope, error_responses
from talknshop.schemas.recognition import (
    Characteristic,
    Characteristics,
    ImageAnalysis,
    ImageAttributes,
    Label,
)

router = APIRouter(tags=["images"], responses=error_responses(400, 401, 404))


class AnalysisType(StrEnum):
    """What a client of image services may ask for."""

    LABELS = "labels"
    TEXT = "text"
    OBJECTS = "objects"
    COLORS = "colors"
    BARCODES = "barcodes"
    QUALITY = "quality"


class ImageRequest(WireModel):
    """One picture: an uploaded one by its key, or the file itself in base64."""

    s3_key: str | None = Field(
        default=None, max_length=1_024, validation_alias=AliasChoices("s3_key", "image_key")
    )
    image_file: str | None = Field(
        default=None, validation_alias=AliasChoices("image_file", "image", "image_base64")
    )
    image_url: str | None = None
    """Refused: addresses are never fetched."""
    extract_text: bool = True
    """Whether printed words are read, which takes most of the time."""
    extract_objects: bool = True
    analysis_types: list[AnalysisType | str] = Field(
        default_factory=lambda: [AnalysisType.LABELS, AnalysisType.TEXT, AnalysisType.OBJECTS],
        max_length=20,
    )
    max_labels: int = Field(default=10, ge=1, le=100)
    min_confidence: float = Field(default=0.7, ge=0, le=1)


class BatchRequest(WireModel):
    """Several pictures."""

    images: list[ImageRequest | str] = Field(min_length=1, max_length=MOST_IN_BATCH)
    """Each as for one picture, or its key."""


class BatchItem(WireModel):
    """What became of one of them."""

    status: Literal["completed", "failed"]
    result: ImageAnalysis | None = None
    error: ErrorEnvelope | None = None
    error_message: str | None = None


class BatchResult(WireModel):
    """What became of each, in the order they were sent."""

    batch_id: str
    status: Literal["completed", "failed"]
    results: list[BatchItem]


@router.post("/extract-image-attributes", include_in_schema=False)
@router.post("/api/v1/extract-image-attributes")
async def extract_image_attributes(
    asked: ImageRequest, container: ContainerDependency, user_id: Caller
) -> ImageAttributes:
    """What a picture shows."""
    return await _analyse(asked, container, user_id)


@router.post("/analyze-image", include_in_schema=False)
@router.post("/extract-attributes", include_in_schema=False)
@router.post("/api/v1/extract-attributes", include_in_schema=False)
@router.post("/api/v1/analyze-image")
async def analyze_image(
    asked: ImageRequest, container: ContainerDependency, user_id: Caller
) -> ImageAnalysis:
    """The same in the shape of a job that is done."""
    return await _analysis(asked, container, user_id)


@router.post("/extract-characteristics", include_in_schema=False)
@router.post("/api/v1/extract-characteristics")
async def extract_characteristics(
    asked: ImageRequest, container: ContainerDependency, user_id: Caller
) -> Characteristics:
    """What the thing in a picture is like, property by property."""
    started = time.perf_counter()
    found = await _analyse(asked, container, user_id)
    certain = [one for one in found.attributes if one.confidence >= asked.min_confidence]
    return Characteristics(
        item_type=found.product_type,
        primary_item=None if found.product is None else found.product.title,
        characteristics=[
            Characteristic(
                name=one.name, value=one.value, confidence=one.confidence, category=one.source
            )
            for one in certain
        ],
        confidence_score=min((one.confidence for one in certain), default=None),
        image_attributes=found,
        processing_time=round(time.perf_counter() - started, 3),
    )


@router.post("/analyze-image/batch", include_in_schema=False)
@router.post("/extract-attributes/batch", include_in_schema=False)
@router.post("/extract-image-attributes/batch", include_in_schema=False)
@router.post("/extract-characteristics/batch", include_in_schema=False)
@router.post("/api/v1/extract-attributes/batch", include_in_schema=False)
@router.post("/api/v1/extract-image-attributes/batch", include_in_schema=False)
@router.post("/api/v1/extract-characteristics/batch", include_in_schema=False)
@router.post("/api/v1/analyze-image/batch")
async def analyze_images(
    asked: BatchRequest, container: ContainerDependency, user_id: Caller
) -> BatchResult:
    """Several pictures, one after another; one that fails costs the others nothing."""
    results: list[BatchItem] = []
    for one in asked.images:
        single = ImageRequest(s3_key=one) if isinstance(one, str) else one
        try:
            done = await _analysis(single, container, user_id)
        except TalknShopError as error:
            results.append(BatchItem(status="failed", error_message=error.message))
        else:
            results.append(BatchItem(status="completed", result=done))
    failed = all(one.status == "failed" for one in results)
    return BatchResult(
        batch_id=new_id("batch"), status="failed" if failed else "completed", results=results
    )


async def _analysis(
    asked: ImageRequest, container: Container, user_id: str | None
) -> ImageAnalysis:
    started = time.perf_counter()
    wants_text = AnalysisType.TEXT in asked.analysis_types
    asked = asked.model_copy(update={"extract_text": asked.extract_text and wants_text})
    found = await _analyse(asked, container, user_id)
    sure = {one.value: one.confidence for one in found.attributes}
    labels = [Label(name=name, confidence=sure.get(name, 0.8)) for name in found.labels]
    return ImageAnalysis(
        analysis_id=new_id("ana"),
        labels=[one for one in labels if one.confidence >= asked.min_confidence][
            : asked.max_labels
        ],
        text_detections=[
            one for one in found.text_regions if one.confidence >= asked.min_confidence
        ],
        image_attributes=found,
        processing_time=round(time.perf_counter() - started, 3),
    )


async def _analyse(
    asked: ImageRequest, container: Container, user_id: str | None
) -> ImageAttributes:
    stored, picture = await _picture(asked, container, user_id)
    mine = [] if user_id is None else await container.files.of_user(user_id)
    others = {
        one.file.media_id: one.picture_hash
        for one in mine
        if one.picture_hash and (stored is None or one.file.media_id != stored.file.media_id)
    }
    found, picture_hash = await container.analyser.analyse(
        picture, text=asked.extract_text, others=others
    )
    if stored is not None and stored.picture_hash is None:
        await container.files.note_hash(stored, picture_hash)
    return found


async def _picture(
    asked: ImageRequest, container: Container, user_id: str | None
) -> tuple[StoredFile | None, bytes]:
    if asked.image_url is not None or is_address(asked.image_file):
        raise ValidationError(
            "Addresses are never fetched. Upload the picture and send its s3_key, or send the "
            "file itself in base64."
        )
    if asked.image_file is not None:
        copy, _ = await container.intake.open_picture(decoded(asked.image_file, "picture"))
        return None, copy
    if asked.s3_key is None:
        raise ValidationError("Send a picture: its s3_key, or the file itself as image_file.")
    stored = await file_of_key(
        container.files,
        container.intake,
        user_id,
        asked.s3_key,
        bucket=container.bucket,
        media_type=MediaType.IMAGE,
    )
    return stored, await container.files.copy_of(stored)
