"""Structured logs to standard output: one JSON line an event, no personal data."""

import logging
import sys

import msgspec
import structlog


def configure_logs() -> None:
    """Set up structlog for a process, and let libraries speak from WARNING on."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_json),
        ],
        cache_logger_on_first_use=True,
    )


def _json(event: object, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()
