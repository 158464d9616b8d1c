"""Amazon Transcribe over real sockets, against the development server that speaks its formats."""

from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.credentials import Credentials
from pydantic import SecretStr
from tests.media.sounds import recording, tone, wav

from talknshop.core.errors import (
    AIServiceError,
    ConfigurationError,
    CredentialsRefusedError,
    DependencyTimeoutError,
    RateLimitError,
    TalknShopError,
)
from talknshop.core.settings import load_settings
from talknshop.core.speech_settings import SpeechProvider
from talknshop.language.models.aws import AwsAccess
from talknshop.media.transcriber import Transcriber
from talknshop.media.transcription.amazon import AmazonTranscribe
from talknshop.media.transcription.amazon_streaming import endpoint_of, signed_address
from talknshop.media.transcription.base import Unheard
from talknshop.media.transcription.engines import open_engine
from talknshop.media.transcription.recordings import Recordings
from talknshop.media.transcription_requests import begun_job
from talknshop.schemas.recognition import JobStatus
from talknshop.simulation.transcribe import (
    SAID,
    TranscribeFault,
    TranscribeSimulation,
    is_signed,
)
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

SECRET = "simulated-secret"


@pytest.fixture
def amazon() -> TranscribeSimulation:
    return TranscribeSimulation(SECRET)


@pytest.fixture
def access(amazon: TranscribeSimulation) -> Generator[AwsAccess]:
    with running(amazon.app()) as address:
        yield AwsAccess(
            region="us-east-1",
            base_url=address,
            access_key_id="simulated",
            secret_access_key=SecretStr(SECRET),
            session_token=SecretStr("a token/with=signs+"),
        )


@pytest.fixture
def engine(access: AwsAccess) -> AmazonTranscribe:
    return AmazonTranscribe(access, seconds=2, vocabulary="brands", bucket="said")


async def test_a_recording_is_streamed_and_heard(
    engine: AmazonTranscribe, amazon: TranscribeSimulation
) -> None:
    heard = await engine.transcribe(tone(3.25), language="en")
    assert (heard.transcript, heard.language, heard.confidence) == (SAID, "en-US", 0.97)
    assert heard.duration_seconds == 3.25
    # Words alone: neither signs nor what was only a guess on the way.
    assert [one.text for one in heard.segments][-2:] == ["under", "$250"]
    assert len(heard.segments) == 8
    assert amazon.seconds_heard == 3.25
    assert amazon.asked["vocabulary-name"] == "brands"
    assert (amazon.asked["media-encoding"], amazon.asked["sample-rate"]) == ("pcm", "16000")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (TranscribeFault.THROTTLED, RateLimitError),
        (TranscribeFault.REFUSED, CredentialsRefusedError),
        (TranscribeFault.FAILING, AIServiceError),
        (TranscribeFault.CLOSES_MIDWAY, AIServiceError),
        (TranscribeFault.CLOSES_POLITELY, AIServiceError),
        (TranscribeFault.NONSENSE, AIServiceError),
        (TranscribeFault.WRONG_CHECKSUM, AIServiceError),
        (TranscribeFault.HANGING, DependencyTimeoutError),
    ],
)
async def test_every_fault_of_a_stream_is_told(
    engine: AmazonTranscribe,
    amazon: TranscribeSimulation,
    fault: TranscribeFault,
    error: type[TalknShopError],
) -> None:
    amazon.fault = fault
    with pytest.raises(error) as told:
        await engine.transcribe(tone(55), language="en-US")
    assert SECRET not in str(told.value)
    amazon.fault = TranscribeFault.NONE
    assert (await engine.transcribe(tone(1), language="en-US")).transcript == SAID


async def test_a_wrong_secret_is_refused(access: AwsAccess) -> None:
    wrong = replace(access, secret_access_key=SecretStr("another"))
    engine = AmazonTranscribe(wrong, seconds=2, vocabulary=None, bucket=None)
    with pytest.raises(CredentialsRefusedError, match="credentials"):
        await engine.transcribe(tone(1), language="en-US")


async def test_nobody_there_is_told(access: AwsAccess) -> None:
    gone = replace(access, base_url="http://127.0.0.1:9")
    engine = AmazonTranscribe(gone, seconds=2, vocabulary=None, bucket="said")
    with pytest.raises(AIServiceError):
        await engine.transcribe(tone(1), language="en-US")
    long = engine.long_recordings
    assert long is not None
    with pytest.raises(AIServiceError):
        await long.begin("trn_1", b"fLaC", language="en")


