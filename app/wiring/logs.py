"""One JSON line an event, to stderr: codes and row numbers, never words, names, phones, Telegram ids or tokens."""

import logging
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import TextIO, cast

import structlog

from app.wiring.veil import Veil

CHATTY = ("httpx", "aiogram.event", "apscheduler")


def start_log(*, level: int = logging.INFO, secrets: Sequence[str] = ()) -> None:
    """For processes that run on. What libraries say and what breaks goes through the same sieve."""
    if secrets:
        sys.stderr = cast(TextIO, Veil(sys.stderr, secrets))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_where,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[OfLibraries()], force=True)
    logging.captureWarnings(True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.ERROR)
    sys.excepthook = _broke


class OfLibraries(logging.Handler):
    """What a library says: its sentence as it stands in its code, without what it filled in."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        sentence = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        where = f"{record.filename}:{record.lineno}"
        structlog.get_logger().log(
            record.levelno,
            "library",
            name=record.name,
            says=sentence.partition("\n")[0],
            where=where,
            exc_info=error,
        )


def _broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    structlog.get_logger().critical("process_broke", error=kind.__name__, exc_info=error)


def _only_where(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Of an exception its kinds and its places: its message may hold what a citizen wrote."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["at"] = _places(error)
    return event


def _places(error: BaseException | None) -> list[str]:
    told: list[str] = []
    while error is not None:
        told.append(type(error).__name__)
        step = error.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            told.append(f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno} {code.co_name}")
            step = step.tb_next
        error = error.__cause__
    return told
