"""A bare server that serves the page and says what a benchmark of it needs."""

import asyncio
import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from talknshop.orchestrator.page import PAGE_FOLDER, PageFiles, index
from talknshop.orchestrator.socket import FULL_MESSAGE_CHARACTERS

REPLAYED_EVENTS = 1_000


@dataclass
class Script:
    """What the server says: a log to begin with, and an answer to each message."""

    log: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    answer: Callable[[int, str], list[dict[str, Any]]] | None = None
    pause: float = 0.0


def _product(number: int) -> dict[str, Any]:
    return {
        "product_id": f"p{number}",
        "marketplace": "store",
        "title": f"Lever espresso machine number {number} with two boilers",
        "price": 100 + number,
        "currency": "USD",
        "rating": 4.2,
        "review_count": 100 + number,
        "condition": "new",
        "availability": "in_stock",
        "deep_link": f"https://shop.example/{number}",
        "marketplace_url": "https://shop.example/",
        "why_ranked": "Well rated, and below the usual price.",
        "as_of": "2026-05-01T10:00:00Z",
    }


def turn(run: int, client_id: str, *, products: int = 6, tokens: int = 4) -> list[dict[str, Any]]:
    """The events of one turn, as the protocol has them."""
    found = {
        "products": [_product(run * 1_000 + number) for number in range(products)],
        "total_count": products,
        "requirement_spec": {"product_type": "espresso machine"},
    }
    said: list[tuple[str, dict[str, Any]]] = [
        ("thinking", {"message": "Reading", "client_id": client_id, "user_message": "coffee"}),
        ("progress", {"step": "search_marketplaces", "message": "Searching"}),
        *([("results", found)] if products else []),
        *(
            ("token", {"content": f"word {number} ", "message_id": f"m{run}"})
            for number in range(tokens)
        ),
        ("token", {"content": "", "is_complete": True, "message_id": f"m{run}"}),
        ("done", {"message": "", "outcome": "results" if products else "message"}),
    ]
    return [{"type": kind, "run_id": f"r{run}", "data": data} for kind, data in said]


def long_log() -> list[dict[str, Any]]:
    """A thousand events of turns with and without products."""
    events: list[dict[str, Any]] = []
    while len(events) < REPLAYED_EVENTS:
        number = len(events)
        events += turn(number, f"c{number}", products=6 if number % 3 == 0 else 0, tokens=40)
    return events[:REPLAYED_EVENTS]


def _messages(log: list[dict[str, Any]], *, takes_lines: bool) -> Generator[str]:
    """The log as the orchestrator sends it to a client that reads lines, or that does not."""
    lines: list[str] = []
    for place, event in enumerate(log):
        lines.append(json.dumps({**event, "seq": place + 1}))
        if not takes_lines or sum(map(len, lines)) >= FULL_MESSAGE_CHARACTERS:
            yield "\n".join(lines)
            lines.clear()
    if lines:
        yield "\n".join(lines)


def scripted_app(script: Script) -> Starlette:
    """A server that serves the page and speaks by a script."""

    async def chat(socket: WebSocket) -> None:
        await socket.accept()
        log = list(script.log)
        await socket.send_json({"type": "connected", "data": {"last_seq": len(log)}})
        for message in _messages(log, takes_lines=socket.query_params.get("frames") == "lines"):
            await socket.send_text(message)
        try:
            while True:
                frame = await socket.receive_json()
                if frame["type"] != "message" or script.answer is None:
                    continue
                for event in script.answer(len(log), frame["client_id"]):
                    log.append(event)
                    await socket.send_json({**event, "seq": len(log)})
                    if event["type"] == "token":
                        await asyncio.sleep(script.pause)
        except WebSocketDisconnect:
            return

    async def page(request: Request) -> Response:
        return index(PAGE_FOLDER, request.headers)

    async def nothing(_: Request) -> Response:
        return JSONResponse({"items": [], "unread": 0, "watches": []})

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/{path:path}", nothing),
            Route("/catalog/{path:path}", nothing),
            WebSocketRoute("/ws/chat", chat),
            Mount("/", PageFiles(directory=PAGE_FOLDER)),
        ]
    )
