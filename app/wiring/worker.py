"""The worker process: letters, and the duties of the timetable."""

from collections.abc import Sequence

from app.wiring.house import House
from app.wiring.running import Part
from worker.channels.telegram import Telegram
from worker.courier import Courier
from worker.letters import Letters
from worker.removing import Remover
from worker.schedule import Night


def letter_courier(house: House, telegram: Telegram) -> Courier:
    letters = Letters(house.shelf, public_url=house.settings.public_url)
    return Courier(house.database, telegram, letters, kind="letter", now=house.now, beat=house.pulse.beat)


def night(house: House, courier: Courier) -> Night:
    return Night(
        house.database,
        house.shelf,
        timezone=house.settings.timezone,
        now=house.now,
        wake=courier.wake,
        beat=house.pulse.beat,
    )


def worker_parts(house: House, telegram: Telegram) -> tuple[Courier, Sequence[Part]]:
    courier = letter_courier(house, telegram)
    remover = Remover(house.database, house.files, now=house.now)
    return courier, (courier.run, night(house, courier).run, remover.run)
