"""Letting a socket in: who it is, which conversation it may join, and what it is told first."""

from dataclasses import dataclass

from starlette.websockets import WebSocket

from talknshop.core.errors import ValidationError
from talknshop.orchestrator.container import Container
from talknshop.orchestrator.credentials import read_credentials, visitor_cookie
from talknshop.orchestrator.identity import Identity, IdentityKind
from talknshop.schemas.events import ConnectedData, ConnectedEvent
from talknshop.schemas.session import SessionState

_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who came in, and where the conversation stands."""

    identity: Identity
    session: SessionState
    resumed: bool
    last_seq: int | None
    """The place after which the client wants events replayed; None for no replay."""
    takes_lines: bool = False
    """Whether the client reads several events out of one message, one a line."""


class Admission:
    """Decides on sockets before they take part."""

    def __init__(self, container: Container) -> None:
        """Asks the services of ``container``."""
        self._container = container

    async def identify(self, websocket: WebSocket) -> Identity:
        """Who opens the socket; somebody new becomes a visitor.

        Raises:
            AuthenticationError: The credentials are not valid, or not enough.
        """
        return await self._container.authenticator.identify(read_credentials(websocket))

    def headers(self, websocket: WebSocket, identity: Identity) -> list[tuple[bytes, bytes]]:
        """The headers of the acceptance: the cookie of a new visitor."""
        if identity.new_visitor_token is None:
            return []
        cookie = visitor_cookie(identity.new_visitor_token, secure=websocket.url.scheme == "wss")
        return [(b"set-cookie", cookie.encode())]

    async def admit(self, websocket: WebSocket, identity: Identity) -> Admitted:
        """Opens the conversation that the socket asks for.

        Raises:
            AuthenticationError: Who asks may not begin a new conversation.
            NotFoundError: The conversation is somebody else's.
            ValidationError: The query makes no sense.
        """
        query = websocket.query_params
        session_id = query.get("session_id") or None
        if len(session_id or "") > _LONGEST_ID:
            raise ValidationError(f"session_id has at most {_LONGEST_ID} characters.")
        last_seq = _place(query.get("last_seq"))
        takes_lines = query.get("frames") == "lines"
        session, resumed = await self._container.conversation.open(session_id, identity)
        return Admitted(identity, session, resumed, last_seq, takes_lines)

    def greeting(self, admitted: Admitted, newest: int) -> ConnectedEvent:
        """The first event of the socket, with the tokens by which its owner comes back.

        Args:
            admitted: Who came in.
            newest: The place of the session's newest event.
        """
        now = self._container.clock.now()
        session = admitted.session
        data = ConnectedData(
            session_id=session.session_id,
            server_time=now,
            last_seq=newest,
            resumed=admitted.resumed,
            session_token=self._container.authenticator.session_token(
                session.session_id, session.user_id
            ),
            visitor_token=self._visitor_token(admitted.identity),
        )
        return ConnectedEvent(timestamp=now, session_id=session.session_id, data=data)

    def _visitor_token(self, identity: Identity) -> str | None:
        if identity.kind is not IdentityKind.VISITOR:
            return None
        known = identity.new_visitor_token
        return known or self._container.authenticator.visitor_token(identity.user_id)


def _place(text: str | None) -> int | None:
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValidationError("last_seq is the number of the last event you have, from 0.")
    return int(text)
