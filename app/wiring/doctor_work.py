"""Does work go on: the timetable, what waits, the last contact with Telegram, the last backup?"""

from collections.abc import Iterator
from datetime import timedelta

from admin_api import health
from app.wiring.finding import Finding, Look
from app.wiring.house import House
from app.wiring.web import QUIET_AFTER
from db.queries import backlog, pulse, readiness
from db.queries.pulse import Beat

BACKUP_OLD_AFTER = timedelta(days=2)
CONFLICT_STANDS = timedelta(minutes=10)
SENTENCES = {
    "worker_silent": ("worker", "did not look at its timetable for {tick}; start `dobush worker` or `serve`"),
    "telegram_silent": (
        "contact",
        "Telegram was last heard {telegram} ago; start `dobush bot`, read its log",
    ),
    "updates_wait": ("received", "an update waits for {received}; start `dobush bot`, read its log"),
    "outbox_waits": ("outbox", "a message is due for {outbox}; read the log of bot and worker"),
}


def _going_on(house: House) -> Iterator[Finding]:
    with house.database.reading() as session:
        signs = readiness.signs(session, at=house.now())
    quiet_after = QUIET_AFTER[house.settings.telegram_mode]
    wrong = list(health.warnings(signs, telegram_quiet_after=quiet_after))
    ages = {
        "tick": _age(signs.tick),
        "telegram": _age(signs.telegram),
        "received": _age(signs.received),
        "outbox": _age(signs.outbox),
    }
    for code in wrong:
        about, sentence = SENTENCES[code]
        yield Finding(about, False, sentence.format(**ages))
    if not wrong:
        yield Finding(
            "work", True, "goes on: nothing waits too long" if signs.tick else "has not begun here yet"
        )


def _given_up(house: House) -> Iterator[Finding]:
    with house.database.reading() as session:
        waiting = backlog.look(session, at=house.now())
    if waiting.received_dead or waiting.outbox_failed:
        said = f"{waiting.received_dead} updates and {waiting.outbox_failed} messages"
        yield Finding("given up", True, f"{said}; see /metrics, and: dobush inspect update|letter ID")


def _other_pollers(house: House) -> Iterator[Finding]:
    beat = _beats(house).get(pulse.CONFLICT)
    if beat is not None and house.now() - beat.at < CONFLICT_STANDS:
        advice = "stop the other program, or remove the webhook (docs/operating.md)"
        yield Finding("pollers", False, f"somebody else receives with this token (409); {advice}")


def _backup(house: House) -> Iterator[Finding]:
    last = _beats(house).get(pulse.BACKUP)
    with house.database.reading() as session:
        cases = sum(backlog.open_cases(session, house.today(house.now())))
    if last is None:
        if cases:
            yield Finding(
                "backup", False, "none was ever made; run: dobush backup, and have it run every night"
            )
        return
    age = house.now() - last.at
    fresh = age < BACKUP_OLD_AFTER
    said = f"the last is {_age(age)} old"
    yield Finding("backup", fresh, said if fresh else f"{said}; run: dobush backup, and look at its timer")


def _beats(house: House) -> dict[str, Beat]:
    with house.database.reading() as session:
        return pulse.beats(session)


def _age(age: timedelta | None) -> str:
    return str(age).partition(".")[0]


LOOKS: tuple[Look, ...] = (_going_on, _given_up, _other_pollers, _backup)
