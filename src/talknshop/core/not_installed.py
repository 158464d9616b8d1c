"""What stands in the place of a service whose packages are not installed."""

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from talknshop.core.errors import NotInstalledError, error_envelope


class NotInstalled:
    """Answers every request with the sentence that says how to have the service."""

    def __init__(self, service: str, sentence: str) -> None:
        """Stands for ``service``; ``sentence`` says what is missing and what to do."""
        self._service = service
        self._sentence = sentence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            return
        error = NotInstalledError(self._sentence)
        operation = f"{scope['method']} {scope['path']}"
        envelope = error_envelope(error, service=self._service, operation=operation)
        await JSONResponse(envelope, error.status_code)(scope, receive, send)
