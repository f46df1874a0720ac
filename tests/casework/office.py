"""An office for tests: two clerks and their head, a dispatcher in the rayon, neighbours, a citizen with a chat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from casework import appeals, closing, duties, handling, intake, ledger, people, seals
from casework.desk import Actor, Desk
from casework.intake import Complaint
from db.engine import Database
from db.queries import people as people_queries
from db.queries import tickets
from db.tables.outbox import OutboxRow
from db.tables.tickets import Event, Ticket
from rules.appeals import CONSENT, Applicant
from rules.lifecycle import Confirmation, Move, Outcome, Role, Source, Status
from rules.working_time import BISHKEK
from tests.village import AK_BULAN, EVERYWHERE, MONDAY, Village

OURS, THEIRS, RAYON = "ak-bulung-2805", "ak-chiy-2840", "ak-suu-rayon"
HIRED = {
    "clerk": (Role.CLERK, OURS),
    "colleague": (Role.CLERK, OURS),
    "head": (Role.HEAD, OURS),
    "dispatcher": (Role.DISPATCHER, RAYON),
    "neighbour": (Role.CLERK, THEIRS),
    "admin": (Role.ADMIN, None),
    "council": (Role.COUNCIL, None),
}
APPLICANT = Applicant("Асанова Айгүл Бакытовна", "Ак-Булуң, Мектеп көчөсү 4", "0555 12-34-56", CONSENT)
CHATS = {"aigul": 5_000_000_001, "bakyt": 5_000_000_002}


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter in the outbox: what it says, and to whom."""

    notice: str
    to: str
    ready_at: datetime
    silent: bool
    status: str
    facts: dict[str, Any]


class Office:
    def __init__(self, database: Database, at: datetime = MONDAY) -> None:
        self.database = database
        self.village = Village(database, at)
        self.do, self.passes = self.village.do, self.village.passes
        self.people = self.do(_settle)
        self._names = {actor.user_id or CHATS[name]: name for name, actor in self.people.items()}
        self._read = 0
        self._drafts = 0

    @property
    def at(self) -> datetime:
        return self.village.at

    @property
    def today(self) -> date:
        return self.at.astimezone(BISHKEK).date()

    def comes(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """The clock moves on to an hour in Bishkek, in 2026."""
        moment = datetime.combine(date(2026, month, day), time(hour, minute), BISHKEK)
        assert moment >= self.at, "time does not go back"
        self.village.at = moment

    def who(self, name: str) -> Actor:
        extra = {"provider": Role.PROVIDER, "clock": Role.CLOCK, "client": Role.CLIENT}
        return self.people.get(name) or Actor(extra[name])

    def one_of(self, role: Role) -> Actor:
        """Somebody in this role."""
        hands = {actor.role: actor for actor in reversed(self.people.values())}
        return hands.get(role) or Actor(role)

    def files(self, by: str = "aigul", **other: Any) -> int:
        plain = {"service": "roads", "village": AK_BULAN, "text": "Көпүрө сынган", "language": "ky"}
        complaint = Complaint(**{**plain, "source": Source.TELEGRAM, **other})
        return int(self.do(intake.file_complaint, complaint, by=self.who(by)).id)

    def has(self, status: Status, **other: Any) -> int:
        """A case of Aigul's that stands so."""
        case = self.files(**other)
        for move in WAY[status]:
            self.makes(move, case, "aigul" if move is Move.CONFIRM else "clerk")
        return case

    def makes(self, move: Move, case: int, by: str = "clerk", **more: Any) -> Ticket:
        ticket: Ticket = self.do(make, move, case, self.who(by), **self._usual(move), **more)
        return ticket

    def _usual(self, move: Move) -> dict[str, Any]:
        return {"to_user_id": self.people["colleague"].user_id} if move is Move.ASSIGN else {}

    def ticket(self, case: int) -> Ticket:
        with self.database.reading() as session:
            return tickets.one(session, case)

    def events(self, case: int) -> list[Event]:
        with self.database.reading() as session:
            return [line.event for line in tickets.history(session, case)]

    def words(self, case: int) -> list[str | None]:
        with self.database.reading() as session:
            return [line.text for line in tickets.history(session, case)]

    def broken_at(self, case: int) -> int | None:
        return seals.broken_at(self.events(case))

    def letters(self, case: int | None = None) -> list[Owed]:
        """Everything that was ever owed, of one case or of all."""
        wanted = select(OutboxRow).order_by(OutboxRow.id)
        with self.database.reading() as session:
            rows = session.scalars(
                wanted if case is None else wanted.where(OutboxRow.ticket_id == case)
            ).all()
            self._read = max([self._read, *(row.id for row in rows)])
        return [self._owed(row) for row in rows]

    def news(self) -> list[tuple[str, str]]:
        """What is owed since the outbox was read last: notices and names, sorted."""
        seen = self._read
        with self.database.reading() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.id > seen)).all()
        self._read = max([seen, *(row.id for row in rows)])
        return sorted((one.notice, one.to) for one in map(self._owed, rows))

    def _owed(self, row: OutboxRow) -> Owed:
        to = self._names[row.user_id or row.chat_id or 0]
        return Owed(row.content, to, row.ready_at, row.silent, row.status, row.facts)

    def duty(self, duty: Callable[[duties.Door], int]) -> list[tuple[str, str]]:
        """The clock's work, done twice as it may be; what it owes is owed once."""
        self.news()
        duty(self.do)
        owed = self.news()
        duty(self.do)
        assert self.news() == [], f"{duty.__name__} tells twice"
        return owed


