"""What every process of the house has: the database, the catalogue's shelf, the clock, the log."""

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TextIO, cast
from zoneinfo import ZoneInfo

import structlog

from app.settings import Settings
from app.wiring.veil import Veil
from db.engine import Database
from db.files.storage import Bucket, Storage
from db.queries.directory import Shelf

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    database: Database
    shelf: Shelf
    files: Storage
    now: Clock

    def today(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(ZoneInfo(self.settings.timezone)).date()

    def close(self) -> None:
        self.database.close()


def open_house(settings: Settings, *, now: Clock = utc_now) -> House:
    shelf = Shelf(timezone=settings.timezone)
    return House(settings, Database(settings.database), shelf, open_storage(settings), now)


def open_storage(settings: Settings) -> Storage:
    """Nothing is opened yet: a disk or a bucket that is away must not stop the start."""
    if not settings.files:
        return Storage(settings.data_dir / "files")
    name, _, prefix = settings.files.removeprefix("s3://").partition("/")
    return Storage(
        Bucket(
            name,
            prefix,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            key=settings.s3_key.get_secret_value(),
            secret=settings.s3_secret.get_secret_value(),
        )
    )


def start_log(*, level: int = logging.INFO, secrets: Sequence[str] = ()) -> None:
    """One JSON line an event, to stderr: codes and row numbers, never words, phones, Telegram ids or secrets."""
    if secrets:
        sys.stderr = cast(TextIO, Veil(sys.stderr, secrets))
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for chatty in ("httpx", "aiogram.event", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
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
