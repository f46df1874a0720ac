"""What every process of the house has: the database, the catalogue's shelf, the clock, the pulse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.settings import Settings
from app.wiring.pulse import Pulse
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
    pulse: Pulse

    def today(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(ZoneInfo(self.settings.timezone)).date()

    def close(self) -> None:
        self.database.close()


def open_house(settings: Settings, *, now: Clock = utc_now) -> House:
    database, shelf = Database(settings.database), Shelf(timezone=settings.timezone)
    return House(settings, database, shelf, open_storage(settings), now, Pulse(database, now=now))


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