def _settle(desk: Desk) -> dict[str, Actor]:
    found = {}
    for name, (role, inbox) in HIRED.items():
        user = people.add_user(desk, name, role, inboxes=[inbox] if inbox else [])
        found[name] = Actor(role, user_id=user.id)
    for name, chat in CHATS.items():
        citizen = people_queries.welcome_citizen(desk.session, chat, at=desk.at)
        found[name] = Actor(Role.CITIZEN, citizen_id=citizen.id)
    return found


WAY: dict[Status, tuple[Move, ...]] = {
    Status.FILED: (),
    Status.IN_PROGRESS: (Move.TAKE,),
    Status.WAITING: (Move.ASK,),
    Status.RESOLVED: (Move.TAKE, Move.RESOLVE),
    Status.CLOSED: (Move.TAKE, Move.RESOLVE, Move.CONFIRM),
}


def make(desk: Desk, move: Move, case: int, by: Actor, **more: Any) -> Ticket:
    """Any move by anybody, as its action makes it; what the action needs is made up."""
    reached = {"by": by, "reach": EVERYWHERE}
    until = desk.directory.calendar.add(max(tickets.one(desk.session, case).resolve_due_on, desk.today), 1)
    match move:
        case Move.ADD:
            return handling.add(desk, case, by=by, **{"said": "Дагы бузулду", **more})
        case Move.TAKE:
            return handling.take(desk, case, **reached, **more)
        case Move.ASSIGN:
            return handling.assign(desk, case, **reached, **more)
        case Move.ANSWER:
            return handling.answer(desk, case, **{"said": "Устаны жибердик", **reached, **more})
        case Move.ASK:
            return handling.ask(desk, case, **{"said": "Кайсы көчө?", **reached, **more})
        case Move.NOTE:
            return handling.note(desk, case, **{"said": "Үчүнчү жолу", **reached, **more})
        case Move.TRANSFER:
            elsewhere = {"to_inbox": RAYON, "reason": "Район жооп берет"}
            return handling.transfer(desk, case, **{**elsewhere, **reached, **more})
        case Move.EXTEND:
            return handling.extend(
                desk, case, **{"until": until, "reason": "Тетик күтөбүз", **reached, **more}
            )
        case Move.RESOLVE:
            fixed = {"outcome": Outcome.FIXED, "said": "Оңдоп койдук"}
            return closing.resolve(desk, case, **{**fixed, **reached, **more})
        case Move.DECLINE:
            refused = {"outcome": Outcome.REFUSED, "reason": "Акча жок"}
            return closing.decline(desk, case, **{**refused, **reached, **more})
        case Move.CONFIRM:
            return closing.confirm(desk, case, by=by, **{"confirmation": Confirmation.YES, **more})
        case Move.REOPEN:
            return closing.reopen(desk, case, by=by, **more)
        case Move.WITHDRAW:
            return closing.withdraw(desk, case, by=by)
        case Move.REGISTER:
            return appeals.register(desk, case, **reached, **more)
        case Move.TO_APPEAL:
            return appeals.make_official(desk, case, by=by, **{"applicant": APPLICANT, **more})
        case Move.TO_FEEDBACK:
            return appeals.make_ordinary(desk, case, by=by, **more)
    ticket = tickets.for_update(desk.session, case)  # the clock's actions do not ask who calls
    ledger.enter(desk, ticket, move, by=by)
    return ticket
