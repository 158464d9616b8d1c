"""Structured logs: one JSON object a line on standard error, with the ids of the request."""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from talknshop.core.redaction import redact
from talknshop.core.settings import LogLevel


def configure_logging(level: LogLevel, *, stream: TextIO | None = None) -> None:
    """Sends our logs and those of libraries through one JSON formatter.

    Args:
        level: The least severe line that is written.
        stream: Where to write; standard error when absent.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _service_first,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Last, so that nothing is added behind it.
                redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    _take_over(handler, level)


def _take_over(handler: logging.Handler, level: LogLevel) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # One line a request says nothing that the turn's own lines do not say better.
    for name in ("uvicorn.access", "uvicorn.error", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _service_first(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    event.setdefault("service", "talknshop")
    return event
