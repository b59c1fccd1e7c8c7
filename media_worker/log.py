"""Structured log lines (JSON, one a line, standard output). Ids and numbers only: no names, places or addresses."""

import logging
import sys

import structlog


class JobLog(logging.Handler):
    """Passes on what procrastinate warns of, without the arguments of jobs."""

    def emit(self, record: logging.LogRecord) -> None:
        job = getattr(record, "job", None) or {}
        structlog.get_logger("procrastinate").log(
            record.levelno,
            getattr(record, "action", None) or record.name,
            job_id=job.get("id"),
            task=job.get("task_name"),
            problem=repr(record.exc_info[1])[:300] if record.exc_info else None,
        )


def configure_log() -> None:
    """Once, at the start of the process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    logging.basicConfig(handlers=[JobLog()], level=logging.WARNING, force=True)
