"""Every letter the house can write, of real cases, in every language: read as Telegram would read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, update

from casework import duties, following
from db.engine import Database
from db.queries.outbox import Leased
from db.tables.outbox import OutboxRow
from db.tables.people import Citizen, User
from locales import LANGUAGES
from rules.lifecycle import Move, Outcome, Status
from rules.messages import Message
from rules.reference import shown
from simulator.markup import parse_html
from simulator.schema import Json
from tests.casework.office import APPLICANT, CHATS, Office
from worker.letters import Letters

PUBLIC_URL = "https://d.kg"
DUTIES = (
    duties.remind_of_due,
    duties.escalate_overdue,
    duties.remind_to_register,
    duties.escalate_unregistered,
    duties.ask_again_if_fixed,
    duties.remind_of_question,
    duties.lapse_questions,
)


@dataclass(frozen=True, slots=True)
class Read:
    """One letter on one telephone."""

    row: int
    notice: str
    language: str
    to_citizen: bool
    case: int
    message: Message
    visible: str
    entities: list[Json]

    @property
    def number(self) -> str:
        return shown(self.case)


def all_letters(database: Database) -> list[Read]:
    """Each read on its day: a reminder is no letter any more once it is answered."""
    office = an_office_with_telephones(database)
    found: list[Read] = []
    for _ in everything_happens(office):
        found += read(office, after=max((letter.row for letter in found), default=0))
    return found


def an_office_with_telephones(database: Database) -> Office:
    office = Office(database)
    with database.writing() as session:
        for user in session.scalars(select(User)):
            user.chat_id = 6_000_000_000 + user.id
    return office


def everything_happens(office: Office) -> Iterator[None]:
    """Day by day: cases go every way a case can go; then nobody does anything for weeks."""
    office.village.phone("Зуракан", chat_id=CHATS["bakyt"]).settles().says(
        "Нет воды, позвоните 0555123456"
    ).presses("Отправить")
    joined = office.files()
    office.do(following.join, joined, by=office.who("bakyt"), said="Бизде да ушундай, 0555123456")
    asked = office.files()
    for move, by in (
        (Move.ADD, "aigul"),
        (Move.TAKE, "clerk"),
        (Move.ADD, "aigul"),
        (Move.ASSIGN, "head"),
        (Move.ANSWER, "colleague"),
        (Move.ASK, "colleague"),
    ):
        office.makes(move, asked, by)
    office.makes(Move.TRANSFER, office.has(Status.FILED), "clerk")
    office.makes(Move.DECLINE, office.has(Status.IN_PROGRESS), "clerk")
    office.makes(Move.WITHDRAW, office.has(Status.IN_PROGRESS), "aigul")
    again = office.has(Status.IN_PROGRESS)
    office.makes(Move.EXTEND, again, "clerk")
    office.makes(Move.RESOLVE, again, "clerk")
    office.makes(Move.REOPEN, again, "aigul")
    planned = {"outcome": Outcome.PLANNED, "planned_on": office.ticket(again).resolve_due_on}
    office.makes(Move.RESOLVE, again, "clerk", **planned)
    office.has(Status.CLOSED)
    office.has(Status.RESOLVED)
    office.makes(Move.REGISTER, office.files(appeal=APPLICANT), "clerk")
    there_and_back = office.files()
    office.makes(Move.TO_APPEAL, there_and_back, "aigul")
    office.makes(Move.TO_FEEDBACK, there_and_back, "aigul")
    office.files(appeal=APPLICANT)
    yield
    for month, day in ((3, 17), (3, 18), (3, 20), (4, 2), (4, 9)):
        office.comes(month, day)
        for duty in DUTIES:
            duty(office.do)
        yield


def read(office: Office, *, after: int = 0) -> list[Read]:
    letters = Letters(office.village.shelf, public_url=PUBLIC_URL)
    found = []
    for language in LANGUAGES:
        with office.database.writing() as session:
            session.execute(update(User).values(language=language))
            session.execute(update(Citizen).values(language=language))
        with office.database.reading() as session:
            wanted = select(OutboxRow).where(OutboxRow.kind == "letter", OutboxRow.id > after)
            for row in session.scalars(wanted).all():
                message = letters(session, _held(row), row.ready_at)
                assert isinstance(message, Message)
                assert row.ticket_id is not None
                visible, entities = parse_html(message.text)
                to_citizen = row.user_id is None
                found.append(
                    Read(row.id, row.content, language, to_citizen, row.ticket_id, message, visible, entities)
                )
    return found


def _held(row: OutboxRow) -> Leased:
    assert row.chat_id is not None
    return Leased(
        id=row.id,
        lease="",
        kind=row.kind,
        channel=row.channel,
        chat_id=row.chat_id,
        user_id=row.user_id,
        content=row.content,
        facts=row.facts,
        ticket_id=row.ticket_id,
        event_id=row.event_id,
        asked_version=None,
        silent=row.silent,
        attempts=1,
    )
