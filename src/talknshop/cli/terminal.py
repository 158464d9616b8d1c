"""The conversation in a terminal, over the same socket as the page's."""

import asyncio
import secrets
from urllib.parse import urlencode, urlsplit

import orjson
from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from talknshop.cli.transcript import Transcript
from talknshop.core.errors import ExternalServiceError, ValidationError
from talknshop.language.phrasebook import HOME, phrasebook_of
from talknshop.schemas.events import SERVER_EVENT, DoneEvent, ErrorEvent, PingEvent, ServerEvent

_QUIT = frozenset({"/quit", "/exit", "/q"})
_LARGEST_FRAME_BYTES = 16 * 1024 * 1024


def talk(
    url: str, *, once: str | None, session: str | None, user: str, language: str | None
) -> None:
    """Talks to a running server until the person has said enough.

    Args:
        url: Where it runs.
        once: Says this only, and ends; None asks for one message after the other.
        session: The conversation to go on with; None begins one.
        user: Who is talking.
        language: What tables are in, and replies to words that tell none; None leaves replies to
            the server, and tables in English.

    Raises:
        ExternalServiceError: No server answers, or it ended the conversation.
        ValidationError: ``url`` is no address of a server, or the conversation cannot be had.
    """
    console = Console(highlight=False)
    try:
        asyncio.run(_chat(socket_url(url, user, session), once, console, language))
    except (OSError, InvalidHandshake) as error:
        raise ExternalServiceError(
            f"No TalknShop answers at {url}. Start one with `make run`, "
            "or name another place with --url."
        ) from error
    except ConnectionClosed as error:
        reason = error.rcvd.reason if error.rcvd else ""
        raise ExternalServiceError(
            f"The server ended the conversation{': ' + reason if reason else ''}. "
            "Start it again; what was said is kept."
        ) from error
    except KeyboardInterrupt:
        console.print()


def socket_url(url: str, user: str, session: str | None) -> str:
    """The socket's address for the address of a server.

    Raises:
        ValidationError: ``url`` is no http or https address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValidationError(f"{url!r} is no address of a server; it looks like http://host:8000.")
    query = {"user_id": user} | ({"session_id": session} if session else {})
    scheme = "wss" if parts.scheme == "https" else "ws"
    return f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}/ws/chat?{urlencode(query)}"


async def _chat(url: str, once: str | None, console: Console, language: str | None) -> None:
    try:
        connection = connect(url, max_size=_LARGEST_FRAME_BYTES)
    except InvalidURI as error:
        raise ValidationError(f"{url!r} is no address of a server.") from error
    async with connection as socket:
        greeting = await _receive(socket)
        transcript = Transcript(console, phrasebook_of(language or HOME))
        if isinstance(greeting, ErrorEvent):
            raise ValidationError(greeting.data.error)
        if once is not None:
            await _turn(socket, once, transcript, language)
            return
        console.print(f"Conversation {greeting.session_id}. Say what you look for; /quit ends.")
        while (said := await _ask(console)) is not None:
            await _turn(socket, transcript.choice(said), transcript, language)


async def _ask(console: Console) -> str | None:
    while True:
        try:
            said = (await asyncio.to_thread(console.input, "\n[bold]you>[/bold] ")).strip()
        except EOFError:
            return None
        if said in _QUIT:
            return None
        if said:
            return said


async def _turn(
    socket: ClientConnection, said: str, transcript: Transcript, language: str | None
) -> None:
    frame = {
        "type": "message",
        "message": said,
        "client_id": secrets.token_hex(8),
        "locale": language,
    }
    await socket.send(orjson.dumps(frame).decode())
    while True:
        event = await _receive(socket)
        if isinstance(event, PingEvent):
            await socket.send('{"type": "pong"}')
            continue
        transcript.show(event)
        refused = isinstance(event, ErrorEvent) and event.run_id is None
        if isinstance(event, DoneEvent) or refused:
            return


async def _receive(socket: ClientConnection) -> ServerEvent:
    return SERVER_EVENT.validate_json(await socket.recv())