def test_the_address_is_amazons_where_no_other_is_named() -> None:
    endpoint = endpoint_of("eu-west-1", None)
    address = signed_address(
        endpoint, "eu-west-1", Credentials("KEY", "s"), {"language-code": "en-US"}
    )
    assert address.startswith(
        "wss://transcribestreaming.eu-west-1.amazonaws.com:8443/stream-transcription-websocket?"
    )
    assert "X-Amz-Expires=60" in address


def test_a_signature_covers_every_parameter() -> None:
    address = signed_address(
        "http://h:1", "us-east-1", Credentials("KEY", SECRET, "to/ken"), {"a": "x y", "b": "2"}
    )
    asked = dict(parse_qsl(urlsplit(address).query))
    path = "/stream-transcription-websocket"
    assert is_signed(asked, SECRET, host="h:1", path=path)
    assert not is_signed({**asked, "a": "x"}, SECRET, host="h:1", path=path)
    assert not is_signed(asked, SECRET, host="elsewhere:1", path=path)


def test_half_of_the_credentials_is_told(tmp_path: Path) -> None:
    settings = load_settings(
        data_dir=tmp_path, media_stt_provider=SpeechProvider.AMAZON, aws_access_key_id="alone"
    )
    with pytest.raises(ConfigurationError, match="AWS_SECRET_ACCESS_KEY"):
        open_engine(settings, None)


async def test_missing_credentials_are_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What this machine may know of Amazon is kept from the library, not from our code.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION",
                 "AWS_DEFAULT_REGION"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for access, told in ((AwsAccess(region="us-east-1"), "credentials"), (AwsAccess(), "region")):
        engine = AmazonTranscribe(access, seconds=2, vocabulary=None, bucket=None)
        with pytest.raises(ConfigurationError, match=told):
            await engine.transcribe(tone(1), language="en-US")


@pytest.fixture
async def transcriber(engine: AmazonTranscribe) -> AsyncGenerator[Transcriber]:
    recordings = Recordings()
    yield Transcriber(recordings, engine, least_confidence=0.4)
    await recordings.aclose()


async def test_what_is_longer_is_a_job(
    transcriber: Transcriber, amazon: TranscribeSimulation
) -> None:
    seconds = await transcriber.begin_long(wav(tone(70)), "trn_1", language="en-US")
    assert seconds == 70
    assert amazon.files["transcribe/trn_1.flac"].startswith(b"fLaC")
    job = begun_job("trn_1", engine="amazon", language="en-US", duration=70.0)
    assert (await transcriber.later(job)).status is JobStatus.IN_PROGRESS
    done = await transcriber.later(job)
    assert (done.status, done.transcript, done.transcription_id) == (
        JobStatus.COMPLETED, SAID, "trn_1",
    )  # fmt: skip
    assert (done.confidence, done.needs_confirmation, done.duration_seconds) == (0.97, False, 70)
    assert len(done.segments) == 8
    # Nothing of it stays in the bucket.
    assert amazon.files == {}


async def test_a_job_that_fails_is_told(
    transcriber: Transcriber, engine: AmazonTranscribe, amazon: TranscribeSimulation
) -> None:
    await transcriber.begin_long(recording(), "trn_2", language="en-US")
    amazon.fault = TranscribeFault.JOB_FAILS
    job = begun_job("trn_2", engine="amazon", language="en-US", duration=4.0)
    await transcriber.later(job)
    failed = await transcriber.later(job)
    assert failed.status is JobStatus.FAILED
    assert "record it again" in (failed.error_message or "")
    long = engine.long_recordings
    assert long is not None
    assert isinstance(await long.result("trn_2", language="en", seconds=1), Unheard)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (TranscribeFault.THROTTLED, RateLimitError),
        (TranscribeFault.REFUSED, CredentialsRefusedError),
        (TranscribeFault.FAILING, AIServiceError),
    ],
)
async def test_every_fault_of_a_job_is_told(
    transcriber: Transcriber,
    amazon: TranscribeSimulation,
    fault: TranscribeFault,
    error: type[TalknShopError],
) -> None:
    amazon.fault = fault
    with pytest.raises(error):
        await transcriber.begin_long(recording(), "trn_3", language="en-US")
    job = begun_job("trn_3", engine="amazon", language="en-US", duration=4.0)
    with pytest.raises(error):
        await transcriber.later(job)


async def test_a_job_of_another_engine_is_over(transcriber: Transcriber) -> None:
    job = begun_job("trn_4", engine="embedded", language="en-US", duration=4.0)
    assert (await transcriber.later(job)).status is JobStatus.FAILED
