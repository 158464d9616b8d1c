"""The composition root of the media service."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import structlog

from talknshop.clients.barcodes import ProductKnowledge
from talknshop.core.background import beside
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.errors import TalknShopError
from talknshop.core.metrics import Metrics
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.telemetry import NullTracer
from talknshop.core.tokens import Signer, open_signer
from talknshop.language.base import LanguageEngine
from talknshop.language.providers import open_vision_client
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.media.analysis import EmbeddedRecogniser, ImageAnalyser
from talknshop.media.clip_vision import ClipVision
from talknshop.media.files import FileRepository
from talknshop.media.incoming import IncomingFiles
from talknshop.media.intake import Intake
from talknshop.media.limits import DECODING, UPLOAD_LIFETIME
from talknshop.media.shown_photos import PhotoShows
from talknshop.media.transcriber import Transcriber
from talknshop.media.transcription.engines import open_engine
from talknshop.media.transcription.recordings import Recordings
from talknshop.media.transcription_jobs import TranscriptionJobs
from talknshop.media.vision import Vision, VisionModel
from talknshop.media.worker import Worker
from talknshop.storage.blob_engines import OpenBlobs, open_blobs
from talknshop.storage.blobs import BlobStore
from talknshop.storage.opening import Kept, StateEngines
from talknshop.storage.records import RecordStore

if TYPE_CHECKING:
    from talknshop.media.bucket_uploads import BucketUploads
    from talknshop.storage.s3_bucket import S3Bucket

FOLDER = "media"
"""The folder of what came in and of the copies that we wrote."""

_SWEEP_SECONDS = 600.0

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Container:
    """What the media service runs on; open from its making until ``aclose`` and ``close``."""

    files: FileRepository
    incoming: IncomingFiles
    intake: Intake
    photo_shows: PhotoShows
    analyser: ImageAnalyser
    decoder: Worker
    recordings: Recordings
    transcriber: Transcriber | None
    """None where no speech engine is installed."""
    transcriptions: TranscriptionJobs
    understanding: Callable[[], LanguageEngine]
    """Loads what reads words, once; slow the first time."""
    metrics: PrometheusMetrics
    signer: Signer
    bucket: str
    engines: StateEngines
    blobs: OpenBlobs

    @asynccontextmanager
    async def keeping_house(self) -> AsyncGenerator[None]:
        """Removes what has expired, every ten minutes for as long as the block runs."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(beside(self._sweep_for_ever()))
            if self.transcriber is not None:
                await stack.enter_async_context(beside(self.transcriber.engine.keep_ready()))
            yield

    async def sweep(self) -> None:
        """Removes what has expired, once."""
        for media_id in await self.files.sweep():
            await self.incoming.delete(media_id)
        await self.transcriptions.sweep()
        await self.incoming.sweep(older_than_seconds=2 * UPLOAD_LIFETIME.total_seconds())

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except (TalknShopError, OSError) as error:
                _log.warning("sweep failed", reason=str(error))
            await asyncio.sleep(_SWEEP_SECONDS)

    async def aclose(self) -> None:
        """Ends the worker processes, and leaves tables and bucket; ``close`` follows."""
        await self.blobs.aclose()
        await self.decoder.aclose()
        await self.analyser.aclose()
        await self.recordings.aclose()
        if self.transcriber is not None:
            await self.transcriber.aclose()
        await self.engines.aclose()

    def close(self) -> None:
        """Closes the database."""
        self.engines.close()


def open_vision(settings: Settings, metrics: Metrics) -> Vision | None:
    """The model that looks at pictures; None where none is set.

    Where both are set, the chat model looks, which says more than a CLIP model.

    Raises:
        ConfigurationError: It cannot be asked with these settings.
    """
    client = open_vision_client(settings, NullTracer(), metrics)
    if client is not None:
        return VisionModel(client, seconds=settings.vision_seconds)
    if settings.media_clip_path is None:
        return None
    return ClipVision.open(
        settings.media_clip_path,
        kinds_of_things,
        settings.data_dir / "models",
        seconds=settings.vision_seconds,
    )


def kinds_of_things() -> list[str]:
    """The names of the kinds of products that the language knows."""
    return sorted({kind.name for _, kind in load_lexicon().named_types})


def _analyser(
    settings: Settings, knowledge: ProductKnowledge | None, clock: Clock, metrics: Metrics
) -> ImageAnalyser:
    vision = open_vision(settings, metrics)
    return ImageAnalyser(EmbeddedRecogniser(), knowledge, cache(load_lexicon), clock, vision)


def build_container(
    settings: Settings, *, knowledge: ProductKnowledge | None = None, clock: Clock | None = None
) -> Container:
    """Opens the records; blocking.

    Args:
        settings: Say where the data folder is, and how long files are kept.
        knowledge: The catalogue; None where there is none to ask.
        clock: The time; that of this machine when absent.

    Raises:
        DatabaseError: The database cannot be opened, or is damaged.
        ConfigurationError: The secret of this server cannot be used.
    """
    clock = clock or SystemClock()
    signer = open_signer(settings, clock)
    engines = StateEngines(settings, clock)
    records = engines.records(Kept.MEDIA)
    files = _files(settings, records, (blobs := _open_copies(settings)).store, clock)
    incoming = IncomingFiles(settings.data_dir / FOLDER / "incoming")
    decoder, recordings, lexicon = Worker("decode", DECODING), Recordings(), cache(load_lexicon)
    intake = Intake(files, incoming, decoder, recordings, signer, uploads=_uploads(blobs.bucket))
    metrics = PrometheusMetrics()
    return Container(
        files=files,
        incoming=incoming,
        intake=intake,
        photo_shows=PhotoShows(files, intake, records),
        analyser=_analyser(settings, knowledge, clock, metrics),
        decoder=decoder,
        recordings=recordings,
        transcriber=_transcriber(settings, recordings, knowledge),
        transcriptions=TranscriptionJobs(records, clock),
        understanding=cache(lambda: RulesEngine(lexicon())),
        metrics=metrics,
        signer=signer,
        bucket=settings.media_bucket,
        engines=engines,
        blobs=blobs,
    )


def _open_copies(settings: Settings) -> OpenBlobs:
    folder = settings.data_dir / FOLDER / "copies"
    return open_blobs(settings, folder=folder, bucket=settings.media_bucket)


def _uploads(bucket: "S3Bucket | None") -> "BucketUploads | None":
    if bucket is None:
        return None
    # Imported where it is chosen: a start without AWS needs nothing of it.
    from talknshop.media.bucket_uploads import BucketUploads  # noqa: PLC0415

    return BucketUploads(bucket)


def _files(
    settings: Settings, records: RecordStore, blobs: BlobStore, clock: Clock
) -> FileRepository:
    return FileRepository(
        records,
        blobs,
        clock,
        bucket=settings.media_bucket,
        lifetime=timedelta(hours=settings.media_ttl_hours),
    )


def _transcriber(
    settings: Settings, recordings: Recordings, knowledge: ProductKnowledge | None
) -> Transcriber | None:
    engine = open_engine(settings, knowledge)
    if engine is None:
        return None
    return Transcriber(recordings, engine, least_confidence=settings.media_stt_confidence)
