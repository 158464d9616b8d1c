"""Amazon Transcribe and the bucket of its jobs, for development: it hears one thing alone.

The stream speaks the WebSocket's format (frames, signature in the address), the jobs the JSON
protocol of the API, the bucket as much of S3 as a job needs. Signatures are checked by the rules of
Signature Version 4, written down here a second time.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import orjson
from botocore.eventstream import EventStreamBuffer, ParserError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from talknshop.simulation.models.event_stream import event, exception

SAID = "Show me a black leather jacket under $250."
_WORDS = ("Show", "me", "a", "black", "leather", "jacket", "under", "$250")
_CONFIDENCE = 0.97
_SAMPLE_BYTES_A_SECOND = 32_000
_ABNORMAL = 1011


class TranscribeFault(StrEnum):
    """How it misbehaves."""

    NONE = "none"
    THROTTLED = "throttled"
    REFUSED = "refused"
    """It does not know the key."""
    FAILING = "failing"
    CLOSES_MIDWAY = "closes_midway"
    CLOSES_POLITELY = "closes_politely"
    """As if all were said, in the middle of the recording."""
    NONSENSE = "nonsense"
    """What it sends are no frames."""
    WRONG_CHECKSUM = "wrong_checksum"
    HANGING = "hanging"
    JOB_FAILS = "job_fails"


_EXCEPTIONS: Mapping[TranscribeFault, tuple[str, str]] = {
    TranscribeFault.THROTTLED: ("LimitExceededException", "You have reached your account limit."),
    TranscribeFault.REFUSED: ("UnrecognizedClientException", "The security token is invalid."),
    TranscribeFault.FAILING: ("InternalFailureException", "Please try again."),
}
_STATUSES = {"LimitExceededException": 400, "UnrecognizedClientException": 400}


class TranscribeSimulation:
    """A development server; every answer of it is made up.

    Attributes:
        fault: How it misbehaves from now on.
        seconds_heard: How much sound the last stream brought.
        asked: Parameters of the last stream.
        files: What is in the bucket, by key.
    """

    def __init__(
        self, secret: str, *, polls: int = 1, hears: Callable[[bytes], bool] = bool
    ) -> None:
        """Accepts requests signed with ``secret``.

        Args:
            secret: What requests are signed with.
            polls: How often a job is asked for before it is done.
            hears: Whether anything is said in samples.
        """
        self._secret = secret
        self._hears = hears
        self._polls = polls
        self.fault = TranscribeFault.NONE
        self.seconds_heard = 0.0
        self.asked: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self._jobs: dict[str, dict[str, Any]] = {}

    def app(self) -> Starlette:
        """The server."""
        return Starlette(
            routes=[
                WebSocketRoute("/stream-transcription-websocket", self._stream),
                Route("/", self._api, methods=["POST"]),
                Route("/{bucket}/{key:path}", self._bucket, methods=["GET", "PUT", "DELETE"]),
            ]
        )

    async def _stream(self, socket: WebSocket) -> None:
        asked = dict(socket.query_params)
        host = socket.headers["host"]
        if not is_signed(asked, self._secret, host=host, path=socket.url.path):
            # Before it is accepted: the client sees the status 403.
            await socket.close()
            return
        self.asked = asked
        await socket.accept()
        try:
            await self._hear(socket)
        except WebSocketDisconnect:
            return

    async def _hear(self, socket: WebSocket) -> None:
        if self.fault in _EXCEPTIONS:
            code, message = _EXCEPTIONS[self.fault]
            await socket.send_bytes(exception(code, message, member="Message"))
            await socket.close()
            return
        heard, buffer, pieces = bytearray(), EventStreamBuffer(), 0
        while True:
            buffer.add_data(await socket.receive_bytes())
            pieces += 1
            try:
                frames = list(buffer)
            except ParserError:
                await socket.send_bytes(exception("BadRequestException", "Frame", member="Message"))
                await socket.close()
                return
            if pieces > 1 and await self._misbehaves(socket):
                return
            heard += b"".join(one.payload for one in frames)
            if any(not one.payload for one in frames):
                break
        self.seconds_heard = len(heard) / _SAMPLE_BYTES_A_SECOND
        await socket.send_bytes(event("TranscriptEvent", {"Transcript": {"Results": []}}))
        for part in (_WORDS[:3], _WORDS) if self._hears(bytes(heard)) else ():
            await socket.send_bytes(_transcript(part, partial=part is not _WORDS))
        await socket.close()

    async def _misbehaves(self, socket: WebSocket) -> bool:
        match self.fault:
            case TranscribeFault.CLOSES_MIDWAY:
                await socket.close(_ABNORMAL)
            case TranscribeFault.CLOSES_POLITELY:
                await socket.close()
            case TranscribeFault.NONSENSE:
                await socket.send_bytes(b"\x00\x00\x00\x10nonsense that is no frame at all")
                await socket.close()
            case TranscribeFault.WRONG_CHECKSUM:
                await socket.send_bytes(_transcript(_WORDS, partial=False)[:-1] + b"\x00")
                await socket.close()
            case TranscribeFault.HANGING:
                while True:
                    await socket.receive_bytes()
            case _:
                return False
        return True

    async def _api(self, request: Request) -> Response:
        if self.fault in _EXCEPTIONS:
            code, message = _EXCEPTIONS[self.fault]
            return _json({"__type": code, "Message": message}, _STATUSES.get(code, 500))
        operation = request.headers["x-amz-target"].rpartition(".")[2]
        asked: dict[str, Any] = orjson.loads(await request.body())
        name = str(asked["TranscriptionJobName"])
        if operation == "StartTranscriptionJob":
            self._jobs[name] = {**asked, "polls": 0}
        elif name not in self._jobs:
            return _json({"__type": "BadRequestException", "Message": "No such job."}, 400)
        job = self._jobs[name]
        return _json({"TranscriptionJob": self._state(name, job)})

    def _state(self, name: str, job: dict[str, Any]) -> dict[str, Any]:
        job["polls"] += 1
        told: dict[str, Any] = {"TranscriptionJobName": name, "LanguageCode": job["LanguageCode"]}
        if job["polls"] <= 1 + self._polls:
            return {**told, "TranscriptionJobStatus": "IN_PROGRESS"}
        sound = str(job["Media"]["MediaFileUri"]).split("/", 3)[3]
        if self.fault is TranscribeFault.JOB_FAILS or sound not in self.files:
            reason = "The media file cannot be read."
            return {**told, "TranscriptionJobStatus": "FAILED", "FailureReason": reason}
        self.files[str(job["OutputKey"])] = orjson.dumps(_document(name))
        return {**told, "TranscriptionJobStatus": "COMPLETED"}

    async def _bucket(self, request: Request) -> Response:
        key = str(request.path_params["key"])
        match request.method:
            case "PUT":
                self.files[key] = _unchunked(await request.body(), request.headers)
                return Response(headers={"etag": '"simulated"'})
            case "DELETE":
                self.files.pop(key, None)
                return Response(status_code=204)
            case _:
                if key not in self.files:
                    body = "<Error><Code>NoSuchKey</Code><Message>None.</Message></Error>"
                    return Response(body, 404, media_type="application/xml")
                return Response(self.files[key], media_type="application/json")


def is_signed(asked: Mapping[str, str], secret: str, *, host: str, path: str) -> bool:
    """Whether the signature in an address is that of its other parameters."""
    told = asked.get("X-Amz-Signature", "")
    date, credential = asked.get("X-Amz-Date", ""), asked.get("X-Amz-Credential", "")
    _, _, scope = credential.partition("/")
    day, *rest = scope.split("/")
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(asked.items())
        if name != "X-Amz-Signature"
    )
    nothing = hashlib.sha256(b"").hexdigest()
    canonical = "\n".join(["GET", path, query, f"host:{host}\n", "host", nothing])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in (day, *rest):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(hmac.new(key, to_sign.encode(), "sha256").hexdigest(), told)


def _transcript(words: Sequence[str], *, partial: bool) -> bytes:
    items = [
        {"Content": word, "StartTime": at / 4, "EndTime": at / 4 + 0.2, "Type": "pronunciation",
         "Confidence": _CONFIDENCE, "Stable": not partial}
        for at, word in enumerate(words)
    ]  # fmt: skip
    stop = {"Content": ".", "StartTime": 2.0, "EndTime": 2.0, "Type": "punctuation"}
    text = " ".join(words) if partial else SAID
    result = {
        "ResultId": "simulated", "StartTime": 0.0, "EndTime": 2.0, "IsPartial": partial,
        "Alternatives": [{"Transcript": text, "Items": [*items, stop]}],
    }  # fmt: skip
    return event("TranscriptEvent", {"Transcript": {"Results": [result]}})


def _document(name: str) -> dict[str, Any]:
    items = [
        {"type": "pronunciation", "start_time": f"{at / 4}", "end_time": f"{at / 4 + 0.2}",
         "alternatives": [{"confidence": f"{_CONFIDENCE}", "content": word}]}
        for at, word in enumerate(_WORDS)
    ]  # fmt: skip
    results = {"transcripts": [{"transcript": SAID}], "items": items}
    return {"jobName": name, "accountId": "000000000000", "status": "COMPLETED", "results": results}


def _unchunked(body: bytes, headers: Mapping[str, str]) -> bytes:
    """A body without the frames of ``aws-chunked``."""
    if "aws-chunked" not in headers.get("content-encoding", ""):
        return body
    found, rest = b"", body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if not length:
            break
        found, rest = found + rest[:length], rest[length + 2 :]
    return found


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/x-amz-json-1.1")
